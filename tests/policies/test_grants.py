"""Whose a principal is, by how it is written, and at which moment of an operation that is told."""

from __future__ import annotations

from typing import Any

import pytest

from policies.context import Context
from policies.grants import aws, gcp
from policies.grants.grantee import Whose
from policies.grants.owned import Owned, owned
from policies.judging import judge_one
from policies.resources.graph import GrowingGraph
from tests.policies.engine import Engine, entries_of, told
from tests.policies.states import UK, UNKNOWN_TEXT, graph

OUR_USER = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"
OURS = Owned(
    accounts=frozenset({"444455556666"}),
    projects=frozenset({"acme-prod", "example.com:tools"}),
    numbers=frozenset({"647336165691"}),
    identities=frozenset({OUR_USER}),
    declares=lambda text: text == "vpc-1",
)
NOTHING = Owned(
    accounts=frozenset(),
    projects=frozenset(),
    numbers=frozenset(),
    identities=frozenset(),
    declares=lambda _: False,
)


@pytest.mark.parametrize(
    ("said", "whose", "where_nothing_tells"),
    [
        ("444455556666", Whose.OURS, Whose.UNTOLD),
        ("arn:aws:iam::444455556666:root", Whose.OURS, Whose.UNTOLD),
        ("arn:aws:sts::444455556666:assumed-role/a/b", Whose.OURS, Whose.UNTOLD),
        ("444455556666:IAMPrincipals", Whose.OURS, Whose.UNTOLD),
        ("IAM_ALLOWED_PRINCIPALS", Whose.OURS, Whose.OURS),
        ("999988887777", Whose.STRANGER, Whose.UNTOLD),
        ("arn:aws-us-gov:iam::999988887777:role/r", Whose.STRANGER, Whose.UNTOLD),
        ("o-abc123", Whose.STRANGER, Whose.STRANGER),
        ("arn:aws:organizations::444455556666:organization/o-1", Whose.STRANGER, Whose.STRANGER),
        ("652711504416", Whose.CLOUD, Whose.CLOUD),
        ("s3.amazonaws.com", Whose.CLOUD, Whose.CLOUD),
        ("s3.amazonaws.com.evil.example", Whose.UNTOLD, Whose.UNTOLD),
        (OUR_USER, Whose.OURS, Whose.UNTOLD),
        (OUR_USER.replace("E1", "E2"), Whose.UNTOLD, Whose.UNTOLD),
        ("AIDACKCEVSQ6C2EXAMPLE", Whose.UNTOLD, Whose.UNTOLD),
        ("arn:aws:iam::44445555666:root", Whose.UNTOLD, Whose.UNTOLD),
        ("arn:", Whose.UNTOLD, Whose.UNTOLD),
        ("*", Whose.EVERYONE, Whose.EVERYONE),
        ("all", Whose.EVERYONE, Whose.EVERYONE),
    ],
)
def test_a_principal_of_aws(said: str, whose: Whose, where_nothing_tells: Whose) -> None:
    assert (aws.principal(said, OURS), aws.principal(said, NOTHING)) == (whose, where_nothing_tells)


