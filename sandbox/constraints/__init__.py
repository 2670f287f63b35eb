"""Rules of the clouds that types do not express, as a table of ``Rule``s with their sources."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from sandbox.constraints import (
    aws_aurora,
    aws_data,
    aws_dsql,
    aws_elasticache,
    aws_machines,
    aws_network,
    aws_rds,
    aws_traffic,
    aws_transit,
    aws_watching,
    gcp_alloydb,
    gcp_data,
    gcp_machines,
    gcp_memorystore,
    gcp_network,
    gcp_services,
    gcp_sql,
    gcp_vpn,
    gcp_watching,
)
from sandbox.constraints.rule import Rule, Subject
from sandbox.typecheck import Failure

RULES: tuple[Rule, ...] = (
    *aws_aurora.RULES,
    *aws_data.RULES,
    *aws_elasticache.RULES,
    *aws_machines.RULES,
    *aws_network.RULES,
    *aws_rds.RULES,
    *aws_traffic.RULES,
    *aws_transit.RULES,
    *aws_dsql.RULES,
    *aws_watching.RULES,
    *gcp_alloydb.RULES,
    *gcp_data.RULES,
    *gcp_memorystore.RULES,
    *gcp_machines.RULES,
    *gcp_network.RULES,
    *gcp_vpn.RULES,
    *gcp_services.RULES,
    *gcp_sql.RULES,
    *gcp_watching.RULES,
)


@functools.cache
def _by_type() -> Mapping[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for rule in RULES:
        for token in rule.types:
            found.setdefault(token, []).append(rule)
    return {token: tuple(rules) for token, rules in found.items()}


def check(subject: Subject) -> Iterator[Failure]:
    """All that a cloud would refuse in ``subject``.

    Without a state (in a preview) only what the inputs alone tell; with one, only what needs it.
    """
    for rule in _by_type().get(subject.token, ()):
        if rule.needs_state == (subject.state is not None):
            for failure in rule.check(subject):
                yield Failure(failure.path, f"{failure.reason} [{rule.id}: {rule.source}]")


__all__ = ["RULES", "Rule", "Subject", "check"]
