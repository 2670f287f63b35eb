"""A whole plan: what each jurisdiction has, and what belongs to none."""

from __future__ import annotations

from dataclasses import dataclass

from plan.model.alarms import AlarmTopic
from plan.model.entries import Dns, Entry, GlobalEntry
from plan.model.networks import AwsNetwork, GcpNetwork
from plan.model.parts import Identity, Key, Logs
from plan.model.paths import Paths
from plan.model.stores import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class JurisdictionPlan:
    """What one jurisdiction has in this stack. Does not depend on which others share the stack."""

    id: str
    home: str
    recovery: str | None
    keys: tuple[Key, ...]
    logs: tuple[Logs, ...]
    aws_networks: tuple[AwsNetwork, ...]
    gcp_networks: tuple[GcpNetwork, ...]
    stores: tuple[Store, ...]
    alarm_topics: tuple[AlarmTopic, ...]
    entry: Entry | None
    paths: Paths
    """Between its networks, where members of a store reach each other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GlobalPlan:
    """What belongs to no jurisdiction and is never personal."""

    keys: tuple[Key, ...]
    stores: tuple[Store, ...]
    alarm_topics: tuple[AlarmTopic, ...]
    entry: GlobalEntry | None
    dns: Dns | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """All that a stack will declare."""

    identity: Identity
    jurisdictions: tuple[JurisdictionPlan, ...]
    everywhere: GlobalPlan
