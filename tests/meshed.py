"""A store whose members reach each other in every place of its jurisdiction: for tests of the paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from jurisdictions.model import DataClass
from plan import paths
from plan.draft import Scope
from plan.model import AwsNetwork, GcpNetwork, Mesh, Paths, Placement, Store

PORTS = (26257,)


@dataclass(frozen=True, kw_only=True, slots=True)
class Talkative(Store):
    """Members in these places, with nothing of their own."""

    places: tuple[str, ...]

    @property
    def placements(self) -> tuple[Placement, ...]:
        """No data: only its members' need to reach each other is of interest."""
        return ()

    @property
    def mesh(self) -> Mesh | None:
        """Each reaches each."""
        return Mesh(places=self.places, ports=PORTS)


def talkative(jurisdiction: str, places: Iterable[str]) -> Talkative:
    """A store of ``jurisdiction`` with members in ``places``."""
    return Talkative(
        name=f"{jurisdiction}-talkative",
        jurisdiction=jurisdiction,
        data_class=DataClass.PERSISTENT,
        tags={},
        store="talkative",
        engine="talkative",
        layout="everywhere",
        survives="region",
        backup_days=0,
        places=tuple(places),
    )


@contextmanager
def meshed() -> Iterator[None]:
    """While this lasts, every jurisdiction of a plan has such a store in all of its networks."""
    really = paths.plan_paths

    def plan_paths(
        scope: Scope, stores: Iterable[Store], aws: tuple[AwsNetwork, ...], gcp: tuple[GcpNetwork, ...]
    ) -> Paths:
        places = [n.place for n in aws] + [r.place for n in gcp for r in n.regions]
        return really(scope, (*stores, talkative(scope.law.id, places)), aws, gcp)

    with patch.object(paths, "plan_paths", plan_paths):
        yield
