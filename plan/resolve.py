"""From settings to the plan: everything is decided here, before anything is declared.

Pure: the same settings give the same plan, byte for byte. All problems are raised together, each with its
code. Adding a region, a store or a jurisdiction changes nothing that was planned before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jurisdictions import UnknownLawError, law, laws
from jurisdictions.model import DataClass, Law
from jurisdictions.problem import ProblemsError
from plan import entries, names, networks
from plan.draft import GLOBAL, Draft, Ledger, Scope, known_region, listed, region_in, same_place
from plan.engines import LAY_OUT, Layout
from plan.model import Aurora, GlobalPlan, Identity, JurisdictionPlan, Key, Plan, Store
from plan.parse import parse, store_in
from plan.settings import RESERVED_NAMES, WORD, DynamodbStore, Jurisdiction, Settings, StoreBase

EXPIRING = frozenset({"bucket", "dynamodb"})
"""Engines that delete what has expired by themselves."""
RESERVED_STORES = frozenset({networks.LOGS, "entry", "network", "dns", "gcp", "accelerator"})


def plan_text(text: str, *, project: str, stack: str) -> Plan:
    """The plan of ``domicile:stack`` as JSON text. Raises ``ProblemsError``."""
    return make_plan(parse(text), project=project, stack=stack)


def make_plan(settings: Settings, *, project: str, stack: str) -> Plan:
    """The plan of a stack. Raises ``ProblemsError`` with every problem of place, law, engine and name."""
    ledger = Ledger()
    _check_names(settings, stack, ledger)
    identity = _identity(settings, project, stack)
    pool = networks.pool_of(settings, ledger)
    networks.own_ranges(settings, pool, ledger)
    _check_own_ranges(settings, ledger)
    _check_stores(settings, ledger)
    planned = [
        _plan_jurisdiction(identity, settings, found, jurisdiction, ledger)
        for name, jurisdiction in sorted(settings.jurisdictions.items())
        if (found := _law_of(name, ledger)) is not None
    ]
    everywhere = _plan_everywhere(identity, settings, ledger)
    plan = Plan(identity=identity, jurisdictions=tuple(planned), everywhere=everywhere)
    _check_accounts(plan, settings, ledger)
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


def _check_names(settings: Settings, stack: str, ledger: Ledger) -> None:
    """The two words that begin every physical name must be such that every cloud takes them."""
    if settings.name.partition("-")[0] in RESERVED_NAMES:
        ledger.problem(
            "DOM-214",
            "name",
            "a cloud keeps this beginning for itself",
            value=settings.name,
            allowed="a name that does not begin with " + listed(RESERVED_NAMES),
            fix="use the name of your organisation",
        )
    if not re.fullmatch(WORD, stack):
        ledger.problem(
            "DOM-233",
            "domicile:stack",
            "the stack's name is part of every physical name, and no cloud takes it",
            value=stack,
            allowed="lower case letters, digits, single hyphens, beginning with a letter",
            fix="rename the stack and its file",
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


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sited:
    home: str
    recovery: str | None


def _plan_jurisdiction(
    identity: Identity, settings: Settings, of: Law, given: Jurisdiction, ledger: Ledger
) -> JurisdictionPlan:
    scope = Scope(identity=identity, settings=settings, law=of, places=given.places, ledger=ledger)
    sited = _site(scope, given)
    layouts = _lay_out(scope, settings) if sited else []
    stores = tuple(store for store, _ in layouts)
    bases = [p for p in (sited.home, sited.recovery) if p] if sited else []
    needed = [m.place for s in stores if isinstance(s, Aurora) for m in s.members]
    nets = networks.plan_networks(scope, [*bases, *needed])
    entry = None
    if settings.entry is not None and sited:
        entry = entries.plan_entry(scope, settings.entry.domain, sited.home, sited.recovery)
    return JurisdictionPlan(
        id=of.id,
        home=given.home,
        recovery=given.recovery,
        keys=(*nets.keys, *(key for _, keys in layouts for key in keys)),
        logs=nets.logs,
        aws_networks=nets.aws,
        gcp_networks=nets.gcp,
        stores=stores,
        entry=entry,
    )


def _site(scope: Scope, given: Jurisdiction) -> _Sited | None:
    """The places of a jurisdiction, if all are regions inside it and no two are the same."""
    base = f"jurisdictions.{scope.law.id}"
    roles = [(r, p) for r in ("home", "recovery") if (p := getattr(given, r)) is not None]
    found = [region_in(scope, p, f"{base}.{role}", DataClass.PERSISTENT, code="DOM-205") for role, p in roles]
    distinct = True
    for n, (role, p) in enumerate(roles):
        if any(p == earlier for _, earlier in roles[:n]):
            same_place(scope.ledger, f"{base}.{role}", p)
            distinct = False
    if not distinct or not all(found):
        return None
    return _Sited(home=given.home, recovery=given.recovery)


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
        _check_expiry(draft)
        layout = LAY_OUT[_engine(store)](draft)
        if layout is not None:
            layouts.append(layout)
    return layouts


def is_everywhere(store: StoreBase) -> bool:
    """Whether a store belongs to no jurisdiction: metadata on an engine that replicates over the world."""
    return store.data_class is DataClass.METADATA and _engine(store) == "dynamodb"


def _engine(store: StoreBase) -> str:
    return str(getattr(store, "engine"))  # noqa: B009  (every engine's settings have it, the base has not)


def _plan_everywhere(identity: Identity, settings: Settings, ledger: Ledger) -> GlobalPlan:
    aws = sorted({p for j in settings.jurisdictions.values() for p in j.places if p.startswith("aws/")})
    scope = Scope(identity=identity, settings=settings, law=law(GLOBAL), places=tuple(aws), ledger=ledger)
    layouts = []
    for name, store in sorted(settings.stores.items()):
        if is_everywhere(store):
            layout = LAY_OUT[_engine(store)](
                Draft(scope=scope, name=name, path=f"stores.{name}", store=store)
            )
            layouts += [layout] if layout is not None else []
    entry = dns = None
    if settings.entry is not None:
        entries.check_host(ledger, settings.entry.domain, sorted(settings.jurisdictions))
        dns = entries.plan_dns(scope, settings.entry.domain, settings.entry.zone_id)
        if settings.entry.discovery is not None:
            entry = entries.plan_global_entry(scope, settings.entry.domain, settings.entry.discovery)
    return GlobalPlan(
        keys=tuple(key for _, keys in layouts for key in keys),
        stores=tuple(store for store, _ in layouts),
        entry=entry,
        dns=dns,
    )


def _check_own_ranges(settings: Settings, ledger: Ledger) -> None:
    """Jurisdictions and places of ``network.cidrs`` that the stack does not have: a typo would go unseen."""
    for jurisdiction, given in settings.network.cidrs.items():
        path = f"network.cidrs.{jurisdiction}"
        if jurisdiction not in settings.jurisdictions:
            ledger.problem(
                "DOM-215",
                path,
                "this stack has no such jurisdiction",
                value=jurisdiction,
                allowed=listed(settings.jurisdictions),
                fix=f"add jurisdictions.{jurisdiction}, or remove it here",
            )
            continue
        for at in given:
            if not re.fullmatch(r"(aws|gcp)/[a-z0-9-]+", at):
                _not_here(ledger, f"{path}.{at}", "a place: aws/eu-west-2")
            else:
                known_region(ledger, at, f"{path}.{at}")


def _check_stores(settings: Settings, ledger: Ledger) -> None:
    """Names that a store may not have, and jurisdictions it names that the stack has not."""
    for name, store in settings.stores.items():
        if name in RESERVED_STORES:
            ledger.problem(
                "DOM-214",
                f"stores.{name}",
                "a name the project uses itself",
                value=name,
                allowed="any other name than " + listed(RESERVED_STORES),
                fix="rename the store",
            )
        if is_everywhere(store):
            _check_everywhere(f"stores.{name}", store, ledger)
            continue
        if isinstance(store, DynamodbStore) and store.replicas is not None:
            _not_here(ledger, f"stores.{name}.replicas", "class metadata only: else recovery says where")
        named = [("only", j) for j in store.only or ()] + [("in", j) for j in store.overrides]
        for key, jurisdiction in named:
            if jurisdiction not in settings.jurisdictions:
                ledger.problem(
                    "DOM-215",
                    f"stores.{name}.{key}.{jurisdiction}",
                    "this stack has no such jurisdiction",
                    value=jurisdiction,
                    allowed=listed(settings.jurisdictions),
                    fix=f"add jurisdictions.{jurisdiction}, or remove it here",
                )
            elif key == "in" and store.only is not None and jurisdiction not in store.only:
                _not_here(ledger, f"stores.{name}.in.{jurisdiction}", "a jurisdiction of only")


def _check_everywhere(path: str, store: StoreBase, ledger: Ledger) -> None:
    """A table that belongs to no jurisdiction has no keys that are about one."""
    given = {"only": store.only, "in": store.overrides or None, "recovery": store.recovery}
    for key, value in given.items():
        if value is not None:
            _not_here(ledger, f"{path}.{key}", "home and replicas: a global table belongs to no jurisdiction")


def _not_here(ledger: Ledger, path: str, allowed: str) -> None:
    """Note a key that would be passed over in silence (DOM-108)."""
    ledger.problem(
        "DOM-108",
        path,
        "this key does nothing here",
        value=path.rpartition(".")[2],
        allowed=allowed,
        fix="remove it",
    )


def _check_expiry(draft: Draft) -> None:
    store, limit = draft.store, draft.scope.law.rules[draft.store.data_class].expires_hours
    if store.data_class is not DataClass.TRANSIENT:
        if store.expires_hours is not None and _engine(store) not in EXPIRING:
            _not_here(draft.scope.ledger, f"{draft.path}.expires_hours", "on " + listed(EXPIRING))
        return
    if _engine(store) not in EXPIRING:
        draft.scope.ledger.problem(
            "DOM-225",
            f"{draft.path}.engine",
            "transient data must expire, and rows of this engine do not expire by themselves",
            value=_engine(store),
            allowed=listed(EXPIRING),
            fix="choose an engine that makes its data expire, or make the store persistent",
        )
    if store.expires_hours is not None and (limit is None or store.expires_hours <= limit):
        return
    draft.scope.ledger.problem(
        "DOM-220",
        f"{draft.path}.expires_hours",
        "transient data must expire" + (f" within {limit} hours in {draft.scope.law.id}" if limit else ""),
        value="nothing" if store.expires_hours is None else str(store.expires_hours),
        allowed=f"1 to {limit}" if limit else "1 or more",
        fix="set it, or make the store persistent",
    )


def _check_accounts(plan: Plan, settings: Settings, ledger: Ledger) -> None:
    """A cloud that is used needs an account (DOM-241); the public zone is on Route 53."""
    used = {j.home[:3] for j in plan.jurisdictions} | {(j.recovery or j.home)[:3] for j in plan.jurisdictions}
    stores = [s for j in plan.jurisdictions for s in j.stores] + list(plan.everywhere.stores)
    used |= {p.place[:3] for s in stores for p in s.placements}
    used |= {"aws"} if plan.everywhere.dns else set()
    used |= {"gcp"} if plan.everywhere.entry else set()
    given = {"aws": settings.accounts.aws, "gcp": settings.accounts.gcp}
    for cloud in sorted(used & given.keys()):
        if given[cloud] is None:
            fields = "account" if cloud == "aws" else "project"
            ledger.problem(
                "DOM-241",
                f"accounts.{cloud}",
                f"the stack has something on {cloud} and does not say whose",
                value="nothing",
                allowed=f"{fields} of the {cloud} account this stack lives in",
                fix=f"add accounts.{cloud}",
            )


def all_keys(plan: Plan) -> tuple[Key, ...]:
    """Every key of a plan."""
    return (*plan.everywhere.keys, *(k for j in plan.jurisdictions for k in j.keys))


def all_stores(plan: Plan) -> tuple[Store, ...]:
    """Every store of a plan, those of jurisdictions first."""
    return (*(s for j in plan.jurisdictions for s in j.stores), *plan.everywhere.stores)
