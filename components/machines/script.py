"""What a machine does at its start, as a shell script. Pure: the same for the same arguments.

The script is an object in the bucket of the machine's own place. User data only fetches it, checks
it and runs it (``bootstrap``): clouds limit its size, and nobody could review it compressed. The digest is in
user data, so a machine whose script changes is replaced, and none runs another text.

The script writes files and one service, ``domicile-setup``, which runs at every boot and is tried again until
all of it is done: it waits for the clock, mounts the data disk (and formats it if nothing at all is on it),
fetches the software where the image has none, fetches certificates, and starts the engine's services. Every
minute ``domicile-watch`` tells the cloud's monitoring how the machine is: numbers, under its name. No
package is installed and nothing upgrades itself: a machine changes by being replaced.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources

HOME = "/usr/local/lib/domicile"
STATE = "/var/lib/domicile"
CERTIFICATES = f"{STATE}/certs"
DATA = "/data"
UNITS = "/etc/systemd/system"
DELIMITER = "END-OF-FILE"
SCRIPTS = ("setup", "certificates", "unpack", "watch")
OWN_UNITS = (
    "domicile-setup.service",
    "domicile-certificates.service",
    "domicile-certificates.timer",
    "domicile-watch.service",
    "domicile-watch.timer",
)
STARTED = ("domicile-setup.service", "domicile-certificates.timer", "domicile-watch.timer")
LARGEST = 16_384
"""Bytes of user data (EC2 API, ``RunInstances``)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """How a machine of one cloud reads a secret, copies a file and tells a number: commands of its Linux."""

    fetch: str
    """Prints the secret ``$1``."""
    copy: str
    """Copies the object ``$1`` to the file ``$2``."""
    report: str
    """Tells monitoring that the number ``$1`` of the machine ``$NAME`` is ``$2``."""
    files: Mapping[str, str] = field(default_factory=dict)
    """What these need, by path."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Workload:
    """What an engine wants of a machine."""

    program: str
    """Path of the program whose presence says that the software is there."""
    install: str
    """Shell lines that install it, run inside the unpacked archive."""
    user: str
    """Whom the engine runs as: owner of the data directory and the certificates."""
    files: Mapping[str, str]
    """Units and scripts of the engine, by path; what begins with ``#!`` can be executed."""
    services: tuple[str, ...]
    """Units to start, in order."""
    reloads: tuple[str, ...]
    """Services that read their certificates anew when reloaded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Boot:
    """One machine, and what runs on it."""

    name: str
    """Host name."""
    device: str
    """Path of the data disk."""
    tools: Tools
    archive: str
    """URL of the software in the bucket of this place; empty where the image has it."""
    sha256: str
    """Digest of the archive; empty where the object ``<archive>.sha256sum`` says it."""
    health: str
    """Port and path that answer over HTTPS while it takes clients: ``8080/health?ready=1``."""
    secrets: tuple[str, ...]
    """Ids of the secrets with certificates: JSON objects of file name to text."""
    workload: Workload


def digest_of(script: str) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(script.encode()).hexdigest()


def bootstrap(url: str, digest: str, tools: Tools) -> str:
    """User data: fetches the script with this digest, tries again until it is there, and runs it once.

    Raises ``ValueError`` where it is larger than a machine takes.
    """
    lines = [
        "#!/bin/sh",
        "set -eu",
        "umask 077",
        f"copy() {{ {tools.copy}; }}",
        f"start={STATE}/start-{digest}",
        '[ ! -e "$start" ] || exit 0',
        f"mkdir -p {STATE}",
        f'until copy {shlex.quote(url)} "$start.new" &&',
        f'  echo "{digest}  $start.new" | sha256sum --check --quiet; do sleep 10; done',
        'sh "$start.new"',
        'mv "$start.new" "$start"',
    ]
    text = "\n".join(lines) + "\n"
    if (size := len(text.encode())) > LARGEST:
        msg = f"user data has {size} bytes, and {LARGEST} is the most"
        raise ValueError(msg)
    return text


def start_script(boot: Boot) -> str:
    """The script. Raises ``ValueError`` where a file holds the delimiter."""
    files = {f"{HOME}/settings": _settings(boot), **_own_files(), **boot.tools.files, **boot.workload.files}
    lines = ["#!/bin/sh", "set -eu", "umask 022", f"mkdir -p {HOME}"]
    lines += [f"mkdir -p {parent}" for parent in dict.fromkeys(map(_parent, files)) if parent]
    for path, text in files.items():
        if DELIMITER in text.splitlines():
            msg = f"{path} holds a line {DELIMITER}"
            raise ValueError(msg)
        lines += [f"cat > {path} <<'{DELIMITER}'", text.rstrip("\n"), DELIMITER]
        if text.startswith("#!"):
            lines.append(f"chmod 755 {path}")
    lines += [
        f"hostnamectl set-hostname {shlex.quote(boot.name)}",
        "systemctl daemon-reload",
        f"systemctl enable {' '.join(STARTED)}",
        f"systemctl restart --no-block {' '.join(STARTED)}",
    ]
    return "\n".join(lines) + "\n"


def _parent(path: str) -> str:
    """The directory to make for a file; empty where it is there already."""
    parent = path.rpartition("/")[0]
    return "" if parent in (HOME, UNITS) else parent


def _settings(boot: Boot) -> str:
    """Variables of the setup; the tools and the installation as functions."""
    workload = boot.workload
    known = variables(
        {
            "NAME": boot.name,
            "DEVICE": boot.device,
            "DATA": DATA,
            "CERTIFICATES": CERTIFICATES,
            "ARCHIVE": boot.archive,
            "SHA256": boot.sha256,
            "PROGRAM": workload.program,
            "RUN_AS": workload.user,
            "SECRETS": " ".join(boot.secrets),
            "SERVICES": " ".join(workload.services),
            "RELOADS": " ".join(workload.reloads),
            "HEALTH": boot.health,
        }
    )
    return (
        f"{known}"
        f"secret() {{ {boot.tools.fetch}; }}\n"
        f"copy() {{ {boot.tools.copy}; }}\n"
        f"report() {{ {boot.tools.report}; }}\n"
        f"install_software() {{\n{workload.install.rstrip()}\n}}\n"
    )


def variables(values: Mapping[str, str]) -> str:
    """Assignments, a line each, quoted as a shell reads them, and systemd too (``EnvironmentFile``)."""
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())


def _own_files() -> dict[str, str]:
    folder = resources.files(__package__).joinpath("files")
    texts = {name: folder.joinpath(name).read_text(encoding="utf-8") for name in SCRIPTS}
    return {f"{HOME}/{name}": text for name, text in texts.items()} | {
        f"{UNITS}/{name}": folder.joinpath(name).read_text(encoding="utf-8") for name in OWN_UNITS
    }
