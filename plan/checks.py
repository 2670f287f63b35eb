"""What the settings may not say although their form is right: noted in the ledger, with all the rest."""

from __future__ import annotations

import re

from jurisdictions import known_engines, provisioned
from jurisdictions.model import DataClass
from plan import networks
from plan.alarms import ALARMS
from plan.draft import Draft, Ledger, engine_of, known_region, region_in
from plan.model import Plan
from plan.rest import listed
from plan.settings import RESERVED_NAMES, WORD, Settings, StoreBase

RESERVED_STORES = frozenset({networks.LOGS, ALARMS, "entry", "network", "dns", "gcp", "accelerator"})


def check_names(settings: Settings, stack: str, ledger: Ledger) -> None:
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


def check_own_ranges(settings: Settings, ledger: Ledger) -> None:
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
                ledger.does_nothing(f"{path}.{at}", value=at, allowed="a place: aws/eu-west-2")
            else:
                known_region(ledger, at, f"{path}.{at}")


def check_stores(settings: Settings, ledger: Ledger) -> None:
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
                ledger.does_nothing(
                    f"stores.{name}.in.{jurisdiction}", value=jurisdiction, allowed="a jurisdiction of only"
                )


def _check_everywhere(path: str, store: StoreBase, ledger: Ledger) -> None:
    """A table that belongs to no jurisdiction has no keys that are about one."""
    given = {"only": store.only, "in": store.overrides or None, "recovery": store.recovery}
    if store.witness is not None and getattr(store, "consistency", "") != "strong":
        ledger.does_nothing(f"{path}.witness", value=store.witness, allowed="with consistency: strong")
    for key, value in given.items():
        if value is not None:
            allowed = "home and replicas: a global table belongs to no jurisdiction"
            said = value if isinstance(value, str) else ", ".join(value)
            ledger.does_nothing(f"{path}.{key}", value=said, allowed=allowed)


def expiring() -> frozenset[str]:
    """Engines that can be declared and delete what has expired by themselves."""
    return frozenset(n for n, layout in provisioned() if known_engines()[n].layouts[layout].expires)


def check_witness(draft: Draft) -> None:
    """A third voter is inside the law (DOM-213), and only where an engine votes over regions (DOM-108)."""
    given, path = draft.store.witness, f"{draft.path}.witness"
    if given is None:
        return
    layouts = known_engines()[engine_of(draft.store)].layouts.values()
    if not any(x.topology == "quorum" and draft.store.survives in x.survives for x in layouts):
        draft.scope.ledger.does_nothing(
            path,
            value=given,
            allowed="with an engine and a promise that need a majority of three regions",
        )
        return
    region_in(draft.scope, given, path, draft.resting, code="DOM-213")


def check_expiry(draft: Draft) -> None:
    """Transient data expires within the law's limit, on an engine that makes it so (DOM-220, DOM-225)."""
    store, limit = draft.store, draft.scope.law.rules[draft.store.data_class].expires_hours
    if store.data_class is not DataClass.TRANSIENT:
        if store.expires_hours is not None and engine_of(store) not in expiring():
            path, hours = f"{draft.path}.expires_hours", str(store.expires_hours)
            draft.scope.ledger.does_nothing(path, value=hours, allowed="on " + listed(expiring()))
        return
    if engine_of(store) not in expiring():
        draft.scope.ledger.problem(
            "DOM-225",
            f"{draft.path}.engine",
            "transient data must expire, and rows of this engine do not expire by themselves",
            value=engine_of(store),
            allowed=listed(expiring()),
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


def check_accounts(plan: Plan, settings: Settings, ledger: Ledger) -> None:
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


def is_everywhere(store: StoreBase) -> bool:
    """Whether a store belongs to no jurisdiction: metadata on an engine that replicates over the world."""
    return store.data_class is DataClass.METADATA and engine_of(store) == "dynamodb"
