"""What exists in the sandbox: every resource, its inputs and outputs, in one SQLite file.

The whole state is held in memory and written through, so a killed run leaves exactly what had been answered
to the engine. One process serves a state at a time: the lock is the kernel's and ends with the process.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS resources (
  type TEXT NOT NULL, scope TEXT NOT NULL, id TEXT NOT NULL,
  inputs TEXT NOT NULL, outputs TEXT NOT NULL, uses TEXT NOT NULL,
  PRIMARY KEY (type, scope, id)
) WITHOUT ROWID
"""
Key = tuple[str, str, str]


def keep_only(path: Path, known: Collection[tuple[str, str]]) -> int:
    """Remove all but ``known`` (type and id) from a state that nobody serves. Returns how many went."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(SCHEMA)
        keys = database.execute("SELECT type, scope, id FROM resources").fetchall()
        gone = [key for key in keys if (key[0], key[2]) not in known]
        database.executemany("DELETE FROM resources WHERE type = ? AND scope = ? AND id = ?", gone)
    return len(gone)


class StateInUseError(RuntimeError):
    """Another process serves this state."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One resource that exists."""

    type: str
    scope: str
    """What its id is unique in: an AWS account and region, a GCP project, or everything (empty)."""
    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    uses: tuple[Key, ...] = field(default=())
    """Keys of the resources it refers to: those cannot be deleted before it."""

    @property
    def key(self) -> Key:
        """Type, scope and id."""
        return self.type, self.scope, self.id

    def get(self, name: str) -> Any:
        """An output, else an input."""
        return self.outputs.get(name, self.inputs.get(name))


class State:
    """All resources of the sandbox. Hold ``lock`` over a check and the change that relies on it."""

    def __init__(self, path: Path, *, protects: bool = True) -> None:
        """``protects``: whether deletion protection is kept to."""
        self.protects = protects
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock_file = _exclusive(path)
        self.lock: AbstractContextManager[bool] = threading.RLock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(SCHEMA)
        self._by_type: dict[str, dict[Key, Record]] = {}
        self._names: dict[tuple[str, str], dict[Key, None]] = {}
        for row in self._database.execute("SELECT type, scope, id, inputs, outputs, uses FROM resources"):
            type_, scope, id_, inputs, outputs, uses = row
            self._index(
                Record(
                    type=type_,
                    scope=scope,
                    id=id_,
                    inputs=json.loads(inputs),
                    outputs=json.loads(outputs),
                    uses=tuple((a, b, c) for a, b, c in json.loads(uses)),
                )
            )

    def put(self, record: Record) -> None:
        """Store a new or changed resource."""
        with self.lock:
            self._forget(record.key)
            self._index(record)
            self._database.execute(
                "INSERT OR REPLACE INTO resources VALUES (?, ?, ?, ?, ?, ?)",
                (*record.key, json.dumps(record.inputs), json.dumps(record.outputs), json.dumps(record.uses)),
            )

    def delete(self, key: Key) -> None:
        """Remove a resource; one that is not there is no error."""
        with self.lock:
            self._forget(key)
            self._database.execute("DELETE FROM resources WHERE type = ? AND scope = ? AND id = ?", key)

    def get(self, key: Key) -> Record | None:
        """The resource with this key."""
        with self.lock:
            return self._by_type.get(key[0], {}).get(key)

    def of_type(self, type_: str) -> list[Record]:
        """All resources of a type."""
        with self.lock:
            return list(self._by_type.get(type_, {}).values())

    def named(self, type_: str, name: str) -> list[Record]:
        """Resources of a type that go by ``name``: id, ARN, self link, name."""
        with self.lock:
            keys = self._names.get((type_, name), {})
            return [self._by_type[type_][key] for key in keys]

    def users(self, key: Key) -> list[Record]:
        """Resources that refer to ``key``."""
        with self.lock:
            return [r for records in self._by_type.values() for r in records.values() if key in r.uses]

    def __iter__(self) -> Iterator[Record]:
        with self.lock:
            return iter([r for records in self._by_type.values() for r in records.values()])

    def close(self) -> None:
        """Write everything out and let the next process in."""
        with self.lock:
            self._database.close()
        self._lock_file.close()

    def _index(self, record: Record) -> None:
        self._by_type.setdefault(record.type, {})[record.key] = record
        for name in names_of(record):
            self._names.setdefault((record.type, name), {})[record.key] = None

    def _forget(self, key: Key) -> None:
        record = self._by_type.get(key[0], {}).pop(key, None)
        for name in names_of(record) if record else ():
            self._names[(key[0], name)].pop(key, None)


NAME_OUTPUTS = (
    "arn",
    "bucket",
    "email",
    "identifier",
    "keyId",
    "name",
    "selfLink",
    "transitGatewayAttachmentId",
    "zoneId",
)


def names_of(record: Record) -> set[str]:
    """Everything by which others may refer to a resource, without scheme and host."""
    values = [record.id, *(record.get(name) for name in NAME_OUTPUTS)]
    return {plain_name(value) for value in values if isinstance(value, str) and value}


def plain_name(reference: str) -> str:
    """A reference without what may or may not precede it: ``https://.../compute/v1/``, ``//service/``."""
    if reference.startswith(("https://", "//")):
        _, _, rest = reference.partition("//")
        rest = rest.partition("/")[2]
        for prefix in ("compute/v1/", "v1/", "storage/v1/"):
            rest = rest.removeprefix(prefix)
        return rest
    return reference


def _exclusive(path: Path) -> Any:
    """Take the state's lock, or say who has it."""
    handle = Path(f"{path}.lock").open("a+", encoding="utf-8")  # noqa: SIM115  (held until close)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.seek(0)
        owner = handle.read().strip() or "unknown"
        handle.close()
        msg = f"{path} is served by another sandbox (process {owner}): end that one, or choose another file"
        raise StateInUseError(msg) from None
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle
