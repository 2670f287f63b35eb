"""The law, from ``law.yaml``: groups expanded to countries, defaults filled in.

Pure: a document in, laws out, or ``ProblemsError`` with everything that does not fit together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from jurisdictions.model import Aspect, DataClass, Law, Rule
from jurisdictions.problem import Problem, ProblemsError
from jurisdictions.schema import Allowed, ClassRule, Jurisdiction, LawFile

NOBODY = "global"
"""The pseudo-jurisdiction of what is not personal: the only one without a home."""


def build_laws(document: LawFile, countries: Collection[str]) -> Mapping[str, Law]:
    """Laws by id, or ``ProblemsError`` (DOM-512 to DOM-517). ``countries`` are the codes of the map."""
    problems = [
        *_names(document, countries),
        *_circles(document),
        *_homes(document),
        *_personal(document),
        *_expiry(document),
    ]
    if problems:
        raise ProblemsError(problems)
    laws = {key: _law(key, entry, document) for key, entry in document.jurisdictions.items()}
    if problems := _slots(laws):
        raise ProblemsError(problems)
    return MappingProxyType(laws)


def expand(names: Collection[str], groups: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Country codes for ``names``, each a code or a group; groups may name groups."""
    return frozenset().union(*(expand(groups[n], groups) if n in groups else {n} for n in names))


def _law(key: str, entry: Jurisdiction, document: LawFile) -> Law:
    home = expand(entry.home, document.groups)
    return Law(
        id=key,
        name=entry.name,
        regulation=entry.regulation,
        home_countries=home,
        slot=entry.slot,
        rules={kind: _rule(_written(document, entry, kind), home, document.groups) for kind in DataClass},
        sources=tuple(entry.sources),
        reviewed=entry.reviewed.isoformat(),
    )


def _rule(written: ClassRule, home: frozenset[str], groups: Mapping[str, Collection[str]]) -> Rule:
    def countries(allowed: Allowed) -> frozenset[str] | None:
        if allowed == "everywhere":
            return None
        if allowed == "nowhere":
            return frozenset()
        return home if isinstance(allowed, str) else expand(allowed, groups)

    return Rule(
        countries={aspect: countries(_aspect(written, aspect)) for aspect in Aspect},
        expires_hours=written.expires_hours,
        because=written.because,
    )


def _written(document: LawFile, entry: Jurisdiction, kind: DataClass) -> ClassRule:
    own: dict[DataClass, ClassRule | None] = {
        DataClass.PERSISTENT: entry.persistent,
        DataClass.TRANSIENT: entry.transient,
        DataClass.METADATA: entry.metadata,
    }
    default = {
        DataClass.PERSISTENT: document.default.persistent,
        DataClass.TRANSIENT: document.default.transient,
        DataClass.METADATA: document.default.metadata,
    }
    return own[kind] or default[kind]


def _aspect(written: ClassRule, aspect: Aspect) -> Allowed:
    by_aspect: dict[Aspect, Allowed | None] = {
        Aspect.REST: written.rest,
        Aspect.PROCESSED: written.processed,
        Aspect.KEYS: written.keys,
        Aspect.LOGS: written.logs,
        Aspect.BACKUPS: written.backups,
    }
    own = by_aspect[aspect]
    return written.rest if own is None else own


def _rules(document: LawFile) -> Iterator[tuple[str, str, DataClass, ClassRule]]:
    """Every rule that is in force: path, jurisdiction, data class, rule."""
    for key, entry in document.jurisdictions.items():
        for kind in DataClass:
            yield f"law.yaml.jurisdictions.{key}.{kind}", key, kind, _written(document, entry, kind)


