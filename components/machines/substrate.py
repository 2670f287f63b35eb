"""Grounds and fleets by the cloud of their group: what an engine uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.aws.network import NetworkHandle as AwsNetworkHandle
from components.base import Context
from components.gcp.handles import NetworkHandle as GcpNetworkHandle
from components.handles import KeyHandle
from components.machines.aws_fleet import AwsFleet
from components.machines.aws_ground import AwsGround
from components.machines.gcp_fleet import GcpFleet
from components.machines.gcp_ground import GcpGround
from plan import model

Ground = AwsGround | GcpGround


@dataclass(frozen=True, kw_only=True, slots=True)
class Substrate:
    """What a store on machines stands on: its part of the plan, keys and networks of its jurisdiction."""

    part: model.Machines
    context: Context
    keys: Mapping[str, KeyHandle]
    on_aws: Mapping[str, AwsNetworkHandle]
    on_gcp: Mapping[str, GcpNetworkHandle]

    def ground(
        self, group: model.MachineGroup, *, secrets: Mapping[str, bool], opts: pulumi.ResourceOptions
    ) -> Ground:
        """The ground of a group; ``secrets`` by name: whether its machines may read them."""
        part, context, keys = self.part, self.context, self.keys
        if group.place.startswith("aws/"):
            return AwsGround(
                part, group, secrets=secrets, context=context, keys=keys, networks=self.on_aws, opts=opts
            )
        return GcpGround(
            part, group, secrets=secrets, context=context, keys=keys, networks=self.on_gcp, opts=opts
        )

    def fleet(
        self,
        group: model.MachineGroup,
        ground: Ground,
        *,
        secrets: Mapping[str, pulumi.Output[str]],
        scripts: Mapping[str, pulumi.Output[str]],
        after: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions,
    ) -> Sequence[pulumi.Resource]:
        """The machines of a group on its ground; returns what the next group is made after."""
        if isinstance(ground, AwsGround):
            return AwsFleet(
                self.part,
                group,
                ground=ground,
                secrets=secrets,
                scripts=scripts,
                after=after,
                context=self.context,
                keys=self.keys,
                opts=opts,
            ).last
        return GcpFleet(
            self.part,
            group,
            ground=ground,
            secrets=secrets,
            scripts=scripts,
            after=after,
            context=self.context,
            keys=self.keys,
            opts=opts,
        ).last
