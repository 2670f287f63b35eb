"""Words that the settings are made of: places, names, and closed shapes."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

PlaceId = Annotated[
    str, Field(pattern=r"^(aws|gcp)/[a-z0-9-]+$|^gcp/[A-Z0-9]+$", description="A place: aws/eu-west-2")
]
WORD = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
"""What the clouds take in a name: lower case, digits, single hyphens between them."""
NAME_FORM = "lower case letters, digits, single hyphens; 30 characters at most"
Key = Annotated[str, Field(pattern=WORD, max_length=30, description=NAME_FORM)]
RESERVED_NAMES = frozenset({"aws", "amazon", "internal", "sg", "goog", "google"})
"""Beginnings that a cloud keeps for itself: ALB ``internal-``, security groups ``sg-``, buckets ``goog``."""
HOURS_PER_DAY = 24


class Strict(BaseModel):
    """Frozen, strict, and closed: a key that nobody knows is an error, not a wish."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=False)
