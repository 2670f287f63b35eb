"""What a component refers to - keys, logs, networks - is in the place of what needs it, or is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.aws.network import NetworkHandle as AwsNetworkHandle
from components.aws.transit import TransitHandle
from components.gcp.handles import NetworkHandle as GcpNetworkHandle
from components.gcp.handles import RegionHandle
from components.handles import GatewayHandle, KeyHandle, LogsHandle, TunnelHandle
from jurisdictions.problem import ProblemsError
from tests.components.recording import declare
from tests.components.whole import ABROAD, Call, whole

PLACED = (
    KeyHandle | LogsHandle | AwsNetworkHandle | RegionHandle | TransitHandle | GatewayHandle | TunnelHandle
)
ARGUMENTS = {
    "accepter",
    "gateway",
    "keys",
    "logs",
    "network",
    "networks",
    "requester",
    "transit",
    "tunnels",
}


def strayed(thing: Any) -> Any:
    """The same handles, each of something in another place: of the law's countries or not."""
    if isinstance(thing, Mapping):
        return {name: strayed(handle) for name, handle in thing.items()}
    if isinstance(thing, GcpNetworkHandle):
        regions = [strayed(region) for region in thing.regions.values()]
        return replace(thing, regions={region.place: region for region in regions})
    if isinstance(thing, PLACED):
        return replace(thing, place=ABROAD[thing.place.partition("/")[0]])
    return thing


REFERRING = {
    "aws.Connections": ("gateway", "logs", "transit"),
    "aws.Alarms": ("keys",),
    "aws.Ingress": ("network",),
    "aws.Logs": ("keys",),
    "aws.Network": ("logs",),
    "aws.Peering": ("accepter", "requester"),
    "aws.Transit": ("network",),
    "gcp.Gateway": ("network",),
    "gcp.Ingress": ("network",),
    "gcp.Logs": ("keys",),
    "gcp.Network": ("keys",),
    "gcp.Tunnels": ("gateway", "tunnels"),
    "machines.AwsFleet": ("keys",),
    "machines.AwsGround": ("keys", "networks"),
    "machines.GcpFleet": ("keys",),
    "machines.GcpGround": ("keys", "networks"),
    "machines.MachineStore": ("keys",),
    "stores.Alloydb": ("keys", "networks"),
    "stores.Aurora": ("keys", "networks"),
    "stores.CloudSql": ("keys", "networks"),
    "stores.Cockroachdb": ("keys",),
    "stores.Dsql": ("keys", "networks"),
    "stores.Dynamodb": ("keys",),
    "stores.Elasticache": ("keys", "networks"),
    "stores.Gcs": ("keys",),
    "stores.Memorystore": ("keys", "networks"),
    "stores.S3": ("keys",),
    "stores.Spanner": ("keys",),
    "stores.Yugabytedb": ("keys",),
}
"""What each component is given that has a place of its own."""


def test_every_component_that_is_given_keys_logs_or_networks_is_listed() -> None:
    takes = {name: ARGUMENTS & set(c.kwargs) for name, c in _calls().items()}
    given = {name: tuple(sorted(found)) for name, found in takes.items() if found}
    part_of_a_network = {"gcp.Firewall", "gcp.PrivateApis", "gcp.PrivateServices"}
    assert {name: found for name, found in given.items() if name not in part_of_a_network} == REFERRING


def _calls() -> dict[str, Call]:
    return whole("prod").calls


@pytest.mark.parametrize(
    ("component", "argument"), [(name, argument) for name, given in REFERRING.items() for argument in given]
)
def test_what_it_refers_to_must_be_in_its_own_place(component: str, argument: str) -> None:
    call = _calls()[component]
    kwargs = call.kwargs | {argument: strayed(call.kwargs[argument]), "opts": pulumi.ResourceOptions()}

    def attempt() -> ProblemsError:
        with pytest.raises(ProblemsError) as caught:
            call.cls(*call.args, **kwargs)
        return caught.value

    error, world = declare(attempt)
    assert {p.code for p in error.problems} == {"DOM-401"}
    assert {p.value for p in error.problems} <= set(ABROAD.values())
    assert world.resources == []
