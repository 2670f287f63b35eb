"""The form of an exemption."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from policies.finding import Finding
from policies.rules import RULES

LONGEST_DAYS = 366
OWNER = re.compile(r"@[\w.-]+/[\w.-]+|[^@\s]+@[^@\s]+\.[^@\s]+")
_FROM = frozenset(rule.id for rule in RULES)


def _rule(text: str) -> str:
    if text not in _FROM:
        raise PydanticCustomError(
            "unknown_rule",
            "There is no such rule to be exempted from.",
            {"allowed": ", ".join(sorted(_FROM)), "fix": "Name the rule as the finding does."},
        )
    return text


def _owner(text: str) -> str:
    if not OWNER.fullmatch(text):
        raise PydanticCustomError(
            "no_owner",
            "Nobody can be asked about it.",
            {"allowed": "an e-mail address, or a team: @acme/compliance", "fix": "Name who answers for it."},
        )
    return text


def _reason(text: str) -> str:
    if len(text.split()) < 4:
        raise PydanticCustomError(
            "no_reason",
            "It says too little.",
            {"allowed": "a sentence", "fix": "Say why the law is kept all the same, or who agreed and when."},
        )
    return text


FEWEST_LITERAL = 3
"""Characters of a name that a pattern must spell out: fewer are in almost every name."""


def _pattern(text: str) -> str:
    """Not everything: that would be the end of the rule, which is another change to another file."""
    parts = text.split("::", 3 if text.startswith("urn:") else 1)
    kind = parts[-2].rpartition("$")[2] if len(parts) in {2, 4} else ""
    spelt = len(parts[-1].replace("*", ""))
    if not kind or "*" in kind or spelt < (FEWEST_LITERAL if "*" in parts[-1] else 1):
        raise PydanticCustomError(
            "no_resource",
            "The pattern names no resource, or too many of them.",
            {
                "allowed": "TYPE::NAME or a URN, in which * is any text: the type without any *, "
                f"{FEWEST_LITERAL} other characters in the name",
                "fix": "Name what is exempted: aws:s3/bucket:Bucket::acme-uk-avatars-*",
            },
        )
    return text


class Exemption(BaseModel):
    """One rule that does not hold for some resources of one stack, for a time."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    rule: Annotated[str, AfterValidator(_rule)] = Field(description="Id of the rule.")
    stack: str = Field(pattern=r"^[A-Za-z0-9_.-]+$", description="The one stack that it holds for.")
    resource: Annotated[str, AfterValidator(_pattern)] = Field(
        description="TYPE::NAME, or a whole URN; * stands for any text."
    )
    subject: str = Field("", description="Only what is found about this of the resource; empty: all of it.")
    owner: Annotated[str, AfterValidator(_owner)] = Field(
        description="Who answers for it: an e-mail address, or @org/team."
    )
    reason: Annotated[str, AfterValidator(_reason)] = Field(
        description="Why the law is kept all the same, in a sentence."
    )
    granted: date = Field(description="The day from which it holds.")
    until: date = Field(description="Its last day, at most 366 days after it was granted.")
    ticket: str = Field("", description="Where it was discussed.")

    @model_validator(mode="after")
    def _ends(self) -> Exemption:
        days = (self.until - self.granted).days
        if not 0 <= days <= LONGEST_DAYS:
            raise PydanticCustomError(
                "no_end",
                "It is granted for {days} days.",
                {
                    "days": days,
                    "given": f"granted: {self.granted}, until: {self.until}",
                    "allowed": f"until: from granted to {LONGEST_DAYS} days later",
                    "fix": "Set until to an earlier day; it can be granted again when it ends.",
                },
            )
        return self

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile(".*".join(re.escape(part) for part in self.resource.split("*")), re.DOTALL)

    def holds(self, today: date) -> bool:
        """Whether it exempts on this day, the first and the last included."""
        return self.granted <= today <= self.until

    def covers(self, finding: Finding) -> bool:
        """Whether it is about ``finding``, on whatever day.

        Never what is about no resource, nor what could not be judged: nobody knows what that would allow.
        """
        return (
            not finding.broken
            and finding.rule == self.rule
            and self.subject in {"", finding.subject}
            and self.names(finding.urn)
        )

    def names(self, urn: str) -> bool:
        """Whether the resource of this URN is one that it is for."""
        return stack_of(urn) == self.stack and self._expression.fullmatch(self._matched(urn)) is not None

    def _matched(self, urn: str) -> str:
        """What the pattern is held against: the URN, or ``TYPE::NAME`` of it."""
        parts = urn.split("::", 3)
        if self.resource.startswith("urn:") or len(parts) != 4:
            return urn
        # Split, not searched for: a name may look like the end of another URN.
        return f"{parts[2].rpartition('$')[2]}::{parts[3]}"

    @property
    def title(self) -> str:
        """What tells it from others in a report."""
        of = f", {self.subject}" if self.subject else ""
        return f"{self.rule}{of} for {self.resource} in {self.stack}"


class Exemptions(BaseModel):
    """A file of exemptions."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    exemptions: tuple[Exemption, ...] = ()


def stack_of(urn: str) -> str:
    """``prod`` of ``urn:pulumi:prod::domicile::...``; empty where there is none."""
    head = urn.partition("::")[0].split(":")
    return head[2] if len(head) == 3 else ""
