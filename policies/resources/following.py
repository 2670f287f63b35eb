"""Which value of a property was computed from which resource: a reference answers for one value only.

The engine tells what a top-level property was computed from, not which of its values. Of the two targets of
a replication one may be computed and the other written down: what the first was computed from must not
excuse the second.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from policies.facts import Fact, Holds
from policies.resources.graph import IDENTITIES, Resource, full_name, top
from policies.resources.values import Plain, read

_NAMING = (
    "Address",
    "Arn",
    "Endpoint",
    "Id",
    "Identifier",
    "Link",
    "Name",
    "Uri",
    "Url",
    "address",
    "endpoint",
    "uri",
    "url",
)
"""How the properties end by which a cloud names what it made."""
TELLING_ANYTHING = ("pulumi:pulumi:StackReference", ":Invocation", ":Parameter", ":SecretVersion")
"""What tells whatever somebody wrote into it: a value computed from one of these may be anything."""
_TELLING = 6
TABLE = "gcp:bigquery/table:Table"
_TABLE = re.compile(
    r"(?P<project>[a-z0-9:.-]{1,100})[.:](?P<dataset>[A-Za-z0-9_]{1,1024})\.(?P<table>[^./:]{1,1024})"
)
"""How Pub/Sub names a table: ``project.dataset.table``."""
_SHARES = "networks[].ipAddresses[]"
"""Where Filestore is mounted from."""
BUCKET_ARN = "arn:aws:s3:::"
"""How the ARN of a bucket begins: it names no region, and no account."""
_BUCKETS = (":Bucket", ":BucketV2", ":DirectoryBucket")


class Sources:
    """What one top-level property of a resource was computed from."""

    def __init__(
        self, value: Plain, referenced: Sequence[Resource], fact: Callable[[Resource], Fact | None]
    ) -> None:
        self._names = {r.urn: names(r, fact(r)) for r in referenced}
        self._bearers: dict[str, list[Resource]] = {}
        for resource in referenced:
            for name in self._names[resource.urn]:
                self._bearers.setdefault(name, []).append(resource)
        self._order = {resource.urn: index for index, resource in enumerate(referenced)}
        self._scalar = isinstance(value, str)
        texts = set(texts_in(value)) if referenced and not self._scalar else set()
        used = {r.urn for text in texts for r in self._bearing(text)}
        hidden = any(r.type.endswith(TELLING_ANYTHING) or _opaque(fact(r)) for r in referenced)
        self._referenced = referenced
        self.left = () if hidden else tuple(r for r in referenced if r.urn not in used)
        """What a value that is not known yet may mean: nothing certain where something else may tell it."""

    def of(self, text: str) -> tuple[Resource, ...]:
        """Those that ``text`` was computed from: that bear it; else whose name is in it, if it is all."""
        bearing = self._bearing(text)
        if bearing or not self._scalar:
            return bearing
        return tuple(r for r in self._referenced if not is_bucket(r) and self._contained(r, text))

    def _bearing(self, text: str) -> tuple[Resource, ...]:
        """Those that bear ``text`` as a name, in the order in which they are referred to."""
        found = {r.urn: r for r in self._bearers.get(text, ())}
        if "://" in text:  # a path of what a cloud gave the URL
            found |= {r.urn: r for name in (_origin(text), _host(text)) for r in self._bearers.get(name, ())}
        if table := _TABLE.fullmatch(text):
            named = self._bearers.get(table["table"], ())
            found |= {r.urn: r for r in named if _is_table(r, table["project"], table["dataset"])}
        text = full_name(text) or text
        if "/" in text:  # GCP names a thing by its whole path, or by the end of it
            ending = self._bearers.get(text.rpartition("/")[2], ())
            found |= {r.urn: r for r in ending if r.cloud == "gcp"}
        if not found and "/tables/" in text:  # a table is often made by what writes to it
            dataset = self._bearers.get(text.partition("/tables/")[0].rpartition("/")[2], ())
            found = {r.urn: r for r in dataset if r.cloud == "gcp"}
        return tuple(sorted(found.values(), key=lambda r: self._order[r.urn]))

    def told_in(self, text: str) -> tuple[Resource, ...]:
        """Those whose name is in ``text``, which was put together from it: a host, an address, a path."""
        return tuple(r for r in self._referenced if self._contained(r, text))

    def _contained(self, source: Resource, text: str) -> bool:
        """Whether ``text`` was made from a name of ``source``. A short one is in a text by chance."""
        return any(len(name) >= _TELLING and name in text for name in self._names[source.urn])


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def _is_table(resource: Resource, project: str, dataset: str) -> bool:
    own = resource.text("project") or resource.id.removeprefix("projects/").partition("/")[0]
    return resource.type == TABLE and own == project and resource.text("datasetId") == dataset


def names(resource: Resource, fact: Fact | None) -> frozenset[str]:
    """Every text by which what the cloud made of ``resource`` is named; not what it names itself."""
    others = {top(path) for path in _referring(fact)} - set(IDENTITIES)
    found = {resource.id}
    for key, value in resource.props.items():
        if isinstance(value, str) and key not in others and (key in IDENTITIES or key.endswith(_NAMING)):
            found |= {value, _host(value)}
    found |= {str(one) for _, one in read(resource.props, _SHARES) if isinstance(one, str)}
    arn = resource.text("arn")
    found |= {arn.rpartition("/")[2], arn.rpartition(":")[2], f"{arn}:*" if arn else ""}
    return frozenset(found - {""})


def _host(url: str) -> str:
    """The host of an address that is of this resource alone; nothing where it is one of the cloud's API."""
    host = _origin(url).partition("://")[2]
    return "" if host.endswith(".googleapis.com") else host


