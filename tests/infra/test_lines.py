"""A problem names the line of the stack file."""

from __future__ import annotations

import pytest

from infra.lines import with_lines
from jurisdictions.problem import Problem

TEXT = """\
# a comment
config:
  domicile:stack:
    name: acme
    jurisdictions:
      uk: {home: aws/eu-west-2,
           recovery: aws/us-east-1}
    network:
      cidrs:
        uk: {aws/eu-west-2: 10.0.0.0/28}
"""


def problem(path: str) -> Problem:
    return Problem(code="DOM-000", path=path, what="w", value="v", allowed="a", fix="f")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("name", 4),
        ("jurisdictions.uk.recovery", 7),
        ("network.cidrs.uk.aws/eu-west-2", 10),
        ("jurisdictions.uk.witness", 6),
        ("stores.a.class", 3),
        ("domicile:stack", 3),
    ],
)
def test_line_of_the_setting_or_of_the_nearest_above(path: str, line: int) -> None:
    assert with_lines([problem(path)], TEXT)[0].line == line


def test_text_that_is_no_yaml_leaves_the_problem_as_it_is() -> None:
    assert with_lines([problem("name")], "a: [")[0].line is None
