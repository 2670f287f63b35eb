"""Ways out of a jurisdiction that a review found: each is refused, and its compliant twin is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from policies import judge
from tests.policies.states import NOBODY, UK, graph

HERE, ABROAD = "eu-west-2", "us-east-1"
KEY = "arn:aws:kms:eu-west-2:1:key/k"
US = {"data-class": "persistent", "jurisdiction": "us"}
STRANGER = "999999999999"

State = dict[str, Mapping[str, Any]]


def one(kind: str, refs: Mapping[str, list[str]] | None = None, **props: Any) -> Mapping[str, Any]:
    """A resource in the home region, unless it says another."""
    place = {"region": HERE} if kind.startswith("aws:") else {}
    return {"type": kind, "props": {**place, **props}, "refs": refs or {}}


def labelled(kind: str, tags: Mapping[str, str] = UK, **props: Any) -> Mapping[str, Any]:
    """A resource of Google Cloud whose provider labels everything."""
    return {"type": kind, "props": props, "provider": {"region": "europe-west2", "defaultLabels": dict(tags)}}


TABLE = one("aws:dynamodb/table:Table", name="users", arn="arn:aws:dynamodb:eu-west-2:1:table/users", tags=UK)
QUEUE = one("aws:sqs/queue:Queue", name="q", arn="arn:aws:sqs:eu-west-2:1:q", tags=UK)
CLUSTER = one(
    "aws:rds/cluster:Cluster",
    endpoint="c.rds.eu-west-2.example",
    tags=UK,
    storageEncrypted=True,
    deletionProtection=True,
)


def sink(kind: str, destination: str = "storage.googleapis.com/logs") -> State:
    """A sink of logs into a bucket abroad that says it is of there."""
    bucket = one("gcp:storage/bucket:Bucket", name="logs", location="us-east1", labels=US)
    return {"bucket": bucket, "x": one(kind, {"destination": ["bucket"]}, destination=destination)}


def transfer_config(source: str, **params: Any) -> State:
    """A transfer of BigQuery, whose parameters are free text."""
    kind = "gcp:bigquery/dataTransferConfig:DataTransferConfig"
    return {"x": labelled(kind, location="europe-west2", dataSourceId=source, params=params)}


def storage_job(**spec: Any) -> State:
    """A transfer from a bucket at home."""
    bucket = one("gcp:storage/bucket:Bucket", name="users", location="europe-west2", labels=UK)
    source = {"gcsDataSource": {"bucketName": "users"}, **spec}
    job = one("gcp:storage/transferJob:TransferJob", {"transferSpec": ["bucket"]}, transferSpec=source)
    return {"bucket": bucket, "x": job}


def http(kind: str, **props: Any) -> State:
    """What sends to an address that only its text tells."""
    return {"x": labelled(kind, region="europe-west2", location="europe-west2", **props)}


def endpoints() -> State:
    """A database at home and what a migration knows of it, as source and as target."""
    kind = "aws:dms/endpoint:Endpoint"
    common: dict[str, Any] = {"tags": UK, "engineName": "postgres", "sslMode": "require"}
    host: dict[str, Any] = {"serverName": CLUSTER["props"]["endpoint"], "kmsKeyArn": KEY}
    arns = {"A": SOURCE, "B": TARGET}
    refs = {"serverName": ["db"]}
    return {"db": CLUSTER, **{name: one(kind, refs, **common, **host, arn=arn) for name, arn in arns.items()}}


def task(kind: str, *declared: str) -> State:
    """A migration task between two endpoints, of which the stack may declare neither, one or both."""
    props: dict[str, Any] = {"tags": UK, "computeConfig": {"kmsKeyId": KEY}, "migrationType": "cdc"}
    made = one(kind, **props, sourceEndpointArn=SOURCE, targetEndpointArn=TARGET)
    return {**{name: made for name, made in endpoints().items() if name in {"db", *declared}}, "x": made}


def endpoint(refs: Mapping[str, list[str]] | None = None, **props: Any) -> State:
    """An endpoint of a migration, beside a database at home."""
    common = {"tags": UK, "endpointType": "target", "sslMode": "require", "kmsKeyArn": KEY}
    return {
        "db": CLUSTER,
        "x": one("aws:dms/endpoint:Endpoint", refs, **{**common, "engineName": "postgres", **props}),
    }


def locations(destination: str) -> State:
    """A task of DataSync from a declared location."""
    kind, bucket = "aws:datasync/s3Location:S3Location", one("aws:s3/bucket:Bucket", bucket="a", tags=UK)
    source = one(kind, {"s3BucketArn": ["a"]}, arn=f"{LOCATION}1", s3BucketArn="arn:aws:s3:::a", tags=UK)
    arns: dict[str, Any] = {"sourceLocationArn": f"{LOCATION}1", "destinationLocationArn": destination}
    return {"a": bucket, "source": source, "x": one("aws:datasync/task:Task", tags=UK, **arns)}


def selection(tags: Mapping[str, str] = NOBODY, vault: str = ABROAD, **chosen: Any) -> State:
    """A table at home, and what joins it to a plan."""
    copy = {"destinationVaultArn": f"arn:aws:backup:{vault}:1:backup-vault:v"}
    rules = [{"targetVaultName": "v", "copyActions": [copy]}]
    plan = one("aws:backup/plan:Plan", tags=tags, id="plan-1", rules=rules)
    vaults = one("aws:backup/vault:Vault", name="v", tags=UK, kmsKeyArn=KEY)
    joined = one("aws:backup/selection:Selection", {"planId": ["plan"]}, planId="plan-1", **chosen)
    return {"table": TABLE, "vault": vaults, "plan": plan, "x": joined}


def lifecycle(tags: Mapping[str, str], **details: Any) -> State:
    """A lifecycle of snapshots, by what it targets."""
    return {"x": one("aws:dlm/lifecyclePolicy:LifecyclePolicy", tags=tags, policyDetails=details)}


def shared(kind: str, owner: str, key: str, **props: Any) -> State:
    """A snapshot at home and the permission that shares it."""
    made = one(kind, {key: ["of"]}, **{key: "id-1", **props})
    return {"of": one(owner, tags=UK, id="id-1"), "x": made}


def target(arn: str, **more: Mapping[str, Any]) -> State:
    """A target of the events of a bus at home."""
    bus = one("aws:cloudwatch/eventBus:EventBus", name="bus", tags=UK, kmsKeyIdentifier=KEY)
    refs = {"eventBusName": ["bus"]}
    return {
        "bus": bus,
        **more,
        "x": one("aws:cloudwatch/eventTarget:EventTarget", refs, eventBusName="bus", arn=arn),
    }


def subscription(arn: str) -> State:
    """A subscription to a log group at home."""
    logs = one("aws:cloudwatch/logGroup:LogGroup", name="logs", tags=UK, kmsKeyId=KEY)
    kind = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"
    return {"logs": logs, "x": one(kind, {"logGroup": ["logs"]}, logGroup="logs", destinationArn=arn)}


def mapping(dead_letters: str) -> State:
    """A stream at home whose events go to a function that says it handles none of users' data."""
    stream = one(
        "aws:kinesis/stream:Stream",
        name="s",
        arn="arn:aws:kinesis:eu-west-2:1:stream/s",
        tags=UK,
        kmsKeyId=KEY,
    )
    letters = {"targetArn": f"arn:aws:sqs:{dead_letters}:1:dead"}
    function = one("aws:lambda/function:Function", name="fn", tags=NOBODY, deadLetterConfig=letters)
    refs = {"eventSourceArn": ["stream"], "functionName": ["x"]}
    kind = "aws:lambda/eventSourceMapping:EventSourceMapping"
    made = one(kind, refs, eventSourceArn="arn:aws:kinesis:eu-west-2:1:stream/s", functionName="fn")
    return {"stream": stream, "x": function, "mapping": made}


