"""Where the data of a resource is taken from: a snapshot, a backup, a primary, another store.

What is made from a copy has the data of the copy, whatever its own tags say. So tags that say it is nobody's
are believed only where the stack declares the copy, and with it whose data that is.
"""

from __future__ import annotations

import re

from policies.facts import Fact, Holds

_TAKEN = re.compile(
    r"(?:^|\.)(?:source|restore|clone|snapshot|backup|dump|import|primary|master|global|multiRegion|topic$)"
    r"|Source|Restore|Clone|Snapshot|Backup|Import|Primary|Global|MultiRegion"
)
"""How clouds name what data is taken from, and what a replica joins, among the references in ``of``."""
_OF_MACHINES = re.compile(r"[sS]napshot|[bB]ackup|[dD]isk|MachineImage|sourceVolume")
"""For what runs programs: its disks. The rest of its sources are programs."""
_GOES_TO = re.compile(r"backup(Plan|Vault)|vaultName|project")
"""Of a backup: what keeps it."""
_CARRIES = frozenset({Holds.DATA, Holds.COPY, Holds.KEY})


def taken_from(fact: Fact) -> tuple[str, ...]:
    """Paths, among those in ``of``, of what its data is taken from."""
    return tuple(path for path in fact.of if path not in fact.keys and _is_source(fact.holds, path))


def _is_source(holds: Holds, path: str) -> bool:
    if holds in {Holds.BACKUP, Holds.COPY}:
        return not _GOES_TO.search(path)
    if holds is Holds.COMPUTE:
        return bool(_OF_MACHINES.search(path)) and not path.endswith(".image")
    return holds in _CARRIES and bool(_TAKEN.search(path))
