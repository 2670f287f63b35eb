"""The public DNS zone of the stack, on Route 53.

Query logging stays off: Route 53 writes it to us-east-1 only (Route 53 guide, "Public DNS query logging"),
and it holds the resolver's address and the client's subnet, which would leave the jurisdiction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent
from components.base import Context
from plan import model as planned

ISSUERS = ("amazon.com", "pki.goog")
"""Certificate authorities of ACM and of Google Certificate Manager, as CAA records name them."""

CAA_TTL_SECONDS = 3600


@dataclass(frozen=True, kw_only=True, slots=True)
class ZoneHandle:
    """The declared or adopted zone."""

    id: pulumi.Output[str]
    domain: str
    name_servers: pulumi.Output[Sequence[str]] | None
    """To delegate to from the parent domain; None for a zone that existed, which is delegated already."""


class Zone(AwsComponent):
    """Declares the zone and who may issue certificates in it, or adopts one that exists.

    An existing zone keeps its own CAA records: its owner decides on those.
    """

    handle: ZoneHandle

    def __init__(
        self, part: planned.Dns, *, context: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("domicile:aws:Zone", part, context, opts)
        if part.zone_id is None:
            zone = self._zone(part)
            self._issuers(part, zone)
            self.handle = ZoneHandle(id=zone.zone_id, domain=part.domain, name_servers=zone.name_servers)
        else:
            existing = pulumi.Output.from_input(part.zone_id)
            self.handle = ZoneHandle(id=existing, domain=part.domain, name_servers=None)
        self.register_outputs({"zoneId": self.handle.id})

    def _zone(self, part: planned.Dns) -> aws.route53.Zone:
        """Accelerated recovery: records can be changed although us-east-1, which holds the API, is down."""
        return aws.route53.Zone(
            f"{part.name}-zone",
            name=part.domain,
            comment=f"{part.tags['project']} {part.tags['stack']}",
            enable_accelerated_recovery=True,
            force_destroy=False,
            tags=self.tags,
            opts=self.child(stateful=True),
        )

    def _issuers(self, part: planned.Dns, zone: aws.route53.Zone) -> None:
        aws.route53.Record(
            f"{part.name}-caa",
            zone_id=zone.zone_id,
            name=part.domain,
            type="CAA",
            ttl=CAA_TTL_SECONDS,
            records=[*(f'0 issue "{issuer}"' for issuer in ISSUERS), '0 issuewild ";"'],
            opts=self.child(),
        )
