"""What a person does to the clouds by hand, as it is typed: the commands of a failover and of the way back.

``perform(state, ["aws", "rds", "switchover-global-cluster", ...])`` changes what exists as the cloud would,
so that a runbook can be tried before it is needed. Only what a runbook of this project names is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sandbox.cloud import RefusedError
from sandbox.operations import aws, gcloud
from sandbox.operations.command import Command
from sandbox.state import State

TOOLS = ("aws", "gcloud")


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """A command that the sandbox knows."""

    words: tuple[str, ...]
    perform: Callable[[State, Command], str]


OPERATIONS = tuple(
    Operation(words=tuple(words.split()), perform=perform)
    for words, perform in (aws.OPERATIONS | gcloud.OPERATIONS).items()
)


def perform(state: State, words: Sequence[str]) -> str:
    """Do what ``words`` say; returns what became of it. Raises ``RefusedError``."""
    command = Command.parse(words)
    known = [o for o in OPERATIONS if command.words[: len(o.words)] == o.words]
    if not known:
        names = "; ".join(" ".join(o.words) for o in OPERATIONS)
        raise RefusedError([f"no command of a runbook: {' '.join(command.words)}; known: {names}"])
    operation = max(known, key=lambda o: len(o.words))
    with state.lock:
        return operation.perform(state, command.after(len(operation.words)))
