"""What components of Google Cloud are given in tests, and what the cloud answers them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import pulumi
from pulumi.runtime import rpc
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
from tests.components.recording import PUBLISHED, World
from tests.components.recording import declare as record

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


def declare(build: Callable[[], T]) -> tuple[T, World]:
    """What ``build`` returns, and everything it declared; inputs that the SDK takes for secrets in clear."""
    made, world = record(build, computed=COMPUTED, looked_up=LOOKED_UP)
    world.resources = [
        replace(declared, inputs={name: _plain(found) for name, found in declared.inputs.items()})
        for declared in world.resources
    ]
    return made, world


def _plain(found: Any) -> Any:
    return found["value"] if isinstance(found, Mapping) and rpc._special_sig_key in found else found


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
