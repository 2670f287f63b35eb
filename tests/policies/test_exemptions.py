"""Exemptions: their form, what they exempt, and what becomes of those that are over or exempt nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import Finding, exemptions, judge
from policies.exemptions.model import LONGEST_DAYS
from policies.judging import unjudged
from policies.resources.graph import Graph
from policies.rules import RULES
from tests.policies.exempting import (
    ABROAD,
    CLUSTER,
    DURING,
    GIVEN,
    GRANTED,
    NOT_KNOWN,
    UNTIL,
    applied,
    homes,
    parsed,
    spent,
)
from tests.policies.states import UK, graph, urn


def test_one_resource_is_exempted_and_the_other_is_not() -> None:
    judged = applied(GIVEN)
    assert homes(judged) == ["uk-orders"]
    assert spent(judged) == []
    assert {use.finding.urn for use in judged.used} == {urn(CLUSTER, "uk-people")}
    assert {use.exemption.owner for use in judged.used} == {"dpo@acme.example"}


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        (f"{CLUSTER}::uk-people", ["uk-orders"]),
        (f"{CLUSTER}::uk-*", []),
        (f"{CLUSTER}::*-orders", ["uk-people"]),
        (urn(CLUSTER, "uk-people"), ["uk-orders"]),
        (f"urn:pulumi:*::domicile::{CLUSTER}::uk-*", []),
        (f"urn:pulumi:prod::domicile::{CLUSTER}::uk-*", ["uk-people", "uk-orders"]),
        ("rds/cluster:Cluster::uk-people", ["uk-people", "uk-orders"]),
        (f"{CLUSTER}::uk-peopl", ["uk-people", "uk-orders"]),
        (f"{CLUSTER}::uk.people", ["uk-people", "uk-orders"]),
    ],
)
def test_patterns(pattern: str, left: list[str]) -> None:
    assert homes(applied({**GIVEN, "resource": pattern})) == left


def test_what_could_not_be_judged_is_never_exempted() -> None:
    finding = unjudged(urn(CLUSTER, "uk-people"), "place-of-home", ValueError("no"))
    assert not parsed(GIVEN).exemptions[0].covers(finding)


def test_a_name_that_looks_like_another_urn_is_not_exempted() -> None:
    finding = Finding(
        urn=f"urn:pulumi:test::domicile::aws:s3/bucket:Bucket::x${CLUSTER}::uk-people",
        rule="place-of-home",
        subject="",
        what="",
        allowed="",
        fix="",
    )
    assert not parsed(GIVEN).exemptions[0].covers(finding)


def test_a_child_is_matched_by_its_own_type() -> None:
    finding = Finding(
        urn=f"urn:pulumi:test::domicile::domicile:store:Aurora${CLUSTER}::uk-people",
        rule="place-of-home",
        subject="",
        what="",
        allowed="",
        fix="",
    )
    assert parsed(GIVEN).exemptions[0].covers(finding)


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({"rule": "place-of-key"}, 2),
        ({"stack": "prod"}, 2),
        ({"subject": "somewhere else"}, 2),
        ({"subject": "home"}, 1),
    ],
)
def test_only_the_same_rule_stack_and_subject(change: dict[str, Any], left: int) -> None:
    assert len(homes(applied({**GIVEN, **change}))) == left


@pytest.mark.parametrize(
    ("today", "rules", "exempted"),
    [
        (date(2026, 2, 28), [], False),
        (GRANTED, [], True),
        (UNTIL, [], True),
        (date(2026, 10, 1), ["exemption-expired"], False),
    ],
)
def test_its_days(today: date, rules: list[str], exempted: bool) -> None:
    judged = applied(GIVEN, today=today)
    assert spent(judged) == rules
    assert ("uk-people" not in homes(judged)) is exempted
    assert bool(judged.used) is exempted


def test_unused_is_a_finding_of_its_stack_only() -> None:
    nothing = {**GIVEN, "resource": f"{CLUSTER}::gone"}
    assert spent(applied(nothing)) == ["exemption-unused"]
    assert spent(applied({**nothing, "stack": "prod"})) == []
    assert spent(applied(nothing, whole=False)) == []
    assert spent(applied(GIVEN, today=date(2027, 1, 1), whole=False)) == []


def test_two_that_cover_the_same_are_both_in_use() -> None:
    judged = applied({**GIVEN, "resource": f"{CLUSTER}::uk-*"}, GIVEN)
    assert spent(judged) == []
    assert len(judged.used) == 2


def test_the_finding_names_what_to_do() -> None:
    (finding,) = (f for f in applied(GIVEN, today=date(2027, 1, 1)).findings if f.rule == "exemption-expired")
    assert finding.urn == ""
    assert "2026-09-30" in finding.what
    assert "dpo@acme.example" in finding.what
    assert finding.key == ("", "exemption-expired", f"place-of-home for {CLUSTER}::uk-people in test")


@given(today=st.dates(date(2025, 1, 1), date(2028, 1, 1)), length=st.integers(0, LONGEST_DAYS))
def test_a_finding_is_exempted_or_stands_and_is_never_lost(today: date, length: int) -> None:
    stack = graph(ABROAD)
    found = judge(stack)
    until = date.fromordinal(GRANTED.toordinal() + length)
    judged = exemptions.apply(found, parsed({**GIVEN, "until": until}), today, stack)
    stand = [f for f in judged.findings if not f.rule.startswith("exemption-")]
    assert sorted([*stand, *(use.finding for use in judged.used)]) == sorted(found)
    assert bool(judged.used) is (GRANTED <= today <= until)


def test_rules_about_exemptions_are_no_rules_of_resources() -> None:
    assert {rule.id for rule in RULES}.isdisjoint(rule.id for rule in exemptions.RULES)


def test_what_was_not_asked_is_not_called_unused() -> None:
    unused = {**GIVEN, "rule": "store-replaced"}
    stack = graph(ABROAD)
    given = parsed(unused)
    asked = exemptions.apply([], given, DURING, stack)
    skipped = exemptions.apply([], given, DURING, stack, skipped={"store-replaced"})
    assert (spent(asked), spent(skipped)) == (["exemption-unused"], [])
    assert spent(exemptions.apply([], given, date(2027, 1, 1), stack, skipped={"store-replaced"})) == [
        "exemption-expired"
    ]


@pytest.mark.parametrize(
    ("preview", "name", "expected"),
    [
        (True, "uk-people", []),
        (True, "uk-orders", ["exemption-unused"]),
        (False, "uk-people", ["exemption-unused"]),
    ],
)
def test_a_preview_that_does_not_know_all_leaves_it_to_the_update(
    preview: bool, name: str, expected: list[str]
) -> None:
    later = {"region": "eu-west-2", "tags": UK, "settings": [{"value": NOT_KNOWN}]}
    known = graph({**ABROAD, "uk-people": {"type": CLUSTER, "props": later}})
    stack = Graph(known, preview=preview)
    given = parsed({**GIVEN, "resource": f"{CLUSTER}::{name}", "rule": "free-text"})
    assert spent(exemptions.apply([], given, DURING, stack)) == expected


def test_exemptions_that_wait_are_told() -> None:
    other = {**GIVEN, "stack": "prod"}
    future = {**GIVEN, "subject": "home", "granted": date(2026, 7, 1)}
    judged = applied(GIVEN, other, future)
    assert [e.title for e in judged.waiting] == [
        f"place-of-home for {CLUSTER}::uk-people in prod",
        f"place-of-home, home for {CLUSTER}::uk-people in test",
    ]
