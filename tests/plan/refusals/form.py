"""What is no setting: of the wrong shape, unknown, missing, or out of bounds."""

from __future__ import annotations

from tests.plan.intents import intent
from tests.plan.refusals.shapes import PERSISTENT, Case, jurisdictions, store

CASES: list[Case] = [
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
