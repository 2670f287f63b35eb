"""Valkey: a cluster over zones on the cloud of home; to survive a region, a second one that follows it.

How it is made sure that what must expire does. Valkey deletes an item when its time to live is over, but
only a client gives it one, and no service can be told to give one to every item. So what a cache of class
transient keeps is bounded from outside, by what a policy can see:

- nothing of it leaves memory: no snapshots, no backups, no append-only file, no durable log. What a client
  forgets to let expire is gone with its node, and can never be restored;
- under ``allkeys-*`` a full node evicts any item. Under ``volatile-*`` and ``noeviction`` those without a
  time to live stay for ever, and those that have one make room for them: these are refused (DOM-272);
- clients are told the longest time to live that the law allows: output ``expires_seconds``. Where ElastiCache
  knows users, the app's may neither take a time to live away nor dump and restore items.

What is left is the application's: an item that it writes without a time to live stays until memory is short.
Where that cannot be accepted, ``dynamodb`` with its time to live, or a bucket's lifecycle, forgets by itself.

Class metadata may be here, as tokens and sessions are; class persistent may not (DOM-270): writes that were
acknowledged are lost with a node.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jurisdictions import engine, offered
from jurisdictions.model import DataClass
from plan import names
from plan.alarms import Watched, alarm
from plan.draft import Draft
from plan.engines.survival import ROLES, home_and_recovery
from plan.engines.valkey_alarms import GROUP, NAMESPACE, NODE, limits, nodes, of_datastore, signals
from plan.model import Alarm, Key, Role, Valkey, ValkeyMember
from plan.rest import listed
from plan.settings.stores import ValkeyStore
from plan.settings.stores.valkey import Size

NAME_LIMIT = 34
"""A replication group has 40 characters (ElastiCache API, ``CreateReplicationGroup``), of which six are left
for what names its users; Memorystore takes 63."""
NODES: Mapping[str, Mapping[Size, str]] = {
    "aws": {"small": "cache.m7g.large", "medium": "cache.r7g.large", "large": "cache.r7g.2xlarge"},
    "gcp": {"small": "STANDARD_SMALL", "medium": "HIGHMEM_MEDIUM", "large": "HIGHMEM_XLARGE"},
}
"""Nodes of about the same memory: 6.4, 13.1 and 52.8 GiB (ElastiCache, "Supported node types"; in every
region: cfn-lint 1.51, node types by region), 6.5, 13 and 58 GB (Memorystore, "Instance and node
specification"). A global datastore takes none below ``large`` ("Prerequisites and limitations")."""
VERSIONS: Mapping[str, tuple[str, ...]] = {"aws": ("8.0", "8.1", "8.2"), "gcp": ("8.0",)}
"""Of major version 8. Sources: cfn-lint 1.51, engine versions; Memorystore, "Supported versions"."""
SERVICES = {"aws": ("elasticache", "logs"), "gcp": ("memorystore",)}
"""Who encrypts with the keys."""
SECONDS_PER_HOUR = 3600


def lay_out(draft: Draft) -> tuple[Valkey, tuple[Key, ...]] | None:
    """The clusters and their keys: one, or home and recovery on the cloud of home."""
    settings, scope = draft.store, draft.scope
    assert isinstance(settings, ValkeyStore)  # noqa: S101  (the registry of engines says so)
    cloud = (settings.home or scope.places[0]).partition("/")[0]
    _check(draft, settings, cloud)
    sited = _sited(draft, cloud)
    if sited is None:
        return None
    keys = draft.keys(sited, *SERVICES[cloud])
    members = tuple(_member(draft, key, role) for key, role in zip(keys, ROLES, strict=False))
    hours, node_type = settings.expires_hours, NODES[cloud][settings.size]
    valkey = Valkey(
        **scope.part(draft.name, data_class=settings.data_class, store=draft.name),
        store=draft.name,
        engine="valkey",
        layout="standby" if len(sited) > 1 else "zones",
        survives=settings.survives,
        backup_days=0,
        alarms=tuple(a for m in members for a in _alarms(draft, settings, m, together=len(members) > 1)),
        members=members,
        together=_together(draft, cloud) if len(sited) > 1 else None,
        version=settings.version,
        node_type=node_type,
        shards=settings.shards,
        replicas=settings.replicas,
        eviction=settings.eviction,
        limits=limits(node_type) if cloud == "gcp" else None,
        expires_seconds=None if hours is None else hours * SECONDS_PER_HOUR,
    )
    return valkey, keys


def _sited(draft: Draft, cloud: str) -> tuple[str, ...] | None:
    """Home, and recovery where a region must be survived; None after noting why not."""
    sited = home_and_recovery(draft, cloud)
    if sited is None:
        return None
    there = {p.id for p in offered(engine("valkey").layouts["standby" if len(sited) > 1 else "zones"])}
    missing = [at for at in sited if at not in there]
    for at in missing:
        draft.scope.ledger.problem(
            "DOM-274",
            f"{draft.path}.{'home' if at == sited[0] else 'recovery'}",
            "no cluster here can follow one in another region",
            value=at,
            allowed=listed(p for p in there if p.startswith(f"{cloud}/")),
            fix="choose one of these, or promise survives: zone",
        )
    return None if missing else sited


def _member(draft: Draft, key: Key, role: Role) -> ValkeyMember:
    scope, at = draft.scope, key.place
    wide = () if at.startswith("aws/") else ("gcp",)
    return ValkeyMember(
        place=at,
        role=role,
        key=key.name,
        name=scope.logical(draft.name, at),
        cluster=scope.physical("cache", at, draft.name, names.region(at), limit=NAME_LIMIT, path=draft.path),
        network=names.logical(scope.law.id, *(wide or (at,)), "network"),
    )


def _alarms(draft: Draft, settings: ValkeyStore, member: ValkeyMember, *, together: bool) -> Iterator[Alarm]:
    """Of each node on AWS, as it publishes no figure of all together; Google Cloud does, in ``limits``."""
    if not member.place.startswith("aws/"):
        return
    for node in nodes(member.cluster, shards=settings.shards, replicas=settings.replicas):
        of = Watched(name=member.name + node.removeprefix(member.cluster), physical=node)
        for signal in signals(NODES["aws"][settings.size]):
            yield alarm(draft, member.place, NAMESPACE, signal, {NODE: node}, of=of)
    if together:
        lag = of_datastore(follows=member.role != "home")
        yield alarm(draft, member.place, NAMESPACE, lag, {GROUP: member.cluster})


def _together(draft: Draft, cloud: str) -> str | None:
    """Google binds instances without a resource of its own."""
    if cloud != "aws":
        return None
    return draft.scope.physical(
        "global datastore", "the account", draft.name, limit=NAME_LIMIT, path=draft.path
    )


def _check(draft: Draft, settings: ValkeyStore, cloud: str) -> None:
    """What the settings may not say, whatever the places are."""
    ledger, path = draft.scope.ledger, draft.path
    if settings.data_class is DataClass.PERSISTENT:
        ledger.problem(
            "DOM-270",
            f"{path}.class",
            "a cache is not durable: writes that it acknowledged are lost with a node",
            value="persistent",
            allowed="transient, with expires_hours; or metadata",
            fix="keep what must last on another engine, and here only what can be made again",
        )
    if settings.data_class is DataClass.TRANSIENT and not settings.eviction.startswith("allkeys-"):
        ledger.problem(
            "DOM-272",
            f"{path}.eviction",
            "items that were given no time to live would stay for ever",
            value=settings.eviction,
            allowed="allkeys-lfu, allkeys-lru, allkeys-random: a full node evicts any item",
            fix="choose one of these",
        )
    if settings.data_class is not DataClass.TRANSIENT and "backup_days" in settings.model_fields_set:
        ledger.does_nothing(
            f"{path}.backup_days",
            why="a cache has no backups",
            value=str(settings.backup_days),
            allowed="on engines that keep backups",
        )
    _check_size(draft, settings, cloud)


def _check_size(draft: Draft, settings: ValkeyStore, cloud: str) -> None:
    ledger, zones = draft.scope.ledger, draft.scope.settings.network.zones
    if settings.replicas >= zones:
        ledger.problem(
            "DOM-271",
            f"{draft.path}.replicas",
            "a shard's nodes that share a zone fall with it",
            value=str(settings.replicas),
            allowed=f"1 to {zones - 1}: with the primary, one node a zone (network.zones is {zones})",
            fix="use fewer replicas or more zones",
        )
    if settings.version not in VERSIONS.get(cloud, ()):
        ledger.problem(
            "DOM-273",
            f"{draft.path}.version",
            f"no version of Valkey 8 that {cloud} offers",
            value=settings.version,
            allowed="; ".join(f"{name}: {', '.join(found)}" for name, found in VERSIONS.items()),
            fix="choose one of these; 8.0 is on both clouds",
        )
