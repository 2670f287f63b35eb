"""What the engines can do, and how far places are apart in time: look-ups in ``engines.yaml``.

Read once, on first use. Raises ``ProblemsError``: DOM-521 for the shape of the file, and what
``jurisdictions.check_engines`` finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from jurisdictions.build_places import Map
from jurisdictions.check_engines import check_engines
from jurisdictions.documents import parse
from jurisdictions.engine_schema import Cited, Engine, EngineLayout, EnginesFile, Latency, Source
from jurisdictions.load import FOLDER, load_map
from jurisdictions.lookup import UnknownNameError, places, region_sets
from jurisdictions.model import Place, distance_km
from jurisdictions.problem import ProblemsError


class UnknownEngineError(UnknownNameError):
    """An engine that is not in ``engines.yaml``."""


@cache
def load_engines() -> EnginesFile:
    """The engines."""
    return read_engines((FOLDER / "engines.yaml").read_text(encoding="utf-8"), load_map())


def read_engines(text: str, atlas: Map) -> EnginesFile:
    """The engines in the text of ``engines.yaml``; raises ``ProblemsError``."""
    file = parse(text, EnginesFile, "engines.yaml", "DOM-521")
    if problems := check_engines(file, atlas):
        raise ProblemsError(problems)
    return file


def known_engines() -> Mapping[str, Engine]:
    """All engines by name, those that this project cannot declare included."""
    return load_engines().engines


def engine(name: str) -> Engine:
    """One engine; raises ``UnknownEngineError``."""
    found = known_engines().get(name)
    if found is None:
        raise UnknownEngineError("engine", name, known_engines())
    return found


def provisioned() -> Iterator[tuple[str, str]]:
    """Engine and layout of all that this project can declare today."""
    for name, entry in known_engines().items():
        yield from ((name, key) for key, layout in entry.layouts.items() if layout.provisioned)


def offered(layout: EngineLayout) -> tuple[Place, ...]:
    """The regions where a layout is offered, in the order of the map."""
    return tuple(p for p in places().values() if _is_offered(layout, p))


def sets_of(layout: EngineLayout) -> Mapping[str, frozenset[str]]:
    """Sets of places that a layout can join, by name; empty where it joins any."""
    return region_sets(layout.together) if layout.together else {}


def cite(cited: Cited) -> Source:
    """Where a figure is from, and when it was read."""
    return load_engines().sources[cited.source]


def latency() -> Latency:
    """What a round trip takes, from the distance."""
    return load_engines().latency


def rtt_floor_ms(a: Place, b: Place) -> float:
    """What no round trip between two regions can be below: light in fibre on the shortest way."""
    return distance_km(a, b) / latency().fibre_km_per_ms


def rtt_estimate_ms(a: Place, b: Place) -> float:
    """What a round trip between two regions probably takes; never below ``rtt_floor_ms``."""
    known, km = latency(), distance_km(a, b)
    return known.in_region_ms + _stretch(a, b, km) * km / known.fibre_km_per_ms


def one_metro(a: Place, b: Place) -> bool:
    """Whether two regions are so near that one disaster can take both."""
    return distance_km(a, b) < latency().metro_km


def _is_offered(layout: EngineLayout, at: Place) -> bool:
    names = {str(cloud): regions for cloud, regions in layout.regions.items()}.get(at.cloud, [])
    return names == "all" or at.name in names


def _stretch(a: Place, b: Place, km: float) -> float:
    known = latency()
    found = known.stretch.get("-".join(sorted((_area(a), _area(b)))), known.other)
    return max(found, known.near_stretch) if km < known.near_km else found


def _area(at: Place) -> str:
    return next((area for area, countries in latency().areas.items() if at.countries <= set(countries)), "")
