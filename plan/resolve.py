"""From settings to the plan: everything is decided here, before anything is declared.

Pure: the same settings give the same plan, byte for byte. All problems are raised together, each with its
code. Adding a region, a store or a jurisdiction changes nothing that was planned before.
"""

from __future__ import annotations

from jurisdictions import UnknownLawError, law, laws
from jurisdictions.model import DataClass, Law
from jurisdictions.problem import ProblemsError
from plan import entries, names, networks, paths
from plan.alarms import plan_topics
from plan.checks import (
    check_accounts,
    check_expiry,
    check_names,
    check_own_ranges,
    check_stores,
    check_witness,
    is_everywhere,
)
from plan.draft import GLOBAL, Draft, Ledger, Scope, engine_of, region_in, same_place
from plan.engines import LAY_OUT, Layout
from plan.engines.dsql import share_endpoints
from plan.engines.survival import check_survives
from plan.model import GlobalPlan, Identity, JurisdictionPlan, Key, Plan, Store
from plan.parse import parse, store_in, without_stores
from plan.rest import listed
from plan.settings import Jurisdiction, Settings


def plan_text(text: str, *, project: str, stack: str) -> Plan:
    """The plan of ``domicile:stack`` as JSON text. Raises ``ProblemsError``.

    Where the form of some stores alone is wrong, the rest is planned too: so all problems come at once.
    """
    try:
        settings = parse(text)
    except ProblemsError as error:
        rest = without_stores(text, error.problems)
        if rest is None:
            raise
        try:
            make_plan(rest, project=project, stack=stack)
        except ProblemsError as more:
            raise ProblemsError([*error.problems, *more.problems]) from error
        raise
    return make_plan(settings, project=project, stack=stack)


def make_plan(settings: Settings, *, project: str, stack: str) -> Plan:
    """The plan of a stack. Raises ``ProblemsError`` with every problem of place, law, engine and name."""
    ledger = Ledger()
    check_names(settings, stack, ledger)
    identity = _identity(settings, project, stack)
    pool = networks.pool_of(settings, ledger)
    networks.own_ranges(settings, pool, ledger)
    check_own_ranges(settings, ledger)
    check_stores(settings, ledger)
    planned = [
        _plan_jurisdiction(identity, settings, found, jurisdiction, ledger)
        for name, jurisdiction in sorted(settings.jurisdictions.items())
        if (found := _law_of(name, ledger)) is not None
    ]
    everywhere = _plan_everywhere(identity, settings, ledger)
    plan = Plan(identity=identity, jurisdictions=tuple(planned), everywhere=everywhere)
    check_accounts(plan, settings, ledger)
    if ledger.problems:
        raise ProblemsError(ledger.problems)
    return plan


def _identity(settings: Settings, project: str, stack: str) -> Identity:
    aws, gcp = settings.accounts.aws, settings.accounts.gcp
    return Identity(
        project=project,
        stack=stack,
        prefix=names.physical(settings.name, stack, limit=24),
        aws_account=aws.account if aws else None,
        gcp_project=gcp.project if gcp else None,
        protect=settings.protect,
    )


def _law_of(name: str, ledger: Ledger) -> Law | None:
    try:
        found = law(name)
    except UnknownLawError:
        found = None
    if found is not None and name != GLOBAL:
        return found
    ledger.problem(
        "DOM-201",
        f"jurisdictions.{name}",
        "the law knows no such jurisdiction",
        value=name,
        allowed=listed((n for n in laws() if n != GLOBAL), most=60),
        fix="correct the name, or have its owner add it to jurisdictions/law.yaml",
    )
    return None


