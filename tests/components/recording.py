"""Declares components without an engine, and remembers every registration: inputs, parent and options."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pulumi.runtime import mocks as pulumi_mocks
from pulumi.runtime import set_mocks
from pulumi.runtime import test as run_in_pulumi

from jurisdictions import locate

T = TypeVar("T")
Answers = Mapping[str, Mapping[str, Any]]
NOTHING: Answers = {}
STACK = "pulumi:pulumi:Stack"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
"""What the engine marks an encrypted value with."""
ACCOUNT = "123456789012"
AGENT = "service-1@gcp-sa-test.iam.gserviceaccount.com"


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One resource as the program asked for it."""

    urn: str
    type: str
    name: str
    inputs: Mapping[str, Any]
    given: frozenset[str]
    """Names of the inputs that were passed, whatever they held."""
    parent: str
    """Its URN."""
    custom: bool
    provider: str = ""
    """Its URN and id; empty for the default one."""
    dependencies: frozenset[str] = frozenset()
    """URNs."""
    protect: bool = False
    retain_on_delete: bool = False
    ignore_changes: tuple[str, ...] = ()

    @property
    def waits_for(self) -> frozenset[str]:
        """Names of the resources that it depends on."""
        return frozenset(urn.rpartition("::")[2] for urn in self.dependencies)


@dataclass(kw_only=True)
class World:
    """Everything that was declared."""

    resources: list[Declared] = field(default_factory=list)
    finished: set[str] = field(default_factory=set)
    """URNs of components that registered their outputs."""

    def of(self, kind: str) -> list[Declared]:
        """Resources whose type ends like this: ``rds/cluster:Cluster``, or ``Cluster``."""
        return [r for r in self.resources if r.type.endswith((f":{kind}", f"/{kind}")) or r.type == kind]

    def only(self, kind: str) -> Declared:
        """The one resource of a type."""
        found = self.of(kind)
        assert len(found) == 1, [r.name for r in found]
        return found[0]

    def named(self, kind: str, name: str) -> Declared:
        """The resource of a type with this logical name."""
        found = {r.name: r for r in self.of(kind)}
        return found[name]


def _aws(args: pulumi_mocks.MockResourceArgs) -> dict[str, Any]:
    """What AWS would answer, as far as the components read it."""
    region = args.inputs.get("region", "")
    service = args.typ.partition("/")[0].partition(":")[2]
    answers: dict[str, Any] = {
        "arn": f"arn:aws:{service}:{region}:{ACCOUNT}:{args.name}",
        "arnSuffix": args.name,
        "endpoint": f"{args.name}.{region}.test",
        "readerEndpoint": f"{args.name}-ro.{region}.test",
        "dnsName": f"{args.name}.{region}.test",
        "keyId": f"{args.name}-id",
        "hostedZoneId": "Z2BJ6XQ5FK7U4H",
        "configurationEndpointAddress": f"clustercfg.{args.name}.{region}.test",
    }
    special: Mapping[str, dict[str, Any]] = {
        "aws:acm/certificate:Certificate": {
            "domainValidationOptions": [
                {
                    "domainName": args.inputs.get("domainName"),
                    "resourceRecordName": f"_proof.{args.inputs.get('domainName')}.",
                    "resourceRecordType": "CNAME",
                    "resourceRecordValue": "_proof.acm-validations.test.",
                }
            ]
        },
        "aws:globalaccelerator/accelerator:Accelerator": {
            "ipSets": [{"ipAddresses": ["198.51.100.1", "198.51.100.2"], "ipFamily": "IPv4"}]
        },
        "aws:ec2/vpnConnection:VpnConnection": {
            "transitGatewayAttachmentId": f"{args.name}-attachment",
            **{f"tunnel{n}Address": f"{args.name}-outside-{n}" for n in (1, 2)},
            **{f"tunnel{n}VgwInsideAddress": f"{args.name}-theirs-{n}" for n in (1, 2)},
            **{f"tunnel{n}CgwInsideAddress": f"{args.name}-ours-{n}" for n in (1, 2)},
        },
        "aws:dsql/cluster:Cluster": {
            "arn": f"arn:aws:dsql:{region}:{ACCOUNT}:cluster/{args.name}-id",
            "identifier": f"{args.name}-id",
            "vpcEndpointServiceName": f"com.amazonaws.{region}.dsql-test",
        },
        "aws:ec2/subnet:Subnet": {"availabilityZone": _zone_name(args.inputs.get("availabilityZoneId"))},
        "aws:rds/cluster:Cluster": {
            "masterUserSecrets": [{"secretArn": f"arn:aws:secretsmanager:{region}:{ACCOUNT}:secret:managed"}]
        },
        "aws:ec2/networkInterface:NetworkInterface": {"privateIp": "10.0.0.10"},
        "aws:ec2/vpcEndpoint:VpcEndpoint": {"prefixListId": f"pl-{args.name}"},
        "aws:route53/zone:Zone": {"zoneId": "Z0TEST", "nameServers": ["ns-1.test", "ns-2.test"]},
    }
    return answers | special.get(args.typ, {})


