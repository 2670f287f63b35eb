"""The way out of a VPC to other clouds of the same jurisdiction: a HA VPN gateway and a Cloud Router.

The router tells of exactly the planned ranges: of no other subnets, nor of what it learned elsewhere.
"""

from __future__ import annotations

import pulumi
from pulumi_gcp import compute

from components.base import Context
from components.gcp.component import GcpComponent
from components.gcp.handles import NetworkHandle
from components.handles import GatewayHandle
from jurisdictions.model import Aspect
from plan import names
from plan.model import Gateway as Part

KEEPALIVE_SECONDS = 20
"""The shortest there is; a peer is lost after three."""


class Gateway(GcpComponent):
    """Declares both, in one region. Tunnels are declared by who knows the other end."""

    handle: GatewayHandle

    def __init__(
        self,
        part: Part,
        *,
        context: Context,
        network: NetworkHandle,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        here, beside = {Aspect.PROCESSED: [part.place]}, [(part.place, network.near(part.place))]
        super().__init__("domicile:gcp:Gateway", part, context, opts, places=here, beside=beside)
        gateway = compute.HaVpnGateway(
            part.name,
            name=self.physical(part.name),
            project=self.project,
            region=names.region(part.place),
            network=network.id,
            description=f"{part.jurisdiction}: to its own places on other clouds",
            stack_type="IPV4_ONLY",
            gateway_ip_version="IPV4",
            labels=self.tags,
            opts=self.child(),
        )
        router = self._router(part, network)
        self.handle = GatewayHandle(
            name=part.name,
            place=part.place,
            id=gateway.id,
            router=router.name,
            addresses=(_address(gateway, 0), _address(gateway, 1)),
        )
        self.register_outputs({"id": gateway.id})

    def _router(self, part: Part, network: NetworkHandle) -> compute.Router:
        name = names.logical(part.name, "router")
        shown = compute.RouterBgpAdvertisedIpRangeArgs
        return compute.Router(
            name,
            name=self.physical(name),
            project=self.project,
            region=names.region(part.place),
            network=network.id,
            description=f"{part.jurisdiction}: tells of {', '.join(part.advertised)}",
            bgp=compute.RouterBgpArgs(
                asn=part.asn,
                advertise_mode="CUSTOM",
                advertised_groups=[],
                advertised_ip_ranges=[shown(range=r, description=part.place) for r in part.advertised],
                keepalive_interval=KEEPALIVE_SECONDS,
            ),
            opts=self.child(),
        )


def _address(gateway: compute.HaVpnGateway, interface: int) -> pulumi.Output[str]:
    """Outside address of an interface; the cloud always gives one to each of the two."""
    return gateway.vpn_interfaces.apply(
        lambda found: next(str(i.ip_address) for i in found if (i.id or 0) == interface)
    )
