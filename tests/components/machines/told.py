"""What machines of a recorded world do at their start."""

from __future__ import annotations

import re
import subprocess
from hashlib import sha256

from components.machines.script import STATE
from tests.components.recording import Declared, World

OBJECTS = ("s3/bucketObjectv2:BucketObjectv2", "storage/bucketObject:BucketObject")


def user_data(machine: Declared) -> str:
    """What the cloud hands to a machine."""
    found: str = machine.inputs.get("userData") or machine.inputs["metadataStartupScript"]
    return found


def script(world: World, machine: Declared) -> str:
    """What a machine fetches and runs; fails where its user data does not mean exactly this text."""
    (stored,) = [o for kind in OBJECTS for o in world.of(kind) if o.name == f"{machine.name}-start"]
    content = stored.inputs["content"]
    text: str = content["value"] if isinstance(content, dict) else content  # Google's SDK calls it secret
    digest, asked = sha256(text.encode()).hexdigest(), user_data(machine)
    path = stored.inputs.get("key") or stored.inputs["name"]
    assert f"start={STATE}/start-{digest}" in asked
    assert path.startswith("start/")
    assert f"{stored.inputs['bucket']}/{path}" in asked
    assert stored.urn in machine.dependencies
    return text


def files(text: str) -> dict[str, str]:
    """The files that a script writes, by path."""
    found = re.findall(r"^cat > (\S+) <<'END-OF-FILE'\n(.*?\n)END-OF-FILE$", text, re.DOTALL | re.MULTILINE)
    return dict(found)


def is_shell(text: str) -> bool:
    """Whether a shell can read it."""
    return subprocess.run(["/bin/sh", "-n"], input=text, text=True, check=False).returncode == 0
