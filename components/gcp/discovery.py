"""The discovery page: which host is whose home. The same for everybody, so it holds nothing personal."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping

HOMES_PATH = ".well-known/domicile.json"
VERSION = 1


def homes(hosts: Mapping[str, str]) -> str:
    """JSON that a client reads to find its home host; it then sends its login there and nowhere else."""
    return json.dumps({"version": VERSION, "jurisdictions": dict(sorted(hosts.items()))}, indent=2) + "\n"


def page(hosts: Mapping[str, str]) -> str:
    """A page with a link to every home, for people; no form, so that nothing can be sent here."""
    links = "\n".join(
        f'    <li><a href="https://{html.escape(host, quote=True)}/">{html.escape(jurisdiction)}</a></li>'
        for jurisdiction, host in sorted(hosts.items())
    )
    return (
        '<!doctype html>\n<html lang="en">\n  <meta charset="utf-8">\n  <title>Choose your home</title>\n'
        f"  <h1>Choose your home</h1>\n  <ul>\n{links}\n  </ul>\n</html>\n"
    )
