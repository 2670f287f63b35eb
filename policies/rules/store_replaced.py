"""``store-replaced``: where stores are protected, no preview replaces or deletes one, or its key."""

from __future__ import annotations

from collections.abc import Iterator

from jurisdictions.model import DataClass
from policies.context import Context
from policies.facts import Holds
from policies.finding import PASS, Outcome, Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity, holding
from policies.tracing.belonging import belonging

REPLACED = {"create-replacement", "import-replacement", "read-replacement", "replace"}
DELETED = {"delete", "delete-replaced"}


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """What a preview is about to do with it. The engine tells a pack neither steps nor differences."""
    persistent = belonging(context, resource).data_class is DataClass.PERSISTENT
    if not persistent or not context.must_be_protected(resource):
        return
    done = "replaces" if resource.op in REPLACED else "deletes" if resource.op in DELETED else ""
    if not done and not resource.delete_before_replace:
        yield PASS
        return
    loss = (
        f"this update {done} {resource.name}" if done else f"{resource.name} is deleted before it is replaced"
    )
    yield Verdict(
        outcome=Outcome.FAIL,
        subject=done or "deleteBeforeReplace",
        what=f"{loss}, with the persistent data that it holds or opens",
        allowed="updates in place; a replacement that an exemption names",
        fix="undo what forces it (a name, a region, an engine), or move the data to a new store first",
    )


RULE = Rule(
    id="store-replaced",
    description="Stores of persistent data and their keys are neither replaced nor deleted",
    severity=Severity.CRITICAL,
    framework="GDPR, Articles 5(1)(f) and 32(1)(b)",
    remediation="Change what can be changed in place; move data to a new store before the old one goes.",
    judge=judge,
    applies=holding(Holds.DATA, Holds.COPY, Holds.KEY, Holds.BACKUP, Holds.LOG),
    removed=True,
)
