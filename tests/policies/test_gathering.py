"""What gathers logs and events: held against every law around it, whatever the tags of its destination."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from policies import judge
from policies.tracing.log_filters import names_in
from tests.policies.states import DE, EU, NOBODY, UK, graph

State = dict[str, Mapping[str, Any]]
US = {"data-class": "persistent", "jurisdiction": "us"}
EVERYTHING = 'severity>="INFO"'
OF_LONDON = 'log_id("x") AND resource.labels.bucket_name=("users" OR "more")'


def store(jurisdiction: Mapping[str, str], location: str, name: str) -> Mapping[str, Any]:
    """A bucket of Google Cloud with data of users."""
    props = {"name": name, "location": location, "labels": dict(jurisdiction), "project": "p"}
    return {"type": "gcp:storage/bucket:Bucket", "props": props}


def table(jurisdiction: Mapping[str, str], region: str) -> Mapping[str, Any]:
    """A table of AWS with data of users."""
    return {
        "type": "aws:dynamodb/table:Table",
        "props": {"region": region, "name": "users", "tags": dict(jurisdiction)},
    }


def sink(
    tags: Mapping[str, str],
    location: str,
    *,
    filter_: str = EVERYTHING,
    project: str = "p",
    kind: str = "project",
) -> State:
    """A sink of a project with data of London, and the bucket that it fills, by its own labels."""
    props = {"destination": "storage.googleapis.com/logs", "filter": filter_, "project": project}
    return {
        "users": store(UK, "europe-west2", "users"),
        "more": store(UK, "europe-west2", "more"),
        "logs": {
            "type": "gcp:storage/bucket:Bucket",
            "props": {"name": "logs", "location": location, "labels": dict(tags)},
        },
        "x": {
            "type": f"gcp:logging/{kind}Sink:{kind.capitalize()}Sink",
            "props": props,
            "refs": {"destination": ["logs"]},
        },
    }


def aws(kind: str, *tables: tuple[Mapping[str, str], str], **props: Any) -> State:
    """Something that gathers in London, beside tables of users."""
    stores = {f"users-{index}": table(*one) for index, one in enumerate(tables)}
    bucket = {
        "type": "aws:s3/bucket:Bucket",
        "props": {"bucket": "logs", "region": "us-east-1", "tags": NOBODY},
    }
    return {**stores, "logs": bucket, "x": {"type": kind, "props": {"region": "eu-west-2", **props}}}


def target(rule: Mapping[str, Any], bus: Mapping[str, Any], arn: str = "arn:aws:sqs:us-east-1:1:q") -> State:
    """A target of events abroad, of a rule that says it is nobody's."""
    made = {
        "type": "aws:cloudwatch/eventRule:EventRule",
        "props": {"name": "r", "tags": NOBODY, **rule, **bus},
    }
    props = {"region": "eu-west-2", "rule": "r", "arn": arn, **bus}
    return {
        "users": table(UK, "eu-west-2"),
        "rule": made,
        "x": {"type": "aws:cloudwatch/eventTarget:EventTarget", "props": props, "refs": {"rule": ["rule"]}},
    }


TRAIL, CONFIG = "aws:cloudtrail/trail:Trail", "aws:cfg/deliveryChannel:DeliveryChannel"
AGGREGATOR = "aws:cfg/configurationAggregator:ConfigurationAggregator"
LAKE, LINK = "aws:securitylake/dataLake:DataLake", "aws:oam/link:Link"
CHANGED = '"detail-type": ["CloudWatch Alarm State Change"]'
ALARMS = {"eventPattern": f'{{"source": ["aws.cloudwatch"], {CHANGED}, "resources": [{{"prefix": "arn:"}}]}}'}
MORE_THAN_ALARMS = (
    f'{{"source": ["aws.cloudwatch", "aws.s3"], {CHANGED}}}',
    f'{{"source": [{{"prefix": "aws.cloudwatch"}}], {CHANGED}}}',
    '{"source": ["aws.cloudwatch"]}',
    f'["source", "aws.cloudwatch", {{{CHANGED}}}]',
    "{",
)
HERE, PATTERN = (UK, "eu-west-2"), {"eventPattern": '{"source": [{"prefix": ""}]}'}
BUS = {
    "type": "aws:cloudwatch/eventBus:EventBus",
    "props": {
        "name": "bus",
        "region": "eu-west-2",
        "tags": NOBODY,
        "arn": "arn:aws:events:eu-west-2:1:event-bus/bus",
    },
}
COPIES = {"configuration": {"replicationConfiguration": {"regions": ["us-east-1"]}}}

