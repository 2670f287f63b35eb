"""What YugabyteDB is told: flags, units and scripts. Pure: the same for the same arguments.

Its SQL is made by ``schema``.

Sources: YugabyteDB v2025.2 documentation, flags of ``yb-master`` and ``yb-tserver``, ``yb-admin``,
"Set up transactional xCluster" (semi-automatic: automatic mode cannot begin without a
distributed backup), "Server certificates". Encryption at rest of its own is left out: its key would live in
the memory of the masters, and the disks are under the cloud's key already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

from components.machines.script import CERTIFICATES, DATA, HOME, UNITS, Workload, variables
from schema.engines.yugabytedb import OPERATOR
from schema.rules.yugabytedb import Block

PROGRAM = "/usr/local/bin/yb-tserver"
"""A link, made when everything else is installed."""
SOFTWARE = "/opt/yugabyte"
USER = "yugabyte"
"""On the machine, and the superuser in the database: the one is known by being the other (``peer``)."""
STORE, LOGS = f"{DATA}/yugabyte", f"{DATA}/logs"
SETTINGS = f"{HOME}/yb"
"""Flags, variables and scripts."""
MASTER, TSERVER = "yb-master.service", "yb-tserver.service"
DATABASE, TAKEOVER, DUMP = (f"yugabytedb-{what}" for what in ("database", "takeover", "dump"))
"""Service and timer: what keeps settings and what takes over, on one machine; what exports, one a place."""
GROUP = "standby"
"""Name of the replication group of a universe that follows."""
MASTER_PAGES = 7000
KEPT_SECONDS = 86_400
"""How long a universe keeps what the other has not read (YugabyteDB, "xCluster", best practices)."""
MINUTES_PER_DAY, SNAPSHOT_MINUTES = 1440, 60
INSTALL = f"""\
rm -rf {SOFTWARE}
cp -a . {SOFTWARE}
{SOFTWARE}/bin/post_install.sh
ln -sf {SOFTWARE}/bin/yb-tserver {PROGRAM}"""
LETS_IN = ("local all yugabyte peer", "hostssl all yugabyte all reject", "hostssl all all all scram-sha-256")
"""Who signs in how (``ysql_hba_conf_csv``): the superuser on the machine only, others over TLS."""
SAYS_NOTHING = ("password_encryption=scram-sha-256", "log_statement=none", "log_min_error_statement=panic")
"""Of PostgreSQL: statements hold personal data, and are kept out of logs (``ysql_pg_conf_csv``)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One machine of a universe."""

    address: str
    masters: tuple[str, ...]
    """Addresses of the machines with a yb-master: as many as copies."""
    cloud: str
    region: str
    zone: str
    replicas: int
    master_port: int
    tserver_port: int
    sql_port: int
    pages_port: int
    follows: bool
    """Whether there are two universes, one of which follows the other."""
    database: str
    bucket: str
    """URL of this place's folder of backups; empty for a machine that exports none."""

    @property
    def is_master(self) -> bool:
        """Whether it has a yb-master."""
        return self.address in self.masters


@dataclass(frozen=True, kw_only=True, slots=True)
class Universe:
    """What the first machine of a universe makes of it."""

    username: str
    sql: Mapping[str, str]
    """What it runs, by name of the file: ``schema.engines.yugabytedb.on_machines``."""
    blocks: tuple[Block, ...]
    """Zones with copies of every tablet."""
    replicas: int
    backup_days: int
    follows: tuple[str, ...]
    """Masters of the universe that this one follows; empty for one that is written to."""


def workload(node: Node, universe: Universe | None) -> Workload:
    """What one machine runs; ``universe`` for the first machine of one, else None."""
    return Workload(
        program=PROGRAM,
        install=INSTALL,
        user=USER,
        files=_files(node, universe),
        services=_services(node, universe),
        reloads=_servers(node),
    )


def _files(node: Node, universe: Universe | None) -> dict[str, str]:
    """Units, flags and scripts by path."""
    own = resources.files(__package__).joinpath("yugabytedb_files")
    found = {f"{UNITS}/{TSERVER}": _unit("yb-tserver", node.tserver_port)}
    found[f"{SETTINGS}/common.conf"] = _lines(_common_flags(node))
    found[f"{SETTINGS}/tserver.conf"] = _lines(_tserver_flags(node))
    found[f"{SETTINGS}/environment"] = _environment(node, universe)
    if node.is_master:
        found[f"{UNITS}/{MASTER}"] = _unit("yb-master", node.master_port)
        found[f"{SETTINGS}/master.conf"] = _lines(_master_flags(node))
    scripts, timed = list[str](), list[str]()
    if universe is not None:
        scripts, timed = ["tools", "database"], [DATABASE]
        if universe.follows:
            scripts, timed = [*scripts, "follow", "takeover"], [*timed, TAKEOVER]
        found |= {f"{SETTINGS}/{name}": text for name, text in universe.sql.items()}
    if node.bucket:
        scripts, timed = [*scripts, "dump"], [*timed, DUMP]
    found |= {f"{SETTINGS}/{name}": _bare(own.joinpath(name).read_text("utf-8")) for name in scripts}
    units = [f"{name}.{kind}" for name in timed for kind in ("service", "timer")]
    return found | {f"{UNITS}/{name}": own.joinpath(name).read_text("utf-8") for name in units}


def _services(node: Node, universe: Universe | None) -> tuple[str, ...]:
    """Units to start, in order."""
    follows = universe is not None and bool(universe.follows)
    timers = ((DATABASE, universe is not None), (TAKEOVER, follows), (DUMP, bool(node.bucket)))
    return (*_servers(node), *(f"{name}.timer" for name, here in timers if here))


