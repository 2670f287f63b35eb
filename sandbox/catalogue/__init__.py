"""What the sandbox knows of resource types beyond the SDK: identity, outputs, what cannot change.

A folder per cloud, a YAML file per service, one entry per token; a type without an entry gets plausible
defaults. An entry has:

id            template of the provider id; ``id_with`` gives another one where the named input is set
unique        what the id is unique in: ``region`` (AWS default), ``account`` (GCP: project), ``world``, or
              ``none`` where several resources may claim the same id (IAM members)
duplicate_of  input that must be unique where the id has a random part (load balancer names)
code          the cloud's own name for the error "already exists"
outputs       templates of computed outputs; an ``arn`` may leave out ``arn:aws:``
replace       inputs that cannot change in place (the SDK's documentation adds to them)
protected_by  inputs that, while true (or ``name=VALUE``), make the cloud refuse a deletion
defaults      values that the cloud assumes for such inputs
in_use        the cloud's error where others still refer to it; empty where it lets go
autoname      input that is named after the resource where it is not given (default: ``name``)
overwrite     input that, while true, lets a duplicate take over

Templates: ``{input}``, ``{output}``, ``{input|default}``, ``{input~suffix}`` (suffix cut off); made-up parts
that are stable for a resource: ``{$hex:17}``, ``{$upper:13}``, ``{$alnum:12}``, ``{$digits:9}``, ``{$uuid}``,
``{$ipv4}``, ``{$octet}``, ``{$time}``; and ``{$region}``, ``{$account}``, ``{$number}`` (of the GCP project).

Sources: the "Import" and "Attribute Reference" sections of each type in the installed SDK (form of ids and
ARNs), the Service Authorization Reference (ARN formats), the Compute Engine API (self links), and the
ForceNew properties of the clouds' providers (replace).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Literal, get_args

import yaml

Unique = Literal["region", "account", "world", "none"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One resource type; see the module."""

    id: str = ""
    id_with: Mapping[str, str] = field(default_factory=dict)
    unique: Unique = "region"
    duplicate_of: str = ""
    code: str = "AlreadyExists"
    outputs: Mapping[str, Any] = field(default_factory=dict)
    replace: frozenset[str] = frozenset()
    protected_by: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    in_use: str = ""
    autoname: str = "name"
    overwrite: str = ""


EMPTY = Entry()


@functools.cache
def entries(cloud: str) -> Mapping[str, Entry]:
    """All entries of a cloud by token; empty for ``random``."""
    folder = resources.files(__package__).joinpath(cloud)
    if not folder.is_dir():
        return {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Entry] = {}
    for document in sorted(folder.iterdir(), key=lambda d: d.name):
        data = yaml.load(document.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  (a safe loader)
        found |= {token: _entry(token, fields) for token, fields in data.items()}
    return found


def entry(token: str) -> Entry:
    """The entry of a type; one without contents where there is none."""
    return entries(token.partition(":")[0]).get(token, EMPTY)


def _entry(token: str, fields: dict[str, Any]) -> Entry:
    unique = fields.get("unique", "region")
    if unique not in get_args(Unique):
        msg = f"{token}: unique: {unique!r} is none of {get_args(Unique)}"
        raise ValueError(msg)
    for name, plain in (("replace", frozenset), ("protected_by", tuple)):
        if name in fields:
            fields[name] = plain(fields[name])
    return Entry(**fields)
