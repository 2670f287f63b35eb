"""Paths: which networks are joined, with numbers and ranges of their own, and nothing else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from ipaddress import IPv4Network
from itertools import product
from typing import Any

import pytest

from jurisdictions import law, laws, place, places
from jurisdictions.model import DataClass, Law, Place
from plan import addresses, links
from plan.draft import GLOBAL, Ledger, Scope
from plan.model import JurisdictionPlan, Mesh, Paths, Placement, Store
from plan.networks import plan_networks
from plan.parse import parse
from plan.paths import plan_paths
from plan.rest import may_rest
from sandbox.constraints.aws_transit import RESERVED
from tests.plan.intents import intent, planned


@dataclass(frozen=True, kw_only=True, slots=True)
class Talkative(Store):
    """Members in any places, lawful or not: what no engine is planned with."""

    places: tuple[str, ...]

    @property
    def placements(self) -> tuple[Placement, ...]:
        """No data: only its members' need to reach each other is of interest."""
        return ()

    @property
    def mesh(self) -> Mesh | None:
        """Each reaches each."""
        return Mesh(places=self.places, ports=(26257,))


def talkative(jurisdiction: str, places: Iterable[str]) -> Talkative:
    """A store of ``jurisdiction`` with members in ``places``."""
    return Talkative(
        name=f"{jurisdiction}-talkative",
        jurisdiction=jurisdiction,
        data_class=DataClass.PERSISTENT,
        tags={},
        store="talkative",
        engine="talkative",
        layout="everywhere",
        survives="region",
        backup_days=0,
        places=tuple(places),
    )


MESHED = {"events": {"class": "persistent", "engine": "yugabytedb", "survives": "cloud", "only": ["uk"]}}
"""A store of the United Kingdom with members on both clouds."""
LAWS = [found for found in laws().values() if found.id != GLOBAL]


def allowed(of: Law, cloud: str) -> list[Place]:
    return [p for p in places().values() if p.cloud == cloud and may_rest(of, DataClass.PERSISTENT, p)]


def scope_of(of: str, **more: Any) -> Scope:
    plan = planned(intent())
    settings = parse(json.dumps(intent(**more)))
    return Scope(identity=plan.identity, settings=settings, law=law(of), places=(), ledger=Ledger())


def paths_of(of: str, *meshes: tuple[str, ...], at: tuple[str, ...] = ()) -> Paths:
    """The paths of stores with members in these places, where there are networks in all of them."""
    scope = scope_of(of)
    nets = plan_networks(scope, [*at, *(p for mesh in meshes for p in mesh)])
    found = plan_paths(scope, [talkative(of, mesh) for mesh in meshes], nets.aws, nets.gcp)
    assert scope.ledger.problems == []
    return found


def pairs(found: Paths) -> set[tuple[str, str]]:
    joined = {(p.requester_place, p.accepter_place) for p in found.peerings}
    return joined | {(v.aws_place, v.gcp_place) for v in found.vpns}


US = ("aws/us-east-1", "aws/us-west-2", "gcp/us-east4")
DE = ("gcp/europe-west3", "gcp/europe-west10")


@pytest.mark.parametrize(
    ("of", "mesh", "joined"),
    [
        ("uk", ("aws/eu-west-2",), set()),
        ("uk", ("aws/eu-west-2", "gcp/europe-west2"), {("aws/eu-west-2", "gcp/europe-west2")}),
        ("de", DE, set()),
        (
            "de",
            ("aws/eu-central-1", *DE),
            {("aws/eu-central-1", "gcp/europe-west3"), ("aws/eu-central-1", "gcp/europe-west10")},
        ),
        (
            "us",
            US,
            {
                ("aws/us-east-1", "aws/us-west-2"),
                ("aws/us-east-1", "gcp/us-east4"),
                ("aws/us-west-2", "gcp/us-east4"),
            },
        ),
    ],
)
def test_each_pair_of_places_is_joined_once(of: str, mesh: tuple[str, ...], joined: set[Any]) -> None:
    assert pairs(paths_of(of, mesh)) == joined


def test_a_place_without_members_is_joined_with_nothing() -> None:
    found = paths_of("us", US[:2], at=("aws/us-east-2", "gcp/us-central1"))
    assert pairs(found) == {US[:2]}
    assert {t.place for t in found.transits} == set(US[:2])
    assert found.gateways == ()


def test_no_store_no_path() -> None:
    plan = planned(intent())
    assert [j.paths for j in plan.jurisdictions] == [Paths()] * 2


