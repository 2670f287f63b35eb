"""Pulumi's Python language host: the gRPC service with which the engine starts programs and policy packs.

Used only beside an engine that toolchain.build made; an official Pulumi CLI brings its own. It starts
programs with the official launcher ``pulumi-language-python-exec`` and speaks the SDK's own messages, so a
program sees no difference. It leaves out what this project never asks for: code generation, packaging,
templates and debuggers (the engine is told "not implemented", as by any host without them).
"""
# ruff: noqa: ARG002, N802 - gRPC gives the methods their names and arguments

from __future__ import annotations

import contextlib
import json
import os
import signal
import stat
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent import futures
from pathlib import Path
from types import FrameType

import grpc
from google.protobuf import empty_pb2
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from toolchain import interpreter
from toolchain.children import Children, output
from toolchain.engine import VERSION

_BAIL = 32  # the launcher's exit code for "the error has been shown already"
_UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


def _options(info: language_pb2.ProgramInfo) -> Mapping[str, object]:
    return MessageToDict(info.options)


def _fail(context: grpc.ServicerContext, error: Exception) -> None:
    context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """One engine's host. ``launcher`` is the path of pulumi-language-python-exec."""

    def __init__(self, *, engine: str, launcher: Path, children: Children) -> None:
        self._engine = engine
        self._launcher = launcher
        self._children = children

    def Handshake(
        self, request: language_pb2.LanguageHandshakeRequest, context: grpc.ServicerContext
    ) -> language_pb2.LanguageHandshakeResponse:
        """Learn the engine's address, where the host was started without one."""
        self._engine = request.engine_address or self._engine
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """The version of the engine that this host belongs to."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetRequiredPackages(
        self, request: language_pb2.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPackagesResponse:
        """The providers that the program's installed packages name, as the official host answers.

        The engine takes the versions of default providers from here. It also tries to download what it does
        not have, even if a provider is attached with PULUMI_DEBUG_PROVIDERS; a failed download is no error,
        and PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION keeps it from trying (the sandbox sets it).
        """
        found = self._inventory(request.info, context).plugins
        return language_pb2.GetRequiredPackagesResponse(
            packages=[
                plugin_pb2.PackageDependency(name=p.name, kind="resource", version=p.version, server=p.server)
                for p in found
            ]
        )

    def GetRequiredPlugins(
        self, request: language_pb2.GetRequiredPluginsRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPluginsResponse:
        """The same, for engines that do not ask for packages."""
        found = self._inventory(request.info, context).plugins
        return language_pb2.GetRequiredPluginsResponse(
            plugins=[
                plugin_pb2.PluginDependency(name=p.name, kind="resource", version=p.version, server=p.server)
                for p in found
            ]
        )

    def GetProgramDependencies(
        self, request: language_pb2.GetProgramDependenciesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetProgramDependenciesResponse:
        """The packages that the program has, all of them or those that no other asks for."""
        packages = self._inventory(request.info, context).packages
        return language_pb2.GetProgramDependenciesResponse(
            dependencies=[
                language_pb2.DependencyInfo(name=name, version=version)
                for name, version, top in packages
                if top or request.transitiveDependencies
            ]
        )

    def About(
        self, request: language_pb2.AboutRequest, context: grpc.ServicerContext
    ) -> language_pb2.AboutResponse:
        """Which Python the program runs with."""
        python = self._python(request.info, context)
        return language_pb2.AboutResponse(
            executable=str(python), version=self._inventory(request.info, context).python
        )

    def RuntimeOptionsPrompts(
        self, request: language_pb2.RuntimeOptionsRequest, context: grpc.ServicerContext
    ) -> language_pb2.RuntimeOptionsResponse:
        """No questions: Pulumi.yaml has the options."""
        return language_pb2.RuntimeOptionsResponse()

    def InstallDependencies(
        self, request: language_pb2.InstallDependenciesRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.InstallDependenciesResponse]:
        """Make the virtual environment if it is missing, and install the nearest requirements.txt into it."""
        root, folder = Path(request.info.root_directory), Path(request.directory)
        venv = interpreter.virtualenv(root, _options(request.info))
        commands: list[list[str]] = []
        if venv is not None and not venv.exists():
            commands.append([sys.executable, "-m", "venv", str(venv)])
        lists = (place / "requirements.txt" for place in (folder, root))
        wanted = next((path for path in lists if path.is_file()), None)
        if wanted is not None:
            python = venv / "bin" / "python" if venv else interpreter.find(root, {})
            commands.append([str(python), "-m", "pip", "install", "-r", str(wanted)])
        for command in commands:
            child = self._children.start(command, cwd=root, environment=os.environ, piped=True)
            context.add_callback(lambda child=child: self._children.stop(child))  # type: ignore[misc]
            for name, chunk in output(child):
                yield language_pb2.InstallDependenciesResponse(**{name: chunk})
            if code := self._children.wait(child):
                context.abort(grpc.StatusCode.ABORTED, f"{' '.join(command)} ended with exit code {code}")

    def Run(
        self, request: language_pb2.RunRequest, context: grpc.ServicerContext
    ) -> language_pb2.RunResponse:
        """Run the program to its end. Its output is the host's, which the engine shows."""
        python = self._python(request.info, context)
        environment = interpreter.activated(os.environ, self._virtualenv(request.info)) | {
            "PULUMI_CONFIG": json.dumps(dict(request.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
        }
        child = self._children.start(
            [str(python), "-u", str(self._launcher), *self._arguments(request)],
            cwd=Path(request.pwd or request.info.program_directory),
            environment=environment,
            piped=False,
        )
        context.add_callback(lambda: self._children.stop(child))
        code = self._children.wait(child)
        if code == _BAIL:
            return language_pb2.RunResponse(bail=True)
        if code < 0:
            return language_pb2.RunResponse(error=f"the program was ended by {signal.Signals(-code).name}")
        return language_pb2.RunResponse(error=f"the program ended with exit code {code}" if code else "")

    def _arguments(self, request: language_pb2.RunRequest) -> list[str]:
        info = request.info
        program = Path(info.program_directory) / (info.entry_point or request.program or ".")
        named = {
            "monitor": request.monitor_address,
            "engine": self._engine,
            "project": request.project,
            "root_directory": info.root_directory,
            "stack": request.stack,
            "pwd": request.pwd,
            "dry_run": "true" if request.dryRun else "false",
            "parallel": str(request.parallel),
            "organization": request.organization,
        }
        flags = [part for name, value in named.items() if value for part in (f"--{name}", value)]
        return [*flags, str(program), *request.args]

    def RunPlugin(
        self, request: language_pb2.RunPluginRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.RunPluginResponse]:
        """Run a policy pack (kind "analyzer") in its own folder, or another plugin written in Python."""
        python = self._python(request.info, context)
        folder = Path(request.info.program_directory)
        given = dict(pair.split("=", 1) for pair in request.env) or dict(os.environ)
        environment = interpreter.activated(given, self._virtualenv(request.info))
        if request.kind == "analyzer":
            command = [str(python), "-u", "-m", "pulumi.policy", *request.args, str(folder)]
            cwd = folder
        else:
            command = [str(python), "-u", str(folder), *request.args]
            cwd = Path(request.pwd or folder)
        child = self._children.start(command, cwd=cwd, environment=environment, piped=True)
        if not context.add_callback(lambda: self._children.stop(child)):
            self._children.stop(child)  # cancelled before it began: no callback will come
        for name, chunk in output(child):
            if name == "stdout":
                yield language_pb2.RunPluginResponse(stdout=chunk)
            else:
                yield language_pb2.RunPluginResponse(stderr=chunk)
        yield language_pb2.RunPluginResponse(exitcode=self._children.wait(child))

    def _virtualenv(self, info: language_pb2.ProgramInfo) -> Path | None:
        return interpreter.virtualenv(Path(info.root_directory), _options(info))

    def _python(self, info: language_pb2.ProgramInfo, context: grpc.ServicerContext) -> Path:
        try:
            return interpreter.find(Path(info.root_directory), _options(info))
        except interpreter.InterpreterError as error:
            _fail(context, error)
            raise

    def _inventory(
        self, info: language_pb2.ProgramInfo, context: grpc.ServicerContext
    ) -> interpreter.Inventory:
        try:
            return interpreter.inventory(self._python(info, context))
        except interpreter.InterpreterError as error:
            _fail(context, error)
            raise


def _watch_parent(stop: threading.Event) -> None:
    """The engine holds the other end of our standard input: end of file means that it died."""
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        with contextlib.suppress(OSError):
            while os.read(0, 4096):
                pass
        stop.set()


def serve(*, engine: str, launcher: Path) -> None:
    """Serve until a signal, or until the engine is gone. The first line of standard output is the port."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    children = Children()
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16), options=_UNLIMITED)
    host = LanguageHost(engine=engine, launcher=launcher, children=children)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    threading.Thread(target=_watch_parent, args=(stop,), daemon=True).start()
    stop.wait()
    children.close()
    server.stop(grace=1).wait()


def main(arguments: list[str]) -> None:
    """Started by the engine: flags that it may add, then its own address, last."""
    engine = arguments[-1] if arguments and not arguments[-1].startswith("-") else ""
    serve(engine=engine, launcher=Path(os.environ["DOMICILE_LAUNCHER"]))
