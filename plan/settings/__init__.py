"""The intent of a stack, as a platform engineer writes it in ``Pulumi.<stack>.yaml``.

Shapes, types and bounds only. What the law and the map have to say about it is decided in the plan, so that
both kinds of mistake are reported together (see ``plan.parse`` and ``plan.resolve``).
"""

from plan.settings.stack import (
    Accounts,
    AwsAccount,
    Entry,
    GcpAccount,
    Jurisdiction,
    Keys,
    Network,
    Settings,
)
from plan.settings.stores import ENGINES, StoreBase, StoreSettings
from plan.settings.words import NAME_FORM, RESERVED_NAMES, WORD

__all__ = [
    "ENGINES",
    "NAME_FORM",
    "RESERVED_NAMES",
    "WORD",
    "Accounts",
    "AwsAccount",
    "Entry",
    "GcpAccount",
    "Jurisdiction",
    "Keys",
    "Network",
    "Settings",
    "StoreBase",
    "StoreSettings",
]
