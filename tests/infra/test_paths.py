"""Paths on the real engine and the sandbox: two countries, two clouds, three places; and the policies."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.outputs import read
from policies.judging import judge
from policies.resources.state import graph_of
from tests.infra.deployed import Project
from tests.plan.intents import intent

UK = {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}
US = {"home": "aws/us-east-1", "recovery": "gcp/us-east4"}
MESHED = {"class": "persistent", "engine": "yugabytedb"}
STORES = {
    "events": MESHED | {"only": ["uk"], "survives": "cloud"},
    "letters": MESHED
    | {"only": ["us"], "survives": "region", "recovery": "aws/us-west-2", "witness": "gcp/us-east4"},
}
RULE = "path-to-elsewhere"
TRANSIT = "aws:ec2transitgateway/"


def meshed(root: Path) -> Project:
    """A copy of the project whose stack ``dev`` has stores with members in several networks."""
    project = Project(root)
    given = intent(jurisdictions={"uk": UK, "us": US}, stores=STORES, protect=False)
    text = yaml.safe_dump({"config": {"domicile:stack": given}})
    (root / "Pulumi.dev.yaml").write_text(text, "utf-8")
    return project


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The United Kingdom on both clouds; the United States in two regions of AWS and one of Google."""
    root = tmp_path_factory.mktemp("paths")
    project = meshed(root)
    for command in ("preview", "up"):  # in a preview no end of a path, no disk and no script is known yet
        assert "no violation" in project.run(command, "--stack", "dev").stdout
    yield project
    assert "resources deleted" in project.run("down", "--stack", "dev").stdout
    assert not (root / ".domicile/clouds/dev.sqlite").exists()


@pytest.fixture(scope="module")
def state(up: Project) -> dict[str, Any]:
    return up.export("dev")


def test_a_second_up_changes_nothing(up: Project) -> None:
    assert "nothing changed" in up.run("up", "--stack", "dev").stdout
    up.pulumi("dev", "refresh", "--yes", "--skip-preview", "--expect-no-changes", "--non-interactive")


def test_everything_is_there(state: dict[str, Any]) -> None:
    found = Counter(r["type"] for r in state["deployment"]["resources"])
    wanted = {
        f"{TRANSIT}transitGateway:TransitGateway": 3,
        f"{TRANSIT}peeringAttachment:PeeringAttachment": 1,
        "aws:ec2/vpnConnection:VpnConnection": 6,
        "gcp:compute/haVpnGateway:HaVpnGateway": 2,
        "gcp:compute/vPNTunnel:VPNTunnel": 12,
        "gcp:compute/routerPeer:RouterPeer": 12,
    }
    assert {kind: found[kind] for kind in wanted} == wanted


def test_apps_are_told_where_paths_lead(up: Project) -> None:
    contract = read(json.loads(up.pulumi("dev", "stack", "output", "--json").stdout))
    for jurisdiction in contract.jurisdictions.values():
        ranges = {place: network.cidr for place, network in jurisdiction.networks.items()}
        assert set(jurisdiction.paths) == set(ranges)
        for place, path in jurisdiction.paths.items():
            assert path.reaches == {p: cidr for p, cidr in ranges.items() if p != place}
            assert path.gateway.startswith("tgw-") == place.startswith("aws/")


def test_both_ends_of_a_tunnel_have_one_secret_and_no_state_shows_it(
    up: Project, state: dict[str, Any]
) -> None:
    shown = json.loads(up.pulumi("dev", "stack", "export", "--show-secrets").stdout)
    by_type: dict[str, list[dict[str, Any]]] = {}
    for resource in shown["deployment"]["resources"]:
        by_type.setdefault(resource["type"], []).append(resource.get("inputs", {}))
    connections = by_type["aws:ec2/vpnConnection:VpnConnection"]
    ours = [_plain(c[f"tunnel{n}PresharedKey"]) for c in connections for n in (1, 2)]
    theirs = [_plain(t["sharedSecret"]) for t in by_type["gcp:compute/vPNTunnel:VPNTunnel"]]
    assert sorted(ours) == sorted(theirs)
    assert len(set(ours)) == 12
    text = json.dumps(state)
    assert [secret for secret in ours if secret in text] == []


