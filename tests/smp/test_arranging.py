"""Live blocks are inserted, moved and taken out by one word each."""

import pytest

from smp.arranging import arranged, said_of

THREE = ["scope", "services", "risks"]


@pytest.mark.parametrize(
    ("act", "after"),
    [
        ("add:roles", ["scope", "services", "risks", "roles"]),
        ("add:scope", THREE),
        ("add:nonsense", THREE),
        ("remove:services", ["scope", "risks"]),
        ("remove:roles", THREE),
        ("up:risks", ["scope", "risks", "services"]),
        ("up:scope", THREE),
        ("down:scope", ["services", "scope", "risks"]),
        ("down:risks", THREE),
        ("burn:scope", THREE),
        ("", THREE),
        ("up", THREE),
    ],
)
def test_one_act(act, after):
    assert arranged(list(THREE), act) == after


def test_what_is_no_block_and_what_stands_twice_is_left_out():
    assert arranged(["scope", "nonsense", "scope", "risks"], "") == ["scope", "risks"]


def test_it_is_said_what_was_done():
    assert said_of("add:risks", THREE) == "“Risk summary and matrix” is inserted, as number 3 of 3."
    assert said_of("up:scope", THREE) == "“Scope and policy” is number 1 of 3."
    assert said_of("remove:roles", THREE) == "“Roles and authorities” is taken out."
    assert said_of("order:", THREE) == ""