def object_copy(source: str) -> State:
    """A copy of an object, by its source as AWS writes it: the bucket, a slash, the key."""
    bucket = one("aws:s3/bucket:Bucket", bucket="a", tags=UK)
    kind = "aws:s3/objectCopy:ObjectCopy"
    return {"a": bucket, "x": one(kind, {"bucket": ["a"]}, bucket="a", key="k", kmsKeyId=KEY, source=source)}


def in_subnet(kind: str, zone: str, **props: Any) -> State:
    """Compute in a region, by its subnet maybe in a zone of it in another country."""
    subnet = one("aws:ec2/subnet:Subnet", region=ABROAD, id="subnet-1", availabilityZone=zone)
    return {
        "subnet": subnet,
        "x": one(kind, {next(iter(props)): ["subnet"]}, region=ABROAD, tags=US, **props),
    }


SINK = "gcp:logging/{0}Sink:{1}Sink"
TASK, CONFIG = "aws:dms/replicationTask:ReplicationTask", "aws:dms/replicationConfig:ReplicationConfig"
SOURCE, TARGET = "arn:aws:dms:eu-west-2:1:endpoint:A", "arn:aws:dms:eu-west-2:1:endpoint:B"
PERMISSION = "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission"
LAUNCH = "aws:ec2/amiLaunchPermission:AmiLaunchPermission"
SNAPSHOT, IMAGE = "aws:ebs/snapshot:Snapshot", "aws:ec2/ami:Ami"
INSTANCE, SERVICE = "aws:ec2/instance:Instance", "aws:ecs/service:Service"
ARGENTINA = "us-east-1-bue-1a"
LOCATION = "arn:aws:datasync:eu-west-2:1:location/loc-"
TAGGED = [{"type": "STRINGEQUALS", "key": "jurisdiction", "value": "uk"}]
USERS = "arn:aws:dynamodb:eu-west-2:1:table/users"

