"""Power supplies and the wall: watts, peaks, leads, circuits. The parts of `drawing` come to so many watts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from machine import board, card, cpu, drive, finding, level, old_card, psu, whole

from engine.feeding import adapter_leads
from engine.findings import Level
from engine.parts import Build, Psu
from engine.registry import check, codes


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
    ([card(sockets_16pin=0, board_power_w=75), old_card()], [leads(0, 0, rated_w=1000)], "unknown", ""),
    ([old_card()], [leads(0, 2), leads(0, 0)], "", ""),  # one that lists its leads speaks for both
    ([old_card()], [leads(0, 1), leads(0, 0)], "problem", ""),
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


@pytest.mark.parametrize(
    ("cards", "supplies", "expected"),
    [
        # exactly enough by adapters, natively, and one lead short
        ([card(board_power_w=450)], [leads(0, 3)], "warning"),
        ([card(board_power_w=450)], [leads(1, 0)], ""),
        ([card(board_power_w=450)], [leads(0, 2)], ""),
        ([card(), card()], [leads(1, 3)], "warning"),
        ([card(), old_card()], [leads(0, 5)], "warning"),
        ([card(), old_card()], [leads(0, 4)], ""),
        ([card()], [leads(0, 2), leads(0, 1)], "warning"),
        ([old_card()], [leads(0, 2)], ""),
        ([card(), card(**UNFED)], [leads(0, 8)], ""),
        ([card()], [leads(0, 0)], ""),
    ],
)
def test_a_card_that_hangs_on_an_adapter_is_a_warning(cards, supplies, expected):
    assert level("PSU_12VHPWR_ADAPTER", *cards, *supplies) == expected


AMPERE = {"board_power_w": 300, "compute_capability": 8.6}  # peaks 300 W above
PASCAL = {"board_power_w": 300, "compute_capability": 6.1}  # peaks 150 W above


def old(rating):
    return psu(rated_w=rating, atx3=False)


@pytest.mark.parametrize(
    ("cards", "load", "supplies", "expected"),
    [
        ([AMPERE], 580, [old(800)], ""),  # 880 W is exactly 110 %
        ([AMPERE], 800, [old(1000)], ""),  # 1100 W is exactly 110 %
        ([AMPERE], 581, [old(800)], "warning"),
        ([AMPERE], 581, [psu(rated_w=800)], ""),
        ([AMPERE], 581, [psu(rated_w=400), old(400)], "warning"),  # one old supply is enough
        ([PASCAL], 730, [old(800)], ""),
        ([PASCAL], 731, [old(800)], "warning"),
        ([AMPERE, AMPERE], 880, [old(1100)], ""),  # one card peaks at a time
        ([PASCAL, AMPERE], 911, [old(1100)], "warning"),  # the hungriest one
        ([AMPERE], 801, [old(800)], ""),  # PSU_WATTAGE speaks
        ([AMPERE], 800, [old(800)], "warning"),
        ([AMPERE], 581, [old(800), old(None)], "warning"),  # those that are known count
        ([AMPERE], 581, [old(None)], ""),
        ([{**AMPERE, "board_power_w": None}], 581, [old(581)], ""),
        ([], 800, [old(800)], ""),
    ],
)
def test_an_old_supply_has_room_for_the_peak_of_one_card(cards, load, supplies, expected):
    made = [card(**facts) for facts in cards]
    rest = load - sum(each.board_power_w or 0 for each in made)
    assert level("PSU_TRANSIENT", *drawing(rest, *made), *supplies) == expected


def test_the_card_that_peaks_highest_is_named():
    parts = card("Old", **PASCAL), card("New", **AMPERE), old(800)
    assert finding("PSU_TRANSIENT", *parts).text.startswith("New lifts the load to about 915 W for a moment, more than")


def test_a_peak_and_too_little_headroom_are_judged_apart():
    parts = *drawing(400, card(**AMPERE)), old(800)
    assert level("PSU_TRANSIENT", *parts) == level("PSU_HEADROOM", *parts) == "warning"


@pytest.mark.parametrize(
    ("sockets", "eps", "tdp", "needed", "optional"),
    [
        (2, [2], 280, "", ""),
        (2, [1], 250, "problem", ""),
        (2, [1], 249, "", "note"),
        (2, [2], 65, "", ""),
        (2, [1], None, "", "note"),  # a TDP that is not recorded counts 0 W
        (2, [1, 1], 280, "", ""),
        (3, [1, 1], 280, "problem", ""),
        (None, [1], 280, "unknown", ""),
        (2, [0], 280, "unknown", ""),
        (0, [0], 280, "unknown", ""),
        (0, [1], 280, "", ""),
    ],
)
def test_a_hungry_processor_gets_every_lead_beside_it(sockets, eps, tdp, needed, optional):
    parts = board(eps_sockets=sockets), *(psu(eps_leads=each) for each in eps)
    hungry = cpu(tdp_w=tdp, package_power_w=400)  # the TDP counts, not this
    assert (level("PSU_EPS", *parts, hungry), level("PSU_EPS_OPTIONAL", *parts, hungry)) == (needed, optional)


def test_without_a_processor_the_second_lead_is_optional():
    parts = board(eps_sockets=2), psu(eps_leads=1)
    assert (level("PSU_EPS", *parts), level("PSU_EPS_OPTIONAL", *parts)) == ("", "note")


@pytest.mark.parametrize(
    ("attachments", "plugs", "expected"),
    [
        (["sata"] * 4, [4], ""),
        (["sata"] * 3 + ["sas"] * 2, [4], "problem"),
        (["sata"] * 5, [4, 1], ""),
        (["sata"], [0], "unknown"),
        (["m2", "u2", "other"], [0], ""),
        (["m2"] * 9, [4], ""),
    ],
)
def test_every_disk_has_a_power_plug(attachments, plugs, expected):
    drives = [drive(attachment=each) for each in attachments]
    assert level("PSU_SATA_POWER", *drives, *(psu(sata_plugs=each) for each in plugs)) == expected


@pytest.mark.parametrize(("count", "expected"), [(0, ""), (1, ""), (2, "warning"), (3, "warning")])
def test_more_than_one_supply_has_to_be_made_to_work_together(count, expected):
    assert level("PSU_DUAL", *[psu()] * count) == expected


@pytest.mark.parametrize(
    ("only_230v", "circuit", "expected"),
    [
        ([True], "US-15A", "problem"),
        ([False, True], "JP-15A", "problem"),
        ([True], "JP-200V-20A", ""),  # exactly 200 V
        ([True], "EU-16A", ""),
        ([False], "US-15A", ""),
    ],
)
def test_a_supply_for_230_volts_needs_such_a_circuit(only_230v, circuit, expected):
    assert level("PSU_230V_ONLY", *(psu(only_230v=each) for each in only_230v), circuit=circuit) == expected


@pytest.mark.parametrize(
    ("load", "ratings", "circuit", "expected"),
    [
        (1152, [None], "US-15A", ""),  # 1440 W at the wall, exactly 80 %
        (1153, [None], "US-15A", "warning"),
        (1440, [None], "US-15A", "warning"),  # 1800 W, exactly the whole
        (1441, [None], "US-15A", "problem"),
        (1296, ["80+ Titanium"], "US-15A", ""),
        (1297, ["80+ Titanium"], "US-15A", "warning"),
        (1620, ["80+ Titanium"], "US-15A", "warning"),
        (1621, ["80+ Titanium"], "US-15A", "problem"),
        (1297, ["80+ Titanium", None], "US-15A", "warning"),  # the first supply's rating
        (1296, [None, "80+ Titanium"], "US-15A", "warning"),
        (1441, [None], "US-20A", ""),
        (1441, [None], "EU-16A", ""),
        (9999, [], "US-15A", ""),
    ],
)
def test_the_circuit_carries_what_is_drawn_from_the_wall(load, ratings, circuit, expected):
    supplies = [psu(efficiency_rating=each, rated_w=2000) for each in ratings]
    assert level("WALL_CIRCUIT", *drawing(load, *supplies), circuit=circuit) == expected


def test_a_weak_supply_does_not_silence_the_circuit():
    parts = drawing(1800, psu(rated_w=500))
    assert level("PSU_WATTAGE", *parts) == level("WALL_CIRCUIT", *parts) == "problem"
