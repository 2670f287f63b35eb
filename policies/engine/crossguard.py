"""A graph from what the engine tells an analyser: its messages, and nothing of any SDK for policies.

Each message is read once, into the plain data that all rules share. Reading is most of what a pack costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from google.protobuf.struct_pb2 import Struct, Value
from pulumi.runtime.proto import analyzer_pb2 as proto

from policies.resources.graph import Graph, Resource
from policies.resources.values import Plain, Props, merged, plain

Message: TypeAlias = "proto.AnalyzeRequest | proto.AnalyzerResource"
"""What a resource is told by, before it is created and at the end: the same but for its references."""


class Reader:
    """Reads the messages of one operation. Providers are few and come with every resource: read once each."""

    def __init__(self) -> None:
        self._providers: dict[bytes, Props] = {}

    def resource(self, message: Message, inputs: Props | None = None) -> Resource:
        """One resource as plain data; ``inputs`` fill in what its outputs do not tell yet."""
        told = props_of(message.properties)
        known = merged(dict(inputs), dict(told)) if inputs else told
        provider = message.provider if message.HasField("provider") else None
        return Resource(
            urn=message.urn,
            type=message.type,
            name=message.name,
            props=known if isinstance(known, dict) else {},
            provider=provider.type if provider is not None else "",
            provider_props=self._provided(provider.properties) if provider is not None else {},
            parent=message.options.parent or getattr(message, "parent", ""),
            references=_references(message),
            protect=message.options.protect,
            delete_before_replace=message.options.deleteBeforeReplace,
        )

    def graph(
        self,
        messages: Iterable[proto.AnalyzerResource],
        inputs: Mapping[str, Props],
        *,
        preview: bool = False,
    ) -> Graph:
        """The graph of a whole stack. ``inputs``, by URN, are what each resource was declared with."""
        resources = (self.resource(message, inputs.get(message.urn)) for message in messages)
        return Graph(resources, preview=preview)

    def _provided(self, properties: Struct) -> Props:
        written = properties.SerializeToString(deterministic=True)
        if written not in self._providers:
            self._providers[written] = props_of(properties)
        return self._providers[written]


def props_of(struct: Struct) -> dict[str, Plain]:
    """The properties in a message as plain data: secrets unwrapped, what is not known marked."""
    return {key: plain(_raw(value)) for key, value in struct.fields.items()}


def _raw(value: Value) -> object:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return value.string_value
    if kind == "struct_value":
        return {key: _raw(item) for key, item in value.struct_value.fields.items()}
    if kind == "list_value":
        return [_raw(item) for item in value.list_value.values]
    if kind == "bool_value":
        return value.bool_value
    if kind == "number_value":  # a message knows no integers, a state does: 7.0 would not read as its 7
        return int(value.number_value) if value.number_value.is_integer() else value.number_value
    return None


def _references(message: Message) -> dict[str, tuple[str, ...]]:
    if isinstance(message, proto.AnalyzeRequest):
        return {}  # told at the end only
    return {key: tuple(to.urns) for key, to in message.propertyDependencies.items()}
