"""YugabyteDB: what its machines are told, and who gets which secret."""

from __future__ import annotations

import json
import re
from functools import partial

import pytest

from tests.components.machines import worlds
from tests.components.machines.worlds import LAYOUTS

ENGINE = "yugabytedb"
world, store = partial(worlds.world, ENGINE), partial(worlds.store, ENGINE)
machines, script = partial(worlds.machines, ENGINE), partial(worlds.script, ENGINE)


def firsts(name: str) -> list[str]:
    return [script(m) for m in machines(name) if "yugabytedb-database.timer" in script(m)]


def said(text: str, what: str) -> str:
    """The value of a flag, or of a variable of the environment."""
    found = re.search(rf"^(?:--)?{what}='?(.*?)'?$", text, re.MULTILINE)
    assert found, what
    return found[1]


@pytest.mark.parametrize("name", LAYOUTS)
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


def test_passwords_are_long_and_need_no_quotes() -> None:
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


@pytest.mark.parametrize("name", LAYOUTS)
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


def test_a_certificate_is_valid_for_its_machine_and_its_balancer_and_has_the_engines_name() -> None:
    found = world("standby")
    requests = [r.inputs for r in found.of("index/certRequest:CertRequest")]
    assert len(requests) == 6
    for request in requests:
        assert len(request["ipAddresses"]) + len(request.get("dnsNames") or []) == 2
    for machine in machines("standby"):
        assert said(script(machine), "ADDRESS") in {a for r in requests for a in r["ipAddresses"]}


def test_security_groups_open_what_is_planned_and_pages_to_health_checks_only() -> None:
    rules = [
        (r.name, r.inputs["fromPort"])
        for r in world("standby").of("SecurityGroupIngressRule")
        if r.name.startswith("uk-orders-aws-eu-west-2-from-")
    ]
    assert {port for _, port in rules} == {7100, 9100, 5433, 9000}
    assert all("health" in name for name, port in rules if port == 9000)
    assert 7000 not in {port for _, port in rules}
