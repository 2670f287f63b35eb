"""Which networks of a jurisdiction must be joined, and how: never with those of another.

A transit gateway in each AWS region, peered with those of the other AWS regions; from each AWS region a VPN
of four tunnels to each Google Cloud region. So no place is reached through another: what a gateway knows of
is its own network and those at the other ends, and losing a place loses only the paths to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from jurisdictions import place
from jurisdictions.model import DataClass
from plan import addresses, links, names
from plan.draft import Scope
from plan.model import AwsNetwork, GcpNetwork, GcpRegion
from plan.model.paths import Connection, Gateway, Paths, Peering, Reach, Transit, Tunnel, Vpn
from plan.model.stores import Store
from plan.rest import allowed_regions, may_rest

TIERS = ("private", "data")
"""Where members and their clients are: only these tiers reach other places."""
INTERFACES = 2
"""Of a HA VPN gateway: a VPN of 99.99 % uses both (Cloud VPN, "HA VPN topologies")."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ends:
    """The networks of a jurisdiction that are joined, by place, and the pairs that are."""

    scope: Scope
    aws: dict[str, AwsNetwork]
    gcp: dict[str, tuple[GcpNetwork, GcpRegion]]
    pairs: tuple[tuple[str, str], ...]

    def range(self, at: str) -> str:
        return self.aws[at].cidr if at in self.aws else self.gcp[at][1].cidr


def plan_paths(
    scope: Scope, stores: Iterable[Store], aws: Iterable[AwsNetwork], gcp: Iterable[GcpNetwork]
) -> Paths:
    """The paths that the meshes of ``stores`` need between these networks of one jurisdiction.

    Notes members outside the law in the ledger (DOM-290). A member in a place without a network (whose range
    was refused before) gets no path.
    """
    ends = _ends(scope, stores, tuple(aws), tuple(gcp))
    on_aws = sorted({at for pair in ends.pairs for at in pair if at in ends.aws})
    on_gcp = sorted({at for pair in ends.pairs for at in pair if at in ends.gcp})
    return Paths(
        transits=tuple(_transit(ends, at) for at in on_aws),
        peerings=tuple(_peering(scope, a, b) for a, b in ends.pairs if a in ends.aws and b in ends.aws),
        gateways=tuple(_gateway(ends, at) for at in on_gcp),
        vpns=tuple(_vpn(ends, a, b) for a, b in ends.pairs if b in ends.gcp),
    )


def _ends(
    scope: Scope, stores: Iterable[Store], aws: tuple[AwsNetwork, ...], gcp: tuple[GcpNetwork, ...]
) -> _Ends:
    on_aws = {n.place: n for n in aws}
    on_gcp = {region.place: (n, region) for n in gcp for region in n.regions}
    known = on_aws.keys() | on_gcp.keys()
    pairs = {
        (a, b)  # places of AWS sort before those of Google
        for store in stores
        for a, b in combinations(sorted(set(_members(scope, store)) & known), 2)
        if a in on_aws
    }
    return _Ends(scope=scope, aws=on_aws, gcp=on_gcp, pairs=tuple(sorted(pairs)))


def _members(scope: Scope, store: Store) -> Iterator[str]:
    """Places of a store's mesh, those inside the law: a path abroad would be one for personal data too."""
    for at in store.mesh.places if store.mesh is not None else ():
        if may_rest(scope.law, DataClass.PERSISTENT, place(at)):
            yield at
            continue
        scope.ledger.problem(
            "DOM-290",
            f"stores.{store.store}",
            f"its members reach each other, and a private path would leave {scope.law.name}",
            value=at,
            allowed=allowed_regions(scope.law, DataClass.PERSISTENT),
            fix="keep the members of the store inside the jurisdiction, or choose an engine that is reached "
            "by an API",
        )


def _transit(ends: _Ends, at: str) -> Transit:
    scope, network = ends.scope, ends.aws[at]
    others = sorted({b if a == at else a for a, b in ends.pairs if at in (a, b)})
    reaches = tuple(
        Reach(place=other, cidr=ends.range(other), by="peering" if other in ends.aws else "vpn")
        for other in others
    )
    known = {reach.cidr for reach in reaches}
    return Transit(
        **scope.part(at, "transit", data_class=DataClass.PERSISTENT),
        place=at,
        physical=network.physical,
        asn=links.asn(place(at), scope.law),
        network=network.name,
        cidr=network.cidr,
        subnets=tuple(s.name for s in network.subnets if s.tier == "data"),
        tables=(f"{network.name}-data", *(s.name for s in network.subnets if s.tier == "private")),
        reaches=reaches,
        blackholes=tuple(r for r in map(str, addresses.PRIVATE) if r not in known),
    )


def _peering(scope: Scope, one: str, other: str) -> Peering:
    return Peering(
        **scope.part(one, other, "peering", data_class=DataClass.PERSISTENT),
        requester=names.logical(scope.law.id, one, "transit"),
        accepter=names.logical(scope.law.id, other, "transit"),
        requester_place=one,
        accepter_place=other,
    )


def _gateway(ends: _Ends, at: str) -> Gateway:
    network, region = ends.gcp[at]
    return Gateway(
        **ends.scope.part(at, "gateway", data_class=DataClass.PERSISTENT),
        place=at,
        asn=links.asn(place(at), ends.scope.law),
        network=network.name,
        advertised=(region.cidr,),
    )


def _vpn(ends: _Ends, on_aws: str, on_gcp: str) -> Vpn:
    law = ends.scope.law
    part = ends.scope.part(on_aws, on_gcp, "vpn", data_class=DataClass.PERSISTENT)
    inside = links.inside_ranges(place(on_aws), place(on_gcp), law)
    tunnels = [
        Tunnel(name=f"{part['name']}-tunnel-{n}", inside=str(cidr), interface=n)
        for n, cidr in enumerate(inside)
    ]
    one, other = (
        Connection(name=f"{part['name']}-{n}", interface=n, tunnels=(tunnels[2 * n], tunnels[2 * n + 1]))
        for n in range(INTERFACES)
    )
    return Vpn(
        **part,
        transit=names.logical(law.id, on_aws, "transit"),
        gateway=names.logical(law.id, on_gcp, "gateway"),
        aws_place=on_aws,
        gcp_place=on_gcp,
        aws_asn=links.asn(place(on_aws), law),
        gcp_asn=links.asn(place(on_gcp), law),
        connections=(one, other),
        logs=ends.aws[on_aws].flow_logs,
    )
