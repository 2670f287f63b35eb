"""What is known of a group of machines once its ground is declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from components.machines.script import Tools, bootstrap, digest_of


@dataclass(frozen=True, kw_only=True, slots=True)
class GroundHandle:
    """A group of machines before there are any."""

    name: str
    """Name of the planned group."""
    place: str
    addresses: Mapping[str, pulumi.Output[str]]
    """Private IPv4 of each machine, by its planned name; it stays when the machine is replaced."""
    devices: Mapping[str, pulumi.Output[str]]
    """Path of each machine's data disk: ``/dev/disk/by-id/...``."""
    host: pulumi.Output[str]
    """What clients of this place connect to: DNS name of the balancer on AWS, its address on Google."""
    bucket: pulumi.Output[str]
    """URL of the bucket of backups and software: ``s3://...``, ``gs://...``."""
    secrets: Mapping[str, pulumi.Output[str]]
    """ARN or resource id of each secret, by the name it was asked for under."""
    tools: Tools
    """How a machine reads secrets and copies files."""
    ready: tuple[pulumi.Resource, ...] = field(default=())
    """To depend on before a machine starts: what it may read, and who may reach it."""

    def user_data(self, name: pulumi.Output[str], script: pulumi.Output[str]) -> pulumi.Output[str]:
        """What the cloud hands to a machine that runs ``script``, the object ``name`` of the bucket."""
        return pulumi.Output.all(self.bucket, name, script).apply(
            lambda known: bootstrap(f"{known[0]}/{known[1]}", digest_of(known[2]), self.tools)
        )

    @property
    def host_is_name(self) -> bool:
        """Whether ``host`` is a DNS name; else it is an address."""
        return self.place.startswith("aws/")
