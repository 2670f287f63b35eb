"""Declares components without an engine, and remembers what they asked for, options included."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pulumi
from pulumi.runtime import mocks as pulumi_mocks
from pulumi.runtime import rpc, set_mocks
from pulumi.runtime import test as run_in_pulumi
from pulumi_gcp import (
    alloydb,
    compute,
    kms,
    memorystore,
    monitoring,
    networkconnectivity,
    secretmanager,
    servicenetworking,
    sql,
    storage,
)

from components.base import Context
from components.gcp.handles import AgentsHandle
from components.handles import KeyHandle
from jurisdictions.model import DataClass
from plan.model import Identity, Key, Logs
from tests.components.recording import PUBLISHED

T = TypeVar("T")

with warnings.catch_warnings():
    # Modules of the SDK load on first use, and some warn of functions of theirs that nobody uses here.
    warnings.simplefilter("ignore", DeprecationWarning)
    _loaded = (
        alloydb.Cluster,
        compute.Network,
        kms.KeyRing,
        memorystore.Instance,
        monitoring.AlertPolicy,
        networkconnectivity.ServiceConnectionPolicy,
        secretmanager.RegionalSecret,
        servicenetworking.Connection,
        sql.DatabaseInstance,
        storage.Bucket,
    )

COMPUTED: Mapping[str, Mapping[str, Any]] = {
    "gcp:memorystore/instance:Instance": PUBLISHED,
    "gcp:projects/serviceIdentity:ServiceIdentity": {"member": "serviceAccount:agent@spanner.test"},
    "gcp:compute/address:Address": {"address": "203.0.113.10"},
    "gcp:compute/globalAddress:GlobalAddress": {"address": "203.0.113.20"},
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": {
        "dnsResourceRecords": [
            {"name": "_acme-challenge.uk.acme.example.", "type": "CNAME", "data": "x.authorize.test."}
        ]
    },
}
LOOKED_UP: Mapping[str, Mapping[str, Any]] = {
    "gcp:storage/getProjectServiceAccount:getProjectServiceAccount": {
        "member": "serviceAccount:agent@storage.test"
    },
    "gcp:storage/getTransferProjectServiceAccount:getTransferProjectServiceAccount": {
        "member": "serviceAccount:agent@transfer.test"
    },
    "gcp:logging/getProjectCmekSettings:getProjectCmekSettings": {"serviceAccountId": "agent@logging.test"},
}


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One resource as it was asked for."""

    type: str
    name: str
    inputs: Mapping[str, Any]
    dependencies: frozenset[str] = frozenset()
    """Names of the resources it waits for."""
    protect: bool = False
    retain_on_delete: bool = False
    ignore_changes: tuple[str, ...] = ()


@dataclass(kw_only=True)
class World:
    """Everything that was declared."""

    resources: list[Declared] = field(default_factory=list)
    lookups: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Declared]:
        """Resources whose type ends like this: ``Subnetwork``."""
        return [r for r in self.resources if r.type.endswith(f":{kind}")]

    def only(self, kind: str) -> Declared:
        """The one resource of a type."""
        found = self.of(kind)
        assert len(found) == 1, [r.name for r in found]
        return found[0]

    def named(self, kind: str, name: str) -> Declared:
        """The resource of a type with this logical name."""
        return next(r for r in self.of(kind) if r.name == name)