REFUSED: list[tuple[str, State, str]] = [
    ("a sink into a bucket abroad that is of there", sink(US, "us-east1"), "data-flow"),
    ("a sink into a bucket abroad that is nobody's", sink(NOBODY, "us-east1"), "data-flow"),
    ("a sink into a bucket at home that is nobody's", sink(NOBODY, "europe-west2"), "class-lowered"),
    (
        "a sink that is narrowed to a name of nobody",
        sink(US, "us-east1", filter_='resource.labels.bucket_name="z"'),
        "data-flow",
    ),
    (
        "a sink that is narrowed by a pattern",
        sink(US, "us-east1", filter_='resource.labels.bucket_name=~"us-.*"'),
        "data-flow",
    ),
    (
        "a sink that is narrowed to what is at home, and not kept there",
        sink(US, "us-east1", filter_=OF_LONDON),
        "data-flow",
    ),
    ("a sink whose filter is not known yet", sink(US, "us-east1", filter_="<unknown>"), "data-flow"),
    ("a trail into a bucket of nobody", aws(TRAIL, HERE, s3BucketName="logs", tags=NOBODY), "data-flow"),
    (
        "a trail of all regions",
        aws(TRAIL, (EU, "eu-central-1"), s3BucketName="logs", isMultiRegionTrail=True, tags=NOBODY),
        "data-flow",
    ),
    ("a channel of what is set up", aws(CONFIG, HERE, s3BucketName="logs"), "data-flow"),
    ("an aggregator of all regions", aws(AGGREGATOR, HERE, region="us-east-1", tags=NOBODY), "data-flow"),
    ("a lake of logs with a copy abroad", aws(LAKE, HERE, tags=NOBODY, **COPIES), "data-flow"),
    (
        "logs that another account sees",
        aws(LINK, HERE, tags=NOBODY, sinkIdentifier="arn:aws:oam:us-east-1:2:sink/x"),
        "data-flow",
    ),
    ("events of the default bus", target(PATTERN, {}), "data-flow"),
    *((f"events like {p}", target({"eventPattern": p}, {}), "data-flow") for p in MORE_THAN_ALARMS),
    ("events of the default bus by its name", target(PATTERN, {"eventBusName": "default"}), "data-flow"),
    (
        "events of a bus of others",
        target(PATTERN, {"eventBusName": "arn:aws:events:eu-west-2:2:event-bus/b"}),
        "data-flow",
    ),
    (
        "events with a schedule beside them",
        target({**PATTERN, "scheduleExpression": "rate(1 day)"}, {}),
        "data-flow",
    ),
    (
        "what a command says on every machine",
        aws(
            "aws:ssm/association:Association",
            HERE,
            tags=NOBODY,
            targets=[{"key": "InstanceIds", "values": ["*"]}],
            outputLocation={"s3BucketName": "logs", "s3Region": "us-east-1"},
        ),
        "data-flow",
    ),
]
SILENT: list[tuple[str, State]] = [
    ("a sink into a bucket at home", sink(UK, "europe-west2")),
    (
        "a sink of one law by a filter",
        {**sink(UK, "europe-west2", filter_=OF_LONDON), "far": store(US, "us-east1", "far")},
    ),
    ("a sink of another project", sink(US, "us-east1", project="q")),
    (
        "a trail of a region without data of users",
        aws(TRAIL, (US, "us-east-1"), s3BucketName="logs", tags=NOBODY),
    ),
    ("a trail where nobody has data", aws(TRAIL, s3BucketName="logs", tags=NOBODY)),
    ("changes of alarms", target(ALARMS, {})),
    ("a schedule", target({"scheduleExpression": "rate(1 day)"}, {})),
    ("a bus of nobody", {**target(PATTERN, {"eventBusName": "bus"}), "bus": BUS}),
]


