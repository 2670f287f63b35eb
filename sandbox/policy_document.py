"""The JSON of an IAM policy from its data source form, as ``aws.iam.get_policy_document`` renders it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def render(arguments: Mapping[str, Any]) -> str:
    """The document: sources first, then statements; one with the ``Sid`` of an earlier one replaces it."""
    statements: dict[str, dict[str, Any]] = {}
    for text in arguments.get("sourcePolicyDocuments") or ():
        _add(statements, _statements_of(text))
    _add(statements, [_statement(s) for s in arguments.get("statements") or ()])
    for text in arguments.get("overridePolicyDocuments") or ():
        _add(statements, _statements_of(text))
    document: dict[str, Any] = {"Version": arguments.get("version") or "2012-10-17"}
    if arguments.get("policyId"):
        document["Id"] = arguments["policyId"]
    return json.dumps(document | {"Statement": list(statements.values())}, indent=2)


def _statements_of(text: str) -> list[dict[str, Any]]:
    found = json.loads(text).get("Statement", [])
    return found if isinstance(found, list) else [found]


def _add(into: dict[str, dict[str, Any]], statements: Sequence[dict[str, Any]]) -> None:
    for statement in statements:
        into[statement.get("Sid") or f"#{len(into)}"] = statement


def _statement(given: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if given.get("sid"):
        made["Sid"] = given["sid"]
    made["Effect"] = given.get("effect") or "Allow"
    for name in ("actions", "notActions", "resources", "notResources"):
        if given.get(name):
            made[name[0].upper() + name[1:-1]] = _one_or_many(given[name])
    for name, key in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if given.get(name):
            made[key] = _principals(given[name])
    if given.get("conditions"):
        made["Condition"] = _conditions(given["conditions"])
    return made


def _one_or_many(values: Sequence[str]) -> str | list[str]:
    """One value stands alone; several are in reverse alphabetical order, as the provider writes them."""
    return values[0] if len(values) == 1 else sorted(values, reverse=True)


def _principals(given: Sequence[Mapping[str, Any]]) -> str | dict[str, str | list[str]]:
    found: dict[str, list[str]] = {}
    for principal in given:
        found.setdefault(principal["type"], []).extend(principal["identifiers"])
    if found == {"*": ["*"]}:
        return "*"
    return {kind: _one_or_many(names) for kind, names in found.items()}


def _conditions(given: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str | list[str]]]:
    found: dict[str, dict[str, str | list[str]]] = {}
    for condition in given:
        found.setdefault(condition["test"], {})[condition["variable"]] = _one_or_many(condition["values"])
    return found
