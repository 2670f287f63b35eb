"""The configuration of the pack: it may lower a rule where nobody's data is, and nowhere else."""

from __future__ import annotations

import json

import pytest
from pulumi.runtime.proto import analyzer_pb2 as proto

from jurisdictions.problem import ProblemsError
from policies.engine import pack
from policies.engine.levels import LOWERABLE, Level, Levels
from policies.rules import RULES
from policies.unprotected import parse, stacks
from tests.policies.engine import CALL, EndedError, Engine, entries_of, told
from tests.policies.states import UK

FOREIGN = {"q": {"type": "aws:sqs/queue:Queue", "props": {"region": "us-east-1", "tags": UK}}}
LEVELS = {"advisory": proto.ADVISORY, "disabled": proto.DISABLED}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("told_by_the_engine", [True, False])
def test_a_rule_that_is_lowered_on_a_protected_stack_holds_all_the_same(
    level: str, told_by_the_engine: bool
) -> None:
    engine = Engine("prod" if told_by_the_engine else "")
    engine.configure(place_of_home=LEVELS[level])
    found = engine.preview(entries_of(FOREIGN, "prod"))
    assert sorted(d.policyName for d in found) == ["level-lowered", "place-of-home"]
    assert {d.enforcementLevel for d in found} == {proto.MANDATORY}
    assert f"on stack domicile/prod, to {level}: place-of-home" in found[0].message


def test_what_is_wrong_with_the_configuration_is_said_before_anything_is_created() -> None:
    entries, engine = entries_of(FOREIGN, "prod"), Engine("prod", dry_run=False)
    engine.configure(tags_missing=proto.DISABLED, place_of_key=proto.ADVISORY)
    first, second = (engine.alone(entry, entries) for entry in entries)
    assert [(d.policyName, d.urn) for d in first] == [("level-lowered", entries[0]["urn"])]
    assert "to advisory: place-of-key; to disabled: tags-missing" in first[0].message
    assert told(second) == [("place-of-home", "q")]


def test_the_rule_about_levels_cannot_be_lowered_either() -> None:
    engine = Engine("prod")
    engine.configure(level_lowered=proto.DISABLED)
    found = engine.preview(entries_of(FOREIGN, "prod"))
    assert ("level-lowered", proto.MANDATORY) in {(d.policyName, d.enforcementLevel) for d in found}


UNSAFE = {
    "q": {"type": "aws:sqs/queue:Queue", "protect": False, "props": {"region": "eu-west-2", "tags": UK}}
}
LOST = {
    "k": {"type": "aws:kms/key:Key", "props": {"region": "eu-west-2", "tags": UK, "deletionWindowInDays": 3}}
}


def test_only_a_stack_that_is_listed_may_lose_its_stores() -> None:
    """A name makes no stack unprotected: neither another's of this project, nor this one's of another."""
    assert stacks() == {"domicile/dev"}
    assert told(Engine("dev").preview(entries_of(UNSAFE, "dev"))) == []
    assert told(Engine("test").preview(entries_of(UNSAFE, "test"))) == [("store-unprotected", "q")]
    moved = json.loads(json.dumps(entries_of(UNSAFE, "dev")).replace("::domicile::", "::payroll::"))
    assert told(Engine("dev").preview(moved)) == [("store-unprotected", "q")]


@pytest.mark.parametrize("told_by_the_engine", [True, False])
def test_on_an_unprotected_stack_rules_about_loss_are_lowered(told_by_the_engine: bool) -> None:
    assert sorted(LOWERABLE) == ["key-deletion", "store-replaced", "store-unprotected"]
    stack = "dev" if told_by_the_engine else ""
    for level, left in ((proto.ADVISORY, [("key-deletion", proto.ADVISORY)]), (proto.DISABLED, [])):
        engine = Engine(stack)
        engine.configure(key_deletion=level)
        found = engine.preview(entries_of(LOST, "dev"))
        assert [(d.policyName, d.enforcementLevel) for d in found] == left


@pytest.mark.parametrize("told_by_the_engine", [True, False])
def test_on_no_stack_is_a_rule_about_places_lowered(told_by_the_engine: bool) -> None:
    engine = Engine("dev" if told_by_the_engine else "")
    engine.configure(place_of_home=proto.DISABLED)
    found = engine.preview(entries_of(FOREIGN, "dev"))
    assert sorted(d.policyName for d in found) == ["level-lowered", "place-of-home"]
    assert {d.enforcementLevel for d in found} == {proto.MANDATORY}


@pytest.mark.parametrize(
    "text",
    [
        "unprotected: [{project: a, stack: dev, owner: '@a/b'}]",
        "unprotected: [{project: a, stack: dev, owner: nobody, reason: because it is so}]",
        "unprotected: [{project: a, stack: '*', owner: '@a/b', reason: because it is so}]",
        "unprotected: [{project: a, stack: dev, owner: '@a/b', reason: because it is so, until: 1}]",
        "stacks: [dev]",
        "",
    ],
)
def test_a_list_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        parse(text, "unprotected.yaml")
    assert {problem.code for problem in caught.value.problems} == {"DOM-706"}


def test_to_remediate_is_to_refuse() -> None:
    engine = Engine("prod")
    engine.configure(place_of_home=proto.REMEDIATE)
    found = engine.preview(entries_of(FOREIGN, "prod"))
    assert [(d.policyName, d.enforcementLevel) for d in found] == [("place-of-home", proto.MANDATORY)]


def test_a_stack_whose_name_is_not_known_is_protected() -> None:
    levels = Levels({"place-of-home": Level.ADVISORY})
    assert levels.of("place-of-home", "") is Level.MANDATORY
    assert len(list(levels.judge("", ""))) == 1


def test_what_no_policy_understands_is_refused() -> None:
    with pytest.raises(EndedError, match=r"INVALID_ARGUMENT: (.*\n)+DOM-719 place-of-hone"):
        Engine("dev").configure(place_of_hone=proto.ADVISORY)
    request = proto.ConfigureAnalyzerRequest()
    request.policyConfig["place-of-home"].properties.update({"relaxable_stacks": ["prod"]})
    with pytest.raises(EndedError, match=r"DOM-719 place-of-home\.relaxable_stacks"):
        Engine("prod").pack.Configure(request, CALL)


def test_all_that_is_wrong_in_a_configuration_is_said_at_once() -> None:
    request = proto.ConfigureAnalyzerRequest()
    for name in ("place-of-hone", "place-of-key", "all"):
        request.policyConfig[name].properties.update({"relaxed": True})
    with pytest.raises(EndedError) as caught:
        Engine("prod").pack.Configure(request, CALL)
    said = [line.split()[1] for line in str(caught.value).splitlines() if line.startswith("DOM-719")]
    assert said == ["all.relaxed", "place-of-hone", "place-of-key.relaxed"]
    assert "value:   True" in str(caught.value)


def test_the_lists_name_what_exists() -> None:
    assert {rule.id for rule in RULES} >= LOWERABLE
    assert set(pack.BY_ID) >= LOWERABLE
