"""A jurisdiction as the mutants see it: a region of each cloud inside of it, and one abroad."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from zlib import crc32

from jurisdictions import law, places
from jurisdictions.model import Aspect, DataClass
from policies.facts import Fact, Form, How
from policies.resources.values import Plain

ACCOUNT = "123456789012"
LAWS = ("uk", "de", "us")
"""Jurisdictions with regions of both clouds and a Spanner configuration each. Types are spread over them."""
_HOME = {
    "uk": ("eu-west-2", "europe-west2"),
    "de": ("eu-central-1", "europe-west3"),
    "us": ("us-west-2", "us-west1"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Land:
    """A law, and names of places inside and outside of what it allows."""

    law: str
    home: dict[str, str]
    """Region by cloud; a cloud that has none in the jurisdiction is left out."""
    abroad: dict[str, str]
    foreign_law: str
    """The jurisdiction that ``abroad`` is in."""

    def tags(
        self, *, foreign: bool = False, data_class: DataClass = DataClass.PERSISTENT
    ) -> dict[str, Plain]:
        """Tags that tell a class and this jurisdiction, or the foreign one."""
        return {"data-class": str(data_class), "jurisdiction": self.foreign_law if foreign else self.law}


@cache
def land(law_id: str) -> Land:
    """The land of a jurisdiction."""
    foreign = "uk" if "US" in law(law_id).home_countries else "us"
    return Land(law=law_id, home=_homes(law_id), abroad=_homes(foreign), foreign_law=foreign)


def _homes(law_id: str) -> dict[str, str]:
    if law_id in _HOME:
        return dict(zip(("aws", "gcp"), _HOME[law_id], strict=True))
    rule = law(law_id)
    inside = [p for p in places().values() if rule.allows(DataClass.PERSISTENT, Aspect.REST, p)]
    return {p.cloud: p.name for p in reversed(inside)}


def land_of(token: str, fact: Fact) -> Land:
    """Where a type is tried. Not in the United States where an unset path means these: nothing would leak."""
    chosen = LAWS[crc32(token.encode()) % len(LAWS)]
    return land("uk" if fact.unset else chosen)


def spelled(how: How, cloud: str, region: str, name: str = "x") -> str:
    """How a path read as ``how`` names something in ``region`` that is no resource of the stack."""
    if how is How.ZONE:
        return f"{region}a" if cloud == "aws" else f"{region}-a"
    if how is How.CONFIG:
        return f"regional-{region}"
    if how is How.KEY:
        ring = f"projects/p/locations/{region}/keyRings/r/cryptoKeys/{name}"
        return f"arn:aws:kms:{region}:{ACCOUNT}:key/{name}" if cloud == "aws" else ring
    if how in {How.ARN, How.NAME}:
        full = f"projects/p/locations/{region}/things/{name}"
        return f"arn:aws:thing:{region}:{ACCOUNT}:thing/{name}" if cloud == "aws" else full
    return region


NAMES_A_PLACE = frozenset({How.REGION, How.ZONE, How.LOCATION})
SPELLS = NAMES_A_PLACE | {How.CONFIG, How.ARN, How.NAME, How.KEY}
"""Ways to read a path by which a text alone can name a place; the others need a resource to refer to."""


def nonsense(how: How, cloud: str) -> tuple[str, ...]:
    """Texts that name no place and nothing that the stack declares: it cannot be told where that is."""
    if how in NAMES_A_PLACE:
        return ("mars-north-1", ACCOUNT)
    texts: tuple[str, ...] = ("somebody-elses",)
    if how is How.KEY:
        texts += ("alias/somebody-elses",) if cloud == "aws" else ("projects/p/things/somebody-elses",)
    if how is How.ARN:
        texts += ("arn:aws:s3:::somebody-elses",)
    if how is How.BUCKET:
        texts += ("arn:aws:s3:::somebody-elses/x",) if cloud == "aws" else ("gs://somebody-elses",)
    return texts


def several(how: How, cloud: str, fact: Fact, of: Land) -> tuple[str, ...]:
    """Names of several countries or of the whole world; never legal for personal data of one country."""
    if how is How.LOCATION and cloud == "gcp":
        return ("global", "EU" if of.law == "us" else "US")
    if how is How.CONFIG:
        return ("eur3" if of.law == "us" else "nam3", "nam-eur-asia1")
    if how in {How.NAME, How.KEY} and cloud == "gcp" and fact.service != "spanner":
        return (spelled(how, cloud, "global"),)
    return ()


def compliant(land: Land, cloud: str, form: Form) -> str:
    """A text of this jurisdiction: it names its own region, and where a vendor's program comes from."""
    text = f"curl https://releases.example.com/agent | sh -s -- --region {land.home[cloud]}"
    return encoded(text) if form is Form.BASE64 else text


def encoded(text: str) -> str:
    """In Base64."""
    return base64.b64encode(text.encode()).decode()
