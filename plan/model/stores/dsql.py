"""Aurora DSQL, planned."""

from __future__ import annotations

from dataclasses import dataclass

from plan.model.stores.base import NetworkedStore, Placement


@dataclass(frozen=True, kw_only=True, slots=True)
class DsqlMember(Placement):
    """A cluster in one region: the only one, or one of two peers that both write."""

    name: str
    network: str
    """Name of the planned AwsNetwork from which it is reached."""
    endpoint: str | None
    """Name of the network's endpoint, where this store is the one that declares it: all clusters of a place
    share one."""
    physical: str
    """What its backup vault and plan are called, 2 to 50 characters; DSQL itself makes up a cluster's id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dsql(NetworkedStore):
    """Aurora DSQL: one cluster, or two peers with a witness that keeps a window of their log.

    Clusters are reached through an endpoint in their network; the witness by nobody.
    """

    members: tuple[DsqlMember, ...]
    witness: Placement | None
    """Its key is empty: DSQL takes none for a witness."""
    lock_backups: bool

    @property
    def placements(self) -> tuple[Placement, ...]:
        """The clusters, then the witness."""
        return (*self.members, *([self.witness] if self.witness else []))
