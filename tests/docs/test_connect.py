"""The page on connecting names what the outputs have, for every engine, and what it shows runs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from infra import outputs
from infra.outputs.stores import AnyStore
from jurisdictions import known_engines
from tests.plan.intents import ROOT

PAGE = (ROOT / "docs" / "connect.md").read_text("utf-8")
ROWS = {m[1]: m[2] for m in re.finditer(r"^\| `([a-z-]+)` \| (.*) \|$", PAGE, re.MULTILINE)}
MODELS = {
    get_args(model.model_fields["engine"].annotation)[0]: model for model in get_args(get_args(AnyStore)[0])
}
INSIDE = {"username", "password", "host", "port", "certificates", "roles/spanner.databaseUser"}
"""What is named on the page and is in a secret, an endpoint or a cloud."""


def test_every_engine_has_a_row_and_a_model_that_apps_can_import() -> None:
    assert set(ROWS) == set(MODELS) == set(known_engines())
    assert {model.__name__ for model in MODELS.values()} <= set(outputs.__all__)


@pytest.mark.parametrize("engine", list(ROWS))
def test_what_the_row_names_is_in_the_outputs(engine: str) -> None:
    named = set(re.findall(r"`([^`]+)`", ROWS[engine]))
    assert named
    assert named - INSIDE <= set(MODELS[engine].model_fields)


def test_the_python_on_the_page_makes_a_url(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    dev_outputs: dict[str, Any],
) -> None:
    (tmp_path / "outputs.json").write_text(json.dumps(dev_outputs), "utf-8")
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    exec(compile(block, "docs/connect.md", "exec"), {})  # noqa: S102  (the page's own lines)
    url, secret = capsys.readouterr().out.splitlines()
    told = dev_outputs["jurisdictions"]["eu"]["stores"]["identities"]
    assert url == f"postgresql://{told['writer']}:5432/app?sslmode=verify-full&sslrootcert=global-bundle.pem"
    assert secret.endswith(told["secret"])
