"""``promise-broken``: every store survives what the outputs of its stack promise."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.finding import PASS, Outcome, Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity

STACK = "pulumi:pulumi:Stack"
OUTPUTS = ("jurisdictions", "everywhere", "promises")
ALLOWED = {
    "zone": "the loss of any one zone, with a named step at most",
    "region": "the loss of any one zone or region, with a named step at most",
    "cloud": "the loss of any one zone, region or cloud, with a named step at most",
}
READABLE = "survives: zone, region or cloud, in outputs that can be read"


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Each promise of a stack by the arithmetic of ``domicile survive``. Who promises nothing is silent."""
    if not any(resource.props.get(name) for name in OUTPUTS):
        return
    # Only now: it builds on this package, and who promises nothing need not wait for it.
    from survival.faults import held  # noqa: PLC0415

    for promise in held(context, resource):
        if promise.fault is None:
            yield PASS
            continue
        store = f"{promise.jurisdiction}/{promise.store}".strip("/")
        yield Verdict(
            outcome=Outcome.FAIL if promise.fault.broken else Outcome.UNKNOWN,
            subject=store,
            what=f"{store or 'the stack'} is promised to survive: {promise.survives or 'not known'}; "
            f"{promise.fault.why}",
            allowed=ALLOWED.get(promise.survives, READABLE),
            fix="put back the member that is missing (a copy, a voter, a standby, a key in its place)"
            if promise.fault.broken
            else "declare it on an engine and in places that are known; export a state with --show-secrets",
        )


RULE = Rule(
    id="promise-broken",
    description="Every store survives the zone, region or cloud that the outputs promise it survives",
    severity=Severity.HIGH,
    framework="GDPR, Article 32(1)(b) and (c)",
    remediation="Restore what the store has lost; promise less only where whoever relies on it agrees.",
    judge=judge,
    applies=lambda _, token: token == STACK,
    whole=True,
)
