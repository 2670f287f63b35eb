"""Declares the paths between the networks of a jurisdiction, and what of them app teams get."""

from __future__ import annotations

from typing import Any

from components.aws.peering import Peering
from components.aws.transit import Transit
from components.aws.vpn import Connections
from components.gcp.gateway import Gateway
from components.gcp.vpn import Tunnels
from infra.site import Site
from plan.model import Paths


def declare_paths(paths: Paths, site: Site) -> dict[str, Any]:
    """Declare all paths of one jurisdiction. Returns them as the contract has them, per place."""
    context, inside = site.context, site.inside
    transits = {
        part.name: Transit(part, context=context, network=site.on_aws[part.network], opts=inside).handle
        for part in paths.transits
    }
    gateways = {
        part.name: Gateway(part, context=context, network=site.on_gcp[part.network], opts=inside).handle
        for part in paths.gateways
    }
    cidrs = {part.name: part.cidr for part in paths.transits}
    for peering in paths.peerings:
        Peering(
            peering,
            context=context,
            requester=transits[peering.requester],
            accepter=transits[peering.accepter],
            requester_cidr=cidrs[peering.requester],
            accepter_cidr=cidrs[peering.accepter],
            opts=inside,
        )
    for vpn in paths.vpns:
        gateway = gateways[vpn.gateway]
        tunnels = Connections(
            vpn,
            context=context,
            transit=transits[vpn.transit],
            gateway=gateway,
            logs=site.logs[vpn.logs.name],
            opts=inside,
        ).tunnels
        Tunnels(vpn, context=context, gateway=gateway, tunnels=tunnels, opts=inside)
    ids = {part.place: part.id for part in transits.values()}
    ids |= {part.place: part.id for part in gateways.values()}
    return _outputs(paths, ids)


def _outputs(paths: Paths, gateways: dict[str, Any]) -> dict[str, Any]:
    reaches = {part.place: {r.place: r.cidr for r in part.reaches} for part in paths.transits}
    for part in paths.gateways:
        ends = {vpn.aws_place for vpn in paths.vpns if vpn.gateway == part.name}
        reaches[part.place] = {t.place: t.cidr for t in paths.transits if t.place in ends}
    return {at: {"gateway": gateways[at], "reaches": found} for at, found in reaches.items()}
