"""The server that the engine asks: the protocol of an analyser, over gRPC, and nothing else.

In place of the SDK's, which reads each resource anew for each policy and drops what the engine tells of the
operation: docs/adr/0007-the-pack-has-its-own-server.md. Whatever goes wrong here is a violation, or an error
that ends the operation.
"""

# ruff: noqa: ARG002, D102, N802  (the protocol gives the methods their names and arguments)

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent import futures
from datetime import date
from threading import Event
from typing import NoReturn

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import analyzer_pb2 as proto
from pulumi.runtime.proto import plugin_pb2
from pulumi.runtime.proto.analyzer_pb2_grpc import AnalyzerServicer, add_AnalyzerServicer_to_server

from jurisdictions.problem import Problem, ProblemsError
from policies import exemptions, trusted
from policies.engine import pack
from policies.engine.crossguard import props_of
from policies.engine.levels import Level, Levels
from policies.engine.sitting import Sitting
from policies.facts import FactsError
from policies.finding import Finding
from policies.judging import unjudged
from policies.unprotected import stack_in

_LARGEST = 400 * 1024 * 1024
"""Bytes in a message, as the engine itself takes: the last one of an operation holds all resources."""

_ASKED = {
    proto.DISABLED: Level.DISABLED,
    proto.ADVISORY: Level.ADVISORY,
    proto.MANDATORY: Level.MANDATORY,
    proto.REMEDIATE: Level.MANDATORY,  # nothing here is put right in passing: it is refused
}


class Analyzer(AnalyzerServicer):
    """Answers one engine. The names of the methods are the protocol's."""

    def __init__(self) -> None:
        trusted.check(exemptions.load)  # a file that cannot be read must keep the pack from starting
        self._information = pack.information()
        self._levels = Levels()
        self._stack = ""
        self._cancelled = Event()
        self._begin(dry_run=True, preview=False)

    def _begin(self, *, dry_run: bool, preview: bool) -> None:
        self._sitting = Sitting(exemptions.load(), date.today(), dry_run=dry_run, preview=preview)
        self._warned: set[str] = set()

    def Handshake(
        self, request: proto.AnalyzerHandshakeRequest, context: grpc.ServicerContext
    ) -> proto.AnalyzerHandshakeResponse:
        return proto.AnalyzerHandshakeResponse()

    def GetPluginInfo(self, request: Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=self._information.version)

    def GetAnalyzerInfo(self, request: Empty, context: grpc.ServicerContext) -> proto.AnalyzerInfo:
        return self._information

    def ConfigureStack(
        self, request: proto.AnalyzerStackConfigureRequest, context: grpc.ServicerContext
    ) -> proto.AnalyzerStackConfigureResponse:
        """Begins an operation on a stack. Not called where a file is analysed."""
        self._stack = f"{request.project}/{request.stack}"
        self._begin(dry_run=request.dry_run, preview=request.dry_run)
        return proto.AnalyzerStackConfigureResponse()

    def Configure(self, request: proto.ConfigureAnalyzerRequest, context: grpc.ServicerContext) -> Empty:
        """Takes the level of each policy. What none understands is refused: it was meant for something."""
        asked = dict(request.policyConfig)
        problems = [problem for name in sorted(asked) for problem in _wrong(name, asked[name])]
        if problems:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(ProblemsError(problems)))
        asked.pop("all", None)  # the engine has applied it to each policy already
        self._levels = Levels({name: _ASKED[config.enforcementLevel] for name, config in asked.items()})
        return Empty()

    def Analyze(self, request: proto.AnalyzeRequest, context: grpc.ServicerContext) -> proto.AnalyzeResponse:
        """Judges one resource before it is created."""
        self._check(context)
        try:
            found = self._sitting.before_creation(request)
        except (FactsError, ProblemsError) as error:
            _end(context, error)
        except Exception as error:  # whatever it was, the resource was not judged
            found = [unjudged(request.urn, pack.NOT_JUDGED.id, error)]
        return self._response(found, request.urn)

    def AnalyzeStack(
        self, request: proto.AnalyzeStackRequest, context: grpc.ServicerContext
    ) -> proto.AnalyzeResponse:
        """Judges all that there is at the end."""
        self._check(context)
        try:
            judged = self._sitting.of_stack(request.resources)
        except (FactsError, ProblemsError) as error:
            _end(context, error)
        except Exception as error:  # nothing of the stack was judged: one violation of the stack as a whole
            return self._response([unjudged("", pack.NOT_JUDGED.id, error)], "")
        response = self._response(judged.findings, "")
        response.diagnostics.extend(pack.exempted(use) for use in judged.used)
        return response

    def Remediate(
        self, request: proto.AnalyzeRequest, context: grpc.ServicerContext
    ) -> proto.RemediateResponse:
        """Changes nothing: what is foreign is refused, and never moved behind the back of who declared it."""
        return proto.RemediateResponse()

    def Cancel(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        """Ends the operation: what is asked from now on fails, and so passes nothing."""
        self._cancelled.set()
        return Empty()

    def _check(self, context: grpc.ServicerContext) -> None:
        if self._cancelled.is_set():
            context.abort(grpc.StatusCode.CANCELLED, "the operation was cancelled")

    def _response(self, found: Iterable[Finding], urn: str) -> proto.AnalyzeResponse:
        """Findings as diagnostics, at the levels that hold; the configuration is judged with the first."""
        stack = stack_in(urn) or self._stack
        self._stack = self._stack or stack
        if stack not in self._warned:
            self._warned.add(stack)
            found = [*self._levels.judge(urn, stack), *found]
        levels = [
            (finding, self._levels.of(finding.rule, stack_in(finding.urn) or stack)) for finding in found
        ]
        return proto.AnalyzeResponse(
            diagnostics=[pack.diagnostic(f, level) for f, level in levels if level is not Level.DISABLED]
        )


def _end(context: grpc.ServicerContext, error: FactsError | ProblemsError) -> NoReturn:
    """Ends the operation: it is no resource's fault, and said once, not of each."""
    told = ProblemsError([trusted.problem(error)]) if isinstance(error, FactsError) else error
    context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(told))


def _wrong(name: str, config: proto.PolicyConfig) -> Iterator[Problem]:
    """What no policy understands of a configuration."""
    unknown = name != "all" and name not in pack.BY_ID
    if unknown:
        known = ", ".join(sorted(pack.BY_ID))
        yield _misconfigured(name, "There is no such policy.", name, f"all, {known}", "Correct its name.")
    for key in sorted(config.properties.fields) if not unknown else ():
        said = str(props_of(config.properties).get(key))[:120]
        yield _misconfigured(
            f"{name}.{key}", "There is no such key.", said, "enforcementLevel", f"Delete {key}."
        )


def _misconfigured(path: str, what: str, value: str, allowed: str, fix: str) -> Problem:
    return Problem(code="DOM-719", path=path, what=what, value=value, allowed=allowed, fix=fix)


def serve(analyzer: Analyzer) -> NoReturn:
    """Serves on a free port of this machine, whose number is all that goes to standard output."""
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=4), options=[("grpc.max_receive_message_length", _LARGEST)]
    )
    add_AnalyzerServicer_to_server(analyzer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)  # noqa: T201  (the engine waits for it)
    while True:
        server.wait_for_termination()
