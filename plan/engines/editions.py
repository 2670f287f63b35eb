"""Editions of Google's databases: what is asked for may need a higher one than is named (DOM-260)."""

from __future__ import annotations

from plan.draft import Draft

ORDER = ("STANDARD", "ENTERPRISE", "ENTERPRISE_PLUS")
"""From the lowest. Spanner has all three, Cloud SQL the last two (their editions overviews)."""


def edition(draft: Draft, given: str | None, needed: dict[str, str]) -> str:
    """The edition of a store: what is given, or the lowest that is enough.

    ``needed``: edition by what needs it. One that is too low is noted (DOM-260).
    """
    least = max(needed.values(), key=ORDER.index)
    if given is None:
        return least
    lacking = [what for what, wanted in needed.items() if ORDER.index(wanted) > ORDER.index(given)]
    if lacking:
        draft.scope.ledger.problem(
            "DOM-260",
            f"{draft.path}.edition",
            "edition too low for " + " and for ".join(lacking),
            value=given,
            allowed=", ".join(ORDER[ORDER.index(least) :]),
            fix=f"use {least}, or leave edition out to get the lowest that is enough",
        )
    return given
