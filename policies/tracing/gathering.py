"""What gathers: a sink, a trail, a target of events. It carries what everything around it gives off.

Such a resource names where logs or events go, and not of whom they are. Its own tags, and those of where it
sends them, tell nothing of that: it carries data of every law that the stack has personal data of, in its
project, account or region, unless it is narrowed to resources that the stack declares.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from jurisdictions.model import DataClass
from policies.context import Context
from policies.facts import Fact, Gathers, Holds, Scope
from policies.resources.graph import Resource
from policies.resources.values import read
from policies.tracing.belonging import Told, belonging
from policies.tracing.log_filters import names_in
from policies.tracing.places import home

ALARMS = {"source": "aws.cloudwatch", "detail-type": "CloudWatch Alarm State Change"}
"""What an event says of itself that tells of an alarm."""
Group = tuple[str, DataClass]
"""Id of a law, and a class: personal data that is followed together."""


def gathered(
    context: Context, groups: Mapping[Group, list[Resource]]
) -> Iterator[tuple[Group, Resource, Resource]]:
    """Who gives to whom: of each group one source for each resource that gathers from it."""
    arounds: dict[tuple[Group, str, str], list[Resource]] = {}
    for resource in context.graph:
        fact = context.fact(resource)
        if fact is None or fact.gathers is None or _is_harmless(context, resource, fact):
            continue
        narrowed = _narrowed(context, resource, fact.gathers)
        for group, sources in groups.items():
            key = (group, resource.cloud, _project(resource))
            if key not in arounds:  # what gathers is in few projects
                arounds[key] = [s for s in sources if s.cloud == key[1] and _same_project(s, resource)]
            around = arounds[key]
            if narrowed is not None:
                source = next(_named(context, narrowed, group, around), None)
            else:
                wide = _wide(resource, fact.gathers)
                source = next((s for s in around if wide or _beside(context, s, resource)), None)
            if source is not None:
                yield group, source, resource


def _named(
    context: Context, narrowed: Iterable[Resource], group: Group, sources: list[Resource]
) -> Iterator[Resource]:
    """Those of a group that may be in the logs of what it is narrowed to."""
    for resource in narrowed:
        yield from _meant(context, resource, group, sources)


def _meant(context: Context, named: Resource, group: Group, sources: list[Resource]) -> Iterable[Resource]:
    """Of a group, what a resource that a filter names may log: its own data; untold, that of its place."""
    whose = belonging(context, named)
    if whose.told is Told.YES and whose.law is not None:
        return sources if (whose.law.id, whose.data_class) == group else ()
    return (source for source in sources if _beside(context, source, named))


def _beside(context: Context, one: Resource, other: Resource) -> bool:
    """Whether both are, or may be, in the same place."""
    here = {spot.place and spot.place.id for spot in home(context, one)}
    there = {spot.place and spot.place.id for spot in home(context, other)}
    return None in here or None in there or bool(here & there)


def _same_project(one: Resource, other: Resource) -> bool:
    """Whether both are, or may be, in the same project."""
    here, there = _project(one), _project(other)
    return not here or not there or here == there


def _project(resource: Resource) -> str:
    said = resource.text("project") or resource.provider_props.get("project")
    return said.removeprefix("projects/") if isinstance(said, str) and resource.cloud == "gcp" else ""


def _wide(resource: Resource, gathers: Gathers) -> bool:
    """Whether it gathers from everywhere, not only from its own region."""
    narrow = any(
        value is False or value == "false"
        for path in gathers.unless
        for _, value in read(resource.props, path)
    )
    wide = any(
        value not in (False, "false") for path in gathers.wide for _, value in read(resource.props, path)
    )
    return wide or (gathers.scope is Scope.ALL and not narrow)


def _narrowed(context: Context, resource: Resource, gathers: Gathers) -> tuple[Resource, ...] | None:
    """The resources that it is narrowed to; None where it is not, or not to what the stack declares."""
    if gathers.filter and (names := names_in(resource.text(gathers.filter))) is not None:
        named = [_declared(context, resource, name) for name in names]
        return tuple(r for found in named for r in found) if all(named) else None
    found: list[Resource] = []
    for path in gathers.only:
        for exact, value in read(resource.props, path):
            followed = context.follow(resource, exact, value, lambda r: context.fact(r) is not None)
            if not followed:
                return None
            found.extend(followed)
    return tuple(found) or None


def _declared(context: Context, resource: Resource, name: str) -> list[Resource]:
    """What bears a name in the same project; Cloud SQL's logs say ``project:instance``."""
    project, _, own = name.rpartition(":")
    named = context.graph.named(own if project and project == _project(resource) else name)
    return [
        r for r in named if r.cloud == resource.cloud and r.urn != resource.urn and _same_project(r, resource)
    ]


def _is_harmless(context: Context, resource: Resource, fact: Fact) -> bool:
    """Whether it only passes on that it is time, or that an alarm has changed: no event of anybody."""
    path = fact.gathers.by if fact.gathers is not None else None
    if path is None:
        return False
    said = [
        rule
        for exact, value in read(resource.props, path)
        for rule in context.follow(resource, exact, value, lambda r: context.holds(r) is Holds.NOTHING)
    ]
    return bool(said) and all(_keeps_time(rule) or _tells_of_alarms(rule) for rule in said)


def _keeps_time(rule: Resource) -> bool:
    return bool(read(rule.props, "scheduleExpression")) and not read(rule.props, "eventPattern")


def _tells_of_alarms(rule: Resource) -> bool:
    """Whether it lets changes of CloudWatch alarms through alone: name, state, metric.

    Nobody else can send as ``aws.cloudwatch`` (EventBridge API, PutEvents: sources that begin with ``aws.``).
    """
    if read(rule.props, "scheduleExpression"):
        return False
    try:
        pattern = json.loads(rule.text("eventPattern"))
    except ValueError:
        return False
    return isinstance(pattern, dict) and all(pattern.get(key) == [only] for key, only in ALARMS.items())
