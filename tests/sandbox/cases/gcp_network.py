"""Cases of the rules of Google Compute Engine: names, networks, load balancers."""

from __future__ import annotations

from tests.sandbox.shapes import NET, PROXY, Case, names
from tests.sandbox.tokens import NETWORK, SUBNETWORK

FORWARDING = "gcp:compute/forwardingRule:ForwardingRule"

CASES: dict[str, list[Case]] = {
    "gce-name": names(NETWORK, "name", "acme-n", "Acme", "acme-", "1acme", "a" * 64),
    "subnetwork-range": [
        Case(SUBNETWORK, {"ipCidrRange": "10.0.0.0/20"}, {"ipCidrRange": w})
        for w in ("10.0.0.0/30", "10.0.0.1/20")
    ],
    "proxy-subnetwork": [
        Case(
            SUBNETWORK,
            {"purpose": "REGIONAL_MANAGED_PROXY", "role": "ACTIVE", "ipCidrRange": "10.0.0.0/26"},
            wrong,
        )
        for wrong in (
            {"purpose": "REGIONAL_MANAGED_PROXY", "ipCidrRange": "10.0.0.0/26"},
            {"purpose": "REGIONAL_MANAGED_PROXY", "role": "ACTIVE", "ipCidrRange": "10.0.0.0/27"},
        )
    ],
    "subnetwork-overlap": [
        Case(
            SUBNETWORK,
            {"network": NET, "ipCidrRange": "10.1.0.0/20"},
            {"network": "n", "ipCidrRange": "10.9.0.0/26"},
            there=(PROXY,),
        )
    ],
    "subnetwork-grows": [
        Case(
            SUBNETWORK,
            {"network": NET, "ipCidrRange": "10.9.0.0/23"},
            {"network": NET, "ipCidrRange": "10.9.0.0/25"},
            there=(PROXY,),
            id="p",
        )
    ],
    "proxy-first": [
        Case(
            FORWARDING,
            {"loadBalancingScheme": "EXTERNAL_MANAGED", "network": NET},
            {"loadBalancingScheme": "EXTERNAL_MANAGED", "network": wrong},
            there=(PROXY,),
            region=region,
        )
        for wrong, region in (("other", "europe-west2"),)
    ],
}
