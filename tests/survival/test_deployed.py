"""What the real engine writes down of a deployed stack says the same as what the program declares."""

from __future__ import annotations

from pathlib import Path

from policies.resources.state import graph_of
from survival.model import Report, StoreFate, Users
from survival.report import Survey, survey
from tests.infra.deployed import Project


def test_a_deployed_stack_survives_what_a_declared_one_does(dev: Survey, tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.run("up", "--stack", "dev")
    real = survey(graph_of(project.export("dev")))
    assert real.promised == dev.promised
    events = zip(real.events(), dev.events(), strict=True)
    for found, declared in events:
        assert found.lost == declared.lost
        assert [_said(s) for s in found.stores] == [_said(s) for s in declared.stores]
        assert [_told(u) for u in found.users] == [_told(u) for u in declared.users]
    printed = project.run("survive", "--require", "--format", "json").stdout
    assert Report.model_validate_json(printed).promises == real.kept()


def _said(store: StoreFate) -> dict[str, object]:
    """All but the steps: in these are names that only a cloud gives."""
    named = {"steps": len(store.steps), "back": len(store.back)}
    return store.model_dump(exclude=set(named)) | named


def _told(user: Users) -> dict[str, object]:
    return user.model_dump(exclude={"steps"}) | {"steps": len(user.steps)}
