"""What all components share: tags, protection, and a last look at the law before anything is declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import pulumi

from jurisdictions import law, place
from jurisdictions.model import Aspect
from jurisdictions.problem import Problem, ProblemsError
from plan.model import Identity, Part, Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What every component is given besides its part of the plan."""

    identity: Identity
    aws: pulumi.ProviderResource | None
    """One provider for the AWS account: each resource names its own region."""
    gcp: pulumi.ProviderResource | None


class Placed(Protocol):
    """Whatever was declared in one place: the handle of a key, of logs, of a network."""

    @property
    def name(self) -> str:
        """Name of what was planned."""

    @property
    def place(self) -> str:
        """Where it was declared: ``aws/eu-west-2``."""


class Component(pulumi.ComponentResource):
    """Declares one part of the plan. Decides nothing.

    A component takes its part of the plan, the handles it refers to and the context; it passes ``region``
    (AWS) or ``location``/``region`` (GCP) to every child, tags what can carry tags, protects what holds
    state, and ends with ``register_outputs``. It refuses a part whose places the law does not allow,
    whatever the settings said, and what it refers to (a key, a network, logs) where that is in another
    place than it says: raises ``ProblemsError`` (DOM-401) before declaring anything.
    """

    def __init__(
        self,
        token: str,
        part: Part,
        context: Context,
        opts: pulumi.ResourceOptions | None,
        *,
        name: str | None = None,
        places: Mapping[Aspect, Sequence[str]] | None = None,
        beside: Iterable[tuple[str, Placed]] = (),
    ) -> None:
        """``name`` where the component declares one thing of a part that plans several, else the part's own.

        ``places``: ids of the places of this part, by what the law says of them. Given by what is no store
        (keys, logs, networks, fronts). Where a store's data rests, its keys and backups are too: engines keep
        backups in the member's own place, and encrypt with a key of that place.

        ``beside``: what the part refers to, with the place where that must be.
        """
        if places is None:
            at_rest = self.places_at_rest(part)
            places = {Aspect.REST: at_rest, Aspect.KEYS: at_rest, Aspect.BACKUPS: at_rest}
        refuse_all_foreign(part, places)
        refuse_elsewhere(part, beside)
        super().__init__(token, name or part.name, None, opts)
        self.context = context
        self.tags = dict(part.tags)

    def places_at_rest(self, part: Part) -> Sequence[str]:
        """Ids of the places where this part keeps data: those of a store's placements."""
        return [p.place for p in part.placements] if isinstance(part, Store) else ()

    @property
    def provider(self) -> pulumi.ProviderResource | None:
        """The provider of the children: that of the component's cloud."""
        return None

    def child(
        self,
        *,
        stateful: bool = False,
        depends_on: Iterable[pulumi.Resource] = (),
        ignore_changes: Sequence[str] = (),
        of_cloud: bool = True,
    ) -> pulumi.ResourceOptions:
        """Options of a child: this parent, and the provider of its cloud (which a random value has not).

        ``stateful`` protects it and keeps it when it leaves the program, where the plan protects anything.
        """
        keep = stateful and self.context.identity.protect
        return pulumi.ResourceOptions(
            parent=self,
            provider=self.provider if of_cloud else None,
            protect=keep or None,
            retain_on_delete=keep or None,
            depends_on=list(depends_on),
            ignore_changes=list(ignore_changes),
        )


def refuse_foreign(part: Part, aspect: Aspect, places: Iterable[str]) -> None:
    """Raise ``ProblemsError`` (DOM-401) where ``aspect`` of this part would be outside its jurisdiction."""
    refuse_all_foreign(part, {aspect: places})


def refuse_all_foreign(part: Part, places: Mapping[Aspect, Iterable[str]]) -> None:
    """Raise ``ProblemsError`` (DOM-401) with every place of this part that is outside its jurisdiction."""
    problems = [problem for aspect, where in places.items() for problem in foreign(part, aspect, where)]
    if problems:
        raise ProblemsError(problems)


def refuse_elsewhere(part: Part, beside: Iterable[tuple[str, Placed]]) -> None:
    """Raise ``ProblemsError`` (DOM-401) with everything that is not in the place it is paired with.

    The law may allow both places. But a key of another place makes data depend on that place, which was
    not planned; and a name that leads to another place leads astray.
    """
    problems = [
        Problem(
            code="DOM-401",
            path=part.name,
            what=f"{found.name} is not in the place of what needs it",
            value=found.place,
            allowed=expected,
            fix=f"refer to one that was planned in {expected}",
        )
        for expected, found in beside
        if found.place != expected
    ]
    if problems:
        raise ProblemsError(problems)


def foreign(part: Part, aspect: Aspect, places: Iterable[str]) -> list[Problem]:
    """A problem for each of ``places`` where ``aspect`` of this part would be outside its jurisdiction."""
    rule = law(part.jurisdiction)
    outside = rule.outside(part.data_class, aspect, [place(p) for p in places])
    allowed = ", ".join(sorted(rule.allowed(part.data_class, aspect) or ())) or "no country at all"
    return [
        Problem(
            code="DOM-401",
            path=part.name,
            what=f"{part.data_class} data of {rule.name} would be outside its jurisdiction ({aspect})",
            value=f"{where.id} ({', '.join(sorted(where.countries)) or 'worldwide'})",
            allowed=allowed,
            fix="plan this part in a place of its jurisdiction; see jurisdictions/law.yaml",
        )
        for where in outside
    ]
