"""Certificates of a jurisdiction's host: one per AWS region where TLS ends, each with its own private key.

ACM asks for the same DNS record in every region for one host and one account, so there is one record, and
every region waits for it. (ACM guide, "DNS validation".)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent
from components.aws.zone import ZoneHandle
from components.base import Context
from jurisdictions.model import Aspect
from plan import model as planned
from plan import names

VALIDATION_TTL_SECONDS = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificatesHandle:
    """ARNs of the certificates."""

    arns: Mapping[str, pulumi.Output[str]]
    """By place; known once the certificate is issued."""


class Certificates(AwsComponent):
    """Declares a certificate for each AWS front, the record that proves the host, and the wait for issue."""

    handle: CertificatesHandle

    def __init__(
        self,
        part: planned.Entry,
        *,
        context: Context,
        zone: ZoneHandle,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        fronts = [f for f in part.fronts if f.place.startswith("aws/")]
        super().__init__(
            "domicile:aws:Certificates",
            part,
            context,
            opts,
            name=f"{part.name}-certificates",
            places={Aspect.PROCESSED: [f.place for f in fronts]},
        )
        requested = {f.name: self._request(part, f) for f in fronts}
        arns: dict[str, pulumi.Output[str]] = {}
        if requested:
            record = self._proof(part, zone, next(iter(requested.values())))
            arns = {f.place: self._issued(f, requested[f.name], record) for f in fronts}
        self.handle = CertificatesHandle(arns=arns)
        self.register_outputs({"arns": dict(arns)})

    def _request(self, part: planned.Entry, front: planned.Front) -> aws.acm.Certificate:
        return aws.acm.Certificate(
            f"{front.name}-certificate",
            domain_name=part.host,
            validation_method="DNS",
            key_algorithm="EC_prime256v1",
            options=aws.acm.CertificateOptionsArgs(certificate_transparency_logging_preference="ENABLED"),
            region=names.region(front.place),
            tags=self.tags,
            opts=self.child(),
        )

    def _proof(
        self, part: planned.Entry, zone: ZoneHandle, certificate: aws.acm.Certificate
    ) -> aws.route53.Record:
        asked = certificate.domain_validation_options
        return aws.route53.Record(
            f"{part.name}-certificate-proof",
            zone_id=zone.id,
            name=asked.apply(lambda options: options[0].resource_record_name or ""),
            type=asked.apply(lambda options: options[0].resource_record_type or ""),
            records=[asked.apply(lambda options: options[0].resource_record_value or "")],
            ttl=VALIDATION_TTL_SECONDS,
            opts=self.child(),
        )

    def _issued(
        self, front: planned.Front, certificate: aws.acm.Certificate, record: aws.route53.Record
    ) -> pulumi.Output[str]:
        return aws.acm.CertificateValidation(
            f"{front.name}-certificate-issued",
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn],
            region=names.region(front.place),
            opts=self.child(),
        ).certificate_arn
