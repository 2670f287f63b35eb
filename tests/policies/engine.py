"""Calls the pack as the engine does: each resource before it is created, then the stack."""

from __future__ import annotations

from typing import Any, NoReturn, cast

import grpc
from pulumi.runtime.proto import analyzer_pb2 as proto

from policies.engine.server import Analyzer
from tests.policies.states import state


class EndedError(Exception):
    """What a call raises that the server answered with an error."""


class Call:
    """The side of a call that the server sees."""

    def abort(self, code: grpc.StatusCode, details: str) -> NoReturn:
        raise EndedError(f"{code.name}: {details}")


CALL = cast(grpc.ServicerContext, Call())


class Engine:
    """One operation on one stack; without ``stack``, the analysis of a file."""

    def __init__(self, stack: str = "", *, dry_run: bool = True) -> None:
        self.pack = Analyzer()
        if stack:
            request = proto.AnalyzerStackConfigureRequest(stack=stack, project="domicile", dry_run=dry_run)
            self.pack.ConfigureStack(request, CALL)

    def configure(self, **levels: proto.EnforcementLevel.ValueType) -> None:
        """Levels by policy, with ``_`` for ``-``; the others are mandatory, as the engine fills them in."""
        request = proto.ConfigureAnalyzerRequest()
        for policy in self.pack.GetAnalyzerInfo(None, CALL).policies:  # type: ignore[arg-type]
            request.policyConfig[policy.name].enforcementLevel = policy.enforcementLevel
        for name, level in levels.items():
            request.policyConfig[name.replace("_", "-")].enforcementLevel = level
        self.pack.Configure(request, CALL)

    def alone(self, entry: dict[str, Any], entries: list[dict[str, Any]]) -> list[proto.AnalyzeDiagnostic]:
        return list(self.pack.Analyze(request_of(entry, entries), CALL).diagnostics)

    def stack(self, entries: list[dict[str, Any]]) -> list[proto.AnalyzeDiagnostic]:
        request = proto.AnalyzeStackRequest(resources=[_resource(entry, entries) for entry in entries])
        return list(self.pack.AnalyzeStack(request, CALL).diagnostics)

    def preview(self, entries: list[dict[str, Any]]) -> list[proto.AnalyzeDiagnostic]:
        alone = [d for entry in entries for d in self.alone(entry, entries)]
        return [*alone, *self.stack(entries)]


def request_of(entry: dict[str, Any], entries: list[dict[str, Any]]) -> proto.AnalyzeRequest:
    request = proto.AnalyzeRequest(
        type=entry["type"], urn=entry["urn"], name=entry["urn"].rpartition("::")[2]
    )
    request.properties.update(entry["inputs"])
    request.options.parent = entry.get("parent", "")
    request.options.protect = entry.get("protect", False)
    _provide(request, entry, entries)
    return request


def _resource(entry: dict[str, Any], entries: list[dict[str, Any]]) -> proto.AnalyzerResource:
    message = proto.AnalyzerResource(
        type=entry["type"],
        urn=entry["urn"],
        name=entry["urn"].rpartition("::")[2],
        parent=entry.get("parent", ""),
    )
    message.properties.update(entry.get("outputs", entry["inputs"]))
    message.options.protect = entry.get("protect", False)
    _provide(message, entry, entries)
    for key, urns in entry.get("propertyDependencies", {}).items():
        message.propertyDependencies[key].urns.extend(urns)
    return message


def _provide(
    message: proto.AnalyzeRequest | proto.AnalyzerResource,
    entry: dict[str, Any],
    entries: list[dict[str, Any]],
) -> None:
    for other in entries:
        if entry.get("provider", "").startswith(other["urn"] + "::"):
            message.provider.type, message.provider.urn = other["type"], other["urn"]
            message.provider.properties.update(other["inputs"])


def entries_of(resources: dict[str, Any], stack: str = "test") -> list[dict[str, Any]]:
    """The resources of a state in the short notation, on a stack of this name."""
    return cast("list[dict[str, Any]]", _moved(state(resources)["deployment"]["resources"], stack))


def _moved(value: Any, stack: str) -> Any:
    if isinstance(value, dict):
        return {key: _moved(item, stack) for key, item in value.items()}
    if isinstance(value, list):
        return [_moved(item, stack) for item in value]
    return value.replace("urn:pulumi:test::", f"urn:pulumi:{stack}::") if isinstance(value, str) else value


def told(diagnostics: list[proto.AnalyzeDiagnostic]) -> list[tuple[str, str]]:
    """Policy and name of the resource of each."""
    return sorted((d.policyName, d.urn.rpartition("::")[2]) for d in diagnostics)
