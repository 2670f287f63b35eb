"""Where TLS of a jurisdiction's users ends, and which DNS records lead there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policies.resources.graph import Resource
from policies.resources.values import read
from survival.engines import bucket
from survival.ground import SUBNET, Ground, Unit, number, texts
from survival.model import Fate, Loss, Outcome

RECORD = "aws:route53/record:Record"
CHECK = "aws:route53/healthCheck:HealthCheck"
ACCELERATOR = "aws:globalaccelerator/accelerator:Accelerator"
LISTENER = "aws:globalaccelerator/listener:Listener"
GROUP = "aws:globalaccelerator/endpointGroup:EndpointGroup"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
RULE, GLOBAL_RULE = (
    "gcp:compute/forwardingRule:ForwardingRule",
    "gcp:compute/globalForwardingRule:GlobalForwardingRule",
)
ADDRESS, GLOBAL_ADDRESS = "gcp:compute/address:Address", "gcp:compute/globalAddress:GlobalAddress"
_HOPS = 6
"""From a forwarding rule to a bucket: proxy, URL map, backend bucket, and some to spare."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Front:
    """A load balancer that users reach."""

    urn: str
    jurisdiction: str
    place: str
    zones: frozenset[str]
    """On AWS; empty where it is regional as a whole, or not known."""
    behind: tuple[Unit, ...]
    """Buckets that it serves from."""
    address: str
    """As a person would write it into a record."""

    def alive(self, loss: Loss) -> bool:
        """Whether it answers, with what is behind it."""
        if not self.place or loss.takes(self.place):
            return False
        if any(_silent(unit.fate(loss)) for unit in self.behind):
            return False
        if self.zones:
            return any(not loss.takes_zone(self.place, zone) for zone in self.zones)
        return loss.zones_of(self.place) <= 1


def _silent(fate: Fate) -> bool:
    return fate.outcome in {Outcome.LOST, Outcome.CANNOT_TELL, Outcome.STEP}


