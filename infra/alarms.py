"""Declares the topics that tell a team of alarms: one in each place of a jurisdiction that has any."""

from __future__ import annotations

from collections.abc import Iterable

import pulumi

from components.aws.alarms import Alarms
from infra.site import Site
from plan.model import AlarmTopic


def declare_alarm_topics(topics: Iterable[AlarmTopic], site: Site) -> dict[str, pulumi.Output[str]]:
    """The topics. Returns their ARNs by place."""
    return {
        part.place: Alarms(part, context=site.context, keys=site.keys, opts=site.inside).handle.arn
        for part in topics
    }
