"""``domicile``: starts what was asked for, and shows its errors."""

from __future__ import annotations

import gc
import sys
from importlib import import_module


def main() -> None:
    """Run the command line; a problem is shown as text, not as a traceback.

    An audit and a drill import only what judges: they are over before the SDKs would be imported.
    """
    command = next(iter(sys.argv[1:]), "")
    if command in {"audit", "survive"}:
        gc.disable()  # all that is read stays to the end: looking for what does not costs a third of the time
        import_module(f"cli.{command}").run(sys.argv[2:])
    else:
        import_module("cli.commands").run()
