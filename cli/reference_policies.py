"""Reference pages of the policies, made from the rules themselves, and the schema of an audit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policies import exemptions
from policies.engine.levels import LOWERABLE, LOWERED
from policies.engine.pack import NOT_JUDGED
from policies.reports import document
from policies.rules import RULES, Rule

HEAD = """\
# Policies

What the policy pack and `domicile audit` ask of every resource. Made from `policies/rules/` by `make
reference`; a test fails when it is stale. All are mandatory: a finding ends `pulumi preview` and `pulumi
up`, and `domicile audit` exits with 1. What cannot be told (a value that a preview does not know, a place
that nobody knows) is a finding too.

Severities: critical, personal data rests or is readable abroad; high, it cannot be told whether it does, or
what protects it is missing; medium, what keeps order around it is. None of them lets anything pass.

## When they are asked
ASKED

A report of `domicile audit` names the rules that it could not ask, in every format. It ends with 0 where
nothing is found, 1 where something is, 2 where the file, the exemptions or the files of this pack cannot be
read or trusted ([errors](errors.md), DOM-701 to DOM-719), 3 where the program itself breaks down.
`--format` is `text`, `json` ([schema](audit.schema.json)), `sarif` for code scanning or `junit` for CI.

## Levels
The pack's configuration (`--policy-pack-config`) may lower rules that guard data from being lost, on stacks
that `policies/unprotected.yaml` lists with an owner and a reason:
LOWERABLE.
Whatever else a configuration lowers is found as `level-lowered`, and the rule holds all the same. An audit
without the engine reads no configuration. A stack is not on that list by its name: a new `dev` of another
project is protected.

`not-judged` is about no resource in particular: it stands for a judgement that broke down before any rule
was asked. Nothing is known then, so nothing passes.

## Exemptions
Exemptions are in `policies/exemptions.yaml`, whose head describes them: from one rule, for some resources
of one stack, with an owner, a reason and a last day, at most 366 days after it was granted. Each use is
reported, by the engine as a note. One that has ended, or that exempts nothing any more, is a finding
itself; where a preview does not know all of the resource yet, or a rule was not asked, that is left to the
next look. Reports of an audit name those that are of another stack or hold from a later day. Where other
tools ask for the opposite: [peers.md](../peers.md).

## What two of the rules read
`free-text` reads what the facts list under `text`: container definitions, start scripts, queries, DDL,
templates, arguments, environment variables. It finds names of regions, zones and locations of either cloud;
buckets, queues and other resources of this stack by URL, ARN or full name; and buckets that a statement or
a command writes to, which this stack must declare. Encoded texts are decoded, packed ones refused. A text
that is not known (in a preview, or encrypted in a state) is judged by what it is computed from; an update
reads it itself, before the resource is created. It does not run what it reads: a place that a script puts
together from parts is not found, and a download from a host that names no region is left alone; an upload
is not, nor are logs and requests that a setting sends there. What is classed as metadata may name personal
stores only from where their data may be handled. A finding shows the name found, never the text.

`promise-broken` is about the stack: one finding for each store that does not survive what the outputs
promise (`jurisdictions`, `everywhere`; where these are not known yet, `promises`), by jurisdiction and
name. What a preview cannot tell is judged when the update ends; `domicile audit --preview` does not ask, as
the engine prints no outputs of a stack there. The arithmetic is that of [survival.md](../survival.md);
reasons: [ADR 11](../adr/0011-promises-are-policy.md).

## The rules
| rule | severity | serves | what it asks |
| --- | --- | --- | --- |
"""


ASKED = (
    ("what is judged", "how", "what is not asked there"),
    ("---", "---", "---"),
    (
        "what an update would do",
        "`pulumi preview --policy-pack policies`; `domicile preview` in the sandbox",
        "`store-replaced` of steps: the engine tells a pack none, only `deleteBeforeReplace`",
    ),
    (
        "what an update does",
        "`pulumi up --policy-pack policies`: each resource before it is created, all of them at the end",
        "the same",
    ),
    (
        "what is there",
        "`pulumi policy analyze --policy-pack policies`",
        "`store-replaced`: there are no steps",
    ),
    (
        "what is there, without the engine",
        "`domicile audit STATE.json`, of `pulumi stack export`",
        "`store-replaced`: there are no steps",
    ),
    (
        "what an update would do, without the engine",
        "`domicile audit --preview FILE`, of `pulumi preview --json --show-sames`",
        "`promise-broken`: there are no outputs of the stack",
    ),
)
"""Where the rules are asked, and what they cannot be asked there."""


def pages() -> dict[str, str]:
    """Text of each page by its path below the project's root."""
    return {
        "docs/reference/policies.md": "".join(_policies()),
        "docs/reference/audit.schema.json": document.schema(),
    }


def _policies() -> Iterator[str]:
    rules = (*RULES, *exemptions.RULES, LOWERED, NOT_JUDGED)
    asked = "\n".join(f"| {' | '.join(row)} |" for row in ASKED)
    yield HEAD.replace("LOWERABLE", _listed(sorted(LOWERABLE))).replace("ASKED", asked)
    for rule in rules:
        cells = (f"[`{rule.id}`](#{rule.id})", rule.severity.value, rule.framework, _sentence(rule))
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"
    for rule in rules:
        yield f"\n## {rule.id}\n{_sentence(rule)}\n\n- Severity: {rule.severity.value}\n"
        yield f"- Serves: {rule.framework}\n- Fix: {rule.remediation}\n"
        if rule.id in LOWERABLE:
            yield "- Level: may be lowered, on stacks that `policies/unprotected.yaml` lists.\n"


def _listed(rules: Sequence[str]) -> str:
    return f"{', '.join(f'`{rule}`' for rule in rules[:-1])} and `{rules[-1]}`"


def _sentence(rule: Rule) -> str:
    return f"{rule.description.rstrip('.')}."