def _plain(value: Any) -> str:
    return str(json.loads(value["plaintext"])) if isinstance(value, dict) else str(value)


def findings(state: dict[str, Any]) -> set[tuple[str, str]]:
    return {(f.rule, f.urn.rpartition("::")[2]) for f in judge(graph_of(state))}


def changed(state: dict[str, Any], name: str, *, refs: dict[str, str] | None = None, **props: Any) -> Any:
    """The state with some properties of one resource said differently, computed from others where told."""
    copy: dict[str, Any] = json.loads(json.dumps(state))
    resources = {r["urn"].rpartition("::")[2]: r for r in copy["deployment"]["resources"] if r.get("custom")}
    found = resources[name]
    for side in ("inputs", "outputs"):
        found[side] |= props
    for key in props:
        found.get("propertyDependencies", {}).pop(key, None)
    for key, other in (refs or {}).items():
        found["propertyDependencies"][key] = [resources[other]["urn"]]
        for side in ("inputs", "outputs"):
            found[side][key] = resources[other]["id"]
    return copy


def test_the_stack_is_judged_silent(state: dict[str, Any]) -> None:
    assert findings(state) == set()


@pytest.mark.parametrize(
    ("name", "props", "refs"),
    [
        ("uk-aws-eu-west-2-transit-own", {}, {"transitGatewayAttachmentId": "us-aws-us-east-1-transit-vpc"}),
        ("uk-aws-eu-west-2-transit-vpc", {}, {"transitGatewayId": "us-aws-us-east-1-transit"}),
        (
            "uk-aws-eu-west-2-transit-drop-10.0.0.0",
            {"blackhole": False},
            {"transitGatewayAttachmentId": "us-aws-us-east-1-transit-vpc"},
        ),
        ("us-aws-us-east-1-aws-us-west-2-peering", {}, {"peerTransitGatewayId": "uk-aws-eu-west-2-transit"}),
        ("us-aws-us-east-1-aws-us-west-2-peering", {"peerTransitGatewayId": "tgw-00000000000000000"}, {}),
        ("uk-aws-eu-west-2-gcp-europe-west2-vpn-0-customer", {"ipAddress": "203.0.113.77"}, {}),
        ("uk-aws-eu-west-2-gcp-europe-west2-vpn-0", {}, {"transitGatewayId": "us-aws-us-east-1-transit"}),
        ("uk-gcp-europe-west2-gateway", {}, {"network": "us-gcp-network"}),
        (
            "uk-gcp-europe-west2-gateway-router",
            {
                "bgp": {
                    "asn": 64720,
                    "advertiseMode": "CUSTOM",
                    "advertisedIpRanges": [{"range": "10.0.0.0/8"}],
                }
            },
            {},
        ),
        ("uk-aws-eu-west-2-network-data-to-gcp-europe-west2", {"destinationCidrBlock": "10.0.0.0/8"}, {}),
    ],
)
def test_one_wrong_end_is_found(
    state: dict[str, Any], name: str, props: dict[str, Any], refs: dict[str, str]
) -> None:
    assert (RULE, name) in findings(changed(state, name, refs=refs, **props))


def test_the_engine_refuses_a_tunnel_to_an_unknown_address(up: Project, tmp_path: Path) -> None:
    state = changed(
        up.export("dev"), "uk-aws-eu-west-2-gcp-europe-west2-vpn-0-customer", ipAddress="203.0.113.77"
    )
    path = tmp_path / "state.json"
    path.write_text(json.dumps(state), "utf-8")
    words = ("policy", "analyze", "--file", str(path), "--policy-pack", str(up.root / "policies"))
    ran = up.pulumi("dev", *words, check=False)
    assert ran.returncode != 0
    assert RULE in ran.stdout + ran.stderr
    assert "203.0.113.77" in ran.stdout + ran.stderr
