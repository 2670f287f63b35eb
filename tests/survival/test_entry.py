"""Hosts: what DNS and the accelerator do by themselves, and what nobody does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survival.entry import way
from survival.fronts import Front, Host, Leg, hosts
from survival.ground import Ground
from survival.model import Loss, Outcome, Reach
from survival.report import survey
from tests.policies.states import graph
from tests.survival.test_laws import losses, places

LONDON, DUBLIN = "aws/eu-west-2", "aws/eu-west-1"


def front(place: str, *zones: str) -> Front:
    return Front(
        urn=place, jurisdiction="uk", place=place, zones=frozenset(zones), behind=(), address=f"at {place}"
    )


def leg(*fronts: Front, role: str = "", checked: int | None = None, accelerated: bool = False) -> Leg:
    return Leg(fronts=fronts, role=role, accelerated=accelerated, check_seconds=checked, ttl_seconds=60)


def host(*legs: Leg, name: str = "uk.example") -> Host:
    return Host(name=name, jurisdiction="uk", legs=legs)


def region(*places: str) -> Loss:
    return Loss(regions=frozenset(places))


FIRST = leg(front(LONDON), role="PRIMARY", checked=30)
SECOND = leg(front("gcp/europe-west2"), role="SECONDARY")


def test_dns_leaves_a_leg_only_where_a_health_check_says_so() -> None:
    found = way(host(FIRST, SECOND), region(LONDON))
    assert (found.reach, found.after_seconds) == (Reach.FAILS_OVER, 90)
    unchecked = host(replace(FIRST, check_seconds=None), SECOND)
    found = way(unchecked, region(LONDON))
    assert (found.reach, found.after_seconds) == (Reach.STEP, None)
    assert found.steps == ("change the record uk.example to at gcp/europe-west2",)


def test_two_simple_records_do_not_fail_over() -> None:
    both = host(leg(front(LONDON)), leg(front(DUBLIN)))
    assert way(both, region(LONDON)).reach is Reach.STEP


def test_an_accelerator_goes_to_its_next_group() -> None:
    found = way(host(leg(front(LONDON), front(DUBLIN), accelerated=True)), region(LONDON))
    assert (found.reach, found.after_seconds) == (Reach.FAILS_OVER, 30)
    assert found.how == "answered in aws/eu-west-1: Global Accelerator within about 30 s"


def test_a_balancer_answers_from_the_zones_that_are_left() -> None:
    one = host(leg(front(LONDON, "euw2-az1", "euw2-az2")))
    az1, az2 = (Loss(zones=frozenset({(LONDON, z)})) for z in ("euw2-az1", "euw2-az2"))
    assert way(one, az1).reach is Reach.ANSWERS
    assert way(one, az1 | az2).reach is Reach.NONE


def test_a_front_that_no_record_leads_to_is_not_said_to_answer() -> None:
    nameless = host(leg(front(LONDON)), leg(front(DUBLIN)), name="")
    assert way(nameless, Loss()).reach is Reach.ANSWERS
    assert way(nameless, region(LONDON)).reach is Reach.CANNOT_TELL
    assert way(nameless, region(LONDON, DUBLIN)).reach is Reach.NONE


@st.composite
def any_host(draw: st.DrawFn) -> Host:
    at = draw(st.lists(places | st.just(""), min_size=1, max_size=3, unique=True))
    roles = draw(st.sampled_from([("", "", ""), ("PRIMARY", "SECONDARY", "")]))
    check = draw(st.none() | st.just(30))
    if draw(st.booleans()):
        return host(leg(*map(front, at), accelerated=True), name=draw(st.sampled_from(["h", ""])))
    return host(*(leg(front(p), role=r, checked=check) for p, r in zip(at, roles, strict=False)))


@given(any_host(), losses(), losses())
def test_losing_more_never_brings_users_closer(found: Host, some: Loss, more: Loss) -> None:
    assert way(found, Loss()).reach is Reach.ANSWERS
    before, after = way(found, some), way(found, some | more)
    assert after.reach.rank >= before.reach.rank
    assert bool(after.steps) is (after.reach is Reach.STEP)


TAGS = {"data-class": "persistent", "jurisdiction": "uk"}


def balancer(name: str, at: str, **props: Any) -> dict[str, Any]:
    kind = "aws:lb/loadBalancer:LoadBalancer"
    return {
        "type": kind,
        "bare": True,
        "props": {"tags": TAGS, "region": at, "dnsName": f"{name}.test", **props},
    }


def test_login_metadata_in_a_location_of_several_regions_is_answered_from_one_of_them() -> None:
    tags = {"data-class": "metadata", "jurisdiction": "global", "store": "sessions"}
    bucket = {"labels": tags, "name": "s", "location": "EUR4"}
    record = {
        "name": "uk.example",
        "type": "A",
        "zoneId": "z",
        "aliases": [{"name": "b.test", "zoneId": "y"}],
    }
    found = survey(
        graph(
            {
                "b": balancer("b", "eu-west-2"),
                "r": {"type": "aws:route53/record:Record", "props": record},
                "s": {"type": "gcp:storage/bucket:Bucket", "bare": True, "props": bucket},
            }
        )
    )
    (uk,) = found.event("region", ("gcp/europe-west4",), region("gcp/europe-west4")).users
    assert (uk.metadata, uk.login) == ({"sessions": "gcp/europe-north1"}, Outcome.KEEPS_WRITING)
    assert [e.users[0].login for e in found.events(["cloud"])] == [Outcome.LOST, Outcome.LOST]


@pytest.mark.parametrize(("internal", "count"), [(False, 1), (True, 0)])
def test_a_balancer_that_an_alias_names_is_a_front_unless_it_is_internal(internal: bool, count: int) -> None:
    record = {
        "name": "uk.example",
        "type": "A",
        "zoneId": "z",
        "aliases": [{"name": "b.test", "zoneId": "y"}],
    }
    state = {
        "b": balancer("b", "eu-west-2", internal=internal),
        "r": {"type": "aws:route53/record:Record", "props": record},
    }
    found = hosts(Ground(graph(state)))
    assert len(found) == count
    assert [(h.name, h.jurisdiction, [f.place for f in h.fronts]) for h in found] == [
        ("uk.example", "uk", [LONDON])
    ][:count]
