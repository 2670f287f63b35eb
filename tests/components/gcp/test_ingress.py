"""The regional entry: nothing of it is global, and it never comes before its proxies."""

from __future__ import annotations

from dataclasses import replace

import pulumi
import pytest
from pulumi_gcp import compute

from components.gcp.handles import NetworkHandle, RegionHandle
from components.gcp.ingress import Ingress
from components.handles import LogsHandle
from jurisdictions.model import DataClass
from jurisdictions.problem import ProblemsError
from plan.model import Entry, Front
from tests.components.gcp.support import context, declare, tags, value
from tests.components.recording import World

LONDON = "gcp/europe-west2"
FRONT = Front(
    name="uk-entry-gcp-europe-west2",
    place=LONDON,
    role="home",
    physical="acme-test-uk-europe-west2",
    network="uk-gcp-network",
    public_subnets=(),
    zones=("europe-west2-a", "europe-west2-b"),
)
ENTRY = Entry(
    name="uk-entry",
    jurisdiction="uk",
    data_class=DataClass.PERSISTENT,
    tags=tags(DataClass.PERSISTENT),
    host="uk.acme.example",
    fronts=(FRONT,),
    accelerator=None,
)


def network(place: str = LONDON) -> NetworkHandle:
    proxies = compute.Subnetwork("proxies", network="n", ip_cidr_range="10.0.0.0/23", region="r", project="p")
    subnet = pulumi.Output.from_input("private-subnet")
    region = RegionHandle(
        name="uk-gcp-region",
        place=place,
        subnets={"private": subnet},
        tiers={"private": subnet},
        proxies=proxies,
        logs=LogsHandle(name="logs", place=place, id=subnet),
    )
    id_ = pulumi.Output.from_input("network-id")
    return NetworkHandle(name="uk-gcp-network", id=id_, self_link=id_, firewall=id_, regions={place: region})


def build(front: Front = FRONT) -> Ingress:
    return Ingress(ENTRY, front, network=network(front.place), context=context())


def world() -> World:
    return declare(build)[1]


def test_everything_is_in_the_region() -> None:
    where = {
        (r.type, r.name): {str(r.inputs[k]) for k in ("region", "zone", "location") if k in r.inputs}
        for r in world().resources
        if r.type.startswith("gcp:") and r.name != "proxies"
    }
    assert len(where) == 14
    assert all(places and all(p.startswith("europe-west2") for p in places) for places in where.values())


def test_no_global_type_is_used() -> None:
    types = {r.type.rpartition(":")[2] for r in world().resources}
    assert not {t for t in types if t.startswith("Global")}
    assert not types & {"BackendService", "URLMap", "TargetHttpProxy", "TargetHttpsProxy", "SSLPolicy"}


def test_a_load_balancer_waits_for_its_proxies() -> None:
    rules = world().of("ForwardingRule")
    assert {r.inputs["portRange"] for r in rules} == {"443", "80"}
    assert all("proxies" in r.waits_for for r in rules)


def test_tls_ends_with_a_certificate_of_this_region_only() -> None:
    made = world()
    certificate = made.only("Certificate").inputs
    assert certificate["location"] == "europe-west2"
    assert certificate["managed"]["domains"] == ["uk.acme.example"]
    assert made.only("DnsAuthorization").inputs["type"] == "PER_PROJECT_RECORD"
    proxy = made.only("RegionTargetHttpsProxy").inputs
    assert proxy["certificateManagerCertificates"] == ["uk-entry-gcp-europe-west2-certificate-id"]
    assert made.only("RegionSslPolicy").inputs["minTlsVersion"] == "TLS_1_2"


def test_nothing_writes_access_logs_to_the_global_bucket() -> None:
    made = world()
    assert made.only("RegionBackendService").inputs["logConfig"] == {"enable": False}
    assert made.only("RegionHealthCheck").inputs["logConfig"] == {"enable": False}


def test_each_zone_has_a_group_behind_the_same_service() -> None:
    made = world()
    assert {g.inputs["zone"] for g in made.of("NetworkEndpointGroup")} == set(FRONT.zones)
    backends = made.only("RegionBackendService").inputs["backends"]
    assert {b["group"] for b in backends} == {f"{FRONT.name}-{zone}-id" for zone in FRONT.zones}
    assert {b["balancingMode"] for b in backends} == {"RATE"}


def test_plain_http_is_only_redirected() -> None:
    made = world()
    redirect = made.named("RegionUrlMap", f"{FRONT.name}-http").inputs
    assert redirect["defaultUrlRedirect"]["httpsRedirect"] is True
    assert "defaultService" not in redirect


def test_the_handle_says_what_dns_needs() -> None:
    ingress, _ = declare(build)
    handle = ingress.handle
    assert (handle.name, handle.place, handle.role) == (FRONT.name, LONDON, "home")
    assert value(handle.address) == "203.0.113.10"
    assert value(handle.authorization.record) == "_acme-challenge.uk.acme.example"
    assert value(handle.authorization.value) == "x.authorize.test."
    assert {zone: value(id_) for zone, id_ in handle.groups.items()} == {
        zone: f"{FRONT.name}-{zone}-id" for zone in FRONT.zones
    }


def test_physical_names_fit() -> None:
    long = replace(FRONT, physical="a" * 40, zones=("northamerica-northeast1-a",), place=LONDON)
    made = declare(lambda: build(long))[1]
    given = [r.inputs["name"] for r in made.resources if r.type.startswith("gcp:") and r.name != "proxies"]
    assert max(len(name) for name in given) <= 63


def test_tls_must_not_end_abroad() -> None:
    with pytest.raises(ProblemsError) as refused:
        declare(lambda: build(replace(FRONT, place="gcp/europe-west3", zones=())))
    assert [p.code for p in refused.value.problems] == ["DOM-401"]
