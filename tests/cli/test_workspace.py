from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from cli.workspace import PASSPHRASE, SALT, Workspace, find_root
from jurisdictions.problem import ProblemsError


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "Pulumi.yaml").write_text("name: tiny\nruntime: python\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text("# why\nconfig:\n  tiny:a: 1\n", encoding="utf-8")
    return Workspace(root=tmp_path, stack="dev")


def test_the_root_is_found_from_below(workspace: Workspace) -> None:
    below = workspace.root / "a" / "b"
    below.mkdir(parents=True)
    assert find_root(below) == workspace.root


def test_outside_a_project_the_error_says_so(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        find_root(tmp_path)
    assert caught.value.problems[0].code == "DOM-611"
    assert caught.value.problems[0].value == str(tmp_path)


def test_an_unknown_stack_is_refused_with_those_there_are(workspace: Workspace) -> None:
    with pytest.raises(ProblemsError) as caught:
        Workspace(root=workspace.root, stack="nope").require()
    (problem,) = caught.value.problems
    assert (problem.code, problem.value, problem.allowed) == ("DOM-612", "nope", "dev")
    workspace.require()


def test_the_copy_has_the_sandboxs_key_and_the_original_is_untouched(workspace: Workspace) -> None:
    original = (
        "encryptionsalt: v1:theirs\nsecretsprovider: awskms://k\nencryptedkey: abc\nconfig:\n  tiny:a: 1"
    )
    workspace.source.write_text(original, encoding="utf-8")
    workspace.write_config()
    assert yaml.safe_load(workspace.config_file.read_text(encoding="utf-8")) == {
        "config": {"tiny:a": 1},
        "encryptionsalt": SALT,
    }
    assert workspace.source.read_text(encoding="utf-8") == original


def test_a_secret_of_the_real_stack_has_a_stand_in(workspace: Workspace) -> None:
    original = "config:\n  tiny:a: '01'\n  tiny:pw: {secure: v1:abc}\n  tiny:b: {c: [{secure: x}, 1]}\n"
    workspace.source.write_text(original, encoding="utf-8")
    workspace.write_config()
    found = yaml.safe_load(workspace.config_file.read_text(encoding="utf-8"))["config"]
    assert found == {"tiny:a": "01", "tiny:pw": "sandbox", "tiny:b": {"c": ["sandbox", 1]}}


def test_everything_is_kept_in_the_folder_that_git_ignores(workspace: Workspace) -> None:
    before = {path.name for path in workspace.root.iterdir()}
    workspace.write_config()
    assert {path.name for path in workspace.root.iterdir()} - before == {".domicile"}
    for path in (
        workspace.cloud,
        workspace.config_file,
        workspace.lock,
        workspace.log("up"),
        workspace.checkpoint,
    ):
        assert path.is_relative_to(workspace.home)
    repository = Path(__file__).parent.parent.parent
    assert ".domicile/" in (repository / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_no_way_to_a_real_account_is_left(workspace: Workspace) -> None:
    theirs = {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_PROFILE": "prod",
        "GOOGLE_APPLICATION_CREDENTIALS": "/k.json",
        "CLOUDSDK_CORE_PROJECT": "p",
        "PULUMI_ACCESS_TOKEN": "t",
        "PULUMI_BACKEND_URL": "s3://real",
        "PULUMI_CONFIG_PASSPHRASE_FILE": "/real",
        "PULUMI_STACK": "prod",
        "PATH": "/bin",
    }
    found = workspace.environment(theirs)
    assert found["PATH"] == "/bin"
    assert found["PULUMI_BACKEND_URL"] == f"file://{workspace.home / 'state'}"
    assert found["PULUMI_CONFIG_PASSPHRASE"] == PASSPHRASE
    assert found["PULUMI_STACK"] == "dev"
    left = set(theirs) & set(found)
    assert left == {"PATH", "PULUMI_BACKEND_URL", "PULUMI_STACK"}


def test_forgetting_a_stack_leaves_the_others(workspace: Workspace) -> None:
    (workspace.root / "Pulumi.prod.yaml").write_text("config: {}\n", encoding="utf-8")
    other = Workspace(root=workspace.root, stack="prod")
    for one in (workspace, other):
        one.write_config()
        for path in (one.cloud, one.cloud.with_name(one.cloud.name + "-wal"), one.log("up")):
            path.write_text("", encoding="utf-8")
    workspace.forget()
    left = {path.name for path in workspace.home.rglob("*") if path.is_file()}
    assert left == {"Pulumi.yaml", "Pulumi.prod.yaml", "prod.sqlite", "prod.sqlite-wal", "prod-up.log"}
