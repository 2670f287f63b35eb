"""Global Accelerator for the AWS fronts of one jurisdiction: users anywhere enter the backbone near them.

TCP ends at the edge, TLS does not: the edge carries ciphertext to the load balancer at home. It has no
endpoint groups but the jurisdiction's own, because it may send traffic to any of its groups: when no endpoint
of a group is healthy it fails over to another group and ignores the traffic dial, and when none is healthy
it fails open to the nearest (Global Accelerator guide, "How failover works for unhealthy endpoints",
docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoints-endpoint-weights.unhealthy-endpoints.html).
So recovery waits with its dial at 0 and still takes over, within seconds and with no change of DNS.
Flow logs stay off: they hold addresses of people; those of the networks behind it stay in the jurisdiction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent
from components.aws.ingress import HTTP, HTTPS
from components.base import Context
from components.handles import FrontHandle
from jurisdictions.model import Aspect
from plan import model as planned
from plan import names

OPEN, WAITING = 100.0, 0.0
WEIGHT = 128


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceleratorHandle:
    """A declared accelerator."""

    arn: pulumi.Output[str]
    dns_name: pulumi.Output[str]
    hosted_zone_id: pulumi.Output[str]
    """For alias records."""
    address: pulumi.Output[str]
    """One of its two static anycast addresses, for health checks."""


class Accelerator(AwsComponent):
    """Declares the accelerator of an entry, its listener and an endpoint group for each AWS front.

    ``fronts`` by name of the planned front. Raises ``ValueError`` for an entry that plans no accelerator.
    """

    handle: AcceleratorHandle

    def __init__(
        self,
        part: planned.Entry,
        *,
        context: Context,
        fronts: Mapping[str, FrontHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        if part.accelerator is None:
            msg = f"{part.name} plans no accelerator"
            raise ValueError(msg)
        on_aws = [f for f in part.fronts if f.place.startswith("aws/")]
        super().__init__(
            "domicile:aws:Accelerator",
            part,
            context,
            opts,
            name=part.accelerator.name,
            places={Aspect.PROCESSED: [f.place for f in on_aws]},
        )
        accelerator = self._accelerator(part.accelerator)
        listener = self._listener(part.accelerator, accelerator)
        for front in on_aws:
            self._group(front, fronts[front.name], listener, dial=OPEN if front is on_aws[0] else WAITING)
        self.handle = AcceleratorHandle(
            arn=accelerator.arn,
            dns_name=accelerator.dns_name,
            hosted_zone_id=accelerator.hosted_zone_id,
            address=accelerator.ip_sets.apply(lambda sets: (sets[0].ip_addresses or [""])[0]),
        )
        self.register_outputs({"arn": accelerator.arn, "dnsName": accelerator.dns_name})

    def _accelerator(self, part: planned.Accelerator) -> aws.globalaccelerator.Accelerator:
        return aws.globalaccelerator.Accelerator(
            f"{part.name}-accelerator",
            name=part.physical,
            ip_address_type="IPV4",
            enabled=True,
            tags=self.tags,
            opts=self.child(),
        )

    def _listener(
        self, part: planned.Accelerator, accelerator: aws.globalaccelerator.Accelerator
    ) -> aws.globalaccelerator.Listener:
        return aws.globalaccelerator.Listener(
            f"{part.name}-listener",
            accelerator_arn=accelerator.arn,
            protocol="TCP",
            client_affinity="NONE",
            port_ranges=[
                aws.globalaccelerator.ListenerPortRangeArgs(from_port=port, to_port=port)
                for port in (HTTP, HTTPS)
            ],
            opts=self.child(),
        )

    def _group(
        self,
        front: planned.Front,
        handle: FrontHandle,
        listener: aws.globalaccelerator.Listener,
        *,
        dial: float,
    ) -> None:
        """Health is the load balancer's own target health: health settings of a group do not apply to it."""
        aws.globalaccelerator.EndpointGroup(
            f"{front.name}-endpoints",
            listener_arn=listener.arn,
            endpoint_group_region=names.region(front.place),
            traffic_dial_percentage=dial,
            endpoint_configurations=[
                aws.globalaccelerator.EndpointGroupEndpointConfigurationArgs(
                    endpoint_id=handle.id, weight=WEIGHT, client_ip_preservation_enabled=True
                )
            ],
            opts=self.child(),
        )
