"""Reference pages that are made from the code: settings, outputs, policies, audits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from cli import reference_engines, reference_policies, runbook_page
from infra.outputs.contract import Contract
from plan.settings import (
    ENGINES,
    Accounts,
    AwsAccount,
    Entry,
    GcpAccount,
    Jurisdiction,
    Keys,
    Network,
    Settings,
    StoreBase,
)
from survival import page as survival_page

SECTIONS: dict[str, type[BaseModel]] = {
    "`domicile:stack`": Settings,
    "`accounts`": Accounts,
    "`accounts.aws`": AwsAccount,
    "`accounts.gcp`": GcpAccount,
    "`jurisdictions.<key of the law>`": Jurisdiction,
    "`stores.<name>`": StoreBase,
    **{f"`stores.<name>` with `engine: {name}`": model for name, model in ENGINES.items()},
    "`entry`": Entry,
    "`network`": Network,
    "`keys`": Keys,
}
_PLAIN: dict[object, str] = {str: "text", int: "number", bool: "true or false"}
HEAD = """\
# Settings

Everything that `domicile:stack` in `Pulumi.<stack>.yaml` understands. A key that is not here is an error
([DOM-102](errors.md)). Made from `plan/settings/` by `make reference`; a test fails when it is stale.
Complete examples: `Pulumi.dev.yaml` and `Pulumi.prod.yaml`.
"""


def pages() -> dict[str, str]:
    """Text of each generated page by its path below the project's root."""
    schema = Contract.model_json_schema(by_alias=True, mode="serialization")
    return {
        "docs/reference/settings.md": "".join(_settings()),
        "docs/reference/outputs.schema.json": json.dumps(schema, indent=2, sort_keys=True) + "\n",
        **reference_engines.pages(),
        **reference_policies.pages(),
        **survival_page.pages(),
        **runbook_page.pages(),
    }


def write(root: Path) -> list[Path]:
    """Write the pages. Returns those that changed."""
    changed = []
    for name, text in pages().items():
        path = root / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def _settings() -> Iterator[str]:
    yield HEAD
    for title, model in SECTIONS.items():
        common = StoreBase.model_fields if model is not StoreBase and issubclass(model, StoreBase) else {}
        yield f"\n## {title}\n{(model.__doc__ or '').strip()}\n\n"
        yield "| key | type | default | meaning |\n| --- | --- | --- | --- |\n"
        for name, field in model.model_fields.items():
            if name not in common:
                cells = (f"`{field.alias or name}`", _type(field), _default(field), _meaning(field))
                yield f"| {' | '.join(cells)} |\n"


def _type(field: FieldInfo) -> str:
    return _name(field.annotation).replace("|", "\\|")


def _name(kind: object) -> str:
    arguments, origin = get_args(kind), get_origin(kind)
    if origin is dict or (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return "mapping"
    if not arguments:
        return _PLAIN.get(kind, "choice")
    if origin is tuple:
        return f"list of {_name(arguments[0])}"
    if origin is Literal:
        return ", ".join(map(str, arguments))
    if hasattr(kind, "__metadata__"):
        return _name(arguments[0])
    return " or ".join(_name(a) for a in arguments if a is not type(None))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    if field.default_factory is not None or field.default in (None, PydanticUndefined):
        return ""
    value = field.default
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return f"`{text.lower() if isinstance(value, bool) else text}`"


def _meaning(field: FieldInfo) -> str:
    inner = next((m.description for m in field.metadata if isinstance(m, FieldInfo) and m.description), "")
    return field.description or inner or ""
