"""What a person sees at the end of a run."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cli import topology
from cli.progress import Run
from infra.outputs import Contract

_PLANNED = {"preview": "would change", "up": "changed", "destroy": "changed"}


def render(run: Run, stack: str, outputs: Contract | None = None) -> Iterator[RenderableType]:
    """Counts, changes, policies, wall time; what runs where, given ``outputs``; where the rest is."""
    changed = sum(count for op, count in run.changes.items() if op != "same")
    did = f"{changed} {_PLANNED.get(run.command, 'changed')}" if changed else "nothing changed"
    yield Text(f"{stack}: {sum(run.changes.values())} resources, {did}, {run.seconds:.1f} s", style="bold")
    if run.by_type and run.command != "up":
        yield changes(run)
    for name, version in sorted(run.packs.items()):
        yield Text(f"policy pack {name} {version}: no violation, {len(run.advice)} advisory notes")
    for line in run.advice:
        yield Text(f"  {line}", style="yellow")
    if outputs is not None:
        yield from topology.render(outputs)
        yield Text()
        command = f".venv/bin/domicile sandbox --stack {stack} -- pulumi stack output --json"
        yield Text(f"outputs: {command}", style="dim")
    yield Text(f"details: {run.log}", style="dim")


def changes(run: Run) -> Table:
    """One line per type of resource, one column per operation."""
    operations = sorted({operation for operation, _ in run.by_type})
    table = Table("type", box=None, header_style="dim")
    for operation in operations:
        table.add_column(operation, justify="right")
    for type_ in sorted({type_ for _, type_ in run.by_type}):
        counts = (run.by_type[operation, type_] for operation in operations)
        table.add_row(type_, *(str(count) if count else "" for count in counts))
    return table
