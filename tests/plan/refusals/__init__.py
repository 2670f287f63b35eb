"""Settings that are refused: a module for each part of them."""

from tests.plan.refusals import form, network, places, stores
from tests.plan.refusals.shapes import Case

CASES: list[Case] = [*form.CASES, *places.CASES, *stores.CASES, *network.CASES]

__all__ = ["CASES"]
