"""Effective place: where a resource is, where its copies, backups and logs go, and where its keys live.

Read from what the resource says, each path as the facts tell to read it; where that is not known yet, or says
no region (the ARN of a bucket), from the resource it was computed from; else from the provider; else from the
parent. What none of these tells is unknown, and stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from jurisdictions import locate
from jurisdictions.model import Place
from policies.context import Context, OfEach
from policies.facts import Fact, Holds, How
from policies.facts.model import Places
from policies.resources.endpoints import redirected
from policies.resources.following import BUCKET_ARN, bucket_name, is_bucket
from policies.resources.graph import Resource
from policies.resources.values import NOT_TOLD, Plain, Unknown, read
from policies.tracing.spot import Part, Spot

located = lru_cache(maxsize=None)(locate)
"""``jurisdictions.locate``, remembered: a stack spells few locations, many times."""
_SPELLED = {How.REGION, How.ZONE, How.LOCATION}
"""Read as the name of a place and as nothing else: neither an unknown name nor one that is not known yet is
followed elsewhere. A preview tells what a property was computed from, not from which output of it nor how:
what is in London may have told the name of any region. A region that a resource was given is known to those
that take it from there, so nothing that a preview could tell is lost."""
_NO_NAMES = {*_SPELLED, How.CONFIG}
_CLOUDS = ("aws", "gcp")
_KIND = re.compile(r"subnetGroup|subnet", re.IGNORECASE)
"""What a path is named after, where this is the end of a type as well."""
_STARTS = re.compile(
    r"arn:[a-z-]+:(?:events:[^:]*:[0-9]*:api-destination/|bedrock:[^:]*:[0-9]*:(?:inference|guardrail)-profile/)"
)
"""ARNs whose region is only where something starts: requests to any URL, prompts to models of several
regions. Sources: EventBridge user guide, "API destinations"; Bedrock user guide, "Cross-Region inference"."""
_PROFILE = re.compile(r"(?:[a-z]{2}(?:-gov)?|apac|global)\.")
"""How the id of a profile of Bedrock begins: ``eu.``, ``global.``."""
_MODEL = re.compile(r"(?!apac\.|global\.)[a-z][a-z0-9]{2,15}\.[a-z0-9][A-Za-z0-9.:-]{1,120}")
"""The id of a model of Bedrock: who made it, then its name."""
_SEVERAL = "a profile that sends prompts to several regions; name a model of one region"
LOST = "a reference that cannot be followed"
"""Why a place is not known: what is referred to is no resource of this stack."""


_SPOTS = OfEach[tuple[Spot, ...]]()
_HOMES = OfEach[tuple[Spot, ...]]()


def spots(context: Context, resource: Resource) -> tuple[Spot, ...]:
    """Every place that ``resource`` decides: its own, and those of its copies, backups, logs and keys."""
    known = _SPOTS.of(context)
    if resource.urn not in known:
        fact = context.fact(resource)
        own = () if fact is None else (*_own(context, resource, fact), *_others(context, resource, fact))
        known[resource.urn] = own
    return known[resource.urn]


def _own(context: Context, resource: Resource, fact: Fact) -> tuple[Spot, ...]:
    return () if fact.holds in {Holds.NOTHING, Holds.OPAQUE} else home(context, resource)


def _others(context: Context, resource: Resource, fact: Fact) -> Iterator[Spot]:
    keys: Places = dict.fromkeys(fact.keys, How.KEY)
    lists = {Part.COPY: fact.copies, Part.BACKUP: fact.backups, Part.LOG: fact.logs, Part.KEY: keys}
    for part, paths in lists.items():
        for path, how in paths.items():
            yield from _at(context, resource, fact, part=part, path=path, how=how)


def home(context: Context, resource: Resource) -> tuple[Spot, ...]:
    """Where ``resource`` itself is: one spot, or one for each region it spans. Never empty."""
    known = _HOMES.of(context)
    if resource.urn not in known:
        known[resource.urn] = (_nowhere("what it refers to refers back to it"),)  # ends cycles
        known[resource.urn] = tuple(dict.fromkeys(_home(context, resource)))
    return known[resource.urn]


def _nowhere(why: str) -> Spot:
    return Spot(part=Part.HOME, place=None, path="", said="", via=why)


def _home(context: Context, resource: Resource) -> Iterator[Spot]:
    if setting := redirected(resource.provider_props):
        yield _nowhere(f"{setting} of its provider: what answers there may be anywhere")
        return
    fact = context.fact(resource)
    if fact is not None and fact.fixed:
        place = _fixed(resource, fact.fixed)
        yield Spot(part=Part.HOME, place=place, path="", said=fact.fixed, via="what the service is")
        return
    if fact is not None and (said := _said_home(context, resource, fact)):
        yield from said
        return
    arn = resource.text("arn")
    if arn and (place := located("aws", arn)):
        yield Spot(part=Part.HOME, place=place, path="arn", said=arn, via="its ARN")
        return
    if spot := _of_provider(resource, fact):
        yield spot
        return
    parent = context.graph.parent(resource)
    if parent is not None and parent.cloud in _CLOUDS:
        for spot in home(context, parent):
            yield replace(spot, via=f"its parent {parent.name}", referred=parent.urn)
        return
    yield _nowhere("neither it, nor its provider, nor its parent says where it is")


def _said_home(context: Context, resource: Resource, fact: Fact) -> tuple[Spot, ...]:
    """What the first of the paths that say anything says; and a region that is not the one of its subnet."""
    for path, how in fact.at.items():
        if found := tuple(_at(context, resource, fact, part=Part.HOME, path=path, how=how)):
            if how is How.REF and _KIND.search(path) and (said := resource.text("region")):
                inside = [spot.place is not None and spot.place.name.startswith(said) for spot in found]
                own = Spot(part=Part.HOME, place=located("aws", said), path="region", said=said, via="region")
                return found if all(inside) else (*found, own)
            return found
    return ()


def _fixed(resource: Resource, place: str) -> Place | None:
    cloud, _, name = place.rpartition("/")
    return located(cloud or resource.cloud, name)


def _of_provider(resource: Resource, fact: Fact | None) -> Spot | None:
    """The provider's region holds for all of AWS, and for what GCP places by ``region`` or ``zone``."""
    for path in ("region", "zone"):
        said = resource.provider_props.get(path)
        if said is None or (resource.cloud == "gcp" and (fact is None or path not in fact.at)):
            continue
        text = said if isinstance(said, str) else ""
        place = located(resource.cloud, text)
        return Spot(part=Part.HOME, place=place, path=path, said=text, via="the region of its provider")
    return None


