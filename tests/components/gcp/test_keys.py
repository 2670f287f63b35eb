"""Keys: in the region of what they encrypt, used by its service only, and hard to lose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from components.gcp.agents import ServiceAgents, services_needed
from components.gcp.keys import KeyRing, by_ring
from jurisdictions.model import DataClass
from jurisdictions.problem import ProblemsError
from plan.model import Bucket, BucketMember, Key
from tests.components.gcp.support import agents, context, declare, key, value
from tests.components.recording import Declared, World

LONDON, FRANKFURT = "gcp/europe-west2", "gcp/europe-west3"


def rings(made: World) -> list[Declared]:
    """Key rings in the cloud, not the component of that name."""
    return [r for r in made.of("KeyRing") if r.type.startswith("gcp:")]


def world(*keys: Key, protect: bool = True) -> World:
    services = agents("spanner", "storage", "logging")
    return declare(lambda: KeyRing(keys, agents=services, context=context(protect=protect)))[1]


def test_the_ring_is_in_the_region_and_nowhere_wider() -> None:
    assert [r.inputs["location"] for r in rings(world(key(LONDON)))] == ["europe-west2"]


def test_keys_rotate_and_a_deletion_can_be_taken_back() -> None:
    made = world(key(LONDON)).only("CryptoKey").inputs
    assert made["purpose"] == "ENCRYPT_DECRYPT"
    assert made["rotationPeriod"] == f"{90 * 86400}s"
    assert made["destroyScheduledDuration"] == f"{30 * 86400}s"
    assert made["versionTemplate"]["protectionLevel"] == "SOFTWARE"
    assert made["labels"]["data-class"] == "persistent"


@pytest.mark.parametrize("protect", [True, False])
def test_a_key_is_protected_as_the_stack_says(protect: bool) -> None:
    made = world(key(LONDON), protect=protect)
    found = made.only("CryptoKey")
    assert (found.protect, found.retain_on_delete) == (protect, protect)
    assert found.inputs["deletionPolicy"] == ("PREVENT" if protect else "DELETE")
    assert [ring.protect for ring in rings(made)] == [protect]


def test_only_the_planned_services_may_use_a_key() -> None:
    made = world(key(LONDON), key(LONDON, services=("logging",), what="logs"))
    granted = {(g.inputs["cryptoKeyId"], g.inputs["member"]) for g in made.of("CryptoKeyIAMMember")}
    assert granted == {
        ("uk-ledger-gcp-europe-west2-key-id", "serviceAccount:agent@spanner.test"),
        ("uk-logs-gcp-europe-west2-key-id", "serviceAccount:agent@logging.test"),
    }
    assert {g.inputs["role"] for g in made.of("CryptoKeyIAMMember")} == {
        "roles/cloudkms.cryptoKeyEncrypterDecrypter"
    }


def test_a_handle_is_ready_when_its_service_may_use_it() -> None:
    ring, _ = declare(lambda: KeyRing([key(LONDON)], agents=agents("spanner"), context=context()))
    handle = ring.handles["uk-ledger-gcp-europe-west2-key"]
    assert handle.place == LONDON
    assert value(handle.id) == "uk-ledger-gcp-europe-west2-key-id"
    assert [value(r.urn).rpartition("::")[2] for r in handle.ready] == [
        "uk-ledger-gcp-europe-west2-key-grant-spanner"
    ]


def test_keys_are_grouped_by_ring_and_place_and_aws_is_left_out() -> None:
    de = key(FRANKFURT, jurisdiction="de")
    eu = key(FRANKFURT, jurisdiction="eu")
    aws = replace(de, name="de-aws", place="aws/eu-central-1", ring="")
    assert by_ring([de, eu, aws]) == {
        ("acme-test-de", FRANKFURT): (de,),
        ("acme-test-eu", FRANKFURT): (eu,),
    }


def test_two_rings_at_once_are_an_error() -> None:
    with pytest.raises(ValueError, match="one ring"):
        world(key(LONDON), key(FRANKFURT))


def test_a_key_abroad_is_refused() -> None:
    with pytest.raises(ProblemsError) as refused:
        world(key(FRANKFURT, jurisdiction="uk"))
    assert [p.code for p in refused.value.problems] == ["DOM-401"]


def test_agents_are_asked_for_once_and_never_spelled_out() -> None:
    made_agents, made = declare(
        lambda: ServiceAgents(["spanner", "storage", "logging", "spanner"], context=context())
    )
    members = {service: value(member) for service, member in made_agents.handle.members.items()}
    assert members == {
        "logging": "serviceAccount:agent@logging.test",
        "spanner": "serviceAccount:agent@spanner.test",
        "storage": "serviceAccount:agent@storage.test",
    }
    assert made.only("ServiceIdentity").inputs["service"] == "spanner.googleapis.com"
    assert made.of("IAMMember") == []


def test_copying_between_buckets_needs_topics_and_events() -> None:
    made_agents, made = declare(lambda: ServiceAgents(["transfer"], context=context()))
    assert {(g.inputs["role"], g.inputs["member"]) for g in made.of("IAMMember")} == {
        ("roles/pubsub.editor", "serviceAccount:agent@transfer.test"),
        ("roles/pubsub.publisher", "serviceAccount:agent@storage.test"),
    }
    assert len(made_agents.handle.ready["transfer"]) == 2


def test_transfer_is_needed_for_two_buckets_on_google_cloud() -> None:
    member = BucketMember(place=LONDON, role="home", key="k", name="m", bucket="b")
    store = Bucket(
        name="uk-avatars",
        jurisdiction="uk",
        data_class=DataClass.PERSISTENT,
        tags={},
        store="avatars",
        engine="bucket",
        layout="regional",
        survives="zone",
        backup_days=7,
        members=(member,),
        expires_days=None,
    )
    assert services_needed([key(LONDON)], [store]) == ("spanner",)
    two = replace(store, members=(member, replace(member, role="recovery")))
    assert services_needed([key(LONDON)], [two]) == ("spanner", "transfer")
