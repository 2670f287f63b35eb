"""Free texts: what is found in them, what is not, how long it takes, and what a finding may show."""

from __future__ import annotations

import base64
import bz2
import gzip
import time

import pytest
from pulumi.runtime.proto import analyzer_pb2 as proto

from jurisdictions import places
from policies import judge
from policies.facts import Fact, Form, Holds, How
from policies.resources.graph import Resource
from policies.resources.values import UNKNOWN, Plain, Unknown
from policies.texts.mentions import places_in, things_in
from policies.texts.reading import texts_of
from tests.policies.engine import Engine, entries_of
from tests.policies.states import UK, graph

LENGTH = 1_000_000
"""For a million characters; a search that is not linear takes hours."""
TABLE = "arn:aws:dynamodb:eu-west-2:123456789012:table/t"
QUEUE = "https://sqs.eu-west-2.amazonaws.com/123456789012/q.fifo"


@pytest.mark.parametrize("place", sorted(places()))
def test_every_region_is_found_however_it_is_written(place: str) -> None:
    cloud, _, name = place.partition("/")
    zone = f"{name}a" if cloud == "aws" else f"{name}-a"
    for text in (name, name.upper().replace("-", "_"), f"x.{name}.host", f"docker-{name}-x", f"at {zone}."):
        assert [p.id for p in places_in(text).values() if p] == [place], text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("--location EU", {"gcp/EU"}),
        ("dataset_location: 'US'", {"gcp/US"}),
        ('"location": "us"', {"gcp/US"}),
        ('\\"region\\":\\"asia1\\"', {"gcp/asia1"}),
        ('{"name": "LOCATION", "value": "EU"}', {"gcp/EU"}),
        ("projects/p/locations/global/keyRings/r", {"gcp/global"}),
        ("projects/p/instanceConfigs/nam3", {"gcp/nam3"}),
        ("eu.gcr.io/p/i", {"gcp/EU"}),
        ("us-docker.pkg.dev/p/r/i", {"gcp/US"}),
        ("use1-az4", {"aws/us-east-1"}),
        ("us-west-2-lax-1a", {"aws/us-west-2-lax-1"}),
        ("cn-north-1", {None}),
        ("us-gov-east-1", {None}),
        ("eusc-de-east-1", {None}),
        ("europe-west99", {None}),
        ("tell us about the EU: our region is yours", set()),
        ("bus-east-1x eu-west-12 us-east-1x9 menu-west2", set()),
        ("region = $REGION location: null", set()),
        ("location /us/ { proxy_pass http://app; }", set()),
        ("shard-east-1, data-north-2", set()),
    ],
)
def test_what_names_a_place(text: str, found: set[str | None]) -> None:
    assert {place.id if place else None for place in places_in(text).values()} == found


@pytest.mark.parametrize(
    ("text", "bucket"),
    [
        ("UNLOAD ('select') TO 's3://b/x' IAM_ROLE 'r'", "b"),
        ('{"Query": "UNLOAD (q) to \\"s3://b/\\""}', "b"),
        ("SELECT * FROM t INTO OUTFILE S3 's3-us-east-2://b/x'", "b"),
        ("BACKUP INTO 'gs://b/x?AUTH=implicit'", "b"),
        ("CREATE TABLE t WITH (external_location = 's3://b/x') AS SELECT 1", "b"),
        ('EXPORT DATA OPTIONS(format="CSV", uri="gs://b/*.csv") AS SELECT 1', "b"),
        ("aws s3 cp --sse aws:kms dump s3://b/dump", "b"),
        ("aws s3 sync . s3://b --delete\n", "b"),
        ("aws s3 cp s3://a/x s3://b/x; ls", "b"),
        ("gsutil -m rsync -r data gs://b/data && true", "b"),
        ("gcloud storage cp x gs://b", "b"),
        ("bq extract d.t gs://b/x", "b"),
        ("aws s3 cp s3://b/agent /tmp", ""),
        ("aws s3 cp --region eu-west-2 s3://b/agent /tmp", ""),
        ("COPY t FROM 's3://b/x'", ""),
        ("RESTORE FROM 's3://b/x'", ""),
        ("uri = 'gs://b/x'", ""),
        ("see s3://b/x", ""),
    ],
)
def test_what_is_written_to_beyond_doubt(text: str, bucket: str) -> None:
    assert [thing.said for thing in things_in(text) if thing.written] == ([bucket] if bucket else [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("s3a://buc/x", "buc"),
        ("https://s3.eu-west-2.amazonaws.com/buc/x", "buc"),
        ("https://buc.s3.eu-west-2.amazonaws.com/x", "buc"),
        ("https://buc.s3.amazonaws.com", "buc"),
        ("https://storage.googleapis.com/buc/x", "buc"),
        (f"'{TABLE}'", TABLE),
        (f"curl -d x {QUEUE} ", QUEUE),
        ('"projects/p/topics/t"', "projects/p/topics/t"),
        ("instance_partition = 'p1'", "p1"),
    ],
)  # fmt: skip
def test_what_names_a_thing(text: str, said: str) -> None:
    assert said in {thing.said for thing in things_in(text)}


