"""Resources over the real protocol: made, previewed, read, changed, deleted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sandbox.wire import UNKNOWN
from tests.sandbox.engine import ACCOUNT, PROJECT, CheckError, Engine, engine
from tests.sandbox.making import KEY_INPUTS, crypto_key, vpc_with_subnets
from tests.sandbox.tokens import (
    BUCKET,
    KEY,
    LOGS,
    NETWORK,
    VPC,
)

# Outputs


def test_outputs_have_the_clouds_forms(cloud: Engine) -> None:
    key = cloud.create(KEY, "k", **KEY_INPUTS)
    assert re.fullmatch(rf"arn:aws:kms:eu-west-2:{ACCOUNT}:key/[0-9a-f-]{{36}}", key["arn"])
    bucket = cloud.create(BUCKET, "b", bucket="acme-b", region="eu-west-1")
    assert (bucket.id, bucket["arn"]) == ("acme-b", "arn:aws:s3:::acme-b")
    assert bucket["bucketRegionalDomainName"] == "acme-b.s3.eu-west-1.amazonaws.com"
    network = cloud.create(NETWORK, "n", name="acme-n", autoCreateSubnetworks=False)
    assert network.id == f"projects/{PROJECT}/global/networks/acme-n"
    assert network["selfLink"] == f"https://www.googleapis.com/compute/v1/{network.id}"
    assert network["project"] == PROJECT
    gcp_key = crypto_key(cloud, "europe-west2")
    assert gcp_key.id == f"projects/{PROJECT}/locations/europe-west2/keyRings/acme/cryptoKeys/ledger"


def test_a_subnet_knows_both_names_of_its_zone(cloud: Engine) -> None:
    subnets = vpc_with_subnets(cloud)
    assert [s["availabilityZone"] for s in subnets] == ["eu-west-2a", "eu-west-2b"]
    assert [s["availabilityZoneId"] for s in subnets] == ["euw2-az1", "euw2-az2"]


def test_a_certificate_says_how_to_prove_each_name(cloud: Engine) -> None:
    token = "aws:acm/certificate:Certificate"
    made = cloud.create(
        token,
        "c",
        domainName="acme.example",
        subjectAlternativeNames=["*.acme.example"],
        validationMethod="DNS",
    )
    options = made["domainValidationOptions"]
    assert [o["domainName"] for o in options] == ["acme.example", "*.acme.example"]
    assert options[1]["resourceRecordName"].endswith(".acme.example.")


def test_the_proof_for_acm_is_one_for_all_regions_of_an_account(cloud: Engine) -> None:
    token = "aws:acm/certificate:Certificate"
    inputs = {"domainName": "uk.acme.example", "validationMethod": "DNS"}
    made = [cloud.create(token, region, **inputs, region=region) for region in ("eu-west-1", "eu-west-2")]
    assert made[0]["domainValidationOptions"] == made[1]["domainValidationOptions"]


def test_regional_authorizations_of_one_domain_have_records_of_their_own(cloud: Engine) -> None:
    token = "gcp:certificatemanager/dnsAuthorization:DnsAuthorization"
    regions = ("europe-west3", "europe-west10")
    made = [cloud.create(token, r, name="acme", domain="de.acme.example", location=r) for r in regions]
    names = [m["dnsResourceRecords"][0]["name"] for m in made]
    assert len(set(names)) == 2
    fixed = cloud.create(token, "g", name="acme", domain="acme.example", type="FIXED_RECORD")
    assert fixed["dnsResourceRecords"][0]["name"] == "_acme-challenge.acme.example."


def test_outputs_are_the_same_in_every_sandbox(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        with engine(tmp_path / name) as cloud:
            made.append(
                [
                    cloud.create(KEY, "k", **KEY_INPUTS).outputs,
                    cloud.create(VPC, "v", cidrBlock="10.0.0.0/16").outputs,
                ]
            )
    assert made[0] == made[1]


def test_a_type_without_an_entry_gets_plausible_outputs(cloud: Engine) -> None:
    queue = cloud.create("aws:sqs/queue:Queue", "q", name="acme-q")
    assert queue["arn"].startswith(f"arn:aws:sqs:eu-west-2:{ACCOUNT}:")
    assert queue["tagsAll"] == {}


def test_default_tags_reach_every_resource(cloud: Engine) -> None:
    cloud.configure("aws", region="eu-west-2", defaultTags='{"tags": {"project": "acme"}}')
    assert cloud.create(KEY, "k", **KEY_INPUTS, tags={"a": "1"})["tagsAll"] == {"project": "acme", "a": "1"}


# Previews


def test_a_preview_knows_inputs_and_nothing_that_the_cloud_makes(cloud: Engine) -> None:
    outputs = cloud.preview(KEY, "k", **KEY_INPUTS)
    assert outputs["deletionWindowInDays"] == 7
    assert outputs["region"] == "eu-west-2"
    assert outputs["arn"] is UNKNOWN
    assert cloud.read(KEY, "anything") is None


def test_a_preview_judges_what_it_can(cloud: Engine) -> None:
    with pytest.raises(CheckError) as found:
        cloud.preview(KEY, "k", deletionWindowInDays=3)
    assert "7 to 30" in found.value.failures["deletionWindowInDays"]


# Life


def test_read_finds_what_was_made_and_import_names_the_region(cloud: Engine) -> None:
    for region in ("eu-west-1", "eu-west-2"):
        cloud.create(LOGS, f"l-{region}", name="/acme/flow", retentionInDays=30, region=region)
    found = cloud.read(LOGS, "/acme/flow@eu-west-1")
    assert found is not None
    assert found.inputs["region"] == "eu-west-1"
    found = cloud.read(LOGS, "/acme/flow", region="eu-west-2")
    assert found is not None
    assert f":eu-west-2:{ACCOUNT}:" in found["arn"]
    assert cloud.read(LOGS, "/other") is None


def test_an_update_keeps_what_the_cloud_made(cloud: Engine) -> None:
    vpc = cloud.create(VPC, "v", cidrBlock="10.0.0.0/16")
    later = cloud.update(vpc, cidrBlock="10.0.0.0/16", tags={"a": "1"})
    assert later["arn"] == vpc["arn"]
    assert later["tagsAll"] == {"a": "1"}
    found = cloud.read(VPC, vpc.id)
    assert found is not None
    assert found.inputs["tags"] == {"a": "1"}


def test_a_replacement_made_first_has_an_id_of_its_own(cloud: Engine) -> None:
    old = cloud.create(VPC, "v", cidrBlock="10.0.0.0/16")
    new = cloud.create(VPC, "v", cidrBlock="10.1.0.0/16")
    assert old.id != new.id
    cloud.delete(old)
    assert cloud.read(VPC, old.id) is None
    assert cloud.read(VPC, new.id) is not None


def test_deleting_twice_is_no_error(cloud: Engine) -> None:
    bucket = cloud.create(BUCKET, "b", bucket="acme-b")
    cloud.delete(bucket)
    cloud.delete(bucket)
    assert cloud.read(BUCKET, "acme-b") is None
