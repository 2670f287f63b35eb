"""The global external load balancer, for what is not personal: a static page, close to each user."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
from pulumi_gcp import certificatemanager, compute, logging, storage

from components.base import Context
from components.gcp.component import NAME_LIMIT, GcpComponent
from components.gcp.discovery import HOMES_PATH, homes, page
from components.gcp.handles import GlobalEntryHandle
from components.gcp.ingress import record
from jurisdictions.model import Aspect, DataClass
from jurisdictions.problem import Problem, ProblemsError
from plan import model, names

SCHEME = "EXTERNAL_MANAGED"
EVERYWHERE = "global"
HEADERS = (
    "Strict-Transport-Security: max-age=63072000; includeSubDomains",
    "X-Content-Type-Options: nosniff",
    "Referrer-Policy: no-referrer",
)


class GlobalEntry(GcpComponent):
    """The discovery page behind an anycast address. TLS ends near the user, in whatever country that is.

    So it refuses every class but metadata: raises ``ProblemsError`` (DOM-402). It serves files and has no
    backend that could take a request body. ``hosts`` is the host of each jurisdiction.

    With a backend bucket, its access logs cannot be turned off (Cloud CDN, "Logs and metrics"), and they
    hold visitors' addresses: an exclusion drops them before the ``_Default`` bucket, which is in ``global``.
    """

    def __init__(
        self,
        part: model.GlobalEntry,
        *,
        hosts: Mapping[str, str],
        context: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        refuse_personal(part)
        self.part = part
        here = {Aspect.REST: (part.bucket_place,)}  # caches and proxies are wherever the users are
        super().__init__("domicile:gcp:GlobalEntry", part, context, opts, places=here)
        self._silence = self._drop_logs()
        address = self._address()
        urls = self._map(self._bucket(hosts))
        authorization, certificates = self._certificates()
        self._https(address, urls, certificates)
        self._redirect(address)
        self.handle = GlobalEntryHandle(
            name=part.name,
            address=address.address,
            authorization=record(names.logical(part.name, "authorization"), authorization),
        )
        self.register_outputs({"address": address.address})

    def _named(self, suffix: str) -> tuple[str, str]:
        """Logical and physical name of a child."""
        return (
            names.logical(self.part.name, suffix),
            names.physical(self.part.physical, suffix, limit=NAME_LIMIT),
        )

    def _drop_logs(self) -> logging.ProjectExclusion:
        """By the names of both maps, and no other: entries of jurisdictions decide for themselves."""
        maps = " OR ".join(f'"{self._named(suffix)[1]}"' for suffix in ("https", "http"))
        logical, physical = self._named("unlogged")
        return logging.ProjectExclusion(
            logical,
            name=physical,
            project=self.project,
            description="Visitors of the discovery page are not recorded",
            filter=f'resource.type="http_load_balancer" AND resource.labels.url_map_name=({maps})',
            opts=self.child(),
        )

    def _address(self) -> compute.GlobalAddress:
        logical, physical = self._named("address")
        return compute.GlobalAddress(
            logical,
            name=physical,
            project=self.project,
            address_type="EXTERNAL",
            ip_version="IPV4",
            labels=self.tags,
            opts=self.child(),
        )

    def _bucket(self, hosts: Mapping[str, str]) -> compute.BackendBucket:
        bucket = storage.Bucket(
            names.logical(self.part.name, "bucket"),
            name=self.part.bucket,
            project=self.project,
            location=names.region(self.part.bucket_place).upper(),
            storage_class="STANDARD",
            uniform_bucket_level_access=True,
            public_access_prevention="inherited",  # a backend bucket is read as the public
            versioning=storage.BucketVersioningArgs(enabled=False),  # the program is its history
            website=storage.BucketWebsiteArgs(main_page_suffix="index.html"),
            cors=[storage.BucketCorArgs(origins=["*"], methods=["GET", "HEAD"], max_age_seconds=3600)],
            force_destroy=True,  # holds the two files below, which the program can make again
            labels=self.tags,
            opts=self.child(),
        )
        storage.BucketIAMMember(
            names.logical(self.part.name, "public"),
            bucket=bucket.name,
            role="roles/storage.objectViewer",
            member="allUsers",
            opts=self.child(),
        )
        self._file("page", bucket, "index.html", "text/html; charset=utf-8", page(hosts))
        self._file("homes", bucket, HOMES_PATH, "application/json", homes(hosts))
        return self._backend(bucket)

    def _file(
        self, suffix: str, bucket: storage.Bucket, path: str, content_type: str, content: str
    ) -> storage.BucketObject:
        return storage.BucketObject(
            names.logical(self.part.name, suffix),
            bucket=bucket.name,
            name=path,
            content=content,
            content_type=content_type,
            cache_control="public, max-age=300",
            opts=self.child(),
        )

    def _backend(self, bucket: storage.Bucket) -> compute.BackendBucket:
        logical, physical = self._named("backend")
        return compute.BackendBucket(
            logical,
            name=physical,
            project=self.project,
            bucket_name=bucket.name,
            enable_cdn=True,
            cdn_policy=compute.BackendBucketCdnPolicyArgs(
                cache_mode="CACHE_ALL_STATIC", client_ttl=300, default_ttl=300, max_ttl=3600
            ),
            compression_mode="AUTOMATIC",
            custom_response_headers=list(HEADERS),
            opts=self.child(),
        )

    def _map(self, backend: compute.BackendBucket) -> compute.URLMap:
        logical, physical = self._named("https")
        return compute.URLMap(
            logical, name=physical, project=self.project, default_service=backend.id, opts=self.child()
        )

    def _certificates(
        self,
    ) -> tuple[certificatemanager.DnsAuthorization, certificatemanager.CertificateMap]:
        logical, physical = self._named("authorization")
        authorization = certificatemanager.DnsAuthorization(
            logical,
            name=physical,
            project=self.project,
            location=EVERYWHERE,
            domain=self.part.host,
            labels=self.tags,
            opts=self.child(),
        )
        logical, physical = self._named("certificate")
        certificate = certificatemanager.Certificate(
            logical,
            name=physical,
            project=self.project,
            location=EVERYWHERE,
            scope="DEFAULT",
            managed=certificatemanager.CertificateManagedArgs(
                domains=[self.part.host], dns_authorizations=[authorization.id]
            ),
            labels=self.tags,
            opts=self.child(),
        )
        return authorization, self._found_by_host(certificate)

    def _found_by_host(
        self, certificate: certificatemanager.Certificate
    ) -> certificatemanager.CertificateMap:
        logical, physical = self._named("certificates")
        certificates = certificatemanager.CertificateMap(
            logical, name=physical, project=self.project, labels=self.tags, opts=self.child()
        )
        logical, physical = self._named("host")
        certificatemanager.CertificateMapEntry(
            logical,
            name=physical,
            project=self.project,
            map=certificates.name,
            hostname=self.part.host,
            certificates=[certificate.id],
            labels=self.tags,
            opts=self.child(),
        )
        return certificates

    def _https(
        self,
        address: compute.GlobalAddress,
        urls: compute.URLMap,
        certificates: certificatemanager.CertificateMap,
    ) -> compute.GlobalForwardingRule:
        logical, physical = self._named("tls")
        policy = compute.SSLPolicy(
            logical,
            name=physical,
            project=self.project,
            profile="MODERN",
            min_tls_version="TLS_1_2",
            opts=self.child(),
        )
        logical, physical = self._named("https")
        proxy = compute.TargetHttpsProxy(
            logical,
            name=physical,
            project=self.project,
            url_map=urls.id,
            certificate_map=pulumi.Output.concat("//certificatemanager.googleapis.com/", certificates.id),
            ssl_policy=policy.id,
            opts=self.child(),
        )
        return self._rule("https", "443", proxy.id, address)

    def _redirect(self, address: compute.GlobalAddress) -> compute.GlobalForwardingRule:
        logical, physical = self._named("http")
        urls = compute.URLMap(
            logical,
            name=physical,
            project=self.project,
            default_url_redirect=compute.URLMapDefaultUrlRedirectArgs(
                https_redirect=True, strip_query=False, redirect_response_code="MOVED_PERMANENTLY_DEFAULT"
            ),
            opts=self.child(),
        )
        proxy = compute.TargetHttpProxy(
            logical, name=physical, project=self.project, url_map=urls.id, opts=self.child()
        )
        return self._rule("http", "80", proxy.id, address)

    def _rule(
        self, suffix: str, port: str, target: pulumi.Output[str], address: compute.GlobalAddress
    ) -> compute.GlobalForwardingRule:
        logical, physical = self._named(suffix)
        return compute.GlobalForwardingRule(
            logical,
            name=physical,
            project=self.project,
            load_balancing_scheme=SCHEME,
            network_tier="PREMIUM",
            ip_address=address.id,
            ip_protocol="TCP",
            port_range=port,
            target=target,
            labels=self.tags,
            # The first request is logged as soon as there is a rule.
            opts=self.child(depends_on=[self._silence]),
        )


def refuse_personal(part: model.GlobalEntry) -> None:
    """Raise ``ProblemsError`` (DOM-402) for anything that may be personal."""
    if part.data_class is DataClass.METADATA:
        return
    raise ProblemsError(
        [
            Problem(
                code="DOM-402",
                path=part.name,
                what="the global load balancer decrypts abroad, near the user: it may serve nothing personal",
                value=part.data_class,
                allowed=DataClass.METADATA,
                fix="serve this class from the entry of its jurisdiction, whose TLS ends at home",
            )
        ]
    )
