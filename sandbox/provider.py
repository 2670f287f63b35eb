"""The provider protocol: what the Pulumi engine asks, answered from the tables and the state.

Refusals come where the real providers refuse: names, types and what the inputs alone tell in ``Check``, so in
every preview; what depends on other resources in ``Create`` and ``Update``, so in an update only.
"""

# ruff: noqa: ARG002, N802  (the protocol gives the methods their names and arguments)

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.message import Message
from pulumi.runtime.proto import plugin_pb2
from pulumi.runtime.proto import provider_pb2 as p
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer

from sandbox import certificates, invokes, randoms, schema
from sandbox.cloud import Cloud, RefusedError, Request
from sandbox.diff import diff
from sandbox.places import DEFAULT_ACCOUNT, Settings
from sandbox.state import State
from sandbox.wire import decode, encode

FAIL: Final = "DOMICILE_SANDBOX_FAIL"
"""``aws:rds/cluster:Cluster=Throttling;gcp:...=...``: creations of these types fail with this message."""

MADE: Final = {"random": randoms.outputs, "tls": certificates.outputs}
"""Providers with no cloud behind them: id and outputs of a resource from its token, URN and inputs."""


class Provider(ResourceProviderServicer):
    """One provider (``aws``, ``gcp``, ``random``, ``tls``), for every engine that connects to its port."""

    def __init__(self, name: str, state: State) -> None:
        self.name = name
        self.cloud = Cloud(state)
        self._state = state
        self._settings: dict[str, Settings] = {}
        self._latest = Settings()
        self._lock = threading.Lock()

    # Life of the plugin

    def Attach(self, request: Message, context: grpc.ServicerContext) -> Empty:
        """The engine says where it can be reached; nothing here needs it."""
        return Empty()

    def Handshake(self, request: Message, context: grpc.ServicerContext) -> Message:
        """Plain values, please: the engine itself keeps secrets marked."""
        return p.ProviderHandshakeResponse(accept_secrets=False, accept_resources=False, accept_outputs=False)

    def GetPluginInfo(self, request: Message, context: grpc.ServicerContext) -> Message:
        """The version is that of the installed SDK."""
        return plugin_pb2.PluginInfo(version=schema.version(self.name))

    def Cancel(self, request: Message, context: grpc.ServicerContext) -> Empty:
        """Every answer is quick: there is nothing to cancel."""
        return Empty()

    def CheckConfig(self, request: p.CheckRequest, context: grpc.ServicerContext) -> Message:
        """Any configuration of the provider is good."""
        return p.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: p.DiffRequest, context: grpc.ServicerContext) -> Message:
        """Changing a provider replaces nothing."""
        same = request.old_inputs == request.news
        return p.DiffResponse(changes=p.DiffResponse.DIFF_NONE if same else p.DiffResponse.DIFF_SOME)

    def Configure(self, request: p.ConfigureRequest, context: grpc.ServicerContext) -> Message:
        """Remember account, region and project. Each provider of a program has a connection of its own."""
        settings = settings_from(decode(request.args))
        with self._lock:
            self._settings[context.peer()] = self._latest = settings
        return p.ConfigureResponse(
            acceptSecrets=False, supportsPreview=True, acceptResources=False, acceptOutputs=False
        )

    # Resources

    def Check(self, request: p.CheckRequest, context: grpc.ServicerContext) -> Message:
        """Inputs completed with defaults, and everything that is wrong with them."""
        asked = self._request(request.urn, decode(request.news), context)
        inputs, failures = self.cloud.check(asked, decode(request.olds), request.randomSeed)
        found = [p.CheckFailure(property=f.path, reason=f.reason) for f in failures]
        return p.CheckResponse(inputs=encode(inputs), failures=found)

    def Diff(self, request: p.DiffRequest, context: grpc.ServicerContext) -> Message:
        """What differs, and whether it needs a new resource."""
        return diff(
            schema.resource_type(_token(request.urn)), decode(request.old_inputs), decode(request.news)
        )

    def Create(self, request: p.CreateRequest, context: grpc.ServicerContext) -> Message:
        """Make a resource; in a preview say only what would be known of it."""
        asked = self._request(request.urn, decode(request.properties), context)
        if self.name in MADE and not request.preview:
            id_, outputs = MADE[self.name](asked.token, request.urn, asked.inputs)
            return p.CreateResponse(id=id_, properties=encode(outputs))
        if request.preview:
            return p.CreateResponse(properties=encode(self.cloud.preview(asked, {})))
        try:
            _injected_failure(asked.token)
            record = self.cloud.create(asked)
        except RefusedError as refused:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(refused))
        return p.CreateResponse(id=record.id, properties=encode(record.outputs))

    def Update(self, request: p.UpdateRequest, context: grpc.ServicerContext) -> Message:
        """Change a resource in place."""
        asked = self._request(request.urn, decode(request.news), context)
        if self.name in MADE:
            return p.UpdateResponse(properties=encode(decode(request.olds) | asked.inputs))
        if request.preview:
            return p.UpdateResponse(properties=encode(self.cloud.preview(asked, decode(request.olds))))
        try:
            record = self.cloud.update(asked, request.id)
        except RefusedError as refused:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(refused))
        return p.UpdateResponse(properties=encode(record.outputs))

    def Read(self, request: p.ReadRequest, context: grpc.ServicerContext) -> Message:
        """A resource as it is now; without an id where it is gone. Serves refresh, import and ``get``."""
        if self.name in MADE:
            return p.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)
        asked = self._request(request.urn, decode(request.properties) | decode(request.inputs), context)
        record = self.cloud.find(asked, request.id)
        if record is None:
            return p.ReadResponse()
        return p.ReadResponse(id=record.id, properties=encode(record.outputs), inputs=encode(record.inputs))

    def Delete(self, request: p.DeleteRequest, context: grpc.ServicerContext) -> Empty:
        """Remove a resource, unless it is protected or in use."""
        if self.name not in MADE:
            known = decode(request.properties) | decode(request.old_inputs)
            try:
                self.cloud.delete(self._request(request.urn, known, context), request.id)
            except RefusedError as refused:
                context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(refused))
        return Empty()

    def Invoke(self, request: p.InvokeRequest, context: grpc.ServicerContext) -> Message:
        """A data source."""
        try:
            found = invokes.call(request.tok, decode(request.args), self._settings_of(context), self._state)
        except invokes.InvokeError as unknown:
            context.abort(grpc.StatusCode.NOT_FOUND, str(unknown.args[0]))
        response = p.InvokeResponse()
        getattr(response, "return").CopyFrom(encode(found))  # the field is named like a keyword
        return response

    def _request(self, urn: str, inputs: dict[str, Any], context: grpc.ServicerContext) -> Request:
        return Request(urn=urn, token=_token(urn), inputs=inputs, settings=self._settings_of(context))

    def _settings_of(self, context: grpc.ServicerContext) -> Settings:
        with self._lock:
            return self._settings.get(context.peer(), self._latest)


def _token(urn: str) -> str:
    """The resource type in a URN: the last of the parents' types."""
    return urn.split("::")[2].rpartition("$")[2]


def settings_from(config: Mapping[str, Any]) -> Settings:
    """Provider configuration, where anything but text may arrive as JSON."""
    accounts = _plain(config.get("allowedAccountIds")) or [DEFAULT_ACCOUNT]
    tags = _plain(config.get("defaultTags")) or {}
    settings = Settings(
        account=str(accounts[0]),
        region=str(config.get("region") or os.environ.get("AWS_REGION", "")),
        project=str(config.get("project") or os.environ.get("GOOGLE_PROJECT", "")),
    )
    return replace(settings, default_tags=_plain(tags.get("tags")) or {})


def _plain(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("[", "{", '"'):
        return json.loads(value)
    return value


def _injected_failure(token: str) -> None:
    for entry in filter(None, os.environ.get(FAIL, "").split(";")):
        type_, _, message = entry.partition("=")
        if type_ == token:
            raise RefusedError([message or "failure on request"])
