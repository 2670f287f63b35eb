"""Proves the policy pack by mutation: ``python -m tests.mutants``; ``make mutants``.

A stack that leaks nothing is changed by one leak at a time, and each must give a finding on the resource that
leaks, by the rule for it; the unchanged stack must give none. Tried are all types of both SDKs, each in the
smallest stacks that comply (``scenes``), this project's own stacks, and random ones.

What is left out, and why:

- A type that holds nothing may have a place for others to find (``at``): nothing of it is there, so nothing
  leaks. Where it sends data (copies, backups, logs) or sets keys, each of these is tried.
- A path in ``at`` decides only where none before it says anything: it is tried with those before it unset.
- What only names another resource's key is not asked whose it is while the key is at home: its tags are
  mutated with the key abroad.
- Metadata may be anywhere: its stacks are tried for silence only.
- A value that is computed from another resource of this jurisdiction is told by that resource, tags as well:
  whatever a path and what it belongs to (``of``) share may be found either way, by its place or by its tags.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from policies import Graph
from policies.facts import catalogue
from policies.resources.state import graph_of
from tests.mutants.granted import of_grants
from tests.mutants.proof import Proof, of_twins, of_types
from tests.mutants.report import lines
from tests.mutants.trials import of_clouds


def main() -> int:
    """0 where every leak was found, and nothing else."""
    asked = _asked()
    started, proof = time.monotonic(), Proof()
    facts = {token: fact for token, fact in of_clouds(catalogue()).items() if asked.only in token}
    of_grants(facts, of_twins(facts, of_types(facts, proof)))
    if not asked.only:
        _stacks(asked, proof)
    took = f"{proof.mutants:,} mutants of {len(facts):,} types, in {time.monotonic() - started:.0f} s"
    sys.stdout.write("\n".join([*lines(proof), took, ""]))
    return 0 if proof.holds else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants", description="Prove the policies by mutation."
    )
    add = parser.add_argument
    add("--only", metavar="TEXT", default="", help="only types with this in their name, and no stacks")
    add("--topologies", metavar="N", type=int, default=6, help="random topologies to try")
    add("--state", metavar="FILE", type=Path, action="append", default=[], help="an exported state to try")
    add(
        "--deploy",
        metavar="STACK",
        action="append",
        default=[],
        help="a stack to deploy to a sandbox and try",
    )
    return parser.parse_args()


def _stacks(asked: argparse.Namespace, proof: Proof) -> None:
    from tests.mutants.stacks import declared, exported, of_stack, random_plans, recorded

    for stack in ("dev", "prod"):
        of_stack(stack, declared(stack), proof)
    for plan in random_plans(asked.topologies):
        of_stack("random topologies", recorded(plan, "random"), proof)
    for path in asked.state:
        of_stack(path.name, exported(path), proof)
    for stack in asked.deploy:
        of_stack(f"{stack}, deployed", _deployed(stack), proof)


def _deployed(stack: str) -> Graph:
    from tests.infra.deployed import Project

    with TemporaryDirectory() as folder:
        project = Project(Path(folder))
        project.run("up", "--stack", stack)
        state = project.export(stack)
        project.run("down", "--stack", stack)
    return graph_of(json.loads(json.dumps(state)))


if __name__ == "__main__":
    sys.exit(main())
