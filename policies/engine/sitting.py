"""One operation of the engine: what it was told so far, and the judgement of it.

The engine tells of each resource before it is created, with its inputs only, and of the whole stack at the
end, with outputs and references. An update must not create what is foreign, so what is wrong for certain is
found at the first moment; the rest at the second, which leaves out what was said already: one violation is
one finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from threading import Lock

from pulumi.runtime.proto import analyzer_pb2 as proto

from policies.context import Context
from policies.engine.crossguard import Reader
from policies.exemptions import Exemptions, Judged, apply
from policies.finding import Finding, Outcome
from policies.judging import judge, judge_one, unjudged
from policies.resources.graph import GrowingGraph, Resource, top
from policies.resources.values import Props
from policies.skipped import OF_ENGINE
from policies.tracing.places import home
from policies.tracing.spot import Part

_BROKEN = unjudged("", "", Exception()).fix
"""By this a finding is known that stands for a rule that broke down."""


class _Declared(GrowingGraph):
    """What was declared so far. Notes whether a reference was followed, as the end may tell more of it."""

    followed = False

    def referenced(self, resource: Resource, path: str) -> tuple[Resource, ...]:
        if top(path) in resource.props:  # what is not declared has no references, at the end neither
            self.followed = True
        return super().referenced(resource, path)


class Sitting:
    """Judges one operation of the engine. Calls may come from several threads."""

    def __init__(self, allowed: Exemptions, today: date, *, dry_run: bool, preview: bool) -> None:
        """``preview``: whether an update is yet to come; where a file is analysed there is none."""
        self._allowed = allowed
        self._today = today
        self._dry_run = dry_run
        self._preview = preview
        self._reader = Reader()
        self._graph = _Declared()
        self._context = Context(self._graph)
        self._inputs: dict[str, Props] = {}
        self._said: set[tuple[str, str, str]] = set()
        self._lock = Lock()

    def before_creation(self, message: proto.AnalyzeRequest) -> list[Finding]:
        """What is wrong for certain in a resource, from its inputs and the resources told before it."""
        with self._lock:
            resource = self._reader.resource(message)
            self._inputs[resource.urn] = resource.props
            if not resource.props:
                return []  # read from the cloud, not declared: only its outputs tell, at the second moment
            self._graph.add(resource)
            self._context.forget(resource)
            told = list(judge_one(self._context, resource))
            found = [f for f in told if f.outcome is Outcome.FAIL or self._too_late_to_wait(resource, f)]
            left = apply(found, self._allowed, self._today, self._graph, whole=False).findings
            self._said.update(finding.key for finding in left)
            return left

    def _too_late_to_wait(self, resource: Resource, finding: Finding) -> bool:
        """Whether an update must not leave to the end what cannot be told now.

        What nobody judged, and a home that neither the resource nor its parents declare, nor a reference
        that the end may tell more of: it would exist somewhere before its outputs tell where.
        """
        if self._dry_run:
            return False
        if finding.fix == _BROKEN:
            return True
        if finding.subject != Part.HOME:
            return False
        self._graph.followed = False
        home(Context(self._graph), resource)  # afresh, as what was worked out before follows nothing again
        return not self._graph.followed

    def of_stack(self, messages: Iterable[proto.AnalyzerResource]) -> Judged:
        """What is wrong or unknown in the whole stack, but for what was said of its resources before."""
        with self._lock:
            graph = self._reader.graph(messages, self._inputs, preview=self._preview)
            judged = apply(judge(graph), self._allowed, self._today, graph, skipped=OF_ENGINE)
            left = [finding for finding in judged.findings if finding.key not in self._said]
            return Judged(findings=left, used=judged.used)
