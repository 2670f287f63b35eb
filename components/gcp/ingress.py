"""A regional external load balancer: TLS of a jurisdiction's host ends in the region, not at an edge."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
from pulumi_gcp import certificatemanager, compute

from components.base import Context
from components.gcp.component import NAME_LIMIT, GcpComponent
from components.gcp.handles import IngressHandle, NetworkHandle
from components.handles import DnsAuthorization
from jurisdictions.model import Aspect
from plan import names
from plan.model import Entry, Front

SCHEME = "EXTERNAL_MANAGED"
TIER = "PREMIUM"
"""Packets travel on Google's own network; they are still TLS, which ends in the region."""


class Ingress(GcpComponent):
    """One front of an entry on Google Cloud: address, certificate, proxies, and endpoint groups to fill.

    Access logs are off: they hold client addresses and paths, and Cloud Logging would keep them in the
    project's ``_Default`` bucket, which is in ``global``. What an application must know of its requests it
    logs itself, in its region. The certificate is of this region only; no other jurisdiction has its key.
    """

    def __init__(
        self,
        part: Entry,
        front: Front,
        *,
        network: NetworkHandle,
        context: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        here = {Aspect.PROCESSED: (front.place,)}
        beside = [(front.place, network.near(front.place))]
        super().__init__(
            "domicile:gcp:Ingress", part, context, opts, name=front.name, places=here, beside=beside
        )
        self.front = front
        self.network = network
        self.region = names.region(front.place)
        address = self._address()
        groups = {zone: self._group(zone) for zone in front.zones}
        authorization, certificate = self._certificate(part.host)
        rule = self._https(address, self._map(self._backend(groups)), certificate)
        self._redirect(address)
        self.handle = IngressHandle(
            name=front.name,
            place=front.place,
            role=front.role,
            id=rule.id,
            address=address.address,
            authorization=record(names.logical(front.name, "authorization"), authorization),
            groups={zone: group.id for zone, group in groups.items()},
        )
        self.register_outputs({"address": address.address, "groups": dict(self.handle.groups)})

    def _named(self, *suffix: str) -> tuple[str, str]:
        """Logical and physical name of a child."""
        return (
            names.logical(self.front.name, *suffix),
            names.physical(self.front.physical, *suffix, limit=NAME_LIMIT),
        )

    def _address(self) -> compute.Address:
        logical, physical = self._named("address")
        return compute.Address(
            logical,
            name=physical,
            project=self.project,
            region=self.region,
            address_type="EXTERNAL",
            network_tier=TIER,
            labels=self.tags,
            opts=self.child(),
        )

    def _group(self, zone: str) -> compute.NetworkEndpointGroup:
        logical, physical = self._named(zone)
        return compute.NetworkEndpointGroup(
            logical,
            name=physical,
            project=self.project,
            zone=zone,
            network=self.network.id,
            subnetwork=self.network.regions[self.front.place].tiers["private"],
            network_endpoint_type="GCE_VM_IP_PORT",
            default_port=8443,
            opts=self.child(),
        )

    def _backend(self, groups: Mapping[str, compute.NetworkEndpointGroup]) -> compute.RegionBackendService:
        logical, physical = self._named("backend")
        backend = compute.RegionBackendServiceBackendArgs
        return compute.RegionBackendService(
            logical,
            name=physical,
            project=self.project,
            region=self.region,
            load_balancing_scheme=SCHEME,
            protocol="HTTPS",
            timeout_sec=30,
            connection_draining_timeout_sec=60,
            locality_lb_policy="ROUND_ROBIN",
            session_affinity="NONE",
            health_checks=self._health().id,
            backends=[
                backend(group=g.id, balancing_mode="RATE", max_rate_per_endpoint=100, capacity_scaler=1)
                for g in groups.values()
            ],
            log_config=compute.RegionBackendServiceLogConfigArgs(enable=False),
            opts=self.child(),
        )

    def _health(self) -> compute.RegionHealthCheck:
        logical, physical = self._named("health")
        return compute.RegionHealthCheck(
            logical,
            name=physical,
            project=self.project,
            region=self.region,
            check_interval_sec=10,
            timeout_sec=5,
            healthy_threshold=2,
            unhealthy_threshold=3,
            https_health_check=compute.RegionHealthCheckHttpsHealthCheckArgs(
                port_specification="USE_SERVING_PORT", request_path="/healthz"
            ),
            log_config=compute.RegionHealthCheckLogConfigArgs(enable=False),
            opts=self.child(),
        )

    def _map(self, backend: compute.RegionBackendService) -> compute.RegionUrlMap:
        logical, physical = self._named("https")
        return compute.RegionUrlMap(
            logical,
            name=physical,
            project=self.project,
            region=self.region,
            default_service=backend.id,
            opts=self.child(),
        )

    def _certificate(
        self, host: str
    ) -> tuple[certificatemanager.DnsAuthorization, certificatemanager.Certificate]:
        logical, physical = self._named("authorization")
        authorization = certificatemanager.DnsAuthorization(
            logical,
            name=physical,
            project=self.project,
            location=self.region,
            domain=host,
            type="PER_PROJECT_RECORD",
            labels=self.tags,
            opts=self.child(),
        )
        logical, physical = self._named("certificate")
        certificate = certificatemanager.Certificate(
            logical,
            name=physical,
            project=self.project,
            location=self.region,
            managed=certificatemanager.CertificateManagedArgs(
                domains=[host], dns_authorizations=[authorization.id]
            ),
            labels=self.tags,
            opts=self.child(),
        )
        return authorization, certificate

    def _https(
        self,
        address: compute.Address,
        urls: compute.RegionUrlMap,
        certificate: certificatemanager.Certificate,
    ) -> compute.ForwardingRule:
        logical, physical = self._named("tls")
        policy = compute.RegionSslPolicy(
            logical,
            name=physical,
            project=self.project,
            region=self.region,
            profile="MODERN",
            min_tls_version="TLS_1_2",
            opts=self.child(),
        )
        logical, physical = self._named("https")
        proxy = compute.RegionTargetHttpsProxy(
            logical,
            name=physical,
            project=self.project,
            region=self.region,
            url_map=urls.id,
            certificate_manager_certificates=[certificate.id],
            ssl_policy=policy.id,
            opts=self.child(),
        )
        return self._rule("https", "443", proxy.id, address)

    def _redirect(self, address: compute.Address) -> compute.ForwardingRule:
        """Plain HTTP is answered, in the region, with the same address under HTTPS and nothing else."""
        logical, physical = self._named("http")
        urls = compute.RegionUrlMap(
            logical,
            name=physical,
            project=self.project,
            region=self.region,
            default_url_redirect=compute.RegionUrlMapDefaultUrlRedirectArgs(
                https_redirect=True, strip_query=False, redirect_response_code="MOVED_PERMANENTLY_DEFAULT"
            ),
            opts=self.child(),
        )
        proxy = compute.RegionTargetHttpProxy(
            logical,
            name=physical,
            project=self.project,
            region=self.region,
            url_map=urls.id,
            opts=self.child(),
        )
        return self._rule("http", "80", proxy.id, address)

    def _rule(
        self, suffix: str, port: str, target: pulumi.Output[str], address: compute.Address
    ) -> compute.ForwardingRule:
        logical, physical = self._named(suffix)
        proxies = self.network.regions[self.front.place].proxies
        return compute.ForwardingRule(
            logical,
            name=physical,
            project=self.project,
            region=self.region,
            load_balancing_scheme=SCHEME,
            network_tier=TIER,
            network=self.network.id,
            ip_address=address.id,
            ip_protocol="TCP",
            port_range=port,
            target=target,
            labels=self.tags,
            # Nothing in the rule refers to the proxy-only subnet, and without one it cannot be made.
            opts=self.child(depends_on=[proxies]),
        )


def record(name: str, authorization: certificatemanager.DnsAuthorization) -> DnsAuthorization:
    """The record that an authorization waits for, its name without the last dot that the cloud writes."""
    made = authorization.dns_resource_records.apply(lambda records: records[0])
    return DnsAuthorization(
        name=name,
        record=made.apply(lambda r: (r.name or "").removesuffix(".")),
        type=made.apply(lambda r: r.type or "CNAME"),
        value=made.apply(lambda r: r.data or ""),
    )
