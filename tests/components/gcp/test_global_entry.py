"""The global entry: close to everybody, and so for nothing personal."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from components.gcp.global_entry import GlobalEntry
from jurisdictions.model import DataClass
from jurisdictions.problem import ProblemsError
from plan import model
from tests.components.gcp.support import context, declare, tags, value
from tests.components.recording import World

PART = model.GlobalEntry(
    name="global-entry",
    jurisdiction="global",
    data_class=DataClass.METADATA,
    tags=tags(DataClass.METADATA, "global"),
    host="acme.example",
    physical="acme-test-global",
    bucket="acme-test-global-discovery",
    bucket_place="gcp/europe-west1",
)
HOSTS = {"uk": "uk.acme.example", "de": "de.acme.example"}


def build(part: model.GlobalEntry = PART, hosts: dict[str, str] | None = None) -> GlobalEntry:
    return GlobalEntry(part, hosts=HOSTS if hosts is None else hosts, context=context())


def world() -> World:
    return declare(build)[1]


@pytest.mark.parametrize("data_class", [DataClass.PERSISTENT, DataClass.TRANSIENT])
@pytest.mark.parametrize("jurisdiction", ["global", "uk"])
def test_what_may_be_personal_is_refused(data_class: DataClass, jurisdiction: str) -> None:
    with pytest.raises(ProblemsError) as refused:
        declare(lambda: build(replace(PART, data_class=data_class, jurisdiction=jurisdiction)))
    assert [p.code for p in refused.value.problems] == ["DOM-402"]


def test_clients_learn_every_home_without_sending_anything() -> None:
    files = {o.inputs["name"]: o.inputs for o in world().of("BucketObject")}
    homes = json.loads(files[".well-known/domicile.json"]["content"])
    assert homes == {"version": 1, "jurisdictions": HOSTS}
    page = files["index.html"]["content"]
    assert all(f'href="https://{host}/"' in page for host in HOSTS.values())
    assert "<form" not in page
    assert "<script" not in page


def test_a_host_cannot_break_out_of_the_page() -> None:
    made = declare(lambda: build(hosts={"uk": '"><script>'}))[1]
    page = next(o.inputs["content"] for o in made.of("BucketObject") if o.inputs["name"] == "index.html")
    assert "<script>" not in page


def test_only_files_are_served_and_nothing_takes_a_body() -> None:
    made = world()
    assert made.of("BackendService") == []
    assert made.named("URLMap", "global-entry-https").inputs["defaultService"] == "global-entry-backend-id"


def test_only_this_bucket_is_public_and_only_to_read() -> None:
    made = world()
    grant = made.only("BucketIAMMember").inputs
    assert (grant["bucket"], grant["member"]) == (PART.bucket, "allUsers")
    assert grant["role"] == "roles/storage.objectViewer"
    bucket = made.only("Bucket").inputs
    assert bucket["location"] == "EUROPE-WEST1"
    assert bucket["labels"]["data-class"] == "metadata"


def test_the_certificate_is_found_through_the_map() -> None:
    made = world()
    entry = made.only("CertificateMapEntry").inputs
    assert entry["hostname"] == "acme.example"
    assert entry["certificates"] == ["global-entry-certificate-id"]
    proxy = made.only("TargetHttpsProxy").inputs
    assert proxy["certificateMap"] == "//certificatemanager.googleapis.com/global-entry-certificates-id"


def test_both_ports_share_one_address_of_the_modern_scheme() -> None:
    rules = world().of("GlobalForwardingRule")
    assert {r.inputs["portRange"] for r in rules} == {"443", "80"}
    assert {r.inputs["ipAddress"] for r in rules} == {"global-entry-address-id"}
    assert {r.inputs["loadBalancingScheme"] for r in rules} == {"EXTERNAL_MANAGED"}


def test_no_visitor_is_recorded_in_the_global_bucket_from_the_first_request_on() -> None:
    made = world()
    exclusion = made.only("ProjectExclusion")
    maps = {m.inputs["name"] for m in made.of("URLMap")}
    assert maps == {"acme-test-global-https", "acme-test-global-http"}
    kind, _, named = exclusion.inputs["filter"].partition(" AND ")
    assert kind == 'resource.type="http_load_balancer"'
    label, _, listed = named.partition("=")
    assert label == "resource.labels.url_map_name"
    assert set(listed.strip("()").replace('"', "").split(" OR ")) == maps
    assert not exclusion.inputs.get("disabled")
    rules = made.of("GlobalForwardingRule")
    assert len(rules) == 2
    assert all(exclusion.name in rule.waits_for for rule in rules)


def test_the_handle_says_what_dns_needs() -> None:
    entry, _ = declare(build)
    assert value(entry.handle.address) == "203.0.113.20"
    assert entry.handle.authorization.name == "global-entry-authorization"
