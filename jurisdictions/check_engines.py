"""What does not fit together in ``engines.yaml``: every problem at once.

DOM-522 regions and sets that the map does not have, DOM-523 sources, DOM-524 layouts that cannot be.
"""

from __future__ import annotations

from collections.abc import Iterator

from jurisdictions.build_places import Map
from jurisdictions.engine_schema import Cited, EngineLayout, EnginesFile
from jurisdictions.problem import Problem


def check_engines(file: EnginesFile, atlas: Map) -> list[Problem]:
    """All problems, in the order of their codes."""
    return [*_regions(file, atlas), *_sources(file), *_shapes(file)]


def layouts_of(file: EnginesFile) -> Iterator[tuple[str, EngineLayout]]:
    """Every layout with its path."""
    for engine, entry in file.engines.items():
        for name, layout in entry.layouts.items():
            yield f"engines.yaml.engines.{engine}.layouts.{name}", layout


def figures_of(file: EnginesFile) -> Iterator[tuple[str, Cited]]:
    """Everything that names a source, with its path."""
    for engine, entry in file.engines.items():
        path = f"engines.yaml.engines.{engine}"
        yield f"{path}.licence", entry.licence
        yield f"{path}.cmek", entry.cmek
        yield from ((f"{path}.limits.{n}", figure) for n, figure in enumerate(entry.limits))
    for path, layout in layouts_of(file):
        yield path, layout
        yield f"{path}.rpo", layout.rpo
        yield f"{path}.rto", layout.rto
        yield from ((f"{path}.reads.{n}", read) for n, read in enumerate(layout.reads))


def _regions(file: EnginesFile, atlas: Map) -> Iterator[Problem]:
    for path, layout in layouts_of(file):
        for cloud, names in layout.regions.items():
            unknown = [n for n in names if f"{cloud}/{n}" not in atlas.regions] if names != "all" else []
            if unknown:
                allowed = "regions of this cloud in places.yaml, or all"
                yield _problem("DOM-522", f"{path}.regions.{cloud}", ", ".join(unknown), "unknown", allowed)
        if layout.together is not None and layout.together not in atlas.aws_sets:
            allowed = ", ".join(atlas.aws_sets)
            yield _problem("DOM-522", f"{path}.together", layout.together, "no such sets", allowed)
    located = {country for area in file.latency.areas.values() for country in area}
    missing = sorted({c for region in atlas.regions.values() for c in region.countries} - located)
    if missing:
        what = "these countries have regions and are in no area"
        yield _problem("DOM-522", "engines.yaml.latency.areas", ", ".join(missing), what, "each in one area")


def _sources(file: EnginesFile) -> Iterator[Problem]:
    cited = [(path, figure.source) for path, figure in figures_of(file)]
    for path, source in [*cited, ("engines.yaml.latency", file.latency.source)]:
        if source not in file.sources:
            allowed = ", ".join(file.sources)
            yield _problem("DOM-523", f"{path}.source", source, "no such source", allowed)


def _shapes(file: EnginesFile) -> Iterator[Problem]:
    for path, layout in layouts_of(file):
        for what, value, allowed in _misfits(layout):
            yield _problem("DOM-524", path, value, what, allowed)


def _misfits(layout: EngineLayout) -> Iterator[tuple[str, str, str]]:
    votes, quorum, domains = sum(layout.voters), layout.quorum, layout.domains
    spread = layout.topology != "one-region"
    if (quorum is None) != (not layout.voters):
        yield "voters and quorum go together", f"{layout.voters}, {quorum}", "both, or neither"
    elif quorum is not None and not votes / 2 < quorum <= votes:
        yield "a quorum is a majority of the votes", f"{quorum} of {votes}", f"{votes // 2 + 1} to {votes}"
    if spread and layout.voters and len(layout.voters) != domains.count:
        yield "a place of its own for each failure domain", str(layout.voters), f"{domains.count} places"
    if (layout.topology in ("quorum", "configuration")) != bool(spread and layout.voters):
        yield "who votes between regions", str(layout.voters), "voters for quorum and configuration"
    if spread in (domains.kind == "zone", "zone" in layout.survives):
        yield "what it survives is not what it is spread over", ", ".join(layout.survives), domains.kind
    if layout.mixed and len(layout.regions) < 2:
        yield "mixed clouds need two", ", ".join(layout.regions), "aws and gcp"


def _problem(code: str, path: str, value: str, what: str, allowed: str) -> Problem:
    fix = "Correct the entry; the file's header describes each key."
    return Problem(code=code, path=path, what=what, value=value, allowed=allowed, fix=fix)
