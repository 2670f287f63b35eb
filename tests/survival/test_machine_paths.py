"""Members in two networks: whoever does not reach the others does not vote with them."""

from __future__ import annotations

import pytest

from survival.ground import Ground
from survival.model import Loss, Outcome
from survival.report import report
from survival.stores import Store, stores
from survival.text import render
from tests.policies.states import graph
from tests.survival.test_machines import Resources, on_aws, on_google
from tests.survival.test_paths import joined

KEEPS, LOST, STEP = Outcome.KEEPS_WRITING, Outcome.LOST, Outcome.STEP
LONDON, GOOGLE = "aws/eu-west-2", "gcp/europe-west2"
CUT = f"no path between {LONDON} and {GOOGLE}"
ONE_AND_TWO = on_aws("c") | on_google("a", cluster="home") | on_google("b", cluster="home")
TWO_AND_ONE = on_aws("a") | on_aws("b") | on_google("a", cluster="home")
FOLLOWED = on_aws("a") | on_aws("b") | on_aws("c") | on_google("a") | on_google("b") | on_google("c")


def store(resources: Resources) -> Store:
    (found,) = [s for s in stores(Ground(graph(resources))) if s.name == "s"]
    return found


def aws(*zones: int) -> Loss:
    return Loss(zones=frozenset((LONDON, f"euw2-az{n}") for n in zones))


GOOGLES = Loss(zones=frozenset({(GOOGLE, "europe-west2-a")}))
CASES = [
    ("a zone of the other cloud", ONE_AND_TWO | joined(), GOOGLES, KEEPS, "2 of 3 votes left, 2 to write"),
    ("the same, and no path", ONE_AND_TWO, GOOGLES, LOST, "2 of 3 votes left, 1 that reach each other, 2"),
    ("both zones that the path leaves through", ONE_AND_TWO | joined(), aws(1, 2), KEEPS,
     "3 of 3 votes left, 2 that reach each other, 2 to write"),
    ("a zone with a member", TWO_AND_ONE | joined(), aws(1), KEEPS, "2 of 3 votes left, 2 to write"),
    ("a zone with a member and the only way out", TWO_AND_ONE | joined(zones=1), aws(1), LOST,
     "2 of 3 votes left, 1 that reach each other, 2 to write"),
    ("a cloud, which takes the path with it", ONE_AND_TWO | joined(), Loss(clouds=frozenset({"aws"})), KEEPS,
     "2 of 3 votes left, 2 to write"),
    ("a region that another cluster follows", FOLLOWED | joined(), Loss(regions=frozenset({LONDON})), STEP,
     "3 of 3 votes left"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("resources", "loss", "outcome", "left"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_votes_that_reach_each_other(resources: Resources, loss: Loss, outcome: Outcome, left: str) -> None:
    found = store(resources).fate(loss)
    assert (found.outcome, found.left[: len(left)] if outcome is not STEP else left) == (outcome, left)
    assert left in found.left
    assert (CUT in found.notes) is ("reach each other" in left)


def test_only_who_votes_answers() -> None:
    assert store(ONE_AND_TWO | joined()).fate(aws(1, 2)).answered_by == (GOOGLE,)


def test_a_cluster_that_follows_does_not_without_a_path() -> None:
    found = store(FOLLOWED | joined(zones=1)).fate(aws(1))
    assert (found.outcome, found.notes) == (KEEPS, (CUT,))


BETWEEN = f"the path between {LONDON} and {GOOGLE}"
WEAK = [
    ("two connections, two zones", FOLLOWED | joined(), ()),
    ("one connection", FOLLOWED | joined(connections=1), (f"{BETWEEN} is one VPN connection",)),
    ("one zone", FOLLOWED | joined(zones=1), (f"{BETWEEN} leaves {LONDON} through zone euw2-az1 alone",)),
    ("none", FOLLOWED, (CUT,)),
    ("one network", on_aws("a") | on_aws("b") | on_aws("c"), ()),
]


@pytest.mark.parametrize(("resources", "weak"), [w[1:] for w in WEAK], ids=[w[0] for w in WEAK])
def test_what_one_failure_would_cut_is_said_in_text_and_json(
    resources: Resources, weak: tuple[str, ...]
) -> None:
    found = report(graph(resources))
    assert [(w.jurisdiction, w.store, w.what) for w in found.weaknesses] == [
        ("uk", "s", what) for what in weak
    ]
    assert [line for line in render(found).splitlines() if line.startswith("weak: ")] == [
        f"weak: uk s: {what}" for what in weak
    ]
