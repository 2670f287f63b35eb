"""Exemptions for the tests: two stores abroad, and an exemption of one of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from jurisdictions.problem import ProblemsError
from policies import exemptions, judge
from policies.exemptions import Exemptions, Judged
from tests.policies.states import UK, graph

CLUSTER = "aws:rds/cluster:Cluster"
ABROAD = {
    "uk-people": {"type": CLUSTER, "props": {"region": "us-east-1", "tags": UK}},
    "uk-orders": {"type": CLUSTER, "props": {"region": "us-east-1", "tags": UK}},
}
GIVEN: dict[str, Any] = {
    "rule": "place-of-home",
    "stack": "test",
    "resource": f"{CLUSTER}::uk-people",
    "owner": "dpo@acme.example",
    "reason": "It moves home with the second wave, as agreed.",
    "granted": date(2026, 3, 1),
    "until": date(2026, 9, 30),
}
GRANTED, UNTIL = GIVEN["granted"], GIVEN["until"]
NOT_KNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
DURING = date(2026, 6, 1)


def parsed(*entries: dict[str, Any]) -> Exemptions:
    return exemptions.parse(yaml.safe_dump({"exemptions": list(entries)}), "given.yaml")


def refused(*entries: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(ProblemsError) as raised:
        parsed(*entries)
    return [(p.code, p.path.removeprefix("given.yaml.exemptions.")) for p in raised.value.problems]


def applied(*entries: dict[str, Any], today: date = DURING, whole: bool = True) -> Judged:
    stack = graph(ABROAD)
    return exemptions.apply(judge(stack), parsed(*entries), today, stack, whole=whole)


def homes(judged: Judged) -> list[str]:
    return [f.urn.rpartition("::")[2] for f in judged.findings if f.rule == "place-of-home"]


def spent(judged: Judged) -> list[str]:
    return [f.rule for f in judged.findings if f.rule.startswith("exemption-")]
