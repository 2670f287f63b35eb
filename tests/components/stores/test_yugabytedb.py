"""YugabyteDB: what its machines are told, who gets which secret, and what stands around them."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from infra.build import declare as declare_plan
from plan.model import Machines
from plan.resolve import all_stores
from tests.components.machines import told
from tests.components.recording import Declared, World, declare
from tests.plan.intents import intent, planned

STORE = {"class": "persistent", "engine": "yugabytedb"}
INTENTS: dict[str, dict[str, Any]] = {
    "standby": {
        "jurisdictions": {"uk": {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}},
        "stores": {"orders": STORE | {"survives": "cloud", "backup_days": 10}},
    },
    "regions": {
        "jurisdictions": {"de": {"home": "aws/eu-central-1", "recovery": "gcp/europe-west10"}},
        "stores": {
            "orders": STORE | {"survives": "region", "witness": "gcp/europe-west3", "sha256": "a" * 64}
        },
    },
    "asynchronous": {
        "jurisdictions": {"us": {"home": "aws/us-east-1", "recovery": "aws/us-west-2"}},
        "stores": {
            "orders": STORE | {"survives": "region", "replication": "asynchronous", "sha256": "a" * 64}
        },
    },
    "image": {
        "jurisdictions": {"uk": {"home": "aws/eu-west-2"}},
        "stores": {"orders": STORE | {"replicas": 5, "images": {"aws/eu-west-2": "ami-0123456789abcdef0"}}},
    },
}
SMALL = 2048
"""Bytes of user data: an eighth of what a machine on AWS takes."""
MACHINES = ("ec2/instance:Instance", "compute/instance:Instance")


@cache
def world(name: str) -> World:
    plan = planned(intent(protect=True, **INTENTS[name]))
    return declare(lambda: declare_plan(plan))[1]


def store(name: str) -> Machines:
    (found,) = all_stores(planned(intent(**INTENTS[name])))
    assert isinstance(found, Machines)
    return found


def machines(name: str) -> list[Declared]:
    return [m for kind in MACHINES for m in world(name).of(kind)]


def script(machine: Declared) -> str:
    """What a machine does at its start, whichever world it is of."""
    return told.script(next(w for w in map(world, INTENTS) if machine in w.resources), machine)


def firsts(name: str) -> list[str]:
    return [script(m) for m in machines(name) if "yugabytedb-database.timer" in script(m)]


def said(text: str, what: str) -> str:
    """The value of a flag, or of a variable of the environment."""
    found = re.search(rf"^(?:--)?{what}='?(.*?)'?$", text, re.MULTILINE)
    assert found, what
    return found[1]


@pytest.mark.parametrize("name", INTENTS)
def test_every_machine_is_told_something_valid(name: str) -> None:
    assert len(machines(name)) == sum(len(c.machines) for c in store(name).clusters)
    for machine in machines(name):
        text = script(machine)
        assert len(told.user_data(machine).encode()) < SMALL
        assert told.is_shell(told.user_data(machine))
        assert told.is_shell(text)
        for inner in re.findall(r"<<'END-OF-FILE'\n(#!/bin/sh\n.*?)\nEND-OF-FILE", text, re.DOTALL):
            assert told.is_shell(inner)


@pytest.mark.parametrize("name", INTENTS)
def test_the_first_machine_of_each_universe_keeps_its_settings(name: str) -> None:
    keepers = [m.name for m in machines(name) if "yugabytedb-database.timer" in script(m)]
    assert keepers == [c.starter.name for c in store(name).clusters]


@pytest.mark.parametrize("name", INTENTS)
def test_a_universe_has_as_many_masters_as_copies_and_all_know_them(name: str) -> None:
    for cluster in store(name).clusters:
        names = {m.name for m in cluster.machines}
        told = [script(m) for m in machines(name) if m.name in names]
        masters = {said(text, "tserver_master_addrs") for text in told}
        assert len(masters) == 1
        assert len(next(iter(masters)).split(",")) == cluster.replication_factor
        running = [text for text in told if "/opt/yugabyte/bin/yb-master" in text]
        assert len(running) == cluster.replication_factor
        assert {said(text, "master_addresses") for text in running} == masters
        assert {said(text, "replication_factor") for text in running} == {str(cluster.replication_factor)}


def test_no_machine_is_told_a_secret() -> None:
    for machine in machines("standby"):
        assert "PRIVATE KEY" not in script(machine)
    passwords = [r.inputs for r in world("standby").of("RandomPassword") if "tunnel" not in r.name]
    assert [(p["length"], p["special"]) for p in passwords] == [(40, False)] * 2


FLAGS = (
    "use_node_to_node_encryption=true",
    "node_to_node_encryption_use_client_certificates=true",
    "use_client_to_server_encryption=true",
    "allow_insecure_connections=false",
    "ysql_enable_auth=true",
    "callhome_enabled=false",
    "start_cql_proxy=false",
    "certs_dir=/var/lib/domicile/certs",
)


@pytest.mark.parametrize("name", INTENTS)
@pytest.mark.parametrize("flag", FLAGS)
def test_members_speak_tls_sign_clients_in_and_report_to_nobody(name: str, flag: str) -> None:
    for machine in machines(name):
        assert f"\n--{flag}\n" in script(machine)


def test_flags_say_where_a_machine_is() -> None:
    (text,) = [script(m) for m in machines("regions") if "euc1-az1" in m.name]
    address = said(text, "ADDRESS")
    assert (said(text, "placement_cloud"), said(text, "placement_region")) == ("aws", "eu-central-1")
    assert said(text, "placement_zone") == "euc1-az1"
    assert f"--rpc_bind_addresses={address}:7100" in text
    assert f"--server_broadcast_addresses={address}:9100" in text
    assert f"--pgsql_proxy_bind_address={address}:5433" in text
    assert f"--webserver_certificate_file=/var/lib/domicile/certs/node.{address}.crt" in text


def test_the_superuser_signs_in_on_the_machine_only() -> None:
    rules = said(script(machines("standby")[0]), "ysql_hba_conf_csv").split(",")
    assert rules[0] == "local all yugabyte peer"
    assert rules[1] == "hostssl all yugabyte all reject"
    assert all(rule.startswith("hostssl ") for rule in rules[1:])
    assert "trust" not in " ".join(rules)


def test_over_regions_leaders_are_at_home() -> None:
    (text,) = firsts("regions")
    home, recovery, witness = (
        "aws.eu-central-1.euc1-az1",
        "gcp.europe-west10.europe-west10-a",
        "gcp.europe-west3.europe-west3-a",
    )
    assert said(text, "PLACEMENT") == f"{home}:1,{recovery}:1,{witness}:1"
    assert said(text, "PREFERRED") == f"{home}:1 {recovery}:2 {witness}:3"
    placed = json.loads(re.findall(r"replica_placement = ''(.*)''\)", text)[0])
    assert placed["num_replicas"] == 3
    assert [b["leader_preference"] for b in placed["placement_blocks"]] == [1, 2, 3]
    assert sum(b["min_num_replicas"] for b in placed["placement_blocks"]) == 3


def test_five_copies_in_one_region_are_two_two_and_one() -> None:
    (text,) = firsts("image")
    assert [block.rpartition(":")[2] for block in said(text, "PLACEMENT").split(",")] == ["2", "2", "1"]
    assert said(text, "REPLICAS") == "5"


def test_the_second_universe_follows_the_first_and_the_first_nobody() -> None:
    home, recovery = firsts("standby")
    assert said(home, "FOLLOWS") == ""
    assert said(recovery, "FOLLOWS") == said(home, "MASTERS")
    assert "/yb/follow <<" in recovery
    assert "/yb/follow <<" not in home
    assert "yugabytedb-takeover.timer <<" in recovery
    assert "yugabytedb-takeover" not in home
    for text in (home, recovery):
        assert "CREATE TABLE IF NOT EXISTS domicile.paired" in text
        assert said(text, "cdc_wal_retention_time_secs") == "86400"
        assert said(text, "KEPT_MINUTES") == str(10 * 24 * 60)
    assert "domicile.paired" not in firsts("image")[0]


def test_one_machine_of_each_place_exports_into_its_own_bucket() -> None:
    for name, places in (("standby", 2), ("regions", 3), ("image", 1)):
        exports = [m for m in machines(name) if "yugabytedb-dump.timer" in script(m)]
        assert len(exports) == places
        for machine in exports:
            scheme = "s3://" if machine.type.startswith("aws:") else "gs://"
            assert said(script(machine), "BUCKET").startswith(scheme)
            assert said(script(machine), "BUCKET").endswith("/backups")


def test_an_own_image_has_the_software_and_another_fetches_it_from_its_place() -> None:
    assert all("ARCHIVE=''" in script(m) for m in machines("image"))
    for machine in machines("regions"):
        scheme = "s3" if machine.type.startswith("aws:") else "gs"
        assert f"ARCHIVE={scheme}://acme-test-de-orders-backups" in script(machine)
        assert f"SHA256={'a' * 64}" in script(machine)


@pytest.mark.parametrize("name", INTENTS)
def test_machines_follow_one_after_another(name: str) -> None:
    for before, machine in pairwise(machines(name)):
        assert before.urn in machine.dependencies


def test_a_certificate_is_valid_for_its_machine_and_its_balancer_and_has_the_engines_name() -> None:
    found = world("standby")
    requests = [r.inputs for r in found.of("index/certRequest:CertRequest")]
    assert len(requests) == 6
    for request in requests:
        assert len(request["ipAddresses"]) + len(request.get("dnsNames") or []) == 2
    for machine in machines("standby"):
        assert said(script(machine), "ADDRESS") in {a for r in requests for a in r["ipAddresses"]}


def test_a_group_reads_its_own_secrets_and_not_its_clients() -> None:
    found = world("standby")
    readers = {r.name for r in found.of("secretmanager/secretIamMember:SecretIamMember")}
    assert len(readers) == 4  # three machines and the passwords
    assert not [name for name in readers if "client" in name]


def test_security_groups_open_what_is_planned_and_pages_to_health_checks_only() -> None:
    rules = [
        (r.name, r.inputs["fromPort"])
        for r in world("standby").of("SecurityGroupIngressRule")
        if r.name.startswith("uk-orders-aws-eu-west-2-from-")
    ]
    assert {port for _, port in rules} == {7100, 9100, 5433, 9000}
    assert all("health" in name for name, port in rules if port == 9000)
    assert 7000 not in {port for _, port in rules}
