"""Where a reader of a report finds a rule explained: docs/reference/policies.md, a heading for each rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PAGE: Final = "docs/reference/policies.md"
"""In this repository, so that it fits the version of the rules."""


def page_of(rule: str, base: str = "") -> str:
    """The section of a rule by its id; a URL where ``base`` is one, which ends with a slash."""
    return f"{base}{PAGE}#{rule}"


def base_in(environment: Mapping[str, str]) -> str:
    """URL of this repository's files at the commit that CI has checked out; empty elsewhere.

    GitHub Actions and GitLab CI say so in variables that they set themselves.
    """
    get = environment.get
    if all(parts := [get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA")]):
        return f"{parts[0]}/{parts[1]}/blob/{parts[2]}/"
    if all(parts := [get("CI_PROJECT_URL", ""), get("CI_COMMIT_SHA", "")]):
        return f"{parts[0]}/-/blob/{parts[1]}/"
    return ""
