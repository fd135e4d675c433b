"""Power supplies: watts and connectors. The parts of `drawing` come to a round number of watts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from machine import card, cpu, finding, level, old_card, psu, whole

from engine.findings import Level
from engine.parts import Build, Psu
from engine.registry import check, codes
from engine.rules.supply import adapter_leads


def drawing(watts, *supplies):
    """Give parts that draw so much, the 15 W of the rest included, and their supplies."""
    return cpu(package_power_w=watts - 15), *supplies


@pytest.mark.parametrize(
    ("load", "ratings", "wattage", "headroom"),
    [
        (480, [600], "", ""),  # exactly four fifths
        (481, [600], "", "warning"),
        (600, [600], "", "warning"),  # exactly the rating
        (601, [600], "problem", ""),
        (601, [600, 600], "", ""),
        (680, [850], "", ""),
        (920, [1150], "", ""),
        (100, [None], "unknown", ""),
        (900, [600, None], "unknown", ""),
        (900, [], "", ""),
    ],
)
def test_the_load_is_held_against_all_supplies(load, ratings, wattage, headroom):
    parts = drawing(load, *(psu(rated_w=each) for each in ratings))
    assert (level("PSU_WATTAGE", *parts), level("PSU_HEADROOM", *parts)) == (wattage, headroom)


def test_a_weak_supply_is_said_with_what_would_do():
    found = finding("PSU_WATTAGE", *drawing(900, psu("Weak", rated_w=500)))
    assert found.text == "The parts draw an estimated 900 W, but Weak can deliver 500 W."
    assert found.hint_text == "Choose a supply of 1150 W or more, which leaves a fifth of it free."
    assert level("PSU_HEADROOM", *drawing(900, psu(rated_w=1150))) == ""


def test_headroom_writes_its_share_in_percent():
    found = finding("PSU_HEADROOM", *drawing(900, psu("Tight", rated_w=1000)))
    assert "which is 90 % of the 1000 W of Tight. Under 80 % it runs" in found.text


@pytest.mark.parametrize(
    ("board_power", "leads"),
    [(None, 2), (0, 2), (300, 2), (301, 3), (450, 3), (451, 4), (575, 4), (600, 4), (601, 5)],
)
def test_an_adapter_takes_a_lead_per_150_watts_and_two_at_least(board_power, leads):
    assert adapter_leads(card(board_power_w=board_power)) == leads


def leads(sixteen, eight, **facts):
    return psu(leads_16pin=sixteen, leads_8pin=eight, **facts)


UNFED = {"sockets_16pin": None, "sockets_8pin": None, "sockets_6pin": None}
FEEDS = [
    # cards, supplies, PSU_PCIE_CONNECTORS, PSU_12VHPWR
    ([old_card()], [leads(0, 2)], "", ""),
    ([old_card()], [leads(0, 1)], "problem", ""),
    ([old_card(sockets_8pin=1, sockets_6pin=1)], [leads(0, 2)], "", ""),
    ([old_card(sockets_8pin=1, sockets_6pin=1)], [leads(0, 1)], "problem", ""),
    ([old_card()], [leads(4, 1)], "problem", ""),  # 16-pin leads do not feed 8-pin sockets
    ([old_card(), old_card()], [leads(0, 2), leads(0, 2)], "", ""),
    ([card()], [leads(1, 0)], "", ""),
    ([card(board_power_w=450)], [leads(0, 3)], "", ""),  # by an adapter
    ([card(board_power_w=450)], [leads(0, 2)], "", "problem"),
    ([card(board_power_w=451)], [leads(0, 3)], "", "problem"),
    ([card(), card()], [leads(1, 3)], "", ""),
    # the hungrier card is taken to be the one on the adapter: 4 leads, not 2
    ([card(board_power_w=300), card(board_power_w=600)], [leads(1, 3)], "", "problem"),
    ([card(board_power_w=300), card(board_power_w=600)], [leads(1, 4)], "", ""),
    # without the adapter the leads would do: the native lead is what lacks
    ([card(), old_card()], [leads(0, 2)], "", "problem"),
    # they would not do even without it
    ([card(), old_card()], [leads(0, 1)], "problem", ""),
    # one adapter per card, also with two sockets on it
    ([card(sockets_16pin=2, board_power_w=600)], [leads(0, 4)], "", ""),
    ([card(sockets_16pin=2, board_power_w=600)], [leads(0, 3)], "", "problem"),
    ([card(sockets_16pin=0, board_power_w=75)], [leads(0, 0)], "", ""),
    # nothing is known about the card
    ([card(**UNFED)], [leads(1, 4)], "unknown", ""),
    ([old_card(), card(**UNFED)], [leads(0, 0, rated_w=300)], "problem", ""),  # the card that is known lacks leads
    # nothing is recorded about the leads of a supply that must have some
    ([old_card()], [leads(0, 0, rated_w=450)], "unknown", ""),
    ([card()], [leads(0, 0, rated_w=1000)], "unknown", ""),
    ([old_card()], [leads(0, 0, rated_w=None)], "unknown", ""),
    ([old_card()], [leads(0, 0, rated_w=300), leads(0, 0, rated_w=300)], "unknown", ""),
    ([card(sockets_16pin=0, board_power_w=75)], [leads(0, 0, rated_w=1000)], "", ""),  # needs none
    # a small supply has none
    ([old_card()], [leads(0, 0, rated_w=449)], "problem", ""),
    ([card()], [leads(0, 0, rated_w=449)], "", "problem"),
]


@pytest.mark.parametrize(("cards", "supplies", "connectors", "native"), FEEDS)
def test_every_card_is_fed(cards, supplies, connectors, native):
    parts = *cards, *supplies
    assert (level("PSU_PCIE_CONNECTORS", *parts), level("PSU_12VHPWR", *parts)) == (connectors, native)


def test_missing_leads_are_asked_of_the_supply_and_missing_sockets_of_the_card():
    assert finding("PSU_PCIE_CONNECTORS", card("Mystery", **UNFED), psu("Big")).parts[0].name == "Mystery"
    assert finding("PSU_PCIE_CONNECTORS", old_card(), leads(0, 0)).parts[0].name == "Supply"


def watt_problems(rating):
    rest = [part for part in whole() if not isinstance(part, Psu)]
    return codes(check(Build((*rest, psu(rated_w=rating)))), Level.PROBLEM) & {"PSU_WATTAGE"}


@given(st.integers(1, 3000), st.integers(0, 3000))
def test_a_stronger_supply_never_adds_a_problem_of_watts(rating, more):
    assert watt_problems(rating + more) <= watt_problems(rating)
