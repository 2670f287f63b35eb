"""``place-of-backup``: backups, snapshots and exports stay in the jurisdiction."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.facts import Holds
from policies.finding import Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity
from policies.tracing.spot import Part
from policies.weighing import weigh


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Where backups go, and where the resource is if it is a backup itself."""
    parts = [Part.BACKUP, Part.HOME] if context.holds(resource) is Holds.BACKUP else [Part.BACKUP]
    yield from weigh(context, resource, parts)


RULE = Rule(
    id="place-of-backup",
    description="Backups, snapshots and exports of data stay in its jurisdiction",
    severity=Severity.CRITICAL,
    framework="GDPR, Articles 44 to 49",
    remediation="Keep backups in a country of the jurisdiction; state where, as many defaults are abroad.",
    judge=judge,
    applies=lambda fact, _: fact is not None and (fact.holds is Holds.BACKUP or bool(fact.backups)),
    unsettled=True,
)