PUBLISHED: Mapping[str, Any] = {
    "endpoints": [
        {
            "connections": [
                {"pscAutoConnection": {"connectionType": kind, "ipAddress": f"10.9.0.{n}", "port": 6379}}
                for n, kind in enumerate(("CONNECTION_TYPE_PRIMARY", "CONNECTION_TYPE_DISCOVERY"))
            ]
        }
    ],
    "managedServerCas": [{"caCerts": [{"certificates": ["made-up certificate"]}]}],
}
"""What Memorystore answers: the endpoint of discovery is not the first."""
GOOGLE: Mapping[str, Mapping[str, Any]] = {
    "gcp:alloydb/instance:Instance": {"ipAddress": "10.9.0.5"},
    "gcp:memorystore/instance:Instance": PUBLISHED,
    "gcp:sql/databaseInstance:DatabaseInstance": {
        "connectionName": "acme-test-1:test:instance",
        "privateIpAddress": "10.9.0.6",
    },
    "gcp:compute/haVpnGateway:HaVpnGateway": {
        "vpnInterfaces": [{"id": 0, "ipAddress": "203.0.113.30"}, {"id": 1, "ipAddress": "203.0.113.31"}]
    },
    "gcp:projects/serviceIdentity:ServiceIdentity": {"email": AGENT, "member": f"serviceAccount:{AGENT}"},
    "gcp:compute/address:Address": {"address": "203.0.113.10"},
    "gcp:compute/globalAddress:GlobalAddress": {"address": "203.0.113.20"},
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": {
        "dnsResourceRecords": [{"name": "_acme.test.", "type": "CNAME", "data": "x.authorize.test."}]
    },
}


TLS: Mapping[str, Mapping[str, Any]] = {
    "tls:index/privateKey:PrivateKey": {"privateKeyPemPkcs8": "-----BEGIN PRIVATE KEY-----"},
    "tls:index/certRequest:CertRequest": {"certRequestPem": "-----BEGIN CERTIFICATE REQUEST-----"},
    "tls:index/selfSignedCert:SelfSignedCert": {"certPem": "-----BEGIN CERTIFICATE-----"},
    "tls:index/locallySignedCert:LocallySignedCert": {"certPem": "-----BEGIN CERTIFICATE-----"},
}


class _Mocks(pulumi_mocks.Mocks):
    """``computed`` and ``looked_up``: what a cloud answers, by type and by function, instead of the usual."""

    def __init__(self, computed: Answers, looked_up: Answers) -> None:
        self.computed, self.looked_up = computed, looked_up

    def new_resource(self, args: pulumi_mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        answers = _aws(args) if args.typ.startswith("aws:") else dict({**GOOGLE, **TLS}.get(args.typ, {}))
        if args.typ == "random:index/randomPassword:RandomPassword":
            answers = {"result": "made-up"}
        if args.typ == "gcp:serviceaccount/account:Account":
            email = f"{args.inputs['accountId']}@{args.inputs['project']}.iam.gserviceaccount.com"
            answers = {"email": email, "member": f"serviceAccount:{email}"}
        answers = dict(self.computed.get(args.typ, answers))
        return f"{args.name}-id", {"name": args.name, **answers, **args.inputs}

    def call(self, args: pulumi_mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        made = {"member": f"serviceAccount:{AGENT}", "serviceAccountId": AGENT}
        made |= {"number": "1", "insecureValue": "ami-1"}
        if args.token.endswith(":getAvailabilityZone"):
            made["name"] = _zone_name(args.args["zoneId"]) or ""
        return {**args.args, **self.looked_up.get(args.token, made)}, []


def _zone_name(zone_id: str | None) -> str | None:
    """``eu-west-2b`` of ``euw2-az2``."""
    place = locate("aws", zone_id) if zone_id else None
    if place is None or zone_id is None:
        return None
    return place.name + "abcdef"[place.zones.index(zone_id)]


class _Monitor(pulumi_mocks.MockMonitor):
    """The ordinary mocks see inputs only; this one sees the options and the end of components too."""

    def __init__(self, mocks: _Mocks, world: World) -> None:
        super().__init__(mocks)
        self.world = world

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802  (the engine's name)
        response = super().RegisterResource(request)  # type: ignore[no-untyped-call]  # of the SDK
        if request.type != STACK:
            self.world.resources.append(
                Declared(
                    urn=response.urn,
                    type=request.type,
                    name=request.name,
                    inputs=self.resources[response.urn].state,
                    given=frozenset(request.object.fields),
                    parent=request.parent,
                    custom=request.custom,
                    provider=request.provider,
                    dependencies=frozenset(request.dependencies),
                    protect=bool(request.protect),
                    retain_on_delete=bool(request.retainOnDelete),
                    ignore_changes=tuple(request.ignoreChanges),
                )
            )
        return response

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802  (the engine's name)
        self.world.finished.add(request.urn)
        return super().RegisterResourceOutputs(request)  # type: ignore[no-untyped-call]  # of the SDK


def declare(
    build: Callable[[], T], *, computed: Answers = NOTHING, looked_up: Answers = NOTHING
) -> tuple[T, World]:
    """What ``build`` returns, and everything it declared."""
    world, mocks = World(), _Mocks(computed, looked_up)
    set_mocks(mocks, project="domicile", stack="test", preview=False, monitor=_Monitor(mocks, world))
    made: list[T] = []
    with warnings.catch_warnings():
        # The SDKs load modules on first use, and warn of names of theirs that they deprecate themselves.
        warnings.filterwarnings(
            "ignore", ".* has been deprecated in favor of", DeprecationWarning, r"pulumi_(aws|gcp)\."
        )
        gc.disable()  # all of it is in use to the end: looking for what is not takes two fifths of the time
        try:
            run_in_pulumi(lambda: made.append(build()))()  # type: ignore[no-untyped-call]  # of the SDK
        finally:
            gc.enable()
    return made[0], world
