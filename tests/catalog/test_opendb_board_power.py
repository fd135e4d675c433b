"""The board power of a card is judged by all cards of its chipset."""

from __future__ import annotations

import opendb_samples as samples
import pytest

from catalog.opendb.clean import draft
from catalog.opendb.modes import FROM_MODE, resolve_board_power


def cards(*tdps, chipset="GeForce RTX 4070", **fields):
    return [draft("GPU", samples.record("GPU", chipset=chipset, tdp=tdp, **fields)) for tdp in tdps]


def powers(drafts):
    resolve_board_power(drafts)
    return [each.facts["board_power_w"] for each in drafts]


@pytest.mark.parametrize(
    ("stated", "resolved"),
    [
        ([200, 200, 215, 650], [200, 200, 215, 200]),
        ([200, 200, None, 0], [200, 200, 200, 200]),
        ([200, 200, 100, 300], [200, 200, 100, 300]),
        ([200, 200, 99, 301], [200, 200, 200, 200]),
        ([220, 200], [220, 200]),
        ([700, 200], [200, 200]),
        ([200, 200, 500, 500], [200, 200, 200, 200]),
        ([None, None], [None, None]),
        ([850], [850]),
    ],
)
def test_an_implausible_power_gives_way_to_the_most_frequent_of_the_chipset(stated, resolved):
    assert powers(cards(*stated)) == resolved


def test_a_power_that_is_not_the_records_own_says_so():
    drafts = cards(200, 200, 650)
    resolve_board_power(drafts)
    assert [each.fact_sources for each in drafts] == [{}, {}, {"board_power_w": FROM_MODE}]


def test_chipsets_do_not_mix_and_a_card_without_one_keeps_its_own():
    drafts = [*cards(200, 200), *cards(600, chipset="GeForce RTX 5090"), *cards(90, 500, chipset=None)]
    assert powers(drafts) == [200, 200, 600, 90, 500]


@pytest.mark.parametrize(("watts", "sockets"), [(75, 0), (None, 0), (76, None), (450, None)])
def test_no_listed_socket_means_none_up_to_75_w_and_unknown_above(watts, sockets):
    (card,) = cards(watts, power_connectors={})
    resolve_board_power([card])
    assert [card.facts[name] for name in ("sockets_16pin", "sockets_8pin", "sockets_6pin")] == [sockets] * 3


def test_listed_sockets_stay_and_other_kinds_are_passed_over():
    (card,) = cards(450, power_connectors={"pcie_8_pin": 3})
    supply = draft("PSU", samples.record("PSU"))
    before = dict(supply.facts)
    resolve_board_power([supply, card])
    assert (card.facts["sockets_16pin"], card.facts["sockets_8pin"], card.facts["sockets_6pin"]) == (0, 3, 0)
    assert supply.facts == before


def test_resolving_twice_changes_nothing():
    drafts = cards(200, 200, 650, power_connectors={})
    once = [dict(each.facts) for each in drafts if powers(drafts)]
    resolve_board_power(drafts)
    assert [each.facts for each in drafts] == once
