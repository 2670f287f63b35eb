"""What the rules judge by: the law, the facts, the demands and the stacks that need no protection.

Where one of these files cannot be trusted, nothing can be judged, and every resource would say so again. So
they are read before the first resource, each once, and what is wrong with all of them is said together.
"""

from __future__ import annotations

from collections.abc import Callable

from jurisdictions import laws, places
from jurisdictions.problem import Problem, ProblemsError
from policies import unprotected
from policies.demands import demands
from policies.facts import FactsError, catalogue

CODE = "DOM-718"
_MODELS = {"demands": "policies/demands/model.py", "facts": "policies/facts/model.py"}


def check(*more: Callable[[], object]) -> None:
    """Reads them, and ``more``. Raises ``ProblemsError`` with all that is wrong in any of them, each once.

    The facts of a service are read when a type of it is met: ``judge`` raises ``FactsError`` then.
    """
    problems: dict[Problem, None] = {}
    reads: tuple[Callable[[], object], ...] = (laws, places, demands, catalogue, unprotected.stacks, *more)
    for read in reads:
        try:
            read()
        except FactsError as error:
            problems[problem(error)] = None
        except ProblemsError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise ProblemsError(list(problems))


def problem(error: FactsError) -> Problem:
    """What is wrong with a file of facts or demands, as a problem."""
    file, _, what = str(error).partition(": ")
    folder = file.partition("/")[0]
    return Problem(
        code=CODE,
        path=f"policies/{file}" if folder in _MODELS else "policies/facts",
        what="What the rules judge by cannot be trusted, so nothing was judged.",
        value=" ".join((what if folder in _MODELS else str(error)).split()),
        allowed=f"the shape in {_MODELS.get(folder, _MODELS['facts'])}",
        fix="Correct the file.",
    )
