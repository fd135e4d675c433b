"""The case, and what has to find room in it."""

from __future__ import annotations

import pytest
from machine import board, card, case, cooler, drive, finding, level, psu

MID, FULL = "ATX Mid Tower", "ATX Full Tower"


@pytest.mark.parametrize(
    ("shape", "listed", "case_shape", "expected"),
    [
        ("ATX", ("ATX", "EATX"), MID, ""),
        ("Micro ATX", ("ATX",), MID, "problem"),
        ("EATX", ("ATX",), FULL, "problem"),
        ("SSI CEB", ("EATX",), MID, ""),
        ("SSI CEB", ("ATX",), MID, "problem"),
        ("SSI EEB", ("EATX",), FULL, ""),
        ("SSI EEB", ("EATX",), MID, "problem"),
        ("SSI EEB", ("EATX",), None, "problem"),
        ("SSI EEB", ("SSI EEB",), MID, ""),
        (None, ("ATX",), MID, "unknown"),
        ("ATX", None, MID, "unknown"),
    ],
)
def test_the_case_lists_the_boards_form_factor_or_a_stand_in(shape, listed, case_shape, expected):
    parts = case(form_factor=case_shape, board_form_factors=listed), board(form_factor=shape)
    assert level("CASE_BOARD_FORM_FACTOR", *parts) == expected


@pytest.mark.parametrize(
    ("lengths", "limit", "expected"),
    [
        ([304], 304, ""),
        ([304.8], 304, "problem"),
        ([200, 310], 304, "problem"),
        ([310, 310], 304, "problem"),
        ([None], 304, "unknown"),
        ([310, None], 304, "problem"),  # the one that is known is too long
        ([304], None, "unknown"),
        ([], None, ""),
    ],
)
def test_the_longest_card_fits_the_case(lengths, limit, expected):
    cards = [card(length_mm=each) for each in lengths]
    assert level("CASE_GPU_LENGTH", case(max_card_length_mm=limit), *cards) == expected


def test_the_longest_card_is_named():
    found = finding(
        "CASE_GPU_LENGTH", case("Box", max_card_length_mm=300), card("A", length_mm=310), card("B", length_mm=320)
    )
    assert found.text == "B is 320 mm long, but Box takes cards up to 300 mm."


def test_an_unknown_limit_says_which_part_does_not_state_it():
    found = finding("CASE_GPU_LENGTH", case("Box", max_card_length_mm=None), card())
    assert found.text == "The catalogue does not say the limit for the length of a card of Box."


@pytest.mark.parametrize(
    ("widths", "has", "expected"),
    [
        ([3], 3, ""),
        ([3, 4], 7, ""),
        ([4, 4], 7, "problem"),
        ([None, 7], 7, "unknown"),
        ([None, 9], 7, "problem"),  # those that are known are too wide
        ([3], None, "unknown"),
    ],
)
def test_all_cards_together_find_slots_at_the_back(widths, has, expected):
    cards = [card(slots=each) for each in widths]
    assert level("CASE_EXPANSION_SLOTS", case(expansion_slots=has), *cards) == expected


@pytest.mark.parametrize(
    ("shape", "listed", "case_shape", "expected"),
    [
        ("SSI EEB", ("EATX",), FULL, "warning"),
        ("SSI EEB", ("EATX", "SSI EEB"), FULL, ""),
        ("SSI EEB", ("EATX",), MID, ""),  # a problem of CASE_BOARD_FORM_FACTOR
        ("SSI EEB", ("ATX",), FULL, ""),
        ("SSI EEB", None, FULL, ""),
        ("SSI CEB", ("EATX",), FULL, ""),
        (None, ("EATX",), FULL, ""),
    ],
)
def test_an_ssi_eeb_board_among_eatx_mounts_is_a_warning(shape, listed, case_shape, expected):
    parts = case(form_factor=case_shape, board_form_factors=listed), board(form_factor=shape)
    assert level("CASE_BOARD_EEB", *parts) == expected


@pytest.mark.parametrize(
    ("of_board", "of_case", "expected"),
    [(True, True, ""), (True, False, "problem"), (True, None, "unknown"), (False, False, ""), (False, None, "")],
)
def test_plugs_at_the_back_need_openings_for_them(of_board, of_case, expected):
    assert level("CASE_BACK_CONNECT", case(back_connect=of_case), board(back_connect=of_board)) == expected


