"""RPO and RTO per engine and loss, as vendors state them: data, with sources."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

READ = "2026-11-22"
"""When the sources were read."""


class Figure(BaseModel):
    """One statement of a vendor."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    rpo: str = ""
    rto: str
    seconds: int | None = None
    source: str


@cache
def figures() -> dict[str, Figure]:
    """All figures by key."""
    text = (Path(__file__).parent / "figures.yaml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Figure]).validate_python(yaml.safe_load(text))


def seconds(key: str) -> int:
    """The figure that sums are made with. Raises ``LookupError`` where there is none."""
    found = figures()[key].seconds
    if found is None:
        msg = f"figures.yaml says no seconds of {key}"
        raise LookupError(msg)
    return found
