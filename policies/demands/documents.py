"""Policy documents of the clouds: whether one lets everyone in."""

from __future__ import annotations

import json

from policies.resources.values import Plain


def lets_everyone_in(value: Plain) -> bool:
    """Whether a policy document allows something to everyone, unconditionally. What is no JSON may do so."""
    try:
        document = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return True
    if not isinstance(document, dict):
        return True
    statements = document.get("Statement", [])
    if any(_opens(one) for one in (statements if isinstance(statements, list) else [statements])):
        return True
    return "allUsers" in str(document) or "allAuthenticatedUsers" in str(document)


def _opens(statement: Plain) -> bool:
    if not isinstance(statement, dict) or statement.get("Effect") != "Allow" or statement.get("Condition"):
        return False
    principal = statement.get("Principal")
    named = list(principal.values()) if isinstance(principal, dict) else [principal]
    return "NotPrincipal" in statement or any(n == "*" or (isinstance(n, list) and "*" in n) for n in named)
