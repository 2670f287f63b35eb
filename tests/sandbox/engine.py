"""The engine's side of the provider protocol, as far as tests need it: real gRPC, no Pulumi CLI."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2 as p
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from sandbox import serve
from sandbox.wire import decode, encode

ACCOUNT = "111122223333"
PROJECT = "acme-prod"
LONDON = "eu-west-2"


def urn(token: str, name: str) -> str:
    return f"urn:pulumi:dev::probe::{token}::{name}"


class CheckError(Exception):
    """The provider found failures in the inputs."""

    def __init__(self, failures: Mapping[str, str]) -> None:
        self.failures = dict(failures)
        super().__init__(self.failures)


class Made:
    """A resource as the engine remembers it."""

    def __init__(
        self, token: str, name: str, id_: str, inputs: dict[str, Any], outputs: dict[str, Any]
    ) -> None:
        self.token, self.name, self.id, self.inputs, self.outputs = token, name, id_, inputs, outputs

    def __getitem__(self, output: str) -> Any:
        return self.outputs[output]


class Engine:
    """Talks to the providers of one sandbox."""

    def __init__(self, ports: Mapping[str, int]) -> None:
        own = [
            ("grpc.use_local_subchannel_pool", 1)
        ]  # a connection of its own, as each provider of the engine has
        self._channels = {
            n: grpc.insecure_channel(f"127.0.0.1:{port}", options=own) for n, port in ports.items()
        }
        self.stubs = {name: ResourceProviderStub(channel) for name, channel in self._channels.items()}
        self.configure("aws", region=LONDON, allowedAccountIds=json.dumps([ACCOUNT]))
        self.configure("gcp", project=PROJECT, region="europe-west2")
        self.configure("random")

    def configure(self, provider: str, /, **config: Any) -> None:
        self.stubs[provider].Configure(p.ConfigureRequest(args=encode(config)))

    def stub(self, token: str) -> ResourceProviderStub:
        return self.stubs[token.partition(":")[0]]

    def check(
        self, token: str, name: str = "x", /, olds: dict[str, Any] | None = None, **inputs: Any
    ) -> dict[str, Any]:
        request = p.CheckRequest(
            urn=urn(token, name), news=encode(inputs), olds=encode(olds or {}), randomSeed=b"seed"
        )
        answer = self.stub(token).Check(request)
        if answer.failures:
            raise CheckError({f.property: f.reason for f in answer.failures})
        return decode(answer.inputs)

    def create(self, token: str, name: str = "x", /, **inputs: Any) -> Made:
        checked = self.check(token, name, **inputs)
        answer = self.stub(token).Create(p.CreateRequest(urn=urn(token, name), properties=encode(checked)))
        return Made(token, name, answer.id, checked, decode(answer.properties))

    def preview(self, token: str, name: str = "x", /, **inputs: Any) -> dict[str, Any]:
        checked = self.check(token, name, **inputs)
        request = p.CreateRequest(urn=urn(token, name), properties=encode(checked), preview=True)
        return decode(self.stub(token).Create(request).properties)

    def diff(self, token: str, old: dict[str, Any], new: dict[str, Any]) -> p.DiffResponse:
        request = p.DiffRequest(id="i", urn=urn(token, "x"), old_inputs=encode(old), news=encode(new))
        answer: p.DiffResponse = self.stub(token).Diff(request)
        return answer

    def update(self, made: Made, /, **inputs: Any) -> Made:
        checked = self.check(made.token, made.name, olds=made.inputs, **inputs)
        request = p.UpdateRequest(
            id=made.id, urn=urn(made.token, made.name), olds=encode(made.outputs), news=encode(checked),
            old_inputs=encode(made.inputs),
        )  # fmt: skip
        answer = self.stub(made.token).Update(request)
        return Made(made.token, made.name, made.id, checked, decode(answer.properties))

    def read(self, token: str, id_: str, /, **known: Any) -> Made | None:
        request = p.ReadRequest(id=id_, urn=urn(token, "x"), properties=encode(known))
        answer = self.stub(token).Read(request)
        return (
            Made(token, "x", answer.id, decode(answer.inputs), decode(answer.properties))
            if answer.id
            else None
        )

    def delete(self, made: Made) -> None:
        request = p.DeleteRequest(
            id=made.id,
            urn=urn(made.token, made.name),
            properties=encode(made.outputs),
            old_inputs=encode(made.inputs),
        )
        self.stub(made.token).Delete(request)

    def invoke(self, token: str, /, **arguments: Any) -> dict[str, Any]:
        answer = self.stub(token).Invoke(p.InvokeRequest(tok=token, args=encode(arguments)))
        return decode(getattr(answer, "return"))

    def close(self) -> None:
        for channel in self._channels.values():
            channel.close()


@contextmanager
def engine(state: Path) -> Iterator[Engine]:
    with serve(state) as sandbox:
        connected = Engine(sandbox.ports)
        try:
            yield connected
        finally:
            connected.close()
