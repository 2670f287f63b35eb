"""What a free text names: places of either cloud, things that have a full name, and where it writes to.

Each search is one pass of one expression that is linear in the text: every repetition in it is bounded. What
a script puts together while it runs (``--region "$A-$B"``) is named nowhere, and found by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

from jurisdictions import locate
from jurisdictions.model import Place

_AWS = "(?:eusc|af|ap|ca|cn|eu|il|me|mx|sa|us)"
_GCP = "(?:africa|asia|australia|europe|me|northamerica|southamerica|us)"
_SIDE = r"(?:central|(?:north|south)(?:east|west)?|east|west)"
_QUOTE = r"[\\\"'\[(]{0,4}"
_PLACES = re.compile(
    rf"""(?:
    (?P<aws>{_AWS}(?:-(?:gov|iso[a-z]?|de))?-{_SIDE}-[1-9](?:-[a-z]{{3}}-[1-9])?[a-z]?)
    |(?P<gcp>{_GCP}-{_SIDE}[1-9][0-9]?(?:-[a-z](?![a-z0-9]))?)
    |(?P<zone>{_AWS}[a-z]{{1,2}}[1-9]-(?:[a-z]{{3}}[1-9]-)?az[1-9])
    |(?P<host>us|eu|europe|asia)(?=\.gcr\.io|-[a-z]{{2,8}}\.pkg\.dev)
    |(?:--(?:multi-)?(?:location|region)s?\s{{1,8}}{_QUOTE}
       |(?:locations|regions|instanceconfigs)/
       |(?:location|region|instanceconfig|default-leader)s?{_QUOTE}\s{{0,8}}
        (?:=>|[:=]|,\s{{0,8}}{_QUOTE}value{_QUOTE}\s{{0,8}}[:=])\s{{0,8}}{_QUOTE})
     (?P<several>eu|us|asia|europe|global|(?:asia|eur|nam|in|dual-region-[a-z]{{2,16}})[0-9]{{1,2}}
       |nam-eur-asia[0-9]{{1,2}})(?![a-z0-9-])
    )(?![a-z0-9])""",
    re.VERBOSE,
)
"""In small letters, with ``-`` for ``_``. A name of several regions is a word like any other, so it counts
only where it stands for a location."""

_BUCKET = r"[A-Za-z0-9][A-Za-z0-9._-]{1,100}"
_THINGS = re.compile(
    rf"""(?:s3[an]?://|s3(?:[.-][a-z0-9-]{{1,32}}){{0,3}}\.amazonaws\.com/)(?P<s3>{_BUCKET})
    |(?P<host>\.s3(?:[.-][a-z0-9-]{{1,32}}){{0,3}}\.amazonaws\.com)
    |(?:gs://|storage\.(?:cloud\.google|googleapis)\.com/)(?P<gs>{_BUCKET})
    |(?P<arn>arn:aws[a-z-]{{0,8}}:[a-z0-9-]{{1,40}}:[a-z0-9-]{{0,32}}:[0-9]{{0,12}}:[A-Za-z0-9_./:+=@$-]{{1,400}})
    |(?P<queue>https://sqs\.[a-z0-9.-]{{1,64}}/[0-9]{{12}}/[A-Za-z0-9_-]{{1,80}}(?:\.fifo)?)
    |(?P<name>projects/[A-Za-z0-9.:-]{{1,64}}(?:/[A-Za-z0-9._~%+-]{{1,255}}){{2,8}})
    |instance_partition\s{{0,8}}=\s{{0,8}}{_QUOTE}(?P<partition>[A-Za-z0-9_-]{{2,64}})""",
    re.VERBOSE,
)
_PROJECT = r"(?<![\w./:-])[a-z][a-z0-9-]{4,28}[a-z0-9]"
_TABLE = rf"{_PROJECT}[:.][A-Za-z_]\w{{0,255}}\.[A-Za-z_][\w$-]{{0,255}}(?![\w.])"
_IN_A_PROJECT = re.compile(
    rf"(?P<instance>{_PROJECT}:[a-z]{{2,16}}-[a-z]{{4,9}}[0-9]{{1,2}}:[a-z][a-z0-9-]{{0,97}})|(?P<table>{_TABLE})"
)
"""An instance of Cloud SQL by its connection name, a table of BigQuery: ``project:dataset.table``."""
_TABLE_WRITTEN = re.compile(
    rf"(?:output|sink|destination|target|deadletter)[a-z_]{{0,32}}{_QUOTE}\s{{0,8}}[:=]\s{{0,8}}{_QUOTE}(?P<table>{_TABLE})",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\bcall[\"']?\s{0,8}:\s{0,8}[\"']?http\.(?:post|put|patch|request)\b[\s\S]{0,400}?"
    r"\burl[\"']?\s{0,8}:\s{0,8}[\"'$]{0,2}https?://(?P<host>[A-Za-z0-9.-]{1,253})"
)
"""What a workflow of Google posts to."""
_LABEL = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
"""The bucket in the name of a host, before ``.s3.eu-west-2.amazonaws.com``."""
_TO = rf"(?:[^\s;&|]{{1,1000}}\s{{1,8}}){{1,16}}?{_QUOTE}"
_END = r"(?=[^\s\"'\\]{0,1000}[\\\"')\]}]{0,4}[ \t]{0,8}(?:$|[\n;&|)\"'#\\]|-))"
_WRITES = re.compile(
    rf"""(?:(?:to|into(?:\s{{1,8}}outfile\s{{1,8}}s3)?)\s{{1,32}}{_QUOTE}(?<=["'])
      |external_location\s{{0,8}}=\s{{0,8}}{_QUOTE}
      |(?P<uri>uri)\s{{0,8}}=\s{{0,8}}{_QUOTE}
      |(?P<tool>(?:aws\s{{1,8}}s3|gsutil|gcloud\s{{1,8}}storage|bq)\s{{1,8}}(?:-m\s{{1,8}})?
        (?:cp|mv|sync|rsync|extract)\s{{1,8}}{_TO}))
    (?P<scheme>s3|gs)[a-z0-9-]{{0,32}}://(?P<bucket>[^\s"'\\/?]{{1,100}})(?(tool){_END})""",
    re.VERBOSE,
)
"""In small letters: a statement that exports, or a command whose last argument is a bucket. ``uri`` counts in
``EXPORT DATA`` only."""
_COMMAND = re.compile(r"\b(?P<tool>curl|wget|scp|rsync|sftp)\s(?P<rest>(?:[^\n;&|]|\\\n){1,2000})")
_UPLOAD = re.compile(
    r"(?:^|\s)(?:-T|-F|-d|--upload-file|--form|--data[a-z-]{0,16}|--(?:post|body)-(?:data|file))[\s=]"
)
_HOSTS = re.compile(r"\bhttps?://(?:[^\s/@'\"]{1,200}@)?(?P<host>[A-Za-z0-9.-]{1,253})")
_REMOTE = re.compile(
    r"(?:^|[\s@'\"])(?P<host>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}):[^\s:][^\s]{0,1000}\s{0,8}$"
)
_SETTING = re.compile(
    rf"""(?:apiendpoint|splunk-url|gelf-address|syslog-address|fluentd-address)
    [\"'\\]{{0,4}}\s{{0,8}}[:=]\s{{0,8}}{_QUOTE}[a-z]{{2,8}}(?:\+[a-z]{{2,8}})?://(?P<host>[a-z0-9.-]{{1,253}})
    |deadlettertargetarn[\"'\\]{{0,4}}\s{{0,8}}[:=]\s{{0,8}}{_QUOTE}(?P<queue>arn:[a-z0-9:_./-]{{1,400}})""",
    re.VERBOSE | re.IGNORECASE,
)
_ROUTED = re.compile(r"\"host[\\]{0,2}\"\s{0,8}:\s{0,8}[\\]{0,2}\"(?P<host>[a-z0-9.-]{1,253})", re.IGNORECASE)
"""Where FireLens sends what containers log."""
_OF_THE_CLOUD = (".amazonaws.com", ".googleapis.com", ".internal", ".local", ".localdomain")
"""Hosts by whose names a cloud tells the region, or that are of the network itself."""
_URL = re.compile(r"(?:s3[a-z0-9-]{0,32}|gs)://")
_EXPORT = re.compile(r"export\s{1,8}data")
_HINTS = ("://", "arn:aws", ".com/", ".amazonaws", "projects/", "instance_partition")
"""What has none of these names no thing: one look instead of a search."""


class Kind(StrEnum):
    """How something is named."""

    S3 = "s3"
    GS = "gs"
    FULL = "full"
    """By an ARN, a URL or the full name of a resource."""
    PARTITION = "partition"
    """A partition of a Spanner instance, by its name alone."""


_KINDS = {
    "s3": Kind.S3,
    "host": Kind.S3,
    "gs": Kind.GS,
    "arn": Kind.FULL,
    "queue": Kind.FULL,
    "name": Kind.FULL,
    "partition": Kind.PARTITION,
}


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that a text names, as a reference would. ``written``: the text writes to it, beyond doubt."""

    kind: Kind
    said: str
    written: bool = False


def places_in(text: str) -> dict[str, Place | None]:
    """Every place that ``text`` names, as it writes it; None where it names one that no map has."""
    found: dict[str, Place | None] = {}
    small = text.lower().replace("_", "-")
    for match in _PLACES.finditer(small):
        kind = str(match.lastgroup)
        said, before = match[kind], small[match.start(kind) - 1 : match.start(kind)]
        if said in found or (before.isascii() and before.isalnum()):  # seen, or the end of a word
            continue
        place = locate("aws" if kind in {"aws", "zone"} else "gcp", said)
        if place is not None or kind in {"aws", "gcp"}:  # the others may be words by chance
            found[said] = place
    return found


def things_in(text: str) -> Iterator[Thing]:
    """Every thing that ``text`` names, each once; then what it writes or sends to."""
    yield from _named(text)
    sent = dict.fromkeys(said for said in _sent_to(text) if said)
    yield from (Thing(Kind.FULL, said, written=True) for said in sent)


def _sent_to(text: str) -> Iterator[str]:
    """Hosts that a command uploads to, or a setting sends requests or logs to; queues of dead letters."""
    for match in _SETTING.finditer(text):
        yield match["queue"] or _elsewhere(match["host"])
    if "awsfirelens" in text:
        yield from (_elsewhere(match["host"]) for match in _ROUTED.finditer(text))
    yield from (_elsewhere(match["host"]) for match in _CALL.finditer(text))
    yield from (_by_project(match["table"]) for match in _TABLE_WRITTEN.finditer(text))
    for match in _COMMAND.finditer(text):
        rest = match["rest"]
        if match["tool"] in {"curl", "wget"}:
            found = _HOSTS.finditer(rest) if _UPLOAD.search(rest) else iter(())
            yield from (_elsewhere(one["host"]) for one in found)
        elif last := _REMOTE.search(rest):
            yield _elsewhere(last["host"])


def _elsewhere(host: str) -> str:
    """The host, where it is neither of the network itself nor one whose name tells its region."""
    try:
        return "" if not ip_address(host).is_global else host
    except ValueError:
        pass
    return "" if "." not in host or f".{host.lower()}".endswith(_OF_THE_CLOUD) else host


def _by_project(name: str) -> str:
    """A table as ``project:dataset.table``, where it was written with points only."""
    project, _, rest = name.partition(".")
    return name if ":" in name else f"{project}:{rest}"


def _named(text: str) -> Iterator[Thing]:
    if ":" in text or "." in text:
        said = {m["instance"] or _by_project(m["table"]) for m in _IN_A_PROJECT.finditer(text)}
        yield from (Thing(Kind.FULL, one) for one in sorted(said))
    if not any(hint in text for hint in _HINTS):
        return
    found = {Thing(_KINDS[str(m.lastgroup)], _said(text, m)) for m in _THINGS.finditer(text)}
    yield from sorted((thing for thing in found if thing.said), key=lambda thing: thing.said)
    small = text.lower()
    if not _URL.search(small):
        return
    exports = _EXPORT.search(small) is not None
    for match in _WRITES.finditer(small):
        if exports or not match["uri"]:
            yield Thing(Kind(match["scheme"]), match["bucket"], written=True)


def _said(text: str, match: re.Match[str]) -> str:
    group = str(match.lastgroup)
    if group != "host":
        return match[group]
    label = _LABEL.search(text[max(0, match.start() - 63) : match.start()])
    return label[0] if label else ""
