"""Flags of Google's PostgreSQL: logs that quote no data, on AlloyDB and Cloud SQL alike.

pgAudit stays off: it writes statements with their literals. Who connected, and what failed by name, is
logged; what was asked is not. (AlloyDB and Cloud SQL, "Supported database flags"; PostgreSQL manual, "Error
Reporting and Logging".)
"""

from __future__ import annotations

from collections.abc import Mapping

FLAGS: Mapping[str, str] = {
    "log_connections": "on",
    "log_disconnections": "on",
    "log_error_verbosity": "terse",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_statement": "none",
}
"""``terse`` leaves out DETAIL, which quotes the row that broke a constraint; ``panic`` leaves out the text of
statements that fail."""
