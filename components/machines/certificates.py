"""The certificates of a store on machines: one authority, and what it signs for machines and clients.

Private keys are made by the ``tls`` provider and kept, encrypted, in the state: whoever can decrypt the state
can be any of them (docs/adr). The authority's own key is nowhere else, on no machine and in no secret store.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_tls as tls

from components.base import Component, Context
from plan import model, names

ALGORITHM, CURVE = "ECDSA", "P256"
HOURS_PER_DAY = 24
AUTHORITY_DAYS, AUTHORITY_RENEWAL_DAYS = 3650, 365
VALID_DAYS, RENEWAL_DAYS = 365, 60
"""Renewed by the first ``pulumi up`` of the last 60 days; machines look for new ones every day."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A certificate to sign."""

    common_name: str
    """Who it is for, as the engine reads it."""
    dns_names: Sequence[pulumi.Input[str]] = field(default=())
    addresses: Sequence[pulumi.Input[str]] = field(default=())
    serves: bool = False
    """Whether it is a server's too, not only a client's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    """A certificate with its private key, as PEM."""

    certificate: pulumi.Output[str]
    key: pulumi.Output[str]
    """PKCS #8; secret."""


class Certificates(Component):
    """The authority of one store, and every certificate that it signs, by the name it is wanted under."""

    def __init__(
        self,
        part: model.Machines,
        *,
        wanted: Mapping[str, Wanted],
        context: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        name = names.logical(part.name, "certificates")
        super().__init__("domicile:store:Certificates", part, context, opts, name=name)
        self._authority_key = self._key(names.logical(name, "authority"))
        authority = tls.SelfSignedCert(
            names.logical(name, "authority"),
            private_key_pem=self._authority_key.private_key_pem_pkcs8,
            is_ca_certificate=True,
            max_path_length=0,
            set_subject_key_id=True,
            allowed_uses=["cert_signing", "crl_signing", "digital_signature"],
            validity_period_hours=AUTHORITY_DAYS * HOURS_PER_DAY,
            early_renewal_hours=AUTHORITY_RENEWAL_DAYS * HOURS_PER_DAY,
            subject=tls.SelfSignedCertSubjectArgs(
                common_name=f"{part.jurisdiction} {part.store}", organization=part.tags["project"]
            ),
            opts=self.child(of_cloud=False),
        )
        self.authority = authority.cert_pem
        """The authority's certificate, as PEM."""
        self.issued: Mapping[str, Issued] = {
            key: self._issue(names.logical(name, key), part, request) for key, request in wanted.items()
        }
        self.register_outputs({"authority": self.authority})

    def _key(self, name: str) -> tls.PrivateKey:
        return tls.PrivateKey(
            f"{name}-key", algorithm=ALGORITHM, ecdsa_curve=CURVE, opts=self.child(of_cloud=False)
        )

    def _issue(self, name: str, part: model.Machines, wanted: Wanted) -> Issued:
        key = self._key(name)
        request = tls.CertRequest(
            f"{name}-request",
            private_key_pem=key.private_key_pem_pkcs8,
            dns_names=list(wanted.dns_names) or None,
            ip_addresses=list(wanted.addresses) or None,
            subject=tls.CertRequestSubjectArgs(
                common_name=wanted.common_name, organization=part.tags["project"]
            ),
            opts=self.child(of_cloud=False),
        )
        signed = tls.LocallySignedCert(
            f"{name}-certificate",
            cert_request_pem=request.cert_request_pem,
            ca_private_key_pem=self._authority_key.private_key_pem_pkcs8,
            ca_cert_pem=self.authority,
            allowed_uses=[
                "digital_signature",
                "key_encipherment",
                "client_auth",
                *(["server_auth"] if wanted.serves else []),
            ],
            validity_period_hours=VALID_DAYS * HOURS_PER_DAY,
            early_renewal_hours=RENEWAL_DAYS * HOURS_PER_DAY,
            opts=self.child(of_cloud=False),
        )
        return Issued(certificate=signed.cert_pem, key=key.private_key_pem_pkcs8)


def bundle(files: Mapping[str, pulumi.Input[str]]) -> pulumi.Output[str]:
    """A secret with these files: a JSON object of name to text, which a machine unpacks."""
    return pulumi.Output.secret(
        pulumi.Output.all(**files).apply(lambda texts: json.dumps(texts, sort_keys=True))
    )
