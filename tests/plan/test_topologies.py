"""Whatever the topology: replicas and keys stay inside the jurisdiction, and adding moves nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, fields, is_dataclass
from ipaddress import IPv4Network
from itertools import combinations
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jurisdictions import known_engines, law, laws, place, regions_in
from jurisdictions.model import Aspect
from jurisdictions.problem import ProblemsError
from plan.model import JurisdictionPlan, Machines, Plan
from plan.resolve import all_keys, all_stores
from tests.plan.intents import intent, planned

LAWS = sorted(name for name in laws() if name != "global")
STORES: dict[str, dict[str, Any]] = {
    "identities": {"class": "persistent", "engine": "aurora-postgresql"},
    "journal": {"class": "persistent", "engine": "cockroachdb", "licence": "enterprise"},
    "ledger": {"class": "persistent", "engine": "spanner"},
    "avatars": {"class": "persistent", "engine": "bucket"},
    "carts": {"class": "transient", "engine": "dynamodb", "expires_hours": 12},
    "notes": {"class": "metadata", "engine": "bucket"},
    "baskets": {"class": "transient", "engine": "valkey", "expires_hours": 24},
    "orders": {"class": "persistent", "engine": "aurora-dsql"},
    "limits": {"class": "persistent", "engine": "dynamodb", "consistency": "strong"},
    "invoices": {"class": "persistent", "engine": "alloydb", "read_nodes": 1},
    "people": {"class": "persistent", "engine": "cloud-sql"},
    "events": {"class": "persistent", "engine": "yugabytedb"},
}


@st.composite
def jurisdiction(draw: st.DrawFn, name: str) -> dict[str, str]:
    regions = sorted({r.id for country in law(name).home_countries for r in regions_in(country)})
    chosen = draw(st.lists(st.sampled_from(regions), min_size=1, max_size=2, unique=True))
    return dict(zip(("home", "recovery"), chosen, strict=False))


@st.composite
def topology(draw: st.DrawFn) -> dict[str, Any]:
    """An intent that may or may not be possible."""
    chosen = draw(st.lists(st.sampled_from(LAWS), min_size=1, max_size=4, unique=True))
    where = {name: draw(jurisdiction(name)) for name in chosen}
    names = draw(st.lists(st.sampled_from(sorted(STORES)), unique=True, max_size=len(STORES)))
    stores = {n: STORES[n] | {"survives": draw(st.sampled_from(["zone", "region"]))} for n in names}
    return intent(
        jurisdictions=where,
        stores=stores,
        network={"zones": draw(st.sampled_from([2, 3]))},
        entry={"domain": "acme.example"},
    )


def possible(given: dict[str, Any]) -> Plan | None:
    """The plan, leaving out the stores that this topology cannot have."""
    try:
        return planned(given)
    except ProblemsError as error:
        impossible = {p.path.split(".")[1] for p in error.problems if p.path.startswith("stores.")}
        if not impossible:
            return None
        kept = {n: s for n, s in given["stores"].items() if n not in impossible}
        return possible(given | {"stores": kept})


def by_name(part: Any) -> dict[str, dict[str, Any]]:
    """Every named thing of a plan with all its fields."""
    found: dict[str, dict[str, Any]] = {}
    if is_dataclass(part) and not isinstance(part, type):
        name = getattr(part, "name", None)
        if name is not None:
            found[f"{type(part).__name__} {name}"] = asdict(part)
        for f in fields(part):
            found |= by_name(getattr(part, f.name))
    elif isinstance(part, tuple):
        for item in part:
            found |= by_name(item)
    return found


@settings(max_examples=80)
@given(topology())
def test_nothing_leaves_its_jurisdiction(given: dict[str, Any]) -> None:
    plan = possible(given)
    assume(plan is not None)
    assert plan is not None
    keys = {k.name: k for k in all_keys(plan)}
    for store in all_stores(plan):
        rule = law(store.jurisdiction)
        for at in store.placements:
            assert rule.allows(store.data_class, Aspect.REST, place(at.place)), (store.name, at)
            if at.role == "witness" and not at.key:
                continue
            key = keys[at.key]
            assert key.place == at.place
            assert key.jurisdiction == store.jurisdiction
            assert rule.allows(store.data_class, Aspect.KEYS, place(key.place))
        layout = known_engines()[store.engine].layouts[store.layout]
        assert layout.provisioned
        if store.survives != "zone":
            assert store.survives in layout.survives
            assert len({p.place for p in store.placements if p.role != "witness"}) > 1


@settings(max_examples=80)
@given(topology())
def test_no_loss_that_is_promised_takes_a_majority(given: dict[str, Any]) -> None:
    plan = possible(given)
    assume(plan is not None)
    assert plan is not None
    for store in (s for s in all_stores(plan) if isinstance(s, Machines)):
        for cluster in store.clusters:
            voters = [(group.place, machine.zone) for group in cluster.groups for machine in group.machines]
            assert len(set(voters)) == len(voters) == cluster.replication_factor
            assert cluster.replication_factor % 2 == 1
            if store.survives != "zone" and len(store.clusters) == 1:
                most = max(Counter(place for place, _ in voters).values())
                assert most <= cluster.replication_factor // 2


@settings(max_examples=80)
@given(topology())
def test_ranges_and_names_are_never_shared(given: dict[str, Any]) -> None:
    plan = possible(given)
    assume(plan is not None)
    assert plan is not None
    networks = [IPv4Network(n.cidr) for j in plan.jurisdictions for n in j.aws_networks]
    networks += [IPv4Network(r.cidr) for j in plan.jurisdictions for n in j.gcp_networks for r in n.regions]
    assert not [pair for pair in combinations(networks, 2) if pair[0].overlaps(pair[1])]
    keys = [(k.place, k.physical) for k in all_keys(plan)]
    assert len(keys) == len(set(keys))


def _without(plan: Plan, name: str) -> list[JurisdictionPlan]:
    return [j for j in plan.jurisdictions if j.id != name]


@settings(max_examples=60)
@given(topology(), st.data())
def test_adding_a_jurisdiction_or_a_store_moves_nothing(given: dict[str, Any], data: st.DataObject) -> None:
    before = possible(given)
    assume(before is not None)
    assert before is not None
    name = data.draw(st.sampled_from([n for n in LAWS if n not in given["jurisdictions"]]))
    kept = {s.store for s in all_stores(before)}
    stores = {
        n: s | {"only": sorted(given["jurisdictions"])} for n, s in given["stores"].items() if n in kept
    }
    extra = {"extra": {"class": "persistent", "engine": "bucket", "only": sorted(given["jurisdictions"])}}
    more = given | {
        "stores": stores | extra,
        "jurisdictions": given["jurisdictions"] | {name: data.draw(jurisdiction(name))},
    }
    after = possible(more)
    assume(after is not None)
    assert after is not None
    old, new = by_name(before.jurisdictions), by_name(tuple(_without(after, name)))
    assert {n: new.get(n) for n in old} == old
