"""Builds states for the tests from a short notation: resources by name, references by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policies import Graph
from policies.resources.state import graph_of

UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the engine writes a value that a preview does not know; ``<unknown>`` in the notation."""


HOME = {"uk": "eu-west-2", "eu": "eu-central-1", "de": "eu-central-1", "us": "us-east-1"}
"""Where the keys are of what a notation tags with a jurisdiction."""
PRIVATE = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
SOUND: Mapping[str, Mapping[str, Any]] = {
    "aws:dynamodb/table:Table": {"serverSideEncryption": {"kmsKeyArn": "key"}},
    "aws:kms/key:Key": {"enableKeyRotation": True},
    "aws:rds/cluster:Cluster": {"kmsKeyId": "key"},
    "aws:sqs/queue:Queue": {"kmsMasterKeyId": "key"},
}
"""What a resource needs besides what a notation says of it."""


def urn(kind: str, name: str) -> str:
    return f"urn:pulumi:test::domicile::{kind}::{name}"


def state(resources: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """An exported state. Each resource: type, props; or also outputs, refs, parent, provider, protect.

    A forged one: ``urn_type`` is the type in its URN, ``custom: false`` makes it look like a component.

    What a notation does not speak of is as it should be (keys, rotation, no public access, protection), so
    that it shows one fault at a time; ``bare: true`` leaves a resource exactly as written.
    """
    resources = dict(_sound(resources))
    urns = {name: urn(r.get("urn_type", r["type"]), name) for name, r in resources.items()}
    entries: list[dict[str, Any]] = []
    for name, resource in resources.items():
        package = resource["type"].partition(":")[0]
        provider = urn(f"pulumi:providers:{package}", f"{package}-of-{name}")
        made = resource.get("custom", package not in {"pulumi", "domicile"})
        if made:
            kind = f"pulumi:providers:{package}"
            entries.append(
                {"urn": provider, "type": kind, "custom": True, "inputs": resource.get("provider", {})}
            )
        entries.append(_entry(urns, name, resource, provider if made else ""))
    return {"version": 3, "deployment": {"resources": _known(entries)}}


def _sound(resources: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, resource in resources.items():
        kind, props = resource["type"], resource.get("props", {})
        tags = props.get("tags")
        if resource.get("bare") or not isinstance(tags, Mapping) or "data-class" not in tags:
            yield name, resource
            continue
        if kind == "aws:s3/bucket:Bucket" and tags["data-class"] != "metadata":
            block = {"bucket": props.get("bucket", "<unknown>"), **dict.fromkeys(PRIVATE, True)}
            kept = {"type": "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "props": block}
            yield f"{name}-private", {**kept, "refs": {"bucket": [name]}}
        key = f"arn:aws:kms:{HOME.get(str(tags.get('jurisdiction')), 'us-east-1')}:1:key/sound"
        added = _with_key(SOUND.get(kind, {}), key)
        if kind == "aws:s3/bucket:Bucket":
            rule = {"applyServerSideEncryptionByDefault": {"kmsMasterKeyId": key}}
            added = {"serverSideEncryptionConfiguration": {"rule": rule}}
        yield name, {**resource, "props": {**added, **props}}


def _with_key(value: Any, key: str) -> Any:
    if isinstance(value, Mapping):
        return {name: _with_key(item, key) for name, item in value.items()}
    return key if value == "key" else value


def _entry(urns: Mapping[str, str], name: str, resource: Mapping[str, Any], provider: str) -> dict[str, Any]:
    return {
        "urn": urns[name],
        "type": resource["type"],
        "custom": bool(provider),
        "inputs": resource.get("props", {}),
        "outputs": {**resource.get("props", {}), **resource.get("outputs", {})},
        "provider": f"{provider}::0" if provider else "",
        "parent": urns.get(resource.get("parent", ""), ""),
        "propertyDependencies": {
            key: [urns[n] for n in names] for key, names in resource.get("refs", {}).items()
        },
        "protect": resource.get("protect", True),
    }


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return UNKNOWN_TEXT if value == "<unknown>" else value


def graph(resources: Mapping[str, Mapping[str, Any]]) -> Graph:
    """The graph of such a state."""
    return graph_of(state(resources))


UK = {"data-class": "persistent", "jurisdiction": "uk"}
DE = {"data-class": "persistent", "jurisdiction": "de"}
EU = {"data-class": "persistent", "jurisdiction": "eu"}
NOBODY = {"data-class": "metadata", "jurisdiction": "global"}
