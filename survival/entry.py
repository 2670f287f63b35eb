"""What becomes of a host: who still answers it, what gets users there, and after how long."""

from __future__ import annotations

from dataclasses import dataclass

from survival.figures import seconds
from survival.fronts import Front, Host, Leg
from survival.model import Loss, Reach

DNS_CLOUD = "aws"
"""Records are on Route 53: names are gone with this cloud, whatever else is left."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """How users of a host get an answer."""

    reach: Reach
    how: str
    after_seconds: int | None
    left: tuple[Front, ...]
    """Those that would answer, the one that does first."""
    steps: tuple[str, ...] = ()


def way(host: Host, loss: Loss) -> Way:
    """What DNS and the accelerator do by themselves, and what a person must do."""
    if loss.is_nothing:
        return Way(reach=Reach.ANSWERS, how=_at(host.fronts[0]), after_seconds=0, left=host.fronts)
    left = tuple(f for leg in host.legs for f in leg.fronts if f.alive(loss))
    if any(not f.place for f in host.fronts):
        return Way(
            reach=Reach.CANNOT_TELL, how="the place of a front is not known", after_seconds=None, left=left
        )
    if not left:
        return Way(reach=Reach.NONE, how=_none(host, loss), after_seconds=None, left=())
    if not host.name:
        return _nameless(host, loss, left)
    if DNS_CLOUD in loss.clouds:
        return _without_dns(host, left)
    return _by_itself(host, loss, left)


def _none(host: Host, loss: Loss) -> str:
    standing = [f for f in host.fronts if f.place and not loss.takes(f.place) and f.behind]
    return "no front is left" if not standing else "the front is left, the page behind it is not"


def _nameless(host: Host, loss: Loss, left: tuple[Front, ...]) -> Way:
    if len(left) == len(host.fronts) and not any(loss.touches(f.place) for f in left):
        return Way(reach=Reach.ANSWERS, how=_at(left[0]), after_seconds=0, left=left)
    how = "no record of this stack leads to its fronts"
    return Way(reach=Reach.CANNOT_TELL, how=how, after_seconds=None, left=left)


def _without_dns(host: Host, left: tuple[Front, ...]) -> Way:
    front = left[0]
    return Way(
        reach=Reach.STEP,
        how=f"{front.place} is left, but the name is on Route 53, which is gone with {DNS_CLOUD}",
        after_seconds=None,
        left=left,
        steps=(
            f"at the registrar, delegate the domain of {host.name} to name servers elsewhere",
            f"there: {host.name} A {front.address or front.place}",
        ),
    )


def _by_itself(host: Host, loss: Loss, left: tuple[Front, ...]) -> Way:
    legs = host.legs
    alive = [leg for leg in legs if leg.alive(loss)]
    if not alive:
        return Way(reach=Reach.NONE, how="no front is left", after_seconds=None, left=())
    first, answering = legs[0], alive[0]
    front = answering.alive(loss)[0]
    order = (front, *(f for f in left if f is not front))
    waited, means = 0, []
    if answering is not first:
        if not _gives_up(first, answering):
            return _by_hand(host, order)
        waited += _dns_seconds(first)
        means.append(f"Route 53 within {_dns_seconds(first)} s")
    if answering.accelerated and front is not answering.fronts[0]:
        waited += seconds("accelerator")
        means.append(f"Global Accelerator within about {seconds('accelerator')} s")
    if not means:
        return Way(reach=Reach.ANSWERS, how=_at(front), after_seconds=0, left=order)
    how = f"{_at(front)}: {', then '.join(means)}"
    return Way(reach=Reach.FAILS_OVER, how=how, after_seconds=waited, left=order)


def _gives_up(first: Leg, second: Leg) -> bool:
    """Whether DNS leaves the first leg for the second without anybody."""
    return first.role == "PRIMARY" and second.role == "SECONDARY" and first.check_seconds is not None


def _dns_seconds(leg: Leg) -> int:
    """Until the health check gives the leg up, and resolvers forget it."""
    ttl = seconds("alias-ttl") if leg.ttl_seconds is None else leg.ttl_seconds
    return (leg.check_seconds or 0) + ttl


def _by_hand(host: Host, order: tuple[Front, ...]) -> Way:
    return Way(
        reach=Reach.STEP,
        how=f"{order[0].place} is left, but nothing sends users there by itself",
        after_seconds=None,
        left=order,
        steps=(f"change the record {host.name} to {order[0].address or order[0].place}",),
    )


def _at(front: Front) -> str:
    return f"answered in {front.place}" if not front.place.endswith("/global") else "answered everywhere"