def test_a_gateway_reaches_each_other_place_and_drops_every_private_range() -> None:
    found = paths_of("us", US)
    ranges = {t.place: t.cidr for t in found.transits} | {g.place: g.advertised[0] for g in found.gateways}
    for transit in found.transits:
        assert {r.place: r.cidr for r in transit.reaches} == {
            p: c for p, c in ranges.items() if p != transit.place
        }
        assert set(transit.blackholes) == set(map(str, addresses.PRIVATE))
        assert {r.by for r in transit.reaches if r.place.startswith("aws/")} == {"peering"}
    assert [g.advertised for g in found.gateways] == [(ranges["gcp/us-east4"],)]


def test_a_range_of_ones_own_that_is_all_of_a_private_range_is_not_dropped() -> None:
    own = {"uk": {"gcp/europe-west2": "192.168.0.0/16"}}
    plan = planned(intent(network={"cidrs": own}, stores=MESHED))
    uk = plan.jurisdictions[0].paths
    assert "192.168.0.0/16" not in uk.transits[0].blackholes
    assert "10.0.0.0/8" in uk.transits[0].blackholes


def test_members_outside_the_law_are_refused() -> None:
    scope = scope_of("uk")
    nets = plan_networks(scope, ["aws/eu-west-2"])
    found = plan_paths(scope, [talkative("uk", ("aws/eu-west-2", "aws/us-east-1"))], nets.aws, nets.gcp)
    assert found == Paths()
    (problem,) = scope.ledger.problems
    assert (problem.code, problem.value) == ("DOM-290", "aws/us-east-1")
    assert "aws/eu-west-2" in problem.allowed


@pytest.mark.parametrize("of", LAWS, ids=lambda found: found.id)
def test_gateways_of_a_jurisdiction_have_numbers_of_their_own(of: Law) -> None:
    found = [links.asn(at, of) for cloud in ("aws", "gcp") for at in allowed(of, cloud)]
    assert len(found) == len(set(found))
    assert all(links.FIRST_ASN <= asn <= links.LAST_ASN for asn in found)


def test_no_two_tunnels_that_any_law_allows_have_the_same_inside() -> None:
    found = [
        inside
        for of in LAWS
        for aws, gcp in product(allowed(of, "aws"), allowed(of, "gcp"))
        for inside in links.inside_ranges(aws, gcp, of)
    ]
    assert found
    assert [inside for inside, count in Counter(found).items() if count > 1] == []
    assert not set(map(str, found)) & RESERVED


@pytest.mark.parametrize("slot", range(4))
def test_no_gateway_could_ever_see_an_inside_twice(slot: int) -> None:
    """Whatever blocks regions get, 0 to 255: neither the ones that are there, nor any added later."""
    of, at = replace(law("us"), slot=slot), place("aws/us-east-1")
    for fixed in (0, 100, 255):
        here = replace(at, block=fixed)
        as_aws = [links.inside_ranges(here, replace(at, block=b), of)[0] for b in range(256)]
        as_gcp = [links.inside_ranges(replace(at, block=b), here, of)[0] for b in range(256)]
        assert len(set(as_aws)) == len(set(as_gcp)) == 256


def test_insides_are_link_local_and_away_from_metadata_servers() -> None:
    ends = [links.INSIDE, links.INSIDE + links.GROUPS * 16 - 1]
    assert all(end in IPv4Network("169.254.0.0/16") for end in ends)
    assert str(ends[1]) == "169.254.168.15"


def test_what_has_no_number_left_is_said() -> None:
    last = replace(place("aws/us-east-1"), block=255)
    with pytest.raises(ValueError, match="no private 16-bit BGP number"):
        links.asn(last, replace(law("us"), slot=3))


def by_name(found: Paths) -> dict[str, Any]:
    parts = (*found.transits, *found.peerings, *found.gateways, *found.vpns)
    assert len(parts) == len({p.name for p in parts})
    return {p.name: p for p in parts}


def test_adding_a_place_only_adds() -> None:
    before, after = by_name(paths_of("us", US[:2])), by_name(paths_of("us", US))
    for name, part in before.items():
        if name.endswith("-transit"):  # it reaches one more
            kept = tuple(r for r in after[name].reaches if r.place != US[2])
            assert replace(after[name], reaches=kept) == part
        else:
            assert after[name] == part


def test_adding_a_store_moves_nothing() -> None:
    one, two = paths_of("us", US[:2], at=US), paths_of("us", US[:2], US[1:], at=US)
    kept = by_name(two)
    assert all(kept[p.name] == p for p in one.peerings)
    assert pairs(two) > pairs(one)


def test_the_paths_of_a_jurisdiction_do_not_depend_on_its_neighbours() -> None:
    def uk(found: tuple[JurisdictionPlan, ...]) -> Paths:
        return next(j.paths for j in found if j.id == "uk")

    both = planned(intent(stores=MESHED))
    alone = planned(intent(jurisdictions={"uk": intent()["jurisdictions"]["uk"]}, stores=MESHED))
    assert uk(both.jurisdictions) == uk(alone.jurisdictions)
    assert uk(alone.jurisdictions).vpns
