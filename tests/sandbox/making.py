"""What several tests make first, over the real protocol."""

from __future__ import annotations

from tests.sandbox.engine import Engine, Made
from tests.sandbox.tokens import CRYPTO_KEY, RING, SUBNET, VPC

KEY_INPUTS = {"deletionWindowInDays": 7, "enableKeyRotation": True}


def vpc_with_subnets(cloud: Engine) -> list[Made]:
    vpc = cloud.create(VPC, "v", cidrBlock="10.0.0.0/16")
    return [
        cloud.create(
            SUBNET,
            f"s{i}",
            vpcId=vpc.id,
            cidrBlock=f"10.0.{i * 16}.0/20",
            availabilityZoneId=f"euw2-az{i + 1}",
        )
        for i in range(2)
    ]


def crypto_key(cloud: Engine, location: str) -> Made:
    ring = cloud.create(RING, f"r-{location}", name="acme", location=location)
    return cloud.create(
        CRYPTO_KEY, f"k-{location}", name="ledger", keyRing=ring.id, rotationPeriod="7776000s"
    )
