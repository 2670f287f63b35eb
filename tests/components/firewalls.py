"""Whether the firewalls of both clouds let a packet through that machines of a store send each other.

A model of what the clouds do, written from their documentation and not from the components: a security group
lets through what any of its rules names; of a network firewall policy the rule with the lowest priority that
fits decides; both let answers back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from plan.model import Machine
from tests.components.recording import World


@dataclass(frozen=True, kw_only=True)
class Firewalls:
    """Those of a world."""

    world: World

    def leaves(self, machine: Machine, to: IPv4Address, port: int) -> bool:
        """Whether the firewall around a machine lets it connect to this address."""
        return self._passes(machine, to, port, "Egress")

    def enters(self, machine: Machine, source: IPv4Address, port: int) -> bool:
        """Whether the firewall around a machine lets this address connect to it."""
        return self._passes(machine, source, port, "Ingress")

    def _passes(self, machine: Machine, other: IPv4Address, port: int, way: str) -> bool:
        interfaces = [i for i in self.world.of("NetworkInterface") if i.name == f"{machine.name}-interface"]
        if interfaces:
            return self._group(interfaces[0].inputs["securityGroups"], other, port, way)
        return self._policy(self.world.named("compute/instance:Instance", machine.name), other, port, way)

    def _group(self, groups: list[str], other: IPv4Address, port: int, way: str) -> bool:
        return any(
            rule.inputs["securityGroupId"] in groups
            and rule.inputs["ipProtocol"] == "tcp"
            and rule.inputs["fromPort"] <= port <= rule.inputs["toPort"]
            and "cidrIpv4" in rule.inputs
            and other in IPv4Network(rule.inputs["cidrIpv4"])
            for rule in self.world.of(f"SecurityGroup{way}Rule")
        )

    def _policy(self, instance: Any, other: IPv4Address, port: int, way: str) -> bool:
        policy = self._policy_of(instance.inputs["networkInterfaces"][0]["subnetwork"])
        account = instance.inputs["serviceAccount"]["email"]
        rules = [r.inputs for r in self.world.of("NetworkFirewallPolicyRule")]
        mine = [r for r in rules if r["firewallPolicy"] == policy and r["direction"] == way.upper()]
        for rule in sorted(mine, key=lambda r: int(r["priority"])):
            targets = rule.get("targetServiceAccounts") or [account]
            if account in targets and _fits(rule["match"], other, port, way):
                return bool(rule["action"] == "allow")
        raise AssertionError("a policy decides about everything")

    def _policy_of(self, subnet: str) -> str:
        (network,) = [
            s.inputs["network"]
            for s in self.world.of("compute/subnetwork:Subnetwork")
            if f"{s.name}-id" == subnet
        ]
        (found,) = [
            a.inputs["firewallPolicy"]
            for a in self.world.of("NetworkFirewallPolicyAssociation")
            if a.inputs["attachmentTarget"] == network
        ]
        policies = self.world.of("compute/networkFirewallPolicy:NetworkFirewallPolicy")
        return next(str(p.inputs["name"]) for p in policies if f"{p.name}-id" == found)


def _fits(match: Mapping[str, Any], other: IPv4Address, port: int, way: str) -> bool:
    ranges = match.get("destIpRanges" if way == "Egress" else "srcIpRanges") or ["0.0.0.0/0"]
    if not any(other in IPv4Network(cidr) for cidr in ranges):
        return False
    return any(
        layer["ipProtocol"] == "all"
        or (layer["ipProtocol"] == "tcp" and (not layer.get("ports") or str(port) in layer["ports"]))
        for layer in match["layer4Configs"]
    )
