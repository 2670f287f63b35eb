from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from rich.console import Console

from cli import summary
from cli.progress import Run, diagnostics, run

EVENTS: list[dict[str, object]] = [
    {"preludeEvent": {"config": {}}},
    {"resourcePreEvent": {"metadata": {"op": "create", "type": "aws:s3/bucket:Bucket", "urn": "u::b"}}},
    {"resourcePreEvent": {"metadata": {"op": "same", "type": "aws:kms/key:Key", "urn": "u::k"}}},
    {"resOutputsEvent": {"metadata": {"op": "create", "type": "aws:s3/bucket:Bucket", "urn": "u::b"}}},
    {"policyEvent": {"policyName": "dns", "message": " mind this \n", "enforcementLevel": "advisory"}},
    {"policyEvent": {"policyName": "place", "message": "no", "enforcementLevel": "mandatory"}},
    {
        "summaryEvent": {
            "resourceChanges": {"create": 1, "same": 3},
            "PolicyPacks": {"domicile|local|/p": "1.2.3"},
        }
    },
]

FAILED = """\
Updating (dev):
 +  pulumi:pulumi:Stack tiny-dev creating
Policies:
    bad thing

Diagnostics:
  pulumi:pulumi:Stack (tiny-dev):
    error: boom

Resources:
    + 1 created
"""


def gathered() -> Run:
    run = Run(command="up", log=Path("/p/.domicile/logs/dev-up.log"), seconds=1.26)
    for event in EVENTS:
        run.take(json.dumps(event))
    return run


def test_events_are_counted() -> None:
    run = gathered()
    assert run.changes == {"create": 1, "same": 3}
    assert run.by_type == {("create", "aws:s3/bucket:Bucket"): 1}
    assert (run.done, run.last) == (1, "aws:s3/bucket:Bucket b")
    assert run.packs == {"domicile": "1.2.3"}
    assert run.advice == ["dns: mind this"]


def test_the_summary_says_what_changed_how_long_it_took_and_where_the_rest_is() -> None:
    out = io.StringIO()
    console = Console(file=out, width=100)
    run = gathered()
    run.command = "preview"
    for part in summary.render(run, "dev"):
        console.print(part)
    said = out.getvalue()
    assert "dev: 4 resources, 1 would change, 1.3 s" in said
    assert "aws:s3/bucket:Bucket" in said
    assert "policy pack domicile 1.2.3: no violation, 1 advisory notes" in said
    assert "/p/.domicile/logs/dev-up.log" in said


def test_of_a_failure_the_reasons_are_shown() -> None:
    said = diagnostics(FAILED)
    assert said.startswith("Policies:\n    bad thing")
    assert said.endswith("error: boom")


def test_a_failure_before_the_start_is_shown_whole() -> None:
    assert diagnostics("error: no such file\n") == "error: no such file"


def test_a_run_that_is_asked_to_stop_says_so_and_how_to_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = "import signal, sys, time; signal.signal(signal.SIGINT, lambda *_: sys.exit(3)); time.sleep(60)"

    def start(_words: list[str], *, output: int) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-c", engine], stdout=output)
        threading.Timer(1, os.kill, (os.getpid(), signal.SIGTERM)).start()
        return process

    workspace = SimpleNamespace(log=lambda command: tmp_path / f"{command}.log")
    session = cast("Any", SimpleNamespace(workspace=workspace, environment={}, start=start))
    assert run(session, "up", []).code == 128 + signal.SIGTERM
    said = capsys.readouterr().err
    assert "up was stopped" in said
    assert "Run it again" in said
    assert "failed" not in said
