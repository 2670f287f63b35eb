"""The project's program with a store whose members reach each other, so that every path is declared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.infra.deployed import Project

PROGRAM = """\
from infra.build import main
from tests.meshed import meshed

with meshed():
    main()
"""
ACCOUNTS = {"aws": {"account": "111122223333"}, "gcp": {"project": "acme-paths-1"}}


class MeshedProject(Project):
    """A copy of the project whose stack ``dev`` has these jurisdictions, each with all of its paths."""

    def __init__(self, root: Path, jurisdictions: dict[str, dict[str, str]], **more: Any) -> None:
        super().__init__(root)
        pulumi = root / "Pulumi.yaml"
        pulumi.write_text(pulumi.read_text("utf-8").replace("main: infra", "main: program"), "utf-8")
        (root / "program").mkdir()
        (root / "program" / "__main__.py").write_text(PROGRAM, "utf-8")
        intent = {
            "name": "acme",
            "accounts": ACCOUNTS,
            "protect": False,
            "jurisdictions": jurisdictions,
        } | more
        text = yaml.safe_dump({"config": {"domicile:stack": intent}})
        (root / "Pulumi.dev.yaml").write_text(text, "utf-8")
