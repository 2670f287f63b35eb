"""Bad input: each mistake has its own code, names the setting, and says what would be accepted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jurisdictions.problem import ProblemsError
from tests.plan.intents import intent, planned, refused

PERSISTENT = {"class": "persistent", "engine": "aurora-postgresql"}
DIRECTORY = {"class": "metadata", "engine": "dynamodb", "home": "aws/eu-west-1"}


def store(**keys: Any) -> dict[str, Any]:
    return intent(stores={"identities": PERSISTENT | keys})


def jurisdictions(**given: Any) -> dict[str, Any]:
    return intent(jurisdictions=given, stores={})


def many(count: int, **keys: Any) -> dict[str, Any]:
    return {f"a-very-long-store-name-number{n}": {"class": "persistent", **keys} for n in range(count)}


CASES: list[tuple[str, object, str, str, str]] = [
    ("a list", [], "DOM-101", "domicile:stack", "name, protect, accounts"),
    ("nothing", None, "DOM-101", "domicile:stack", "name, protect, accounts"),
    ("text", "uk", "DOM-101", "domicile:stack", "name, protect, accounts"),
    ("a section that is no mapping", intent(network=[]), "DOM-101", "network", "key: value"),
    ("unknown key at the top", intent(store={}), "DOM-102", "store", "stores"),
    (
        "unknown key in a place",
        jurisdictions(uk={"home": "aws/eu-west-2", "hom": "x"}),
        "DOM-102",
        "jurisdictions.uk.hom",
        "home, recovery",
    ),
    ("unknown key in a store", store(instance=2), "DOM-102", "stores.identities.instance", "instances"),
    (
        "no class",
        intent(stores={"a": {"engine": "bucket"}}),
        "DOM-103",
        "stores.a.class",
        "metadata, transient, persistent",
    ),
    ("no engine", intent(stores={"a": {"class": "persistent"}}), "DOM-103", "stores.a.engine", "spanner"),
    (
        "no home",
        jurisdictions(uk={"recovery": "aws/eu-west-2"}),
        "DOM-103",
        "jurisdictions.uk.home",
        "a value",
    ),
    (
        "a number for text",
        intent(accounts={"aws": {"account": 111122223333}}),
        "DOM-104",
        "accounts.aws.account",
        "text",
    ),
    ("text for a number", store(instances="2"), "DOM-104", "stores.identities.instances", "a whole number"),
    ("no such class", store(**{"class": "personal"}), "DOM-105", "stores.identities.class", "transient"),
    ("no such engine", store(engine="oracle"), "DOM-105", "stores.identities.engine", "aurora-postgresql"),
    ("out of bounds", store(backup_days=99), "DOM-106", "stores.identities.backup_days", "1 to 35"),
    ("no place", jurisdictions(uk={"home": "London"}), "DOM-106", "jurisdictions.uk.home", "data rests"),
    (
        "class per jurisdiction",
        store(**{"in": {"uk": {"class": "metadata"}}}),
        "DOM-107",
        "stores.identities.in.uk.class",
        "survives",
    ),
    (
        "not in the law",
        jurisdictions(atlantis={"home": "aws/eu-west-2"}),
        "DOM-201",
        "jurisdictions.atlantis",
        "au, ",
    ),
    (
        "global is no jurisdiction",
        jurisdictions(**{"global": {"home": "aws/eu-west-2"}}),
        "DOM-201",
        "jurisdictions.global",
        "uk",
    ),
    (
        "unknown region",
        jurisdictions(uk={"home": "aws/eu-west-9"}),
        "DOM-202",
        "jurisdictions.uk.home",
        "places.yaml",
    ),
    (
        "region of the other cloud",
        jurisdictions(uk={"home": "aws/europe-west2"}),
        "DOM-203",
        "jurisdictions.uk.home",
        "gcp/europe-west2",
    ),
    (
        "engine of the other cloud",
        store(**{"in": {"uk": {"home": "gcp/europe-west2"}}}),
        "DOM-203",
        "stores.identities.in.uk.home",
        "aws/eu-west-2",
    ),
    (
        "several regions",
        jurisdictions(eu={"home": "gcp/EU"}),
        "DOM-204",
        "jurisdictions.eu.home",
        "a single region",
    ),
    (
        "worldwide",
        jurisdictions(eu={"home": "gcp/global"}),
        "DOM-204",
        "jurisdictions.eu.home",
        "a single region",
    ),
    (
        "home abroad",
        jurisdictions(eu={"home": "aws/eu-west-2"}),
        "DOM-205",
        "jurisdictions.eu.home",
        "aws/eu-west-1",
    ),
    (
        "recovery abroad",
        jurisdictions(uk={"home": "aws/eu-west-2", "recovery": "aws/eu-west-1"}),
        "DOM-205",
        "jurisdictions.uk.recovery",
        "aws/eu-west-2, gcp/europe-west2 (in GB)",
    ),
    (
        "recovery is home",
        jurisdictions(uk={"home": "aws/eu-west-2", "recovery": "aws/eu-west-2"}),
        "DOM-206",
        "jurisdictions.uk.recovery",
        "any other region",
    ),
    ("too many zones", intent(network={"zones": 4}), "DOM-207", "network.zones", "2 to 3 with "),
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
    ("pool too small", intent(network={"cidr": "10.0.0.0/16"}), "DOM-221", "network.cidr", "/8 to /13"),
    ("pool not private", intent(network={"cidr": "8.0.0.0/8"}), "DOM-221", "network.cidr", "10.0.0.0/8"),
    ("pool no range", intent(network={"cidr": "10.0.0.1/8"}), "DOM-221", "network.cidr", "10.0.0.0/8"),
    (
        "own range too small",
        intent(network={"cidrs": {"uk": {"aws/eu-west-2": "192.168.0.0/28"}}}),
        "DOM-222",
        "network.cidrs.uk.aws/eu-west-2",
        "/16 to /23",
    ),
    (
        "own range in the pool",
        intent(network={"cidrs": {"uk": {"aws/eu-west-2": "10.1.0.0/18"}}}),
        "DOM-222",
        "network.cidrs.uk.aws/eu-west-2",
        "outside network.cidr",
    ),
    (
        "own ranges overlap",
        intent(
            network={
                "cidrs": {
                    "uk": {"aws/eu-west-2": "192.168.0.0/18"},
                    "us": {"aws/us-east-1": "192.168.32.0/20"},
                }
            }
        ),
        "DOM-223",
        "network.cidrs.us.aws/us-east-1",
        "nothing else has",
    ),
    (
        "no account",
        intent(accounts={"gcp": intent()["accounts"]["gcp"]}),
        "DOM-241",
        "accounts.aws",
        "account",
    ),
    (
        "discovery on the wrong cloud",
        intent(entry={"domain": "acme.example", "discovery": "aws/eu-west-2"}),
        "DOM-203",
        "entry.discovery",
        "Google Cloud",
    ),
    ("host too long", intent(entry={"domain": ".".join(["a" * 62] * 4)}), "DOM-232", "entry.domain", "253"),
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
    ("own range of nobody", intent(network={"cidrs": {"fr": {}}}), "DOM-215", "network.cidrs.fr", "uk, us"),
    (
        "own range of an unknown place",
        intent(network={"cidrs": {"uk": {"aws/eu-wst-2": "192.168.0.0/18"}}}),
        "DOM-202",
        "network.cidrs.uk.aws/eu-wst-2",
        "places.yaml",
    ),
    ("no such version", store(version="99.9"), "DOM-226", "stores.identities.version", "17.7"),
    ("a user of the engine", store(username="rdsadmin"), "DOM-214", "stores.identities.username", "rdsadmin"),
    ("a name that a cloud keeps", intent(name="internal"), "DOM-214", "name", "sg"),
    ("a name with two hyphens", intent(name="a--b"), "DOM-106", "name", "physical name"),
    (
        "a store that ends in a hyphen",
        intent(stores={"id-": PERSISTENT}),
        "DOM-106",
        "stores.id-",
        "single hyphens",
    ),
    (
        "a place in capitals",
        jurisdictions(uk={"home": "aws/EU-WEST-2"}),
        "DOM-106",
        "jurisdictions.uk.home",
        "aws/eu-west-2",
    ),
    ("no such endpoint", intent(network={"endpoints": ["nosuch"]}), "DOM-105", "network.endpoints.0", "kms"),
]


@pytest.mark.parametrize(
    ("given", "code", "path", "allowed"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_mistake_is_named_with_what_is_allowed(given: object, code: str, path: str, allowed: str) -> None:
    problems = refused(given if isinstance(given, dict) else json.dumps(given))
    assert path in problems, sorted(problems)
    problem = problems[path]
    assert problem.code == code
    assert allowed in problem.allowed
    assert problem.fix
    assert problem.what


def test_everything_wrong_is_said_at_once() -> None:
    problems = refused(
        intent(
            jurisdictions={"uk": {"home": "aws/eu-west-9"}, "zz": {"home": "aws/eu-west-1"}},
            network={"cidr": "10.0.0.0/20"},
            stores={"c": {"class": "transient", "engine": "dynamodb", "only": ["fr"]}},
        )
    )
    assert {p.code for p in problems.values()} >= {"DOM-202", "DOM-201", "DOM-221", "DOM-215"}


def test_names_that_clash_after_shortening_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plan.names.HASH_LENGTH", 0)
    problems = refused(
        intent(jurisdictions={"uk": {"home": "gcp/europe-west2"}}, stores=many(2, engine="spanner"))
    )
    assert [p.code for p in problems.values()] == ["DOM-231"]
    assert "rename stores.a-very-long-store-name-number" in next(iter(problems.values())).fix


def test_stores_whose_parts_would_have_one_name_are_refused() -> None:
    problems = refused(intent(stores={"a": PERSISTENT, "a-aws-eu-west-2": PERSISTENT}))
    assert {p.code for p in problems.values()} == {"DOM-231"}


def test_a_stack_whose_name_no_cloud_takes_is_refused() -> None:
    with pytest.raises(ProblemsError, match="DOM-233"):
        planned(intent(), stack="Dev_1")
