"""Rules that cannot be asked, by what is judged, and why. What is skipped must not look like what passed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

OF_STATE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "store-replaced": "a state does not tell what the next update replaces or deletes; "
        "domicile audit --preview asks it"
    }
)
OF_PREVIEW: Final[Mapping[str, str]] = MappingProxyType(
    {
        "promise-broken": "pulumi preview --json prints no outputs of the stack, so none of its promises; "
        "pulumi preview --policy-pack policies asks it, and domicile audit of the state afterwards"
    }
)
OF_ENGINE: Final = frozenset({"store-replaced"})
"""The engine tells a pack no steps, only ``deleteBeforeReplace``: that is judged, but whether an exemption is
in use cannot be told by it."""
