"""What CockroachDB is told: flags, units and scripts. Pure: the same for the same arguments.

Its SQL is made by ``schema``, where its own parser reads it.

Sources: CockroachDB v26.2 documentation, ``cockroach start``, ``cockroach init``, "Set up physical cluster
replication", "Fail over from a primary cluster to a standby cluster".
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from components.machines.script import CERTIFICATES, DATA, HOME, UNITS, Workload, variables
from schema.engines.cockroachdb import REPLICATOR

PROGRAM = "/usr/local/bin/cockroach"
USER = "cockroach"
STORE = f"{DATA}/cockroach"
LOGS = f"{DATA}/logs"
SERVICE = "cockroachdb.service"
DATABASE = "cockroachdb-database"
"""Service and timer that make the cluster and keep its settings, on the machine that starts it."""
LICENCE = "licence"
"""Name of the file with the licence's key, among the certificates of the starter."""
NO_CONSOLE = "sinks: {stderr: {filter: NONE}}"
INSTALL = f"install -m 755 cockroach {PROGRAM}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One machine of a cluster."""

    address: str
    members: tuple[str, ...]
    """Addresses of all machines of its cluster."""
    seeds: tuple[str, ...]
    """Addresses that it joins through."""
    cluster: str
    """Name that all machines of a cluster have, so that none joins another by mistake."""
    locality: Mapping[str, str]
    """Tier to name, the widest first; the same tiers in the same order on every machine."""
    rpc_port: int
    sql_port: int
    http_port: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Cluster:
    """What the starter of a cluster makes of it."""

    sql: Mapping[str, str]
    """What it runs, by name of the file: ``schema.engines.cockroachdb.on_machines``."""
    virtual: bool
    """Whether there are two clusters, and the data is in a virtual one that can be replicated."""
    follows: tuple[str, ...]
    """Addresses of the machines that this cluster follows; empty for one that is written to."""


def workload(node: Node, cluster: Cluster | None) -> Workload:
    """What one machine runs; ``cluster`` for the one that starts it, else None."""
    return Workload(
        program=PROGRAM,
        install=INSTALL,
        user=USER,
        files=_files(node, cluster),
        services=(SERVICE,) if cluster is None else (SERVICE, f"{DATABASE}.timer"),
        reloads=(SERVICE,),
    )


def _service(node: Node) -> str:
    """The unit of the database. What it logs has what people sent taken out (``redact``)."""
    log = f"{{file-defaults: {{dir: {LOGS}, redactable: true, redact: true}}, {NO_CONSOLE}}}"
    tiers = ",".join(f"{tier}={name}" for tier, name in node.locality.items())
    flags = [
        f"--certs-dir={CERTIFICATES}",
        f"--store=path={STORE}",
        f"--listen-addr=:{node.rpc_port}",
        f"--advertise-addr={node.address}:{node.rpc_port}",
        f"--sql-addr=:{node.sql_port}",
        f"--advertise-sql-addr={node.address}:{node.sql_port}",
        f"--http-addr=:{node.http_port}",
        f"--join={','.join(f'{seed}:{node.rpc_port}' for seed in node.seeds)}",
        f"--cluster-name={node.cluster}",
        f"--locality={tiers}",
        "--max-offset=250ms",
        "--cache=.25",
        "--max-sql-memory=.25",
        f"--log={shlex.quote(log)}",
    ]
    lines = [
        "[Unit]",
        "Description=CockroachDB",
        "After=network-online.target domicile-setup.service",
        "",
        "[Service]",
        "Type=notify",
        f"User={USER}",
        "Environment=COCKROACH_SKIP_ENABLING_DIAGNOSTIC_REPORTING=true",
        f"ExecStart={PROGRAM} start \\",
        *(f"  {flag} \\" for flag in flags[:-1]),
        f"  {flags[-1]}",
        "ExecReload=/bin/kill -HUP $MAINPID",
        "TimeoutStartSec=infinity",
        "TimeoutStopSec=300",
        "LimitNOFILE=1048576",
        "Restart=always",
        "RestartSec=10",
    ]
    return "\n".join(lines) + "\n"


def _files(node: Node, cluster: Cluster | None) -> dict[str, str]:
    """Units and scripts by path."""
    found = {f"{UNITS}/{SERVICE}": _service(node)}
    if cluster is None:
        return found
    folder = resources.files(__package__).joinpath("cockroachdb_files")
    scripts = ["database", *(["follow"] if cluster.follows else [])]
    found |= {f"{HOME}/cockroachdb-{name}": folder.joinpath(name).read_text("utf-8") for name in scripts}
    units = (f"{DATABASE}.service", f"{DATABASE}.timer")
    found |= {f"{UNITS}/{name}": folder.joinpath(name).read_text("utf-8") for name in units}
    return found | {
        f"{HOME}/cockroachdb-settings/environment": _environment(node, cluster),
        **{f"{HOME}/cockroachdb-settings/{name}": text for name, text in cluster.sql.items()},
    }


def _environment(node: Node, cluster: Cluster) -> str:
    kind = "" if not cluster.virtual else "--virtualized-empty" if cluster.follows else "--virtualized"
    return variables(
        {
            "ADDRESS": node.address,
            "MEMBERS": " ".join(node.members),
            "CLUSTER": node.cluster,
            "RPC_PORT": str(node.rpc_port),
            "SQL_PORT": str(node.sql_port),
            "KIND": kind,
            "VIRTUAL": "main" if cluster.virtual else "",
            "FOLLOWS": " ".join(cluster.follows),
            "CERTIFICATES": CERTIFICATES,
            "LICENCE": f"{CERTIFICATES}/{LICENCE}",
            "REPLICATOR": REPLICATOR,
        }
    )
