"""Names that users connect to, and who answers them.

A jurisdiction's host has failover records only, and only to fronts inside that jurisdiction: no geolocation,
whose fallback is the next larger region and then the default record (Route 53 guide, "Geolocation routing"),
and no default. When both legs fail, users get no answer rather than one from abroad.

On AWS the leg is the accelerator, which fails over between AWS regions by itself; so a host whose fronts are
all on AWS needs one record. A front on Google Cloud is a leg of its own, by address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws.accelerator import AcceleratorHandle
from components.aws.component import AwsComponent
from components.aws.ingress import HEALTH_PATH, HTTPS
from components.aws.zone import ZoneHandle
from components.base import Context
from components.handles import DnsAuthorization, FrontHandle
from jurisdictions.model import Aspect
from plan import model as planned

TTL_SECONDS = 60
"""Route 53 advises 60 or less for records with health checks (API, ``ResourceRecordSet.TTL``)."""

CHECK_INTERVAL_SECONDS = 10
CHECK_FAILURES = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class _Leg:
    """One way to reach a host."""

    name: str
    address: pulumi.Output[str]
    accelerator: AcceleratorHandle | None


class Hosts(AwsComponent):
    """Declares the records of one jurisdiction's host and the health checks behind them.

    ``fronts`` by name of the planned front. ``authorizations``: records that Google's certificate authority
    asks for. Raises ``ValueError`` for more than two legs: failover knows a primary and a secondary.
    """

    def __init__(
        self,
        part: planned.Entry,
        *,
        context: Context,
        zone: ZoneHandle,
        fronts: Mapping[str, FrontHandle],
        accelerator: AcceleratorHandle | None = None,
        authorizations: Sequence[DnsAuthorization] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(
            "domicile:aws:Hosts",
            part,
            context,
            opts,
            name=f"{part.name}-hosts",
            places={Aspect.PROCESSED: [f.place for f in part.fronts]},
        )
        self._zone = zone
        legs = _legs(part, fronts, accelerator)
        if len(legs) == 1:
            self._record(part, legs[0])
        else:
            primary, secondary = legs
            self._record(part, primary, failover="PRIMARY")
            self._record(part, secondary, failover="SECONDARY")
        authorize(self, zone, authorizations)
        self.register_outputs({"host": part.host})

    def _record(self, part: planned.Entry, leg: _Leg, failover: str | None = None) -> None:
        to = leg.accelerator
        policies = [aws.route53.RecordFailoverRoutingPolicyArgs(type=failover)] if failover else None
        alias = None
        if to is not None:
            alias = aws.route53.RecordAliasArgs(
                name=to.dns_name, zone_id=to.hosted_zone_id, evaluate_target_health=False
            )
        aws.route53.Record(
            f"{leg.name}-record",
            zone_id=self._zone.id,
            name=part.host,
            type="A",
            aliases=None if alias is None else [alias],
            records=[leg.address] if alias is None else None,
            ttl=TTL_SECONDS if alias is None else None,
            failover_routing_policies=policies,
            set_identifier=leg.name if failover else None,
            health_check_id=self._check(part, leg).id if failover else None,
            opts=self.child(),
        )

    def _check(self, part: planned.Entry, leg: _Leg) -> aws.route53.HealthCheck:
        """Asks the leg as users do: address, host name, HTTPS. Latency graphs would be kept abroad."""
        return aws.route53.HealthCheck(
            f"{leg.name}-check",
            type="HTTPS",
            ip_address=leg.address,
            fqdn=part.host,
            port=HTTPS,
            resource_path=HEALTH_PATH,
            enable_sni=True,
            request_interval=CHECK_INTERVAL_SECONDS,
            failure_threshold=CHECK_FAILURES,
            measure_latency=False,
            tags=self.titled(leg.name),
            opts=self.child(),
        )


class GlobalHost(AwsComponent):
    """Declares the record of the host that everybody starts from: nothing personal is behind it."""

    def __init__(
        self,
        part: planned.GlobalEntry,
        *,
        context: Context,
        zone: ZoneHandle,
        address: pulumi.Input[str],
        authorizations: Sequence[DnsAuthorization] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("domicile:aws:GlobalHost", part, context, opts, name=f"{part.name}-host", places={})
        aws.route53.Record(
            f"{part.name}-record",
            zone_id=zone.id,
            name=part.host,
            type="A",
            ttl=TTL_SECONDS,
            records=[address],
            opts=self.child(),
        )
        authorize(self, zone, authorizations)
        self.register_outputs({"host": part.host})


def authorize(component: AwsComponent, zone: ZoneHandle, authorizations: Sequence[DnsAuthorization]) -> None:
    """Records that prove a host to a certificate authority.

    An authority may ask for one and the same record for two regions of a project: the second must not fail.
    """
    for wanted in authorizations:
        aws.route53.Record(
            wanted.name,
            zone_id=zone.id,
            name=wanted.record,
            type=wanted.type,
            ttl=TTL_SECONDS,
            records=[wanted.value],
            allow_overwrite=True,
            opts=component.child(),
        )


def _legs(
    part: planned.Entry, fronts: Mapping[str, FrontHandle], accelerator: AcceleratorHandle | None
) -> list[_Leg]:
    """Home's leg first. All AWS fronts are one leg."""
    legs: dict[str, _Leg] = {}
    for front in part.fronts:
        if not front.place.startswith("aws/"):
            legs[front.name] = _Leg(name=front.name, address=fronts[front.name].address, accelerator=None)
        elif part.accelerator is None or accelerator is None:
            msg = f"{front.name} is on AWS and {part.name} has no accelerator to reach it by"
            raise ValueError(msg)
        else:
            name = part.accelerator.name
            legs.setdefault(name, _Leg(name=name, address=accelerator.address, accelerator=accelerator))
    if not 1 <= len(legs) <= 2:
        msg = f"{part.name} has {len(legs)} legs ({', '.join(legs)}); failover has a primary and a secondary"
        raise ValueError(msg)
    return list(legs.values())
