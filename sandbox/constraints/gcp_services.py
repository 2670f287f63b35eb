"""Rules of private services access, regional secrets and Spanner's autoscaler.

Sources: ``tf`` is hashicorp/terraform-provider-google at e03b7622 (August 2026); ``gcp docs`` are pages of
docs.cloud.google.com.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Final

from sandbox.constraints.gcp_data import INSTANCE
from sandbox.constraints.gcp_names import key_beside, short
from sandbox.constraints.ranges import network
from sandbox.constraints.rule import Check, Rule, Subject, pattern
from sandbox.state import Record
from sandbox.typecheck import Failure
from sandbox.values import at

CONNECTION: Final = "gcp:servicenetworking/connection:Connection"
ADDRESS: Final = "gcp:compute/globalAddress:GlobalAddress"
SUBNETWORK: Final = "gcp:compute/subnetwork:Subnetwork"
REGIONAL: Final = "gcp:secretmanager/regionalSecret:RegionalSecret"
PEERING: Final = "VPC_PEERING"
LIMITS: Final = "autoscalingConfig.autoscalingLimits"


def peered(path: str, range_path: str) -> Check:
    """The network at ``path`` has a connection to Google's services, and the range is one of its ranges."""

    def check(subject: Subject) -> Iterator[Failure]:
        wanted = subject.get(path)
        if wanted is None:
            return
        of_network = [c for c in subject.there(CONNECTION) if short(c.get("network")) == short(wanted)]
        if not of_network:
            yield Failure(path, f"{short(wanted)} has no private services connection yet")
            return
        ranges = {str(r) for c in of_network for r in c.inputs.get("reservedPeeringRanges") or ()}
        for where, name in at(subject.inputs, range_path):
            if str(name) not in ranges:
                yield Failure(where, f"{name} is no range of the connection: {', '.join(sorted(ranges))}")

    return check


def _block(record: Record) -> IPv4Network | None:
    return network(f"{record.get('address')}/{record.get('prefixLength')}")


def _range(subject: Subject) -> Iterator[Failure]:
    if subject.get("purpose") != PEERING:
        return
    if not subject.has("network"):
        yield Failure("network", "a range for peering is of a network")
    prefix = subject.get("prefixLength")
    if not isinstance(prefix, int | float) or prefix > 24:
        yield Failure("prefixLength", f"{prefix}: a range of private services is /24 or larger")


def _overlap(subject: Subject) -> Iterator[Failure]:
    """The range is of no subnetwork of its network."""
    mine = network(f"{subject.get('address')}/{subject.get('prefixLength')}")
    if subject.get("purpose") != PEERING or mine is None:
        return
    for other in subject.there(SUBNETWORK):
        taken = network(str(other.get("ipCidrRange")))
        if short(other.get("network")) == short(subject.get("network")) and taken and taken.overlaps(mine):
            yield Failure("address", f"{mine} overlaps {taken} of {other.id}")


def _ranges(subject: Subject) -> Iterator[Failure]:
    for where, name in at(subject.inputs, "reservedPeeringRanges[]"):
        for found in subject.named(ADDRESS, name):
            if found.get("purpose") != PEERING or short(found.get("network")) != short(
                subject.get("network")
            ):
                yield Failure(where, f"{name} is no range for peering of this network")


def _autoscaling(subject: Subject) -> Iterator[Failure]:
    if not subject.has("autoscalingConfig"):
        return
    if subject.get("edition") not in ("ENTERPRISE", "ENTERPRISE_PLUS"):
        yield Failure("edition", f"autoscaling needs ENTERPRISE, not {subject.get('edition') or 'STANDARD'}")
    low, high = (subject.get(f"{LIMITS}.{end}ProcessingUnits") for end in ("min", "max"))
    if low is not None and high is not None:
        if low % 1000 or high % 1000:
            yield Failure(LIMITS, f"{low} and {high}: multiples of 1000")
        if not low <= high <= 10 * low:
            yield Failure(LIMITS, f"{high} must be {low} to {10 * low}: the fewest are a tenth of the most")


RULES: Final = (
    Rule(
        id="peering-range",
        types=(ADDRESS,),
        check=_range,
        source="gcp docs: vpc configure-private-services-access",
    ),
    Rule(
        id="peering-range-overlap",
        types=(ADDRESS,),
        check=_overlap,
        source="gcp docs: vpc configure-private-services-access",
        needs_state=True,
    ),
    Rule(
        id="peering-ranges",
        types=(CONNECTION,),
        check=_ranges,
        source="gcp docs: vpc configure-private-services-access",
        needs_state=True,
    ),
    Rule(
        id="regional-secret-name",
        types=(REGIONAL,),
        check=pattern("secretId", r"[A-Za-z0-9_-]{1,255}", "1 to 255 letters, digits and _-"),
        source="gcp docs: secretmanager rest projects.locations.secrets.create",
    ),
    Rule(
        id="regional-secret-key",
        types=(REGIONAL,),
        check=key_beside("secret", "customerManagedEncryption.kmsKeyName"),
        source="gcp docs: secretmanager regional-secrets cmek",
    ),
    Rule(
        id="spanner-autoscaling",
        types=(INSTANCE,),
        check=_autoscaling,
        source="gcp docs: spanner managed-autoscaler",
    ),
)
