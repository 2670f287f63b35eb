"""Every way to let somebody else in: each type that grants, with a stranger, everyone, or nobody knows whom.

The same with principals of the own account, and services of the cloud, must be silent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from jurisdictions.model import DataClass
from policies import Graph
from policies.context import Context
from policies.demands import Demand, Kind, Names, demands_of
from policies.facts import Fact
from policies.judging import judge_one
from policies.resources.graph import Resource, top
from policies.resources.values import UNKNOWN, Plain
from policies.rules import access_granted
from tests.mutants.edits import put
from tests.mutants.lands import ACCOUNT, land
from tests.mutants.mutant import Mutant
from tests.mutants.proof import Proof, Survivor
from tests.mutants.targets import tagged

RULES = frozenset({"access-granted", "public-exposure"})
PROJECT, NUMBER = "acme-test-1234", "647336165691"
STORES = {"aws": "aws:s3/bucket:Bucket", "gcp": "gcp:storage/bucket:Bucket"}
_AWS_STRANGERS = ("arn:aws:iam::999988887777:root", "999988887777", "*", "arn:aws:iam::99998888777")
_AWS_OURS = (f"arn:aws:iam::{ACCOUNT}:role/app", ACCOUNT, "backup.amazonaws.com")
_STRANGERS: Mapping[Names, tuple[str, ...]] = {
    Names.PRINCIPAL: _AWS_STRANGERS,
    Names.CANONICAL: ("79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be",),
    Names.MEMBER: (
        "serviceAccount:app@rival.iam.gserviceaccount.com",
        "serviceAccount:service-999988887777@gcp-sa-spanner.iam.gserviceaccount.com",
        "user:ann@rival.example",
        "group:all@rival.example",
        "domain:rival.example",
        "projectEditor:rival",
        "allUsers",
        "allAuthenticatedUsers",
    ),
    Names.PROJECT: ("rival", "999988887777"),
    Names.MAIL: ("app@rival.iam.gserviceaccount.com", "ann@rival.example"),
    Names.GROUP: ("allAuthenticatedUsers", "rivals"),
    Names.ENTITY: ("READER:user-ann@rival.example", "READER:project-owners-999988887777", "READER:allUsers"),
}
_OURS: Mapping[Names, tuple[str, ...]] = {
    Names.PRINCIPAL: _AWS_OURS,
    Names.CANONICAL: (),
    Names.MEMBER: (
        f"serviceAccount:app@{PROJECT}.iam.gserviceaccount.com",
        f"serviceAccount:service-{NUMBER}@gcp-sa-spanner.iam.gserviceaccount.com",
        f"projectOwner:{PROJECT}",
    ),
    Names.PROJECT: (PROJECT, NUMBER),
    Names.MAIL: (f"app@{PROJECT}.iam.gserviceaccount.com",),
    Names.GROUP: ("projectOwners",),
    Names.ENTITY: (f"OWNER:project-owners-{NUMBER}",),
}


def of_grants(facts: Mapping[str, Fact], proof: Proof) -> Proof:
    """Every type of ``facts`` that lets somebody in."""
    for token in facts:
        for demand in demands_of(Kind.ACCESS, token):
            store, granting = _scene(token, demand, facts[token])
            rest = {store.urn: store}
            proof.mutate("grants", _mutants(granting, demand), rest)
            for said in _values(granting, demand, _OURS, _AWS_OURS):
                _silent(proof, replace(granting, props=put(granting.props, demand.path, said)), store)
    return proof


def _mutants(granting: Resource, demand: Demand) -> Iterator[Mutant]:
    everything: tuple[Plain, ...] = (*_values(granting, demand, _STRANGERS, _AWS_STRANGERS), UNKNOWN)
    for said in everything:
        yield Mutant(
            kind="grant: not known" if said is UNKNOWN else "grant: to a stranger",
            path=demand.path,
            value=str(said),
            subject=replace(granting, props=put(granting.props, demand.path, said)),
            rules=RULES,
        )


def _values(
    granting: Resource, demand: Demand, each: Mapping[Names, tuple[str, ...]], of_aws: tuple[str, ...]
) -> tuple[str, ...]:
    """What the setting may say: names, or documents with one of them each."""
    if demand.names is None or demand.names is not Names.POLICY:
        return each[demand.names] if demand.names else ()
    if granting.cloud == "gcp":
        return tuple(json.dumps({"bindings": [{"role": "r", "members": [m]}]}) for m in each[Names.MEMBER])
    principals: list[Plain] = [{"Service": one} if one.endswith(".com") else {"AWS": [one]} for one in of_aws]
    return tuple(
        json.dumps({"Statement": [{"Effect": "Allow", "Principal": one, "Action": "*"}]})
        for one in principals
    )


def _scene(token: str, demand: Demand, fact: Fact) -> tuple[Resource, Resource]:
    """A store of the United Kingdom, and what lets somebody in to it, as yet nobody."""
    cloud, at = token.partition(":")[0], land("uk")
    provider: dict[str, Plain] = {"allowedAccountIds": [ACCOUNT]} if cloud == "aws" else {"project": PROJECT}
    tags = at.tags(data_class=DataClass.PERSISTENT)
    told: dict[str, Plain] = {
        "region": at.home[cloud],
        "location": at.home[cloud],
        "projectNumber": NUMBER,
    }
    store = Resource(
        urn=f"urn:pulumi:test::domicile::{STORES[cloud]}::store",
        type=STORES[cloud],
        name="store",
        props={**told, "name": "the-store", "bucket": "the-store", "tags": tags, "labels": tags},
        provider=f"pulumi:providers:{cloud}",
        provider_props=provider,
        id="the-store",
    )
    of = "resource" if demand.of == "*" else demand.of
    granting = Resource(
        urn=f"urn:pulumi:test::domicile::{token}::granting",
        type=token,
        name="granting",
        props={of: store.id} if of else tagged(fact, cloud, told, tags),
        provider=store.provider,
        provider_props=provider,
        references={top(of): (store.urn,)} if of else {},
    )
    return store, granting


def _silent(proof: Proof, granting: Resource, store: Resource) -> None:
    proof.compliant["grants"] += 1
    context = Context(Graph((store, granting)))
    for finding in judge_one(context, granting, [access_granted.RULE]):
        proof.alarms.append(
            Survivor(where="grants", token=granting.type, kind=finding.rule, path=finding.subject)
        )
