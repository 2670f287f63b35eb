"""What a stack's outputs know of a store, put into its runbook: hosts, database, certificates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from policies.resources.graph import Graph
from policies.resources.values import Plain
from survival.model import StoreFate
from survival.promises import STACK

HOST = re.compile(r"<host of ([^>]+)>")
UNPACK = (
    'import json, pathlib, sys; [pathlib.Path("{folder}", name).write_text(text) '
    "for name, text in json.load(sys.stdin).items()]"
)
"""Writes a secret of several files, as Python."""


class Outputs:
    """The outputs of a stack, as far as they can be read: what is encrypted stays a placeholder."""

    def __init__(self, graph: Graph) -> None:
        self._said: Mapping[str, Plain] = next((r.props for r in graph if r.type == STACK), {})

    def filled(self, fate: StoreFate, lines: Sequence[str]) -> Iterator[str]:
        """The lines, with what is between < and > said; before them, how whoever types them signs in."""
        if any("<certs>" in line for line in lines):
            yield from self._signing_in(fate, next(iter(HOST.findall("\n".join(lines))), ""))
        for line in lines:
            told = HOST.sub(lambda found: self._host(fate, found[1]) or found[0], line)
            database = self._text(fate, "database")
            told = told.replace("<database>", database) if database else told
            yield told.replace("<certs>", _folder(fate))

    def _signing_in(self, fate: StoreFate, at: str) -> Iterator[str]:
        """Gets the operators' files, from the secret of the place that is left."""
        folder, secret = _folder(fate), self._text(fate, "admin_secrets", at)
        yield f"# from a machine in the private tier of {at}; operators' files (output admin_secrets.{at}):"
        yield f"mkdir -p -m 700 {folder}"
        if at.startswith("aws/"):
            get = f"aws secretsmanager get-secret-value --region {at.partition('/')[2]} --query SecretString"
            get += f" --output text --secret-id {secret or '<secret>'}"
        else:
            get = f"gcloud secrets versions access latest --secret={secret or '<secret>'}"
        yield f"(umask 077; {get} | python3 -c '{UNPACK.format(folder=folder)}')"

    def _host(self, fate: StoreFate, at: str) -> str:
        if host := self._text(fate, "hosts", at):
            return host
        if self._text(fate, "home") == at:
            return self._text(fate, "writer")
        return self._text(fate, "readers", at)

    def _text(self, fate: StoreFate, *path: str) -> str:
        found: object = self._said
        for key in ("jurisdictions", fate.jurisdiction, "stores", fate.store, *path):
            found = found.get(key) if isinstance(found, Mapping) else None
        return found if isinstance(found, str) else ""


def _folder(fate: StoreFate) -> str:
    return f"certs-{fate.jurisdiction}-{fate.store}"
