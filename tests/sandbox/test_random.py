"""Values that look random, and are the same again."""

from __future__ import annotations

import string

from tests.sandbox.engine import Engine

PASSWORD = "random:index/randomPassword:RandomPassword"


def test_a_password_is_as_asked(cloud: Engine) -> None:
    text = cloud.create(PASSWORD, "p", length=32, special=False)["result"]
    assert len(text) == 32
    assert set(text) <= set(string.ascii_letters + string.digits)
    for letters in (string.ascii_lowercase, string.ascii_uppercase, string.digits):
        assert set(letters) & set(text)


def test_the_same_resource_has_the_same_value_until_its_keepers_change(cloud: Engine) -> None:
    first = cloud.create(PASSWORD, "p", length=16)["result"]
    assert cloud.create(PASSWORD, "p", length=16)["result"] == first
    assert cloud.create(PASSWORD, "q", length=16)["result"] != first
    assert cloud.create(PASSWORD, "p", length=16, keepers={"a": "1"})["result"] != first


def test_the_other_kinds(cloud: Engine) -> None:
    assert len(cloud.create("random:index/randomId:RandomId", "i", byteLength=4)["hex"]) == 8
    assert 3 <= cloud.create("random:index/randomInteger:RandomInteger", "n", min=3, max=5)["result"] <= 5
    assert len(cloud.create("random:index/randomUuid:RandomUuid", "u")["result"]) == 36
    shuffled = cloud.create(
        "random:index/randomShuffle:RandomShuffle", "s", inputs=["a", "b", "c"], resultCount=2
    )
    assert len(set(shuffled["results"]) & {"a", "b", "c"}) == 2
    assert cloud.create("random:index/randomPet:RandomPet", "t").id
