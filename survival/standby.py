"""A primary in one region that standbys in others follow: what is left, who takes over, and what that costs.

In a region, a primary over two zones fails over by itself, for its storage is in both. From region to region
it takes a command, and what had not arrived there is lost: so much as the standby was behind. How far that
may be before an alert fires is read from the policies that are deployed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from policies.resources.graph import Resource
from policies.resources.values import read
from survival.ground import Ground, sound
from survival.members import Members, Placed
from survival.model import Fate, Loss, Outcome

ALERT = "gcp:monitoring/alertPolicy:AlertPolicy"
_FILTER, _THRESHOLD = "conditionThreshold.filter", "conditionThreshold.thresholdValue"


@dataclass(frozen=True, kw_only=True, slots=True)
class Member(Placed):
    """A primary or a standby, in one region."""

    name: str
    writes: bool | None
    """Whether it is the primary; None where that cannot be told."""
    over_zones: bool
    """Whether another node of it in another zone takes over by itself."""
    answers: bool = True
    """Whether it has anything that answers at all."""
    lag_seconds: float | None = None
    """How far it may be behind before an alert fires; None where none does."""

    def stands(self, loss: Loss) -> bool:
        """Whether it certainly goes on: of two nodes in two unknown zones, two lost zones may take both."""
        if not self.answers or not sound({self.place, *self.keys}, loss):
            return False
        return loss.zones_of(self.place) <= (1 if self.over_zones else 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """How one engine speaks: its figures, and what is typed."""

    thing: str
    """``cluster``, ``instance``."""
    zone_figure: str
    """Key in figures.yaml of what the loss of a zone costs."""
    region_figure: str
    """Of what the loss of a region costs."""
    promote: str
    """With ``{name}``, ``{region}`` and ``{project}``."""
    switch: str
    """Change of roles while both answer, which loses nothing."""
    after: str
    """What to do before the program is run again."""
    drop: str = ""
    """What removes an old primary that stands alone beside the promoted one; empty where it follows again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standby(Members[Member]):
    """A primary, alone or with standbys."""

    project: str
    words: Words
    not_known: ClassVar[str] = "the place of a member or its key, or which of them writes, is not known"

    def after(self, loss: Loss) -> Fate:
        """Where the primary stands, it writes; else the standby that is least behind takes over."""
        writers = [m for m in self.members if m.writes]
        if len(writers) != 1:
            return Fate(outcome=Outcome.CANNOT_TELL, notes=(self.not_known,))
        writer = writers[0]
        return self._here(writer, loss) if writer.stands(loss) else self._elsewhere(writer, loss)

    def _here(self, writer: Member, loss: Loss) -> Fate:
        hit = loss.zones_of(writer.place) > 0
        gone = [m for m in self.members if not m.stands(loss)]
        return Fate(
            outcome=Outcome.KEEPS_WRITING,
            left=self._zones(writer, loss) if hit else self._regions(loss),
            figure=self.words.zone_figure if hit else "",
            notes=tuple(f"no standby in {m.place} until it is back" for m in gone),
            answered_by=self._answering(loss),
        )

    def _elsewhere(self, writer: Member, loss: Loss) -> Fate:
        fit = [m for m in self.members if m is not writer and m.stands(loss)]
        left = self._regions(loss)
        if not fit:
            note = f"its backups are in {writer.place} too: nothing to restore elsewhere"
            return Fate(outcome=Outcome.LOST, left=left, figure="lost", notes=(note,))
        best = min(fit, key=lambda m: (m.lag_seconds is None, m.lag_seconds or 0))
        behind = (
            "no alert says how far it is behind"
            if best.lag_seconds is None
            else f"an alert fires when it is more than {best.lag_seconds:g} s behind"
        )
        return Fate(
            outcome=Outcome.STEP,
            left=f"{left}; lost is what had not reached {best.place}",
            figure=self.words.region_figure,
            steps=(self._typed(self.words.promote, best), _set_to(best)),
            rejoin=(self._typed(self.words.drop, writer),) if self.words.drop else (),
            back=(self._typed(self.words.switch, writer), _set_to(writer)),
            notes=(
                behind,
                f"while both regions answer, nothing is lost by {self._typed(self.words.switch, best)}",
                self.words.after,
            ),
            answered_by=self._answering(loss),
        )

    def _answering(self, loss: Loss) -> tuple[str, ...]:
        return tuple(m.place for m in self.members if m.stands(loss))

    def _zones(self, writer: Member, loss: Loss) -> str:
        gone = loss.zones_of(writer.place)
        return f"{gone} zone gone, {2 - gone} of 2 zones of the primary certainly left, 1 to write"

    def _regions(self, loss: Loss) -> str:
        standing = sum(m.stands(loss) for m in self.members)
        return f"{standing} of {len(self.members)} {self.words.thing}s left"

    def _typed(self, command: str, member: Member) -> str:
        project = f" --project={self.project}" if self.project else ""
        return command.format(name=member.name, region=member.region, project=project)


def _set_to(member: Member) -> str:
    return f"set applications to <host of {member.place}>"


def told_after(ground: Ground, metric: str, *names: str) -> float | None:
    """The lowest threshold of an alert on this metric whose filter has all of ``names``; None without one."""
    found: list[float] = []
    for alert in ground.of(ALERT):
        if alert.props.get("enabled") is False:
            continue
        for exact, text in read(alert.props, f"conditions[].{_FILTER}"):
            above = exact.removesuffix(_FILTER)
            said = isinstance(text, str) and metric in text and all(f'"{name}"' in text for name in names)
            found += [
                float(value)
                for at, value in read(alert.props, f"conditions[].{_THRESHOLD}")
                if said and at.startswith(above) and isinstance(value, int | float)
            ]
    return min(found, default=None)


def together(resources: Iterable[Resource], follows: dict[str, str]) -> list[list[Resource]]:
    """Resources in groups: each primary with those that follow it. ``follows``: URN of it by URN of those."""
    groups: dict[str, list[Resource]] = {}
    for resource in resources:
        groups.setdefault(follows.get(resource.urn, resource.urn), []).append(resource)
    return list(groups.values())
