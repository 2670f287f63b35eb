"""Cloud Storage: one region a bucket, one key a region, and a copy that leaves neither."""

from __future__ import annotations

from dataclasses import replace

import pytest

from components.stores.gcs import Gcs, soft_delete_days
from jurisdictions.model import DataClass
from jurisdictions.problem import ProblemsError
from plan import model
from plan.model import BucketMember
from tests.components.gcp.support import agents, context, declare, key_handle, tags, value
from tests.components.recording import World

BERLIN, FRANKFURT, LONDON = "gcp/europe-west10", "gcp/europe-west3", "gcp/europe-west2"
HOME = BucketMember(place=BERLIN, role="home", key="k-berlin", name="de-avatars-berlin", bucket="acme-berlin")
COPY = BucketMember(
    place=FRANKFURT, role="recovery", key="k-frankfurt", name="de-avatars-frankfurt", bucket="acme-frankfurt"
)
STORE = model.Bucket(
    name="de-avatars",
    jurisdiction="de",
    data_class=DataClass.PERSISTENT,
    tags={**tags(DataClass.PERSISTENT, "de"), "store": "avatars"},
    store="avatars",
    engine="bucket",
    layout="replicated-gcs",
    survives="region",
    backup_days=14,
    members=(HOME, COPY),
    expires_days=None,
)
SINGLE = replace(STORE, survives="zone", members=(HOME,))
EXPIRING = replace(SINGLE, data_class=DataClass.TRANSIENT, expires_days=3)
KEYS = {
    "k-berlin": key_handle(BERLIN, "k-berlin"),
    "k-frankfurt": key_handle(FRANKFURT, "k-frankfurt"),
    "k-london": key_handle(LONDON, "k-london"),
}


def world(part: model.Bucket, *, protect: bool = True) -> World:
    services = agents("storage", "transfer")
    return declare(lambda: Gcs(part, context=context(protect=protect), keys=KEYS, agents=services))[1]


def test_every_bucket_is_one_region_with_the_key_of_that_region() -> None:
    for bucket in world(STORE).of("Bucket"):
        location, key = bucket.inputs["location"], bucket.inputs["encryption"]["defaultKmsKeyName"]
        assert location in {"EUROPE-WEST10", "EUROPE-WEST3"}
        assert f"/locations/{location.lower()}/" in key
        assert "customPlacementConfig" not in bucket.inputs


def test_a_writer_cannot_bring_a_key_of_its_own() -> None:
    encryption = world(SINGLE).only("Bucket").inputs["encryption"]
    for which in ("googleManaged", "customerSupplied"):
        assert encryption[f"{which}EncryptionEnforcementConfig"] == {"restrictionMode": "FullyRestricted"}


def test_nobody_outside_can_read() -> None:
    bucket = world(SINGLE).only("Bucket").inputs
    assert bucket["publicAccessPrevention"] == "enforced"
    assert bucket["uniformBucketLevelAccess"] is True
    assert bucket["forceDestroy"] is False
    assert "logging" not in bucket


def test_home_is_copied_to_recovery_and_not_back() -> None:
    job = world(STORE).only("TransferJob")
    spec = job.inputs["replicationSpec"]
    assert spec["gcsDataSource"]["bucketName"] == "acme-berlin"
    assert spec["gcsDataSink"]["bucketName"] == "acme-frankfurt"
    assert spec["transferOptions"]["metadataOptions"]["kmsKey"] == "KMS_KEY_DESTINATION_BUCKET_DEFAULT"
    assert "loggingConfig" not in job.inputs


def test_the_copy_waits_for_its_rights_on_both_buckets() -> None:
    made = world(STORE)
    grants = made.of("BucketIAMMember")
    assert {g.inputs["bucket"] for g in grants} == {"acme-berlin", "acme-frankfurt"}
    assert {g.inputs["member"] for g in grants} == {"serviceAccount:agent@transfer.test"}
    assert {g.name for g in grants} <= made.only("TransferJob").waits_for


def test_one_bucket_needs_no_transfer() -> None:
    made = world(SINGLE)
    assert made.of("TransferJob") == []
    assert made.of("BucketIAMMember") == []


@pytest.mark.parametrize(("backup_days", "kept"), [(1, 7), (14, 14), (120, 90)])
def test_deleted_objects_are_kept_within_what_the_cloud_offers(backup_days: int, kept: int) -> None:
    assert soft_delete_days(replace(SINGLE, backup_days=backup_days)) == kept


def test_old_versions_go_after_the_backup_days() -> None:
    bucket = world(SINGLE).only("Bucket").inputs
    assert bucket["versioning"] == {"enabled": True}
    conditions = [r["condition"] for r in bucket["lifecycleRules"] if r["action"]["type"] == "Delete"]
    assert conditions == [{"daysSinceNoncurrentTime": 14, "withState": "ARCHIVED"}]


def test_what_expires_leaves_no_copy_behind() -> None:
    bucket = world(EXPIRING).only("Bucket").inputs
    assert bucket["versioning"] == {"enabled": False}
    assert bucket["softDeletePolicy"] == {"retentionDurationSeconds": 0}
    conditions = [r["condition"] for r in bucket["lifecycleRules"] if r["action"]["type"] == "Delete"]
    assert {"age": 3, "withState": "ANY"} in conditions


def test_buckets_are_protected_outside_dev() -> None:
    kept, loose = world(SINGLE).only("Bucket"), world(SINGLE, protect=False).only("Bucket")
    assert (kept.protect, kept.retain_on_delete, kept.inputs["deletionPolicy"]) == (True, True, "PREVENT")
    assert (loose.protect, loose.retain_on_delete, loose.inputs["deletionPolicy"]) == (False, False, "DELETE")


def test_labels_say_whose_data_it_is() -> None:
    assert {b.inputs["labels"]["jurisdiction"] for b in world(STORE).of("Bucket")} == {"de"}


def test_the_handle_has_the_bucket_of_each_place() -> None:
    store, _ = declare(lambda: Gcs(STORE, context=context(), keys=KEYS, agents=agents("storage", "transfer")))
    assert {p: value(b) for p, b in store.handle.buckets.items()} == {
        BERLIN: "acme-berlin",
        FRANKFURT: "acme-frankfurt",
    }


@pytest.mark.parametrize("place", [LONDON, "gcp/EU"])
def test_a_bucket_abroad_is_refused_before_anything_is_declared(place: str) -> None:
    abroad = replace(STORE, members=(HOME, replace(COPY, place=place, key="k-london")))
    with pytest.raises(ProblemsError) as refused:
        world(abroad)
    assert {p.code for p in refused.value.problems} == {"DOM-401"}
