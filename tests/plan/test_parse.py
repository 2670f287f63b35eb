"""Settings per jurisdiction: what an override changes, and what it leaves."""

from __future__ import annotations

import json

from plan.parse import parse, store_in
from plan.settings.stores import AuroraStore, SpannerStore
from tests.plan.intents import intent


def test_override_changes_only_what_it_says() -> None:
    store = {
        "class": "persistent",
        "engine": "aurora-postgresql",
        "instances": 3,
        "in": {"us": {"survives": "region"}},
    }
    settings = parse(json.dumps(intent(stores={"identities": store})))
    here, there = store_in(settings, "identities", "uk"), store_in(settings, "identities", "us")
    assert isinstance(here, AuroraStore)
    assert isinstance(there, AuroraStore)
    assert (here.survives, here.instances) == ("zone", 3)
    assert (there.survives, there.instances) == ("region", 3)


def test_another_engine_keeps_the_common_keys_and_drops_the_engines_own() -> None:
    store = {
        "class": "persistent",
        "engine": "aurora-postgresql",
        "instances": 3,
        "backup_days": 14,
        "in": {"uk": {"engine": "spanner", "processing_units": 200}},
    }
    settings = parse(json.dumps(intent(stores={"identities": store})))
    found = store_in(settings, "identities", "uk")
    assert isinstance(found, SpannerStore)
    assert (found.backup_days, found.processing_units) == (14, 200)
