"""The commands of ``domicile``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli import advise, arguments, audit, failover, progress, reference, schema, summary, survive
from cli.errors import refuse
from cli.session import Session, notes, open_session, operate
from cli.stack_file import plan_file, require_secrets
from cli.workspace import Workspace, find_root
from infra.outputs import Contract, read
from jurisdictions.problem import ProblemsError
from plan.resolve import all_keys, all_stores
from sandbox import RefusedError, StateInUseError
from sandbox.operations import TOOLS
from toolchain.errors import ToolchainError

app = typer.Typer(
    name="domicile",
    help="Multi-region stacks whose personal data provably stays at home.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
_PACK = "policies"

StackOption = Annotated[
    str, typer.Option("--stack", "-s", help="The stack, by its file Pulumi.<stack>.yaml.")
]


@app.command("sandbox", context_settings={"allow_interspersed_args": False})
def sandbox_command(
    words: Annotated[
        list[str],
        typer.Argument(metavar="-- pulumi ...", help="Any pulumi command; aws or gcloud as a runbook says."),
    ],
    stack: Annotated[str | None, typer.Option("--stack", "-s", help="The stack; dev by default.")] = None,
) -> None:
    """Run any pulumi command against the sandbox: real engine, no account, no network."""
    if words[0] in TOOLS:
        typer.echo(operate(find_root(Path.cwd()), stack or "dev", words))
        return
    if words[0] != "pulumi":
        raise refuse(
            code="DOM-614",
            path="domicile sandbox",
            what="The sandbox runs pulumi, and the commands of a runbook.",
            value=words[0],
            allowed="domicile sandbox [--stack NAME] -- pulumi ... (or aws ..., gcloud ...)",
            fix=f"Write `domicile sandbox -- pulumi {' '.join(words)}`.",
        )
    given = words[1:]
    named = stack or arguments.stack_of(given) or "dev"
    with open_session(find_root(Path.cwd()), named) as session:
        code = session.run(given)
    raise typer.Exit(code)


@app.command()
def up(stack: StackOption = "dev") -> None:
    """Bring the stack up in the sandbox, judged by the policy pack."""
    with open_session(find_root(Path.cwd()), stack) as session:
        # No preview first: the policies judge each resource before it is created all the same.
        run = progress.run(session, "up", ["--yes", "--skip-preview", *_judged(session)])
        outputs = None if run.code else read(session.quiet(["stack", "output", "--json", "--stack", stack]))
    _finish(run, stack, outputs)


@app.command()
def preview(stack: StackOption = "dev") -> None:
    """Show what `up` would change, judged by the policy pack."""
    with open_session(find_root(Path.cwd()), stack) as session:
        _finish(progress.run(session, "preview", _judged(session)), stack)


@app.command()
def down(stack: StackOption = "dev") -> None:
    """Take the stack down in the sandbox, protected resources too, and remove all that is left of it."""
    with open_session(find_root(Path.cwd()), stack, protects=False) as session:
        _release(session)
        run = progress.run(session, "destroy", ["--yes", "--skip-preview"])
        if run.code:
            raise typer.Exit(run.code)
        session.quiet(["stack", "rm", "--yes", "--preserve-config", "--stack", stack])
        session.is_over = True
    _console.print(f"{stack}: {run.changes['delete']} resources deleted, {run.seconds:.1f} s", style="bold")


@app.command()
def check(stack: StackOption = "dev") -> None:
    """Say everything that is wrong with a stack file, without the engine."""
    root = find_root(Path.cwd())
    workspace = Workspace(root=root, stack=stack)
    workspace.require()
    text = workspace.source.read_text(encoding="utf-8")
    plan = plan_file(text, project=workspace.project_name, stack=stack)
    require_secrets(text, plan)
    stores = len(all_stores(plan))
    _console.print(
        f"{workspace.source.name}: {len(plan.jurisdictions)} jurisdictions, {stores} stores, "
        f"{len(all_keys(plan))} keys, no problem"
    )


app.command("advise")(advise.advise)
app.command("audit")(audit.audit)
app.command("schema")(schema.schema)
app.command("survive")(survive.survive)
app.command("failover")(failover.failover)


@app.command("reference")
def write_reference() -> None:
    """Write the reference pages that are made from the code."""
    for path in reference.write(find_root(Path.cwd())):
        _console.print(f"written: {path}", soft_wrap=True)


def _release(session: Session) -> None:
    """Let go of what is protected or would be kept when deleted."""
    path = session.workspace.home / f"{session.workspace.stack}-released.json"
    state = json.loads(session.quiet(["stack", "export"]))
    for resource in state["deployment"].get("resources", ()):
        resource.pop("protect", None)
        resource.pop("retainOnDelete", None)
    path.write_text(json.dumps(state), encoding="utf-8")
    session.quiet(["stack", "import", "--file", str(path)])
    path.unlink()


def _judged(session: Session) -> list[str]:
    return ["--policy-pack", str(session.workspace.root / _PACK)]


def _finish(run: progress.Run, stack: str, outputs: Contract | None = None) -> None:
    if run.code:
        raise typer.Exit(run.code)
    for part in summary.render(run, stack, outputs):
        _console.print(part)


def run() -> None:
    """Run one of them; a problem is shown as text, not as a traceback."""
    try:
        app()
    except (ProblemsError, ToolchainError, StateInUseError, RefusedError) as error:
        notes.print(str(error), markup=False, soft_wrap=True)
        sys.exit(1)
