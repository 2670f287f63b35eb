"""Reference pages of the policies, made from the rules themselves, and the schema of an audit."""

from __future__ import annotations

from collections.abc import Iterator

from policies import exemptions
from policies.engine.levels import LOWERED
from policies.engine.pack import NOT_JUDGED
from policies.reports import document
from policies.rules import RULES, Rule

HEAD = """\
# Policies

What the policy pack and `domicile audit` ask of every resource. Made from `policies/rules/` by
`make reference`; a test fails when it is stale. All are mandatory: a finding ends `pulumi preview` and
`pulumi up`, and `domicile audit` exits with 1. What cannot be told (a value that a preview does not know, a
place that nobody knows) is a finding too.

Two of these are about no resource in particular. `not-judged` stands for a judgement that broke down before
any rule was asked: nothing is known, so nothing passes. `level-lowered` stands for a pack configuration
that makes a rule advisory, or turns it off, on a stack other than `dev`: the rule holds all the same.
There, neither can be lowered.

`free-text` reads what the facts list under `text`: container definitions, start scripts, queries, DDL,
templates, arguments, environment variables. It finds names of regions, zones and locations of either cloud;
buckets, queues and other resources of this stack by URL, ARN or full name; and buckets that a statement or
a command writes to, which this stack must declare. Encoded texts are decoded, packed ones refused. A text
that is not known (in a preview, or encrypted in a state) is judged by what it is computed from; an update
reads it itself, before the resource is created. It does not run what it reads: a place that a script puts
together from parts is not found, and a download from a host that names no region is left alone;
an upload is not, nor are logs and requests that a setting sends there. What is classed as metadata may name
personal stores only from where their data may be handled. A finding
shows the name found, never the text.

`promise-broken` is about the stack: one finding for each store that does not survive what the outputs
promise (`jurisdictions`, `everywhere`; where these are not known yet, `promises`), by jurisdiction and name.
What a preview cannot tell is judged when the update ends; `domicile audit --preview` does not ask, as the
engine prints no outputs of a stack there. The arithmetic is that of [survival.md](../survival.md); reasons:
[ADR 11](../adr/0011-promises-are-policy.md).

Severities: critical, personal data rests or is readable abroad; high, it cannot be told whether it does;
medium, what keeps it at home is missing or in disorder.

Exemptions are in `policies/exemptions.yaml`, whose head describes them: from one rule, for some resources of
one stack, with an owner, a reason and a last day. Each use is reported. Where other tools ask for the
opposite: [peers.md](../peers.md). Shape of `domicile audit --format json`:
[audit.schema.json](audit.schema.json).

| rule | severity | serves | what it asks |
| --- | --- | --- | --- |
"""


def pages() -> dict[str, str]:
    """Text of each page by its path below the project's root."""
    return {
        "docs/reference/policies.md": "".join(_policies()),
        "docs/reference/audit.schema.json": document.schema(),
    }


def _policies() -> Iterator[str]:
    rules = (*RULES, *exemptions.RULES, LOWERED, NOT_JUDGED)
    yield HEAD
    for rule in rules:
        cells = (f"[`{rule.id}`](#{rule.id})", rule.severity.value, rule.framework, _sentence(rule))
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"
    for rule in rules:
        yield f"\n## {rule.id}\n{_sentence(rule)}\n\n- Severity: {rule.severity.value}\n"
        yield f"- Serves: {rule.framework}\n- Fix: {rule.remediation}\n"


def _sentence(rule: Rule) -> str:
    return f"{rule.description.rstrip('.')}."