@pytest.mark.parametrize(
    ("said", "whose", "where_nothing_tells"),
    [
        ("serviceAccount:a@acme-prod.iam.gserviceaccount.com", Whose.OURS, Whose.UNTOLD),
        ("serviceAccount:a@tools.example.com.iam.gserviceaccount.com", Whose.OURS, Whose.UNTOLD),
        ("serviceAccount:acme-prod@appspot.gserviceaccount.com", Whose.OURS, Whose.UNTOLD),
        ("serviceAccount:acme-prod.svc.id.goog[ns/app]", Whose.OURS, Whose.UNTOLD),
        ("serviceAccount:a@rival.iam.gserviceaccount.com", Whose.STRANGER, Whose.UNTOLD),
        ("serviceAccount:647336165691-compute@developer.gserviceaccount.com", Whose.OURS, Whose.UNNUMBERED),
        ("serviceAccount:1-compute@developer.gserviceaccount.com", Whose.STRANGER, Whose.UNNUMBERED),
        (
            "serviceAccount:service-647336165691@gs-project-accounts.iam.gserviceaccount.com",
            Whose.OURS,
            Whose.UNNUMBERED,
        ),
        (
            "serviceAccount:p647336165691-x1@gcp-sa-cloud-sql.iam.gserviceaccount.com",
            Whose.OURS,
            Whose.UNNUMBERED,
        ),
        ("serviceAccount:bq-1@bigquery-encryption.iam.gserviceaccount.com", Whose.STRANGER, Whose.UNNUMBERED),
        ("serviceAccount:service-647336165691@rival.iam.gserviceaccount.com", Whose.STRANGER, Whose.UNTOLD),
        ("serviceAccount:someone@gcp-sa-x.iam.gserviceaccount.com", Whose.UNTOLD, Whose.UNTOLD),
        ("serviceAccount:a@acme-prod.example", Whose.UNTOLD, Whose.UNTOLD),
        ("deleted:serviceAccount:a@acme-prod.iam.gserviceaccount.com?uid=1", Whose.UNTOLD, Whose.UNTOLD),
        ("projectOwner:acme-prod", Whose.OURS, Whose.UNTOLD),
        ("projectViewer:rival", Whose.STRANGER, Whose.UNTOLD),
        ("principalSet://iam.googleapis.com/projects/1/locations/global/p/*", Whose.STRANGER, Whose.UNTOLD),
        ("principal://iam.googleapis.com/projects/647336165691/locations/x", Whose.UNTOLD, Whose.UNTOLD),
        ("principal://goog/subject/ann@acme.example", Whose.UNTOLD, Whose.UNTOLD),
        ("user:ann@acme.example", Whose.UNTOLD, Whose.UNTOLD),
        ("", Whose.UNTOLD, Whose.UNTOLD),
        ("allAuthenticatedUsers", Whose.EVERYONE, Whose.EVERYONE),
    ],
)
def test_a_member_of_google(said: str, whose: Whose, where_nothing_tells: Whose) -> None:
    assert (gcp.member(said, OURS), gcp.member(said, NOTHING)) == (whose, where_nothing_tells)


def test_what_is_owned_is_told_by_providers_and_by_what_the_cloud_made() -> None:
    stated = {"type": "aws:sqs/queue:Queue", "provider": {"allowedAccountIds": '["444455556666"]'}}
    made = {"arn": "arn:aws:sqs:eu-west-2:999988887777:q", "tags": UK}
    one = owned(Context(graph({"q": {**stated, "props": made}})))
    assert one.accounts == {"444455556666"}, "a provider is held to what it says"
    assert owned(Context(graph({"q": {"type": "aws:sqs/queue:Queue", "props": made}}))).accounts == {
        "999988887777"
    }
    secret = {"type": "gcp:secretmanager/secret:Secret", "props": {"name": "projects/12/secrets/s"}}
    agent = {
        "type": "gcp:projects/serviceIdentity:ServiceIdentity",
        "props": {"project": "p", "email": "service-34@gcp-sa-spanner.iam.gserviceaccount.com"},
    }
    found = owned(Context(graph({"s": secret, "a": agent})))
    assert found.projects == {"p"}
    assert found.numbers == {"12", "34"}


def test_what_is_owned_is_told_anew_by_what_is_declared_anew() -> None:
    growing = GrowingGraph()
    context = Context(growing)
    for number in ("999988887777", "111122223333"):
        made = {"arn": f"arn:aws:sqs:eu-west-2:{number}:q", "tags": UK}
        for resource in graph({"q": {"type": "aws:sqs/queue:Queue", "props": made}}):
            growing.add(resource)
            context.forget(resource)
            list(judge_one(context, resource))
        assert owned(context).accounts == {number}


def _shared(principal: str) -> dict[str, Any]:
    held = {"region": "eu-west-2", "allowedAccountIds": '["444455556666"]'}
    allow = f'{{"Statement": {{"Effect": "Allow", "Principal": {{"AWS": "{principal}"}}, "Action": "*"}}}}'
    props = {"region": "eu-west-2", "tags": UK, "kmsMasterKeyId": "arn:aws:kms:eu-west-2:1:key/k"}
    policy = UNKNOWN_TEXT if principal == UNKNOWN_TEXT else allow
    return {"q": {"type": "aws:sqs/queue:Queue", "provider": held, "props": {**props, "policy": policy}}}


def test_a_stranger_is_refused_before_anything_is_created() -> None:
    entries = entries_of(_shared("999988887777"))
    engine = Engine("prod", dry_run=False)
    found = [d for entry in entries for d in engine.alone(entry, entries)]
    assert told(found) == [("access-granted", "q")]
    assert engine.stack(entries) == []


def test_what_a_preview_does_not_know_waits_for_the_update_and_an_analysis_does_not() -> None:
    entries = entries_of(_shared(UNKNOWN_TEXT))
    assert Engine("prod", dry_run=True).stack(entries) == []
    assert told(Engine("prod", dry_run=False).stack(entries)) == [("access-granted", "q")]
    assert told(Engine().stack(entries)) == [("access-granted", "q")]
