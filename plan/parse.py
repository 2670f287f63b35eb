"""From the JSON of ``domicile:stack`` to settings, or to everything that is wrong with it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from jurisdictions.model import DataClass
from jurisdictions.problem import Problem, ProblemsError
from plan.settings import (
    ENGINES,
    NAME_FORM,
    Accounts,
    AwsAccount,
    Entry,
    GcpAccount,
    Jurisdiction,
    Keys,
    Network,
    Settings,
    StoreBase,
    StoreSettings,
)

_STORE: TypeAdapter[StoreBase] = TypeAdapter(StoreSettings)
_SECTIONS: dict[str, type[BaseModel]] = {
    "accounts": Accounts,
    "accounts.aws": AwsAccount,
    "accounts.gcp": GcpAccount,
    "entry": Entry,
    "network": Network,
    "keys": Keys,
}
_TYPE_NAMES = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
    "tuple_type": "a list",
}
PER_STORE_ONLY = frozenset({"class", "in", "only"})
"""Keys of a store that cannot differ per jurisdiction."""


def parse(text: str) -> Settings:
    """Settings from JSON text. Raises ``ProblemsError`` with every problem of shape, type and bound."""
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise ProblemsError([_not_a_mapping("", f"text that is no JSON ({error.msg})")]) from error
    if not isinstance(raw, dict):
        raise ProblemsError([_not_a_mapping("", type(raw).__name__)])
    try:
        return Settings.model_validate_json(text)
    except ValidationError as error:
        raise ProblemsError([_problem(detail, raw) for detail in error.errors()]) from error


def without_stores(text: str, problems: Sequence[Problem]) -> Settings | None:
    """The settings without the stores that these problems are of; None where one is of anything else."""
    raw = json.loads(text)
    named = raw.get("stores") if isinstance(raw, dict) else None
    if not isinstance(named, dict):
        return None
    wrong = {n for n in named for p in problems if f"{p.path}.".startswith(f"stores.{n}.")}
    if any(not any(f"{p.path}.".startswith(f"stores.{n}.") for n in wrong) for p in problems):
        return None
    rest = {name: store for name, store in named.items() if name not in wrong}
    return Settings.model_validate_json(json.dumps(raw | {"stores": rest}))


def store_in(settings: Settings, name: str, jurisdiction: str) -> StoreBase:
    """A store as one jurisdiction has it: its own keys laid over the common ones.

    Keys of the common engine fall away where the jurisdiction chooses another engine. Raises
    ``ProblemsError`` with paths below ``stores.<name>.in.<jurisdiction>``.
    """
    common = settings.stores[name]
    override = common.overrides.get(jurisdiction, {})
    if not override:
        return common
    path = f"stores.{name}.in.{jurisdiction}"
    fixed = sorted(PER_STORE_ONLY & override.keys())
    if fixed:
        raise ProblemsError(
            [
                Problem(
                    code="DOM-107",
                    path=f"{path}.{key}",
                    what=f"{key} holds for the whole store",
                    value=_show(override[key]),
                    allowed="engine, survives, backup_days, home, recovery and the engine's own keys",
                    fix=f"set stores.{name}.{key}, or make it two stores",
                )
                for key in fixed
            ]
        )
    merged = common.model_dump(mode="json", by_alias=True, exclude={"overrides", "only"}, exclude_unset=True)
    if override.get("engine", common.engine) != common.engine:
        merged = {k: v for k, v in merged.items() if k in _aliases(StoreBase)}
    merged |= override
    try:
        return _STORE.validate_json(json.dumps(merged))
    except ValidationError as error:
        details = error.errors()
        raise ProblemsError([_problem(d, merged, prefix=path) for d in details]) from error


def _problem(detail: ErrorDetails, raw: Mapping[str, Any], prefix: str = "") -> Problem:
    loc = [part for part in detail["loc"] if part not in ENGINES and part != "[key]"]
    path = ".".join([*([prefix] if prefix else []), *map(str, loc)])
    kind, given = detail["type"], detail["input"]
    if kind == "missing":
        return _missing(path, str(loc[-1]))
    if kind == "extra_forbidden":
        return _unknown_key(path, str(loc[-1]), _known_keys(loc[:-1], raw), given)
    if kind.startswith("union_tag"):
        return _engine(f"{path}.engine" if path else "engine", given)
    if kind in _TYPE_NAMES:
        return _wrong_type(path, _TYPE_NAMES[kind], given)
    bound = NAME_FORM if "[key]" in detail["loc"] else _bound(loc, raw)
    return _out_of_bounds(path or "domicile:stack", detail, bound)


def _engine(path: str, given: object) -> Problem:
    engine = given.get("engine") if isinstance(given, dict) else given
    if engine is None:
        return _missing(path, "engine")
    return Problem(
        code="DOM-105",
        path=path,
        what="no such engine",
        value=_show(engine),
        allowed=", ".join(ENGINES),
        fix=_nearest(str(engine), ENGINES) or "choose one of these engines",
    )


def _wrong_type(path: str, expected: str, given: object) -> Problem:
    if expected == "a mapping":
        return _not_a_mapping(path, _show(given))
    return Problem(
        code="DOM-104",
        path=path,
        what="wrong type",
        value=f"{_show(given)} ({type(given).__name__})",
        allowed=expected,
        fix="put it in quotes"
        if expected == "text" and isinstance(given, int | float)
        else f"write {expected}",
    )


def _out_of_bounds(path: str, detail: ErrorDetails, bound: str) -> Problem:
    context = detail.get("ctx", {})
    choice = detail["type"] in {"enum", "literal_error"}
    stated = str(context.get("expected", "")).replace("'", "") if choice else bound
    return Problem(
        code="DOM-105" if choice else "DOM-106",
        path=path,
        what="no such choice" if choice else "not of the form or in the range that is expected",
        value=_show(detail["input"]),
        allowed=stated or ", ".join(f"{k} {v}" for k, v in context.items()) or detail["msg"],
        fix="choose one of these" if choice else "change the value to what is allowed",
    )


def _missing(path: str, key: str) -> Problem:
    allowed = ", ".join(DataClass) if key == "class" else ", ".join(ENGINES) if key == "engine" else "a value"
    what = "a store without a data class cannot be judged" if key == "class" else f"{key} is missing"
    return Problem(code="DOM-103", path=path, what=what, value="nothing", allowed=allowed, fix=f"add {path}")


def _unknown_key(path: str, key: str, known: Sequence[str], given: object) -> Problem:
    return Problem(
        code="DOM-102",
        path=path,
        what="nobody knows this key",
        value=_show(given),
        allowed=", ".join(known),
        fix=_nearest(key, known) or "remove it, or correct its name",
    )


def _not_a_mapping(path: str, given: str) -> Problem:
    return Problem(
        code="DOM-101",
        path=path or "domicile:stack",
        what="a mapping of keys to values is expected here",
        value=given,
        allowed="key: value, indented below" if path else ", ".join(_aliases(Settings)),
        fix="see docs/reference/settings.md for a complete example",
    )


def _aliases(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(loc: Sequence[int | str], raw: Mapping[str, Any]) -> type[BaseModel]:
    """The model whose keys are expected at ``loc`` of the stack's settings, or in a single store (empty)."""
    match loc:
        case []:
            return ENGINES.get(str(raw.get("engine")), Settings)
        case ["stores", name, *_]:
            return ENGINES.get(str(raw["stores"][name].get("engine")), StoreBase)
        case ["jurisdictions", *_]:
            return Jurisdiction
        case _:
            return _SECTIONS.get(".".join(map(str, loc)), Settings)


def _known_keys(loc: Sequence[int | str], raw: Mapping[str, Any]) -> list[str]:
    return _aliases(_model_at(loc, raw))


def _bound(loc: Sequence[int | str], raw: Mapping[str, Any]) -> str:
    """The range of a setting, or its description, which states its form, where there is one."""
    if not loc:
        return ""
    for name, field in _model_at(loc[:-1], raw).model_fields.items():
        if loc[-1] in (name, field.alias):
            limits = [getattr(m, end) for end in ("ge", "le") for m in field.metadata if hasattr(m, end)]
            return " to ".join(map(str, limits)) if len(limits) == 2 else field.description or ""
    return ""


def _nearest(key: str, known: Sequence[str] | Mapping[str, object]) -> str:
    near = difflib.get_close_matches(key, list(known), n=1)
    return f"did you mean {near[0]}?" if near else ""


def _show(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= 80 else f"{text[:77]}..."