@dataclass(frozen=True, kw_only=True, slots=True)
class Leg:
    """One answer of a host's name: an accelerator before some fronts, or the address of one front."""

    fronts: tuple[Front, ...]
    """In the order in which they are used."""
    accelerated: bool
    role: str
    """PRIMARY, SECONDARY; empty for a simple record."""
    check_seconds: int | None
    """Until its health check gives it up; None where it has none."""
    ttl_seconds: int | None
    """None for an alias, which has no TTL of its own."""

    def alive(self, loss: Loss) -> list[Front]:
        """Its fronts that answer; none where the accelerator is gone with its cloud."""
        if self.accelerated and "aws" in loss.clouds:
            return []
        return [front for front in self.fronts if front.alive(loss)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Host:
    """A name that the users of one jurisdiction connect to; empty where no record leads to their fronts."""

    name: str
    jurisdiction: str
    legs: tuple[Leg, ...]
    """In the order in which they are used."""

    @property
    def fronts(self) -> tuple[Front, ...]:
        """Every front behind the name."""
        return tuple({f.urn: f for leg in self.legs for f in leg.fronts}.values())


def hosts(ground: Ground) -> list[Host]:
    """The hosts of the stack, and fronts that no host leads to, in order of jurisdictions."""
    fronts = {front.urn: front for front in _fronts(ground)}
    legs: dict[tuple[str, str], list[Leg]] = {}
    for record in ground.of(RECORD):
        leg = _leg(ground, record, fronts)
        if record.text("type") in {"A", "AAAA"} and leg is not None:
            owner = leg.fronts[0].jurisdiction
            legs.setdefault((record.text("name"), owner), []).append(leg)
    found = [
        Host(name=name, jurisdiction=owner, legs=tuple(sorted(these, key=lambda leg: leg.role)))
        for (name, owner), these in legs.items()
    ]
    led = {front.urn for host in found for front in host.fronts}
    for front in fronts.values():
        if front.urn not in led:
            leg = Leg(fronts=(front,), accelerated=False, role="", check_seconds=None, ttl_seconds=None)
            found.append(Host(name="", jurisdiction=front.jurisdiction, legs=(leg,)))
    return sorted(found, key=lambda h: (h.jurisdiction == "global", h.jurisdiction, h.name))


def _fronts(ground: Ground) -> Iterator[Front]:
    for resource in ground.of(BALANCER, RULE, GLOBAL_RULE):
        if resource.props.get("internal") is True or "INTERNAL" in resource.text("loadBalancingScheme"):
            continue
        if resource.type != BALANCER and "443" not in resource.text("portRange"):
            continue
        subnets = ground.meant(resource, "subnets", SUBNET)
        zones = {ground.subnet_zone(s) for s in subnets}
        yield Front(
            urn=resource.urn,
            jurisdiction=ground.jurisdiction(resource),
            place=ground.place(resource),
            zones=frozenset(z for z in zones if z) if None not in zones else frozenset(),
            behind=tuple(_behind(ground, resource)),
            address=_address(ground, resource),
        )


def _behind(ground: Ground, front: Resource) -> Iterator[Unit]:
    seen: dict[str, Resource] = {front.urn: front}
    ring = [front]
    for _ in range(_HOPS):
        urns = {urn for r in ring for urns in r.references.values() for urn in urns}
        ring = [r for urn in urns - set(seen) if (r := ground.graph.by_urn.get(urn)) and r.cloud == "gcp"]
        seen |= {r.urn: r for r in ring}
    yield from bucket.units(ground, [r for r in seen.values() if r.type == bucket.GCS])


def _address(ground: Ground, front: Resource) -> str:
    own = [a.text("address") for a in ground.meant(front, "ipAddress", ADDRESS, GLOBAL_ADDRESS)]
    return next(iter(own), "") or front.text("dnsName") or front.text("ipAddress")


def _leg(ground: Ground, record: Resource, fronts: dict[str, Front]) -> Leg | None:
    """What a record answers; None where that is none of the fronts."""
    accelerators = _answers(ground, record, "aliases", ("dnsName",), ACCELERATOR)
    if accelerators:
        reached = [f for a in accelerators for f in _accelerated(ground, a, fronts)]
    else:
        balancers = _answers(ground, record, "aliases", ("dnsName",), BALANCER)
        reached = [fronts[b.urn] for b in balancers if b.urn in fronts]
        said = set(texts(record, "records[]"))
        reached += [f for f in fronts.values() if f.address in said]
    if not reached:
        return None
    checks = ground.meant(record, "healthCheckId", CHECK)
    return Leg(
        fronts=tuple(reached),
        accelerated=bool(accelerators),
        role=next(iter(texts(record, "failoverRoutingPolicies[].type")), ""),
        check_seconds=_seconds(checks[0]) if checks else None,
        ttl_seconds=None if read(record.props, "aliases[].name") else number(record.props.get("ttl"), 0),
    )


def _answers(
    ground: Ground, record: Resource, path: str, names: tuple[str, ...], kind: str
) -> list[Resource]:
    said = {text.removesuffix(".") for text in texts(record, f"{path}[].name")}
    return [r for r in ground.of(kind) if any(r.text(name) in said for name in names)]


def _accelerated(ground: Ground, accelerator: Resource, fronts: dict[str, Front]) -> list[Front]:
    """The fronts behind an accelerator, those with the highest dial first: that is where traffic goes."""
    listeners = [
        r for r in ground.of(LISTENER) if accelerator in ground.meant(r, "acceleratorArn", ACCELERATOR)
    ]
    found: list[tuple[int, Front]] = []
    for group in ground.of(GROUP):
        if not any(r in listeners for r in ground.meant(group, "listenerArn", LISTENER)):
            continue
        dial = number(group.props.get("trafficDialPercentage"), 100)
        for endpoint in ground.meant(group, "endpointConfigurations[].endpointId", BALANCER):
            if endpoint.urn in fronts:
                found.append((-dial, fronts[endpoint.urn]))
    return [front for _, front in sorted(found, key=lambda item: (item[0], item[1].place))]


def _seconds(check: Resource) -> int:
    return number(check.props.get("requestInterval"), 30) * number(check.props.get("failureThreshold"), 3)
