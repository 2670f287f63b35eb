"""A VPC of one jurisdiction, with its regions, firewall, logs and way to Google's APIs."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
from pulumi_gcp import compute, networkconnectivity

from components.base import Context
from components.gcp.component import GcpComponent
from components.gcp.firewall import Firewall
from components.gcp.handles import NetworkHandle, RegionHandle
from components.gcp.logs import Logs, network_source
from components.gcp.private_apis import PrivateApis
from components.gcp.private_services import PrivateServices
from components.handles import KeyHandle
from jurisdictions.model import Aspect
from plan import names
from plan.model import GcpNetwork, GcpRegion, Subnet

NAT_TIERS = ("public", "private")


class Network(GcpComponent):
    """One VPC for one jurisdiction, and for no other: within a VPC every region routes to every other.

    There is no way out but what is planned: the default route is removed, and returns only where a region
    has a NAT. The network declares the logs of its regions itself, because its subnets must not write a
    line before there is a place at home for it.
    """

    def __init__(
        self,
        part: GcpNetwork,
        *,
        context: Context,
        keys: Mapping[str, KeyHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        here = {Aspect.PROCESSED: [region.place for region in part.regions]}
        beside = [(region.place, keys[region.flow_logs.key]) for region in part.regions]
        super().__init__("domicile:gcp:Network", part, context, opts, places=here, beside=beside)
        inside = pulumi.ResourceOptions(parent=self)
        self.network = self._network(part)
        self.logs = {region.place: self._logs(region, keys) for region in part.regions}
        regions = {region.place: self._region(region) for region in part.regions}
        firewall = Firewall(
            part, network=self.network, logs=list(self.logs.values()), context=context, opts=inside
        )
        PrivateApis(part, network=self.network, context=context, opts=inside)
        services = None
        if any(region.services_cidr for region in part.regions):
            services = PrivateServices(part, network=self.network, context=context, opts=inside)
        self.handle = NetworkHandle(
            name=part.name,
            id=self.network.id,
            self_link=self.network.self_link,
            firewall=firewall.policy.name,
            regions=regions,
            services=services.ranges if services else {},
            peering=(services.connection,) if services else (),
        )
        self.register_outputs({"id": self.network.id, "subnets": dict(self.handle.subnets)})

    def _network(self, part: GcpNetwork) -> compute.Network:
        network = compute.Network(
            part.name,
            name=part.physical,
            project=self.project,
            description=f"{part.jurisdiction}: {part.data_class} data",
            auto_create_subnetworks=False,
            routing_mode="REGIONAL",
            bgp_best_path_selection_mode="STANDARD",
            delete_default_routes_on_create=True,
            mtu=1460,
            # Else a classic rule, which the policy does not show, could open what the policy closes.
            network_firewall_policy_enforcement_order="BEFORE_CLASSIC_FIREWALL",
            opts=self.child(),
        )
        if any(region.nat for region in part.regions):
            name = names.logical(part.name, "internet")
            compute.Route(
                name,
                name=self.physical(name),
                project=self.project,
                network=network.id,
                description="For the NAT: no instance has an address of its own",
                dest_range="0.0.0.0/0",
                next_hop_gateway="default-internet-gateway",
                priority=1000,
                opts=self.child(),
            )
        return network

    def _logs(self, region: GcpRegion, keys: Mapping[str, KeyHandle]) -> Logs:
        gateway = self.physical(nat_name(region)) if region.nat else None
        source = network_source([self.physical(subnet.name) for subnet in region.subnets], gateway)
        inside = pulumi.ResourceOptions(parent=self)
        return Logs(region.flow_logs, source=source, context=self.context, keys=keys, opts=inside)

    def _region(self, region: GcpRegion) -> RegionHandle:
        subnets = {subnet.name: self._subnet(region, subnet) for subnet in region.subnets}
        proxies = self._proxies(region)
        if region.nat:
            self._nat(region, [subnets[s.name] for s in region.subnets if s.tier in NAT_TIERS])
        return RegionHandle(
            name=region.name,
            place=region.place,
            subnets={name: subnet.id for name, subnet in subnets.items()},
            tiers={subnet.tier: subnets[subnet.name].id for subnet in region.subnets},
            proxies=proxies,
            logs=self.logs[region.place].handle,
            published={c: self._publishing(region, c, subnets) for c in region.published},
        )

    def _publishing(
        self, region: GcpRegion, service_class: str, subnets: Mapping[str, compute.Subnetwork]
    ) -> networkconnectivity.ServiceConnectionPolicy:
        """Lets a service have addresses in the data tier: one policy for a network, region and class."""
        name = names.logical(region.name, service_class)
        data = [subnets[subnet.name].id for subnet in region.subnets if subnet.tier == "data"]
        return networkconnectivity.ServiceConnectionPolicy(
            name,
            name=self.physical(name),
            project=self.project,
            location=names.region(region.place),
            network=self.network.id,
            service_class=service_class,
            description=f"Addresses of the data tier for {service_class}",
            psc_config=networkconnectivity.ServiceConnectionPolicyPscConfigArgs(subnetworks=data),
            labels=self.tags,
            opts=self.child(),
        )

    def _subnet(self, region: GcpRegion, subnet: Subnet) -> compute.Subnetwork:
        return compute.Subnetwork(
            subnet.name,
            name=self.physical(subnet.name),
            project=self.project,
            region=names.region(region.place),
            network=self.network.id,
            ip_cidr_range=subnet.cidr,
            description=f"Tier {subnet.tier}",
            stack_type="IPV4_ONLY",
            private_ip_google_access=True,
            log_config=compute.SubnetworkLogConfigArgs(
                aggregation_interval="INTERVAL_5_MIN",
                flow_sampling=0.5,
                metadata="INCLUDE_ALL_METADATA",
            ),
            opts=self.child(depends_on=[self.logs[region.place]]),
        )

    def _proxies(self, region: GcpRegion) -> compute.Subnetwork:
        """Where the region's load balancers have their proxies. Google runs them: no flow logs, no tier."""
        name = names.logical(region.name, "proxies")
        return compute.Subnetwork(
            name,
            name=self.physical(name),
            project=self.project,
            region=names.region(region.place),
            network=self.network.id,
            ip_cidr_range=region.proxy_cidr,
            description="Proxies of the regional load balancers",
            purpose="REGIONAL_MANAGED_PROXY",
            role="ACTIVE",
            opts=self.child(),
        )

    def _nat(self, region: GcpRegion, subnets: list[compute.Subnetwork]) -> compute.RouterNat:
        router_name, name = names.logical(region.name, "router"), nat_name(region)
        router = compute.Router(
            router_name,
            name=self.physical(router_name),
            project=self.project,
            region=names.region(region.place),
            network=self.network.id,
            opts=self.child(),
        )
        whole = compute.RouterNatSubnetworkArgs
        return compute.RouterNat(
            name,
            name=self.physical(name),
            project=self.project,
            region=names.region(region.place),
            router=router.name,
            nat_ip_allocate_option="AUTO_ONLY",
            # Listed, so that the data tier has no way out.
            source_subnetwork_ip_ranges_to_nat="LIST_OF_SUBNETWORKS",
            subnetworks=[whole(name=s.id, source_ip_ranges_to_nats=["ALL_IP_RANGES"]) for s in subnets],
            enable_dynamic_port_allocation=True,
            enable_endpoint_independent_mapping=False,
            min_ports_per_vm=64,
            max_ports_per_vm=4096,
            log_config=compute.RouterNatLogConfigArgs(enable=True, filter="ERRORS_ONLY"),
            opts=self.child(depends_on=[self.logs[region.place]]),
        )


def nat_name(region: GcpRegion) -> str:
    """Logical name of a region's NAT gateway."""
    return names.logical(region.name, "nat")
