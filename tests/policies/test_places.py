"""Where things are that others tell of: subnets, agents, targets; and what a preview cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from policies import judge
from policies.facts import How, catalogue
from tests.policies.states import NOBODY, UK, graph

State = dict[str, Mapping[str, Any]]
AU = {"data-class": "persistent", "jurisdiction": "au"}
SYDNEY, AUCKLAND = "ap-southeast-2", "ap-southeast-2-akl-1a"
KEY = "arn:aws:kms:ap-southeast-2:1:key/k"


def in_zone(kind: str, zone: str, prop: str, *, group: str = "", known: bool = True) -> State:
    """Something of Australia in a subnet, which is in a zone of Sydney; ``group``: by a group of subnets."""
    where: dict[str, Any] = {"region": SYDNEY}
    subnet = {"type": "aws:ec2/subnet:Subnet", "props": {**where, "id": "subnet-1", "availabilityZone": zone}}
    state: State = {"subnet": subnet}
    if group:
        made = {"name": "group", "subnetIds": ["subnet-1"] if known else ["<unknown>"], **where}
        state["group"] = {"type": group, "props": made, "refs": {"subnetIds": ["subnet"]}}
    value: Any = ("group" if group else "subnet-1") if known else "<unknown>"
    top, _, rest = prop.partition(".")
    said = {rest.removesuffix("[]"): [value]} if rest else ([value] if prop.endswith("[]") else value)
    props = {**where, "tags": AU, top.removesuffix("[]"): said}
    refs = {top.removesuffix("[]"): ["group" if group else "subnet"]}
    return {**state, "x": {"type": kind, "props": props, "refs": refs}}


GROUPED = [
    ("aws:rds/cluster:Cluster", "dbSubnetGroupName", "aws:rds/subnetGroup:SubnetGroup"),
    ("aws:rds/instance:Instance", "dbSubnetGroupName", "aws:rds/subnetGroup:SubnetGroup"),
    ("aws:docdb/cluster:Cluster", "dbSubnetGroupName", "aws:docdb/subnetGroup:SubnetGroup"),
    ("aws:neptune/cluster:Cluster", "neptuneSubnetGroupName", "aws:neptune/subnetGroup:SubnetGroup"),
    (
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "subnetGroupName",
        "aws:elasticache/subnetGroup:SubnetGroup",
    ),
    ("aws:elasticache/cluster:Cluster", "subnetGroupName", "aws:elasticache/subnetGroup:SubnetGroup"),
    ("aws:memorydb/cluster:Cluster", "subnetGroupName", "aws:memorydb/subnetGroup:SubnetGroup"),
    ("aws:dax/cluster:Cluster", "subnetGroupName", "aws:dax/subnetGroup:SubnetGroup"),
    ("aws:redshift/cluster:Cluster", "clusterSubnetGroupName", "aws:redshift/subnetGroup:SubnetGroup"),
    (
        "aws:dms/replicationInstance:ReplicationInstance",
        "replicationSubnetGroupId",
        "aws:dms/replicationSubnetGroup:ReplicationSubnetGroup",
    ),
]
DIRECT = [
    ("aws:lb/loadBalancer:LoadBalancer", "subnets[]"),
    ("aws:alb/loadBalancer:LoadBalancer", "subnets[]"),
    ("aws:elb/loadBalancer:LoadBalancer", "subnets[]"),
    ("aws:eks/cluster:Cluster", "vpcConfig.subnetIds[]"),
    ("aws:eks/nodeGroup:NodeGroup", "subnetIds[]"),
    ("aws:ecs/service:Service", "networkConfiguration.subnets[]"),
    ("aws:emr/cluster:Cluster", "ec2Attributes.subnetIds[]"),
    ("aws:opensearch/domain:Domain", "vpcOptions.subnetIds[]"),
    ("aws:fsx/windowsFileSystem:WindowsFileSystem", "subnetIds[]"),
    ("aws:ec2/instance:Instance", "subnetId"),
]
PLACED = [(kind, prop, group) for kind, prop, group in GROUPED] + [(kind, prop, "") for kind, prop in DIRECT]


def homes(state: State) -> list[str]:
    """What is found about where ``x`` is."""
    return [f.what for f in judge(graph(state)) if f.urn.endswith("::x") and f.rule == "place-of-home"]


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(("kind", "prop", "group"), PLACED)
def test_what_is_in_a_subnet_is_in_its_zone(kind: str, prop: str, group: str, known: bool) -> None:
    found = homes(in_zone(kind, AUCKLAND, prop, group=group, known=known))
    assert len(found) == 1
    assert "New Zealand" in found[0]
    assert homes(in_zone(kind, f"{SYDNEY}a", prop, group=group, known=known)) == []


@pytest.mark.parametrize(("kind", "prop", "group"), PLACED)
def test_a_region_that_is_not_the_one_of_the_subnet_counts_as_well(kind: str, prop: str, group: str) -> None:
    state = in_zone(kind, f"{SYDNEY}a", prop, group=group)
    state["x"]["props"]["region"] = "us-west-2"
    assert any("us-west-2" in what for what in homes(state))


@pytest.mark.parametrize("token", [kind for kind, _, _ in GROUPED])
def test_a_group_that_nobody_declares_is_anywhere(token: str) -> None:
    group = next(path for path, how in catalogue().types[token].at.items() if how is How.REF)
    state: State = {"x": {"type": token, "props": {"region": SYDNEY, "tags": AU, group: "elsewhere"}}}
    assert len(homes(state)) == 1


def test_a_short_name_of_aws_is_one_of_its_region() -> None:
    """Of a database in two regions, each has a group of the same name."""
    group, cluster = "aws:rds/subnetGroup:SubnetGroup", "aws:rds/cluster:Cluster"
    state: State = {}
    for name, region, zone in (("x", SYDNEY, AUCKLAND), ("y", "ap-southeast-4", "ap-southeast-4a")):
        props = {"region": region, "availabilityZone": zone, "id": f"subnet-{name}"}
        state[f"subnet-{name}"] = {"type": "aws:ec2/subnet:Subnet", "props": props}
        made = {"region": region, "name": "same", "subnetIds": [f"subnet-{name}"]}
        refs = {"subnetIds": [f"subnet-{name}"]}
        state[f"group-{name}"] = {"type": group, "props": made, "refs": refs}
        kept = {"region": region, "tags": AU, "clusterIdentifier": "same", "dbSubnetGroupName": "same"}
        state[name] = {"type": cluster, "props": kept}
    found = [f.urn.rpartition("::")[2] for f in judge(graph(state)) if f.rule == "place-of-home"]
    assert found == ["x"]


DATASYNC = "aws:datasync/{0}:{1}"
AGENT = {
    "type": "aws:datasync/agent:Agent",
    "props": {"region": "eu-west-2", "tags": UK, "arn": "arn:aws:datasync:eu-west-2:1:agent/a"},
}
HOST = {
    "type": "aws:efs/fileSystem:FileSystem",
    "props": {"region": "eu-west-2", "tags": UK, "dnsName": "files.example"},
}
LOCATIONS = [
    ("locationSmb", "LocationSmb", "agentArns"),
    ("locationObjectStorage", "LocationObjectStorage", "agentArns"),
    ("nfsLocation", "NfsLocation", "onPremConfig"),
]


def location(kind: str, name: str, agents: str, *, host: bool, agent: bool) -> State:
    """A server of files, declared or not, behind an agent, declared or not."""
    arn = "arn:aws:datasync:eu-west-2:1:agent/a"
    behind: Any = {"agentArns": [arn]} if agents == "onPremConfig" else [arn]
    props = {"region": "eu-west-2", "tags": UK, "serverHostname": "files.example", agents: behind}
    refs = {"serverHostname": ["host"]} if host else {}
    beside: State = {"agent": AGENT} if agent else {}
    return {**beside, "host": HOST, "x": {"type": DATASYNC.format(kind, name), "props": props, "refs": refs}}


@pytest.mark.parametrize(("kind", "name", "agents"), LOCATIONS)
def test_a_server_and_an_agent_that_nobody_declares_are_anywhere(kind: str, name: str, agents: str) -> None:
    def found(state: State) -> set[str]:
        return {
            f.subject for f in judge(graph(state)) if f.urn.endswith("::x") and f.rule == "place-of-replica"
        }

    assert found(location(kind, name, agents, host=False, agent=True)) == {"home"}
    assert len(found(location(kind, name, agents, host=True, agent=False))) == 1
    assert found(location(kind, name, agents, host=True, agent=True)) == set()


@pytest.mark.parametrize("place", [{"s3Region": "us-east-1"}, {"s3BucketName": "abroad"}])
def test_what_a_command_prints_stays_at_home(place: dict[str, str]) -> None:
    bucket = {
        "type": "aws:s3/bucket:Bucket",
        "props": {"bucket": "abroad", "region": "us-east-1", "tags": NOBODY},
    }
    props = {"region": "eu-west-2", "tags": UK, "outputLocation": place}
    state: State = {"bucket": bucket, "x": {"type": "aws:ssm/association:Association", "props": props}}
    assert "place-of-log" in {f.rule for f in judge(graph(state)) if f.urn.endswith("::x")}


def test_default_tags_say_nothing_of_what_a_lifecycle_targets() -> None:
    """The provider fills them into a resource's own tags, not into those that it looks for."""
    details: dict[str, Any] = {
        "targetTags": {"backup": "yes"},
        "schedules": [{"crossRegionCopyRules": [{"target": "us-east-1"}]}],
    }
    props = {"region": "eu-west-2", "policyDetails": details, "tags": NOBODY}
    provider = {"region": "eu-west-2", "defaultTags": {"tags": NOBODY}}
    kind = "aws:dlm/lifecyclePolicy:LifecyclePolicy"
    state: State = {"x": {"type": kind, "props": props, "provider": provider}}
    assert {f.rule for f in judge(graph(state))} == {"tags-missing"}
    details["targetTags"] = {"backup": "yes", **NOBODY}
    assert judge(graph(state)) == []


