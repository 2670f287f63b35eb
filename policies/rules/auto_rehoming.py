"""``auto-rehoming``: where a user's data lives is never changed by a database of its own accord."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policies.context import Context
from policies.finding import PASS, Outcome, Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity
from policies.texts.inputs import texts

SETTING = re.compile(
    r"auto[-_ ]?rehoming(?:[._]enabled)?(?P<off>['\"]?\s{0,8}(?:=|:|to)?\s{0,8}['\"]?(?:off|false|no|0)\b)?",
    re.IGNORECASE,
)
HINTS = ("rehoming", "userdata", "base64")
NOT_RUN = ("descript", "subscript")
"""Words with a script in them that is none: a description, a subscription."""


def judge(_context: Context, resource: Resource) -> Iterator[Verdict]:
    """Every text among its inputs that turns it on: statements, flags, scripts, also encoded ones."""
    said = repr(resource.props).lower()
    scripts = said.count("script") - sum(said.count(word) for word in NOT_RUN)
    if not scripts and not any(hint in said for hint in HINTS):
        return  # most resources: one look instead of a walk
    for path, text, beside in texts(dict(resource.props), ""):
        named = list(SETTING.finditer(text))
        if not named:
            continue
        off = all(m["off"] for m in named) or any(str(v).lower() in {"off", "false", "0"} for v in beside)
        if off:
            yield PASS
            continue
        yield Verdict(
            outcome=Outcome.FAIL,
            subject=path,
            what=f"{path} of {resource.name} turns auto-rehoming on: rows would follow users who travel",
            allowed="re-homing as a step that somebody takes: docs/moving.md",
            fix=f"remove enable_auto_rehoming from {path}, or set it to off",
        )


RULE = Rule(
    id="auto-rehoming",
    description="No database moves rows of users to where they travel",
    severity=Severity.CRITICAL,
    framework="GDPR, Articles 44 to 49",
    remediation="Leave auto-rehoming off; a user who moves country is moved on purpose.",
    judge=judge,
)
