"""A pack of the plain SDK with one policy that does nothing."""

from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)


def _nothing(_args: ResourceValidationArgs, _report: ReportViolation) -> None:
    """Looks at nothing."""


PolicyPack(
    "empty",
    [ResourceValidationPolicy(name="nothing", description="Nothing is asked", validate=_nothing)],
    enforcement_level=EnforcementLevel.MANDATORY,
)
