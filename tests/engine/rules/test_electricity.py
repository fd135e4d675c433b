"""What stands between the wall and the cards."""

from __future__ import annotations

import pytest
from machine import card, finding, level, old_card, psu


@pytest.mark.parametrize(
    ("watts", "sockets_8pin", "sockets_6pin", "expected"),
    [
        (226, 2, 0, "note"),
        (225, 2, 0, ""),
        (300, 1, 1, "note"),
        (300, 1, 0, ""),
        (None, 2, 0, ""),
        (300, None, None, ""),
    ],
)
def test_every_plug_of_a_hungry_card_has_its_cable(watts, sockets_8pin, sockets_6pin, expected):
    hungry = old_card(board_power_w=watts, sockets_8pin=sockets_8pin, sockets_6pin=sockets_6pin)
    assert level("PSU_PIGTAIL", psu(), hungry) == expected


def test_a_power_limit_is_no_reason_for_one_cable():
    assert level("PSU_PIGTAIL", psu(), old_card(power_limit_w=150)) == "note"


def test_cables_are_counted():
    found = finding("PSU_PIGTAIL", psu(), old_card("RTX 3080", board_power_w=320))
    assert found.text == "RTX 3080 draws 320 W through 2 plugs; one cable with two plugs is made for 225 W."


@pytest.mark.parametrize(
    ("ratings", "expected"), [(["80+ Gold"], ""), ([None], "note"), (["80+", None], "note"), (["Cybenetics"], "note")]
)
def test_a_supply_has_a_rating(ratings, expected):
    assert level("PSU_EFFICIENCY", *(psu(efficiency_rating=each) for each in ratings)) == expected


@pytest.mark.parametrize(
    ("amps", "watts", "facts", "expected"),
    [
        (20, 240, {}, ""),
        (20, 241, {}, "note"),
        (20, 241, {"atx3": True}, "note"),  # said is judged
        (None, 241, {}, "unknown"),
        (None, 240, {}, ""),
        (None, 450, {"atx3": True}, ""),
        (None, 450, {"leads_16pin": 1}, ""),
        (None, None, {}, ""),
        (83, 450, {}, ""),
    ],
)
def test_one_rail_carries_the_hungriest_card(amps, watts, facts, expected):
    supply = psu(**{"atx3": False, "leads_16pin": 0, "rail_12v_a": amps, **facts})
    assert level("PSU_MULTI_RAIL", supply, old_card(board_power_w=watts), old_card(board_power_w=75)) == expected


@pytest.mark.parametrize(
    ("watts", "circuit", "facts", "expected"),
    [
        (1601, "US-15A", {}, "note"),
        (1600, "US-15A", {}, ""),
        (2000, "JP-15A", {}, "note"),
        (2000, "JP-200V-20A", {}, ""),  # 200 V pass
        (2000, "EU-16A", {}, ""),
        (2000, "US-15A", {"only_230v": True}, ""),
        (None, "US-15A", {}, ""),
    ],
)
def test_a_large_supply_wants_more_than_120_volts(watts, circuit, facts, expected):
    assert level("PSU_120V_DERATE", psu(rated_w=watts, **facts), circuit=circuit) == expected


@pytest.mark.parametrize(
    ("va", "expected"),
    [(None, ""), (666, "note"), (667, ""), (1500, "")],  # (450 + 15 + 57) / 0.87 = 600 W
)
def test_a_supply_with_a_battery_carries_the_machine(va, expected):
    assert level("UPS_RATING", psu(), card(board_power_w=507), ups_va=va) == expected


def test_watts_and_volt_amperes_are_named():
    found = finding("UPS_RATING", psu("Unit"), card(board_power_w=507), ups_va=500)
    assert found.text == (
        "600 W from the wall through Unit, but an uninterruptible supply of 500 VA carries about 450 W."
    )
    assert "667 VA" in found.hint_text
