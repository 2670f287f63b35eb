"""What the command line says when it cannot do what it was asked."""

from __future__ import annotations

from jurisdictions.problem import Problem, ProblemsError


def refuse(*, code: str, path: str, what: str, value: str, allowed: str, fix: str) -> ProblemsError:
    """One problem, to be raised."""
    return ProblemsError(
        [Problem(code=code, path=path, what=what, value=value, allowed=allowed, fix=fix)],
    )
