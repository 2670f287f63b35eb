"""Every rule, listed by hand: a rule that is not here does not exist (tested)."""

from policies.rules import (
    multi_country_location,
    opaque_carrier,
    place_of_backup,
    place_of_home,
    place_of_key,
    place_of_log,
    place_of_replica,
    tags_missing,
    unclassified_type,
)
from policies.rules.rule import Rule, Severity

RULES: tuple[Rule, ...] = (
    place_of_home.RULE,
    place_of_replica.RULE,
    place_of_key.RULE,
    place_of_backup.RULE,
    place_of_log.RULE,
    multi_country_location.RULE,
    tags_missing.RULE,
    unclassified_type.RULE,
    opaque_carrier.RULE,
)

__all__ = ["RULES", "Rule", "Severity"]
