"""A project of its own in a temporary folder, so that a measurement leaves the sandbox of this one alone."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.timing import Runner

_HERE = Path(__file__).resolve().parent.parent
STACK = "prod"
"""The stack that is measured: about 1,000 resources."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """The project, and how to run its commands."""

    root: Path
    runner: Runner

    def domicile(self, *words: str) -> list[str]:
        """A command of this project."""
        return [str(Path(sys.executable).with_name("domicile")), *words]

    def pulumi(self, *words: str) -> list[str]:
        """A command of the engine on the sandbox."""
        return self.domicile("sandbox", "--stack", STACK, "--", "pulumi", *words, "--color", "never")

    def state(self) -> dict[str, Any]:
        """The state of the stack, which this brings up first."""
        self.runner.seconds(self.domicile("up", "--stack", STACK))
        command = self.pulumi("stack", "export", "--stack", STACK)
        ran = subprocess.run(
            command, cwd=self.root, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        exported: dict[str, Any] = json.loads(ran.stdout)
        return exported


@contextlib.contextmanager
def scene() -> Iterator[Scene]:
    """A folder with links to all of this project but what its sandbox keeps; removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="domicile-bench-") as folder:
        root = Path(folder).resolve()
        for path in _HERE.iterdir():
            if not path.name.startswith("."):
                (root / path.name).symlink_to(path)
        (root / ".venv").symlink_to(sys.prefix)
        yield Scene(root=root, runner=Runner(folder=root, environment=os.environ))
