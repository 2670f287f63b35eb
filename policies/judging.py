"""The one entry: judges a graph by every rule. Used by the pack and by the audit alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jurisdictions.problem import ProblemsError
from policies.context import Context, OfAll
from policies.facts import Catalogue, FactsError
from policies.finding import Finding, Outcome
from policies.resources.graph import Graph, Resource
from policies.rules import RULES, Rule


def judge(
    graph: Graph,
    *,
    facts: Catalogue | None = None,
    rules: Sequence[Rule] = RULES,
    protected: bool | None = None,
) -> list[Finding]:
    """Every violation in ``graph``, each once, by resource and rule. Pure: same graph, same findings.

    Raises ``FactsError`` or ``ProblemsError`` where what it judges by cannot be trusted.

    ``protected``: whether the stores of this stack must be; unless told, where ``unprotected.yaml`` does not
    list it.
    """
    context = Context(graph, facts, protected=protected)
    found = {finding for resource in graph for finding in judge_one(context, resource, rules)}
    of_removed = [rule for rule in rules if rule.removed]
    for resource in graph.removed:
        found.update(judge_one(context, resource, of_removed))
    of_unsettled = [rule for rule in rules if rule.unsettled]
    for resource in graph.unsettled:
        found.update(judge_one(context, resource, of_unsettled))
    everything = [*graph, *graph.removed, *graph.unsettled]
    order = {resource.urn: index for index, resource in enumerate(everything)}
    return sorted(found, key=lambda f: (order.get(f.urn, -1), f))


def judge_one(context: Context, resource: Resource, rules: Sequence[Rule] = RULES) -> Iterator[Finding]:
    """The violations of one resource. A rule that fails is a violation itself: nothing passes unjudged."""
    try:
        chosen = _applicable(context, resource, rules)
    except (FactsError, ProblemsError):
        raise
    except Exception:  # each rule breaks down by itself, and says so
        chosen = list(rules)
    for rule in chosen:
        try:
            verdicts = [v for v in rule.judge(context, resource) if v.outcome is not Outcome.PASS]
        except (FactsError, ProblemsError):  # no resource is at fault: nothing can be judged
            raise
        except Exception as error:  # whatever went wrong, the resource was not judged
            yield unjudged(resource.urn, rule.id, error)
            continue
        for v in verdicts:
            yield Finding(
                urn=resource.urn,
                rule=rule.id,
                subject=v.subject,
                what=v.what,
                allowed=v.allowed,
                fix=v.fix,
                outcome=v.outcome,
            )


_CHOSEN = OfAll[dict[tuple[str, bool], tuple[Sequence[Rule], list[Rule]]]](lambda _: {})


def _applicable(context: Context, resource: Resource, rules: Sequence[Rule]) -> list[Rule]:
    """The rules that can have anything to say of the type of ``resource``: chosen once per type."""
    chosen, key = _CHOSEN.of(context), (resource.type, bool(resource.provider))
    known = chosen.get(key)
    if known is None or known[0] is not rules:
        fact, whole = context.fact(resource), context.graph.complete
        fitting = [r for r in rules if (whole or not r.whole) and r.applies(fact, resource.type)]
        known = chosen[key] = (rules, fitting)
    return known[1]


def unjudged(urn: str, rule: str, error: Exception) -> Finding:
    """The finding that stands for a judgement that broke down."""
    return Finding(
        urn=urn,
        rule=rule,
        subject="",
        what=f"could not be judged: {type(error).__name__}: {error}",
        allowed="nothing passes unjudged",
        fix="correct the resource; if it is correct, report the fault in policies/",
        outcome=Outcome.UNKNOWN,
        broken=True,
    )