def _names(document: LawFile, countries: Collection[str]) -> list[Problem]:
    """DOM-512: neither a country nor a group."""
    known = {*countries, *document.groups}
    return [
        Problem(
            code="DOM-512",
            path=path,
            what="This is neither a country nor a group.",
            value=name,
            allowed=f"a country of places.yaml, or one of {', '.join(document.groups)}",
            fix="Correct it (the United Kingdom is GB), or add the country or the group.",
        )
        for path, names in _lists(document)
        for name in names
        if name not in known
    ]


def _lists(document: LawFile) -> Iterator[tuple[str, list[str]]]:
    """Every list of countries and groups, with its path."""
    for name, members in document.groups.items():
        yield f"law.yaml.groups.{name}", members
    for key, entry in document.jurisdictions.items():
        yield f"law.yaml.jurisdictions.{key}.home", entry.home
    for path, _, _, rule in _rules(document):
        for aspect in Aspect:
            names = _aspect(rule, aspect)
            if isinstance(names, list):
                yield f"{path}.{aspect}", names


def _circles(document: LawFile) -> list[Problem]:
    """DOM-517: a group that contains itself, directly or through others."""
    return [
        Problem(
            code="DOM-517",
            path=f"law.yaml.groups.{name}",
            what="This group contains itself.",
            value=", ".join(members),
            allowed="countries, and groups that do not lead back here",
            fix="Take the group out of itself.",
        )
        for name, members in document.groups.items()
        if name in _inside(members, document.groups)
    ]


def _inside(names: Collection[str], groups: Mapping[str, Collection[str]]) -> set[str]:
    """Groups that ``names`` lead to."""
    found: set[str] = set()
    waiting = [name for name in names if name in groups]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [inner for inner in groups[name] if inner in groups]
    return found


def _homes(document: LawFile) -> list[Problem]:
    """DOM-513: no home countries (only ``global`` has none)."""
    return [
        Problem(
            code="DOM-513",
            path=f"law.yaml.jurisdictions.{key}.home",
            what="A jurisdiction has people at home somewhere.",
            value=str(entry.home),
            allowed="one country or more; only global has none",
            fix="Name the home countries.",
        )
        for key, entry in document.jurisdictions.items()
        if bool(entry.home) == (key == NOBODY)
    ]


def _personal(document: LawFile) -> list[Problem]:
    """DOM-514: personal data that may be everywhere."""
    problems = []
    for path, _, kind, rule in _rules(document):
        for aspect in Aspect:
            everywhere = _aspect(rule, aspect) == "everywhere"
            if everywhere and kind is not DataClass.METADATA:
                problems.append(
                    Problem(
                        code="DOM-514",
                        path=f"{path}.{aspect}",
                        what="Personal data may not be everywhere.",
                        value="everywhere",
                        allowed="countries, groups, home or nowhere",
                        fix="Name the countries.",
                    )
                )
    return problems


def _expiry(document: LawFile) -> list[Problem]:
    """DOM-515: transient data without an end."""
    return [
        Problem(
            code="DOM-515",
            path=f"{path}.expires_hours",
            what="Transient data must expire.",
            value="none",
            allowed="a number of hours",
            fix="Say after how many hours it is gone.",
        )
        for path, _, kind, rule in _rules(document)
        if kind is DataClass.TRANSIENT and rule.expires_hours is None
    ]


def _shared(first: Law, second: Law) -> str:
    return ", ".join(sorted(first.home_countries & second.home_countries))


def _slots(laws: Mapping[str, Law]) -> list[Problem]:
    """DOM-516: two jurisdictions with a country in common and the same quarter of its address blocks."""
    ordered = list(laws.values())
    return [
        Problem(
            code="DOM-516",
            path=f"law.yaml.jurisdictions.{second.id}.slot",
            what=f"{first.id} has this slot too, and a country in common: {_shared(first, second)}.",
            value=str(second.slot),
            allowed="another number from 0 to 3",
            fix="Give the newer of the two another slot.",
        )
        for number, first in enumerate(ordered)
        for second in ordered[number + 1 :]
        if first.slot == second.slot and _shared(first, second)
    ]
