"""What the toolchain says when it cannot provide an engine, in the project's four parts."""

from __future__ import annotations


class ToolchainError(RuntimeError):
    """No engine. ``code`` is stable and has a heading in docs/reference/errors.md.

    Not jurisdictions.problem: the toolchain stands alone, so that it works before anything else does.
    """

    def __init__(self, *, code: str, path: str, what: str, value: str, allowed: str, fix: str) -> None:
        self.code = code
        super().__init__(
            f"{code} {path}\n  what:    {what}\n  value:   {value}\n  allowed: {allowed}\n  fix:     {fix}"
        )
