"""The providers as gRPC servers on this machine, in this process.

Nothing is started that could outlive the caller: the servers are threads, and listen on 127.0.0.1 only, on
ports that the system chooses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from sandbox.provider import Provider
from sandbox.schema import PROVIDERS
from sandbox.state import State

WORKERS = 32
GRACE_SECONDS = 1.0
OPTIONS = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))


@dataclass(frozen=True, kw_only=True, slots=True)
class Sandbox:
    """A running sandbox."""

    state: Path
    ports: Mapping[str, int]
    """Port of each provider."""
    environment: dict[str, str] = field(init=False)
    """To merge into the environment of the Pulumi engine."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "environment", {"PULUMI_DEBUG_PROVIDERS": self.providers})

    @property
    def providers(self) -> str:
        """``aws:PORT,gcp:PORT,random:PORT,tls:PORT``."""
        return ",".join(f"{name}:{port}" for name, port in self.ports.items())


@contextmanager
def serve(state: Path, *, protects: bool = True) -> Iterator[Sandbox]:
    """Serve the clouds kept in the SQLite file ``state`` (made where missing) until the block ends.

    Without ``protects`` they delete what is protected from deletion too: no real cloud does.
    Raises ``StateInUseError`` where another process serves the same file.
    """
    store = State(state, protects=protects)
    pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="sandbox")
    servers: list[grpc.Server] = []
    try:
        ports = {}
        for name in PROVIDERS:
            server = grpc.server(pool, options=OPTIONS)
            provider_pb2_grpc.add_ResourceProviderServicer_to_server(Provider(name, store), server)
            ports[name] = server.add_insecure_port("127.0.0.1:0")
            server.start()
            servers.append(server)
        yield Sandbox(state=state, ports=ports)
    finally:
        for stopped in [server.stop(GRACE_SECONDS) for server in servers]:
            stopped.wait()
        pool.shutdown(wait=True)
        store.close()
