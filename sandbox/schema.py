"""What a resource type takes and gives, read from the installed Pulumi SDKs.

Nothing is listed by hand: the SDK's own registration names the class of each token, the overloads of its
``__init__`` name its arguments class, and type hints give names, types and what is required. Modules are
imported on first use.

The arguments class is found through the resource class and never by its public name: for a handful of types
(``aws.s3.BucketVersioningArgs``) the public name belongs to a nested block instead.
"""

from __future__ import annotations

import collections.abc
import functools
import gc
import importlib
import importlib.metadata
import inspect
import re
import sys
import threading
import types
import typing
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

import pulumi

_SDK_LOCK: Final = threading.RLock()
MADE_HERE: Final = ("random", "tls")
"""Providers with no cloud behind them: what they make is made on the spot, and is nowhere else."""
PROVIDERS: Final = ("aws", "gcp", *MADE_HERE)
NEW_RESOURCE: Final = re.compile(
    r"forces? (the creation of )?(a )?new resource|changing this (creates|forces)",
    re.IGNORECASE,
)


class UnknownTypeError(KeyError):
    """The SDK has no such resource type."""


@dataclass(frozen=True, slots=True)
class Property:
    """One input or output property, under the name the engine uses."""

    name: str
    hint: Any
    """The type as the SDK writes it, Input and Output taken off."""
    required: bool
    """Input: must be given. Output: always has a value."""


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A resource type: its inputs and outputs by engine name."""

    token: str
    inputs: Mapping[str, Property]
    outputs: Mapping[str, Property]
    immutable: frozenset[str]
    """Inputs whose documentation says that a change makes a new resource."""

    @property
    def cloud(self) -> str:
        """Its provider: ``aws``, ``gcp``, ``random`` or ``tls``."""
        return self.token.partition(":")[0]

    @property
    def takes_region(self) -> bool:
        """Whether the resource is regional and says so itself."""
        return "region" in self.inputs


def version(provider: str) -> str:
    """Version of the installed SDK, and so of the provider that it expects."""
    return importlib.metadata.version(f"pulumi_{provider}")


@contextmanager
def _loading() -> Iterator[None]:
    """One thread at a time: the SDKs load their modules lazily, which two threads must not do at once.

    What the SDK deprecates inside itself is no news to those who use it.
    """
    with _SDK_LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        gc.disable()  # a module of the SDK is 100,000 objects that stay: looking through them takes longer
        try:
            yield
        finally:
            gc.enable()


@functools.cache
def _classes(provider: str) -> Mapping[str, tuple[str, str]]:
    """Token to (module, class) of one provider, from what its SDK registers at import."""
    with _loading():
        importlib.import_module(f"pulumi_{provider}")
    from pulumi.runtime import rpc  # noqa: PLC0415  (must follow the import that registers)

    found: dict[str, tuple[str, str]] = {}
    for modules in rpc._RESOURCE_MODULES.values():
        for module in modules:
            info = getattr(module, "mod_info", {})
            if info.get("pkg") == provider:
                found.update({token: (info["fqn"], name) for token, name in info["classes"].items()})
    return found


def tokens(provider: str) -> frozenset[str]:
    """Every resource type of a provider."""
    return frozenset(_classes(provider))


@functools.cache
def resource_type(token: str) -> ResourceType:
    """The type behind a token such as ``aws:rds/cluster:Cluster``. Raises ``UnknownTypeError``."""
    provider = token.partition(":")[0]
    if provider not in PROVIDERS or token not in _classes(provider):
        raise UnknownTypeError(token)
    module, name = _classes(provider)[token]
    with _loading():
        resource = getattr(importlib.import_module(module), name)
        return _read(token, resource, _arguments_class(resource))


def _read(token: str, resource: type, arguments: type) -> ResourceType:
    outputs = {p: Property(p, strip(hint), not _optional(hint)) for p, _, hint in properties(resource)}
    inputs = fields(arguments)
    return ResourceType(
        token, inputs, outputs, frozenset(_documented_as_immutable(arguments) & inputs.keys())
    )


def _arguments_class(resource: type) -> type:
    for overload in typing.get_overloads(vars(resource)["__init__"]):
        for candidate in typing.get_args(overload.__annotations__.get("args")) or (
            overload.__annotations__.get("args"),
        ):
            if inspect.isclass(candidate) and candidate is not type(None):
                return candidate
    msg = f"no arguments class for {resource.__name__}"
    raise UnknownTypeError(msg)


@functools.cache
def fields(arguments: type) -> Mapping[str, Property]:
    """Inputs of an arguments class (of a resource or of a nested block), by engine name."""
    with _loading():
        return _fields(arguments)


def _fields(arguments: type) -> Mapping[str, Property]:
    signature = inspect.signature(vars(arguments)["__init__"]).parameters
    return {
        name: Property(name, strip(hint), signature[python].default is inspect.Parameter.empty)
        for name, python, hint in properties(arguments)
        if python in signature
    }


def properties(owner: type) -> Iterator[tuple[str, str, Any]]:
    """Engine name, Python name and type hint of each SDK property of a class."""
    scope = dict(vars(sys.modules[owner.__module__]))
    local = {"Output": pulumi.Output, "T": type(None)}
    for python, member in inspect.getmembers_static(owner, lambda m: isinstance(m, property)):
        name = getattr(member.fget, "_pulumi_name", None)
        if name:
            yield name, python, typing.get_type_hints(member.fget, scope, local).get("return", Any)


def _documented_as_immutable(arguments: type) -> set[str]:
    found = set()
    for _, member in inspect.getmembers_static(arguments, lambda m: isinstance(m, property)):
        if NEW_RESOURCE.search(member.fget.__doc__ or ""):
            found.add(getattr(member.fget, "_pulumi_name", ""))
    return found


def members(hint: Any) -> tuple[Any, ...]:
    """The alternatives of a union; the hint itself where it is none."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return typing.get_args(hint)
    return (hint,)


def _optional(hint: Any) -> bool:
    if typing.get_origin(hint) is pulumi.Output:
        return _optional(typing.get_args(hint)[0])
    return type(None) in members(hint)


def strip(hint: Any) -> Any:
    """A hint without ``Input``, ``Output``, ``Optional`` and awaitables: what may be on the wire."""
    if typing.get_origin(hint) is pulumi.Output:
        return strip(typing.get_args(hint)[0])
    kept = [
        alternative
        for alternative in members(hint)
        if alternative is not type(None)
        and typing.get_origin(alternative) not in (collections.abc.Awaitable, pulumi.Output)
        and alternative is not pulumi.Output
    ]
    if not kept:
        return Any
    return kept[0] if len(kept) == 1 else typing.Union[tuple(kept)]  # noqa: UP007  (built at run time)


def is_block(hint: Any) -> bool:
    """Whether a hint is a nested block, a class with properties of its own."""
    return (
        inspect.isclass(hint)
        and not issubclass(hint, Enum)
        and (hasattr(hint, "_pulumi_input_type") or hasattr(hint, "_pulumi_output_type"))
    )


def is_enum(hint: Any) -> bool:
    """Whether a hint is an enumeration of the SDK."""
    return inspect.isclass(hint) and issubclass(hint, Enum)