def _servers(node: Node) -> tuple[str, ...]:
    return (MASTER, TSERVER) if node.is_master else (TSERVER,)


def _common_flags(node: Node) -> Iterator[str]:
    """What masters and tablet servers are told alike. Members show each other certificates."""
    certificate = f"{CERTIFICATES}/node.{node.address}"
    yield from (
        f"--fs_data_dirs={STORE}",
        f"--log_dir={LOGS}",
        f"--placement_cloud={node.cloud}",
        f"--placement_region={node.region}",
        f"--placement_zone={node.zone}",
        "--use_node_to_node_encryption=true",
        "--node_to_node_encryption_use_client_certificates=true",
        "--allow_insecure_connections=false",
        f"--certs_dir={CERTIFICATES}",
        f"--webserver_interface={node.address}",
        f"--webserver_certificate_file={certificate}.crt",
        f"--webserver_private_key_file={certificate}.key",
        "--use_memory_defaults_optimized_for_ysql=true",
        "--callhome_enabled=false",
    )
    if node.follows:
        yield f"--cdc_wal_retention_time_secs={KEPT_SECONDS}"


def _own_flags(node: Node, port: int, pages: int) -> tuple[str, ...]:
    return (
        f"--rpc_bind_addresses={node.address}:{port}",
        f"--server_broadcast_addresses={node.address}:{port}",
        f"--webserver_port={pages}",
    )


def _master_flags(node: Node) -> list[str]:
    """Of yb-master: a universe comes together by itself, from the addresses of its masters."""
    return [
        *_own_flags(node, node.master_port, MASTER_PAGES),
        f"--master_addresses={_joined(node.masters, node.master_port)}",
        f"--replication_factor={node.replicas}",
    ]


def _tserver_flags(node: Node) -> list[str]:
    """Of yb-tserver: SQL for clients over TLS, with a password; no other interface."""
    return [
        *_own_flags(node, node.tserver_port, node.pages_port),
        f"--tserver_master_addrs={_joined(node.masters, node.master_port)}",
        "--enable_ysql=true",
        f"--pgsql_proxy_bind_address={node.address}:{node.sql_port}",
        "--start_cql_proxy=false",
        "--start_redis_proxy=false",
        "--use_client_to_server_encryption=true",
        f"--certs_for_client_dir={CERTIFICATES}",
        "--ysql_enable_auth=true",
        f"--ysql_hba_conf_csv={','.join(LETS_IN)}",
        f"--ysql_pg_conf_csv={','.join(SAYS_NOTHING)}",
    ]


def _placement(universe: Universe) -> str:
    """As ``modify_placement_info`` takes it: the zones, each with how many copies it must have."""
    return ",".join(f"{block.name}:{block.min_num_replicas}" for block in universe.blocks)


def _preferred(universe: Universe) -> str:
    """As ``set_preferred_zones`` takes it: where leaders are, and where they go."""
    return " ".join(f"{block.name}:{block.leader_preference}" for block in universe.blocks)


def _unit(program: str, port: int) -> str:
    """The unit of one program. Limits: YugabyteDB, "System configuration"."""
    own = f"{SETTINGS}/{program.removeprefix('yb-')}.conf"
    tell = f"{SOFTWARE}/bin/yb-ts-cli --certs_dir_name={CERTIFICATES} --client_node_name=${{ADDRESS}}"
    lines = [
        "[Unit]",
        f"Description={program}",
        "After=network-online.target domicile-setup.service",
        "",
        "[Service]",
        f"User={USER}",
        f"EnvironmentFile={SETTINGS}/environment",
        f"ExecStartPre=/bin/mkdir -p {STORE} {LOGS}",
        f"ExecStart={SOFTWARE}/bin/{program} --flagfile={SETTINGS}/common.conf,{own}",
        f"ExecReload={tell} --server_address=${{ADDRESS}}:{port} reload_certificates",
        "LimitNOFILE=1048576",
        "LimitNPROC=12000",
        "LimitCORE=0",
        "TimeoutStopSec=300",
        "Restart=always",
        "RestartSec=10",
    ]
    return "\n".join(lines) + "\n"


def _environment(node: Node, universe: Universe | None) -> str:
    values = {
        "ADDRESS": node.address,
        "BIN": f"{SOFTWARE}/bin",
        "CERTIFICATES": CERTIFICATES,
        "SOCKET": f"/tmp/.yb.{node.address}:{node.sql_port}",  # noqa: S108  (YugabyteDB's own choice)
        "SQL_PORT": str(node.sql_port),
        "DATABASE": node.database,
        "BUCKET": node.bucket,
    }
    if universe is not None:
        values |= {
            "MASTERS": _joined(node.masters, node.master_port),
            "FOLLOWS": _joined(universe.follows, node.master_port),
            "GROUP": GROUP,
            "OPERATOR": OPERATOR,
            "APPLICATION": universe.username,
            "PLACEMENT": _placement(universe),
            "PREFERRED": _preferred(universe),
            "REPLICAS": str(universe.replicas),
            "SNAPSHOT_MINUTES": str(SNAPSHOT_MINUTES),
            "KEPT_MINUTES": str(universe.backup_days * MINUTES_PER_DAY),
        }
    return variables(values)


def _joined(addresses: tuple[str, ...], port: int) -> str:
    return ",".join(f"{address}:{port}" for address in addresses)


def _bare(script: str) -> str:
    """Without lines of comment, to save room."""
    return "".join(
        line for line in script.splitlines(keepends=True) if line.startswith("#!") or line.lstrip()[:1] != "#"
    )


def _lines(flags: Iterable[str]) -> str:
    return "\n".join(flags) + "\n"
