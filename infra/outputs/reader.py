"""How an app reads a stack's outputs: typed, and refused under another major version of the contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeVar

from infra.outputs.contract import VERSION, Contract
from infra.outputs.stores import StoreOutput

S = TypeVar("S", bound=StoreOutput)


class ContractError(ValueError):
    """The outputs do not say what was asked of them."""


def read(source: str | Mapping[str, object]) -> Contract:
    """The contract in ``pulumi stack output --json`` (text), or in a stack reference's outputs (mapping).

    Raises ``ContractError`` for another major version, and pydantic's ``ValidationError`` for outputs that
    do not fit this one.
    """
    values = json.loads(source) if isinstance(source, str) else dict(source)
    given = str(values.get("contract", "none"))
    if given.partition(".")[0] != VERSION.partition(".")[0]:
        msg = (
            f"contract {given} cannot be read by a reader of {VERSION}: install the matching domicile package"
        )
        raise ContractError(msg)
    return Contract.model_validate(values)


def store(contract: Contract, jurisdiction: str, name: str, kind: type[S]) -> S:
    """A store of a jurisdiction (or ``global``) as ``kind``. Raises ``ContractError`` with what there is."""
    if jurisdiction == "global":
        stores = contract.everywhere.stores
    elif jurisdiction in contract.jurisdictions:
        stores = contract.jurisdictions[jurisdiction].stores
    else:
        msg = f"no jurisdiction {jurisdiction}: {', '.join(sorted(contract.jurisdictions)) or 'none'}"
        raise ContractError(msg)
    found = stores.get(name)
    if found is None:
        msg = f"no store {name} in {jurisdiction}: {', '.join(sorted(stores)) or 'none'}"
        raise ContractError(msg)
    if not isinstance(found, kind):
        msg = f"{name} in {jurisdiction} is on {found.engine}, not on what {kind.__name__} describes"
        raise ContractError(msg)
    return found
