"""Valkey: what a store on it may say, and where its clusters are, in several countries and on both clouds."""

from __future__ import annotations

from typing import Any

import pytest

from jurisdictions import law, place, places
from jurisdictions.model import Aspect
from plan.engines.valkey import NAME_LIMIT, NODES
from plan.model import Alarm, Valkey, ValkeyLimits
from plan.resolve import all_keys, all_stores
from tests.plan.intents import intent, planned, refused

CARTS: dict[str, Any] = {"class": "transient", "engine": "valkey", "expires_hours": 24}
UK = {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}
EU = {"home": "aws/eu-central-1", "recovery": "aws/eu-west-1"}
DE = {"home": "gcp/europe-west10", "recovery": "gcp/europe-west3"}
NZ = {"home": "aws/ap-southeast-6"}


def stack(at: Any = None, zones: Any = 3, **keys: Any) -> dict[str, Any]:
    """A stack of one cache; in the Union where nothing else is said."""
    return intent(jurisdictions=at or {"eu": EU}, stores={"carts": CARTS | keys}, network={"zones": zones})


def carts(given: dict[str, Any]) -> Valkey:
    (store,) = all_stores(planned(given))
    assert isinstance(store, Valkey)
    return store


REFUSED: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("it does not last", stack(**{"class": "persistent"}), "DOM-270", "stores.carts.class", "metadata"),
    ("too few zones", stack(zones=2, replicas=2), "DOM-271", "stores.carts.replicas", "1 to 1"),
    ("nothing is evicted", stack(eviction="noeviction"), "DOM-272", "stores.carts.eviction", "allkeys-lru"),
    (
        "what has no time to live is never evicted",
        stack(eviction="volatile-ttl"),
        "DOM-272",
        "stores.carts.eviction",
        "allkeys-lru",
    ),
    ("no such version", stack(version="7.2"), "DOM-273", "stores.carts.version", "8.1"),
    ("not on this cloud", stack({"de": DE}, version="8.1"), "DOM-273", "stores.carts.version", "gcp: 8.0"),
    (
        "two clouds do not replicate",
        stack({"uk": UK}, survives="region"),
        "DOM-212",
        "stores.carts.survives",
        "uk",
    ),
    (
        "recovery on the other cloud",
        stack({"uk": UK}, survives="region", recovery="gcp/europe-west2"),
        "DOM-203",
        "stores.carts.recovery",
        "aws/eu-west-2",
    ),
    ("no cloud is survived", stack(survives="cloud"), "DOM-212", "stores.carts.survives", "zone"),
    ("nothing expires", stack(expires_hours=None), "DOM-220", "stores.carts.expires_hours", "1 to 72"),
    ("later than the law", stack(expires_hours=73), "DOM-220", "stores.carts.expires_hours", "1 to 72"),
    (
        "no backups to keep",
        stack(**{"class": "metadata", "backup_days": 7}),
        "DOM-108",
        "stores.carts.backup_days",
        "keep backups",
    ),
    (
        "no third voter",
        stack(survives="region", witness="aws/eu-west-3"),
        "DOM-108",
        "stores.carts.witness",
        "three",
    ),
    ("out of bounds", stack(shards=31), "DOM-106", "stores.carts.shards", "1 to 30"),
    ("no such size", stack(size="huge"), "DOM-105", "stores.carts.size", "large"),
]


@pytest.mark.parametrize(("why", "given", "code", "path", "allowed"), REFUSED, ids=[r[0] for r in REFUSED])
def test_refused(why: str, given: dict[str, Any], code: str, path: str, allowed: str) -> None:
    problem = refused(given)[path]
    assert problem.code == code
    assert allowed in problem.allowed


