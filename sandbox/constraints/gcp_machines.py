"""Rules of Compute Engine machines and disks, of their firewall rules, and of secrets.

Sources: ``gcp docs`` are pages of docs.cloud.google.com.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sandbox.constraints.gcp_names import short
from sandbox.constraints.rule import Rule, Subject, pattern
from sandbox.state import plain_name
from sandbox.typecheck import Failure
from sandbox.values import at, first

INSTANCE: Final = "gcp:compute/instance:Instance"
DISK: Final = "gcp:compute/disk:Disk"
RULE: Final = "gcp:compute/networkFirewallPolicyRule:NetworkFirewallPolicyRule"
SECRETS: Final = "gcp:secretmanager/secret:Secret"
SOURCES: Final = "attachedDisks[].source"
ADDRESS: Final = "networkInterfaces[].networkIp"
REPLICAS: Final = "replication.userManaged.replicas[]"


def _disk_zone(subject: Subject) -> Iterator[Failure]:
    """A zonal disk is attached to a machine of its own zone."""
    for where, source in at(subject.inputs, SOURCES):
        parts = plain_name(str(source)).split("/")
        if "zones" in parts and (zone := parts[parts.index("zones") + 1]) != subject.get("zone"):
            yield Failure(where, f"the disk is in {zone}, the machine in {subject.get('zone')}")


def _disk_in_use(subject: Subject) -> Iterator[Failure]:
    """One machine at a time may write to a disk."""
    mine = {plain_name(str(source)) for _, source in at(subject.inputs, SOURCES)}
    for other in subject.others(INSTANCE):
        theirs = {plain_name(str(source)) for _, source in at(other.inputs, SOURCES)}
        if mine & theirs:
            yield Failure("attachedDisks", f"resourceInUseByAnotherResource: a disk is that of {other.id}")


def _address_in_use(subject: Subject) -> Iterator[Failure]:
    mine = {value for _, value in at(subject.inputs, ADDRESS)}
    for other in subject.others(INSTANCE):
        theirs = {value for _, value in at(other.inputs, ADDRESS)}
        same = first(other.inputs, "networkInterfaces[].subnetwork") == subject.get(
            "networkInterfaces[].subnetwork"
        )
        if same and mine & theirs:
            yield Failure("networkInterfaces", f"IP_IN_USE_BY_ANOTHER_RESOURCE: the address of {other.id}")


def _priority(subject: Subject) -> Iterator[Failure]:
    """A priority is the identity of a rule in its policy."""
    wanted = short(subject.get("firewallPolicy"))
    for other in subject.others(RULE):
        same = short(other.get("firewallPolicy")) == wanted
        if same and other.get("priority") == subject.get("priority"):
            yield Failure("priority", f"{subject.get('priority')} is that of {other.get('ruleName')}")


def _replica_key(subject: Subject) -> Iterator[Failure]:
    """The key of a replica is in the replica's own location."""
    for where, replica in at(subject.inputs, REPLICAS):
        key = str(first(replica, "customerManagedEncryption.kmsKeyName") or "")
        location = first(replica, "location")
        if key and location and f"/locations/{location}/" not in key:
            yield Failure(where, f"{key} is not in {location}")


RULES: Final = (
    Rule(
        id="secret-id",
        types=(SECRETS,),
        check=pattern("secretId", r"[A-Za-z0-9_-]{1,255}", "1 to 255 letters, digits, hyphens, underscores"),
        source="gcp docs: secret-manager creating-and-accessing-secrets",
    ),
    Rule(id="disk-zone", types=(INSTANCE,), check=_disk_zone, source="gcp docs: compute disks, zonal disks"),
    Rule(
        id="secret-replica-key",
        types=(SECRETS,),
        check=_replica_key,
        source="gcp docs: secret-manager cmek, user-managed replication",
    ),
    Rule(
        id="disk-in-use",
        types=(INSTANCE,),
        check=_disk_in_use,
        source="gcp docs: compute disks, sharing disks between VMs",
        needs_state=True,
    ),
    Rule(
        id="address-in-use",
        types=(INSTANCE,),
        check=_address_in_use,
        source="gcp docs: compute ip-addresses, reserve a static internal address",
        needs_state=True,
    ),
    Rule(
        id="firewall-priority",
        types=(RULE,),
        check=_priority,
        source="gcp docs: firewall network-firewall-policies, rule priority",
        needs_state=True,
    ),
)
