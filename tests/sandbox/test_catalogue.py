"""What the catalogue says of a type exists in the SDK's type."""

from __future__ import annotations

import pytest

from sandbox import schema
from sandbox.catalogue import Entry, entries
from sandbox.outputs import PART
from sandbox.references import AWS, ELSEWHERE, GCP

ALL = [(token, entry) for cloud in ("aws", "gcp") for token, entry in entries(cloud).items()]


@pytest.mark.parametrize(("token", "entry"), ALL, ids=[token for token, _ in ALL])
def test_entry_speaks_of_inputs_and_outputs_of_the_sdk(token: str, entry: Entry) -> None:
    resource = schema.resource_type(token)
    assert set(entry.outputs) <= resource.outputs.keys()
    assert entry.replace <= resource.inputs.keys()
    guards = {guard.partition("=")[0] for guard in entry.protected_by}
    named = {*guards, *entry.defaults, *entry.id_with, *filter(None, (entry.duplicate_of, entry.overwrite))}
    assert named <= resource.inputs.keys()
    for template in (entry.id, *entry.id_with.values()):
        parts = {part["name"] for part in PART.finditer(template) if not part["made"]}
        assert parts <= resource.inputs.keys() | entry.outputs.keys() | resource.outputs.keys()


def test_references_name_types_of_the_sdk() -> None:
    for cloud, table in (("aws", AWS), ("gcp", GCP)):
        for token in (token for tokens in table.values() for token in tokens):
            assert token in schema.tokens(cloud), token
    for token, _ in ELSEWHERE:
        assert token in schema.tokens(token.partition(":")[0]), token
