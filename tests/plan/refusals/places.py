"""Jurisdictions and places that cannot be."""

from __future__ import annotations

from tests.plan.refusals.shapes import Case, jurisdictions

CASES: list[Case] = [
    (
        "not in the law",
        jurisdictions(atlantis={"home": "aws/eu-west-2"}),
        "DOM-201",
        "jurisdictions.atlantis",
        "au, ",
    ),
    (
        "global is no jurisdiction",
        jurisdictions(**{"global": {"home": "aws/eu-west-2"}}),
        "DOM-201",
        "jurisdictions.global",
        "uk",
    ),
    (
        "unknown region",
        jurisdictions(uk={"home": "aws/eu-west-9"}),
        "DOM-202",
        "jurisdictions.uk.home",
        "places.yaml",
    ),
    (
        "region of the other cloud",
        jurisdictions(uk={"home": "aws/europe-west2"}),
        "DOM-203",
        "jurisdictions.uk.home",
        "gcp/europe-west2",
    ),
    (
        "several regions",
        jurisdictions(eu={"home": "gcp/EU"}),
        "DOM-204",
        "jurisdictions.eu.home",
        "a single region",
    ),
    (
        "worldwide",
        jurisdictions(eu={"home": "gcp/global"}),
        "DOM-204",
        "jurisdictions.eu.home",
        "a single region",
    ),
    (
        "home abroad",
        jurisdictions(eu={"home": "aws/eu-west-2"}),
        "DOM-205",
        "jurisdictions.eu.home",
        "aws/eu-west-1",
    ),
    (
        "recovery abroad",
        jurisdictions(uk={"home": "aws/eu-west-2", "recovery": "aws/eu-west-1"}),
        "DOM-205",
        "jurisdictions.uk.recovery",
        "aws/eu-west-2, gcp/europe-west2 (in GB)",
    ),
    (
        "recovery is home",
        jurisdictions(uk={"home": "aws/eu-west-2", "recovery": "aws/eu-west-2"}),
        "DOM-206",
        "jurisdictions.uk.recovery",
        "any other region",
    ),
]
