"""Names, accounts, ranges and hosts that cannot be."""

from __future__ import annotations

from tests.plan.intents import intent
from tests.plan.refusals.shapes import Case

CASES: list[Case] = [
    ("too many zones", intent(network={"zones": 4}), "DOM-207", "network.zones", "2 to 3 with "),
    ("pool too small", intent(network={"cidr": "10.0.0.0/16"}), "DOM-221", "network.cidr", "/8 to /13"),
    ("pool not private", intent(network={"cidr": "8.0.0.0/8"}), "DOM-221", "network.cidr", "10.0.0.0/8"),
    ("pool no range", intent(network={"cidr": "10.0.0.1/8"}), "DOM-221", "network.cidr", "10.0.0.0/8"),
    (
        "own range too small",
        intent(network={"cidrs": {"uk": {"aws/eu-west-2": "192.168.0.0/28"}}}),
        "DOM-222",
        "network.cidrs.uk.aws/eu-west-2",
        "/16 to /23",
    ),
    (
        "own range in the pool",
        intent(network={"cidrs": {"uk": {"aws/eu-west-2": "10.1.0.0/18"}}}),
        "DOM-222",
        "network.cidrs.uk.aws/eu-west-2",
        "outside network.cidr",
    ),
    (
        "own ranges overlap",
        intent(
            network={
                "cidrs": {
                    "uk": {"aws/eu-west-2": "192.168.0.0/18"},
                    "us": {"aws/us-east-1": "192.168.32.0/20"},
                }
            }
        ),
        "DOM-223",
        "network.cidrs.us.aws/us-east-1",
        "nothing else has",
    ),
    (
        "no account",
        intent(accounts={"gcp": intent()["accounts"]["gcp"]}),
        "DOM-241",
        "accounts.aws",
        "account",
    ),
    (
        "discovery on the wrong cloud",
        intent(entry={"domain": "acme.example", "discovery": "aws/eu-west-2"}),
        "DOM-203",
        "entry.discovery",
        "Google Cloud",
    ),
    ("host too long", intent(entry={"domain": ".".join(["a" * 62] * 4)}), "DOM-232", "entry.domain", "253"),
    ("own range of nobody", intent(network={"cidrs": {"fr": {}}}), "DOM-215", "network.cidrs.fr", "uk, us"),
    (
        "own range of an unknown place",
        intent(network={"cidrs": {"uk": {"aws/eu-wst-2": "192.168.0.0/18"}}}),
        "DOM-202",
        "network.cidrs.uk.aws/eu-wst-2",
        "places.yaml",
    ),
    ("a name that a cloud keeps", intent(name="internal"), "DOM-214", "name", "sg"),
]