def _at(
    context: Context, resource: Resource, fact: Fact, *, part: Part, path: str, how: How
) -> Iterator[Spot]:
    """The spots that one path decides; none where it is absent and absence decides nothing."""
    values = read(resource.props, path)
    within = fact.unset_within
    if not values and path in fact.unset and (within is None or read(resource.props, within)):
        said = fact.unset[path]
        yield Spot(
            part=part,
            place=_fixed(resource, said),
            path=path,
            said=said,
            via=f"the default of an unset {path}",
        )
    for exact, value in values:
        blank = Spot(part=part, place=None, path=exact, said="", via=exact)
        yield from _read(context, resource, fact, blank, value=value, how=how)


def _read(
    context: Context, resource: Resource, fact: Fact, blank: Spot, *, value: Plain, how: How
) -> Iterator[Spot]:
    text = value if isinstance(value, str) else ""
    if text and (place := _said(resource.cloud, text, fact, how)):
        meant = () if how in _NO_NAMES else _targets(context, resource, blank.path, text, how)
        referred = meant[0].urn if len(meant) == 1 else ""
        yield Spot(part=blank.part, place=place, path=blank.path, said=text, via=blank.via, referred=referred)
        return
    spot = replace(blank, said=text)
    if how is How.MODEL and _MODEL.fullmatch(text):
        yield from (replace(s, part=spot.part, path=spot.path, said=text) for s in home(context, resource))
        return
    if how is How.KEY and text.removeprefix("alias/").startswith("aws/"):  # AWS's own key, beside the data
        yield from (replace(s, part=Part.KEY, path=spot.path) for s in home(context, resource))
        return
    if how is How.ARN and text.startswith(BUCKET_ARN):
        how = How.BUCKET  # the one kind of ARN that names no region
    named: Plain = bucket_name(text) if text and how is How.BUCKET else value
    if how in _SPELLED:
        yield replace(spot, via="a name that no map has" if text else NOT_TOLD)
        return
    targets = _targets(context, resource, spot.path, named, how)
    for target in targets:
        for there in home(context, target):
            yield replace(
                spot,
                place=there.place,
                said=text or there.said,
                via=f"{target.name}, which {spot.path} refers to",
                referred=target.urn,
            )
    if not targets:
        lost = _SEVERAL if _is_profile(text, how) else LOST
        yield replace(spot, via=NOT_TOLD if isinstance(value, Unknown) else lost)


def _is_profile(text: str, how: How) -> bool:
    return ":bedrock:" in text if text.startswith("arn:") else how is How.MODEL and bool(_PROFILE.match(text))


def _targets(context: Context, resource: Resource, path: str, value: Plain, how: How) -> tuple[Resource, ...]:
    def meant(target: Resource) -> bool:
        return _meant(context, target, how, resource.cloud)

    if isinstance(value, str) and (
        kind := _KIND.search(path)
    ):  # a cluster and its subnet group bear one name
        ending = kind[0].lower()
        named = context.follow(resource, path, value, lambda r: r.type.lower().endswith(ending) and meant(r))
        if named:
            return named
    return context.follow(resource, path, value, meant)


def _said(cloud: str, text: str, fact: Fact, how: How) -> Place | None:
    """The place that the text itself names, if it names one."""
    if how in {How.BUCKET, How.REF}:
        return None
    if text.startswith("arn:"):
        return None if _STARTS.match(text) else located("aws", text)
    if how is How.MODEL:
        return None
    if how in {How.KEY, How.NAME, How.ARN}:
        service = "kms" if how is How.KEY else fact.service
        return located("gcp", text, service) if "/" in text and cloud == "gcp" else None
    return located(cloud, text, fact.service)


def _meant(context: Context, target: Resource, how: How, cloud: str) -> bool:
    """Whether a path read this way can mean ``target``: its property may be computed from others too."""
    holds = context.holds(target)
    if how is How.KEY:
        return holds is Holds.KEY
    if how is How.BUCKET:
        return holds is Holds.DATA and is_bucket(target) and target.cloud == cloud
    fact = context.fact(target)
    return fact is not None and bool(fact.at or fact.fixed) and holds is not Holds.KEY