REPLICA, UNTOLD = "place-of-replica", "tags-missing"
POSTS = {"uri": "https://a.example"}
SECRET = "arn:aws:secretsmanager:eu-west-2:1:secret:x"
ABROAD_TOO = [{"crossRegionCopyRules": [{"target": ABROAD}]}]

REFUSED: list[tuple[str, State, str]] = [
    ("logs of a folder abroad", sink(SINK.format("folder", "Folder")), UNTOLD),
    ("logs of an organization abroad", sink(SINK.format("organization", "Organization")), UNTOLD),
    (
        "a transfer of any dataset",
        transfer_config("cross_region_copy", source_dataset_id="users"),
        "opaque-carrier",
    ),
    ("a query that exports", transfer_config("scheduled_query", query="EXPORT DATA ..."), "opaque-carrier"),
    ("files of an agent pool", storage_job(posixDataSink={"rootDirectory": "/x"}), REPLICA),
    ("an agent pool", storage_job(sinkAgentPoolName="projects/p/agentPools/us"), REPLICA),
    ("a job that posts", http("gcp:cloudscheduler/job:Job", httpTarget=POSTS), REPLICA),
    (
        "a queue that posts",
        http("gcp:cloudtasks/queue:Queue", httpTarget={"uriOverride": {"host": "a.example"}}),
        REPLICA,
    ),
    (
        "a trigger that posts",
        http("gcp:eventarc/trigger:Trigger", destination={"httpEndpoint": POSTS}),
        REPLICA,
    ),
    (
        "a pipeline that posts",
        http("gcp:eventarc/pipeline:Pipeline", destinations=[{"httpEndpoint": POSTS}]),
        REPLICA,
    ),
    ("a task into an endpoint of others", task(TASK, "A"), REPLICA),
    ("a serverless task into an endpoint of others", task(CONFIG, "A"), REPLICA),
    ("an endpoint that a secret names", endpoint(secretsManagerArn=SECRET), REPLICA),
    (
        "an endpoint named in an attribute",
        endpoint(engineName="s3", extraConnectionAttributes="bucketName=x"),
        REPLICA,
    ),
    ("an endpoint that nothing names", endpoint(engineName="aurora"), REPLICA),
    (
        "an endpoint that a secret names, with a stream beside it",
        endpoint(secretsManagerArn=SECRET, kinesisSettings={"streamArn": QUEUE["props"]["arn"]}),
        REPLICA,
    ),
    ("a location of others", locations(f"{LOCATION}2"), REPLICA),
    ("a plan for everything", selection(resources=["*"]), UNTOLD),
    ("a plan for all tables", selection(resources=["arn:aws:dynamodb:*:*:table/*"]), UNTOLD),
    ("a plan for what is tagged", selection(selectionTags=TAGGED), UNTOLD),
    ("a plan for a table", selection(resources=[USERS]), "data-flow"),
    ("a plan for a table and everything", selection(UK, HERE, resources=[USERS, "*"]), REPLICA),
    (
        "a plan for a table and what is tagged",
        selection(UK, HERE, resources=[USERS], selectionTags=TAGGED),
        REPLICA,
    ),
    (
        "a lifecycle of tagged volumes",
        lifecycle(NOBODY, targetTags=UK, schedules=ABROAD_TOO),
        "place-of-backup",
    ),
    (
        "a lifecycle of volumes of whomever",
        lifecycle(NOBODY, targetTags={"backup": "yes"}, schedules=ABROAD_TOO),
        UNTOLD,
    ),
    (
        "a lifecycle that shares",
        lifecycle(UK, targetTags=UK, schedules=[{"shareRule": {"targetAccounts": [STRANGER]}}]),
        "place-of-backup",
    ),
    (
        "a snapshot for another account",
        shared(PERMISSION, SNAPSHOT, "snapshotId", accountId=STRANGER),
        REPLICA,
    ),
    ("an image for another account", shared(LAUNCH, IMAGE, "imageId", accountId=STRANGER), REPLICA),
    ("an image for everybody", shared(LAUNCH, IMAGE, "imageId", group="all"), REPLICA),
    ("events to an API destination", target("arn:aws:events:eu-west-2:1:api-destination/a/b"), REPLICA),
    (
        "logs to a destination of others",
        subscription("arn:aws:logs:eu-west-2:1:destination:d"),
        "place-of-log",
    ),
    ("a function that drops events abroad", mapping(ABROAD), "data-flow"),
    ("an object from a bucket of others", object_copy("b/users.csv"), REPLICA),
    (
        "an instance in a local zone abroad",
        in_subnet(INSTANCE, ARGENTINA, subnetId="subnet-1"),
        "place-of-home",
    ),
    (
        "containers in a local zone abroad",
        in_subnet(SERVICE, ARGENTINA, networkConfiguration={"subnets": ["subnet-1"]}),
        "place-of-home",
    ),
]

