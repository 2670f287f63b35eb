from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

from toolchain import build, language_host
from toolchain.engine import VERSION

ROOT = Path(language_host.__file__).parent.parent

# Says what it was given, then does what the stack's name asks for.
LAUNCHER = """
import json, os, sys, time
stack = sys.argv[sys.argv.index("--stack") + 1]
with open(os.environ["TOLD"], "w") as told:
    json.dump({"argv": sys.argv[1:], "cwd": os.getcwd(), "python": sys.executable, "pid": os.getpid(),
               "config": os.environ["PULUMI_CONFIG"], "virtualenv": os.environ.get("VIRTUAL_ENV")}, told)
if stack == "slow":
    time.sleep(60)
sys.exit({"bail": 32, "broken": 3}.get(stack, 0))
"""


class Host:
    """A language host as the engine starts it, and a client of it."""

    def __init__(self, folder: Path) -> None:
        self.told = folder / "told.json"
        binaries = folder / "bin"
        binaries.mkdir()
        (binaries / "pulumi-language-python-exec").write_text(LAUNCHER, encoding="utf-8")
        launcher = binaries / "pulumi-language-python"
        launcher.write_text(build.HOST, encoding="utf-8")
        launcher.chmod(launcher.stat().st_mode | stat.S_IXUSR)
        environment = {**os.environ, "DOMICILE_PYTHON": sys.executable, "DOMICILE_ROOT": str(ROOT)}
        self.process = subprocess.Popen(
            [launcher, "--logtostderr", "127.0.0.1:1"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment | {"TOLD": str(self.told)},
            cwd=folder,
            process_group=0,
        )
        assert self.process.stdout is not None
        port = int(self.process.stdout.readline())
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self.client = language_pb2_grpc.LanguageRuntimeStub(self.channel)

    def heard(self) -> dict[str, object]:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                return dict(json.loads(self.told.read_text(encoding="utf-8")))
            except (FileNotFoundError, json.JSONDecodeError):
                time.sleep(0.05)
        raise AssertionError("the program was not started")

    def close(self) -> None:
        self.channel.close()
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """One host for the tests that leave it as it was."""
    host = Host(tmp_path_factory.mktemp("host"))
    yield host
    host.close()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """A host of its own, to be ended."""
    made = Host(tmp_path)
    yield made
    made.close()


def info(root: Path, *, virtualenv: str | None = None) -> language_pb2.ProgramInfo:
    options = struct_pb2.Struct()
    if virtualenv is not None:
        options.update({"virtualenv": virtualenv})
    program = root / "infra"
    program.mkdir(exist_ok=True)
    return language_pb2.ProgramInfo(
        root_directory=str(root), program_directory=str(program), entry_point=".", options=options
    )


def request(root: Path, stack: str, *, virtualenv: str | None = None) -> language_pb2.RunRequest:
    return language_pb2.RunRequest(
        project="p",
        stack=stack,
        pwd=str(root),
        config={"p:k": "v"},
        dryRun=True,
        parallel=7,
        monitor_address="127.0.0.1:2",
        organization="organization",
        info=info(root, virtualenv=virtualenv),
    )


def own_environment(root: Path) -> str:
    """A virtual environment's name relative to root: this one, by a link."""
    (root / ".venv").symlink_to(sys.prefix)
    return ".venv"


def is_alive(pid: object) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):  # gone, before or while it was read
        return False
    return state.rsplit(")", 1)[1].split()[0] != "Z"


def until_dead(pid: object) -> bool:
    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_alive(pid)


def test_handshake_and_version(shared: Host) -> None:
    shared.client.Handshake(language_pb2.LanguageHandshakeRequest(engine_address="127.0.0.1:9"))
    assert shared.client.GetPluginInfo(empty_pb2.Empty()).version == VERSION


def test_run_gives_the_program_all_it_needs(shared: Host, tmp_path: Path) -> None:
    shared.client.Handshake(language_pb2.LanguageHandshakeRequest(engine_address="127.0.0.1:9"))
    answer = shared.client.Run(request(tmp_path, "fine", virtualenv=own_environment(tmp_path)))
    assert (answer.error, answer.bail) == ("", False)
    heard = shared.heard()
    argv = heard["argv"]
    assert isinstance(argv, list)
    given = dict(zip(argv[::2], argv[1::2], strict=False))
    assert given["--engine"] == "127.0.0.1:9"
    assert given["--monitor"] == "127.0.0.1:2"
    assert given["--dry_run"] == "true"
    assert given["--parallel"] == "7"
    assert argv[-1] == str(tmp_path / "infra")
    assert heard["cwd"] == str(tmp_path)
    assert heard["virtualenv"] == str(tmp_path / ".venv")
    assert json.loads(str(heard["config"])) == {"p:k": "v"}


