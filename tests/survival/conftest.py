"""Surveys of the project's own stacks, declared without an engine, once for all tests."""

from __future__ import annotations

import pytest

from policies.resources.state import graph_of
from survival.report import Survey, survey
from tests.plan.intents import stack_file
from tests.survival.worlds import state


@pytest.fixture(scope="session")
def dev() -> Survey:
    return survey(graph_of(state(stack_file("dev"), "dev")))


@pytest.fixture(scope="session")
def prod() -> Survey:
    return survey(graph_of(state(stack_file("prod"), "prod")))
