"""Cases of the rules of Compute Engine machines and disks, of their firewall rules, and of secrets."""

from __future__ import annotations

from tests.sandbox.shapes import PROJECT, Case, Inputs, crypto_key, google, names

GCE = "gcp:compute/instance:Instance"
SECRET = "gcp:secretmanager/secret:Secret"
FIREWALL_RULE = "gcp:compute/networkFirewallPolicyRule:NetworkFirewallPolicyRule"


def _disk(zone: str, name: str = "d") -> str:
    return f"projects/{PROJECT}/zones/{zone}/disks/{name}"


def _gce(address: str, disk: str) -> Inputs:
    return {
        "zone": "europe-west2-a",
        "attachedDisks": [{"source": disk}],
        "networkInterfaces": [{"subnetwork": "s", "networkIp": address}],
    }


def _replica(location: str) -> Inputs:
    encryption = {"kmsKeyName": crypto_key(location)}
    replica = {"location": "europe-west2", "customerManagedEncryption": encryption}
    return {"replication": {"userManaged": {"replicas": [replica]}}}


GCE_THERE = google(GCE, "vm-1", **_gce("10.0.0.1", _disk("europe-west2-a", "used")))

CASES: dict[str, list[Case]] = {
    "secret-id": names(SECRET, "secretId", "acme_uk-1", "acme/uk", "a" * 256),
    "disk-zone": [
        Case(GCE, _gce("10.0.0.2", _disk("europe-west2-a")), _gce("10.0.0.2", _disk("europe-west2-b")))
    ],
    "secret-replica-key": [Case(SECRET, _replica("europe-west2"), _replica("europe-west1"))],
    "disk-in-use": [
        Case(
            GCE,
            _gce("10.0.0.2", _disk("europe-west2-a")),
            _gce("10.0.0.2", _disk("europe-west2-a", "used")),
            (GCE_THERE,),
        )
    ],
    "address-in-use": [
        Case(
            GCE,
            _gce("10.0.0.2", _disk("europe-west2-a")),
            _gce("10.0.0.1", _disk("europe-west2-a")),
            (GCE_THERE,),
        )
    ],
    "firewall-priority": [
        Case(
            FIREWALL_RULE,
            {"firewallPolicy": "p", "priority": 101},
            {"firewallPolicy": "p", "priority": 100},
            (google(FIREWALL_RULE, "p/100", firewallPolicy="p", priority=100, ruleName="members"),),
        )
    ],
}