def liquid(radiator, **facts):
    return cooler(**{"water_cooled": True, "height_mm": None, "radiator_mm": radiator, **facts})


@pytest.mark.parametrize(
    ("lengths", "limit", "cooler_", "expected"),
    [
        ([305], 360, liquid(240), ""),  # exactly 55 mm left
        ([305.5], 360, liquid(240), "warning"),
        ([200, 360], 360, liquid(360), "warning"),
        ([306], 360, liquid(239), ""),
        ([306], 360, liquid(None), ""),
        ([306], 360, liquid(240, water_cooled=False), ""),
        ([361], 360, liquid(240), ""),  # too long anyway
        ([306], None, liquid(240), ""),
        ([None], 360, liquid(240), ""),
        ([306, None], 360, liquid(240), ""),
    ],
)
def test_a_radiator_at_the_front_takes_room_from_the_longest_card(lengths, limit, cooler_, expected):
    parts = case(max_card_length_mm=limit), *(card(length_mm=each) for each in lengths)
    assert level("CASE_GPU_FRONT_RADIATOR", *parts, cooler_) == expected
    assert level("CASE_GPU_FRONT_RADIATOR", *parts) == ""


@pytest.mark.parametrize(
    ("shapes", "listed", "form_factor", "bracket"),
    [
        (["ATX"], ("ATX",), "", ""),
        (["ATX/EPS"], ("ATX",), "", ""),
        (["ATX"], ("SFX",), "problem", ""),
        (["SFX"], ("ATX",), "", "note"),
        (["ATX", "SFX-L"], ("ATX",), "", "note"),
        (["SFX"], ("ATX", "SFX-L"), "", ""),
        (["SFX-L"], ("SFX",), "", ""),
        (["SFX"], ("TFX",), "problem", ""),
        (["TFX"], ("ATX",), "problem", ""),
        (["TFX"], ("TFX",), "", ""),
        (["ATX", "TFX"], ("ATX",), "problem", ""),
        ([None], ("ATX",), "unknown", ""),
        ([None, "TFX"], ("ATX",), "problem", ""),  # the one that is known does not fit
        ([None, "SFX"], ("ATX",), "unknown", "note"),
        (["SFX"], None, "unknown", ""),
        ([], ("SFX",), "", ""),
    ],
)
def test_the_case_takes_supplies_of_their_form_factor(shapes, listed, form_factor, bracket):
    parts = case(psu_form_factors=listed), *(psu(form_factor=each) for each in shapes)
    assert (level("CASE_PSU_FORM_FACTOR", *parts), level("CASE_PSU_BRACKET", *parts)) == (form_factor, bracket)


@pytest.mark.parametrize(
    ("lengths", "limit", "expected"),
    [
        ([180], 180, ""),
        ([180.5], 180, "problem"),
        ([140, 200], 180, "problem"),
        ([None], 180, "unknown"),
        ([None, 200], 180, "problem"),
        ([140], None, "unknown"),
        ([], None, ""),
    ],
)
def test_the_longest_supply_fits_the_case(lengths, limit, expected):
    assert level("CASE_PSU_LENGTH", case(max_psu_length_mm=limit), *(psu(length_mm=x) for x in lengths)) == expected


@pytest.mark.parametrize(
    ("large", "small", "bays_3_5", "bays_2_5", "expected"),
    [
        (2, 2, 2, 2, ""),
        (3, 0, 2, 9, "problem"),  # a large drive does not go into a small bay
        (0, 4, 2, 2, ""),  # a small one goes into a large bay
        (1, 4, 2, 2, "problem"),
        (1, 0, 0, 0, "problem"),  # no bay is a fact
        (0, 1, 0, 0, "problem"),
        (0, 0, 0, 0, ""),
        (1, 0, None, 2, "unknown"),
        (0, 1, 2, None, "unknown"),
        (1, 0, 2, None, ""),
        (0, 2, None, 2, ""),  # what is not recorded adds no room
        (0, 3, None, 2, "problem"),
        (3, 1, 2, None, "problem"),
        (1, 1, 2, None, "unknown"),
        (0, 0, None, None, ""),
    ],
)
def test_every_drive_for_a_bay_has_one(large, small, bays_3_5, bays_2_5, expected):
    drives = [drive(attachment="sata", bay_inches=each) for each in [3.5] * large + [2.5] * small]
    assert level("CASE_BAYS", case(bays_3_5=bays_3_5, bays_2_5=bays_2_5), *drives, drive()) == expected
