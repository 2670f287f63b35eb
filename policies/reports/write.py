"""One entry to all formats. Each is imported when it is asked for: an audit should start fast."""

from __future__ import annotations

from importlib import import_module

from policies.reports.report import Audit

FORMATS = {
    "text": "policies.reports.text",
    "json": "policies.reports.document",
    "sarif": "policies.reports.sarif",
    "junit": "policies.reports.junit",
}
"""Formats, by the module whose ``render`` writes them."""


def render(audit: Audit, form: str) -> str:
    """The whole report as text that ends with a line break. Raises ``KeyError`` for an unknown format."""
    return str(import_module(FORMATS[form]).render(audit))
