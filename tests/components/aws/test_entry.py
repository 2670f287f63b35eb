"""Entry on AWS: where TLS ends, who accelerates, which names lead where."""

from __future__ import annotations

from dataclasses import replace

import pulumi
import pytest

from components.aws.accelerator import Accelerator, AcceleratorHandle
from components.aws.certificates import Certificates
from components.aws.hosts import GlobalHost, Hosts
from components.aws.ingress import Ingress
from components.aws.zone import Zone, ZoneHandle
from components.handles import DnsAuthorization
from plan import model
from tests.components.aws.support import context, fronts, jurisdiction, networks, plan
from tests.components.recording import World, declare


def entry(of: str) -> model.Entry:
    found = jurisdiction(of).entry
    assert found is not None
    return found


def zone() -> ZoneHandle:
    return ZoneHandle(id=pulumi.Output.from_input("Z1"), domain="acme.example", name_servers=None)


def accelerator() -> AcceleratorHandle:
    return AcceleratorHandle(
        arn=pulumi.Output.from_input("arn-of-accelerator"),
        dns_name=pulumi.Output.from_input("a1.awsglobalaccelerator.test"),
        hosted_zone_id=pulumi.Output.from_input("Z2BJ6XQ5FK7U4H"),
        address=pulumi.Output.from_input("198.51.100.1"),
    )


def hosts(part: model.Entry) -> World:
    on_aws = any(f.place.startswith("aws/") for f in part.fronts)
    return declare(
        lambda: Hosts(
            part,
            context=context(),
            zone=zone(),
            fronts=fronts(part),
            accelerator=accelerator() if on_aws else None,
        )
    )[1]


def ingress(protect: bool = True) -> World:
    part = entry("eu")
    return declare(
        lambda: Ingress(
            part,
            part.fronts[0],
            context=context(protect=protect),
            network=networks()[part.fronts[0].network],
            certificate_arn="arn-of-certificate",
        )
    )[1]


def test_tls_ends_in_the_region_with_a_modern_policy() -> None:
    world = ingress()
    https = world.named("lb/listener:Listener", "eu-entry-aws-eu-central-1-https").inputs
    assert (https["protocol"], https["certificateArn"]) == ("HTTPS", "arn-of-certificate")
    assert "TLS13-1-2" in https["sslPolicy"]
    assert https["defaultActions"][0]["type"] == "forward"
    assert world.only("lb/targetGroup:TargetGroup").inputs["protocol"] == "HTTPS"


def test_plain_http_is_only_ever_redirected() -> None:
    http = ingress().named("lb/listener:Listener", "eu-entry-aws-eu-central-1-http").inputs
    (action,) = http["defaultActions"]
    assert action["type"] == "redirect"
    assert action["redirect"]["protocol"] == "HTTPS"


@pytest.mark.parametrize("protect", [True, False])
def test_the_balancer_drops_what_is_malformed(protect: bool) -> None:
    balancer = ingress(protect).only("lb/loadBalancer:LoadBalancer").inputs
    assert balancer["dropInvalidHeaderFields"] is True
    assert balancer["desyncMitigationMode"] == "strictest"
    assert balancer["enableDeletionProtection"] is protect
    assert len(balancer["subnets"]) == len(entry("eu").fronts[0].public_subnets)


def test_the_balancer_reaches_the_private_tier_and_nothing_else() -> None:
    rules = [r.inputs for r in ingress().of("vpc/securityGroupEgressRule:SecurityGroupEgressRule")]
    private = networks()[entry("eu").fronts[0].network].tier("private")
    assert {r["cidrIpv4"] for r in rules} == {s.cidr for s in private}
    assert {r["fromPort"] for r in rules} == {8443}


def test_recovery_waits_at_dial_zero_and_no_group_is_abroad() -> None:
    part = entry("eu")
    _, world = declare(lambda: Accelerator(part, context=context(), fronts=fronts(part)))
    groups = {
        g.inputs["endpointGroupRegion"]: g.inputs["trafficDialPercentage"]
        for g in world.of("globalaccelerator/endpointGroup:EndpointGroup")
    }
    assert groups == {"eu-central-1": 100, "eu-west-1": 0}
    endpoints = [g.inputs["endpointConfigurations"][0] for g in world.of("EndpointGroup")]
    assert all(e["clientIpPreservationEnabled"] for e in endpoints)


def test_an_accelerator_for_recovery_alone_is_open() -> None:
    part = entry("uk")
    part = replace(part, fronts=tuple(reversed(part.fronts)))
    _, world = declare(lambda: Accelerator(part, context=context(), fronts=fronts(part)))
    assert world.only("EndpointGroup").inputs["trafficDialPercentage"] == 100


