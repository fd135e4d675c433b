"""The machine and its room."""

from __future__ import annotations

import pytest
from machine import card, case, cooler, fan, finding, level, psu


@pytest.mark.parametrize(
    ("watts", "fans", "shape", "expected"),
    [
        ([400], 0, "ATX Mid Tower", ""),
        ([401], 0, "ATX Mid Tower", "note"),
        ([250, 250], 1, "ATX Mid Tower", "note"),
        ([250, 250], 2, "ATX Mid Tower", ""),
        ([450], 0, "ATX Test Bench", ""),
        ([450], 0, None, "note"),
        ([None], 0, None, ""),
    ],
)
def test_warm_cards_want_two_fans(watts, fans, shape, expected):
    cards = [card(board_power_w=each) for each in watts]
    assert level("CASE_AIRFLOW", case(form_factor=shape), *cards, *[fan(fans=1)] * fans) == expected


def test_a_power_limit_cools_and_a_pack_counts_all_its_fans():
    assert level("CASE_AIRFLOW", case(), card(power_limit_w=350)) == ""
    assert level("CASE_AIRFLOW", case(), card(), fan(fans=3)) == ""
    found = finding("CASE_AIRFLOW", case("Tower"), card("RTX 4090"))
    assert found.text == "RTX 4090: 450 W of heat in Tower; case fans in the list of parts: 0."


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (card(cooling="blower"), "note"),
        (card(cooling="passive", board_power_w=250), "note"),
        (card(cooling="passive", board_power_w=75), ""),
        (card(cooling="passive", board_power_w=None), ""),
        (card(), ""),
        (cooler(max_noise_db=40), ""),
        (cooler(max_noise_db=40.1), "note"),
        (cooler(), ""),
        (fan(max_noise_db=45), "note"),
        (fan(size_mm=40), "note"),
        (fan(size_mm=60), ""),
        (fan(size_mm=None), ""),
    ],
)
def test_nothing_is_loud_where_people_are(part, expected):
    assert level("NOISE", part) == level("NOISE", part, room="desk") == expected
    assert level("NOISE", part, room="rack") == level("NOISE", part, room="own") == ""


def test_the_loudest_is_named_with_its_noise():
    found = finding("NOISE", cooler("A", max_noise_db=42), fan("B", max_noise_db=44))
    assert found.text == "B makes up to 44 dB(A); more than 40 is heard over talk."
    assert finding("NOISE", card("Blower", cooling="blower"), fan("B", max_noise_db=44)).text.startswith("Blower:")


@pytest.mark.parametrize(("watts", "expected"), [(885, ""), (886, "note")])  # (885 + 15) / 0.9 = 1000 W
def test_a_machine_that_draws_more_than_a_heater_warms_the_room(watts, expected):
    assert level("HEAT_BTU", psu(efficiency_rating="80+ Titanium"), card(board_power_w=watts)) == expected


def test_heat_is_said_in_kilowatts_and_in_btu():
    found = finding("HEAT_BTU", psu("Unit", efficiency_rating="80+ Titanium"), card(board_power_w=1335))
    assert found.text == (
        "1500 W through Unit warm the room like a heater of 1.5 kW, 5118 BTU an hour: more than a small one of 1000 W."
    )
