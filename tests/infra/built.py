"""A stack of this project as the program declares it, without an engine."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pulumi

from infra.build import declare
from tests.components.recording import World
from tests.components.recording import declare as record
from tests.plan.intents import planned, stack_file


def build(stack: str) -> tuple[World, dict[str, Any]]:
    """What a stack declares, and its outputs."""
    exports: dict[str, pulumi.Output[Any]] = {}
    outputs: dict[str, Any] = {}

    def program() -> None:
        with patch("pulumi.export", exports.__setitem__):
            declare(planned(stack_file(stack), stack=stack))
        pulumi.Output.from_input(exports).apply(outputs.update)

    _, world = record(program)
    return world, outputs
