"""Reads the data files of this package, once, on first use.

The only module here that touches a file. Raises ``ProblemsError``: DOM-501 for the shape of the places,
DOM-511 for that of the law, and what ``build_places`` and ``build_law`` find.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from jurisdictions.build_law import build_laws
from jurisdictions.build_places import Map, build_map
from jurisdictions.documents import Document, parse
from jurisdictions.model import Law
from jurisdictions.problem import Problem, ProblemsError
from jurisdictions.schema import LawFile, LocationsFile, PlacesFile

FOLDER = Path(__file__).parent


@cache
def load_map() -> Map:
    """The map."""
    return read_map(_text("places.yaml"), _text("locations.yaml"))


@cache
def load_laws() -> Mapping[str, Law]:
    """Laws by id."""
    return read_laws(_text("law.yaml"), load_map().countries.keys())


def read_map(places: str, locations: str) -> Map:
    """The map in the text of the two files; raises ``ProblemsError`` with the problems of both."""
    problems: list[Problem] = []
    places_file = _gather(problems, places, PlacesFile, "places.yaml")
    locations_file = _gather(problems, locations, LocationsFile, "locations.yaml")
    if places_file is None or locations_file is None:
        raise ProblemsError(problems)
    return build_map(places_file, locations_file)


def read_laws(text: str, countries: Collection[str]) -> Mapping[str, Law]:
    """Laws by id, in the text of ``law.yaml``; ``countries`` are the codes that the map knows."""
    return build_laws(parse(text, LawFile, "law.yaml", "DOM-511"), countries)


def _gather(problems: list[Problem], text: str, shape: type[Document], file: str) -> Document | None:
    try:
        return parse(text, shape, file, "DOM-501")
    except ProblemsError as error:
        problems.extend(error.problems)
        return None


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
