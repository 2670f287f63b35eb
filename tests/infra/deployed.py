"""The project's own stacks, deployed to the sandbox by the real engine, for tests to look at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from cli.workspace import Workspace

ROOT = Path(__file__).parents[2]


class Project:
    """A copy of the project whose stack files may be changed, with a sandbox of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"):
            (root / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
        for folder in ("infra", "policies"):
            (root / folder).symlink_to(ROOT / folder)
        (root / ".venv").symlink_to(sys.prefix)

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run ``domicile`` here. With ``check`` it must succeed."""
        ran = subprocess.run(
            [sys.executable, "-c", "from cli.main import main; main()", *words],
            cwd=self.root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert not check or ran.returncode == 0, ran.stdout + ran.stderr
        return ran

    @property
    def environment(self) -> dict[str, str]:
        """The environment that ``domicile`` is run in."""
        return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "160"}

    def pulumi(self, stack: str, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a pulumi command on a stack of the sandbox."""
        return self.run("sandbox", "--stack", stack, "--", "pulumi", *words, check=check)

    def export(self, stack: str) -> dict[str, Any]:
        """The state of a stack as ``pulumi stack export`` prints it, from the engine's own file."""
        saved = json.loads(Workspace(root=self.root, stack=stack).checkpoint.read_text("utf-8"))
        return {"version": saved["version"], "deployment": saved["checkpoint"]["latest"]}

    def change(self, stack: str, old: str, new: str) -> None:
        """Change a stack file."""
        path = self.root / f"Pulumi.{stack}.yaml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