def rules(state: State) -> set[str]:
    """The rules on what reaches what, that refuse anything of ``state``."""
    return {f.rule for f in judge(graph(state)) if f.rule in {"data-flow", "class-lowered"}}


@pytest.mark.parametrize(("state", "rule"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_it_is_refused(state: State, rule: str) -> None:
    assert rule in rules(state)


@pytest.mark.parametrize("state", [case[1] for case in SILENT], ids=[case[0] for case in SILENT])
def test_its_compliant_twin_is_not(state: State) -> None:
    assert rules(state) == set()


def test_two_laws_in_one_place_share_what_is_kept_there() -> None:
    state = {
        "de": table(DE, "eu-central-1"),
        "eu": table(EU, "eu-central-1"),
        **aws(TRAIL, s3BucketName="logs", tags=EU),
    }
    state["logs"] = {
        "type": "aws:s3/bucket:Bucket",
        "props": {"bucket": "logs", "region": "eu-central-1", "tags": EU},
    }
    state["x"]["props"]["region"] = "eu-central-1"
    assert rules(state) == set()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('resource.labels.subnetwork_name="a"', {"a"}),
        ('resource.labels.subnetwork_name=("a" OR "b") AND severity>=ERROR', {"a", "b"}),
        ('log_id("x") resource.labels.bucket_name=a', {"a"}),
        ('(x AND resource.labels.a_name="a") OR (y AND resource.labels.b_id="b")', {"a", "b"}),
        ('resource.labels.a_name="a" OR resource.labels.b_id="b" AND z', {"a", "b"}),
        ('z OR resource.labels.a_name="a" AND y', None),
        ('resource.labels.a_name="a" OR y', None),
        ('NOT resource.labels.a_name="a"', None),
        ('-resource.labels.a_name="a"', None),
        ('- resource.labels.a_name="a"', None),
        ('resource.labels.a_name!="a"', None),
        ('resource.labels.a_name:"a"', None),
        ('resource.labels.a_name=~"a"', None),
        ('resource.labels.a_name=("a" AND "b")', None),
        ('resource.labels.a_name=(NOT "a")', None),
        ('resource.labels.a_name="a" -- OR y', None),
        ('resource.labels.a_name="a\\" OR y"', None),
        ('labels.a_name="a"', None),
        ('textPayload="resource.labels.a_name=a"', None),
        ('resource.labels.a_name="a")', None),
        ('(resource.labels.a_name="a"', None),
        ('"resource.labels.a_name"="a"', None),
        ("resource.labels.a_name=", None),
        ("(" * 5000, None),
        ("resource.labels.a_name=" + "(" * 5000, None),
        ("NOT " * 5000, None),
        ("", None),
    ],
)
def test_a_filter_narrows_only_where_it_plainly_does(text: str, names: set[str] | None) -> None:
    assert names_in(text) == names


def _of_a_database(name: str, *, project: str = "p") -> State:
    """A sink abroad that is narrowed to what is called ``name``; ``p:accounts`` is a database in Virginia."""
    database = {
        "type": "gcp:sql/databaseInstance:DatabaseInstance",
        "props": {
            "name": "accounts",
            "project": "p",
            "region": "us-east1",
            "settings": {"userLabels": US},
        },
    }
    filter_ = f'resource.type="cloudsql_database" AND resource.labels.database_id="{name}"'
    state = sink(US, "us-east1", filter_=filter_, project=project)
    return {"users": state["users"], "accounts": database, "logs": state["logs"], "x": state["x"]}


@pytest.mark.parametrize(
    ("name", "project", "narrowed"),
    [
        ("p:accounts", "p", True),
        ("accounts", "p", True),
        ("p:other", "p", False),
        ("q:accounts", "p", False),
        (":accounts", "p", False),
        ("p:accounts:more", "p", False),
    ],
)
def test_cloud_sql_is_named_with_its_project_in_a_filter(name: str, project: str, narrowed: bool) -> None:
    """What names no database of its project narrows nothing: then it carries data of London as well."""
    assert (rules(_of_a_database(name, project=project)) == set()) is narrowed
