"""Where the sandbox keeps its things: all under ``.domicile/`` in the project's root, which git ignores."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from cli.errors import refuse

# Not a secret: it guards values that only ever exist in the sandbox. The salt belongs to the passphrase (the
# engine checks one with the other), and is fixed so that the engine finds nothing to add to a stack's file.
PASSPHRASE = "domicile-sandbox"  # noqa: S105 - public on purpose, see above
SALT = "v1:tsGWJ+AEHOQ=:v1:Jf8DB/vfK3zpY+O3:lrI2N51rgFSy6ooh+BQEFV+swXC38Q=="

_SECRETS_LINE = re.compile(r"^(encryptionsalt|secretsprovider|encryptedkey)\s*:.*\n?", re.MULTILINE)
_STAND_IN = "sandbox"
_FOREIGN = re.compile(
    r"^(AWS_|GOOGLE_|GCLOUD_|GCP_|CLOUDSDK_|PULUMI_(ACCESS_TOKEN|API|BACKEND_URL|CONFIG|HOME|STACK))"
)


def find_root(start: Path) -> Path:
    """The project's root: the nearest folder upwards that has a Pulumi.yaml."""
    for folder in (start, *start.parents):
        if (folder / "Pulumi.yaml").is_file():
            return folder
    raise refuse(
        code="DOM-611",
        path="Pulumi.yaml",
        what="This is not inside a Pulumi project.",
        value=str(start),
        allowed="a folder with a Pulumi.yaml, or one below it",
        fix="Change to the project's folder and run this again.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Workspace:
    """The sandbox of one stack of one project."""

    root: Path
    stack: str

    @property
    def home(self) -> Path:
        """Everything that the sandbox keeps."""
        return self.root / ".domicile"

    @property
    def source(self) -> Path:
        """The stack's configuration in git."""
        return self.root / f"Pulumi.{self.stack}.yaml"

    @property
    def project(self) -> Path:
        """A stand-in for the project's folder, for commands that would write into the real one."""
        return self.home / "project"

    @property
    def config_file(self) -> Path:
        """The copy of the configuration that the engine reads."""
        return self.project / f"Pulumi.{self.stack}.yaml"

    @property
    def cloud(self) -> Path:
        """The sandbox clouds of this stack: each stack has its own, as it has its own accounts."""
        return self.home / "clouds" / f"{self.stack}.sqlite"

    @property
    def before(self) -> Path:
        """What cli.recovery keeps of the clouds while a command runs."""
        return self.cloud.with_suffix(".before")

    @property
    def lock(self) -> Path:
        """Held while a command runs on this stack."""
        return self.home / f"{self.stack}.lock"

    @property
    def project_name(self) -> str:
        """The name in Pulumi.yaml."""
        return str(yaml.safe_load((self.root / "Pulumi.yaml").read_text(encoding="utf-8"))["name"])

    @property
    def checkpoint(self) -> Path:
        """The engine's state of this stack."""
        return self.backend / "stacks" / self.project_name / f"{self.stack}.json"

    @property
    def backend(self) -> Path:
        """The engine's local backend."""
        return self.home / "state" / ".pulumi"

    def log(self, command: str) -> Path:
        """Where the engine's full output of a command goes."""
        return self.home / "logs" / f"{self.stack}-{command}.log"

    def require(self) -> None:
        """Raise ProblemsError if the project has no such stack."""
        if not self.source.is_file():
            known = sorted(p.name.split(".")[1] for p in self.root.glob("Pulumi.*.yaml"))
            raise refuse(
                code="DOM-612",
                path="--stack",
                what="There is no such stack.",
                value=self.stack,
                allowed=", ".join(known) or "no stack has a file yet",
                fix=f"Name one of these, or write {self.source.name}.",
            )

    def write_config(self) -> None:
        """Copy the stack's configuration, with the sandbox's key in place of the stack's own."""
        for folder in (self.project, self.home / "state", self.home / "logs", self.cloud.parent):
            folder.mkdir(parents=True, exist_ok=True)
        text = _SECRETS_LINE.sub("", self.source.read_text(encoding="utf-8"))
        if "secure:" in text:
            text = yaml.safe_dump(_without_secrets(yaml.safe_load(text)), sort_keys=False)
        self.config_file.write_text(f"{text.rstrip()}\nencryptionsalt: {SALT}\n", encoding="utf-8")
        stand_in = f"name: {json.dumps(self.project_name)}\nruntime: python\n"
        (self.project / "Pulumi.yaml").write_text(stand_in, encoding="utf-8")

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """``base`` without any way to a real account, and with the local backend."""
        kept = {name: value for name, value in base.items() if not _FOREIGN.match(name)}
        return kept | {
            "AWS_EC2_METADATA_DISABLED": "true",
            "PULUMI_BACKEND_URL": f"file://{self.home / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            # The providers are attached: without this the engine would look for them on the network first.
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            # One state file at the end in place of one per resource: fast, and safe here, where cli.recovery
            # puts the sandbox's clouds back to where that file is. Never for a real stack.
            "PULUMI_EXPERIMENTAL": "true",
            "PULUMI_SKIP_CHECKPOINTS": "true",
            "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true",
            "PULUMI_HOME": str(self.home / "engine"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_STACK": self.stack,
        }

    def forget(self) -> None:
        """Remove all that is left of the stack, but for its lock, which the caller holds."""
        self.remove_cloud()
        shutil.rmtree(self.backend / "history" / self.project_name / self.stack, ignore_errors=True)
        shutil.rmtree(self.before, ignore_errors=True)
        for path in (self.config_file, *self.home.glob(f"logs/{self.stack}-*")):
            path.unlink(missing_ok=True)

    def remove_cloud(self) -> None:
        """Remove the stack's clouds, with the files that the database keeps beside itself."""
        for path in self.cloud.parent.glob(f"{self.cloud.name}*"):
            path.unlink()


def _without_secrets(value: object) -> object:
    """The same configuration with a stand-in for each secret: the sandbox has no key to the real ones."""
    if isinstance(value, dict):
        if set(value) == {"secure"}:
            return _STAND_IN
        return {key: _without_secrets(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_secrets(item) for item in value]
    return value
