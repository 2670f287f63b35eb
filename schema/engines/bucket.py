"""Object storage: no schema. A bucket is regional, and that is what pins its objects."""

from __future__ import annotations

from plan import model
from schema.artefact import Artefact
from schema.words import home_of


def render(store: model.Bucket) -> tuple[Artefact, ...]:
    """What an application can do so that a misrouted object is seen."""
    home = home_of(store)
    lines = ["a bucket has no schema: it is in one region, and the policies refuse another"]
    if home is not None:
        lines.append(
            f"begin every object's name with {home}/ and allow clients to write below that prefix only"
        )
        lines.append(
            f"set the object's metadata home={home}: what is copied elsewhere still says whose it is"
        )
    if store.expires_days is not None:
        lines.append(f"objects are deleted after {store.expires_days} days by the bucket itself")
    return (
        Artefact(file="hints.txt", language="text", use="hint", about="No DDL.", statements=tuple(lines)),
    )
