"""Rules of AWS Transit Gateway and Site-to-Site VPN.

Sources: ``botocore`` are the service models of botocore 1.44.5 (service, shape); ``aws docs`` are pages of
docs.aws.amazon.com; ``provider`` is the documentation inside pulumi-aws 7.51.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from sandbox.constraints.ranges import LINK_LOCAL, is_private_asn, network
from sandbox.constraints.rule import Check, Rule, Subject, between, not_with, one_of, pattern
from sandbox.state import Record
from sandbox.typecheck import Failure
from sandbox.values import at

TRANSIT: Final = "aws:ec2transitgateway/transitGateway:TransitGateway"
ATTACHMENT: Final = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
PEERING: Final = "aws:ec2transitgateway/peeringAttachment:PeeringAttachment"
ACCEPTER: Final = "aws:ec2transitgateway/peeringAttachmentAccepter:PeeringAttachmentAccepter"
ROUTE: Final = "aws:ec2transitgateway/route:Route"
ASSOCIATION: Final = "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation"
PROPAGATION: Final = "aws:ec2transitgateway/routeTablePropagation:RouteTablePropagation"
CUSTOMER: Final = "aws:ec2/customerGateway:CustomerGateway"
CONNECTION: Final = "aws:ec2/vpnConnection:VpnConnection"
VPC_ROUTE: Final = "aws:ec2/route:Route"
RESERVED: Final = frozenset({*(f"169.254.{n}.0/30" for n in range(6)), "169.254.169.252/30"})
KEY_FORM: Final = r"(?!0)[A-Za-z0-9._]{8,64}"
KEY_WORDS: Final = "8 to 64 letters, digits, dots and underscores, not beginning with 0"
INSIDE: Final = ("tunnel1InsideCidr", "tunnel2InsideCidr")


def _private_asn(subject: Subject) -> Iterator[Failure]:
    for where, value in at(subject.inputs, "amazonSideAsn"):
        if not is_private_asn(int(value)):
            yield Failure(where, f"{value} is not within 64512 to 65534 or 4200000000 to 4294967294")


def _customer_asn(subject: Subject) -> Iterator[Failure]:
    for where, value in at(subject.inputs, "bgpAsn"):
        if not str(value).isdigit() or not 1 <= int(value) <= 2147483647:
            yield Failure(where, f"{value} is not within 1 to 2147483647: larger ones are bgpAsnExtended")


def _inside(subject: Subject) -> Iterator[Failure]:
    found = [entry for name in INSIDE for entry in at(subject.inputs, name)]
    for where, value in found:
        block = network(str(value))
        if block is None or block.prefixlen != 30 or not block.subnet_of(LINK_LOCAL):
            yield Failure(where, f"{value!r} is not a /30 of {LINK_LOCAL}")
        elif str(block) in RESERVED:
            yield Failure(where, f"{value} is reserved by AWS")
    if len(found) == len(INSIDE) and found[0][1] == found[1][1]:
        yield Failure(found[1][0], f"both tunnels have {found[1][1]}")


def _inside_unique(subject: Subject) -> Iterator[Failure]:
    """AWS lets them be alike on a transit gateway; a customer's router could not tell them apart."""
    gateway = subject.get("transitGatewayId") or subject.get("vpnGatewayId")
    mine = {str(value): where for name in INSIDE for where, value in at(subject.inputs, name)}
    for other in subject.others(CONNECTION):
        if gateway not in (other.get("transitGatewayId"), other.get("vpnGatewayId")):
            continue
        for taken in mine.keys() & {other.get(name) for name in INSIDE}:
            yield Failure(mine[taken], f"{taken} is a tunnel of {other.id} on the same gateway already")


def _one(subject: Subject, type_: str, name: object) -> Record | None:
    return next(iter(subject.named(type_, name)), None)


def _asns_differ(subject: Subject) -> Iterator[Failure]:
    gateway = _one(subject, TRANSIT, subject.get("transitGatewayId"))
    customer = _one(subject, CUSTOMER, subject.get("customerGatewayId"))
    if gateway is None or customer is None:
        return
    asn = int(gateway.get("amazonSideAsn") or 64512)
    if str(customer.get("bgpAsn")) == str(asn):
        yield Failure("customerGatewayId", f"both ends have the BGP number {asn}")


def _target(subject: Subject) -> Iterator[Failure]:
    dropped = bool(subject.inputs.get("blackhole"))
    if dropped == subject.has("transitGatewayAttachmentId"):
        yield Failure("", "either blackhole or transitGatewayAttachmentId must be set, not both")


def _accepted(subject: Subject) -> Iterator[Failure]:
    """An attachment that waits for its other side leads nowhere yet."""
    attachment = _one(subject, PEERING, subject.get("transitGatewayAttachmentId"))
    if attachment is None:
        return
    accepted = {a.get("transitGatewayAttachmentId") for a in subject.there(ACCEPTER)}
    if attachment.id not in accepted:
        yield Failure(
            "transitGatewayAttachmentId", f"IncorrectState: {attachment.id} is in state pendingAcceptance"
        )


def _accepts_its_own(subject: Subject) -> Iterator[Failure]:
    """The accepter is in the peer's region, not in the requester's."""
    attachment = _one(subject, PEERING, subject.get("transitGatewayAttachmentId"))
    if attachment is not None and attachment.get("peerRegion") != subject.place.region:
        yield Failure("region", f"{attachment.id} waits to be accepted in {attachment.get('peerRegion')}")