@pytest.mark.parametrize(
    "piece",
    [
        "x", "us-", "eu-west-", 'region "  ', "export data ", "aws s3 cp s3://b ", "aws s3 cp -a ",
        "projects/a/", "arn:aws:s3:::", "s3.", "abc.s3.", 'uri="gs://a" ', "to 's3://a", "gsutil cp ",
        "A" * 61 + "\n",
    ],
)  # fmt: skip
def test_eight_times_the_text_is_no_sixty_four_times_the_work(piece: str) -> None:
    """In one run: a search that goes back over what it has read would take 64 times as long."""
    assert _work(piece, LENGTH) < 30 * max(_work(piece, LENGTH // 8), 0.002)


def _work(piece: str, length: int) -> float:
    """Seconds of processor time to read so many characters."""
    text = piece * (length // len(piece)) + " s3://b arn:aws:x projects/"
    before = time.process_time()
    _said(text)
    places_in(text)
    list(things_in(text))
    return time.process_time() - before


def _said(value: Plain, form: Form = Form.PLAIN, path: str = "text") -> list[str | Unknown | None]:
    resource = Resource(urn="u", type="aws:a/b:C", name="n", props={"text": value})
    fact = Fact(holds=Holds.DATA, at={"region": How.REGION}, text={path: form})
    return [text.said for text in texts_of(resource, fact)]


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def test_texts_are_taken_apart() -> None:
    assert _said("a") == ["a"]
    assert _said({"A": "b", "C": {"D": "e"}, "F": 1}) == ["A=b", "D=e"]
    assert _said([{"name": "A", "value": "b"}], path="text[]") == ["A=b"]
    assert _said(["--location", "EU"], path="text[]") == ["--location EU"]
    assert _said([UNKNOWN, "a"], path="text[]") == ["a", UNKNOWN]
    assert _said({"A": UNKNOWN}) == [UNKNOWN]
    assert _said(None) == []


def test_encoded_texts_are_decoded_and_packed_ones_told() -> None:
    script = b"#!/bin/sh\nput --region us-east-1\n"
    assert script.decode() in _said(_encoded(script), Form.BASE64)
    assert script.decode() in _said(_encoded(script))
    assert _said(_encoded(gzip.compress(script)), Form.BASE64) == [None]
    assert _said(_encoded(gzip.compress(script))) == [None]
    assert _said(_encoded(bz2.compress(script))) == [None]
    assert _said(_encoded(b"\xff\xfe\x00\x01" * 9), Form.BASE64) == [None]
    assert None not in _said(_encoded(b"\xff\xfe\x00\x01" * 9)), "a digest is no script"
    lines = "\n".join(_encoded(script * 9)[i : i + 76] for i in range(0, 400, 76))
    assert any("us-east-1" in str(said) for said in _said(f"Content-Transfer-Encoding: base64\n\n{lines}\n"))


def test_a_finding_shows_the_name_and_nothing_else_of_the_text() -> None:
    secret = "hunter2-of-anna@example.com"
    text = f"{secret} us-east-1 {secret} UNLOAD (x) TO 's3://{'b' * 20}/{secret}' {secret}"
    instance = {"availabilityZone": "eu-west-2a", "tags": UK, "userData": text}
    found = judge(graph({"server": {"type": "aws:ec2/instance:Instance", "props": instance}}))
    assert {f.rule for f in found} == {"free-text"}
    assert len(found) == 2
    assert secret not in "".join(f"{f.what}{f.allowed}{f.fix}{f.subject}" for f in found)


def test_an_update_reads_a_text_before_the_resource_is_created() -> None:
    props = {"region": "eu-west-2", "tags": UK, "definition": '{"Resource": "arn:aws:sqs:us-east-1:1:q"}'}
    entries = entries_of({"steps": {"type": "aws:sfn/stateMachine:StateMachine", "props": props}}, "prod")
    engine = Engine("prod", dry_run=False)
    said = [d for entry in entries for d in engine.alone(entry, entries) if d.policyName == "free-text"]
    assert [d.enforcementLevel for d in said] == [proto.MANDATORY]
    assert not [d for d in engine.stack(entries) if d.policyName == "free-text"], (
        "one violation is one finding"
    )
