"""Ids and computed outputs: plausible, and the same every time for the same resource.

They come from templates in ``sandbox.catalogue``; an output without a template, which the SDK says always has
a value, gets one by its name and type.
"""

from __future__ import annotations

import hashlib
import re
import typing
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sandbox import schema
from sandbox.catalogue import Entry
from sandbox.wire import UNKNOWN

PART: Final = re.compile(
    r"\{(?P<made>\$?)(?P<name>\w+)(?:\|(?P<default>[^}]*))?(?:~(?P<cut>[^}]*))?(?::(?P<width>\d+))?\}"
)
ALPHABETS: Final = {
    "hex": "0123456789abcdef",
    "upper": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    "alnum": "abcdefghijklmnopqrstuvwxyz0123456789",
    "digits": "123456789",
}
CREATED: Final = "2026-01-01T00:00:00Z"
COMPUTE: Final = "https://www.googleapis.com/compute/v1/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a resource is made: what its provider and its inputs say."""

    account: str = ""
    region: str = ""
    project: str = ""
    number: str = ""


class MissingPartError(LookupError):
    """A template needs a value that the resource does not have."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Maker:
    """Renders the templates of one resource."""

    seed: str
    place: Place
    values: dict[str, Any]
    """Inputs and the outputs made so far."""

    def render(self, template: Any) -> Any:
        """A template, or a list or map of them, with every part filled in."""
        if isinstance(template, Mapping):
            return {key: self.render(item) for key, item in template.items()}
        if isinstance(template, list):
            return [self.render(item) for item in template]
        if not isinstance(template, str):
            return template
        whole = PART.fullmatch(template)
        if whole:
            return self._part(whole)
        return PART.sub(lambda part: str(self._part(part)), template)

    def _part(self, part: re.Match[str]) -> Any:
        name, default, cut = part["name"], part["default"], part["cut"]
        if part["made"]:
            return self.made(name, int(part["width"] or 0))
        value = self.values.get(name, default)
        if value is None or value is UNKNOWN:
            raise MissingPartError(name)
        return str(value).removesuffix(cut) if cut else value

    def made(self, kind: str, width: int = 0) -> str:
        """A made-up part, stable for this resource."""
        digest = hashlib.sha256(f"{kind}{width}|{self.seed}".encode()).digest()
        if kind in ALPHABETS:
            alphabet = ALPHABETS[kind]
            return "".join(alphabet[byte % len(alphabet)] for byte in digest[:width])
        made = {
            "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, self.seed)),
            "ipv4": f"198.51.{100 + digest[0] % 28}.{1 + digest[1] % 254}",
            "octet": str(digest[0]),
            "time": CREATED,
            "gateway": str(self.values.get("ipCidrRange", "10.0.0.0/24")).rsplit(".", 1)[0] + ".1",
        }
        return made.get(kind) or str(getattr(self.place, kind))


def make_id(maker: Maker, entry: Entry, resource: schema.ResourceType) -> str:
    """The provider id."""
    for name, template in entry.id_with.items():
        if maker.values.get(name) is not None:
            return str(maker.render(template))
    return str(maker.render(entry.id)) if entry.id else _plausible_id(maker, resource)


def _plausible_id(maker: Maker, resource: schema.ResourceType) -> str:
    name = str(
        maker.values.get("name") or maker.values.get(_noun(resource) + "Id") or maker.made("alnum", 12)
    )
    if resource.cloud != "gcp":
        return name if "name" in maker.values else f"{_noun(resource).lower()}-{maker.made('hex', 17)}"
    parent = f"projects/{maker.place.project}/"
    for collection in ("location", "region", "zone"):
        if isinstance(where := maker.values.get(collection), str):
            parent += f"{collection}s/{where}/"
            break
    else:
        parent += "global/" if ":compute/" in resource.token else ""
    return f"{parent}{_noun(resource)}s/{name}"


def _noun(resource: schema.ResourceType) -> str:
    return resource.token.split(":")[1].rpartition("/")[2]


def compute(maker: Maker, entry: Entry, resource: schema.ResourceType, id_: str) -> dict[str, Any]:
    """All outputs of a resource: its inputs, and what the cloud adds."""
    inputs = dict(maker.values)
    maker.values["id"] = id_
    outputs: dict[str, Any] = {}
    for name, template in entry.outputs.items():
        text = f"arn:aws:{template}" if name == "arn" and not template.startswith(("arn:", "{")) else template
        try:
            outputs[name] = maker.values[name] = maker.render(text)
        except MissingPartError:
            continue
    outputs |= {name: value for name, value in inputs.items() if name in resource.outputs}
    for name, declared in resource.outputs.items():
        if declared.required and name not in outputs:
            outputs[name] = _plausible(maker, declared, resource, id_)
    return outputs


def _plausible(maker: Maker, declared: schema.Property, resource: schema.ResourceType, id_: str) -> Any:
    hint = declared.hint
    origin = typing.get_origin(hint)
    if hint is bool:
        return False
    if hint in (int, float):
        return 0
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {}
    if origin is not None and origin is not typing.Union:
        return []
    if schema.is_block(hint):
        return {}
    return _plausible_text(maker, declared.name, resource, id_)


def _plausible_text(maker: Maker, name: str, resource: schema.ResourceType, id_: str) -> str:
    place, module = maker.place, resource.token.split(":")[1].partition("/")[0]
    short = id_.rpartition("/")[2]
    if name in resource.inputs and name not in {"region", "location", "project", "name"}:
        return ""  # an input that was not given: the cloud makes up no key or owner
    if name.endswith(("arn", "Arn")):
        return f"arn:aws:{module}:{place.region}:{place.account}:{_noun(resource)}/{short}"
    if name.startswith("selfLink"):
        return f"{COMPUTE}{id_}"
    exact = {
        "region": place.region, "location": place.region, "project": place.project, "name": short,
        "ownerId": place.account, "accountId": place.account, "owner": place.account,
        "state": "ACTIVE", "status": "ACTIVE", "address": maker.made("ipv4"),
    }  # fmt: skip
    endings = {
        ("dnsname", "endpoint", "hostname", "fqdn"): f"{maker.made('alnum', 12)}.{module}.sandbox.invalid",
        ("time", "timestamp", "date"): CREATED,
        ("ipaddress", "publicip", "privateip"): maker.made("ipv4"),
        ("id", "etag", "fingerprint"): maker.made("hex", 16),
    }
    if name in exact:
        return exact[name]
    return next((value for ends, value in endings.items() if name.lower().endswith(ends)), "")
