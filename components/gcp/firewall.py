"""The firewall of a network: closed, but for its own ranges, its load balancers and Google's APIs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_gcp import compute

from components.base import Context
from components.gcp.component import GcpComponent
from plan import names
from plan.model import GcpNetwork, Tier

HEALTH_CHECKERS = ("130.211.0.0/22", "35.191.0.0/16")
"""Where Google's health checks come from (Cloud Load Balancing, "Firewall rules")."""
RESTRICTED_APIS = "199.36.153.4/30"
"""``restricted.googleapis.com``: Google's APIs, not reachable from the internet (Private Google Access)."""
PRIVATE_RANGES = ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")
"""RFC 1918 and RFC 6598: whatever of these is not ours is somebody else's network."""
ANYWHERE = ("0.0.0.0/0",)
SERVING = ("443", "8443")
DATABASES = ("3307", "5432", "5433")
"""PostgreSQL, and the proxies of Cloud SQL and AlloyDB (their documentation, "Auth Proxy")."""
Direction = Literal["INGRESS", "EGRESS"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One rule. ``priority`` is its identity in the policy: written down, never counted."""

    name: str
    priority: int
    direction: Direction
    action: Literal["allow", "deny"]
    sources: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    protocol: str = "all"
    ports: tuple[str, ...] = ()

    @property
    def logged(self) -> bool:
        """What is refused is logged; what is allowed is in the flow logs already."""
        return self.action == "deny"


def ranges(part: GcpNetwork, *tiers: Tier) -> tuple[str, ...]:
    """Ranges of the subnets of these tiers in all regions, sorted; of all tiers where none is given."""
    return tuple(
        sorted(
            subnet.cidr
            for region in part.regions
            for subnet in region.subnets
            if not tiers or subnet.tier in tiers
        )
    )


def rules(part: GcpNetwork) -> tuple[Rule, ...]:
    """The whole policy. Lower priorities win; the last rule of each direction refuses everything."""
    found = [*ingress_rules(part), *egress_rules(part)]
    if any(region.nat for region in part.regions):
        found.append(internet_rule(part))
    if any(region.services_cidr for region in part.regions):
        found.append(databases_rule(part))
    return tuple(sorted(found, key=lambda rule: rule.priority))


def ingress_rules(part: GcpNetwork) -> tuple[Rule, ...]:
    """What may come in: from its own subnets anything, from load balancers what the private tier serves."""
    proxies = tuple(sorted(region.proxy_cidr for region in part.regions))
    return (
        Rule(
            name="allow-inside-in", priority=1000, direction="INGRESS", action="allow", sources=ranges(part)
        ),
        _served(part, "allow-health-checks", 1100, HEALTH_CHECKERS),
        _served(part, "allow-proxies", 1200, proxies),
        Rule(name="deny-in", priority=9000, direction="INGRESS", action="deny", sources=ANYWHERE),
    )


def _served(part: GcpNetwork, name: str, priority: int, sources: tuple[str, ...]) -> Rule:
    return Rule(
        name=name,
        priority=priority,
        direction="INGRESS",
        action="allow",
        sources=sources,
        destinations=ranges(part, "private"),
        protocol="tcp",
        ports=SERVING,
    )


def egress_rules(part: GcpNetwork) -> tuple[Rule, ...]:
    """What may go out: to its own subnets anything, to Google's APIs HTTPS, to other networks nothing."""
    inside, foreign = ranges(part), PRIVATE_RANGES
    return (
        Rule(name="allow-inside-out", priority=2000, direction="EGRESS", action="allow", destinations=inside),
        Rule(
            name="allow-google-apis",
            priority=2100,
            direction="EGRESS",
            action="allow",
            destinations=(RESTRICTED_APIS,),
            protocol="tcp",
            ports=("443",),
        ),
        Rule(
            name="deny-foreign-networks",
            priority=2200,
            direction="EGRESS",
            action="deny",
            destinations=foreign,
        ),
        Rule(name="deny-out", priority=9100, direction="EGRESS", action="deny", destinations=ANYWHERE),
    )


def internet_rule(part: GcpNetwork) -> Rule:
    """HTTPS to the internet through the NAT, never from the data tier."""
    return Rule(
        name="allow-internet-out",
        priority=2300,
        direction="EGRESS",
        action="allow",
        sources=ranges(part, "public", "private"),
        destinations=ANYWHERE,
        protocol="tcp",
        ports=("443",),
    )


def databases_rule(part: GcpNetwork) -> Rule:
    """To the databases that Google keeps for this network: their ranges are private, and not its subnets."""
    kept = sorted(region.services_cidr for region in part.regions if region.services_cidr is not None)
    return Rule(
        name="allow-databases",
        priority=2050,
        direction="EGRESS",
        action="allow",
        destinations=tuple(kept),
        protocol="tcp",
        ports=DATABASES,
    )


class Firewall(GcpComponent):
    """The policy with its rules, attached to the network only when all of them are there.

    ``logs`` are what must exist before a refused connection is logged.
    """

    def __init__(
        self,
        part: GcpNetwork,
        *,
        network: compute.Network,
        logs: Sequence[pulumi.Resource],
        context: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        name = names.logical(part.name, "firewall")
        super().__init__("domicile:gcp:Firewall", part, context, opts, name=name)
        self.policy = compute.NetworkFirewallPolicy(
            name,
            name=self.physical(name),
            project=self.project,
            description=f"{part.jurisdiction}: closed, but for its own ranges and Google's APIs",
            opts=self.child(),
        )
        declared = [self._rule(name, rule) for rule in rules(part)]
        compute.NetworkFirewallPolicyAssociation(
            names.logical(name, "association"),
            name=self.physical(name),
            project=self.project,
            attachment_target=network.id,
            firewall_policy=self.policy.id,
            opts=self.child(depends_on=[*declared, *logs]),
        )
        self.register_outputs({})

    def _rule(self, name: str, rule: Rule) -> compute.NetworkFirewallPolicyRule:
        layer4 = compute.NetworkFirewallPolicyRuleMatchLayer4ConfigArgs(
            ip_protocol=rule.protocol, ports=list(rule.ports) or None
        )
        return compute.NetworkFirewallPolicyRule(
            names.logical(name, rule.name),
            project=self.project,
            firewall_policy=self.policy.name,
            rule_name=rule.name,
            description=rule.name.replace("-", " "),
            priority=rule.priority,
            direction=rule.direction,
            action=rule.action,
            enable_logging=rule.logged,
            disabled=False,
            match=compute.NetworkFirewallPolicyRuleMatchArgs(
                layer4_configs=[layer4],
                src_ip_ranges=list(rule.sources) or None,
                dest_ip_ranges=list(rule.destinations) or None,
            ),
            opts=self.child(),
        )
