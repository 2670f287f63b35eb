"""Compares a resource with what is demanded of its type."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from jurisdictions.model import DataClass
from policies.context import Context, OfAll
from policies.demands.documents import lets_everyone_in
from policies.demands.load import demands, demands_of
from policies.demands.model import Demand, Kind
from policies.facts import Holds
from policies.finding import PASS, Outcome, Verdict
from policies.resources.graph import Resource
from policies.resources.values import NOT_TOLD, UNKNOWN, Plain, read
from policies.tracing.belonging import Belonging, Told, belonging

PERSONAL = frozenset({DataClass.PERSISTENT, DataClass.TRANSIENT})
_SECONDS = re.compile(r"([0-9]+(?:\.[0-9]+)?)s?")
_AN_HOUR = {"milliseconds": 3_600_000, "seconds": 3600, "hours": 1, "days": 1 / 24}
_NO_OWNER = {None, Holds.NOTHING, Holds.OPAQUE}


def judged(
    context: Context, resource: Resource, kind: Kind, classes: Container[DataClass] = PERSONAL
) -> Iterator[Verdict]:
    """A verdict for each demand of this kind, where the data it concerns is of one of ``classes``.

    Nothing where it cannot be told whose data it is: ``tags-missing`` reports that. But for a setting of
    something that the stack does not show, a breach is reported as not known to be harmless.
    """
    for demand in demands_of(kind, resource.type):
        if demand.by and not context.graph.complete:
            continue  # what sets it may come later
        whose = [belonging(context, one) for one in concerned(context, resource, demand)]
        asked = [b for b in whose if b.data_class and b.told is Told.YES and b.data_class in classes]
        if asked or (demand.of and not whose):
            verdict = _verdict(context, resource, demand, asked)
            blind = not asked and verdict.outcome is not Outcome.PASS
            yield _unseen(verdict, demand) if blind else verdict


def concerned(context: Context, resource: Resource, demand: Demand) -> list[Resource]:
    """Whose data a demand concerns: the resource itself, or what it is a setting of. None may be visible."""
    if demand.of is None:
        return [resource]
    paths = [*resource.props] if demand.of == "*" else [demand.of]
    found: dict[str, Resource] = {}
    for path in paths:
        for exact, value in read(resource.props, path):
            if isinstance(value, str) or value is UNKNOWN:
                for one in context.follow(
                    resource, exact, value, lambda r: context.holds(r) not in _NO_OWNER
                ):
                    found[one.urn] = one
    return list(found.values())


def _verdict(context: Context, resource: Resource, demand: Demand, asked: list[Belonging]) -> Verdict:
    if any(v in demand.unless[path] for path in demand.unless for _, v in read(resource.props, path)):
        return PASS
    limit = min((_expires(b) for b in asked), default=0) if demand.lives else 0
    setters = _setters(context, resource, demand) if demand.by else [resource]
    told = [_told(one, demand, limit) for one in setters]
    if Outcome.PASS in (outcomes := [outcome for outcome, _ in told]) and (demand.by or len(told) == 1):
        return PASS
    outcome, what = (
        told[outcomes.index(Outcome.UNKNOWN)] if Outcome.UNKNOWN in outcomes else _first(told, demand)
    )
    return Verdict(
        outcome=outcome,
        subject=demand.path if not demand.some else f"{demand.some}.{demand.path}",
        what=f"{what} ({resource.name})",
        allowed=allowed(demand, limit),
        fix=demand.fix or f"set {_full(demand)} to {allowed(demand, limit)}",
    )


def _first(told: list[tuple[Outcome, str]], demand: Demand) -> tuple[Outcome, str]:
    return (
        told[0]
        if told
        else (Outcome.FAIL, f"no {' nor '.join(_short(t) for t in demand.by)} sets it{_means(demand)}")
    )


def _told(resource: Resource, demand: Demand, limit: float) -> tuple[Outcome, str]:
    if demand.some is not None:
        return _of_some(resource, demand, limit)
    if not _met(dict(resource.props), demand):
        return Outcome.PASS, ""
    values = read(resource.props, demand.path)
    if not values:
        outcome = Outcome.PASS if demand.unset == "pass" else Outcome.FAIL
        return outcome, f"{demand.path} is unset{_means(demand)}"
    for exact, value in values:
        if value is not UNKNOWN and not _fits(value, demand, limit):
            return Outcome.FAIL, f"{exact} is {_quoted(value)}"
    unknown = [exact for exact, value in values if value is UNKNOWN]
    if unknown and not demand.later and _asks(demand):
        return Outcome.UNKNOWN, f"{unknown[0]} is {NOT_TOLD}"
    return Outcome.PASS, ""


def _asks(demand: Demand) -> bool:
    """Whether it asks for more than that something is set."""
    asked = (demand.one_of, demand.never, demand.policy, demand.lives)
    return any(asked) or demand.at_least is not None or demand.at_most is not None


def _of_some(resource: Resource, demand: Demand, limit: float) -> tuple[Outcome, str]:
    items = [item for _, item in read(resource.props, demand.some or "")]
    whole = [
        item for item in items if isinstance(item, dict) and not any(read(item, p) for p in demand.without)
    ]
    fitting = [item for item in whole if _met(item, demand)]
    values = [value for item in fitting for _, value in read(item, demand.path)]
    if any(value is not UNKNOWN and _fits(value, demand, limit) for value in values):
        return Outcome.PASS, ""
    if UNKNOWN in items or UNKNOWN in values:
        return Outcome.UNKNOWN, f"{demand.some} is {NOT_TOLD}"
    return (
        Outcome.FAIL,
        f"none of {demand.some} has {demand.path} of {allowed(demand, limit)}{_means(demand)}",
    )


def _met(props: Plain, demand: Demand) -> bool:
    return all(any(v in wanted for _, v in read(props, path)) for path, wanted in demand.when.items())


def _fits(value: Plain, demand: Demand, limit: float) -> bool:
    if demand.policy:
        return not lets_everyone_in(value)
    if demand.one_of and value not in demand.one_of:
        return False
    if isinstance(value, str | bool | float | int) and value in demand.never:
        return False
    if demand.at_least is None and demand.at_most is None and demand.lives is None:
        return True
    number = _number(value)
    if number is None:
        return False
    low = demand.at_least is None or number >= demand.at_least
    high = demand.at_most is None or number <= demand.at_most
    return low and high and (demand.lives is None or number <= limit * _AN_HOUR[demand.lives])


def _number(value: Plain) -> float | None:
    if isinstance(value, str) and (found := _SECONDS.fullmatch(value)):
        return float(found[1])
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _setters(context: Context, resource: Resource, demand: Demand) -> list[Resource]:
    """The resources that make this setting of ``resource``."""
    if demand.along:
        return _along(context, resource, demand)
    settings = _SETTINGS.of(context)
    return [setter for by in demand.by for setter in settings.get((resource.urn, by), ())]


def _settings(context: Context) -> dict[tuple[str, str], list[Resource]]:
    """By URN and type: the resources of this type that make a setting of this one."""
    vias = {(by, d.via) for types in demands().values() for ds in types.values() for d in ds for by in d.by}
    found: dict[tuple[str, str], list[Resource]] = {}
    for setter in context.graph:
        for via in [via for by, via in vias if by == setter.type and via]:
            for owner in concerned(context, setter, Demand(path=via, of=via)):
                found.setdefault((owner.urn, setter.type), []).append(setter)
    return found


_SETTINGS = OfAll(_settings)


def _along(context: Context, resource: Resource, demand: Demand) -> list[Resource]:
    """The nearest that says it, from ``resource`` on: itself, or what it takes its settings from."""
    waiting, seen = [resource], {resource.urn}
    if demand.shared:
        waiting += _sharing(context, resource, demand.shared)
        seen.update(r.urn for r in waiting)
    while waiting:
        one = waiting.pop(0)
        if one.type in demand.by and read(one.props, demand.some or demand.path):
            return [one]
        for path in demand.along:
            for exact, value in read(one.props, path):
                nexts = context.follow(one, exact, value, lambda r: r.urn not in seen)
                seen.update(r.urn for r in nexts)
                waiting += nexts
    return []


def _sharing(context: Context, resource: Resource, path: str) -> list[Resource]:
    """The others of its type that mean the same thing by ``path``."""
    wholes = _meant(context, resource, path)
    others = (r for r in context.graph if wholes and r.type == resource.type and r is not resource)
    return [r for r in others if wholes & _meant(context, r, path)]


def _meant(context: Context, resource: Resource, path: str) -> set[str]:
    return {
        found.urn
        for exact, value in read(resource.props, path)
        for found in context.follow(resource, exact, value, lambda _: True)
    }


def allowed(demand: Demand, limit: float) -> str:
    """In words: the values that it may have."""
    said = " or ".join(_quoted(v) for v in demand.one_of)
    never = "not " + " nor ".join(_quoted(v) for v in demand.never) if demand.never else ""
    least = f"at least {demand.at_least:g}" if demand.at_least is not None else ""
    most = f"at most {demand.at_most:g}" if demand.at_most is not None else ""
    lives = f"at most {limit * _AN_HOUR[demand.lives]:g} {demand.lives}" if demand.lives else ""
    policy = "a policy that lets no one in unconditionally" if demand.policy else ""
    set_by = f"set by a {' or '.join(_short(t) for t in demand.by)}" if demand.by else "set"
    return ", ".join(filter(None, [said, never, least, most, lives, policy])) or set_by


def _unseen(verdict: Verdict, demand: Demand) -> Verdict:
    what = f"{verdict.what}, and whose setting it is cannot be told"
    fix = f"{verdict.fix}; or let {demand.of if demand.of != '*' else 'it'} refer to what this stack declares"
    return Verdict(
        outcome=Outcome.UNKNOWN, subject=verdict.subject, what=what, allowed=verdict.allowed, fix=fix
    )


def _expires(whose: Belonging) -> float:
    hours = whose.law.rules[DataClass.TRANSIENT].expires_hours if whose.law else None
    return hours or 0


def _full(demand: Demand) -> str:
    place = f" in a {_short(demand.by[0])}" if demand.by else ""
    return f"{demand.some}.{demand.path}{place}" if demand.some else f"{demand.path}{place}"


def _means(demand: Demand) -> str:
    return f": {demand.means}" if demand.means else ""


def _quoted(value: Plain) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)[:200]


def _short(token: str) -> str:
    return token.rpartition(":")[2]
