"""Policies: judge what the engine is about to create, and trust nothing the program says.

``judge(graph)`` is the whole of it; the CrossGuard pack (``python -m policies``) and the audit of a state
both call it. Nothing is read before the first judgement.
"""

from policies.finding import Finding, Outcome, Verdict
from policies.judging import judge
from policies.resources.graph import Graph, Resource

__all__ = ["Finding", "Graph", "Outcome", "Resource", "Verdict", "judge"]