def _peer_region(subject: Subject) -> Iterator[Failure]:
    peer = _one(subject, TRANSIT, subject.get("peerTransitGatewayId"))
    if peer is not None and peer.get("region") != subject.get("peerRegion"):
        yield Failure("peerRegion", f"{peer.id} is in {peer.get('region')}")


def _one_association(subject: Subject) -> Iterator[Failure]:
    attachment = subject.get("transitGatewayAttachmentId")
    for other in subject.others(ASSOCIATION):
        same = other.get("region") == subject.place.region  # a peering attachment has one on either side
        if same and other.get("transitGatewayAttachmentId") == attachment:
            yield Failure(
                "transitGatewayAttachmentId", f"Resource.AlreadyAssociated: {attachment} with another table"
            )


def _attached_first(subject: Subject) -> Iterator[Failure]:
    """A VPC can lead to a transit gateway only once it is attached to it."""
    gateway = subject.get("transitGatewayId")
    if gateway is None:
        return
    table = _one(subject, "aws:ec2/routeTable:RouteTable", subject.get("routeTableId"))
    attached = {(a.get("vpcId"), a.get("transitGatewayId")) for a in subject.there(ATTACHMENT)}
    if table is not None and (table.get("vpcId"), gateway) not in attached:
        yield Failure(
            "transitGatewayId", f"InvalidTransitGatewayID.NotFound: not attached to {table.get('vpcId')}"
        )


def _one_subnet_a_zone(subject: Subject) -> Iterator[Failure]:
    found = [_one(subject, "aws:ec2/subnet:Subnet", s) for _, s in at(subject.inputs, "subnetIds[]")]
    zones = [s.get("availabilityZoneId") for s in found if s is not None]
    if len(zones) != len(set(zones)):
        yield Failure("subnetIds", "DuplicateSubnetsInSameZone: one subnet a zone")
    if any(s is not None and s.get("vpcId") != subject.get("vpcId") for s in found):
        yield Failure("subnetIds", f"a subnet is not in {subject.get('vpcId')}")


def _both(make: Callable[[str], Check], name: str) -> Check:
    """The same rule for both tunnels of a connection."""
    checks = [make(f"tunnel{number}{name}") for number in (1, 2)]
    return lambda subject: (failure for check in checks for failure in check(subject))


_KEYS: Final = _both(lambda path: pattern(path, KEY_FORM, KEY_WORDS), "PresharedKey")


def _secrets(subject: Subject) -> Iterator[Failure]:
    """Says what is wrong, and never the secret."""
    for failure in _KEYS(subject):
        yield Failure(failure.path, f"a pre-shared key has {KEY_WORDS}")


_TUNNEL: Final = "botocore: ec2 VpnTunnelOptionsSpecification"
_STATE: Final = "aws docs: Transit Gateway peering attachments"
RULES: Final = (
    Rule(
        id="transit-asn",
        types=(TRANSIT,),
        check=_private_asn,
        source="botocore: ec2 TransitGatewayRequestOptions",
    ),
    Rule(
        id="customer-asn",
        types=(CUSTOMER,),
        check=_customer_asn,
        source="botocore: ec2 CreateCustomerGatewayRequest",
    ),
    Rule(id="tunnel-inside", types=(CONNECTION,), check=_inside, source=_TUNNEL),
    Rule(id="tunnel-secret", types=(CONNECTION,), check=_secrets, source=_TUNNEL),
    Rule(
        id="tunnel-dpd",
        types=(CONNECTION,),
        check=_both(lambda path: between(path, 30, 3600), "DpdTimeoutSeconds"),
        source=_TUNNEL,
    ),
    Rule(
        id="tunnel-ike",
        types=(CONNECTION,),
        check=_both(lambda path: one_of(path, ("ikev1", "ikev2")), "IkeVersions[]"),
        source=_TUNNEL,
    ),
    Rule(
        id="tunnel-bandwidth",
        types=(CONNECTION,),
        check=not_with("vpnGatewayId", "tunnelBandwidth", "transitGatewayId"),
        source="provider: ec2.VpnConnection",
    ),
    Rule(
        id="tunnel-inside-unique",
        types=(CONNECTION,),
        check=_inside_unique,
        source="aws docs: Site-to-Site VPN tunnel options",
        needs_state=True,
    ),
    Rule(
        id="vpn-asns-differ",
        types=(CONNECTION,),
        check=_asns_differ,
        source="aws docs: Site-to-Site VPN customer gateway options",
        needs_state=True,
    ),
    Rule(
        id="transit-route-target", types=(ROUTE,), check=_target, source="provider: ec2transitgateway.Route"
    ),
    Rule(
        id="transit-accepted",
        types=(ROUTE, ASSOCIATION, PROPAGATION),
        check=_accepted,
        source=_STATE,
        needs_state=True,
    ),
    Rule(id="transit-accepter", types=(ACCEPTER,), check=_accepts_its_own, source=_STATE, needs_state=True),
    Rule(id="transit-peer-region", types=(PEERING,), check=_peer_region, source=_STATE, needs_state=True),
    Rule(
        id="transit-one-association",
        types=(ASSOCIATION,),
        check=_one_association,
        source="aws docs: Transit Gateway route tables",
        needs_state=True,
    ),
    Rule(
        id="transit-attached-first",
        types=(VPC_ROUTE,),
        check=_attached_first,
        source="aws docs: EC2 CreateRoute",
        needs_state=True,
    ),
    Rule(
        id="transit-one-subnet-a-zone",
        types=(ATTACHMENT,),
        check=_one_subnet_a_zone,
        source="aws docs: Transit Gateway VPC attachments",
        needs_state=True,
    ),
)