class _Mocks(pulumi_mocks.Mocks):
    def __init__(self, world: World) -> None:
        self.world = world

    def new_resource(self, args: pulumi_mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        return f"{args.name}-id", {"name": args.name, **COMPUTED.get(args.typ, {}), **args.inputs}

    def call(self, args: pulumi_mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        self.world.lookups.append(args.token)
        return {**args.args, **LOOKED_UP[args.token]}, []


def _plain(found: Any) -> Any:
    """A value without the wrapping of a secret: the SDK takes some inputs for secrets, whatever they hold."""
    return found["value"] if isinstance(found, Mapping) and rpc._special_sig_key in found else found


class _Monitor(pulumi_mocks.MockMonitor):
    """Also remembers options: the ordinary mocks see inputs only."""

    def __init__(self, mocks: _Mocks) -> None:
        super().__init__(mocks)
        self.world = mocks.world

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802  (the engine's name)
        response = super().RegisterResource(request)  # type: ignore[no-untyped-call]  # the SDK types no part of it
        if request.type != "pulumi:pulumi:Stack":
            self.world.resources.append(
                Declared(
                    type=request.type,
                    name=request.name,
                    inputs={k: _plain(v) for k, v in self.resources[response.urn].state.items()},
                    dependencies=frozenset(urn.rpartition("::")[2] for urn in request.dependencies),
                    protect=bool(request.protect),
                    retain_on_delete=bool(request.retainOnDelete),
                    ignore_changes=tuple(request.ignoreChanges),
                )
            )
        return response


def declare(build: Callable[[], T]) -> tuple[T, World]:
    """What ``build`` returns, and everything it declared."""
    world = World()
    mocks = _Mocks(world)
    set_mocks(mocks, project="domicile", stack="test", preview=False, monitor=_Monitor(mocks))
    made: list[T] = []
    run_in_pulumi(lambda: made.append(build()))()  # type: ignore[no-untyped-call]  # untyped decorator
    return made[0], world


def value(output: pulumi.Output[T]) -> T:
    """What an output holds; to be called inside ``declare``'s build or after it."""
    found: list[T] = []
    run_in_pulumi(lambda: output.apply(found.append))()  # type: ignore[no-untyped-call]  # untyped decorator
    return found[0]


def context(*, protect: bool = True) -> Context:
    """A stack with a Google Cloud project."""
    identity = Identity(
        project="domicile",
        stack="test",
        prefix="acme-test",
        aws_account=None,
        gcp_project="acme-test-1",
        protect=protect,
    )
    return Context(identity=identity, aws=None, gcp=None)


def tags(data_class: DataClass, jurisdiction: str = "uk") -> dict[str, str]:
    """The labels every part has."""
    return {
        "data-class": data_class.value,
        "jurisdiction": jurisdiction,
        "project": "domicile",
        "stack": "test",
    }


def key(
    place: str, *, jurisdiction: str = "uk", services: tuple[str, ...] = ("spanner",), what: str = "ledger"
) -> Key:
    """A planned key."""
    region = place.partition("/")[2]
    return Key(
        name=f"{jurisdiction}-{what}-gcp-{region}-key",
        jurisdiction=jurisdiction,
        data_class=DataClass.PERSISTENT,
        tags=tags(DataClass.PERSISTENT, jurisdiction),
        place=place,
        physical=f"acme-test-{jurisdiction}-{what}",
        ring=f"acme-test-{jurisdiction}",
        rotation_days=90,
        deletion_days=30,
        services=services,
    )


def key_handle(place: str, name: str, ready: tuple[pulumi.Resource, ...] = ()) -> KeyHandle:
    """A declared key of one region."""
    region = place.partition("/")[2]
    id_ = f"projects/acme-test-1/locations/{region}/keyRings/r/cryptoKeys/{name}"
    return KeyHandle(name=name, place=place, id=pulumi.Output.from_input(id_), ready=ready)


def agents(*services: str) -> AgentsHandle:
    """Service agents with made-up addresses."""
    members = {s: pulumi.Output.from_input(f"serviceAccount:agent@{s}.test") for s in services}
    return AgentsHandle(members=members, ready=dict.fromkeys(services, ()))


def logs(place: str, *, jurisdiction: str = "uk") -> Logs:
    """Planned logs of one region."""
    region = place.partition("/")[2]
    return Logs(
        name=f"{jurisdiction}-logs-gcp-{region}",
        jurisdiction=jurisdiction,
        data_class=DataClass.PERSISTENT,
        tags=tags(DataClass.PERSISTENT, jurisdiction),
        place=place,
        physical=f"acme-test-{jurisdiction}-{region}",
        key=f"{jurisdiction}-logs-gcp-{region}-key",
        retention_days=90,
    )
