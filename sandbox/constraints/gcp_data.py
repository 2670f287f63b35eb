"""Rules of Spanner, Cloud Storage, Cloud KMS, Cloud Logging and service accounts.

Sources: ``tf`` is hashicorp/terraform-provider-google at e03b7622 (August 2026); ``gcp docs`` are pages of
docs.cloud.google.com.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jurisdictions import locate, spanner_configs
from sandbox.constraints.gcp_names import key_beside, key_location
from sandbox.constraints.rule import Rule, Subject, exactly_one, pattern, seconds
from sandbox.typecheck import Failure
from sandbox.values import at

INSTANCE: Final = "gcp:spanner/instance:Instance"
DATABASE: Final = "gcp:spanner/database:Database"
BUCKET: Final = "gcp:storage/bucket:Bucket"
KEY: Final = "gcp:kms/cryptoKey:CryptoKey"
RING: Final = "gcp:kms/keyRing:KeyRing"
ACCOUNT: Final = "gcp:serviceaccount/account:Account"
LOG_BUCKET: Final = "gcp:logging/projectBucketConfig:ProjectBucketConfig"


def _edition(subject: Subject) -> Iterator[Failure]:
    config = spanner_configs().get(str(subject.get("config")).rpartition("/")[2])
    if (
        config
        and config.edition_required == "ENTERPRISE_PLUS"
        and subject.get("edition") != "ENTERPRISE_PLUS"
    ):
        yield Failure(
            "edition", f"{config.name} needs ENTERPRISE_PLUS, not {subject.get('edition') or 'STANDARD'}"
        )


def _units(subject: Subject) -> Iterator[Failure]:
    for where, units in at(subject.inputs, "processingUnits"):
        if units < 100 or (units % 100 if units < 1000 else units % 1000):
            yield Failure(where, f"{units}: multiples of 100 below 1000, then multiples of 1000")


def _display_name_once(subject: Subject) -> Iterator[Failure]:
    for other in subject.others(INSTANCE):
        same = other.get("displayName") == subject.get("displayName") and other.scope == subject.place.project
        if same:
            yield Failure("displayName", f"{other.id} has the display name already")


def _database_keys(subject: Subject) -> Iterator[Failure]:
    """One regional key in each region that has a replica, the witness included, and no other."""
    names = [n for _, n in at(subject.inputs, "encryptionConfig.kmsKeyNames[]")]
    names += [n for _, n in at(subject.inputs, "encryptionConfig.kmsKeyName")]
    if not names:
        return
    for instance in subject.named(INSTANCE, subject.get("instance")):
        name = str(instance.get("config")).rpartition("/")[2]
        if config := spanner_configs().get(name):
            wanted = {region.partition("/")[2] for region in config.regions}
            given = {key_location(str(n)) for n in names}
            if given != wanted:
                yield Failure(
                    "encryptionConfig",
                    f"{name} needs keys in {', '.join(sorted(wanted))}; given: {', '.join(sorted(given))}",
                )


def _one_encryption(subject: Subject) -> Iterator[Failure]:
    config = subject.inputs.get("encryptionConfig")
    if isinstance(config, dict) and "kmsKeyName" in config and "kmsKeyNames" in config:
        yield Failure("encryptionConfig", "kmsKeyName and kmsKeyNames exclude each other")


def _key_place(subject: Subject) -> Iterator[Failure]:
    for where, location in at(subject.inputs, "location"):
        if locate("gcp", str(location), "kms") is None:
            yield Failure(where, f"{location!r} is not a location of Cloud KMS")


def _rotation_needs_next(subject: Subject) -> Iterator[Failure]:
    if subject.has("rotationPeriod") and subject.get("purpose") not in (None, "ENCRYPT_DECRYPT"):
        yield Failure("rotationPeriod", "only keys with the purpose ENCRYPT_DECRYPT rotate by themselves")


RULES: Final = (
    Rule(
        id="spanner-instance-name",
        types=(INSTANCE,),
        check=pattern(
            "name",
            r"[a-z][-a-z0-9]{4,28}[a-z0-9]",
            "6 to 30 lower-case letters, digits and hyphens, a letter first",
        ),
        source="tf: spanner instance",
    ),
    Rule(
        id="spanner-display-name",
        types=(INSTANCE,),
        check=pattern("displayName", r".{4,30}", "must have 4 to 30 characters"),
        source="tf: spanner instance",
    ),
    Rule(
        id="spanner-database-name",
        types=(DATABASE,),
        check=pattern(
            "name",
            r"[a-z][a-z0-9_-]{0,28}[a-z0-9]",
            "2 to 30 lower-case letters, digits and _-, a letter first",
        ),
        source="tf: spanner database",
    ),
    Rule(
        id="gcs-bucket-name",
        types=(BUCKET,),
        check=pattern(
            "name",
            r"(?!goog)(?!.*google)[a-z0-9][a-z0-9_.-]{1,61}[a-z0-9]",
            "3 to 63 lower-case letters, digits and _.-, without google",
        ),
        source="gcp docs: storage buckets#naming",
    ),
    Rule(
        id="kms-ring-name",
        types=(RING,),
        check=pattern("name", r"[a-zA-Z0-9_-]{1,63}", "1 to 63 letters, digits and _-"),
        source="gcp docs: kms rest projects.locations.keyRings.create",
    ),
    Rule(
        id="kms-key-name",
        types=(KEY,),
        check=pattern("name", r"[a-zA-Z0-9_-]{1,63}", "1 to 63 letters, digits and _-"),
        source="gcp docs: kms rest cryptoKeys.create",
    ),
    Rule(
        id="service-account-name",
        types=(ACCOUNT,),
        check=pattern(
            "accountId",
            r"[a-z][-a-z0-9]{4,28}[a-z0-9]",
            "6 to 30 lower-case letters, digits and hyphens, a letter first, no hyphen last",
        ),
        source="tf: service account",
    ),
    Rule(
        id="log-bucket-name",
        types=(LOG_BUCKET,),
        check=pattern("bucketId", r"[A-Za-z0-9_][\w.-]{0,99}", "at most 100 letters, digits and _-."),
        source="gcp docs: logging rest projects.locations.buckets",
    ),
    Rule(
        id="kms-rotation",
        types=(KEY,),
        check=seconds("rotationPeriod", 86_400, 3_153_600_000),
        source="tf: kms crypto key",
    ),
    Rule(
        id="kms-destroy-delay",
        types=(KEY,),
        check=seconds("destroyScheduledDuration", 86_400, 10_368_000),
        source="gcp docs: kms destroy-restore (1 to 120 days)",
    ),
    Rule(id="spanner-units", types=(INSTANCE,), check=_units, source="gcp docs: spanner compute-capacity"),
    Rule(
        id="spanner-capacity",
        types=(INSTANCE,),
        check=lambda s: (
            ()
            if s.get("instanceType") == "FREE_INSTANCE"
            else exactly_one("numNodes", "processingUnits", "autoscalingConfig")(s)
        ),
        source="tf: spanner instance",
    ),
    Rule(
        id="spanner-edition", types=(INSTANCE,), check=_edition, source="gcp docs: spanner editions-overview"
    ),
    Rule(
        id="spanner-one-encryption", types=(DATABASE,), check=_one_encryption, source="tf: spanner database"
    ),
    Rule(id="key-ring-location", types=(RING,), check=_key_place, source="gcp docs: kms locations"),
    Rule(id="kms-rotation-purpose", types=(KEY,), check=_rotation_needs_next, source="tf: kms crypto key"),
    Rule(
        id="gcs-key-location",
        types=(BUCKET,),
        check=key_beside("bucket", "encryption.defaultKmsKeyName"),
        source="gcp docs: storage customer-managed-keys",
    ),
    Rule(
        id="log-key-location",
        types=(LOG_BUCKET,),
        check=key_beside("log bucket", "cmekSettings.kmsKeyName"),
        source="gcp docs: logging cmek",
    ),
    Rule(
        id="spanner-display-name-once",
        types=(INSTANCE,),
        check=_display_name_once,
        source="tf: spanner instance",
        needs_state=True,
    ),
    Rule(
        id="spanner-keys",
        types=(DATABASE,),
        check=_database_keys,
        source="gcp docs: spanner cmek",
        needs_state=True,
    ),
)
