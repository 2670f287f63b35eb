"""Facts: what the loader refuses, and what the project's own facts promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.facts import FactsError, Holds, catalogue
from policies.facts.load import Catalogue, classified, parse

GOOD = "types: {'aws:sqs/queue:Queue': {holds: data, at: {region: region}}}"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("types: {'aws:sqs/queue:Queue': {holds: data}}", "says no place"),
        ("types: {'aws:sqs/queue:Queue': {holds: water, at: {region: region}}}", "holds"),
        ("types: {'aws:sqs/queue:Queue': {holds: data, at: {region: guess}}}", "at.region"),
        ("types: {'aws:sqs/queue:Queue': {holds: data, at: {'kms_key id': key}}}", "not a path"),
        ("types: {'aws:sqs/queue:Queue': {holds: data, at: {region: region}, fixed: global}}", "exclude"),
        ("types: {'aws:sqs/queue:Queue': {holds: data, at: {region: region}, color: red}}", "color"),
        ("types: {'aws:sqs/queue:Queue': {holds: data, at: {region: region}, unset: {x: global}}}", "unset"),
        ("types: {'not a type': {holds: nothing}}", "not a resource type"),
        ("types: {'aws:a/b:C': {holds: nothing}, 'aws:a/b:C': {holds: nothing}}", "written twice"),
        ("nothing: {why: ['aws:a/b:C', 'aws:a/b:C']}", "classified twice"),
        ("nothing: {why: ['aws:a/b:C']}\ntypes: {'aws:a/b:C': {holds: nothing}}", "classified twice"),
        ("sorts: {}", "sorts"),
        ("types: [", "expected"),
        ("", "valid"),
        ("!!python/object/apply:os.getcwd []", "could not determine a constructor"),
    ],
)
def test_the_loader_refuses(text: str, says: str) -> None:
    with pytest.raises(FactsError, match=says) as caught:
        parse(text, "aws.yaml")
    assert str(caught.value).startswith("aws.yaml: ")


def folder(path: Path, **files: str) -> Catalogue:
    """A catalogue of made-up files: ``aws__sqs`` for aws/sqs.yaml."""
    (path / "aws").mkdir()
    for name, text in ({"builtin": "nothing: {}"} | files).items():
        (path / f"{name.replace('__', '/')}.yaml").write_text(text)
    return Catalogue(path)


def test_a_type_is_looked_for_in_the_file_of_its_service(tmp_path: Path) -> None:
    facts = folder(tmp_path, aws__sqs=GOOD)
    found = facts.fact("aws:sqs/queue:Queue")
    assert found is not None
    assert found.holds is Holds.DATA
    assert facts.fact("aws:sqs/other:Other") is None
    assert facts.fact("aws:sns/topic:Topic") is None
    assert facts.fact("aws:../builtin:X") is None


def test_a_type_in_the_file_of_another_service_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FactsError, match=r"aws/sns\.yaml: these types belong in another file"):
        folder(tmp_path, aws__sns=GOOD).fact("aws:sns/topic:Topic")


def test_a_broken_file_is_an_error_not_an_unknown_type(tmp_path: Path) -> None:
    with pytest.raises(FactsError, match=r"aws/sns\.yaml"):
        folder(tmp_path, aws__sns="types: [").fact("aws:sns/topic:Topic")


def test_the_default_place_goes_to_types_that_hold_something_and_do_not_say() -> None:
    text = (
        "default_at: {region: region}\n"
        "types: {'aws:a/a:A': {holds: data}, 'aws:a/b:B': {holds: nothing},"
        " 'aws:a/c:C': {holds: data, fixed: global}}"
    )
    types = classified(parse(text, "aws/a.yaml"))
    assert [bool(types[t].at) for t in ("aws:a/a:A", "aws:a/b:B", "aws:a/c:C")] == [True, False, False]


def test_a_prefix_holds_for_components_only(tmp_path: Path) -> None:
    facts = folder(tmp_path, builtin="nothing: {why: ['domicile:*']}")
    assert facts.fact("domicile:aws:Network", of_a_cloud=False) is not None
    assert facts.fact("domicile:aws:Network") is None


def test_everything_that_holds_something_can_tell_whose_it_is() -> None:
    cannot = {"gcp:logging/projectBucketConfig:ProjectBucketConfig"}
    facts = catalogue().types
    assert all(facts[token].of for token in cannot)
    assert facts["aws:s3/bucket:Bucket"].holds is Holds.DATA
    assert len(facts) > 3200
