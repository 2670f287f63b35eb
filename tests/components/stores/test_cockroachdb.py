"""CockroachDB: what its machines are told, and who gets which certificate."""

from __future__ import annotations

import subprocess
from functools import partial
from importlib import resources

import pulumi
import pytest

from infra.build import declare as declare_plan
from jurisdictions.problem import ProblemsError
from tests.components.machines import worlds
from tests.components.recording import declare
from tests.plan.intents import planned

ENGINE = "cockroachdb"
machines, script = partial(worlds.machines, ENGINE), partial(worlds.script, ENGINE)


def test_flags_say_where_a_machine_is_and_take_out_what_people_sent() -> None:
    (first, *_) = [m for m in machines("regions") if "euc1-az1" in m.name]
    text = script(first)
    assert "--locality=country=de,cloud=aws,region=aws-eu-central-1,zone=euc1-az1" in text
    for flag in (
        "--max-offset=250ms",
        "--cache=.25",
        "--max-sql-memory=.25",
        "redact: true",
        "--sql-addr=:26257",
    ):
        assert flag in text
    assert "SKIP_ENABLING_DIAGNOSTIC_REPORTING=true" in text
    assert "diagnostics.reporting.enabled = false" in text


def test_a_database_over_regions_survives_one_and_is_backed_up_where_it_is_read() -> None:
    text = next(script(m) for m in machines("regions") if "database.sql" in script(m))
    assert 'PRIMARY REGION "aws-eu-central-1"' in text
    assert "SURVIVE REGION FAILURE" in text
    schedules = [line for line in text.splitlines() if line.startswith("CREATE SCHEDULE")]
    assert [line.split("EXECUTION LOCALITY = ")[1].split(" RECURRING")[0] for line in schedules] == [
        "'region=aws-eu-central-1'",
        "'region=gcp-europe-west10'",
    ]
    assert text.count("num_replicas = 5, constraints = '[+country=de]'") == 5


def test_five_copies_in_one_region_are_asked_for() -> None:
    text = next(script(m) for m in machines("image") if "database.sql" in script(m))
    assert "ALTER RANGE default CONFIGURE ZONE USING num_replicas = 5, " in text


def test_the_second_cluster_is_empty_and_follows_the_first() -> None:
    home, recovery = (script(m) for m in machines("standby") if "database.sql" in script(m))
    assert "KIND=--virtualized\n" in home
    assert "FOLLOWS=''" in home
    assert "KIND=--virtualized-empty\n" in recovery
    assert "cockroachdb-follow" in recovery
    assert "GRANT SYSTEM REPLICATIONSOURCE TO replicator;" in home


def test_a_certificate_is_valid_for_its_machine_and_its_balancer_and_no_other() -> None:
    found = worlds.world(ENGINE, "standby")
    requests = {r.name: r.inputs for r in found.of("index/certRequest:CertRequest")}
    nodes = [r for r in requests.values() if r["subject"]["commonName"] == "node"]
    assert len(nodes) == 6
    assert sorted(
        r["subject"]["commonName"] for r in requests.values() if r["subject"]["commonName"] != "node"
    ) == ["app", "replicator", "root"]
    signed = {r.name: r.inputs["allowedUses"] for r in found.of("index/locallySignedCert:LocallySignedCert")}
    assert [
        name
        for name, uses in signed.items()
        if "server_auth" in uses and "euw" not in name and "west2-" not in name
    ] == []


def test_without_a_licence_key_nothing_is_declared() -> None:
    plan = planned(worlds.given(ENGINE, "standby"))

    def attempt() -> ProblemsError:
        with pytest.raises(ProblemsError) as caught:
            declare_plan(plan)
        return caught.value

    pulumi.runtime.set_all_config({})
    error, nothing = declare(attempt)
    assert [(p.code, p.path) for p in error.problems] == [("DOM-281", "domicile:cockroachdb-licence")]
    assert nothing.resources == []


def test_the_scripts_of_the_database_are_valid() -> None:
    folder = resources.files("components.stores").joinpath("cockroachdb_files")
    text = folder.joinpath("database").read_text("utf-8")
    assert subprocess.run(["/bin/sh", "-n"], input=text, text=True, check=False).returncode == 0
    compile(folder.joinpath("follow").read_text("utf-8"), "follow", "exec")
