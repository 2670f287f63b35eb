"""What tags and labels say of the class and the jurisdiction, and those that a provider fills in."""

from __future__ import annotations

from collections.abc import Iterator

from jurisdictions import laws
from jurisdictions.model import DataClass
from policies.facts import Fact
from policies.resources.graph import Resource
from policies.resources.values import UNKNOWN, Plain, Unknown, read, unpacked

CLASS, JURISDICTION = "data-class", "jurisdiction"
_OUTPUTS = {"aws": ("tags", "tagsAll"), "gcp": ("labels", "effectiveLabels", "pulumiLabels")}
_DEFAULTS = {"aws": "defaultTags.tags", "gcp": "defaultLabels"}
FILLED_IN = frozenset({"", "resourceLabels"})
"""Where tags are told, other than in general, and yet with the provider's defaults: in clusters of Google."""


def said_by(resource: Resource, fact: Fact, *, defaults: bool = True) -> dict[str, Plain]:
    """Class and jurisdiction by its tags or labels; of those of its provider, an own one wins."""
    tags: dict[str, Plain] = {}
    paths = (fact.tags,) if fact.tags else _OUTPUTS.get(resource.cloud, ())
    # A provider fills its defaults in where a cloud has labels in general: not in settings, nor in targets.
    filled_in = defaults and (fact.tags or "") in FILLED_IN
    default = _DEFAULTS.get(resource.cloud, "") if filled_in else ""
    sources = [(resource.provider_props, default), *((resource.props, path) for path in reversed(paths))]
    for props, path in sources:
        top, _, rest = path.partition(".")
        for key, value in _pairs(unpacked(props.get(top)) if top else None, rest):
            if key in {CLASS, JURISDICTION} and (value is not UNKNOWN or key not in tags):
                tags[key] = value
    return tags


def _pairs(value: Plain, rest: str) -> Iterator[tuple[str, Plain]]:
    found: list[tuple[str, Plain]] = read(value, rest) if rest else [("", value)]
    for _, item in found:
        if isinstance(item, dict) and {"key", "value"} <= item.keys():  # a list of {key, value}
            if isinstance(key := item["key"], str):
                yield key, item["value"]
        elif isinstance(item, dict):
            yield from item.items()
        elif isinstance(item, list):
            for entry in item:
                yield from _pairs(entry, "")
        elif isinstance(item, Unknown):
            yield from ((CLASS, UNKNOWN), (JURISDICTION, UNKNOWN))


def interpreted(own: dict[str, Plain]) -> tuple[set[DataClass], set[str]] | str:
    """The class and the jurisdiction that the tags say; or what is wrong with them."""
    said, jurisdiction = own.get(CLASS), own.get(JURISDICTION)
    if isinstance(said, str) and said not in set(DataClass):
        return f"{CLASS} is {said!r}, which is none of {', '.join(DataClass)}"
    if isinstance(jurisdiction, str) and jurisdiction not in laws():
        return f"{JURISDICTION} is {jurisdiction!r}, which is none of {', '.join(sorted(laws()))}"
    classes = {DataClass(said)} if isinstance(said, str) else set()
    return classes, {jurisdiction} if isinstance(jurisdiction, str) else set()
