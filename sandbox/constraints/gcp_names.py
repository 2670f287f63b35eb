"""Names and references as Google Cloud writes them, and what several of its services demand of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sandbox.constraints.rule import Check, Subject
from sandbox.state import plain_name
from sandbox.typecheck import Failure
from sandbox.values import at

LABEL: Final = r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?"
"""RFC 1035."""
LABEL_WORDS: Final = "1 to 63 lower-case letters, digits and hyphens, a letter first, no hyphen last"


def short(name: object) -> str:
    """``n`` of ``https://www.googleapis.com/compute/v1/projects/p/global/networks/n``."""
    return plain_name(str(name)).rpartition("/")[2]


def key_location(name: str) -> str:
    """``europe-west2`` of ``projects/p/locations/europe-west2/keyRings/r/cryptoKeys/k``."""
    parts = plain_name(name).split("/")
    return parts[3] if len(parts) > 3 and parts[2] == "locations" else ""


def key_beside(what: str, *paths: str) -> Check:
    """Every key at ``paths`` is in the location of ``what`` it encrypts, or its region if it has none."""

    def check(subject: Subject) -> Iterator[Failure]:
        said = subject.get("location") if subject.has("location") else subject.place.region
        location = str(said or "").lower()
        for path in paths:
            for where, name in at(subject.inputs, path):
                found = key_location(str(name))
                if location and found.lower() not in ("", location):
                    yield Failure(where, f"the key is in {found}, but the {what} in {location}")

    return check
