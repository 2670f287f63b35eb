"""Data sources that programs call."""

from __future__ import annotations

import json
from typing import Any

import grpc
import pytest

from tests.sandbox.engine import ACCOUNT, LONDON, PROJECT, Engine

POLICY = "aws:iam/getPolicyDocument:getPolicyDocument"


@pytest.mark.parametrize(
    ("token", "arguments", "expected"),
    [
        ("aws:index/getCallerIdentity:getCallerIdentity", {}, {"accountId": ACCOUNT}),
        ("aws:index/getPartition:getPartition", {}, {"partition": "aws", "dnsSuffix": "amazonaws.com"}),
        ("aws:index/getRegion:getRegion", {}, {"region": LONDON, "description": "London"}),
        ("aws:index/getRegion:getRegion", {"region": "eu-west-1"}, {"region": "eu-west-1"}),
        (
            "aws:index/getAvailabilityZones:getAvailabilityZones",
            {},
            {"names": [f"{LONDON}{z}" for z in "abc"]},
        ),
        ("aws:index/getAvailabilityZone:getAvailabilityZone", {"zoneId": "euw2-az2"}, {"name": f"{LONDON}b"}),
        ("gcp:organizations/getProject:getProject", {}, {"projectId": PROJECT}),
        (
            "gcp:compute/getZones:getZones",
            {"region": "europe-west2"},
            {"names": [f"europe-west2-{z}" for z in "abc"]},
        ),
    ],
)
def test_answers(cloud: Engine, token: str, arguments: dict[str, Any], expected: dict[str, Any]) -> None:
    assert expected.items() <= cloud.invoke(token, **arguments).items()


def test_service_agents_belong_to_the_project_of_the_caller(cloud: Engine) -> None:
    number = cloud.invoke("gcp:organizations/getProject:getProject")["number"]
    storage = cloud.invoke("gcp:storage/getProjectServiceAccount:getProjectServiceAccount")
    assert storage["emailAddress"] == f"service-{number}@gs-project-accounts.iam.gserviceaccount.com"
    transfer = cloud.invoke("gcp:storage/getTransferProjectServiceAccount:getTransferProjectServiceAccount")
    assert transfer["member"].endswith(f"project-{number}@storage-transfer-service.iam.gserviceaccount.com")
    logs = cloud.invoke("gcp:logging/getProjectCmekSettings:getProjectCmekSettings", project=PROJECT)
    assert logs["serviceAccountId"].startswith(f"service-{number}@")
    other = cloud.invoke("gcp:organizations/getProject:getProject", projectId="acme-other")
    assert other["number"] != number


def test_a_policy_is_rendered_as_aws_reads_it(cloud: Engine) -> None:
    statement = {
        "sid": "Logs",
        "actions": ["kms:Decrypt", "kms:Encrypt"],
        "resources": ["*"],
        "principals": [{"type": "Service", "identifiers": ["logs.eu-west-2.amazonaws.com"]}],
        "conditions": [{"test": "StringEquals", "variable": "aws:SourceAccount", "values": [ACCOUNT]}],
    }
    deny = {
        "effect": "Deny",
        "notActions": ["s3:*"],
        "resources": ["*"],
        "principals": [{"type": "*", "identifiers": ["*"]}],
    }
    rendered = json.loads(cloud.invoke(POLICY, statements=[statement, deny])["json"])
    assert rendered == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Logs",
                "Effect": "Allow",
                "Action": ["kms:Encrypt", "kms:Decrypt"],
                "Resource": "*",
                "Principal": {"Service": "logs.eu-west-2.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
            },
            {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*", "Principal": "*"},
        ],
    }


def test_a_statement_overrides_its_namesake(cloud: Engine) -> None:
    source = json.dumps({"Statement": [{"Sid": "A", "Effect": "Allow"}, {"Sid": "B", "Effect": "Allow"}]})
    override = json.dumps({"Statement": {"Sid": "A", "Effect": "Deny"}})
    rendered = cloud.invoke(POLICY, sourcePolicyDocuments=[source], overridePolicyDocuments=[override])[
        "json"
    ]
    effects = {s["Sid"]: s["Effect"] for s in json.loads(rendered)["Statement"]}
    assert effects == {"A": "Deny", "B": "Allow"}


@pytest.mark.parametrize(
    ("token", "arguments", "words"),
    [
        ("aws:ec2/getAmi:getAmi", {}, "does not answer 'aws:ec2/getAmi:getAmi'"),
        ("aws:index/getRegion:getRegion", {"region": "eu-west-9"}, "not an AWS region"),
        ("aws:kms/getKey:getKey", {"keyId": "none"}, "found 0 of key none"),
    ],
)
def test_refusals_name_what_was_asked(
    cloud: Engine, token: str, arguments: dict[str, Any], words: str
) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        cloud.invoke(token, **arguments)
    assert words in str(refused.value)