def bears(fact: Fact | None, resource: Resource, text: str) -> bool:
    """Whether ``text`` is a name of ``resource`` itself, not of what it belongs to or is part of."""
    if text == resource.id or fact is None:
        return text == resource.id
    others = {top(path) for path in _referring(fact)} - {"arn", "id"}
    own = {resource.id, resource.text("id"), full_name(resource.text("selfLink"))}
    if (name := full_name(text)) and own & {name, name.partition("/tables/")[0]}:
        return True
    return any(resource.props.get(key) == text for key in IDENTITIES if key not in others)


def near(text: str, resource: Resource, named: Sequence[Resource]) -> tuple[Resource, ...]:
    """Of those that bear ``text``: all where only one can bear it, else the only one of the same service.

    A short name of AWS is one of its region: of several of the service, the only one of the same region.
    """
    sure = tuple(r for r in named if ":" in text or "/" in text or is_bucket(r))
    if sure:
        return sure
    close = tuple(r for r in named if r.module == resource.module)
    if len(close) > 1 and (here := _region(resource)):
        close = tuple(r for r in close if _region(r) in {here, ""})
    return close if len(close) == 1 else ()


def _region(resource: Resource) -> str:
    """The region of AWS that it says itself, or else its provider."""
    said = resource.text("region") or resource.provider_props.get("region")
    return said if isinstance(said, str) and resource.cloud == "aws" else ""


def bucket_name(text: str) -> str:
    """The name in ``arn:aws:s3:::name/prefix``, ``s3://name/prefix``, ``gs://name`` and ``/name/prefix``.

    An ARN of another partition stays one: there, the same name is another bucket.
    """
    if text.startswith("arn:"):
        return text.removeprefix(BUCKET_ARN).partition("/")[0]
    return text.rpartition("://")[2].removeprefix("/").partition("/")[0]


def is_bucket(resource: Resource) -> bool:
    """Whether it is a bucket itself, not what is in one or set for one."""
    return resource.type.endswith(_BUCKETS)


def texts_in(value: Plain) -> Iterator[str]:
    """Every text in a value, however deep."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _referring(fact: Fact | None) -> tuple[str, ...]:
    if fact is None:
        return ()
    return (*fact.at, *fact.copies, *fact.backups, *fact.logs, *fact.keys, *fact.of)


def _opaque(fact: Fact | None) -> bool:
    return fact is not None and fact.holds is Holds.OPAQUE
