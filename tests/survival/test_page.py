"""The worked examples of docs/survival.md are of a state that the program would still declare."""

from __future__ import annotations

import pytest

from survival.model import Outcome
from survival.page import FOLDER, example, only, pages
from tests.survival.example import text


def test_the_examples_state_is_what_the_program_declares() -> None:
    fresh = text()
    assert (FOLDER / "state.json").read_text("utf-8") == fresh, (
        "stale: run `python -m tests.survival.example`"
    )


@pytest.mark.parametrize(
    ("jurisdiction", "worst"),
    [
        ("uk", {"identities": "failover step", "ledger": "lost", "avatars": "lost"}),
        ("de", {"identities": "failover step", "ledger": "failover step", "avatars": "failover step"}),
        ("ie", {"identities": "lost", "ledger": "lost", "avatars": "lost"}),
        ("us", {"identities": "failover step", "ledger": "keeps writing", "avatars": "failover step"}),
        ("jp", {"identities": "failover step", "ledger": "failover step", "avatars": "failover step"}),
    ],
)
def test_the_worst_that_the_loss_of_one_region_does(jurisdiction: str, worst: dict[str, str]) -> None:
    found: dict[str, Outcome] = {}
    for event in only(example(), jurisdiction).events:
        for store in event.stores if event.kind == "region" else ():
            if store.jurisdiction == jurisdiction:
                found[store.store] = max(
                    found.get(store.store, store.outcome), store.outcome, key=lambda o: o.rank
                )
    assert found == worst


def test_the_page_has_every_example() -> None:
    (page,) = pages().values()
    for country in ("United Kingdom", "Germany", "Ireland", "United States", "Japan"):
        assert f"\n## {country}\n" in page
    assert "promises of the outputs: 3 of 3 kept" in page
