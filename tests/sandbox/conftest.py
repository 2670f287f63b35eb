from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.engine import Engine, engine


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Engine]:
    with engine(tmp_path / "sandbox.db") as connected:
        yield connected
