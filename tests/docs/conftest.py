"""Outputs of a stack, for the examples of the docs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.built import build


@pytest.fixture(scope="session")
def dev_outputs() -> dict[str, Any]:
    """Outputs of dev, declared without an engine."""
    return build("dev")[1]
