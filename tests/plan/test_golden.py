"""The plans of this project's own stacks, as a reviewed subset: a change here is a change to a topology."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from plan.model import Aurora, Plan, Spanner
from tests.plan.intents import ROOT, planned, stack_file


def summary(plan: Plan) -> dict[str, Any]:
    """Where everything is: the part of a plan that a person reviews."""
    return {
        **{
            j.id: {
                "networks": {
                    **{n.place: n.cidr for n in j.aws_networks},
                    **{r.place: r.cidr for n in j.gcp_networks for r in n.regions},
                },
                "keys": len(j.keys),
                "entry": [f"{f.role} {f.place}" for f in j.entry.fronts] if j.entry else [],
                "stores": {s.store: store(s) for s in j.stores},
            }
            for j in plan.jurisdictions
        },
        "global": {s.store: store(s) for s in plan.everywhere.stores},
    }


def store(planned_store: Any) -> str:
    at = ", ".join(f"{p.role} {p.place}" for p in planned_store.placements)
    detail = ""
    if isinstance(planned_store, Spanner):
        detail = f" {planned_store.config}"
    if isinstance(planned_store, Aurora) and planned_store.global_cluster:
        detail = f" {planned_store.global_cluster}"
    return (
        f"{planned_store.data_class} {planned_store.engine}{detail}, survives {planned_store.survives}: {at}"
    )


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_plan_is_the_reviewed_one(stack: str) -> None:
    reviewed = yaml.safe_load((ROOT / "tests/plan/golden" / f"{stack}.yaml").read_text())
    assert summary(planned(stack_file(stack), stack=stack)) == reviewed


def test_the_same_intent_gives_the_same_plan() -> None:
    assert planned(stack_file("prod"), stack="prod") == planned(stack_file("prod"), stack="prod")
