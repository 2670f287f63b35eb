"""Networks: closed, of one jurisdiction, and writing their logs at home before anything else."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network

import pytest

from components.gcp.firewall import rules
from components.gcp.logs import network_source
from components.gcp.network import Network
from jurisdictions.model import DataClass
from jurisdictions.problem import ProblemsError
from plan.model import GcpNetwork, GcpRegion, Subnet
from tests.components.gcp.support import context, declare, key_handle, logs, tags
from tests.components.recording import World

BERLIN, LONDON = "gcp/europe-west10", "gcp/europe-west2"
REGION = GcpRegion(
    name="uk-gcp-europe-west2",
    place=LONDON,
    cidr="10.16.0.0/18",
    subnets=(
        Subnet(name="uk-gcp-europe-west2-private", tier="private", cidr="10.16.0.0/20", zone=None),
        Subnet(name="uk-gcp-europe-west2-data", tier="data", cidr="10.16.16.0/20", zone=None),
    ),
    proxy_cidr="10.16.48.0/23",
    nat=True,
    flow_logs=logs(LONDON),
)
NETWORK = GcpNetwork(
    name="uk-gcp-network",
    jurisdiction="uk",
    data_class=DataClass.METADATA,
    tags=tags(DataClass.METADATA),
    physical="acme-test-uk",
    regions=(REGION,),
)
CLOSED = replace(NETWORK, regions=(replace(REGION, nat=False),))
KEYS = {REGION.flow_logs.key: key_handle(LONDON, REGION.flow_logs.key)}


def world(part: GcpNetwork) -> World:
    return declare(lambda: Network(part, context=context(), keys=KEYS))[1]


def test_nothing_is_there_that_was_not_planned() -> None:
    network = next(r for r in world(NETWORK).of("Network") if r.type.startswith("gcp:")).inputs
    assert network["autoCreateSubnetworks"] is False
    assert network["deleteDefaultRoutesOnCreate"] is True
    assert network["routingMode"] == "REGIONAL"
    assert network["networkFirewallPolicyEnforcementOrder"] == "BEFORE_CLASSIC_FIREWALL"


def test_there_is_a_way_to_the_internet_only_with_nat() -> None:
    def destinations(made: World) -> set[str]:
        return {r.inputs["destRange"] for r in made.of("Route")}

    assert destinations(world(NETWORK)) == {"0.0.0.0/0", "199.36.153.4/30"}
    closed = world(CLOSED)
    assert destinations(closed) == {"199.36.153.4/30"}
    assert closed.of("Router") + closed.of("RouterNat") == []


def test_the_data_tier_has_no_nat() -> None:
    nat = world(NETWORK).only("RouterNat").inputs
    assert nat["sourceSubnetworkIpRangesToNat"] == "LIST_OF_SUBNETWORKS"
    assert [s["name"] for s in nat["subnetworks"]] == ["uk-gcp-europe-west2-private-id"]
    assert nat["logConfig"] == {"enable": True, "filter": "ERRORS_ONLY"}


def test_every_subnet_names_its_region_and_reaches_google_privately() -> None:
    made = world(NETWORK)
    assert {s.inputs["region"] for s in made.of("Subnetwork")} == {"europe-west2"}
    for subnet in REGION.subnets:
        inputs = made.named("Subnetwork", subnet.name).inputs
        assert inputs["privateIpGoogleAccess"] is True
        assert inputs["ipCidrRange"] == subnet.cidr


def test_the_proxies_have_a_subnet_of_their_own() -> None:
    proxies = world(NETWORK).named("Subnetwork", "uk-gcp-europe-west2-proxies").inputs
    assert (proxies["purpose"], proxies["role"]) == ("REGIONAL_MANAGED_PROXY", "ACTIVE")
    assert "logConfig" not in proxies


def test_a_subnet_logs_only_when_its_logs_have_a_home() -> None:
    made = world(NETWORK)
    for subnet in REGION.subnets:
        assert made.named("Subnetwork", subnet.name).waits_for >= {
            "uk-logs-gcp-europe-west2",
            "uk-logs-gcp-europe-west2-sink",
            "uk-logs-gcp-europe-west2-exclusion",
        }


def test_logs_stay_in_the_region_under_its_key() -> None:
    made = world(NETWORK)
    bucket = made.only("ProjectBucketConfig")
    assert bucket.inputs["location"] == "europe-west2"
    assert "/locations/europe-west2/" in bucket.inputs["cmekSettings"]["kmsKeyName"]
    assert (bucket.inputs["retentionDays"], bucket.protect) == (90, True)
    assert made.only("ProjectSink").inputs["destination"] == (
        "logging.googleapis.com/projects/acme-test-1/locations/europe-west2/buckets/acme-test-uk-europe-west2"
    )


def test_what_the_sink_takes_the_global_bucket_does_not() -> None:
    made = world(NETWORK)
    sink, exclusion = made.only("ProjectSink"), made.only("ProjectExclusion")
    assert exclusion.inputs["filter"] == sink.inputs["filter"]
    assert sink.name in exclusion.waits_for
    for subnet in REGION.subnets:
        assert f'"acme-test-{subnet.name}"' in sink.inputs["filter"]
    assert made.only("RouterNat").inputs["name"] in sink.inputs["filter"]


def test_the_names_in_the_filter_are_the_names_of_the_subnets() -> None:
    made = world(CLOSED)
    planned = [made.named("Subnetwork", s.name).inputs["name"] for s in REGION.subnets]
    assert made.only("ProjectSink").inputs["filter"] == network_source(planned, None)


def test_no_grant_for_a_sink_into_its_own_project() -> None:
    assert world(NETWORK).of("IAMMember") == []


def test_the_last_word_in_each_direction_is_no() -> None:
    for direction in ("INGRESS", "EGRESS"):
        last = [r for r in rules(NETWORK) if r.direction == direction][-1]
        assert (last.action, last.protocol) == ("deny", "all")
        assert (last.sources or last.destinations) == ("0.0.0.0/0",)
        assert last.logged


def test_no_two_rules_share_a_priority() -> None:
    priorities = [rule.priority for rule in rules(NETWORK)]
    assert len(set(priorities)) == len(priorities)


def test_other_networks_are_refused_before_the_internet_is_allowed() -> None:
    by_name = {rule.name: rule for rule in rules(NETWORK)}
    assert by_name["deny-foreign-networks"].priority < by_name["allow-internet-out"].priority
    assert "10.0.0.0/8" in by_name["deny-foreign-networks"].destinations
    assert "allow-internet-out" not in {rule.name for rule in rules(CLOSED)}


def test_only_the_private_tier_serves_and_only_load_balancers_reach_it() -> None:
    for rule in rules(NETWORK):
        if rule.name in {"allow-proxies", "allow-health-checks"}:
            assert rule.destinations == ("10.16.0.0/20",)
            assert rule.ports == ("443", "8443")


def test_what_is_allowed_inside_is_the_jurisdictions_own() -> None:
    own = ip_network(REGION.cidr)
    for rule in rules(NETWORK):
        if rule.name.startswith("allow-inside"):
            assert all(ip_network(r).subnet_of(own) for r in rule.sources + rule.destinations)  # type: ignore[arg-type]  # all IPv4


def test_the_data_tier_may_not_reach_the_internet() -> None:
    internet = next(r for r in rules(NETWORK) if r.name == "allow-internet-out")
    assert internet.sources == ("10.16.0.0/20",)


def test_the_policy_is_attached_when_all_its_rules_are_there() -> None:
    made = world(NETWORK)
    declared = {r.name for r in made.of("NetworkFirewallPolicyRule")}
    assert len(declared) == len(rules(NETWORK))
    assert declared <= made.only("NetworkFirewallPolicyAssociation").waits_for


def test_a_new_region_changes_no_name_of_another() -> None:
    subnets = tuple(replace(s, name=f"a-first-{s.tier}") for s in REGION.subnets)
    first = replace(REGION, name="a-first", subnets=subnets, flow_logs=logs(BERLIN, jurisdiction="de"))
    both = replace(NETWORK, regions=(replace(first, place=BERLIN), REGION))
    keys = KEYS | {first.flow_logs.key: key_handle(BERLIN, first.flow_logs.key)}
    before = {(r.type, r.name, r.inputs.get("name")) for r in world(NETWORK).resources}
    made = declare(lambda: Network(both, context=context(), keys=keys))[1]
    assert before < {(r.type, r.name, r.inputs.get("name")) for r in made.resources}


def test_google_names_resolve_to_addresses_that_are_not_on_the_internet() -> None:
    made = world(NETWORK)
    assert made.only("ManagedZone").inputs["visibility"] == "private"
    records = {r.inputs["name"]: r.inputs["rrdatas"] for r in made.of("RecordSet")}
    assert records["*.googleapis.com."] == ["restricted.googleapis.com."]
    assert all(a.startswith("199.36.153.") for a in records["restricted.googleapis.com."])


def test_logs_abroad_are_refused() -> None:
    abroad = replace(NETWORK, regions=(replace(REGION, flow_logs=logs("gcp/europe-west3")),))
    keys = {abroad.regions[0].flow_logs.key: key_handle("gcp/europe-west3", "k")}
    with pytest.raises(ProblemsError) as refused:
        declare(lambda: Network(abroad, context=context(), keys=keys))
    assert [p.code for p in refused.value.problems] == ["DOM-401"]


def test_the_handle_gives_subnets_by_name_and_by_tier() -> None:
    network, _ = declare(lambda: Network(NETWORK, context=context(), keys=KEYS))
    region = network.handle.regions[LONDON]
    assert set(network.handle.subnets) == {s.name for s in REGION.subnets}
    assert set(region.tiers) == {"private", "data"}
    assert region.logs.name == "uk-logs-gcp-europe-west2"
