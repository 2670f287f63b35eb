"""The blocks of code in a page."""

from __future__ import annotations

import re


def blocks(page: str, kind: str) -> list[str]:
    """What stands between the fences of each block of this kind (``python``; empty for none)."""
    found: list[str] = re.findall(rf"^```{kind}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return found
