"""Google's APIs from inside a network: by name and by route, without the internet."""

from __future__ import annotations

import pulumi
from pulumi_gcp import compute, dns

from components.base import Context
from components.gcp.component import GcpComponent
from components.gcp.firewall import RESTRICTED_APIS
from plan import names
from plan.model import GcpNetwork

DOMAIN = "googleapis.com."
RESTRICTED = "restricted.googleapis.com."
ADDRESSES = ("199.36.153.4", "199.36.153.5", "199.36.153.6", "199.36.153.7")
TTL_SECONDS = 300


class PrivateApis(GcpComponent):
    """A private zone that answers every name of ``googleapis.com`` with the restricted addresses.

    These reach only services that VPC Service Controls can fence, so that a copy of a store to a project
    outside the perimeter fails. The zone is a global object; it holds nothing but Google's own addresses.
    """

    def __init__(
        self,
        part: GcpNetwork,
        *,
        network: compute.Network,
        context: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        name = names.logical(part.name, "google-apis")
        super().__init__("domicile:gcp:PrivateApis", part, context, opts, name=name)
        compute.Route(
            name,
            name=self.physical(name),
            project=self.project,
            network=network.id,
            description="Google's APIs; stays on Google's network in spite of the gateway's name",
            dest_range=RESTRICTED_APIS,
            next_hop_gateway="default-internet-gateway",
            priority=1000,
            opts=self.child(),
        )
        zone = dns.ManagedZone(
            name,
            name=self.physical(name),
            project=self.project,
            dns_name=DOMAIN,
            description=f"{part.jurisdiction}: Google's APIs at their restricted addresses",
            visibility="private",
            private_visibility_config=dns.ManagedZonePrivateVisibilityConfigArgs(
                networks=[dns.ManagedZonePrivateVisibilityConfigNetworkArgs(network_url=network.id)]
            ),
            labels=self.tags,
            opts=self.child(),
        )
        self._record(names.logical(name, "addresses"), zone, host=RESTRICTED, type_="A", values=ADDRESSES)
        alias = names.logical(name, "names")
        self._record(alias, zone, host=f"*.{DOMAIN}", type_="CNAME", values=(RESTRICTED,))
        self.register_outputs({})

    def _record(
        self, name: str, zone: dns.ManagedZone, *, host: str, type_: str, values: tuple[str, ...]
    ) -> dns.RecordSet:
        return dns.RecordSet(
            name,
            project=self.project,
            managed_zone=zone.name,
            name=host,
            type=type_,
            ttl=TTL_SECONDS,
            rrdatas=list(values),
            opts=self.child(),
        )
