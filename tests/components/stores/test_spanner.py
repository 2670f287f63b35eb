"""Spanner: keys where the replicas are, nothing that edits can replace, nothing abroad."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pulumi
import pytest
from pulumi_gcp import projects

from components.stores.spanner import Spanner
from jurisdictions.model import DataClass
from jurisdictions.problem import ProblemsError
from plan import model
from plan.model import Placement
from schema.engines.spanner import leader
from tests.components.gcp.support import context, declare, key_handle, tags
from tests.components.recording import World

BERLIN, FRANKFURT, LONDON = "gcp/europe-west10", "gcp/europe-west3", "gcp/europe-west2"
REGIONAL = model.Spanner(
    name="uk-ledger",
    jurisdiction="uk",
    data_class=DataClass.PERSISTENT,
    tags={**tags(DataClass.PERSISTENT), "store": "ledger"},
    store="ledger",
    engine="spanner",
    layout="regional",
    survives="zone",
    backup_days=14,
    instance="acme-test-uk-ledger",
    display_name="acme-test-uk-ledger",
    config="regional-europe-west2",
    edition="STANDARD",
    processing_units=100,
    database="app",
    dialect="GOOGLE_STANDARD_SQL",
    leader="europe-west2",
    replicas=(Placement(place=LONDON, role="home", key="k-london"),),
)
DUAL = replace(
    REGIONAL,
    name="de-ledger",
    jurisdiction="de",
    tags={**tags(DataClass.PERSISTENT, "de"), "store": "ledger"},
    survives="region",
    config="dual-region-germany1",
    edition="ENTERPRISE_PLUS",
    leader="europe-west10",
    replicas=(
        Placement(place=BERLIN, role="home", key="k-berlin"),
        Placement(place=FRANKFURT, role="recovery", key="k-frankfurt"),
    ),
)


def handles(ready: tuple[pulumi.Resource, ...] = ()) -> dict[str, Any]:
    named = {"k-london": LONDON, "k-berlin": BERLIN, "k-frankfurt": FRANKFURT, "k-turin": "gcp/europe-west12"}
    return {name: key_handle(place, name, ready) for name, place in named.items()}


def world(part: model.Spanner, *, protect: bool = True) -> World:
    return declare(lambda: Spanner(part, context=context(protect=protect), keys=handles()))[1]


def region_of(key: str) -> str:
    return key.split("/")[3]


def test_a_regional_database_has_the_one_key_of_its_region() -> None:
    made = world(REGIONAL)
    for kind in ("Database", "BackupSchedule"):
        encryption = made.only(kind).inputs["encryptionConfig"]
        assert region_of(encryption["kmsKeyName"]) == "europe-west2"
        assert "kmsKeyNames" not in encryption


def test_a_dual_region_database_has_a_key_in_each_region_of_its_replicas() -> None:
    made = world(DUAL)
    for kind in ("Database", "BackupSchedule"):
        encryption = made.only(kind).inputs["encryptionConfig"]
        assert {region_of(k) for k in encryption["kmsKeyNames"]} == {"europe-west10", "europe-west3"}
        assert "kmsKeyName" not in encryption


def test_a_witness_in_a_region_of_its_own_has_a_key_too() -> None:
    part = replace(
        DUAL,
        jurisdiction="eu",
        config="eur7",
        replicas=(
            Placement(place="gcp/europe-west8", role="home", key="k-milan"),
            Placement(place=FRANKFURT, role="recovery", key="k-frankfurt"),
            Placement(place="gcp/europe-west12", role="witness", key="k-turin"),
        ),
    )
    keys = handles() | {"k-milan": key_handle("gcp/europe-west8", "k-milan")}
    made = declare(lambda: Spanner(part, context=context(), keys=keys))[1]
    found = made.only("Database").inputs["encryptionConfig"]["kmsKeyNames"]
    assert {region_of(k) for k in found} == {"europe-west8", "europe-west3", "europe-west12"}


def test_only_what_is_not_regional_names_a_leader() -> None:
    assert leader(REGIONAL) == ()
    assert leader(DUAL) == ("ALTER DATABASE `app` SET OPTIONS (default_leader = 'europe-west10')",)
    assert leader(replace(DUAL, dialect="POSTGRESQL")) == (
        "ALTER DATABASE \"app\" SET spanner.default_leader = 'europe-west10'",
    )


def test_a_later_statement_cannot_replace_the_database() -> None:
    assert world(DUAL).only("Database").ignore_changes == ("ddls",)


def test_history_is_seven_days_at_most_and_backups_reach_the_rest() -> None:
    made = world(REGIONAL)
    assert made.only("Database").inputs["versionRetentionPeriod"] == "7d"
    assert made.only("BackupSchedule").inputs["retentionDuration"] == f"{14 * 86400}s"
    assert made.only("BackupSchedule").inputs["fullBackupSpec"] == {}
    short = world(replace(REGIONAL, backup_days=3))
    assert short.only("Database").inputs["versionRetentionPeriod"] == "3d"


def test_googles_own_backups_are_off_and_no_deletion_takes_backups_along() -> None:
    instance = world(REGIONAL).only("Instance")
    assert instance.inputs["defaultBackupScheduleType"] == "NONE"
    assert instance.inputs["forceDestroy"] is False
    assert instance.inputs["labels"]["store"] == "ledger"


@pytest.mark.parametrize("kind", ["Instance", "Database", "BackupSchedule"])
def test_everything_is_protected_outside_dev_and_nothing_in_dev(kind: str) -> None:
    kept, loose = world(REGIONAL).only(kind), world(REGIONAL, protect=False).only(kind)
    assert (kept.protect, kept.retain_on_delete, kept.inputs["deletionPolicy"]) == (True, True, "PREVENT")
    assert (loose.protect, loose.retain_on_delete, loose.inputs["deletionPolicy"]) == (False, False, "DELETE")


def test_the_cloud_itself_refuses_to_drop_the_database() -> None:
    assert world(REGIONAL).only("Database").inputs["enableDropProtection"] is True
    assert world(REGIONAL, protect=False).only("Database").inputs["enableDropProtection"] is False


def test_the_database_waits_until_spanner_may_use_the_keys() -> None:
    def build() -> Spanner:
        grant = projects.ServiceIdentity("grant", service="spanner.googleapis.com", project="p")
        return Spanner(DUAL, context=context(), keys=handles(ready=(grant,)))

    made = declare(build)[1]
    assert "grant" in made.only("Database").waits_for
    assert "grant" in made.only("BackupSchedule").waits_for


@pytest.mark.parametrize(
    ("part", "outside"),
    [
        (replace(REGIONAL, replicas=(replace(REGIONAL.replicas[0], place=FRANKFURT),)), FRANKFURT),
        (replace(REGIONAL, config="regional-europe-west1"), "gcp/europe-west1"),
        (replace(REGIONAL, config="eur5"), "gcp/europe-west1"),
        (replace(REGIONAL, config="custom-london"), "custom-london"),
    ],
    ids=["a replica abroad", "a region abroad", "replicas the plan does not list", "nobody knows it"],
)
def test_a_place_outside_the_jurisdiction_is_refused(part: model.Spanner, outside: str) -> None:
    with pytest.raises(ProblemsError) as refused:
        world(part)
    assert {p.code for p in refused.value.problems} == {"DOM-401"}
    assert any(outside in p.value for p in refused.value.problems)
