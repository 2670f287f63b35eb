"""Parts of real plans, and made-up handles of what they refer to."""

from __future__ import annotations

from functools import cache
from typing import Any

import pulumi

from components.aws.network import NetworkHandle, SubnetHandle
from components.base import Context
from components.handles import FrontHandle, KeyHandle
from plan import model, names
from plan.model import Identity, JurisdictionPlan, Plan
from plan.resolve import all_keys
from tests.components.recording import ACCOUNT
from tests.plan.intents import every_engine, planned


@cache
def plan(stack: str = "prod") -> Plan:
    """The plan of a stack file of this project, with a store of each engine."""
    return planned(every_engine(stack), stack=stack)


def jurisdiction(name: str, stack: str = "prod") -> JurisdictionPlan:
    """One jurisdiction of it."""
    return next(j for j in plan(stack).jurisdictions if j.id == name)


def store(name: str, of: str, stack: str = "prod") -> Any:
    """One store of a jurisdiction, or of ``global``."""
    found = plan(stack).everywhere if of == "global" else jurisdiction(of, stack)
    return next(s for s in found.stores if s.store == name)


def network(of: str, at: str) -> model.AwsNetwork:
    """One network of a jurisdiction."""
    return next(n for n in jurisdiction(of).aws_networks if n.place == at)


def context(*, protect: bool = True) -> Context:
    """A stack with an AWS account."""
    identity = Identity(
        project="domicile",
        stack="test",
        prefix="acme-test",
        aws_account=ACCOUNT,
        gcp_project=None,
        protect=protect,
    )
    return Context(identity=identity, aws=None, gcp=None)


def key_arn(name: str) -> str:
    """What ``keys`` answers for a key on AWS."""
    found = next(k for k in all_keys(plan()) if k.name == name)
    return f"arn:aws:kms:{names.region(found.place)}:{ACCOUNT}:key/{name}"


def keys() -> dict[str, KeyHandle]:
    """Handles of all AWS keys of the plan."""
    return {
        k.name: KeyHandle(name=k.name, place=k.place, id=pulumi.Output.from_input(key_arn(k.name)))
        for k in all_keys(plan())
        if k.place.startswith("aws/")
    }


def networks() -> dict[str, NetworkHandle]:
    """Handles of all AWS networks of the plan."""
    return {n.name: network_handle(n) for j in plan().jurisdictions for n in j.aws_networks}


def network_handle(part: model.AwsNetwork) -> NetworkHandle:
    """A declared network."""
    return NetworkHandle(
        name=part.name,
        place=part.place,
        cidr=part.cidr,
        vpc_id=pulumi.Output.from_input(f"vpc-{part.name}"),
        subnets={
            s.name: SubnetHandle(
                name=s.name,
                tier=s.tier,
                cidr=s.cidr,
                id=pulumi.Output.from_input(f"subnet-{s.name}"),
                zone=pulumi.Output.from_input(f"zone-of-{s.zone}"),
            )
            for s in part.subnets
        },
        route_table_ids={},
        endpoint_security_group_id=pulumi.Output.from_input("sg-endpoints"),
        s3_prefix_list_id=pulumi.Output.from_input("pl-s3"),
        log_retention_days=30,
    )


def fronts(entry: model.Entry) -> dict[str, FrontHandle]:
    """Handles of the fronts of an entry."""
    return {
        f.name: FrontHandle(
            name=f.name,
            place=f.place,
            role=f.role,
            id=pulumi.Output.from_input(f"arn-of-{f.name}"),
            address=pulumi.Output.from_input("203.0.113.10"),
        )
        for f in entry.fronts
    }
