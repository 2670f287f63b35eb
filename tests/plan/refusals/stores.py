"""Stores that no engine can keep as they are asked for."""

from __future__ import annotations

from tests.plan.intents import intent
from tests.plan.refusals.shapes import PERSISTENT, Case, store

DIRECTORY = {"class": "metadata", "engine": "dynamodb", "home": "aws/eu-west-1"}
CASES: list[Case] = [
    (
        "engine of the other cloud",
        store(**{"in": {"uk": {"home": "gcp/europe-west2"}}}),
        "DOM-203",
        "stores.identities.in.uk.home",
        "aws/eu-west-2",
    ),
    (
        "engine without a place",
        intent(stores={"l": {"class": "persistent", "engine": "spanner"}}),
        "DOM-211",
        "stores.l",
        "gcp/us-east4",
    ),
    (
        "one region in the country",
        store(survives="region", only=["uk"]),
        "DOM-212",
        "stores.identities.survives",
        "uk has one region of aws; survives: zone",
    ),
    (
        "store's recovery abroad",
        store(survives="region", **{"in": {"us": {"recovery": "aws/ca-central-1"}}}),
        "DOM-213",
        "stores.identities.in.us.recovery",
        "aws/us-east-1",
    ),
    (
        "store's home abroad",
        store(**{"in": {"uk": {"home": "aws/eu-west-1"}}}),
        "DOM-213",
        "stores.identities.in.uk.home",
        "aws/eu-west-2, gcp/europe-west2 (in GB)",
    ),
    ("reserved name", intent(stores={"logs": PERSISTENT}), "DOM-214", "stores.logs", "any other name"),
    (
        "jurisdiction not in the stack",
        store(only=["uk", "fr"]),
        "DOM-215",
        "stores.identities.only.fr",
        "uk, us",
    ),
    ("override for nobody", store(**{"in": {"fr": {}}}), "DOM-215", "stores.identities.in.fr", "uk, us"),
    (
        "configuration with a foreign replica",
        intent(
            jurisdictions={"eu": {"home": "gcp/europe-west1"}},
            stores={"l": {"class": "persistent", "engine": "spanner", "config": "eur5"}},
        ),
        "DOM-216",
        "stores.l.config",
        "eur3",
    ),
    (
        "no such configuration",
        intent(
            jurisdictions={"eu": {"home": "gcp/europe-west1"}},
            stores={"l": {"class": "persistent", "engine": "spanner", "config": "eur99"}},
        ),
        "DOM-216",
        "stores.l.config",
        "regional-europe-west1",
    ),
    (
        "global table without home",
        intent(stores={"d": {"class": "metadata", "engine": "dynamodb"}}),
        "DOM-217",
        "stores.d.home",
        "a region of AWS",
    ),
    ("more instances than zones", store(instances=4), "DOM-218", "stores.identities.instances", "1 to 3"),
    (
        "no such size",
        intent(
            jurisdictions={"uk": {"home": "gcp/europe-west2"}},
            stores={"l": {"class": "persistent", "engine": "spanner", "processing_units": 1500}},
        ),
        "DOM-219",
        "stores.l.processing_units",
        "100 to 900",
    ),
    (
        "transient that never expires",
        intent(stores={"c": {"class": "transient", "engine": "dynamodb"}}),
        "DOM-220",
        "stores.c.expires_hours",
        "1",
    ),
    (
        "transient that lives too long",
        intent(stores={"c": {"class": "transient", "engine": "dynamodb", "expires_hours": 9999}}),
        "DOM-220",
        "stores.c.expires_hours",
        "1 to",
    ),
    (
        "rows that never expire",
        intent(stores={"c": {"class": "transient", "engine": "aurora-postgresql", "expires_hours": 12}}),
        "DOM-225",
        "stores.c.engine",
        "bucket, dynamodb",
    ),
    (
        "a bucket that forgets by the day",
        intent(stores={"c": {"class": "transient", "engine": "bucket", "expires_hours": 24}}),
        "DOM-225",
        "stores.c.expires_hours",
        "48 or more",
    ),
    (
        "a global table in some jurisdictions only",
        intent(stores={"d": DIRECTORY | {"only": ["uk"]}}),
        "DOM-108",
        "stores.d.only",
        "home and replicas",
    ),
    (
        "a global table that differs somewhere",
        intent(stores={"d": DIRECTORY | {"in": {"uk": {"engine": "nope"}}}}),
        "DOM-108",
        "stores.d.in",
        "home and replicas",
    ),
    (
        "a global table with no replica that survives a region",
        intent(stores={"d": DIRECTORY | {"replicas": [], "survives": "region"}}),
        "DOM-212",
        "stores.d.survives",
        "one replica",
    ),
    (
        "replicas of a table that is not global",
        intent(stores={"c": {"class": "persistent", "engine": "dynamodb", "replicas": ["aws/us-west-2"]}}),
        "DOM-108",
        "stores.c.replicas",
        "class metadata only",
    ),
    (
        "recovery without the promise",
        store(**{"in": {"us": {"recovery": "aws/us-west-2"}}}),
        "DOM-108",
        "stores.identities.in.us.recovery",
        "with survives: region",
    ),
    (
        "an override outside only",
        store(only=["us"], **{"in": {"uk": {"backup_days": 3}}}),
        "DOM-108",
        "stores.identities.in.uk",
        "a jurisdiction of only",
    ),
    (
        "expiry without an end",
        store(expires_hours=5),
        "DOM-108",
        "stores.identities.expires_hours",
        "dynamodb",
    ),
    ("no such version", store(version="99.9"), "DOM-226", "stores.identities.version", "17.7"),
    ("a user of the engine", store(username="rdsadmin"), "DOM-214", "stores.identities.username", "rdsadmin"),
]
