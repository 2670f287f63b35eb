"""Exemptions: findings that the compliance officers allow for a time, each with an owner and a reason.

``load()`` reads the project's own file, once; ``apply(findings, exemptions, today, graph)`` divides findings
into those that stand and those that are exempted. The day is given: nothing here reads a clock.
"""

from policies.exemptions.applying import Judged, Use, apply
from policies.exemptions.load import FILE, load, parse
from policies.exemptions.model import Exemption, Exemptions
from policies.exemptions.rules import EXPIRED, RULES, UNUSED

__all__ = [
    "EXPIRED",
    "FILE",
    "RULES",
    "UNUSED",
    "Exemption",
    "Exemptions",
    "Judged",
    "Use",
    "apply",
    "load",
    "parse",
]
