"""What a newer SDK added or changed: ``python -m policies.facts.survey``; ``make facts``.

Fails where a type of an installed SDK is not classified, or the facts name a type or a path that it no longer
has; and where it has a suspect: an input named like a place, a key or a bucket, of a type that holds or sends
something, that is neither in a list of its fact nor in ``harmless.yaml``, where the reason is given.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policies.facts import Catalogue, Fact, Holds, catalogue
from policies.facts.harmless import harmless
from policies.facts.sdk import CLOUDS, Sdk

_PLACE = re.compile(
    r"(kms|encryptionKey|cmek|cryptoKey|bucket|s3|region|location|zone|destination|logGroup|replica|backup|export"
    r"|snapshot|sink|topic|queue|streamArn|targetArn|keyArn|keyId|keyName)s?(arn|id|ids|name|uri|url|link)?s?$",
    re.IGNORECASE,
)
_NOT_A_PLACE = re.compile(
    r"(allocation|hosted_?zone\w*|time_?zone|(tag|public|access|api|ssh)key\w*)s?$", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """What the facts and an SDK have to say of each other."""

    unclassified: tuple[str, ...]
    """Types of the SDK that no fact is about."""
    gone: tuple[str, ...]
    """Types of the facts that the SDK does not have."""
    wrong: tuple[str, ...]
    """Paths that a type does not have, or not so; and types of which cannot be told whose they are."""
    suspects: tuple[str, ...]
    """Inputs that may decide a place and are in no list."""
    stale: tuple[str, ...] = ()
    """Inputs that are said to be harmless, and are not there or in a list of their fact."""

    @property
    def fits(self) -> bool:
        """Whether the facts are those of this SDK."""
        return not (self.unclassified or self.gone or self.wrong or self.suspects or self.stale)


def survey(
    sdk: Sdk, cloud: str, facts: Catalogue, without: Mapping[str, frozenset[str]] | None = None
) -> Survey:
    """Everything that differs between the facts and an SDK. ``without``: what is harmless, by type."""
    excused = harmless() if without is None else without
    known = {token: fact for token, fact in facts.types.items() if token.startswith(f"{cloud}:")}
    both = sorted(sdk.tokens & known.keys())
    found = [(token, path) for token in both for path in suspects(sdk, token, known[token])]
    mine = [(token, path) for token in excused if token.startswith(f"{cloud}:") for path in excused[token]]
    return Survey(
        unclassified=tuple(sorted(sdk.tokens - known.keys())),
        gone=tuple(sorted(known.keys() - sdk.tokens)),
        wrong=tuple(f"{token}: {said}" for token in both for said in untrue(sdk, token, known[token])),
        suspects=tuple(f"{token}: {path}" for token, path in found if path not in excused.get(token, ())),
        stale=tuple(sorted(f"{token}: {path}" for token, path in set(mine) - set(found))),
    )


def paths(fact: Fact) -> list[str]:
    """Every path that a fact names."""
    places = [*fact.at, *fact.copies, *fact.backups, *fact.logs, *fact.keys]
    return [*places, *fact.of, *fact.text, *([fact.tags] if fact.tags else [])]


def untrue(sdk: Sdk, token: str, fact: Fact) -> Iterator[str]:
    """What a fact says of a type that is not so."""
    yield from filter(None, (sdk.wrong(token, path) for path in paths(fact)))
    told = fact.tags or fact.of or {"tags", "labels"} & sdk.properties(token).keys()
    if fact.holds not in {Holds.NOTHING, Holds.OPAQUE} and not told:
        yield "cannot tell whose it is: it has no tags, and its fact no 'of'"


def suspects(sdk: Sdk, token: str, fact: Fact) -> Iterator[str]:
    """Inputs that may decide a place, of what holds or sends something."""
    sends = fact.copies or fact.backups or fact.logs or fact.keys
    if fact.holds is Holds.OPAQUE or (fact.holds is Holds.NOTHING and not sends):
        return
    listed = {path.replace("[]", "") for path in paths(fact)}
    for path, kind in sdk.inputs(token):
        name = path.rpartition(".")[2].replace("[]", "")
        texts = "_builtins.str" in kind and "Mapping[" not in kind
        own = path == "region" or path.replace("[]", "") in listed
        if texts and not own and _PLACE.search(name) and not _NOT_A_PLACE.search(name):
            yield path


def main() -> int:
    """0 where the facts fit the installed SDKs."""
    found = {cloud: survey(Sdk(cloud), cloud, catalogue()) for cloud in CLOUDS}
    for cloud, one in found.items():
        sys.stdout.write("".join(f"{line}\n" for line in lines(cloud, one)))
    return 0 if all(one.fits for one in found.values()) else 1


def lines(cloud: str, found: Survey) -> Iterator[str]:
    """The report on one cloud."""
    lists = ("unclassified", "gone", "wrong", "suspects", "stale")
    for what in lists:
        yield from (f"{what.removesuffix('s')}: {line}" for line in getattr(found, what))
    yield f"{cloud}: {', '.join(f'{len(getattr(found, what))} {what}' for what in lists)}"


if __name__ == "__main__":
    sys.exit(main())
