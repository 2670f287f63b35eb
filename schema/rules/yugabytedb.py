"""``replica_placement`` of a YugabyteDB tablespace: JSON text that YugabyteDB reads, and PostgreSQL does not.

Source: YugabyteDB v2025.2, "CREATE TABLESPACE" and "Geo-placement with tablespaces". DOM-305.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from jurisdictions.problem import Problem

Count = Annotated[int, Field(ge=1, le=9)]
Word = Annotated[str, Field(min_length=1)]
Zone = tuple[str, str, str]
"""Cloud, region and zone, as a machine was started with: ``aws``, ``eu-west-2``, ``euw2-az1``."""


class Strict(BaseModel):
    """Frozen; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Block(Strict):
    """Replicas in one zone."""

    cloud: Word
    region: Word
    zone: Word
    min_num_replicas: Count
    leader_preference: Count | None = None
    """1 for the zones that leaders are in; higher numbers when those are lost."""

    @property
    def at(self) -> Zone:
        """Where it is."""
        return self.cloud, self.region, self.zone

    @property
    def name(self) -> str:
        """As ``yb-admin`` has it: ``aws.eu-west-2.euw2-az1``."""
        return ".".join(self.at)


class ReplicaPlacement(Strict):
    """Where the replicas of a tablespace's tablets are."""

    num_replicas: Count
    placement_blocks: Annotated[tuple[Block, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        blocks = self.placement_blocks
        wanted = sum(block.min_num_replicas for block in blocks)
        if wanted > self.num_replicas:
            raise ValueError(f"the blocks want {wanted} replicas of {self.num_replicas}")
        if len({block.at for block in blocks}) < len(blocks):
            raise ValueError("a zone has two blocks")
        ranks = {block.leader_preference for block in blocks} - {None}
        if ranks != set(range(1, len(ranks) + 1)):
            raise ValueError("leader_preference counts from 1 without a gap")
        return self

    @property
    def text(self) -> str:
        """The JSON text."""
        return self.model_dump_json(exclude_none=True)


def check_placement(text: str, planned: Collection[Zone], path: str) -> list[Problem]:
    """What is wrong with a JSON text, of itself and for the zones that have machines."""
    try:
        # JSON has no tuples: strictness is about its own types.
        found = ReplicaPlacement.model_validate_json(text)
    except ValidationError as error:
        return [
            _problem(path, f"{'.'.join(map(str, e['loc'])) or 'replica_placement'}: {e['msg']}", text)
            for e in error.errors()
        ]
    strangers = ["/".join(block.at) for block in found.placement_blocks if block.at not in planned]
    if strangers:
        return [
            _problem(path, "no machine is planned there: no table could be created", ", ".join(strangers))
        ]
    return []


def _problem(path: str, what: str, value: str) -> Problem:
    return Problem(
        code="DOM-305",
        path=path,
        what=what,
        value=value,
        allowed="blocks of planned zones; replicas that add up to num_replicas at most; leaders from 1 "
        "without a gap",
        fix="correct the placement, or plan machines in that zone",
    )
