"""The process around the providers: state that survives a kill, one server a state, speed, no leftovers."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2 as p

from sandbox import StateInUseError, schema, serve
from tests.sandbox.engine import Engine, engine
from tests.sandbox.tokens import KEY

ROOT = Path(__file__).parents[2]
BUCKET = "aws:s3/bucket:Bucket"


@contextmanager
def child(state: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, int]]]:
    """``python -m sandbox`` and the ports it prints."""
    command = [sys.executable, "-m", "sandbox", "--state", str(state)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            yield process, {name: int(port) for name, port in re.findall(r"(\w+):(\d+)", line)}
        finally:
            process.kill()


def test_the_environment_names_the_port_of_each_provider(tmp_path: Path) -> None:
    with serve(tmp_path / "s.db") as sandbox:
        assert re.fullmatch(
            r"aws:\d+,gcp:\d+,random:\d+,tls:\d+", sandbox.environment["PULUMI_DEBUG_PROVIDERS"]
        )
        assert set(sandbox.ports) == set(schema.PROVIDERS)


def test_state_outlives_a_killed_process(tmp_path: Path) -> None:
    state = tmp_path / "s.db"
    with child(state) as (process, ports):
        cloud = Engine(ports)
        made = cloud.create(BUCKET, "b", bucket="acme-b", tags={"a": "1"})
        cloud.close()
        process.kill()
        assert process.wait(10) == -signal.SIGKILL
    with engine(state) as again:
        found = again.read(BUCKET, "acme-b")
        assert found is not None
        assert (found.inputs, found.outputs) == (made.inputs, made.outputs)
        again.delete(made)


def test_one_process_serves_a_state(tmp_path: Path) -> None:
    state = tmp_path / "s.db"
    with child(state) as (process, _):
        with pytest.raises(StateInUseError, match=str(process.pid)), serve(state):
            pass
        with child(state) as (second, ports):
            assert ports == {}
            assert second.wait(10) == 1
        process.terminate()
        assert process.wait(10) == 0
    with serve(state):
        pass


def test_nothing_is_left_running(tmp_path: Path) -> None:
    before = {thread.ident for thread in threading.enumerate()}
    with engine(tmp_path / "s.db") as cloud:
        cloud.create(KEY, "k")
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        left = [t for t in threading.enumerate() if t.ident not in before and t.name.startswith("sandbox")]
        if not left:
            break
        time.sleep(0.05)
    assert not left


def test_it_starts_at_once(tmp_path: Path) -> None:
    started = time.monotonic()
    with child(tmp_path / "s.db") as (_, ports):
        assert set(ports) == set(schema.PROVIDERS)
    assert time.monotonic() - started < 10  # under 2 s on an idle machine


def test_five_hundred_resources_at_once(tmp_path: Path) -> None:
    with engine(tmp_path / "s.db") as cloud, ThreadPoolExecutor(32) as pool:
        started = time.monotonic()
        ids = set(pool.map(lambda n: cloud.create(KEY, f"k{n}").id, range(500)))
        assert len(ids) == 500
        assert time.monotonic() - started < 30  # about 2 s on an idle machine


def test_two_threads_cannot_take_one_name(tmp_path: Path) -> None:
    def attempt(number: int) -> bool:
        try:
            cloud.create(BUCKET, f"b{number}", bucket="acme-b")
        except grpc.RpcError:
            return False
        return True

    with engine(tmp_path / "s.db") as cloud, ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(attempt, range(32))) == 1


def test_each_connection_has_its_own_provider_settings(tmp_path: Path) -> None:
    with serve(tmp_path / "s.db") as sandbox:
        first, second = Engine(sandbox.ports), Engine(sandbox.ports)
        second.configure("aws", region="us-east-1")
        try:
            assert first.check(KEY)["region"] == "eu-west-2"
            assert second.check(KEY)["region"] == "us-east-1"
        finally:
            first.close()
            second.close()


def test_what_the_engine_asks_of_a_plugin(tmp_path: Path) -> None:
    with engine(tmp_path / "s.db") as cloud:
        stub = cloud.stubs["gcp"]
        assert stub.GetPluginInfo(Empty()).version == schema.version("gcp")
        assert not stub.Handshake(p.ProviderHandshakeRequest()).accept_secrets
        assert stub.CheckConfig(p.CheckRequest()).failures == []
        assert stub.DiffConfig(p.DiffRequest()).changes == p.DiffResponse.DIFF_NONE
        assert stub.Cancel(Empty()) == Empty()


def test_it_listens_on_this_machine_only(tmp_path: Path) -> None:
    with serve(tmp_path / "s.db") as sandbox:
        wanted = {f"{port:04X}" for port in sandbox.ports.values()}
        tables = [Path(f"/proc/net/{name}").read_text(encoding="utf-8") for name in ("tcp", "tcp6")]
        rows = [line.split() for table in tables for line in table.splitlines()[1:]]
        mine = [row[1].split(":") for row in rows if row[3] == "0A" and row[1].partition(":")[2] in wanted]
        assert len(mine) == len(sandbox.ports)
        assert all(address.endswith("0100007F") for address, _ in mine)
