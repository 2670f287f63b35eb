"""What a machine does at its start: the same for the same, valid, small, and careful with disks."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from components.machines.script import (
    DELIMITER,
    LARGEST,
    STATE,
    Boot,
    Tools,
    Workload,
    bootstrap,
    digest_of,
    start_script,
)

WORKLOAD = Workload(
    program="/usr/local/bin/engine",
    install="install -m 755 engine /usr/local/bin/engine",
    user="engine",
    files={"/etc/systemd/system/engine.service": "[Unit]\n", "/usr/local/lib/domicile/run": "#!/bin/sh\n"},
    services=("engine.service",),
    reloads=("engine.service",),
)
BOOT = Boot(
    name="acme-uk-1",
    device="/dev/disk/by-id/google-data",
    tools=Tools(fetch='read-secret "$1"', copy='copy-object "$1" "$2"', report='tell "$NAME" "$1" "$2"'),
    health="8080/health?ready=1",
    archive="s3://b/software/engine.tgz",
    sha256="",
    secrets=("arn:one", "arn:two"),
    workload=WORKLOAD,
)


def own(name: str) -> str:
    return resources.files("components.machines").joinpath("files", name).read_text("utf-8")


def test_it_is_a_shell_script_that_a_machine_takes() -> None:
    script = start_script(BOOT)
    assert script.startswith("#!/bin/sh\n")
    assert start_script(BOOT) == script
    assert subprocess.run(["/bin/sh", "-n"], input=script, text=True, check=False).returncode == 0


def test_settings_survive_the_shell() -> None:
    script = start_script(replace(BOOT, name="it's; rm -rf /", sha256="a b"))
    lines = script.splitlines()
    start = next(
        n for n, line in enumerate(lines) if line.startswith("cat > /usr/local/lib/domicile/settings")
    )
    settings = "\n".join(lines[start + 1 : lines.index(DELIMITER, start)])
    said = subprocess.run(
        ["/bin/sh", "-c", settings + '\nprintf "%s|" "$SHA256" "$SECRETS" "$ARCHIVE"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "a b|arn:one arn:two|s3://b/software/engine.tgz|"
    assert "'it'\"'\"'s; rm -rf /'" in script


def test_only_scripts_can_be_executed() -> None:
    script = start_script(BOOT)
    assert "chmod 755 /usr/local/lib/domicile/run" in script
    assert "chmod 755 /etc/systemd/system/engine.service" not in script


def test_a_file_cannot_end_its_own_quotation() -> None:
    wrong = replace(WORKLOAD, files={"/etc/x": f"a\n{DELIMITER}\nrm -rf /"})
    with pytest.raises(ValueError, match=DELIMITER):
        start_script(replace(BOOT, workload=wrong))


def mounted(tmp_path: Path, *, blkid: int) -> tuple[int, list[str]]:
    """Runs the disk part of the setup with commands that only write down what they were asked."""
    tools = tmp_path / "bin"
    tools.mkdir()
    log = tmp_path / "log"
    for name, code in {
        "blkid": blkid,
        "mkfs.ext4": 0,
        "mount": 0,
        "mountpoint": 1,
        "mkdir": 0,
        "resize2fs": 0,
    }.items():
        (tools / name).write_text(f'#!/bin/sh\necho "{name} $@" >> {log}\nexit {code}\n', "utf-8")
        (tools / name).chmod(0o755)
    text = own("setup")
    disk = text[text.index("found=0") : text.index('id "$RUN_AS"')]
    ran = subprocess.run(
        ["/bin/sh", "-eu"],
        input=f"DEVICE=/dev/x DATA=/data\n{disk}",
        env={"PATH": f"{tools}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, [line.split()[0] for line in log.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("blkid", "code", "formats"),
    [(0, 0, False), (2, 0, True), (4, 1, False), (8, 1, False)],
    ids=["something is there", "blank", "cannot look", "ambivalent"],
)
def test_only_a_blank_disk_is_formatted(tmp_path: Path, blkid: int, code: int, formats: bool) -> None:
    ended, asked = mounted(tmp_path, blkid=blkid)
    assert ended == code
    assert ("mkfs.ext4" in asked) is formats
    assert ("mount" in asked) is (code == 0)
    assert asked[-1:] == (["resize2fs"] if code == 0 else ["blkid"])


def test_certificates_are_unpacked_for_their_owner_only(tmp_path: Path) -> None:
    program = tmp_path / "unpack"
    program.write_text(own("unpack"), "utf-8")
    files = {"node.key": "secret", "../../escaped": "x"}
    subprocess.run(
        [sys.executable, str(program), str(tmp_path)], input=json.dumps(files), text=True, check=True
    )
    assert (tmp_path / "node.key").read_text("utf-8") == "secret"
    assert stat.S_IMODE((tmp_path / "node.key").stat().st_mode) == 0o600
    assert (tmp_path / "escaped").exists()
    assert not (tmp_path.parent.parent / "escaped").exists()


@pytest.mark.parametrize("name", ["setup", "certificates"])
def test_the_scripts_are_valid(name: str) -> None:
    assert subprocess.run(["/bin/sh", "-n"], input=own(name), text=True, check=False).returncode == 0


def started(tmp_path: Path, *, fetched: list[str], wanted: str) -> tuple[int, list[str]]:
    """Runs user data for the script ``wanted`` where the bucket answers with these texts, in this order."""
    for n, text in enumerate(fetched):
        (tmp_path / f"answer{n}").write_text(text, "utf-8")
    tools = tmp_path / "bin"
    tools.mkdir(exist_ok=True)
    (tools / "sleep").write_text("#!/bin/sh\necho waited\n", "utf-8")
    (tools / "sleep").chmod(0o755)
    count = tmp_path / "count"
    count.write_text("0", "utf-8")
    copy = f'n=$(cat {count}); echo $((n + 1)) >{count}; cp {tmp_path}/answer$n "$2"'
    asked = bootstrap("s3://b/start/m", digest_of(wanted), Tools(fetch="false", copy=copy, report="false"))
    ran = subprocess.run(
        ["/bin/sh"],
        input=asked.replace(STATE, str(tmp_path / "state")),
        env={"PATH": f"{tools}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return ran.returncode, [line for line in ran.stdout.splitlines() if not line.endswith("FAILED")]


def test_only_the_text_with_the_digest_is_run_and_only_once(tmp_path: Path) -> None:
    good = "echo good\n"
    assert started(tmp_path, fetched=["echo bad\n", good], wanted=good) == (0, ["waited", "good"])
    assert started(tmp_path, fetched=["echo bad\n"], wanted=good) == (0, [])


def test_a_script_that_failed_is_run_again(tmp_path: Path) -> None:
    bad = "echo tried; exit 3\n"
    for _ in range(2):
        assert started(tmp_path, fetched=[bad], wanted=bad) == (3, ["tried"])


def test_user_data_that_no_machine_takes_is_refused() -> None:
    room = LARGEST - len(bootstrap("", digest_of(""), BOOT.tools).encode())
    assert len(bootstrap("x" * (room + 2), digest_of(""), BOOT.tools).encode()) == LARGEST
    with pytest.raises(ValueError, match=str(LARGEST)):
        bootstrap("x" * (room + 3), digest_of(""), BOOT.tools)
