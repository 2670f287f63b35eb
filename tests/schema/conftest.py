"""One server for all tests of a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.schema.postgres import Server, serve


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server."""
    with serve() as running:
        yield running
