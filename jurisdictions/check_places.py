"""What does not fit together in ``places.yaml`` and ``locations.yaml``: every problem at once.

DOM-502 address blocks, DOM-503 zones, DOM-504 countries, DOM-505 regions, DOM-506 sets.
"""

from __future__ import annotations

from collections.abc import Iterator

from jurisdictions.problem import Problem
from jurisdictions.schema import LocationsFile, PlacesFile, Region


def check(places: PlacesFile, locations: LocationsFile) -> list[Problem]:
    """All problems, in the order of their codes."""
    return [
        *_blocks(places),
        *_zones(places),
        *_countries(places, locations),
        *_members(places, locations),
        *_sets(locations),
    ]


def _blocks(places: PlacesFile) -> list[Problem]:
    """DOM-502: an address block that two regions have, or that ``next_block`` would give out again."""
    problems, seen = [], dict[int, str]()
    for path, entry in _entries(places):
        if entry.block in seen:
            problems.append(
                Problem(
                    code="DOM-502",
                    path=f"{path}.block",
                    what=f"This address block belongs to {seen[entry.block]} already.",
                    value=str(entry.block),
                    allowed=f"a number of its own, from {places.next_block}",
                    fix="Take next_block and raise it.",
                )
            )
        elif entry.block >= places.next_block:
            problems.append(
                Problem(
                    code="DOM-502",
                    path=f"{path}.block",
                    what="next_block would give this address block to another region.",
                    value=str(entry.block),
                    allowed=f"below next_block, {places.next_block}",
                    fix="Raise next_block above it.",
                )
            )
        seen.setdefault(entry.block, path)
    return problems


def _zones(places: PlacesFile) -> list[Problem]:
    """DOM-503: a zone that is written twice, or is not one of this region."""
    prefixes: dict[str, str] = {}
    problems = []
    for path, entry in _entries(places):
        aws = path.startswith("places.yaml.aws.")
        good = _own_prefix(path, entry.zones, prefixes) if aws else all(_is_letter(z) for z in entry.zones)
        if not good or len(set(entry.zones)) < len(entry.zones):
            problems.append(
                Problem(
                    code="DOM-503",
                    path=f"{path}.zones",
                    what="These are not zones of this region, each once.",
                    value=", ".join(entry.zones),
                    allowed="zone ids, euw2-az1, with a prefix of the region's own" if aws else "letters: b",
                    fix="Correct the zones.",
                )
            )
    return problems


def _own_prefix(path: str, zones: list[str], prefixes: dict[str, str]) -> bool:
    """Whether all ``zones`` are zone ids with one prefix, which no region before this one has."""
    own = {zone.rpartition("-az")[0] for zone in zones}
    return len(own) == 1 and own != {""} and prefixes.setdefault(own.pop(), path) == path


def _is_letter(zone: str) -> bool:
    return len(zone) == 1 and zone.isascii() and zone.islower()


def _countries(places: PlacesFile, locations: LocationsFile) -> list[Problem]:
    """DOM-504: a country that the table of countries does not have."""
    written = [(f"{path}.country", entry.country) for path, entry in _entries(places)]
    written += [(f"places.yaml.local_zones.{n}.country", e.country) for n, e in places.local_zones.items()]
    written += [(f"locations.yaml.hidden.{n}.country", e.country) for n, e in locations.hidden.items()]
    return [
        Problem(
            code="DOM-504",
            path=path,
            what="This country is not in the table of countries.",
            value=country,
            allowed="a key of places.yaml.countries (the United Kingdom is GB)",
            fix="Correct the code, or add the country.",
        )
        for path, country in written
        if country not in places.countries
    ]


def _members(places: PlacesFile, locations: LocationsFile) -> list[Problem]:
    """DOM-505: a region that nobody knows."""
    gcp = {*places.gcp, *locations.hidden}
    return [
        Problem(
            code="DOM-505",
            path=f"locations.yaml.{path}",
            what="This region is not in places.yaml.",
            value=member,
            allowed="a region of the same cloud, or a hidden one",
            fix="Correct the name, or add the region.",
        )
        for path, members in _lists(locations)
        for member in members
        if member not in (places.aws if path.startswith("aws_sets.") else gcp)
    ]


def _lists(locations: LocationsFile) -> Iterator[tuple[str, list[str]]]:
    """Every list of regions in the file, with its path."""
    for name, members in locations.sets.items():
        yield f"sets.{name}", members
    for name, entry in locations.spanner.items():
        yield f"spanner.{name}.read_write", entry.read_write
        yield f"spanner.{name}.read_only", entry.read_only
        yield f"spanner.{name}.witness", entry.witness
        yield f"spanner.{name}.optional", entry.optional
    for name, services in locations.multi.items():
        for service, listed in services.items():
            if isinstance(listed, list):
                yield f"multi.{name}.{service}", listed
    for service, sets in locations.aws_sets.items():
        for name, members in sets.items():
            yield f"aws_sets.{service}.{name}", members


def _sets(locations: LocationsFile) -> list[Problem]:
    """DOM-506: a set that nobody knows."""
    return [
        Problem(
            code="DOM-506",
            path=f"locations.yaml.multi.{name}.{service}",
            what="There is no such set of regions.",
            value=members,
            allowed=", ".join(locations.sets),
            fix="Name a set, or list the regions.",
        )
        for name, services in locations.multi.items()
        for service, members in services.items()
        if isinstance(members, str) and members not in locations.sets
    ]


def _entries(places: PlacesFile) -> list[tuple[str, Region]]:
    return [
        *((f"places.yaml.aws.{name}", entry) for name, entry in places.aws.items()),
        *((f"places.yaml.gcp.{name}", entry) for name, entry in places.gcp.items()),
    ]
