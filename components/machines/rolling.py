"""How machines are replaced: each goes before its successor comes, and none goes unless it is freed."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components.base import Component


def machine_options(
    component: Component, after: Sequence[pulumi.Resource], *, ignore_changes: Sequence[str] = ()
) -> pulumi.ResourceOptions:
    """Its address and disk are not its own, so a machine goes first.

    Where the plan protects, it is protected: a run that would replace all machines, one right after another,
    and with them the majority, is refused. Whoever rolls them frees one at a time.
    """
    return pulumi.ResourceOptions.merge(
        component.child(depends_on=after, ignore_changes=ignore_changes),
        pulumi.ResourceOptions(
            delete_before_replace=True, protect=component.context.identity.protect or None
        ),
    )


def joining_options(component: Component) -> pulumi.ResourceOptions:
    """What joins a machine to its disk or balancer goes with it."""
    return pulumi.ResourceOptions.merge(component.child(), pulumi.ResourceOptions(delete_before_replace=True))
