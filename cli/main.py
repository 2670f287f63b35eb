"""``domicile``: starts what was asked for, and shows its errors."""

from __future__ import annotations

import gc
import sys
from importlib import import_module


def main() -> None:
    """Run the command line; a problem is shown as text, not as a traceback.

    An audit imports nothing but the policies: it is over before the engine's SDK would be imported.
    """
    if sys.argv[1:2] == ["audit"]:
        gc.disable()  # all that is read stays to the end: looking for what does not costs a third of the time
        import_module("cli.audit").run(sys.argv[2:])
    else:
        import_module("cli.commands").run()
