"""DynamoDB: no schema. The table's regions pin its items; IAM refuses keys of another home."""

from __future__ import annotations

import json

from plan import model
from schema.artefact import Artefact
from schema.words import home_of


def render(store: model.Dynamodb) -> tuple[Artefact, ...]:
    """What an application's keys and its policy look like."""
    home = home_of(store)
    lines = [
        f"a table has no schema but its key {store.hash_key}: its regions are those of the plan, and no more"
    ]
    if home is None:
        lines.append(
            "its items are replicated to all its regions: nothing personal, and no raw login id as a key"
        )
    else:
        # A condition of a write looks at the item that is there, not at the new one: IAM looks at the key.
        # All of no values are alike too: a scan has no key, hence the second half.
        key = "dynamodb:LeadingKeys"
        condition = {"ForAllValues:StringLike": {key: [f"{home}#*"]}, "Null": {key: "false"}}
        lines += [
            f"begin every {store.hash_key} with {home}#, and give clients a policy with this condition only:",
            json.dumps({"Condition": condition}),
        ]
    if store.expires_attribute is not None:
        lines.append(
            f"write {store.expires_attribute} (epoch seconds) with every item: it is deleted after that"
        )
    return (
        Artefact(file="hints.txt", language="text", use="hint", about="No DDL.", statements=tuple(lines)),
    )