SILENT: list[tuple[str, State]] = [
    (
        "a task into a declared endpoint",
        endpoint({"serverName": ["db"]}, serverName=CLUSTER["props"]["endpoint"]),
    ),
    ("a plan for a table, at home", selection(UK, HERE, resources=[USERS])),
    ("events to a declared queue", target(QUEUE["props"]["arn"], queue=QUEUE)),
    ("a function that drops events at home", mapping(HERE)),
    ("an object from a bucket at home", object_copy("a/users.csv")),
    ("an instance in its region", in_subnet(INSTANCE, "us-east-1a", subnetId="subnet-1")),
    (
        "containers in their region",
        in_subnet(SERVICE, "us-east-1a", networkConfiguration={"subnets": ["subnet-1"]}),
    ),
    ("a lifecycle at home", lifecycle(UK, targetTags=UK, schedules=[{"crossRegionCopyRules": []}])),
]
"""What a rule of place has nothing to say of."""


def rules(state: State, name: str = "x") -> set[str]:
    """The rules that refuse one resource of ``state``."""
    return {finding.rule for finding in judge(graph(state)) if finding.urn.endswith(f"::{name}")}


@pytest.mark.parametrize(("state", "rule"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_it_is_refused(state: State, rule: str) -> None:
    everywhere = {finding.rule for finding in judge(graph(state))}
    assert rule in (everywhere if rule == "data-flow" else rules(state))


@pytest.mark.parametrize("state", [case[1] for case in SILENT], ids=[case[0] for case in SILENT])
def test_its_compliant_twin_is_not(state: State) -> None:
    of_places = {rule for rule in rules(state) if rule.startswith(("place-", "tags-", "data-", "opaque-"))}
    assert of_places == set()


@pytest.mark.parametrize(
    ("kind", "props", "told"),
    [
        ("gcp:sql/databaseInstance:DatabaseInstance", {"settings": {"tier": "db-f1"}}, False),
        ("gcp:sql/databaseInstance:DatabaseInstance", {"settings": {"userLabels": UK}}, True),
        ("gcp:cloudrun/service:Service", {"metadata": {"annotations": {}}}, False),
        ("gcp:cloudrun/service:Service", {"metadata": {"labels": UK}}, True),
        ("gcp:container/cluster:Cluster", {"location": "europe-west2"}, True),
        ("gcp:storage/bucket:Bucket", {"location": "europe-west2"}, True),
    ],
)
def test_the_labels_of_a_provider_count_where_it_fills_them_in(
    kind: str, props: dict[str, Any], told: bool
) -> None:
    assert ("tags-missing" in rules({"x": labelled(kind, **props)})) is not told