def test_a_region_where_no_cluster_follows_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every law of several regions has them all: so one is taken away."""
    left = tuple(p for p in places().values() if p.id != "aws/eu-west-1")
    monkeypatch.setattr("plan.engines.valkey.offered", lambda _: left)
    found = refused(stack({"eu": EU}, survives="region"))
    assert [(p.code, p.path, p.value) for p in found.values()] == [
        ("DOM-274", "stores.carts.recovery", "aws/eu-west-1")
    ]


@pytest.mark.parametrize(
    ("at", "keys", "layout", "places", "together"),
    [
        ({"uk": UK}, {}, "zones", ["aws/eu-west-2"], False),
        ({"uk": UK}, {"home": "gcp/europe-west2"}, "zones", ["gcp/europe-west2"], False),
        ({"eu": EU}, {"survives": "region"}, "standby", ["aws/eu-central-1", "aws/eu-west-1"], True),
        ({"de": DE}, {"survives": "region"}, "standby", ["gcp/europe-west10", "gcp/europe-west3"], False),
        ({"nz": NZ}, {"class": "metadata"}, "zones", ["aws/ap-southeast-6"], False),
    ],
)
def test_it_is_on_the_cloud_of_its_home(
    at: dict[str, Any], keys: dict[str, Any], layout: str, places: list[str], together: bool
) -> None:
    store = carts(stack(at, **keys))
    (jurisdiction,) = at
    assert (store.layout, [m.place for m in store.members]) == (layout, places)
    assert (store.together is not None) is together
    assert store.networked == tuple(places)
    assert store.node_type == NODES[places[0][:3]]["small"]
    assert all(len(m.cluster) <= NAME_LIMIT for m in store.members)
    for member in store.members:
        assert law(jurisdiction).allows(store.data_class, Aspect.REST, place(member.place))


def test_each_member_has_a_key_of_its_place_for_the_service_that_uses_it() -> None:
    for at, services in (({"eu": EU}, ("elasticache", "logs")), ({"de": DE}, ("memorystore",))):
        plan = planned(stack(at, survives="region"))
        keys = {k.name: k for k in all_keys(plan)}
        (store,) = all_stores(plan)
        assert len(store.placements) == 2
        for member in store.placements:
            assert keys[member.key].place == member.place
            assert keys[member.key].services == services


def test_nothing_of_it_is_backed_up_and_apps_are_told_how_long_items_may_live() -> None:
    store = carts(stack())
    assert (store.backup_days, store.expires_seconds, store.eviction) == (0, 24 * 3600, "allkeys-lru")
    assert carts(stack(**{"class": "metadata", "expires_hours": 2})).expires_seconds == 7200


def test_swapping_home_and_recovery_changes_no_name() -> None:
    for name, there in (("eu", EU), ("de", DE)):
        back = {"home": there["recovery"], "recovery": there["home"]}
        before, after = (carts(stack({name: at}, survives="region")) for at in (there, back))
        assert {m.name: m.cluster for m in before.members} == {m.name: m.cluster for m in after.members}
        assert before.together == after.together
        assert [m.place for m in before.members] == [m.place for m in after.members][::-1]


def test_surviving_a_region_later_renames_nothing() -> None:
    one, two = carts(stack()), carts(stack(survives="region"))
    assert one.members[0] == two.members[0]


def test_google_may_publish_it_into_the_network_of_its_region_and_into_no_other() -> None:
    def published(given: dict[str, Any]) -> dict[str, tuple[str, ...]]:
        (jurisdiction,) = planned(given).jurisdictions
        return {r.place: r.published for n in jurisdiction.gcp_networks for r in n.regions}

    assert published(stack({"de": DE})) == {"gcp/europe-west10": ("gcp-memorystore",), "gcp/europe-west3": ()}
    both = published(stack({"de": DE}, survives="region"))
    assert set(both.values()) == {("gcp-memorystore",)}
    assert published(stack({"uk": UK})) == {"gcp/europe-west2": ()}


def watched(store: Valkey) -> dict[str, Alarm]:
    """Its alarms, by what follows the name of the store."""
    return {a.physical.partition("/carts/")[2]: a for a in store.alarms}


def test_every_node_on_aws_is_watched_whatever_it_is_of_its_shard() -> None:
    store = carts(stack(shards=2, replicas=2))
    (member,) = store.members
    nodes = [f"{member.cluster}-{shard:04}-{node:03}" for shard in (1, 2) for node in (1, 2, 3)]
    found = watched(store)
    assert set(found) == {
        f"{node}/{what}" for node in nodes for what in ("cpu", "memory", "evictions", "replica-lag")
    }
    for key, alarm in found.items():
        assert alarm.dimensions == {"CacheClusterId": key.partition("/")[0]}
        assert (alarm.namespace, alarm.place) == ("AWS/ElastiCache", member.place)
        assert alarm.missing == ("breaching" if key.endswith("/cpu") else "notBreaching")
    assert len({a.name for a in store.alarms}) == len(store.alarms)


@pytest.mark.parametrize(
    ("size", "metric", "percent"),
    [
        ("small", "CPUUtilization", 45),
        ("medium", "CPUUtilization", 45),
        ("large", "EngineCPUUtilization", 90),
    ],
)
def test_a_processor_is_busy_by_the_figure_that_shows_it(size: str, metric: str, percent: int) -> None:
    found = [a for key, a in watched(carts(stack(size=size))).items() if key.endswith("/cpu")]
    assert {(a.metric, a.threshold) for a in found} == {(metric, percent)}


def test_one_item_that_had_to_go_is_told_of() -> None:
    found = [a for key, a in watched(carts(stack())).items() if key.endswith("/evictions")]
    assert {(a.statistic, a.comparison, a.threshold, a.datapoints) for a in found} == {
        ("Sum", "GreaterThanThreshold", 0, 1)
    }


def test_only_members_of_a_global_datastore_are_behind_and_only_the_follower_must_say_so() -> None:
    store = carts(stack(survives="region"))
    lags = [a for a in store.alarms if a.metric == "GlobalDatastoreReplicationLag"]
    assert [(a.place, a.dimensions["ReplicationGroupId"], a.missing) for a in lags] == [
        (m.place, m.cluster, silence)
        for m, silence in zip(store.members, ("notBreaching", "breaching"), strict=True)
    ]
    assert "global-lag" not in watched(carts(stack()))


def test_alarms_have_a_topic_in_each_of_their_places() -> None:
    (jurisdiction,) = planned(stack(survives="region")).jurisdictions
    assert [t.place for t in jurisdiction.alarm_topics] == ["aws/eu-central-1", "aws/eu-west-1"]


@pytest.mark.parametrize(
    ("size", "behind"), [("small", 64_000_000), ("medium", 64_000_000), ("large", 1_000_000_000)]
)
def test_google_cloud_has_limits_of_the_node_type_instead(size: str, behind: int) -> None:
    store = carts(stack({"de": DE}, size=size))
    assert store.alarms == ()
    assert store.limits == ValkeyLimits(cpu_percent=60, memory_percent=80, behind_bytes=behind)
    assert carts(stack(size=size)).limits is None