def test_run_tells_a_shown_error_from_a_crash(shared: Host, tmp_path: Path) -> None:
    assert shared.client.Run(request(tmp_path, "bail")).bail
    answer = shared.client.Run(request(tmp_path, "broken"))
    assert not answer.bail
    assert "exit code 3" in answer.error


def test_a_missing_virtual_environment_is_named(shared: Host, tmp_path: Path) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        shared.client.Run(request(tmp_path, "fine", virtualenv="nowhere"))
    assert "nowhere" in str(caught.value)
    assert "make engine" in str(caught.value)


def test_required_packages_are_those_installed(shared: Host, tmp_path: Path) -> None:
    asked = language_pb2.GetRequiredPackagesRequest(info=info(tmp_path, virtualenv=own_environment(tmp_path)))
    found = {p.name: (p.kind, p.version) for p in shared.client.GetRequiredPackages(asked).packages}
    assert set(found) >= {"aws", "gcp", "random"}
    assert "policy" not in found
    assert {kind for kind, _ in found.values()} == {"resource"}
    assert found["aws"][1].startswith("7.")


def test_dependencies_with_and_without_what_they_pull_in(shared: Host, tmp_path: Path) -> None:
    program = info(tmp_path, virtualenv=own_environment(tmp_path))

    def names(*, transitive: bool) -> set[str]:
        asked = language_pb2.GetProgramDependenciesRequest(info=program, transitiveDependencies=transitive)
        return {d.name for d in shared.client.GetProgramDependencies(asked).dependencies}

    assert "grpcio" in names(transitive=True)
    assert "grpcio" not in names(transitive=False)


def test_about_names_the_programs_python(shared: Host, tmp_path: Path) -> None:
    asked = language_pb2.AboutRequest(info=info(tmp_path, virtualenv=own_environment(tmp_path)))
    about = shared.client.About(asked)
    assert about.executable == str(tmp_path / ".venv" / "bin" / "python")
    assert about.version == ".".join(map(str, sys.version_info[:3]))


def test_run_plugin_streams_both_outputs_and_the_exit_code(shared: Host, tmp_path: Path) -> None:
    program = info(tmp_path, virtualenv=own_environment(tmp_path))
    (tmp_path / "infra" / "__main__.py").write_text(
        "import os, sys; print(os.environ['ONLY'], sys.argv[1:]); print('bad', file=sys.stderr); sys.exit(5)",
        encoding="utf-8",
    )
    asked = language_pb2.RunPluginRequest(
        pwd=str(tmp_path), args=["a"], env=["ONLY=this=that"], info=program, kind="resource"
    )
    answers = list(shared.client.RunPlugin(asked))
    assert b"".join(a.stdout for a in answers) == b"this=that ['a']\n"
    assert b"".join(a.stderr for a in answers) == b"bad\n"
    assert answers[-1].exitcode == 5


def test_a_cancelled_plugin_is_ended(shared: Host, tmp_path: Path) -> None:
    program = info(tmp_path)
    (tmp_path / "infra" / "__main__.py").write_text(
        "import os, time; print(os.getpid(), flush=True); time.sleep(60)", encoding="utf-8"
    )
    call = shared.client.RunPlugin(
        language_pb2.RunPluginRequest(pwd=str(tmp_path), info=program, kind="resource")
    )
    pid = int(next(call).stdout)
    assert is_alive(pid)
    call.cancel()
    assert until_dead(pid)


@pytest.mark.parametrize("how", ["signal", "end of input"])
def test_no_program_outlives_the_host(host: Host, tmp_path: Path, how: str) -> None:
    call = host.client.Run.future(request(tmp_path, "slow"))
    pid = host.heard()["pid"]
    assert is_alive(pid)
    if how == "signal":
        host.process.send_signal(signal.SIGTERM)
    else:
        assert host.process.stdin is not None
        host.process.stdin.close()
    assert host.process.wait(timeout=20) == 0
    assert until_dead(pid)
    call.cancel()


def test_the_launcher_refuses_to_start_by_itself(tmp_path: Path) -> None:
    script = tmp_path / "pulumi-language-python"
    script.write_text(build.HOST, encoding="utf-8")
    clean = {k: v for k, v in os.environ.items() if not k.startswith("DOMICILE_")}
    ran = subprocess.run(["/bin/sh", script], env=clean, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "domicile sandbox -- pulumi" in ran.stderr
