"""No component declares anything in a place that its jurisdiction does not allow."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pulumi
import pytest

from jurisdictions.model import DataClass
from jurisdictions.problem import ProblemsError
from tests.components.recording import declare
from tests.components.whole import ABROAD, component_classes, label, whole

NO_PLACE_OF_ITS_OWN = {
    "aws.GlobalHost": "a DNS record is everywhere",
    "aws.Zone": "a DNS zone is everywhere",
    "gcp.Firewall": "is part of a network, which refuses first",
    "gcp.PrivateApis": "is part of a network, which refuses first",
    "gcp.PrivateServices": "is part of a network, which refuses first",
    "gcp.ServiceAgents": "belongs to the project and holds nothing",
    "gcp.GlobalEntry": "serves nothing personal, and refuses what is",
}


def relocated(thing: Any) -> Any:
    """The same part of a plan with every place abroad, and personal where it may be."""
    if isinstance(thing, str) and re.fullmatch(r"(aws|gcp)/[a-z0-9-]+", thing):
        return ABROAD[thing.partition("/")[0]]
    if isinstance(thing, tuple | list):
        return type(thing)(relocated(x) for x in thing)
    if (
        is_dataclass(thing)
        and not isinstance(thing, type)
        and type(thing).__module__.startswith("plan.model.")
    ):
        moved = replace(thing, **{f.name: relocated(getattr(thing, f.name)) for f in fields(thing)})
        named = getattr(moved, "jurisdiction", "global")
        return moved if named == "global" else _personal(moved)
    return thing


def _personal(part: Any) -> Any:
    return replace(part, data_class=DataClass.PERSISTENT)


def _in_jurisdiction(part: Any) -> Any:
    """A part of everybody's, made personal and somebody's: what nobody may do."""
    return replace(part, jurisdiction="uk") if getattr(part, "jurisdiction", "") == "global" else part


@pytest.mark.parametrize(
    "component", sorted({label(cls) for cls in component_classes()} - set(NO_PLACE_OF_ITS_OWN))
)
def test_a_foreign_place_is_refused_before_anything_is_declared(component: str) -> None:
    call = whole("prod").calls[component]
    args = [relocated(_in_jurisdiction(a)) for a in call.args]
    kwargs = {k: relocated(_in_jurisdiction(v)) for k, v in call.kwargs.items()} | {
        "opts": pulumi.ResourceOptions()
    }

    def attempt() -> ProblemsError:
        with pytest.raises(ProblemsError) as caught:
            call.cls(*args, **kwargs)
        return caught.value

    error, world = declare(attempt)
    assert {p.code for p in error.problems} == {"DOM-401"}
    assert all(ABROAD[cloud] in str(error) for cloud in ("aws", "gcp") if f"{cloud}/" in str(error))
    assert world.resources == []


def test_no_exemption_is_stale() -> None:
    assert set(NO_PLACE_OF_ITS_OWN) <= set(whole("prod").calls)