def test_certificates_share_one_proof() -> None:
    part = entry("eu")
    component, world = declare(lambda: Certificates(part, context=context(), zone=zone()))
    assert {c.inputs["region"] for c in world.of("acm/certificate:Certificate")} == {
        "eu-central-1",
        "eu-west-1",
    }
    assert world.only("route53/record:Record").inputs["name"] == f"_proof.{part.host}."
    assert set(component.handle.arns) == {"aws/eu-central-1", "aws/eu-west-1"}


def test_all_on_aws_is_one_record_that_the_accelerator_answers() -> None:
    world = hosts(entry("eu"))
    record = world.only("route53/record:Record").inputs
    assert record["aliases"][0]["name"] == "a1.awsglobalaccelerator.test"
    assert "failoverRoutingPolicies" not in record
    assert world.of("route53/healthCheck:HealthCheck") == []


@pytest.mark.parametrize("home", ["aws", "gcp"])
def test_two_clouds_fail_over_from_home_to_recovery(home: str) -> None:
    part = entry("uk")
    ordered = sorted(part.fronts, key=lambda f: not f.place.startswith(home))
    world = hosts(replace(part, fronts=tuple(ordered)))
    records = {r.inputs["failoverRoutingPolicies"][0]["type"]: r.inputs for r in world.of("Record")}
    assert set(records) == {"PRIMARY", "SECONDARY"}
    on_aws, on_gcp = ("PRIMARY", "SECONDARY") if home == "aws" else ("SECONDARY", "PRIMARY")
    assert records[on_aws]["aliases"][0]["zoneId"] == "Z2BJ6XQ5FK7U4H"
    assert records[on_gcp]["records"] == ["203.0.113.10"]
    assert len({r["setIdentifier"] for r in records.values()}) == 2
    assert all(r["healthCheckId"] and r["name"] == part.host for r in records.values())


def test_health_is_asked_for_as_users_do_and_not_measured() -> None:
    checks = [c.inputs for c in hosts(entry("uk")).of("route53/healthCheck:HealthCheck")]
    assert {c["ipAddress"] for c in checks} == {"198.51.100.1", "203.0.113.10"}
    for check in checks:
        assert (check["type"], check["resourcePath"], check["fqdn"]) == (
            "HTTPS",
            "/healthz",
            "uk.acme.example",
        )
        assert check["measureLatency"] is False


@pytest.mark.parametrize("of", ["uk", "eu", "de", "us", "au"])
def test_no_host_has_a_default_or_a_geography(of: str) -> None:
    for record in hosts(entry(of)).of("route53/record:Record"):
        assert not [i for i in record.given if i.startswith(("geo", "latency", "weighted", "multivalue"))]


def test_three_legs_are_refused() -> None:
    part = entry("uk")
    extra = replace(part.fronts[1], name="uk-entry-gcp-third")
    part = replace(part, fronts=(*part.fronts, extra))
    with pytest.raises(ValueError, match="3 legs"):
        hosts(part)


def test_an_aws_front_without_its_accelerator_is_refused() -> None:
    part = replace(entry("eu"), accelerator=None)
    with pytest.raises(ValueError, match="no accelerator to reach it by"):
        hosts(part)


def test_a_made_zone_names_who_may_issue_and_keeps_no_query_log() -> None:
    dns = plan().everywhere.dns
    assert dns is not None
    _, world = declare(lambda: Zone(dns, context=context()))
    caa = world.only("route53/record:Record").inputs
    assert caa["type"] == "CAA"
    assert {'0 issue "amazon.com"', '0 issue "pki.goog"', '0 issuewild ";"'} == set(caa["records"])
    assert [r.type for r in world.resources if "query" in r.type.lower()] == []


def test_an_existing_zone_is_left_as_it_is() -> None:
    dns = plan().everywhere.dns
    assert dns is not None
    component, world = declare(lambda: Zone(replace(dns, zone_id="Z9"), context=context()))
    assert [r.type for r in world.resources if r.custom] == []
    assert component.handle.name_servers is None


def test_the_global_host_and_its_proof() -> None:
    part = plan().everywhere.entry
    assert part is not None
    proof = DnsAuthorization(
        name="global-entry-proof",
        record=pulumi.Output.from_input("_acme.acme.example"),
        type=pulumi.Output.from_input("CNAME"),
        value=pulumi.Output.from_input("x.authorize.test."),
    )
    _, world = declare(
        lambda: GlobalHost(
            part, context=context(), zone=zone(), address="203.0.113.20", authorizations=[proof]
        )
    )
    records = {r.name: r.inputs for r in world.of("route53/record:Record")}
    assert records["global-entry-record"]["records"] == ["203.0.113.20"]
    assert records["global-entry-proof"]["records"] == ["x.authorize.test."]
