"""Rules of Cloud VPN and Cloud Router.

Sources: ``gcp docs`` are pages of docs.cloud.google.com; ``provider`` is what pulumi-gcp 10 says.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Interface
from typing import Final

from sandbox.constraints.ranges import LINK_LOCAL, is_private_asn
from sandbox.constraints.rule import Rule, Subject, one_of
from sandbox.state import Record, plain_name
from sandbox.typecheck import Failure
from sandbox.values import at

EXTERNAL: Final = "gcp:compute/externalVpnGateway:ExternalVpnGateway"
TUNNEL: Final = "gcp:compute/vPNTunnel:VPNTunnel"
ROUTER: Final = "gcp:compute/router:Router"
INTERFACE: Final = "gcp:compute/routerInterface:RouterInterface"
PEER: Final = "gcp:compute/routerPeer:RouterPeer"
IPS: Final = {"SINGLE_IP_INTERNALLY_REDUNDANT": 1, "TWO_IPS_REDUNDANCY": 2, "FOUR_IPS_REDUNDANCY": 4}
PARTNER: Final = 16550


def _interfaces(subject: Subject) -> Iterator[Failure]:
    wanted = IPS.get(str(subject.get("redundancyType")))
    ids = sorted(int(value) for _, value in at(subject.inputs, "interfaces[].id"))
    if wanted is not None and ids != list(range(wanted)):
        yield Failure("interfaces", f"interfaces {list(range(wanted))} are wanted, not {ids}")
    addresses = [value for _, value in at(subject.inputs, "interfaces[].ipAddress")]
    if len(addresses) != len(set(addresses)):
        yield Failure("interfaces", "two interfaces have one address")


def _asn(subject: Subject) -> Iterator[Failure]:
    for where, value in at(subject.inputs, "bgp.asn"):
        if int(value) != PARTNER and not is_private_asn(int(value)):
            yield Failure(where, f"{value} is no private number (RFC 6996), and not {PARTNER}")


def _advertised(subject: Subject) -> Iterator[Failure]:
    for prefix in ("bgp.", ""):
        if (subject.get(f"{prefix}advertiseMode") or "DEFAULT") == "CUSTOM":
            continue
        for name in ("advertisedIpRanges[]", "advertisedGroups[]"):
            for where, _ in at(subject.inputs, prefix + name):
                yield Failure(where, "may be set only where advertiseMode is CUSTOM")


def _link_local(subject: Subject) -> Iterator[Failure]:
    for where, value in at(subject.inputs, "ipRange"):
        try:
            inside = IPv4Interface(str(value)).network.subnet_of(LINK_LOCAL)
        except ValueError:
            inside = False
        if not inside:
            yield Failure(where, f"{value!r} is not an address with its range in {LINK_LOCAL}")


def _range_unique(subject: Subject) -> Iterator[Failure]:
    given = subject.get("ipRange")
    if given is None:
        return
    mine = IPv4Interface(str(given)).network
    for other in subject.others(INTERFACE):
        taken = other.get("ipRange")
        same = _router(other) == (subject.get("region"), plain_name(str(subject.get("router"))))
        if taken and same and IPv4Interface(str(taken)).network.overlaps(mine):
            yield Failure("ipRange", f"{mine} overlaps that of {other.id}")


def _router(record: Record) -> tuple[object, str]:
    return record.get("region"), plain_name(str(record.get("router")))


def _asns_differ(subject: Subject) -> Iterator[Failure]:
    for router in subject.named(ROUTER, plain_name(str(subject.get("router")))):
        asn = (router.get("bgp") or {}).get("asn")
        if router.get("region") == subject.place.region and asn and int(asn) == int(subject.get("peerAsn")):
            yield Failure("peerAsn", f"both ends have the BGP number {int(asn)}")


_NEEDS: Final = "gcp docs: network-connectivity router concepts"
RULES: Final = (
    Rule(
        id="external-gateway-interfaces",
        types=(EXTERNAL,),
        check=_interfaces,
        source="provider: compute.ExternalVpnGateway",
    ),
    Rule(id="router-asn", types=(ROUTER,), check=_asn, source="provider: compute.Router"),
    Rule(
        id="router-advertised",
        types=(ROUTER, PEER),
        check=_advertised,
        source="provider: compute.Router",
    ),
    Rule(
        id="router-interface-range",
        types=(INTERFACE,),
        check=_link_local,
        source="provider: compute.RouterInterface",
    ),
    Rule(
        id="router-interface-unique",
        types=(INTERFACE,),
        check=_range_unique,
        source=_NEEDS,
        needs_state=True,
    ),
    Rule(id="router-asns-differ", types=(PEER,), check=_asns_differ, source=_NEEDS, needs_state=True),
    Rule(
        id="vpn-gateway-interface",
        types=(TUNNEL,),
        check=one_of("vpnGatewayInterface", (0, 1)),
        source="gcp docs: network-connectivity vpn ha-vpn topologies",
    ),
)
