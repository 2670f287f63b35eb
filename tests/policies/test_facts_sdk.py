"""Facts against the SDKs: every type and path that they name is there, and is a list where we say so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from policies.facts import Fact, FactsError, Holds, How, catalogue, harmless
from policies.facts.load import Catalogue
from policies.facts.sdk import CLOUDS, Sdk, SdkError
from policies.facts.survey import Survey, lines, survey, suspects, untrue
from policies.grants.owned import SAYS_ITS_ARN
from policies.tracing.tags import FILLED_IN

QUEUE = "aws:sqs/queue:Queue"
TABLE = "aws:dynamodb/table:Table"


@cache
def _sdk(cloud: str) -> Sdk:
    return Sdk(cloud)


class _Facts(Catalogue):
    def __init__(self, types: Mapping[str, Fact]) -> None:
        self.__dict__["types"] = types


@pytest.mark.parametrize("cloud", CLOUDS)
def test_the_facts_are_those_of_the_sdk(cloud: str) -> None:
    found = survey(_sdk(cloud), cloud, catalogue())
    assert found.unclassified == ()
    assert found.gone == ()
    assert found.wrong == ()
    assert found.suspects == (), "list it in its fact, or in harmless.yaml with the reason"
    assert found.stale == ()
    assert found.fits
    assert len(_sdk(cloud).tokens) > 1400


def test_a_new_type_and_one_that_is_gone_are_told() -> None:
    queue = catalogue().types[QUEUE]
    found = survey(_sdk("aws"), "aws", _Facts({QUEUE: queue, "aws:sqs/cueue:Cueue": queue}))
    assert found.gone == ("aws:sqs/cueue:Cueue",)
    assert QUEUE not in found.unclassified
    assert TABLE in found.unclassified
    assert not found.fits
    assert f"unclassified: {TABLE}" in list(lines("aws", found))


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("regoin", "regoin: no regoin"),
        ("replicas.regionName", "replicas.regionName: replicas is a list"),
        ("replicas[].region", "replicas[].region: no region"),
        ("name[]", "name[]: name is no list"),
        ("replicas[].regionName", ""),
    ],
)
def test_a_path_that_is_not_so_is_told(path: str, says: str) -> None:
    fact = Fact(holds=Holds.DATA, at={"region": How.REGION}, copies={path: How.REGION})
    assert list(untrue(_sdk("aws"), TABLE, fact)) == ([says] if says else [])


def test_what_has_no_tags_must_say_whose_it_is() -> None:
    fact = Fact(holds=Holds.DATA, at={"region": How.REGION})
    assert "cannot tell whose it is" in next(untrue(_sdk("aws"), "aws:dynamodb/tableItem:TableItem", fact))


def test_a_place_that_no_list_has_is_suspect() -> None:
    bare = Fact(holds=Holds.DATA, at={"region": How.REGION})
    assert {"replicas[].regionName", "replicas[].kmsKeyArn"} <= set(suspects(_sdk("aws"), TABLE, bare))
    whole = catalogue().types[TABLE]
    assert "replicas[].regionName" not in set(suspects(_sdk("aws"), TABLE, whole))
    assert list(suspects(_sdk("aws"), TABLE, Fact(holds=Holds.NOTHING))) == []
    found = Survey(unclassified=(), gone=(), wrong=(), suspects=(f"{TABLE}: x",))
    assert not found.fits
    assert f"suspect: {TABLE}: x" in list(lines("aws", found))


def test_what_is_harmless_is_no_suspect_and_what_no_longer_is_there_is_stale() -> None:
    bare = _Facts({TABLE: Fact(holds=Holds.DATA, at={"region": How.REGION})})
    found = survey(_sdk("aws"), "aws", bare, {TABLE: frozenset({"replicas[].kmsKeyArn", "replicas[].gone"})})
    assert f"{TABLE}: replicas[].regionName" in found.suspects
    assert f"{TABLE}: replicas[].kmsKeyArn" not in found.suspects
    assert found.stale == (f"{TABLE}: replicas[].gone",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("why: {'aws:a/b:C': [x, x]}", "x is there twice"),
        ("why: {'aws:a/b:C': [x]}\nalso: {'aws:a/b:C': [x]}", "x is there twice"),
        ("why: {'aws:a/b:C': [x]}\nwhy: {'aws:a/b:C': [y]}", "written twice"),
        ("why: {'aws:a/b:C': ['not a path']}", "not a path"),
        ("why: [", "expected"),
    ],
)
def test_a_list_of_harmless_inputs_that_is_not_in_its_form_is_refused(text: str, says: str) -> None:
    with pytest.raises(FactsError, match=says) as caught:
        harmless.parse(text, "harmless.yaml")
    assert str(caught.value).startswith("harmless.yaml: ")


def test_an_sdk_that_is_not_installed_is_told() -> None:
    with pytest.raises(SdkError, match="pulumi_azure is not installed"):
        Sdk("azure")


def test_a_provider_of_google_fills_its_labels_in_where_the_pack_thinks_so() -> None:
    told = {t: f.tags for t, f in catalogue().types.items() if t.startswith("gcp:") and f.tags}
    filled = {path for token, path in told.items() if "pulumiLabels" in _sdk("gcp").properties(token)}
    assert filled == FILLED_IN - {""}
    assert [t for t, path in told.items() if path in filled and t.partition("/")[0] != "gcp:container"] == []


def test_no_other_type_that_holds_something_says_its_own_arn() -> None:
    nothing = {Holds.NOTHING, Holds.OPAQUE}
    holding = [t for t, f in catalogue().types.items() if t.startswith("aws:") and f.holds not in nothing]
    says = {t for t in holding if any(path == "arn" for path, _ in _sdk("aws").inputs(t))}
    assert says == SAYS_ITS_ARN
