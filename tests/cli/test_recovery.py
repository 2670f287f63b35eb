from __future__ import annotations

import json
import os
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cli import recovery
from cli.recovery import Recovery
from cli.workspace import Workspace
from jurisdictions.problem import ProblemsError

GONE = 4194304 + 1  # above the highest process number that Linux gives


@pytest.fixture
def runs(tmp_path: Path) -> Recovery:
    (tmp_path / "Pulumi.yaml").write_text("name: tiny\nruntime: python\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    workspace = Workspace(root=tmp_path, stack="dev")
    workspace.write_config()
    workspace.checkpoint.parent.mkdir(parents=True)
    return Recovery(workspace=workspace)


def lock(runs: Recovery, content: str, *, stack: str = "dev") -> Path:
    path = runs.workspace.backend / "locks" / "organization" / "tiny" / stack / "1.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def held_by(pid: int) -> str:
    return json.dumps({"pid": pid, "username": "u", "hostname": socket.gethostname(), "timestamp": "t"})


def create(runs: Recovery, thing: str) -> None:
    with closing(sqlite3.connect(runs.workspace.cloud)) as cloud:
        cloud.execute("CREATE TABLE IF NOT EXISTS things (name TEXT)")
        cloud.execute("INSERT INTO things VALUES (?)", (thing,))
        cloud.commit()


def things(runs: Recovery) -> list[str]:
    if not runs.workspace.cloud.exists():
        return []
    with closing(sqlite3.connect(runs.workspace.cloud)) as cloud:
        return [name for (name,) in cloud.execute("SELECT name FROM things")]


@pytest.mark.parametrize(
    "content",
    [held_by(GONE), held_by(os.getpid()), "", "{", "[]", '{"pid": "x"}'],
    ids=["no such process", "not an engine", "empty", "cut off", "not a lock", "no number"],
)
def test_the_lock_of_a_process_that_is_gone_is_removed(runs: Recovery, content: str) -> None:
    # This test's own process is one, too: its number was an engine's once, and is not any more.
    dead, other = lock(runs, content), lock(runs, content, stack="prod")
    assert runs.recover() == ["removed the lock of a run that was killed"]
    assert not dead.exists()
    assert other.exists()
    assert runs.recover() == []


def test_the_lock_of_an_engine_that_runs_is_respected(
    runs: Recovery, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lock(runs, held_by(77))
    monkeypatch.setattr(recovery, "_runs", lambda pid: pid == 77)
    with pytest.raises(ProblemsError) as caught:
        runs.recover()
    (problem,) = caught.value.problems
    assert problem.code == "DOM-615"
    assert "kill 77" in problem.fix
    assert path.exists()


def test_what_a_killed_run_created_is_undone(runs: Recovery) -> None:
    create(runs, "before")
    runs.begin()
    create(runs, "during")  # and then the process is killed: no end()
    assert runs.recover() == ["the last run was killed: the sandbox is back to where it was before"]
    assert things(runs) == ["before"]
    assert runs.recover() == []


def test_the_first_run_killed_leaves_nothing(runs: Recovery) -> None:
    runs.begin()
    create(runs, "during")
    runs.recover()
    assert things(runs) == []


def test_what_the_engine_has_saved_is_kept(runs: Recovery) -> None:
    runs.begin()
    create(runs, "during")
    runs.workspace.checkpoint.write_text("saved", encoding="utf-8")
    assert runs.recover() == []
    assert things(runs) == ["during"]


def test_a_run_that_ended_is_not_undone(runs: Recovery) -> None:
    runs.begin()
    create(runs, "during")
    runs.end()
    assert runs.recover() == []
    assert things(runs) == ["during"]


def test_an_engine_killed_under_a_living_command_is_undone_by_the_next(runs: Recovery) -> None:
    runs.begin()
    create(runs, "during")
    lock(runs, held_by(GONE))
    runs.end()
    assert len(runs.recover()) == 2
    assert things(runs) == []


def test_what_an_engine_left_alone_could_not_note_is_removed(runs: Recovery) -> None:
    with closing(sqlite3.connect(runs.workspace.cloud)) as cloud, cloud:
        cloud.execute(
            "CREATE TABLE resources (type TEXT, scope TEXT, id TEXT, inputs TEXT, outputs TEXT, uses TEXT)"
        )
    runs.begin()
    with closing(sqlite3.connect(runs.workspace.cloud)) as cloud, cloud:
        rows = [("aws:sqs/queue:Queue", "eu-west-2", name, "{}", "{}", "[]") for name in ("noted", "unheard")]
        cloud.executemany("INSERT INTO resources VALUES (?, ?, ?, ?, ?, ?)", rows)
    noted = {
        "type": "aws:sqs/queue:Queue",
        "urn": "urn:pulumi:dev::tiny::aws:sqs/queue:Queue::q",
        "id": "noted",
    }
    saved = {"version": 3, "checkpoint": {"latest": {"resources": [noted]}}}
    runs.workspace.checkpoint.write_text(json.dumps(saved), encoding="utf-8")
    assert runs.recover() == ["the last run was killed: 1 things that the engine had not noted are removed"]
    with closing(sqlite3.connect(runs.workspace.cloud)) as cloud:
        assert cloud.execute("SELECT id FROM resources").fetchall() == [("noted",)]
