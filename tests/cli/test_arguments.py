from __future__ import annotations

from pathlib import Path

import pytest

from cli import arguments

CONFIG = Path("/p/.domicile/project/Pulumi.dev.yaml")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("up --yes", "up --config-file {} --yes"),
        ("preview -- --config-file x", "preview -- --config-file x"),
        ("-C infra --color never destroy", "-C infra --color never destroy --config-file {}"),
        ("refresh", "refresh --config-file {}"),
        ("config", "config --config-file {}"),
        ("config get key", "config --config-file {} get key"),
        ("config set key value", "config set key value"),
        ("up --config-file own.yaml", "up --config-file own.yaml"),
        ("up --config-file=own.yaml", "up --config-file=own.yaml"),
        ("stack output --json", "stack output --json"),
        ("stack rm --yes", "stack rm --yes --preserve-config"),
        ("stack rm --preserve-config", "stack rm --preserve-config"),
        ("version", "version"),
        ("", ""),
    ],
)
def test_only_what_reads_the_configuration_gets_the_copy(given: str, expected: str) -> None:
    assert arguments.complete(given.split(), CONFIG) == expected.format(CONFIG).split()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("up -s prod", "prod"),
        ("stack output --stack prod x", "prod"),
        ("up --stack=prod", "prod"),
        ("up", None),
        ("up -s", None),
        ("logs -- -s prod", None),
    ],
)
def test_the_stack_that_a_command_names(given: str, expected: str | None) -> None:
    assert arguments.stack_of(given.split()) == expected