def unknown_region(source: Mapping[str, Any]) -> State:
    """A queue whose region a preview does not know, but only what it was computed from."""
    props = {"region": "<unknown>", "tags": UK}
    return {"of": source, "x": {"type": "aws:sqs/queue:Queue", "props": props, "refs": {"region": ["of"]}}}


@pytest.mark.parametrize(
    "source",
    [
        {"type": "aws:ssm/parameter:Parameter", "props": {"region": "eu-west-2", "tags": UK}},
        {"type": "aws:s3/bucket:Bucket", "props": {"region": "eu-west-2", "bucket": "b", "tags": UK}},
        {"type": "aws:dynamodb/table:Table", "props": {"region": "eu-west-2", "name": "t", "tags": UK}},
        {"type": "aws:lambda/function:Function", "props": {"region": "eu-west-2", "tags": UK}},
        {"type": "aws:ec2/subnet:Subnet", "props": {"region": "eu-west-2"}},
    ],
)
def test_a_region_that_is_not_known_yet_is_unknown_whatever_it_was_computed_from(
    source: Mapping[str, Any],
) -> None:
    assert len(homes(unknown_region(source))) == 1


def test_what_somebody_wrote_down_may_name_anything() -> None:
    """A bucket's ARN that was computed from the bucket and a parameter may be what the parameter says."""
    bucket = {"type": "aws:s3/bucket:Bucket", "props": {"bucket": "b", "region": "eu-west-2", "tags": UK}}
    parameter = {"type": "aws:ssm/parameter:Parameter", "props": {"region": "eu-west-2", "tags": UK}}
    rules = [{"destination": {"bucket": "<unknown>"}}]

    def found(*sources: str) -> set[str]:
        kind = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
        made = {"type": kind, "props": {"bucket": "b", "rules": rules}, "refs": {"rules": list(sources)}}
        state: State = {"b": bucket, "p": parameter, "x": made}
        return {f.rule for f in judge(graph(state)) if f.urn.endswith("::x")}

    assert found("b") == set()
    assert found("b", "p") == {"place-of-replica"}
