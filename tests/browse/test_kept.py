"""What a process keeps of a page, and for how long."""

import pytest

from browse import kept
from browse.kept import Keeper


@pytest.fixture
def keeper():
    made = Keeper(2)
    yield made
    kept.KEEPERS.remove(made)


def at(number):
    return lambda: {"parts": number}


def test_what_is_kept_is_given_again_while_nothing_changes(keeper):
    keeper.keep("a", "page", {"parts": 1})
    assert keeper.get("a", at(1)) == "page"
    assert keeper.get("a", at(2)) is None


def test_nobody_asks_for_revisions_where_nothing_is_kept(keeper):
    assert keeper.get("a", lambda: pytest.fail("asked")) is None


def test_nothing_is_kept_for_longer_than_a_minute(keeper, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(kept, "monotonic", lambda: now[0])
    keeper.keep("a", "page", {})
    now[0] = 59
    assert keeper.get("a", dict) == "page"
    now[0] = 60
    assert keeper.get("a", dict) is None


def test_only_the_last_ones_are_kept(keeper):
    for name in "abc":
        keeper.keep(name, name, {})
    assert [keeper.get(name, dict) for name in "abc"] == [None, "b", "c"]
