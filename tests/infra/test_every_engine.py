"""Every engine that can be declared, on every cloud that has it, as the advisor says: one stack, up."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from infra.outputs import read
from jurisdictions import known_engines, place
from jurisdictions.engine_schema import Survives
from jurisdictions.model import DataClass
from plan.advice import NAME, Option, Question, advise
from policies import judge
from policies.resources.state import graph_of
from survival.report import survey
from tests.infra.deployed import Project

HOMES: dict[str, tuple[str, ...]] = {
    "uk": ("aws/eu-west-2", "gcp/europe-west2"),
    "eu": ("aws/eu-central-1", "aws/eu-west-1", "gcp/europe-west1", "gcp/europe-west4"),
}
"""Home, recovery, and where else the stores are, so that they share networks."""
LIMITS: dict[str, Survives] = {"uk": "zone", "eu": "region"}
"""In the United Kingdom what is in one region, in the Union what is in several."""
HALVES = {("cockroachdb", "zones"), ("yugabytedb", "zones")}
"""One cluster: their layouts with a standby have two of it."""


def kind(option: Option) -> tuple[str, str, str]:
    """Engine, layout, and the cloud of its home; both, where members are on any."""
    mixed = known_engines()[option.engine].layouts[option.layout].mixed
    return option.engine, option.layout, "both" if mixed else place(option.seats[0].place).cloud


def sample() -> dict[tuple[str, str, str], tuple[str, dict[str, Any]]]:
    """Name and settings of one store of each kind."""
    found: dict[tuple[str, str, str], tuple[str, dict[str, Any]]] = {}
    for jurisdiction, survives in LIMITS.items():
        for data_class in (DataClass.PERSISTENT, DataClass.TRANSIENT):
            question = Question(
                jurisdiction=jurisdiction,
                data_class=data_class,
                survives=survives,
                sql=False,
                prefer=HOMES[jurisdiction],
            )
            for option in advise(question).options:
                if option.provisioned and kind(option) not in found and kind(option)[:2] not in HALVES:
                    settings = yaml.safe_load(option.settings)[NAME]
                    found[kind(option)] = (f"s{len(found) + 1}", settings)
    return found


def stack() -> str:
    """The stack file: a licence key for the engine that needs one."""
    places = {name: {"home": at[0], "recovery": at[1]} for name, at in HOMES.items()}
    intent = {
        "name": "acme",
        "protect": False,
        "accounts": {"aws": {"account": "111122223333"}, "gcp": {"project": "acme-every-1"}},
        "jurisdictions": places,
        "stores": dict(sample().values()),
        "network": {"zones": 3, "egress": "none"},
        "keys": {"deletion_days": 7},
    }
    config = {"domicile:stack": intent, "domicile:cockroachdb-licence": "crl-0-key"}
    return str(yaml.safe_dump({"config": config}))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The stack, up."""
    made = Project(tmp_path_factory.mktemp("every"))
    (made.root / "Pulumi.dev.yaml").write_text(stack(), "utf-8")
    assert "no violation, 0 advisory notes" in made.run("up").stdout
    return made


@pytest.fixture(scope="module")
def state(project: Project) -> dict[str, Any]:
    return project.export("dev")


def test_every_layout_that_can_be_declared_is_on_every_cloud_that_has_it() -> None:
    expected = {
        (name, key, cloud)
        for name, engine in known_engines().items()
        for key, layout in engine.layouts.items()
        if layout.provisioned and (name, key) not in HALVES
        for cloud in (["both"] if layout.mixed else layout.regions)
    }
    assert set(sample()) == expected


def test_a_second_up_changes_nothing(project: Project) -> None:
    assert "nothing changed" in project.run("up").stdout


def test_outputs_have_every_store_and_deployed_stores_keep_what_they_promise(state: dict[str, Any]) -> None:
    (root,) = [r for r in state["deployment"]["resources"] if r["type"] == "pulumi:pulumi:Stack"]
    contract = read(json.dumps(root["outputs"]))
    told = {(n, s.engine) for j in contract.jurisdictions.values() for n, s in j.stores.items()}
    assert told == {(name, settings["engine"]) for name, settings in sample().values()}
    promises = survey(graph_of(state)).kept()
    assert len(promises) == len(told)
    assert [p for p in promises if not p.kept] == []


def test_the_audit_has_nothing_to_say(state: dict[str, Any]) -> None:
    assert judge(graph_of(state)) == []
