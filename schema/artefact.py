"""A file that is made for a store."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Literal

Language = Literal["cockroachdb", "dsql", "postgresql", "spanner", "spanner-postgresql", "text", "yugabytedb"]
Use = Literal["applied", "apply", "template", "hint"]
SAID: dict[Use, str] = {"applied": "applied by the machines"}
"""What a use is called in a file, where it is not its own name."""
BACKSLASH = ("\\gexec",)
"""How a statement may end that a client's command ends, rather than a semicolon."""
WIDTH = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Artefact:
    """Statements of one language, in the order in which they are to be run."""

    file: str
    """Name below the store's folder, unique there: ``2-database.sql``."""
    language: Language
    use: Use
    """``applied`` by the store's own machines, again and again; ``apply`` as it is, before the application's
    own schema; ``template``: copy, and name your own tables and columns; ``hint``: to read."""
    about: str
    """What it is for, and what it does not do."""
    statements: tuple[str, ...] = ()
    """Without the semicolon at the end."""

    @property
    def text(self) -> str:
        """The whole file: what it is for as a comment, then the statements."""
        mark = "#" if self.language == "text" else "--"
        head = textwrap.wrap(f"{SAID.get(self.use, self.use)}: {self.about}", WIDTH)
        return "\n".join([*(f"{mark} {line}" for line in head), *map(self._ended, self.statements), ""])

    def _ended(self, statement: str) -> str:
        return statement if self.language == "text" or statement.endswith(BACKSLASH) else f"{statement};"
