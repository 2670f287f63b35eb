"""The CrossGuard pack: each rule twice under one name, for a resource alone and for the stack as a whole.

Names of policies are the ids of the rules, so that one enforcement level, one exemption and one line of a
report hold for both moments.
"""

from __future__ import annotations

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyComplianceFramework,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)

from policies.crossguard import resource_of
from policies.facts import catalogue
from policies.judging import unjudged
from policies.rules import RULES, Rule
from policies.sitting import Sitting

NAME = "domicile"


def policies() -> list[Policy]:
    """Every policy of the pack, all mandatory. Raises ``FactsError`` where nothing could be judged."""
    catalogue()
    sitting = Sitting()
    alone: list[Policy] = [_of_resource(rule, sitting) for rule in RULES]
    return [*alone, *(_of_stack(rule, sitting) for rule in RULES)]


def _of_resource(rule: Rule, sitting: Sitting) -> ResourceValidationPolicy:
    def validate(args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
        try:
            found = sitting.before_creation(rule.id, resource_of(args, args.opts, args.provider, {}))
        except Exception as error:  # it would reach the engine as a note, or hide the rest
            found = [unjudged(args.urn, rule.id, error)]
        for finding in found:
            report_violation(finding.message, finding.urn)

    return ResourceValidationPolicy(
        name=rule.id,
        description=rule.description,
        validate=validate,
        enforcement_level=EnforcementLevel.MANDATORY,
        severity=Severity(rule.severity.value),
        framework=PolicyComplianceFramework(name=rule.framework),
        remediation_steps=rule.remediation,
    )


def _of_stack(rule: Rule, sitting: Sitting) -> StackValidationPolicy:
    def validate(args: StackValidationArgs, report_violation: ReportViolation) -> None:
        for finding in sitting.of_stack(rule.id, args.resources):
            report_violation(finding.message, finding.urn or None)

    return StackValidationPolicy(
        name=rule.id,
        description=rule.description,
        validate=validate,
        enforcement_level=EnforcementLevel.MANDATORY,
        severity=Severity(rule.severity.value),
        framework=PolicyComplianceFramework(name=rule.framework),
        remediation_steps=rule.remediation,
    )
