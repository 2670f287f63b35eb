"""A store on machines, on either engine: what its machines are told, and what stands around them."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from plan.model import PRIORITIES
from tests.components.machines import told
from tests.components.machines.worlds import ENGINES, LAYOUTS, machines, script, store, world

SMALL = 2048
"""Bytes of user data: an eighth of what a machine on AWS takes."""
EACH_ENGINE = pytest.mark.parametrize("engine", ENGINES)
EACH_LAYOUT = pytest.mark.parametrize("layout", LAYOUTS)


@EACH_ENGINE
@EACH_LAYOUT
def test_every_machine_is_told_something_valid(engine: str, layout: str) -> None:
    found = machines(engine, layout)
    assert len(found) == sum(len(c.machines) for c in store(engine, layout).clusters)
    for machine in found:
        text = script(engine, machine)
        assert len(told.user_data(machine).encode()) < SMALL
        assert told.is_shell(told.user_data(machine))
        assert told.is_shell(text)
        for inner in re.findall(r"<<'END-OF-FILE'\n(#!/bin/sh\n.*?)\nEND-OF-FILE", text, re.DOTALL):
            assert told.is_shell(inner)


@EACH_ENGINE
@EACH_LAYOUT
def test_one_machine_of_each_cluster_makes_it_and_keeps_its_settings(engine: str, layout: str) -> None:
    starters = [m.name for m in machines(engine, layout) if f"{engine}-database.timer" in script(engine, m)]
    assert starters == [c.starter.name for c in store(engine, layout).clusters]


@EACH_ENGINE
def test_no_machine_is_told_a_secret(engine: str) -> None:
    for machine in machines(engine, "standby"):
        text = script(engine, machine)
        assert "PRIVATE KEY" not in text
        assert "crl-0-key" not in text
        assert "made-up" not in text


@EACH_ENGINE
def test_an_own_image_has_the_software_and_another_fetches_it_from_its_place(engine: str) -> None:
    assert all("ARCHIVE=''" in script(engine, m) for m in machines(engine, "image"))
    for machine in machines(engine, "regions"):
        scheme = "s3" if machine.type.startswith("aws:") else "gs"
        assert f"ARCHIVE={scheme}://acme-test-de-orders-backups" in script(engine, machine)
        assert f"SHA256={'a' * 64}" in script(engine, machine)


@EACH_ENGINE
@EACH_LAYOUT
def test_machines_follow_one_after_another(engine: str, layout: str) -> None:
    for before, machine in pairwise(machines(engine, layout)):
        assert before.urn in machine.dependencies


@EACH_ENGINE
def test_machines_hold_nothing_and_reach_nothing_by_themselves(engine: str) -> None:
    for machine in machines(engine, "standby"):
        assert machine.protect
        assert not machine.retain_on_delete
        if machine.type.startswith("aws:"):
            assert machine.inputs["metadataOptions"]["httpTokens"] == "required"
            assert machine.inputs["rootBlockDevice"]["encrypted"]
            assert machine.inputs["rootBlockDevice"]["kmsKeyId"]
            assert machine.inputs["userDataReplaceOnChange"]
        else:
            (interface,) = machine.inputs["networkInterfaces"]
            assert "accessConfigs" not in interface
            assert machine.inputs["bootDisk"]["kmsKeySelfLink"]
            assert machine.inputs["shieldedInstanceConfig"]["enableSecureBoot"]
            assert machine.inputs["metadata"]["block-project-ssh-keys"] == "TRUE"


@EACH_ENGINE
@pytest.mark.parametrize("kind", ["ebs/volume:Volume", "compute/disk:Disk", "secretmanager/secret:Secret"])
def test_what_holds_data_stays(engine: str, kind: str) -> None:
    found = world(engine, "standby").of(kind)
    assert found
    assert all(r.protect and r.retain_on_delete for r in found)


@EACH_ENGINE
def test_disks_say_whose_voters_they_are(engine: str) -> None:
    found = world(engine, "standby")
    volumes, disks = found.of("ebs/volume:Volume"), found.of("compute/disk:Disk")
    assert {(v.inputs["tags"]["cluster"], v.inputs["tags"]["voters"]) for v in volumes} == {("home", "3")}
    assert {(d.inputs["labels"]["cluster"], d.inputs["labels"]["voters"]) for d in disks} == {
        ("recovery", "3")
    }
    assert all(v.inputs["encrypted"] and v.inputs["kmsKeyId"] for v in volumes)
    assert all(d.inputs["diskEncryptionKey"]["kmsKeySelfLink"] for d in disks)


@EACH_ENGINE
def test_a_group_reads_its_own_secrets_and_not_its_clients(engine: str) -> None:
    found = world(engine, "standby")
    readers = {r.name for r in found.of("secretmanager/secretIamMember:SecretIamMember")}
    assert len(readers) == 4  # three machines and the admin
    assert not [name for name in readers if "client" in name]
    policy = json.loads(found.named("RolePolicy", "uk-orders-aws-eu-west-2-secrets-policy").inputs["policy"])
    read = next(s for s in policy["Statement"] if s["Action"] == "secretsmanager:GetSecretValue")
    assert len(read["Resource"]) == 4
    assert not [arn for arn in read["Resource"] if "client" in arn]


@pytest.mark.parametrize(("engine", "ports"), [("cockroachdb", ["26257"]), ("yugabytedb", ["7100", "9100"])])
def test_firewall_of_the_machines_ends_in_a_refusal(engine: str, ports: list[str]) -> None:
    rules = [
        r.inputs
        for r in world(engine, "standby").of("NetworkFirewallPolicyRule")
        if r.inputs.get("targetServiceAccounts")
    ]
    rules.sort(key=lambda r: r["priority"])
    ways = {way: [r for r in rules if r["direction"] == way] for way in ("INGRESS", "EGRESS")}
    *others, last = ways["INGRESS"]
    assert (last["action"], last["match"]["srcIpRanges"]) == ("deny", ["0.0.0.0/0"])
    assert all(r["action"] == "allow" for r in rules if r is not last)
    assert not [r for r in others if "0.0.0.0/0" in r["match"]["srcIpRanges"]]
    assert [r["match"]["layer4Configs"] for r in ways["EGRESS"]] == [[{"ipProtocol": "tcp", "ports": ports}]]
    assert len(rules) <= PRIORITIES


@EACH_ENGINE
def test_security_groups_open_what_is_planned_and_no_more(engine: str) -> None:
    (group,) = [g for g in store(engine, "standby").groups if g.place.startswith("aws/")]
    planned_in = {(port, cidr) for o in group.openings for port in o.ports for cidr in o.sources}
    rules = [
        r.inputs
        for r in world(engine, "standby").of("SecurityGroupIngressRule")
        if r.name.startswith(f"{group.name}-from-") and "health" not in r.name
    ]
    assert {(r["fromPort"], r["cidrIpv4"]) for r in rules} == planned_in


@pytest.mark.parametrize(("engine", "days"), [("cockroachdb", 8), ("yugabytedb", 11)])
def test_backups_are_forgotten_and_software_is_not(engine: str, days: int) -> None:
    found = world(engine, "standby")
    (rules,) = [r.inputs["rules"] for r in found.of("BucketLifecycleConfiguration") if "orders" in r.name]
    expire = next(r for r in rules if r["id"] == "expire")
    assert (expire["filter"]["prefix"], expire["expiration"]["days"]) == ("backups/", days)
    (bucket,) = [b.inputs for b in found.of("gcp:storage/bucket:Bucket")]
    conditions = [r["condition"] for r in bucket["lifecycleRules"] if r["action"]["type"] == "Delete"]
    assert {"age": days, "matchesPrefixes": ["backups/"], "withState": "ANY"} in conditions
