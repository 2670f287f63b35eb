"""Builds the pack, which starts its server and never returns."""

from pulumi_policy import EnforcementLevel, PolicyPack

from policies.pack import NAME, policies

PolicyPack(NAME, policies(), enforcement_level=EnforcementLevel.MANDATORY)
