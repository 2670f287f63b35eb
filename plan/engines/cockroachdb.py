"""CockroachDB: a cluster over zones or over three regions, or a second cluster that follows the first."""

from __future__ import annotations

from jurisdictions.model import DataClass
from plan.draft import Draft
from plan.engines.machine_checks import replicas_of
from plan.engines.machines import Kind, lay_out_machines
from plan.engines.seating import seating
from plan.model import Key, Machines
from plan.settings.stores import CockroachdbStore

RPC_PORT, SQL_PORT, HTTP_PORT = 26357, 26257, 8080
"""Apart, so that clients reach SQL and nothing else (CockroachDB, ``cockroach start``, ``--sql-addr``)."""
KIND = Kind(
    one_region=3,
    three_regions=5,
    member_ports=(RPC_PORT,),
    follower_ports=(SQL_PORT,),
    sql_port=SQL_PORT,
    health_port=HTTP_PORT,
    health_path="/health?ready=1",
)
"""Copies of a range: ``SURVIVE ZONE FAILURE``; ``SURVIVE REGION FAILURE``, as 2, 2 and 1. A cluster that
follows reads the other over SQL (CockroachDB, "Set up physical cluster replication")."""
RELEASES = {"v25.4": 10, "v26.2": 0}
"""Lines that are maintained, with the first patch of each that is fit: v25.4 is LTS from its tenth.
Source: CockroachDB release notes and support policy, read 2026-11-22."""
REPORTING = ("free", "trial")
"""Licences that must send telemetry to the vendor (CockroachDB, "Licensing FAQs")."""


def lay_out(draft: Draft) -> tuple[Machines, tuple[Key, ...]] | None:
    """The cluster or clusters, and a key in each of their regions."""
    store = draft.store
    assert isinstance(store, CockroachdbStore)  # noqa: S101  (the registry of engines says so)
    _check_licence(draft, store)
    _check_version(draft, store)
    seats = seating(draft, store, replicas_of(draft, store, KIND.one_region))
    if seats is None:
        return None
    return lay_out_machines(
        draft,
        store,
        KIND,
        seats,
        version=store.version,
        archive=f"cockroach-{store.version}.linux-amd64.tgz",
        licence=store.licence or "",
        organisation=store.organisation or "",
    )


def _check_licence(draft: Draft, store: CockroachdbStore) -> None:
    personal = store.data_class is not DataClass.METADATA
    if store.licence is None:
        what, value = "CockroachDB runs under a licence, and the store names none", "nothing"
    elif personal and store.licence in REPORTING:
        what, value = "this licence sends telemetry to the vendor, and must", store.licence
    else:
        return
    draft.scope.ledger.problem(
        "DOM-280",
        f"{draft.path}.licence",
        what,
        value=value,
        allowed="enterprise" if personal else "enterprise, free or trial",
        fix="set licence: enterprise, and its key: pulumi config set --secret domicile:cockroachdb-licence",
    )


def _check_version(draft: Draft, store: CockroachdbStore) -> None:
    line, _, patch = store.version.rpartition(".")
    if line in RELEASES and int(patch) >= RELEASES[line]:
        return
    draft.scope.ledger.problem(
        "DOM-286",
        f"{draft.path}.version",
        "the vendor does not maintain this version",
        value=store.version,
        allowed="; ".join(f"{line}.{first} or a later {line}" for line, first in RELEASES.items()),
        fix="choose one of these",
    )
