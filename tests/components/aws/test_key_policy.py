"""Who may do what with a key: judged the way AWS does, on the document itself."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest

from components.aws.key_policy import ADMINISTER, key_policy

ACCOUNT = "123456789012"


def statements(*services: str) -> dict[str, dict[str, Any]]:
    text = key_policy(account=ACCOUNT, region="eu-west-2", partition="aws", services=services)
    return {s["Sid"]: s for s in json.loads(text)["Statement"]}


def allowing(found: dict[str, dict[str, Any]], action: str) -> set[str]:
    return {
        sid
        for sid, s in found.items()
        if s["Effect"] == "Allow" and any(fnmatchcase(action, pattern) for pattern in s["Action"])
    }


def test_administrators_cannot_decrypt_encrypt_or_grant() -> None:
    forbidden = {"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant", "kms:ReEncryptFrom"}
    assert not forbidden & set(ADMINISTER)
    assert not any("*" in action for action in ADMINISTER)


def test_the_policy_can_be_changed_later() -> None:
    administer = statements("rds")["AdministerWithoutDecrypting"]
    assert "kms:PutKeyPolicy" in administer["Action"]
    assert administer["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert "Condition" not in administer


@pytest.mark.parametrize("action", ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKeyWithoutPlaintext"])
def test_every_use_is_through_a_service_of_the_region_and_for_this_account(action: str) -> None:
    found = statements("rds", "secretsmanager", "dynamodb", "logs")
    for sid in allowing(found, action):
        condition = found[sid]["Condition"]
        if sid == "WriteLogsOfThisAccount":
            arn = condition["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]
            assert arn == f"arn:aws:logs:eu-west-2:{ACCOUNT}:log-group:*"
        else:
            assert condition["StringEquals"]["kms:CallerAccount"] == ACCOUNT
            assert all(".eu-west-2." in via for via in condition["StringEquals"]["kms:ViaService"])


def test_only_its_own_services_use_it() -> None:
    use = statements("rds", "secretsmanager")["UseThroughItsServices"]
    assert use["Condition"]["StringEquals"]["kms:ViaService"] == [
        "rds.eu-west-2.amazonaws.com",
        "secretsmanager.eu-west-2.amazonaws.com",
    ]


def test_grants_go_to_services_only() -> None:
    found = statements("rds")
    assert allowing(found, "kms:CreateGrant") == {"GrantToItsServices"}
    assert found["GrantToItsServices"]["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}


def test_logs_alone_leave_nobody_else_a_use() -> None:
    found = statements("logs")
    assert allowing(found, "kms:Decrypt") == {"WriteLogsOfThisAccount"}
    assert found["WriteLogsOfThisAccount"]["Principal"] == {"Service": "logs.eu-west-2.amazonaws.com"}


def test_eventbridge_uses_the_key_of_alarms_for_topics_of_this_account_and_no_more() -> None:
    found = statements("events")
    statement = found["PublishToTopicsOfThisAccount"]
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    topics = statement["Condition"]["ArnLike"]["kms:EncryptionContext:aws:sns:topicArn"]
    assert topics == f"arn:aws:sns:eu-west-2:{ACCOUNT}:*"
    assert not {"UseThroughItsServices", "GrantToItsServices"} & set(found)


def test_logs_have_no_use_of_a_key_that_is_not_theirs() -> None:
    assert "WriteLogsOfThisAccount" not in statements("s3")


def test_anybody_is_named_only_where_a_condition_names_them_again() -> None:
    found = statements("dynamodb", "logs", "s3")
    open_to_all = {
        sid for sid, s in found.items() if s["Effect"] == "Allow" and s["Principal"] == {"AWS": "*"}
    }
    assert open_to_all == {"ReplicateTables"}
    role = found["ReplicateTables"]["Condition"]["ArnEquals"]["aws:PrincipalArn"]
    assert role.startswith(
        f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/replication.dynamodb.amazonaws.com/"
    )


@pytest.mark.parametrize("action", ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptTo"])
def test_no_refusal_overrides_what_a_grant_of_ours_lets_a_service_do(action: str) -> None:
    """The cloud's internal accounts work on grants, and a Deny would win over them."""
    refusals = [s for s in statements("rds", "logs", "dynamodb").values() if s["Effect"] == "Deny"]
    assert refusals
    assert not any(fnmatchcase(action, pattern) for s in refusals for pattern in s["Action"])


def test_nobody_of_another_account_is_allowed_anything() -> None:
    for sid, statement in statements("rds", "logs", "dynamodb", "s3").items():
        if statement["Effect"] == "Allow":
            assert ACCOUNT in json.dumps(statement), sid


@pytest.mark.parametrize("services", [("rds",), ("logs",), ("dynamodb", "s3")])
def test_strangers_and_copies_are_refused_whatever_else_it_says(services: tuple[str, ...]) -> None:
    found = statements(*services)
    strangers = found["RefuseGrantsOfOtherAccounts"]
    assert (strangers["Effect"], strangers["Action"]) == ("Deny", ["kms:CreateGrant"])
    assert strangers["Condition"]["StringNotEquals"] == {"aws:PrincipalAccount": ACCOUNT}
    assert strangers["Condition"]["Bool"] == {"aws:PrincipalIsAWSService": "false"}
    assert "kms:ReplicateKey" in found["NeverLeaveThisRegion"]["Action"]
    assert "Condition" not in found["NeverLeaveThisRegion"]


def test_the_same_services_in_another_order_are_the_same_policy() -> None:
    assert key_policy(
        account=ACCOUNT, region="eu-west-2", partition="aws", services=("s3", "rds")
    ) == key_policy(account=ACCOUNT, region="eu-west-2", partition="aws", services=("rds", "s3"))


def test_other_partitions_have_their_own_arns() -> None:
    text = key_policy(
        account=ACCOUNT, region="eusc-de-east-1", partition="aws-eusc", services=("rds", "logs")
    )
    assert "arn:aws:" not in text
    assert f"arn:aws-eusc:iam::{ACCOUNT}:root" in text
