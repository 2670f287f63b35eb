"""Reports: the same audit in each format, readable by what it is for, whatever a state has for names."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from jsonschema import validate

from policies import exemptions, judge
from policies.finding import Finding
from policies.links import PAGE, base_in
from policies.reports import FORMATS, Audit, Source, render
from policies.reports.document import schema
from policies.reports.report import fingerprint
from policies.rules import RULES, place_of_home
from tests.policies.states import UK, graph, urn

CLUSTER = "aws:rds/cluster:Cluster"
TODAY = date(2026, 6, 1)
EXEMPTION = f"""
exemptions:
  - rule: place-of-home
    stack: test
    resource: {CLUSTER}::uk-orders
    owner: "@acme/compliance"
    reason: It moves home with the second wave, as agreed.
    granted: 2026-03-01
    until: 2026-09-30
    ticket: COMP-7
  - rule: place-of-key
    stack: test
    resource: {CLUSTER}::gone
    owner: dpo@acme.example
    reason: Nobody remembers why it was ever granted.
    granted: 2026-03-01
    until: 2026-09-30
"""


def audit(*names: str, exempted: str = EXEMPTION, region: str = "us-east-1") -> Audit:
    stack = graph({name: {"type": CLUSTER, "props": {"region": region, "tags": UK}} for name in names})
    given = exemptions.parse(exempted, "given.yaml")
    return Audit(
        file="state.json",
        source=Source.STATE,
        today=TODAY,
        graph=stack,
        judged=exemptions.apply(judge(stack, rules=[place_of_home.RULE]), given, TODAY, stack),
        declared={urn(CLUSTER, "uk-people"): "components/stores/aurora.py#12"},
    )


@pytest.fixture(scope="module")
def both() -> Audit:
    return audit("uk-people", "uk-orders")


@pytest.fixture(scope="module")
def clean() -> Audit:
    return audit("uk-people", exempted="", region="eu-west-2")


def sarif(of: Audit) -> dict[str, Any]:
    (run,) = json.loads(render(of, "sarif"))["runs"]
    assert isinstance(run, dict)
    return run


def test_the_case_is_what_the_tests_assume(both: Audit) -> None:
    found = [(f.urn.rpartition("::")[2], f.rule) for f in both.judged.findings]
    assert ("uk-people", "place-of-home") in found
    assert ("uk-orders", "place-of-home") not in found
    assert ("", "exemption-unused") in found
    assert [use.finding.rule for use in both.judged.used] == ["place-of-home"]


def test_text_tells_what_where_and_what_to_do(both: Audit) -> None:
    text = render(both, "text")
    assert "place-of-home, critical, 1 finding: " in text
    assert "  GDPR, Articles 44 to 49; docs/reference/policies.md#place-of-home\n" in text
    assert "  uk-people (home)\n" in text
    assert f"    urn:     {urn(CLUSTER, 'uk-people')}\n" in text
    assert "    at:      components/stores/aurora.py:12\n" in text
    for finding in both.judged.findings:
        assert f"    what:    {finding.what}\n" in text
        assert f"    fix:     {finding.fix}\n" in text


def test_text_says_once_what_many_findings_share() -> None:
    names = [f"uk-{number}" for number in range(200)]
    lines = render(audit(*names, exempted=""), "text").splitlines()
    assert [line for line in lines if line.startswith("place-of-home")] == [
        f"place-of-home, critical, 200 findings: {place_of_home.RULE.description}"
    ]
    assert sum(line.startswith("    fix: ") for line in lines) == 1
    assert "  all 200:" in lines
    assert len(lines) < 3 * 200 + 20


def test_text_has_the_worst_first_and_a_table_of_several_rules(both: Audit) -> None:
    lines = render(both, "text").splitlines()
    heads = [line.split(",")[0] for line in lines if " finding" in line and not line.startswith(" ")]
    assert heads[:2] == ["place-of-home", "exemption-unused"]
    assert [line.split() for line in lines if line.endswith("    1")] == [
        ["place-of-home", "critical", "1"],
        ["exemption-unused", "medium", "1"],
    ]


def test_text_lists_every_use_of_an_exemption(both: Audit) -> None:
    after = render(both, "text").partition("exempted:\n")[2]
    assert f"place-of-home (home): {urn(CLUSTER, 'uk-orders')}\n" in after
    assert "owner:   @acme/compliance, until 2026-09-30\n" in after
    assert "reason:  It moves home with the second wave, as agreed. (COMP-7)\n" in after


def test_text_ends_with_a_summary(both: Audit, clean: Audit) -> None:
    rules = len(RULES) + len(exemptions.RULES) - 1
    found = len(both.judged.findings)
    assert (
        render(both, "text")
        .splitlines()[-1]
        .startswith(f"state.json: {len(both.graph)} resources, {rules} rules, {found} findings (")
    )
    assert render(both, "text").endswith(", 1 exempted, not judged: store-replaced\n")
    assert (
        render(clean, "text").splitlines()[-1]
        == f"state.json: 2 resources, {rules} rules, no finding, not judged: store-replaced"
    )


@pytest.mark.parametrize(
    ("source", "rule"), [(Source.STATE, "store-replaced"), (Source.PREVIEW, "promise-broken")]
)
def test_what_was_not_judged_is_said_in_every_format(clean: Audit, source: Source, rule: str) -> None:
    of = replace(clean, source=source)
    why = of.skipped[rule]
    assert list(of.skipped) == [rule]
    assert f"not judged: {rule}: {why}\n" in render(of, "text")
    assert json.loads(render(of, "json"))["not_judged"] == [{"rule": rule, "why": why}]
    run = sarif(of)
    (said,) = run["invocations"][0]["toolExecutionNotifications"]
    assert run["tool"]["driver"]["rules"][said["associatedRule"]["index"]]["id"] == rule
    assert said["message"]["text"].endswith(why)
    suites = Xml.fromstring(render(of, "junit"))  # noqa: S314
    (case,) = next(suite for suite in suites if suite.get("name") == rule)
    assert [(e.tag, e.get("message")) for e in case] == [("skipped", f"not judged: {why}")]
    assert suites.get("skipped") == "1"


def test_links_lead_to_a_heading_of_the_page_of_policies(both: Audit) -> None:
    page = (Path(__file__).parents[2] / PAGE).read_text(encoding="utf-8")
    headings = {line[3:] for line in page.splitlines() if line.startswith("## ")}
    for entry in json.loads(render(both, "json"))["rules"]:
        assert entry["url"].partition("#")[::2] == (PAGE, entry["id"])
        assert entry["id"] in headings
    assert all("helpUri" not in rule for rule in sarif(both)["tool"]["driver"]["rules"])
    base = "https://git.example/acme/domicile/blob/abc/"
    driver = sarif(replace(both, base=base))["tool"]["driver"]
    assert driver["informationUri"] == f"{base}{PAGE}"
    assert [rule["helpUri"] for rule in driver["rules"]] == [
        f"{base}{PAGE}#{rule['id']}" for rule in driver["rules"]
    ]


@pytest.mark.parametrize(
    ("environment", "base"),
    [
        ({}, ""),
        ({"GITHUB_SERVER_URL": "https://git.example", "GITHUB_SHA": "abc"}, ""),
        (
            {
                "GITHUB_SERVER_URL": "https://git.example",
                "GITHUB_REPOSITORY": "acme/domicile",
                "GITHUB_SHA": "abc",
            },
            "https://git.example/acme/domicile/blob/abc/",
        ),
        (
            {"CI_PROJECT_URL": "https://git.example/acme/domicile", "CI_COMMIT_SHA": "abc"},
            "https://git.example/acme/domicile/-/blob/abc/",
        ),
    ],
)
def test_ci_tells_where_the_pages_are(environment: dict[str, str], base: str) -> None:
    assert base_in(environment) == base


def test_uploads_of_different_stacks_are_kept_apart(both: Audit) -> None:
    ids = {sarif(replace(both, source=s))["automationDetails"]["id"] for s in Source}
    assert ids == {"domicile/domicile/test/state/", "domicile/domicile/test/preview/"}


def test_json_is_as_its_schema_says(both: Audit, clean: Audit) -> None:
    for of in (both, clean):
        validate(json.loads(render(of, "json")), json.loads(schema()))
    written = json.loads(render(both, "json"))
    assert (written["version"], written["clean"], written["resources"]) == ("1.1", False, len(both.graph))
    assert json.loads(render(clean, "json"))["clean"] is True
    (use,) = written["exempted"]
    assert use["exemption"]["owner"] == "@acme/compliance"
    assert use["finding"]["name"] == "uk-orders"
    first = next(f for f in written["findings"] if f["rule"] == "place-of-home")
    assert (first["type"], first["declared"]) == (CLUSTER, "components/stores/aurora.py#12")


def test_sarif_has_every_rule_with_its_severity(both: Audit) -> None:
    rules = sarif(both)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in (*RULES, *exemptions.RULES)]
    scores = {rule["id"]: float(rule["properties"]["security-severity"]) for rule in rules}
    assert scores["place-of-home"] >= 9.0
    assert 4.0 <= scores["exemption-unused"] < 7.0
    for rule in rules:
        assert rule["help"]["text"]
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in {"error", "warning"}


def test_sarif_results_point_at_the_resource_and_the_line(both: Audit) -> None:
    run = sarif(both)
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    results = {
        result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]: result
        for result in run["results"]
    }
    (people,) = results[urn(CLUSTER, "uk-people")]["locations"]
    assert people["physicalLocation"]["artifactLocation"]["uri"] == "components/stores/aurora.py"
    assert people["physicalLocation"]["region"]["startLine"] == 12
    (orders,) = results[urn(CLUSTER, "uk-orders")]["locations"]
    assert orders["physicalLocation"]["artifactLocation"]["uri"] == "state.json"


def test_sarif_shows_exemptions_as_suppressed(both: Audit) -> None:
    suppressed = [r for r in sarif(both)["results"] if "suppressions" in r]
    assert [r["locations"][0]["logicalLocations"][0]["name"] for r in suppressed] == ["uk-orders"]
    assert "@acme/compliance, until 2026-09-30" in suppressed[0]["suppressions"][0]["justification"]


def test_fingerprints_are_stable_and_differ() -> None:
    one = {f.key: fingerprint(f) for f in audit("uk-people", "uk-orders").judged.findings}
    two = {f.key: fingerprint(f) for f in audit("uk-other", "uk-orders", "uk-people").judged.findings}
    assert len(set(two.values())) == len(two)
    assert {key: two[key] for key in one} == one
    fixed = Finding(urn="u", rule="r", subject="s", what="", allowed="", fix="")
    assert fingerprint(fixed).startswith("8582ad73")  # changing it would open every alert again


def test_junit_has_a_case_per_finding_and_one_per_rule_that_passes(both: Audit) -> None:
    suites = Xml.fromstring(render(both, "junit"))  # noqa: S314  (written just above)
    by_rule = {suite.get("name"): suite for suite in suites}
    assert list(by_rule) == [rule.id for rule in (*RULES, *exemptions.RULES)]
    home = by_rule["place-of-home"]
    assert [(c.get("name"), [e.tag for e in c]) for c in home] == [
        (f"{urn(CLUSTER, 'uk-people')} home", ["failure"]),
        (f"{urn(CLUSTER, 'uk-orders')} home", ["skipped"]),
    ]
    assert [[e.tag for e in c] for c in by_rule["opaque-carrier"]] == [[]]
    assert int(suites.get("failures", "")) == len(both.judged.findings)
    assert int(suites.get("tests", "")) == len(list(suites.iter("testcase")))
    for suite in suites:
        assert int(suite.get("tests", "")) == len(suite)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "name", ["\x1b[2Jgone", "a\nb", 'x"><y', "\ud800half", "\x00", "\u202eesrever", "日本", "&lt;"]
)
def test_hostile_names_break_no_format(form: str, name: str) -> None:
    written = render(audit(name), form)
    written.encode("utf-8")
    if form == "text":
        assert all(line.isprintable() for line in written.splitlines())
    elif form == "junit":
        Xml.fromstring(written)  # noqa: S314
    else:
        json.loads(written)
    assert written.count("place-of-home")