def _plan_jurisdiction(
    identity: Identity, settings: Settings, of: Law, given: Jurisdiction, ledger: Ledger
) -> JurisdictionPlan:
    scope = Scope(identity=identity, settings=settings, law=of, places=given.places, ledger=ledger)
    sited = _is_sited(scope, given)
    layouts = _lay_out(scope, settings) if sited else []
    stores = share_endpoints(store for store, _ in layouts)
    bases = given.places if sited else ()
    needed = [at for store in stores for at in store.networked]
    published = [entry for store in stores for entry in store.published.items()]
    peered = frozenset(at for store in stores for at in store.peered)
    asked = [(at, service) for store in stores for at in store.networked for service in store.asked]
    nets = networks.plan_networks(scope, [*bases, *needed], published, peered, asked)
    topics, topic_keys = plan_topics(scope, _alarmed(stores))
    entry = None
    if settings.entry is not None and sited:
        entry = entries.plan_entry(scope, settings.entry.domain, given.home, given.recovery)
    return JurisdictionPlan(
        id=of.id,
        home=given.home,
        recovery=given.recovery,
        keys=(*nets.keys, *topic_keys, *(key for _, keys in layouts for key in keys)),
        logs=nets.logs,
        aws_networks=nets.aws,
        gcp_networks=nets.gcp,
        stores=stores,
        alarm_topics=topics,
        entry=entry,
        paths=paths.plan_paths(scope, stores, nets.aws, nets.gcp),
    )


def _alarmed(stores: tuple[Store, ...]) -> list[str]:
    return [alarm.place for store in stores for alarm in store.alarms]


def _is_sited(scope: Scope, given: Jurisdiction) -> bool:
    """Whether the places of a jurisdiction are regions inside it, and no two the same; notes why not."""
    base = f"jurisdictions.{scope.law.id}"
    roles = [(r, p) for r in ("home", "recovery") if (p := getattr(given, r)) is not None]
    found = [region_in(scope, p, f"{base}.{role}", DataClass.PERSISTENT, code="DOM-205") for role, p in roles]
    distinct = given.recovery != given.home
    if not distinct:
        same_place(scope.ledger, f"{base}.recovery", given.home)
    return distinct and all(found)


def _lay_out(scope: Scope, settings: Settings) -> list[Layout]:
    layouts = []
    for name, common in sorted(settings.stores.items()):
        if is_everywhere(common) or (common.only is not None and scope.law.id not in common.only):
            continue
        try:
            store = store_in(settings, name, scope.law.id)
        except ProblemsError as error:
            scope.ledger.problems.extend(error.problems)
            continue
        overridden = scope.law.id in common.overrides
        path = f"stores.{name}.in.{scope.law.id}" if overridden else f"stores.{name}"
        draft = Draft(scope=scope, name=name, path=path, store=store)
        check_expiry(draft)
        check_witness(draft)
        layout = LAY_OUT[engine_of(store)](draft) if check_survives(draft) else None
        if layout is not None:
            layouts.append(layout)
    return layouts


def _plan_everywhere(identity: Identity, settings: Settings, ledger: Ledger) -> GlobalPlan:
    aws = sorted({p for j in settings.jurisdictions.values() for p in j.places if p.startswith("aws/")})
    scope = Scope(identity=identity, settings=settings, law=law(GLOBAL), places=tuple(aws), ledger=ledger)
    layouts = []
    for name, store in sorted(settings.stores.items()):
        if is_everywhere(store):
            layout = LAY_OUT[engine_of(store)](
                Draft(scope=scope, name=name, path=f"stores.{name}", store=store)
            )
            layouts += [layout] if layout is not None else []
    entry = dns = None
    if settings.entry is not None:
        entries.check_host(ledger, settings.entry.domain, sorted(settings.jurisdictions))
        dns = entries.plan_dns(scope, settings.entry.domain, settings.entry.zone_id)
        if settings.entry.discovery is not None:
            entry = entries.plan_global_entry(scope, settings.entry.domain, settings.entry.discovery)
    stores = tuple(store for store, _ in layouts)
    topics, topic_keys = plan_topics(scope, _alarmed(stores))
    return GlobalPlan(
        keys=(*topic_keys, *(key for _, keys in layouts for key in keys)),
        stores=stores,
        alarm_topics=topics,
        entry=entry,
        dns=dns,
    )


def all_keys(plan: Plan) -> tuple[Key, ...]:
    """Every key of a plan."""
    return (*plan.everywhere.keys, *(k for j in plan.jurisdictions for k in j.keys))


def all_stores(plan: Plan) -> tuple[Store, ...]:
    """Every store of a plan, those of jurisdictions first."""
    return (*(s for j in plan.jurisdictions for s in j.stores), *plan.everywhere.stores)
