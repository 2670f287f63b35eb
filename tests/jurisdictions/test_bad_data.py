"""Bad data is refused when it is loaded, with every problem at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from jurisdictions.documents import parse, validate
from jurisdictions.load import FOLDER, load_map, read_laws, read_map
from jurisdictions.problem import ProblemsError
from jurisdictions.schema import LawFile, PlacesFile

Change = Callable[[Any], object]


def edited(file: str, change: Change) -> str:
    """The text of a data file after ``change``."""
    data = yaml.load((FOLDER / file).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 makes only strings
    typed = _typed(data)
    change(typed)
    return yaml.safe_dump(typed, allow_unicode=True, sort_keys=False)


def _typed(value: Any) -> Any:
    """Numbers and booleans as such: a plain YAML loader would make Norway a boolean."""
    if isinstance(value, dict):
        return {key: _typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner) for inner in value]
    if value in ("true", "false"):
        return value == "true"
    try:
        return int(value) if value.lstrip("-").isdigit() else float(value)
    except ValueError:
        return value


def same(_: Any) -> None:
    """No change."""


def problems_of(places: Change = same, locations: Change = same) -> list[tuple[str, str]]:
    with pytest.raises(ProblemsError) as caught:
        read_map(edited("places.yaml", places), edited("locations.yaml", locations))
    return [(p.code, p.path) for p in caught.value.problems]


def law_problems_of(change: Change) -> list[tuple[str, str]]:
    with pytest.raises(ProblemsError) as caught:
        read_laws(edited("law.yaml", change), load_map().countries.keys())
    return [(p.code, p.path) for p in caught.value.problems]


def test_unchanged_data_survives_the_round_trip_of_these_tests() -> None:
    assert read_map(edited("places.yaml", same), edited("locations.yaml", same)) == load_map()


def test_problems_of_shape_in_both_files_come_at_once() -> None:
    def places(data: Any) -> None:
        data["aws"]["eu-west-2"]["block"] = 256
        data["aws"]["eu-west-1"]["cuntry"] = "IE"
        del data["gcp"]["europe-west2"]["city"]

    def locations(data: Any) -> None:
        data["spanner"]["eur3"]["read_write"] = ["europe-west1"]

    assert sorted(problems_of(places, locations)) == [
        ("DOM-501", "locations.yaml.spanner.eur3.read_write"),
        ("DOM-501", "places.yaml.aws.eu-west-1.cuntry"),
        ("DOM-501", "places.yaml.aws.eu-west-2.block"),
        ("DOM-501", "places.yaml.gcp.europe-west2.city"),
    ]


def test_problems_between_entries_come_at_once() -> None:
    def places(data: Any) -> None:
        data["aws"]["eu-west-2"]["block"] = data["aws"]["eu-west-1"]["block"]
        data["aws"]["eu-west-3"]["block"] = 200
        data["aws"]["eu-north-1"]["zones"] = ["euw1-az1", "euw1-az2", "euw1-az3"]
        data["aws"]["eu-south-1"]["zones"] = ["eu-south-1a", "eu-south-1b"]
        data["gcp"]["europe-west1"]["zones"] = ["b", "b", "c"]
        data["gcp"]["europe-west3"]["zones"] = ["europe-west3-a", "b"]
        data["gcp"]["europe-west2"]["country"] = "UK"
        data["local_zones"]["us-east-1-bue-1"]["country"] = "XX"

    def locations(data: Any) -> None:
        data["hidden"]["us-central2"]["country"] = "YY"
        data["multi"]["EU"]["storage"] = "eu"
        data["multi"]["eur4"]["storage"] = ["europe-north1", "europe-north9"]
        data["spanner"]["eur3"]["witness"] = ["eu-west-1"]
        data["aws_sets"]["dsql"]["us"] = ["us-central1"]

    assert sorted(problems_of(places, locations)) == [
        ("DOM-502", "places.yaml.aws.eu-west-2.block"),
        ("DOM-502", "places.yaml.aws.eu-west-3.block"),
        ("DOM-503", "places.yaml.aws.eu-south-1.zones"),
        ("DOM-503", "places.yaml.aws.eu-west-1.zones"),
        ("DOM-503", "places.yaml.gcp.europe-west1.zones"),
        ("DOM-503", "places.yaml.gcp.europe-west3.zones"),
        ("DOM-504", "locations.yaml.hidden.us-central2.country"),
        ("DOM-504", "places.yaml.gcp.europe-west2.country"),
        ("DOM-504", "places.yaml.local_zones.us-east-1-bue-1.country"),
        ("DOM-505", "locations.yaml.aws_sets.dsql.us"),
        ("DOM-505", "locations.yaml.multi.eur4.storage"),
        ("DOM-505", "locations.yaml.spanner.eur3.witness"),
        ("DOM-506", "locations.yaml.multi.EU.storage"),
    ]


def test_problems_of_the_laws_shape() -> None:
    def change(data: Any) -> None:
        data["jurisdictions"]["uk"]["slot"] = 4
        data["jurisdictions"]["de"]["persitent"] = {"rest": "home"}
        data["jurisdictions"]["fr"]["reviewed"] = "last year"
        data["jurisdictions"]["eu"]["transient"]["rest"] = "anywhere"

    found = law_problems_of(change)
    assert {code for code, _ in found} == {"DOM-511"}
    paths = {path for _, path in found}
    for expected in ("uk.slot", "de.persitent", "fr.reviewed", "eu.transient.rest"):
        assert any(f"jurisdictions.{expected}" in path for path in paths), expected


def test_problems_of_the_laws_meaning_come_at_once() -> None:
    def change(data: Any) -> None:
        data["groups"]["EEA"] = ["EU", "NORDIC"]
        data["jurisdictions"]["uk"]["home"] = ["UK"]
        data["jurisdictions"]["uk"]["transient"]["rest"] = ["GB", "EFTA"]
        data["jurisdictions"]["au"]["home"] = []
        data["jurisdictions"]["us"]["persistent"] = {"rest": "home", "logs": "everywhere"}
        del data["jurisdictions"]["ch"]["transient"]["expires_hours"]

    assert sorted(set(law_problems_of(change))) == [
        ("DOM-512", "law.yaml.groups.EEA"),
        ("DOM-512", "law.yaml.jurisdictions.uk.home"),
        ("DOM-512", "law.yaml.jurisdictions.uk.transient.keys"),
        ("DOM-512", "law.yaml.jurisdictions.uk.transient.logs"),
        ("DOM-512", "law.yaml.jurisdictions.uk.transient.processed"),
        ("DOM-512", "law.yaml.jurisdictions.uk.transient.rest"),
        ("DOM-513", "law.yaml.jurisdictions.au.home"),
        ("DOM-514", "law.yaml.jurisdictions.us.persistent.logs"),
        ("DOM-515", "law.yaml.jurisdictions.ch.transient.expires_hours"),
    ]


def test_slots_may_not_collide() -> None:
    def change(data: Any) -> None:
        data["jurisdictions"]["eu"]["slot"] = 0

    found = law_problems_of(change)
    assert ("DOM-516", "law.yaml.jurisdictions.de.slot") in found
    assert {code for code, _ in found} == {"DOM-516"}


def test_a_group_cannot_contain_itself() -> None:
    def change(data: Any) -> None:
        data["groups"]["EU"] = ["EEA", "DE"]

    assert law_problems_of(change) == [("DOM-517", "law.yaml.groups.EU"), ("DOM-517", "law.yaml.groups.EEA")]


def test_norway_is_a_country_not_a_boolean() -> None:
    document = parse((FOLDER / "law.yaml").read_text(encoding="utf-8"), LawFile, "law.yaml", "DOM-511")
    assert "NO" in document.groups["EEA"]


def test_a_key_written_twice_is_refused_with_its_line() -> None:
    with pytest.raises(ProblemsError) as caught:
        parse("groups: {}\ngroups: {EU: [DE]}\n", LawFile, "law.yaml", "DOM-511")
    (problem,) = caught.value.problems
    assert problem.line == 2
    assert "'groups' is written twice" in problem.what


def test_text_that_is_not_yaml_and_yaml_that_is_no_mapping_are_refused() -> None:
    for text in ("a: [", "- 1", ""):
        with pytest.raises(ProblemsError):
            parse(text, PlacesFile, "places.yaml", "DOM-501")


def test_numbers_are_not_read_from_text() -> None:
    with pytest.raises(ProblemsError) as caught:
        validate(
            {"next_block": "77", "countries": {}, "aws": {}, "gcp": {}, "local_zones": {}},
            PlacesFile,
            "f",
            "DOM-501",
        )
    assert [p.path for p in caught.value.problems] == ["f.next_block"]


def test_importing_reads_no_data() -> None:
    script = (
        "import jurisdictions; from jurisdictions.load import load_map, load_laws; "
        "assert load_map.cache_info().currsize == 0; assert load_laws.cache_info().currsize == 0; "
        "import sys; assert not {'pulumi', 'pulumi_aws', 'pulumi_gcp'} & set(sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
