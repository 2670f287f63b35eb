"""From the stack's configuration to declared components and the outputs contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_gcp as gcp

from components.aws.zone import Zone
from components.base import Context
from components.gcp.agents import ServiceAgents, services_needed
from infra.everywhere import declare_everywhere
from infra.jurisdiction import declare_jurisdiction
from infra.lines import unconfigured, with_lines
from infra.outputs.contract import VERSION, Contract
from infra.site import Shared
from infra.stores import require_secrets
from jurisdictions.problem import ProblemsError
from plan.model import Identity, Plan
from plan.resolve import all_keys, all_stores, plan_text

CONTROL_REGION = "us-east-1"
"""Where the AWS provider signs calls of services that have no region (IAM, Route 53). Every resource that has
a region names its own: the components' contract test and the policies prove it."""


def main() -> None:
    """Declare the stack. Ends the program with all problems of the settings, and nothing declared."""
    project, stack = pulumi.get_project(), pulumi.get_stack()
    try:
        text = pulumi.Config("domicile").get("stack")
        if text is None:
            raise ProblemsError([unconfigured(stack, "nothing")])
        plan = plan_text(text, project=project, stack=stack)
        declare(plan)
    except ProblemsError as error:
        located = with_lines(error.problems, _stack_file(stack))
        raise pulumi.RunError(f"Pulumi.{stack}.yaml: {ProblemsError(located)}") from error


def declare(plan: Plan) -> None:
    """Declare a plan and export its outputs. Raises ``ProblemsError`` before anything is declared."""
    require_secrets(all_stores(plan))
    context = Context(
        identity=plan.identity, aws=_aws_provider(plan.identity), gcp=_gcp_provider(plan.identity)
    )
    dns = plan.everywhere.dns
    services = services_needed(all_keys(plan), all_stores(plan))
    shared = Shared(
        context=context,
        agents=ServiceAgents(services, context=context).handle if services else None,
        zone=Zone(dns, context=context).handle if dns else None,
    )
    outputs: dict[str, Any] = {
        "contract": VERSION,
        "stack": plan.identity.stack,
        "jurisdictions": {j.id: declare_jurisdiction(j, shared) for j in plan.jurisdictions},
        "everywhere": declare_everywhere(plan, shared),
    }
    promises = _promises(plan)
    checked = pulumi.Output.from_input({**outputs, "promises": promises}).apply(_checked)
    for name in outputs:
        pulumi.export(name, checked[name])
    pulumi.export(
        "promises", promises
    )  # not computed from resources: a preview knows it, and is judged by it


def _promises(plan: Plan) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for store in all_stores(plan):
        found.setdefault(store.jurisdiction, {})[store.store] = store.survives
    return found


def _checked(outputs: dict[str, Any]) -> dict[str, Any]:
    """The outputs, held against the contract: a program that breaks it fails here, not in an app."""
    return Contract.model_validate(outputs).model_dump(mode="json", by_alias=True)


def _aws_provider(identity: Identity) -> aws.Provider | None:
    if identity.aws_account is None:
        return None
    return aws.Provider("aws", region=CONTROL_REGION, allowed_account_ids=[identity.aws_account])


def _gcp_provider(identity: Identity) -> gcp.Provider | None:
    if identity.gcp_project is None:
        return None
    return gcp.Provider(
        "gcp", project=identity.gcp_project, user_project_override=True, billing_project=identity.gcp_project
    )


def _stack_file(stack: str) -> str:
    found = Path(pulumi.get_root_directory()) / f"Pulumi.{stack}.yaml"
    return found.read_text(encoding="utf-8") if found.is_file() else ""
