"""The report of a proof: one line per kind of leak, then whatever got through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.mutants.proof import Proof, Survivor

SHOWN = 60
"""Survivors that are listed in full; the rest are counted by kind and type."""


def lines(proof: Proof) -> Iterator[str]:
    """The report, ready to print."""
    kinds = sorted({kind for kind, _ in proof.tried})
    clouds = sorted({cloud for _, cloud in proof.tried})
    survived = Counter(s.kind for s in proof.survivors)
    width = max(map(len, kinds), default=5)
    yield f"{'leak':<{width}} " + "".join(f"{cloud:>9}" for cloud in clouds) + f"{'tried':>9}{'caught':>9}"
    for kind in kinds:
        of_cloud = [proof.tried[kind, cloud] for cloud in clouds]
        yield _line(kind, width, of_cloud, survived[kind])
    totals = [sum(n for (_, c), n in proof.tried.items() if c == cloud) for cloud in clouds]
    yield _line("all", width, totals, len(proof.survivors))
    yield ""
    silent = ", ".join(f"{n} of {where}" for where, n in sorted(proof.compliant.items()))
    yield f"compliant stacks: {silent}; false alarms: {len(proof.alarms)}"
    yield from _listed("survivor", proof.survivors)
    yield from _listed("false alarm", proof.alarms)


def _line(kind: str, width: int, of_cloud: list[int], survived: int) -> str:
    tried = sum(of_cloud)
    share = f"{100 * (tried - survived) / tried:.1f} %" if survived else "100 %"
    return f"{kind:<{width}} " + "".join(f"{n:>9,}" for n in of_cloud) + f"{tried:>9,}{share:>9}"


def _listed(what: str, found: list[Survivor]) -> Iterator[str]:
    for one in found[:SHOWN]:
        yield f"{what}: {one}"
    rest = Counter((s.where, s.kind, s.token) for s in found[SHOWN:])
    for (where, kind, token), count in rest.most_common():
        yield f"{what}s: {count} more | {where} | {kind} | {token}"
