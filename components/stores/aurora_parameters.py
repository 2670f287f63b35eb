"""Settings of an Aurora PostgreSQL cluster: TLS only, and logs that quote no data.

pgAudit stays off: it writes statements with their literals. Who connected, and what failed by name, is
logged; what was asked is not. (Aurora guide, "Security with Aurora PostgreSQL"; PostgreSQL manual, "Error
Reporting and Logging".)
"""

from __future__ import annotations

from collections.abc import Mapping

from plan.model import Consistency

PARAMETERS: Mapping[str, str] = {
    "rds.force_ssl": "1",
    "log_connections": "1",
    "log_disconnections": "1",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
"""All dynamic. ``terse`` leaves out DETAIL, which quotes the row that broke a constraint; ``panic`` leaves
out the text of statements that fail."""
FORWARDING = "apg_write_forward.consistency_mode"
"""What a session on a secondary sees of the writes that it forwards (Aurora guide, "Write forwarding")."""


def parameters(consistency: Consistency | None) -> Mapping[str, str]:
    """The parameters of every member: the same in each, so that a promotion changes nothing."""
    return PARAMETERS if consistency is None else {**PARAMETERS, FORWARDING: consistency}
