"""Cases of the rules of private services access, regional secrets and Spanner's autoscaler."""

from __future__ import annotations

from tests.sandbox.shapes import NET, OTHER, Case, Inputs, crypto_key, google, names
from tests.sandbox.tokens import SPANNER, SUBNETWORK

ADDRESS = "gcp:compute/globalAddress:GlobalAddress"
CONNECTION = "gcp:servicenetworking/connection:Connection"
SECRETS = "gcp:secretmanager/regionalSecret:RegionalSecret"


def scaled(edition: str, low: int, high: int) -> Inputs:
    limits = {"minProcessingUnits": low, "maxProcessingUnits": high}
    return {"edition": edition, "autoscalingConfig": {"autoscalingLimits": limits}}


RANGE = google(
    ADDRESS, f"{NET}-r", name="r", network=NET, purpose="VPC_PEERING", address="10.1.0.0", prefixLength=21
)
FREE: Inputs = {"purpose": "VPC_PEERING", "network": NET, "address": "10.1.0.0", "prefixLength": 21}

CASES: dict[str, list[Case]] = {
    "peering-range": [
        Case(ADDRESS, FREE, FREE | {"prefixLength": 25}),
        Case(ADDRESS, {"addressType": "EXTERNAL"}, {"purpose": "VPC_PEERING", "prefixLength": 21}),
    ],
    "peering-range-overlap": [
        Case(
            ADDRESS,
            FREE,
            FREE | {"address": "10.2.0.0"},
            there=(google(SUBNETWORK, "s", network=NET, ipCidrRange="10.2.1.0/24"),),
        ),
    ],
    "peering-ranges": [
        Case(
            CONNECTION,
            {"network": NET, "reservedPeeringRanges": ["r"]},
            {"network": OTHER, "reservedPeeringRanges": ["r"]},
            there=(RANGE,),
        ),
    ],
    "regional-secret-name": names(SECRETS, "secretId", "acme_people-1", "a.b", "a" * 256),
    "regional-secret-key": [
        Case(
            SECRETS,
            {
                "location": "europe-west2",
                "customerManagedEncryption": {"kmsKeyName": crypto_key("europe-west2")},
            },
            {
                "location": "europe-west2",
                "customerManagedEncryption": {"kmsKeyName": crypto_key("europe-west3")},
            },
        ),
    ],
    "spanner-autoscaling": [
        Case(SPANNER, scaled("ENTERPRISE", 1000, 2000), bad)
        for bad in (
            scaled("STANDARD", 1000, 2000),
            scaled("ENTERPRISE", 1500, 3000),
            scaled("ENTERPRISE", 1000, 11_000),
        )
    ],
}
