"""SQL as the databases' own parsers read it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from toolchain.parsers import find_or_build
from toolchain.progress import printer


class UnparsableError(Exception):
    """The parser refused the text; says why."""


def parse(dialect: str, text: str) -> list[dict[str, Any]]:
    """What ``cockroachdb`` or ``spanner`` understands of a text, one entry a statement."""
    path = find_or_build(dialect, printer(sys.stderr))
    ran = subprocess.run([path], input=text, capture_output=True, text=True, check=False)
    found = json.loads(ran.stdout)
    if ran.returncode:
        raise UnparsableError(found["error"])
    assert isinstance(found, list)
    return found
