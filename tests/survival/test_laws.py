"""Whatever the layout: losing nothing loses nothing, losing more never helps, and what is planned is true."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jurisdictions import place, spanner_configs
from plan.resolve import all_stores
from policies.resources.state import graph_of
from survival.engines.aurora import Aurora
from survival.engines.aurora import Member as Cluster
from survival.engines.bucket import Bucket
from survival.engines.bucket import Member as Store
from survival.engines.dynamodb import Dynamodb
from survival.engines.machines import Cluster as Group
from survival.engines.machines import Machines, Voter
from survival.engines.spanner import Spanner
from survival.engines.unknown import Unknown
from survival.engines.valkey import Member as Cache
from survival.engines.valkey import Valkey
from survival.ground import Unit
from survival.members import OverZones
from survival.model import Kind, Loss, Outcome
from survival.paths import Path
from survival.report import survey
from tests.plan.test_topologies import possible, topology
from tests.survival.worlds import state_of

PLACES = ["aws/eu-central-1", "aws/eu-west-1", "aws/eu-west-3", "gcp/europe-west3", "gcp/europe-west10"]
ZONES = [(at, zone) for at in PLACES for zone in place(at).zones]
places = st.sampled_from(PLACES)
keys = st.frozensets(st.sampled_from([*PLACES, ""]), max_size=1)


@st.composite
def losses(draw: st.DrawFn) -> Loss:
    return Loss(
        zones=draw(st.frozensets(st.sampled_from(ZONES), max_size=4)),
        regions=draw(st.frozensets(places, max_size=2)),
        clouds=draw(st.frozensets(st.sampled_from(["aws", "gcp"]), max_size=1)),
    )


@st.composite
def aurora(draw: st.DrawFn) -> Unit:
    members = [
        Cluster(
            place=at,
            cluster="c",
            arn="arn",
            instance_class="x",
            zones=tuple(draw(st.lists(st.sampled_from([None, *place(at).zones]), max_size=3))),
            keys=draw(keys),
            writes=draw(st.sampled_from([True, False, None])),
        )
        for at in draw(st.lists(places, min_size=1, max_size=3, unique=True))
    ]
    return Aurora(together="g" if len(members) > 1 else "", members=tuple(members))


@st.composite
def bucket(draw: st.DrawFn) -> Unit:
    def member(at: str) -> Store:
        spread = (at, *draw(st.lists(places.filter(lambda p: p != at), max_size=2, unique=True)))
        return Store(name=at, place=at, spread=spread, keys=draw(keys))

    members = [member(at) for at in draw(st.lists(places, min_size=1, max_size=3, unique=True))]
    return Bucket(members=tuple(members), figure="")


@st.composite
def dynamodb(draw: st.DrawFn) -> Unit:
    at = draw(st.lists(places, min_size=1, max_size=3, unique=True))
    witness = draw(st.none() | places.filter(lambda p: p not in at))
    members = tuple(OverZones(place=p, keys=draw(keys)) for p in at)
    return Dynamodb(members=members, witness=witness, strong=draw(st.booleans()))


@st.composite
def spanner(draw: st.DrawFn) -> Unit:
    names = ["regional-europe-west3", "dual-region-germany1", "eur6", "eur7"]
    config = spanner_configs()[draw(st.sampled_from(names))]
    where = frozenset(config.regions)
    return Spanner(instance="i", project="", databases=(), config=config, places=where, keys=draw(keys))


@st.composite
def valkey(draw: st.DrawFn) -> Unit:
    members = [
        Cache(
            place=at,
            name="c",
            project="",
            nodes=draw(st.integers(1, 3)),
            spread=draw(st.booleans()),
            zones=draw(st.frozensets(st.sampled_from(place(at).zones), max_size=3)),
            keys=draw(keys),
        )
        for at in draw(st.lists(places, min_size=1, max_size=2, unique=True))
    ]
    return Valkey(members=tuple(members), together="g")


@st.composite
def machines(draw: st.DrawFn) -> Unit:
    """A home cluster over up to three places, perhaps one that follows; whatever paths there are."""
    at = draw(st.lists(places, min_size=1, max_size=4, unique=True))
    some = tuple(
        Path(
            jurisdiction="eu",
            ends=frozenset(ends),
            connections=2,
            zones=frozenset((end, draw(st.sampled_from(place(end).zones))) for end in ends),
        )
        for ends in combinations(at, 2)
        if draw(st.booleans())
    )

    def cluster(role: str, where: list[str]) -> Group:
        voters = [
            Voter(
                place=draw(st.sampled_from(where)),
                zone=draw(st.none() | st.sampled_from(["a", *place(where[0]).zones])),
                keys=draw(keys),
                runs=draw(st.booleans()),
            )
            for _ in range(draw(st.integers(1, 5)))
        ]
        return Group(role=role, voters=tuple(voters), said=0, jurisdiction="eu", paths=some)

    home, follower = cluster("home", at[:3]), cluster("recovery", at[-1:])
    clusters = (home, follower) if draw(st.booleans()) else (home,)
    return Machines(engine=draw(st.sampled_from(["cockroachdb", "yugabytedb"])), clusters=clusters)


def unknown() -> st.SearchStrategy[Unit]:
    return st.builds(Unknown, type=st.just("x"), places=st.frozensets(places, min_size=1))


units = st.one_of(aurora(), bucket(), dynamodb(), machines(), spanner(), valkey(), unknown())


@given(units)
def test_losing_nothing_loses_nothing(unit: Unit) -> None:
    fate = unit.fate(Loss())
    assert (fate.outcome, fate.touched) == (Outcome.KEEPS_WRITING, False)


@settings(max_examples=600)
@given(units, losses(), losses())
def test_losing_more_never_helps(unit: Unit, some: Loss, more: Loss) -> None:
    before, after = unit.fate(some), unit.fate(some | more)
    assert after.outcome.rank >= before.outcome.rank
    assert after.touched or not before.touched


@settings(max_examples=300)
@given(units, losses())
def test_whoever_has_a_step_is_told_what_and_nobody_answers_from_what_is_lost(unit: Unit, loss: Loss) -> None:
    fate = unit.fate(loss)
    assert bool(fate.steps) is (fate.outcome is Outcome.STEP)
    assert not [at for at in fate.answered_by if loss.takes(at)]


@settings(max_examples=100)
@given(units)
def test_losing_everything_leaves_nothing(unit: Unit) -> None:
    outcome = unit.fate(Loss(clouds=frozenset({"aws", "gcp"}))).outcome
    assert outcome in {Outcome.LOST, Outcome.CANNOT_TELL}


@settings(max_examples=8)
@given(topology())
def test_what_the_plan_promises_the_resources_keep(given: dict[str, Any]) -> None:
    plan = possible(given)
    assume(plan is not None)
    assert plan is not None
    planned = list(all_stores(plan))
    assume(planned)
    found = survey(graph_of(state_of(plan, "test")))
    assert {(k.jurisdiction, k.store) for k in found.kept()} == {(s.jurisdiction, s.store) for s in planned}
    assert [k for k in found.kept() if not k.kept] == []
    survivors = {(s.jurisdiction, s.store) for s in planned if s.survives == "region"}
    regions: tuple[Kind, ...] = ("region",)
    for event in found.events(regions):
        lost = {(f.jurisdiction, f.store) for f in event.stores if f.outcome is Outcome.LOST}
        assert not lost & survivors, event.title
