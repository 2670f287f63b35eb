"""What planning passes around: the scope of a jurisdiction, and the problems and names found so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypedDict

from jurisdictions import UnknownPlaceError, place, places
from jurisdictions.model import DataClass, Law, Place
from jurisdictions.problem import Problem
from plan import names
from plan.model import Identity, Key
from plan.rest import allowed_regions, countries_at_rest, may_rest, resting
from plan.settings import Settings, StoreBase

GLOBAL = "global"
"""The pseudo-jurisdiction of what is not personal (see jurisdictions/law.yaml)."""


@dataclass(kw_only=True, slots=True)
class Ledger:
    """Problems found and physical names claimed while a plan is made."""

    problems: list[Problem] = field(default_factory=list)
    claims: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def problem(self, code: str, path: str, what: str, *, value: str, allowed: str, fix: str) -> None:
        """Note one problem, once: a store may have it in several jurisdictions alike."""
        found = Problem(code=code, path=path, what=what, value=value, allowed=allowed, fix=fix)
        if found not in self.problems:
            self.problems.append(found)

    def does_nothing(
        self, path: str, *, value: str, allowed: str, why: str = "", fix: str = "remove it"
    ) -> None:
        """Note a key that would be passed over in silence (DOM-108)."""
        what = "this key does nothing here" + (f": {why}" if why else "")
        self.problem("DOM-108", path, what, value=value, allowed=allowed, fix=fix)

    def claim(self, kind: str, where: str, name: str, path: str) -> str:
        """Note that ``path`` uses a physical name; a second user of the same name is a problem (DOM-231)."""
        owner = self.claims.setdefault((kind, where, name), path)
        if owner != path:
            self.problem(
                "DOM-231",
                path,
                f"two {kind}s would have the same name in {where}",
                value=name,
                allowed="a name of its own for each",
                fix=f"rename {path} or {owner}: long names are shortened and must still differ",
            )
        return name


class PartFields(TypedDict):
    """The fields every part of the plan has."""

    name: str
    jurisdiction: str
    data_class: DataClass
    tags: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """One jurisdiction of a stack while it is planned."""

    identity: Identity
    settings: Settings
    law: Law
    places: tuple[str, ...]
    """Ids of the jurisdiction's places, home first; for ``global``, those of all AWS places of the stack."""
    ledger: Ledger

    def part(self, *parts: str, data_class: DataClass, store: str | None = None) -> PartFields:
        """Name, jurisdiction, class and tags of a part."""
        tags = {
            "data-class": data_class.value,
            "jurisdiction": self.law.id,
            "project": self.identity.project,
            "stack": self.identity.stack,
        }
        if store is not None:
            tags["store"] = store
        name = self.logical(*parts)
        return {"name": name, "jurisdiction": self.law.id, "data_class": data_class, "tags": tags}

    def logical(self, *parts: str) -> str:
        """A logical name below this jurisdiction, claimed for exactly these parts."""
        name = names.logical(self.law.id, *parts)
        return self.ledger.claim("part", "the stack", name, " ".join((self.law.id, *parts)))

    def physical(self, kind: str, where: str, *parts: str, limit: int, path: str) -> str:
        """A physical name, claimed for ``path``: prefix, jurisdiction, parts."""
        name = names.physical(self.identity.prefix, self.law.id, *parts, limit=limit)
        return self.ledger.claim(kind, where, name, path)

    def key(
        self,
        at: str,
        what: str,
        data_class: DataClass,
        *,
        services: tuple[str, ...],
        store: str | None = None,
    ) -> Key:
        """The customer-managed key for ``what`` (a store, or ``logs``) in one place."""
        keys = self.settings.keys
        prefix = self.identity.prefix
        on_aws = at.startswith("aws/")
        limit = 250 if on_aws else 63  # alias: 256 with "alias/"; crypto key id: 63 (KMS API references)
        return Key(
            **self.part(what, at, "key", data_class=data_class, store=store),
            place=at,
            physical=self.physical("key", at, what, limit=limit, path=f"{what} in {self.law.id}"),
            ring="" if on_aws else names.physical(prefix, self.law.id, limit=63),
            rotation_days=keys.rotation_days,
            deletion_days=keys.deletion_days,
            services=services,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """One store in one jurisdiction while its engine lays it out."""

    scope: Scope
    name: str
    path: str
    """Where its settings are: ``stores.identities`` or ``stores.identities.in.uk``."""
    store: StoreBase

    @property
    def is_everywhere(self) -> bool:
        """Whether it belongs to no jurisdiction."""
        return self.scope.law.id == GLOBAL

    @property
    def backup_days(self) -> int:
        """How far back a restore reaches: nowhere for what must expire, which a backup would outlive."""
        return 0 if self.store.data_class is DataClass.TRANSIENT else self.store.backup_days

    @property
    def resting(self) -> DataClass:
        """The class that decides where this store may be."""
        return resting(engine_of(self.store), self.store.data_class)

    def keys(self, sited: Iterable[str], *services: str) -> tuple[Key, ...]:
        """Its key in each of these places, for the services that encrypt with it."""
        data_class = self.store.data_class
        return tuple(
            self.scope.key(at, self.name, data_class, services=services, store=self.name) for at in sited
        )

    def sited(self, cloud: str, *, spread: bool) -> tuple[str, ...] | None:
        """Home, and recovery where ``spread``, on one cloud inside the law; None after noting why not.

        The store's own ``home`` and ``recovery`` win over its jurisdiction's places.
        """
        own = self._own_places(cloud)
        if own is None:
            return None
        home, recovery = own
        candidates = [p for p in self.scope.places if p.startswith(f"{cloud}/")]
        if recovery is not None and self.store.survives == "zone":
            self._unused_recovery(recovery)
            recovery = None
        home = home or next((p for p in candidates if p != recovery), None)
        if home is None:
            self._no_home(cloud)
            return None
        if not spread:
            return (home,)
        recovery = recovery or next((p for p in candidates if p != home), None)
        return (home,) if recovery is None else (home, recovery)

    def _own_places(self, cloud: str) -> tuple[str | None, str | None] | None:
        fine = True
        for role in ("home", "recovery"):
            given = getattr(self.store, role)
            if given is None:
                continue
            found = region_in(self.scope, given, f"{self.path}.{role}", self.resting, code="DOM-213")
            if found and not given.startswith(f"{cloud}/"):
                self.scope.ledger.problem(
                    "DOM-203",
                    f"{self.path}.{role}",
                    "a place of the wrong cloud for this engine",
                    value=given,
                    allowed=allowed_regions(self.scope.law, self.store.data_class, cloud),
                    fix=f"choose a place of {cloud}, or another engine",
                )
                fine = False
            fine = fine and found is not None
        if fine and self.store.home is not None and self.store.home == self.store.recovery:
            same_place(self.scope.ledger, f"{self.path}.recovery", self.store.home)
            fine = False
        return (self.store.home, self.store.recovery) if fine else None

    def _unused_recovery(self, recovery: str) -> None:
        self.scope.ledger.does_nothing(
            f"{self.path}.recovery",
            why="the store survives a zone only",
            value=recovery,
            allowed="with survives: region",
            fix="promise survives: region, or remove it",
        )

    def _no_home(self, cloud: str) -> None:
        law = self.scope.law
        self.scope.ledger.problem(
            "DOM-211",
            self.path,
            f"the engine runs on {cloud} only, and {law.id} has no place there",
            value=f"{engine_of(self.store)} in {law.id}: {', '.join(self.scope.places)}",
            allowed=f"a place of {cloud} inside {law.id}: "
            + allowed_regions(law, self.store.data_class, cloud),
            fix=f"set stores.{self.name}.in.{law.id}.home, choose another engine there, "
            f"or leave {law.id} out of stores.{self.name}.only",
        )


def engine_of(store: StoreBase) -> str:
    """The name of a store's engine."""
    return str(getattr(store, "engine"))  # noqa: B009  (every engine's settings have it, the base has not)


def region_in(scope: Scope, place_id: str, path: str, data_class: DataClass, *, code: str) -> Place | None:
    """The region ``place_id`` if it exists and the law lets this class rest there; else None, with why."""
    found = known_region(scope.ledger, place_id, path)
    if found is None:
        return None
    if may_rest(scope.law, data_class, found):
        return found
    countries = ", ".join(sorted(countries_at_rest(scope.law, data_class))) or "no country"
    scope.ledger.problem(
        code,
        path,
        f"{data_class} data of {scope.law.name} may not rest here",
        value=f"{place_id} ({', '.join(sorted(found.countries))})",
        allowed=f"{allowed_regions(scope.law, data_class)} (in {countries})",
        fix="choose a place of this jurisdiction; the law is in jurisdictions/law.yaml",
    )
    return None


def known_region(ledger: Ledger, place_id: str, path: str) -> Place | None:
    """The region of this id; None after noting why there is none (unknown, of the other cloud, several)."""
    cloud, _, name = place_id.partition("/")
    try:
        found = place(place_id)
    except UnknownPlaceError as error:
        other = {"aws": "gcp", "gcp": "aws"}[cloud]
        if f"{other}/{name}" in places():
            ledger.problem(
                "DOM-203",
                path,
                f"{name} is a region of {other}, not of {cloud}",
                value=place_id,
                allowed=f"{other}/{name}",
                fix=f"write {other}/{name}",
            )
        else:
            suggestion = error.nearest
            ledger.problem(
                "DOM-202",
                path,
                "no such region",
                value=place_id,
                allowed="a region of jurisdictions/places.yaml",
                fix=f"did you mean {', '.join(suggestion)}?" if suggestion else "correct its name",
            )
        return None
    if not found.is_region:
        ledger.problem(
            "DOM-204",
            path,
            "one region is wanted here, and this is several",
            value=f"{place_id} ({', '.join(sorted(found.countries)) or 'worldwide'})",
            allowed="a single region",
            fix=f"name one of {', '.join(found.regions[:8])}" if found.regions else "name a region",
        )
        return None
    return found


def same_place(ledger: Ledger, path: str, place_id: str) -> None:
    """Note that recovery would be where home is (DOM-206)."""
    ledger.problem(
        "DOM-206",
        path,
        "recovery must be another place than home",
        value=place_id,
        allowed="any other region of the jurisdiction",
        fix="choose another region, or leave recovery out",
    )
