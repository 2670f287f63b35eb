"""One run of the pack: what it was told so far, and the judgement of it.

The engine tells the pack of each resource before it is created, with its inputs only, and of the whole stack
at the end, with outputs and references. An update must not create what is foreign, so what is wrong for
certain is found at the first moment; the rest, and what is unknown, at the second, which leaves out what was
said already: one violation is one finding. Whether it is a preview, the engine does not tell, nor need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock

from policies.context import Context
from policies.crossguard import StackResource, graph_of
from policies.finding import Finding, Outcome
from policies.graph import GrowingGraph, Resource
from policies.judging import judge, judge_one, unjudged
from policies.rules import RULES
from policies.values import Props

_ALL = frozenset(rule.id for rule in RULES)


class _Answers:
    """One judgement, asked for rule by rule. Who asks a second time asks about something new."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._by_rule: dict[str, list[Finding]] = {}
        self._to_ask = set(_ALL)
        for finding in findings:
            self._by_rule.setdefault(finding.rule, []).append(finding)

    def has(self, rule: str) -> bool:
        return rule in self._to_ask

    def take(self, rule: str) -> Sequence[Finding]:
        self._to_ask.discard(rule)
        return self._by_rule.get(rule, ())


class Sitting:
    """Judges one operation of the engine. Calls may come from several threads."""

    def __init__(self) -> None:
        self._graph = GrowingGraph()
        self._context = Context(self._graph)
        self._inputs: dict[str, Props] = {}
        self._of_resource: dict[str, _Answers] = {}
        self._of_stack: _Answers | None = None
        self._said: set[tuple[str, str, str]] = set()
        self._lock = Lock()

    def before_creation(self, rule: str, resource: Resource) -> Sequence[Finding]:
        """What ``rule`` finds wrong for certain in a resource, from its inputs and those told before it."""
        with self._lock:
            answers = self._of_resource.get(resource.urn)
            if answers is None or not answers.has(rule):
                answers = self._of_resource[resource.urn] = _Answers(self._hear(resource))
            return self._say(answers.take(rule))

    def _hear(self, resource: Resource) -> list[Finding]:
        self._inputs[resource.urn] = resource.props
        if not resource.props:
            return []  # read from the cloud, not declared: only its outputs tell, at the second moment
        self._graph.add(resource)
        self._context.forget(resource)
        return [f for f in judge_one(self._context, resource) if f.outcome is Outcome.FAIL]

    def of_stack(self, rule: str, resources: Sequence[StackResource]) -> Sequence[Finding]:
        """What ``rule`` finds in the whole stack and did not say before. Judged once for all rules."""
        with self._lock:
            answers = self._of_stack
            if answers is None or not answers.has(rule):
                answers = self._of_stack = _Answers(self._judge(rule, resources))
            return self._say(answers.take(rule))

    def _judge(self, rule: str, resources: Sequence[StackResource]) -> list[Finding]:
        try:
            return [f for f in judge(graph_of(resources, self._inputs)) if f.key not in self._said]
        except Exception as error:  # a stack that cannot be read is a violation, not a crash
            return [unjudged("", rule, error)]

    def _say(self, findings: Sequence[Finding]) -> Sequence[Finding]:
        self._said.update(finding.key for finding in findings)
        return findings
