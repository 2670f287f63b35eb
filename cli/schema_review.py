"""``domicile schema --check``: a file of SQL, read by the database's own parser, held against the plan."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from cli.errors import refuse
from jurisdictions.problem import Problem, ProblemsError
from plan.model import Spanner, Store
from schema.review import REVIEW
from toolchain.parsers import find_or_build
from toolchain.progress import printer


def review_file(file: Path, stores: list[Store]) -> list[str]:
    """Names of the stores that the file fits.

    Raises ``ProblemsError``: DOM-301 to DOM-304 and DOM-308 for what it would do, DOM-309 where that cannot
    be told. Raises ``ToolchainError`` where the parser cannot be built.
    """
    judged = [store for store in stores if _is_judged(store)]
    if not judged:
        raise _unjudged(file, "no chosen store is on CockroachDB, or on Spanner with Google SQL")
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unjudged(file, str(error)) from error
    problems: list[Problem] = []
    for store in judged:
        dialect, judge = REVIEW[store.engine]
        problems += judge(store, parse(file, dialect, text), f"{file} on {store.name}")
    if problems:
        raise ProblemsError(problems)
    return [store.name for store in judged]


def parse(file: Path, dialect: str, text: str) -> list[dict[str, Any]]:
    """The statements of a text. Raises ``ProblemsError`` (DOM-309) for one that the parser refuses."""
    path = find_or_build(dialect, printer(sys.stderr))
    ran = subprocess.run([path], input=text, capture_output=True, text=True, check=False)
    said: Any = json.loads(ran.stdout)
    if ran.returncode:
        raise _unjudged(file, f"{dialect}: {said['error']}")
    return list(said)


def _is_judged(store: Store) -> bool:
    return store.engine in REVIEW and not (isinstance(store, Spanner) and store.dialect == "POSTGRESQL")


def _unjudged(file: Path, why: str) -> ProblemsError:
    return refuse(
        code="DOM-309",
        path="domicile schema --check",
        what=f"nobody can tell what {file} does",
        value=why,
        allowed="a text file of SQL that the store's database parses",
        fix="name the store with --store, and a file in its SQL",
    )
