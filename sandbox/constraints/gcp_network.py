"""Rules of Google Compute Engine: names, networks, load balancers.

Sources: ``tf`` is hashicorp/terraform-provider-google at e03b7622 (August 2026); ``gcp docs`` are pages of
docs.cloud.google.com.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sandbox.constraints.gcp_names import LABEL, LABEL_WORDS, short
from sandbox.constraints.ranges import network
from sandbox.constraints.rule import Rule, Subject, pattern
from sandbox.typecheck import Failure
from sandbox.values import at

SUBNETWORK: Final = "gcp:compute/subnetwork:Subnetwork"
FORWARDING: Final = "gcp:compute/forwardingRule:ForwardingRule"
NAMED: Final = """
    network subnetwork firewall router routerNat address globalAddress regionHealthCheck healthCheck
    regionBackendService backendService backendBucket regionUrlMap uRLMap regionTargetHttpsProxy
    regionTargetHttpProxy targetHttpsProxy targetHttpProxy forwardingRule globalForwardingRule
    networkEndpointGroup regionNetworkEndpointGroup managedSslCertificate haVpnGateway route instance disk
    externalVpnGateway vPNTunnel routerInterface routerPeer
"""
COMPUTE: Final = tuple(f"gcp:compute/{name}:{name[0].upper()}{name[1:]}" for name in NAMED.split())
PROXY_PURPOSES: Final = ("REGIONAL_MANAGED_PROXY", "GLOBAL_MANAGED_PROXY")
MANAGED_SCHEMES: Final = ("EXTERNAL_MANAGED", "INTERNAL_MANAGED")


def _range(subject: Subject) -> Iterator[Failure]:
    for where, value in at(subject.inputs, "ipCidrRange"):
        block = network(value)
        if block is None or not 4 <= block.prefixlen <= 29:
            yield Failure(where, f"{value!r} is not an IPv4 range of /4 to /29 with its host bits clear")


def _no_overlap(subject: Subject) -> Iterator[Failure]:
    """No subnetwork overlaps another of the same network, whatever their regions."""
    block = network(str(subject.get("ipCidrRange")))
    if block is None:
        return
    mine = short(subject.get("network"))
    for other in subject.others(SUBNETWORK):
        theirs = short(other.get("network"))
        taken = network(str(other.get("ipCidrRange")))
        same = theirs == mine and other.scope == subject.place.project
        if same and taken and taken.overlaps(block):
            yield Failure("ipCidrRange", f"{block} overlaps {taken} of {other.id}")


def _only_grows(subject: Subject) -> Iterator[Failure]:
    if not subject.id:
        return
    new = network(str(subject.get("ipCidrRange")))
    for old in subject.named(SUBNETWORK, subject.id):
        before = network(str(old.get("ipCidrRange")))
        if new and before and not before.subnet_of(new):
            yield Failure("ipCidrRange", f"a range can only grow: {new} does not contain {before}")


def _proxy_only(subject: Subject) -> Iterator[Failure]:
    """The proxies of a managed regional balancer need a subnetwork of theirs in its region and network."""
    if subject.get("loadBalancingScheme") not in MANAGED_SCHEMES:
        return
    wanted = short(subject.get("network") or "default")
    for other in subject.there(SUBNETWORK):
        where = short(other.get("network")), other.get("region")
        if where == (wanted, subject.place.region) and other.get("purpose") in PROXY_PURPOSES:
            return
    yield Failure("network", f"no active proxy-only subnetwork in {subject.place.region} of network {wanted}")


def _proxy_role(subject: Subject) -> Iterator[Failure]:
    if subject.get("purpose") in PROXY_PURPOSES:
        if not subject.has("role"):
            yield Failure("role", "a proxy-only subnetwork needs the role ACTIVE or BACKUP")
        block = network(str(subject.get("ipCidrRange")))
        if block and block.prefixlen > 26:
            yield Failure("ipCidrRange", f"a proxy-only subnetwork is /26 or larger, not /{block.prefixlen}")


RULES: Final = (
    Rule(
        id="gce-name",
        types=COMPUTE,
        check=pattern("name", LABEL, LABEL_WORDS),
        source="gcp docs: compute naming-resources (RFC 1035)",
    ),
    Rule(
        id="subnetwork-range", types=(SUBNETWORK,), check=_range, source="gcp docs: vpc subnets#valid-ranges"
    ),
    Rule(
        id="proxy-subnetwork",
        types=(SUBNETWORK,),
        check=_proxy_role,
        source="gcp docs: load-balancing proxy-only-subnets",
    ),
    Rule(
        id="subnetwork-overlap",
        types=(SUBNETWORK,),
        check=_no_overlap,
        source="gcp docs: vpc subnets",
        needs_state=True,
    ),
    Rule(
        id="subnetwork-grows",
        types=(SUBNETWORK,),
        check=_only_grows,
        source="gcp docs: vpc expand-subnet",
        needs_state=True,
    ),
    Rule(
        id="proxy-first",
        types=(FORWARDING,),
        check=_proxy_only,
        source="gcp docs: load-balancing proxy-only-subnets",
        needs_state=True,
    ),
)
