"""What a machine tells of itself: run with commands that answer what they are asked to."""

from __future__ import annotations

import os
import runpy
import subprocess
from importlib import resources
from pathlib import Path

import pytest

FILES = resources.files("components.machines").joinpath("files")
DAYS = {"ca.crt": 900, "node.crt": 41}


def watched(
    tmp_path: Path, *, mounted: int = 0, answers: int = 0, days: dict[str, int] | None = None
) -> tuple[int, list[str]]:
    """Runs ``watch`` with a disk that is 63 % full; returns its exit code and what it told."""
    tools, certificates = tmp_path / "bin", tmp_path / "certs"
    tools.mkdir()
    certificates.mkdir()
    for name, left in (DAYS if days is None else days).items():
        (certificates / name).write_text(str(left), "utf-8")
    told = tmp_path / "told"
    commands = {
        "mountpoint": f"exit {mounted}",
        "df": 'echo "Use%"; echo " 63%"',
        "hostname": 'echo "10.1.2.3 172.17.0.1"',
        "python3": f'echo "asked $3" >>{told}; exit {answers}',
        "openssl": '[ -e "$5" ] || exit 1; echo "notAfter=$(date -ud "$(cat "$5") days 1 minute")"',
    }
    for name, text in commands.items():
        (tools / name).write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        (tools / name).chmod(0o755)
    settings = tmp_path / "settings"
    settings.write_text(
        f"DATA=/data\nCERTIFICATES={certificates}\nHEALTH='8080/health?ready=1'\n"
        f'report() {{ echo "$1 $2" >>{told}; }}\n',
        "utf-8",
    )
    text = FILES.joinpath("watch").read_text("utf-8")
    ran = subprocess.run(
        ["/bin/sh"],
        input=text.replace("/usr/local/lib/domicile/settings", str(settings)),
        env={"PATH": f"{tools}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, told.read_text("utf-8").splitlines() if told.exists() else []


def test_the_first_certificate_that_expires_counts_and_readiness_is_told_last(tmp_path: Path) -> None:
    assert watched(tmp_path) == (
        0,
        [
            "DiskUsedPercent 63",
            "CertificateDays 41",
            "asked https://10.1.2.3:8080/health?ready=1",
            "Ready 1",
        ],
    )


def test_a_database_that_takes_no_clients_is_told(tmp_path: Path) -> None:
    code, told = watched(tmp_path, answers=1)
    assert (code, told[-1]) == (0, "Ready 0")


@pytest.mark.parametrize(("mounted", "days"), [(1, DAYS), (0, {})], ids=["no data disk", "no certificates"])
def test_what_cannot_be_measured_is_silence(tmp_path: Path, mounted: int, days: dict[str, int]) -> None:
    code, told = watched(tmp_path, mounted=mounted, days=days)
    assert code != 0
    assert not any(line.startswith("Ready") for line in told)


def test_a_number_goes_to_google_under_the_name_of_the_machine() -> None:
    report = runpy.run_path(str(FILES.joinpath("report")), run_name="report")
    said = report["series"]("acme", "europe-west2", "acme-uk", "acme-uk-a", "custom/Ready", "1", "now")
    (series,) = said["timeSeries"]
    assert series["metric"] == {"type": "custom/Ready"}
    assert series["resource"]["labels"] == {
        "project_id": "acme",
        "location": "europe-west2",
        "namespace": "acme-uk",
        "node_id": "acme-uk-a",
    }
    assert series["points"] == [{"interval": {"endTime": "now"}, "value": {"doubleValue": 1.0}}]
