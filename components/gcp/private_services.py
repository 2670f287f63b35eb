"""Private services access: the way from a network to the databases that Google keeps in networks of its own.

Chosen over Private Service Connect, which has an endpoint with an address and a forwarding rule for every
instance of every store: here there is one peering a network, addresses are of the region's own block as
everything else in the network is, and a replica keeps its address when it changes roles.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network

import pulumi
from pulumi_gcp import compute, servicenetworking

from components.base import Context
from components.gcp.component import GcpComponent
from plan import names
from plan.model import GcpNetwork

SERVICE = "servicenetworking.googleapis.com"


class PrivateServices(GcpComponent):
    """A range for each region that has such a database, and the one peering of the network.

    A region's range lies in the region's own block, and databases name the one of their region: adding a
    region adds its range to the peering in place, and moves nothing. The peering is left in place when it
    leaves the program: Google refuses to remove it for days after the last database is gone.
    """

    def __init__(
        self,
        part: GcpNetwork,
        *,
        network: compute.Network,
        context: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        name = names.logical(part.name, "services")
        super().__init__("domicile:gcp:PrivateServices", part, context, opts, name=name)
        ranges = {
            region.place: self._range(names.logical(region.name, "services"), region.services_cidr, network)
            for region in part.regions
            if region.services_cidr is not None
        }
        self.ranges: Mapping[str, pulumi.Output[str]] = {at: found.name for at, found in ranges.items()}
        """Name of the range of each place."""
        self.connection = servicenetworking.Connection(
            name,
            network=network.id,
            service=SERVICE,
            reserved_peering_ranges=list(self.ranges.values()),
            update_on_creation_fail=True,
            deletion_policy="ABANDON",
            opts=self.child(),
        )
        self.register_outputs({"ranges": dict(self.ranges)})

    def _range(self, name: str, cidr: str, network: compute.Network) -> compute.GlobalAddress:
        """Reserved in the network: global like the network, but its addresses are used in one region."""
        block = IPv4Network(cidr)
        return compute.GlobalAddress(
            name,
            name=self.physical(name),
            project=self.project,
            description="Addresses of Google's database services",
            purpose="VPC_PEERING",
            address_type="INTERNAL",
            address=str(block.network_address),
            prefix_length=block.prefixlen,
            network=network.id,
            labels=self.tags,
            opts=self.child(),
        )
