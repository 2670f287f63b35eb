"""CockroachDB: what its machines are told, who gets which certificate, and what stands around them."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

import pulumi
import pytest

from infra.build import declare as declare_plan
from jurisdictions.problem import ProblemsError
from plan.model import PRIORITIES, Machines
from plan.resolve import all_stores
from tests.components.machines import told
from tests.components.recording import Declared, World, declare
from tests.plan.intents import intent, planned

STORE = {"class": "persistent", "engine": "cockroachdb", "licence": "enterprise", "organisation": "O'Acme"}
INTENTS: dict[str, dict[str, Any]] = {
    "standby": {
        "jurisdictions": {"uk": {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}},
        "stores": {"identities": STORE | {"organisation": "Acme", "survives": "cloud"}},
    },
    "regions": {
        "jurisdictions": {"de": {"home": "aws/eu-central-1", "recovery": "gcp/europe-west10"}},
        "stores": {
            "identities": STORE
            | {
                "organisation": "Acme",
                "survives": "region",
                "witness": "gcp/europe-west3",
                "sha256": "a" * 64,
            }
        },
    },
    "image": {
        "jurisdictions": {"uk": {"home": "aws/eu-west-2"}},
        "stores": {
            "identities": STORE
            | {"organisation": "Acme", "replicas": 5, "images": {"aws/eu-west-2": "ami-0123456789abcdef0"}}
        },
    },
}
SMALL = 2048
"""Bytes of user data: an eighth of what a machine on AWS takes."""
MACHINES = ("ec2/instance:Instance", "compute/instance:Instance")


@cache
def world(name: str) -> World:
    pulumi.runtime.set_all_config({"domicile:cockroachdb-licence": "crl-0-key"})
    plan = planned(intent(protect=True, **INTENTS[name]))
    try:
        return declare(lambda: declare_plan(plan))[1]
    finally:
        pulumi.runtime.set_all_config({})


def store(name: str) -> Machines:
    (found,) = all_stores(planned(intent(**INTENTS[name])))
    assert isinstance(found, Machines)
    return found


def machines(name: str) -> list[Declared]:
    return [m for kind in MACHINES for m in world(name).of(kind)]


def script(machine: Declared) -> str:
    """What a machine does at its start, whichever world it is of."""
    return told.script(next(w for w in map(world, INTENTS) if machine in w.resources), machine)


@pytest.mark.parametrize("name", INTENTS)
def test_every_machine_is_told_something_valid(name: str) -> None:
    assert len(machines(name)) == sum(len(c.machines) for c in store(name).clusters)
    for machine in machines(name):
        text = script(machine)
        assert len(told.user_data(machine).encode()) < SMALL
        assert told.is_shell(told.user_data(machine))
        assert told.is_shell(text)


@pytest.mark.parametrize("name", INTENTS)
def test_one_machine_of_each_cluster_makes_it(name: str) -> None:
    starters = [m.name for m in machines(name) if "cockroachdb-database.timer" in script(m)]
    assert starters == [c.starter.name for c in store(name).clusters]


def test_no_machine_is_told_a_secret() -> None:
    for machine in machines("standby"):
        assert "PRIVATE KEY" not in script(machine)
        assert "crl-0-key" not in script(machine)


def test_flags_say_where_a_machine_is_and_take_out_what_people_sent() -> None:
    (first, *_) = [m for m in machines("regions") if "euc1-az1" in m.name]
    text = script(first)
    assert "--locality=country=de,cloud=aws,region=aws-eu-central-1,zone=euc1-az1" in text
    for flag in (
        "--max-offset=250ms",
        "--cache=.25",
        "--max-sql-memory=.25",
        "redact: true",
        "--sql-addr=:26257",
    ):
        assert flag in text
    assert "SKIP_ENABLING_DIAGNOSTIC_REPORTING=true" in text
    assert "diagnostics.reporting.enabled = false" in text


def test_a_database_over_regions_survives_one_and_is_backed_up_where_it_is_read() -> None:
    text = next(script(m) for m in machines("regions") if "database.sql" in script(m))
    assert 'PRIMARY REGION "aws-eu-central-1"' in text
    assert "SURVIVE REGION FAILURE" in text
    schedules = [line for line in text.splitlines() if line.startswith("CREATE SCHEDULE")]
    assert [line.split("EXECUTION LOCALITY = ")[1].split(" RECURRING")[0] for line in schedules] == [
        "'region=aws-eu-central-1'",
        "'region=gcp-europe-west10'",
    ]
    assert text.count("num_replicas = 5, constraints = '[+country=de]'") == 5


def test_five_copies_in_one_region_are_asked_for() -> None:
    text = next(script(m) for m in machines("image") if "database.sql" in script(m))
    assert "ALTER RANGE default CONFIGURE ZONE USING num_replicas = 5, " in text


def test_the_second_cluster_is_empty_and_follows_the_first() -> None:
    home, recovery = (script(m) for m in machines("standby") if "database.sql" in script(m))
    assert "KIND=--virtualized\n" in home
    assert "FOLLOWS=''" in home
    assert "KIND=--virtualized-empty\n" in recovery
    assert "cockroachdb-follow" in recovery
    assert "GRANT SYSTEM REPLICATIONSOURCE TO replicator;" in home


def test_an_own_image_has_the_software_and_another_fetches_it_from_its_place() -> None:
    assert all("ARCHIVE=''" in script(m) for m in machines("image"))
    for machine in machines("regions"):
        scheme = "s3" if machine.type.startswith("aws:") else "gs"
        assert f"ARCHIVE={scheme}://acme-test-de-identities-backups" in script(machine)
        assert f"SHA256={'a' * 64}" in script(machine)


@pytest.mark.parametrize("name", INTENTS)
def test_machines_follow_one_after_another(name: str) -> None:
    order = machines(name)
    for before, machine in pairwise(order):
        assert before.urn in machine.dependencies


def test_machines_hold_nothing_and_reach_nothing_by_themselves() -> None:
    for machine in machines("standby"):
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


@pytest.mark.parametrize("kind", ["ebs/volume:Volume", "compute/disk:Disk", "secretmanager/secret:Secret"])
def test_what_holds_data_stays(kind: str) -> None:
    found = world("standby").of(kind)
    assert found
    assert all(r.protect and r.retain_on_delete for r in found)


def test_disks_say_whose_voters_they_are() -> None:
    found = world("standby")
    volumes, disks = found.of("ebs/volume:Volume"), found.of("compute/disk:Disk")
    assert {(v.inputs["tags"]["cluster"], v.inputs["tags"]["voters"]) for v in volumes} == {("home", "3")}
    assert {(d.inputs["labels"]["cluster"], d.inputs["labels"]["voters"]) for d in disks} == {
        ("recovery", "3")
    }
    assert all(v.inputs["encrypted"] and v.inputs["kmsKeyId"] for v in volumes)
    assert all(d.inputs["diskEncryptionKey"]["kmsKeySelfLink"] for d in disks)


def test_a_certificate_is_valid_for_its_machine_and_its_balancer_and_no_other() -> None:
    found = world("standby")
    requests = {r.name: r.inputs for r in found.of("index/certRequest:CertRequest")}
    nodes = [r for r in requests.values() if r["subject"]["commonName"] == "node"]
    assert len(nodes) == 6
    assert sorted(
        r["subject"]["commonName"] for r in requests.values() if r["subject"]["commonName"] != "node"
    ) == ["app", "replicator", "root"]
    signed = {r.name: r.inputs["allowedUses"] for r in found.of("index/locallySignedCert:LocallySignedCert")}
    assert [
        name
        for name, uses in signed.items()
        if "server_auth" in uses and "euw" not in name and "west2-" not in name
    ] == []


def test_a_group_reads_its_own_secrets_and_not_its_clients() -> None:
    found = world("standby")
    readers = {r.name for r in found.of("secretmanager/secretIamMember:SecretIamMember")}
    assert len(readers) == 4  # three machines and the admin
    assert not [name for name in readers if "client" in name]
    policy = json.loads(
        found.named("RolePolicy", "uk-identities-aws-eu-west-2-secrets-policy").inputs["policy"]
    )
    read = next(s for s in policy["Statement"] if s["Action"] == "secretsmanager:GetSecretValue")
    assert len(read["Resource"]) == 4
    assert not [arn for arn in read["Resource"] if "client" in arn]


def test_firewall_of_the_machines_ends_in_a_refusal() -> None:
    rules = [
        r.inputs
        for r in world("standby").of("NetworkFirewallPolicyRule")
        if r.inputs.get("targetServiceAccounts")
    ]
    rules.sort(key=lambda r: r["priority"])
    ways = {way: [r for r in rules if r["direction"] == way] for way in ("INGRESS", "EGRESS")}
    *others, last = ways["INGRESS"]
    assert (last["action"], last["match"]["srcIpRanges"]) == ("deny", ["0.0.0.0/0"])
    assert all(r["action"] == "allow" for r in rules if r is not last)
    assert not [r for r in others if "0.0.0.0/0" in r["match"]["srcIpRanges"]]
    assert [r["match"]["layer4Configs"] for r in ways["EGRESS"]] == [
        [{"ipProtocol": "tcp", "ports": ["26257"]}]
    ]
    assert len(rules) <= PRIORITIES


def test_security_groups_open_what_is_planned_and_no_more() -> None:
    (group,) = [g for g in store("standby").groups if g.place.startswith("aws/")]
    planned_in = {(port, cidr) for o in group.openings for port in o.ports for cidr in o.sources}
    rules = [
        r.inputs
        for r in world("standby").of("SecurityGroupIngressRule")
        if r.name.startswith(f"{group.name}-from-") and "health" not in r.name
    ]
    assert {(r["fromPort"], r["cidrIpv4"]) for r in rules} == planned_in


def test_backups_are_forgotten_and_software_is_not() -> None:
    found = world("standby")
    (rules,) = [r.inputs["rules"] for r in found.of("BucketLifecycleConfiguration") if "identities" in r.name]
    expire = next(r for r in rules if r["id"] == "expire")
    assert (expire["filter"]["prefix"], expire["expiration"]["days"]) == ("backups/", 8)
    (bucket,) = [b.inputs for b in found.of("gcp:storage/bucket:Bucket")]
    conditions = [r["condition"] for r in bucket["lifecycleRules"] if r["action"]["type"] == "Delete"]
    assert {"age": 8, "matchesPrefixes": ["backups/"], "withState": "ANY"} in conditions


def test_without_a_licence_key_nothing_is_declared() -> None:
    plan = planned(intent(**INTENTS["standby"]))

    def attempt() -> ProblemsError:
        with pytest.raises(ProblemsError) as caught:
            declare_plan(plan)
        return caught.value

    pulumi.runtime.set_all_config({})
    error, nothing = declare(attempt)
    assert [(p.code, p.path) for p in error.problems] == [("DOM-281", "domicile:cockroachdb-licence")]
    assert nothing.resources == []


def test_the_scripts_of_the_database_are_valid() -> None:
    folder = resources.files("components.stores").joinpath("cockroachdb_files")
    text = folder.joinpath("database").read_text("utf-8")
    assert subprocess.run(["/bin/sh", "-n"], input=text, text=True, check=False).returncode == 0
    compile(folder.joinpath("follow").read_text("utf-8"), "follow", "exec")
