"""The Google Cloud side of a VPN between the clouds: four tunnels, each with a BGP session of its own."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
from pulumi_gcp import compute

from components.base import Context, Placed
from components.gcp.component import GcpComponent
from components.handles import GatewayHandle, TunnelHandle
from jurisdictions.model import Aspect
from plan import names
from plan.model import Tunnel, Vpn

IKE_VERSION = 2
PRIORITY = 100
"""The same for all four: traffic is spread, and what a lost tunnel carried goes over the others."""


class Tunnels(GcpComponent):
    """Declares the other cloud's four addresses, and a tunnel, a router interface and a BGP peer for each.

    ``tunnels`` by name of the planned tunnel: the ends on AWS.
    """

    def __init__(
        self,
        part: Vpn,
        *,
        context: Context,
        gateway: GatewayHandle,
        tunnels: Mapping[str, TunnelHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        places = {Aspect.PROCESSED: [part.gcp_place, part.aws_place]}
        beside: list[tuple[str, Placed]] = [(part.gcp_place, gateway)]
        beside += [(part.aws_place, tunnel) for tunnel in tunnels.values()]
        name = f"{part.name}-gcp"
        super().__init__("domicile:gcp:Tunnels", part, context, opts, name=name, places=places, beside=beside)
        self.region = names.region(part.gcp_place)
        self.gateway = gateway
        peer = self._peer_gateway(part, tunnels)
        for connection in part.connections:
            for tunnel in connection.tunnels:
                made = self._tunnel(tunnel, connection.interface, tunnels[tunnel.name], peer)
                self._session(tunnel, tunnels[tunnel.name], made)
        self.register_outputs({})

    def _peer_gateway(self, part: Vpn, tunnels: Mapping[str, TunnelHandle]) -> compute.ExternalVpnGateway:
        ends = [tunnel for connection in part.connections for tunnel in connection.tunnels]
        interface = compute.ExternalVpnGatewayInterfaceArgs
        return compute.ExternalVpnGateway(
            part.name,
            name=self.physical(part.name),
            project=self.project,
            description=f"{part.jurisdiction}: its transit gateway in {part.aws_place}",
            redundancy_type="FOUR_IPS_REDUNDANCY",
            interfaces=[interface(id=t.interface, ip_address=tunnels[t.name].outside) for t in ends],
            labels=self.tags,
            opts=self.child(),
        )

    def _tunnel(
        self, tunnel: Tunnel, interface: int, end: TunnelHandle, peer: compute.ExternalVpnGateway
    ) -> compute.VPNTunnel:
        return compute.VPNTunnel(
            tunnel.name,
            name=self.physical(tunnel.name),
            project=self.project,
            region=self.region,
            vpn_gateway=self.gateway.id,
            vpn_gateway_interface=interface,
            peer_external_gateway=peer.id,
            peer_external_gateway_interface=tunnel.interface,
            router=self.gateway.router,
            ike_version=IKE_VERSION,
            shared_secret=end.secret,
            labels=self.tags,
            opts=self.child(),
        )

    def _session(self, tunnel: Tunnel, end: TunnelHandle, made: compute.VPNTunnel) -> None:
        """The peer advertises what its router does: it adds nothing of its own."""
        interface = compute.RouterInterface(
            f"{tunnel.name}-interface",
            name=self.physical(tunnel.name),
            project=self.project,
            region=self.region,
            router=self.gateway.router,
            ip_range=pulumi.Output.concat(end.ours, "/30"),
            vpn_tunnel=made.name,
            opts=self.child(),
        )
        compute.RouterPeer(
            f"{tunnel.name}-peer",
            name=self.physical(tunnel.name),
            project=self.project,
            region=self.region,
            router=self.gateway.router,
            interface=interface.name,
            peer_asn=end.asn,
            peer_ip_address=end.theirs,
            advertise_mode="DEFAULT",
            advertised_route_priority=PRIORITY,
            opts=self.child(),
        )
