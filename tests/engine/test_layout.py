"""Where graphics cards stand on a board, and what each gets there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from machine import board, card, case, cpu, drive, psu

from engine.feeding import Fed, Lead, fed, feed
from engine.lanes import shared_lanes
from engine.layout import Air, Seat, layout
from engine.parts import Build, Context
from engine.spacing import positions_needed, spread

THREADRIPPER = {"socket": "sTRX4", "name": "Threadripper 3970X", "microarchitecture": "Zen 2"}


def laid(*parts, **context):
    return layout(Build(parts), Context(**context))


def starts(found):
    return [place.start for place in found.places]


def gaps(found):
    return [place.gap for place in found.places]


def seats(found):
    return [place.seat for place in found.places]


@pytest.mark.parametrize(
    ("widths", "form_factor", "expected", "free"),
    [
        ([3], "ATX", [1], [4]),
        ([2, 2], "ATX", [1, 6], [3, 0]),
        ([3, 2], "ATX", [1, 6], [2, 0]),
        ([2, 3], "ATX", [1, 6], [2, 0]),  # the thinnest stands last
        ([2, 2, 2], "ATX", [1, 4, 6], [1, 0, 0]),
        ([1, 1, 1, 1], "ATX", [1, 3, 5, 7], [1, 1, 1, 0]),
        ([2, 2, 2, 2], "EATX", [1, 3, 5, 7], [0, 0, 0, 0]),
        ([3, 3, 3], "ATX", [1, 4, 7], [0, 0, 0]),  # the last one reaches over the edge
        ([4], "Mini-ITX", [1], [0]),
    ],
)
def test_cards_are_spread_over_the_positions(widths, form_factor, expected, free):
    found = laid(board(form_factor=form_factor, x16_slots=7), *[card(slots=each) for each in widths])
    assert (starts(found), gaps(found)) == (expected, free)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=8), st.integers(1, 12))
def test_cards_never_overlap_and_gaps_differ_by_one_at_most(widths, positions):
    widths = sorted(widths, reverse=True)
    between = spread(widths, positions)
    assert len(between) == len(widths) - 1
    assert all(gap >= 0 for gap in between)
    if between:
        assert max(between) - min(between) <= 1
        assert sum(between) == max(0, positions - sum(widths))


@given(st.lists(st.integers(1, 4), min_size=2, max_size=6), st.sampled_from(["Micro ATX", "ATX", "EATX", "XL ATX"]))
def test_a_card_finds_no_position_exactly_where_the_rule_says_so(widths, form_factor):
    found = laid(board(form_factor=form_factor, x16_slots=9), *[card(slots=each) for each in widths])
    assert (Seat.NO_POSITION in seats(found)) == (positions_needed(widths) > found.positions)


def test_four_cards_of_three_slots_do_not_fit_on_atx():
    found = laid(board(form_factor="ATX", x16_slots=4), *[card(slots=3)] * 4)
    assert seats(found) == [Seat.BOARD, Seat.BOARD, Seat.EDGE, Seat.NO_POSITION]
    assert [place.card for place in found.homeless] == [found.places[3].card]
    assert found.places[3].lanes is None


def test_with_risers_the_card_that_finds_no_position_is_on_one():
    found = laid(cpu(), board(form_factor="ATX", x16_slots=4), *[card(slots=3)] * 4, riser_generation=3)
    assert seats(found)[3] is Seat.RISER
    assert [place.generation for place in found.places] == [4, 4, 4, 3]
    assert not found.homeless


def test_a_card_without_a_slot_is_put_below_the_board():
    found = laid(board(form_factor="ATX", x16_slots=1, narrow_slots=1), *[card(slots=1)] * 3)
    assert seats(found) == [Seat.BOARD, Seat.BOARD, Seat.NO_SLOT]
    assert starts(found) == [1, 7, 8]


def test_a_width_that_nobody_records_is_assumed_and_says_so():
    found = laid(board(), card(slots=None), card(slots=3))
    assert [(place.slots, place.assumed) for place in found.places] == [(3, False), (2, True)]
    assert gaps(found) == [None, None]
    assert found.places[0].air is Air.UNKNOWN
    assert found.reach is None


def test_an_unknown_form_factor_leaves_positions_and_gaps_unknown():
    found = laid(board(form_factor=None), card(), card())
    assert (found.positions, seats(found), gaps(found)) == (None, [Seat.UNKNOWN] * 2, [None, None])
    assert starts(found) == [1, 4]


@pytest.mark.parametrize(
    ("facts", "air"),
    [
        ({"cooling": "open-air"}, Air.STARVED),
        ({"cooling": "open-air", "board_power_w": 75}, Air.MILD),
        ({"cooling": "open-air", "board_power_w": None}, Air.UNKNOWN),
        ({"cooling": "blower"}, Air.BLOWER),
        ({"cooling": "liquid"}, Air.LIQUID),
        ({"cooling": "passive"}, Air.PASSIVE),
    ],
)
def test_a_card_against_its_neighbour_breathes_by_its_cooling(facts, air):
    found = laid(board(form_factor="EATX", x16_slots=4), *[card(slots=2, **facts)] * 4)
    assert found.places[0].air is air
    assert found.places[3].air is (Air.FREE if facts["cooling"] == "open-air" else air)


@pytest.mark.parametrize(
    ("lanes", "slots", "expected"),
    [
        (16, [16], [16]),
        (16, [16, 16], [8, 8]),
        (16, [16, 16, 16], [8, 4, 4]),
        (16, [16] * 4, [4] * 4),
        (16, [16] * 5, [4] * 4 + [None]),
        (48, [16] * 4, [16, 16, 8, 8]),
        (128, [16] * 7, [16] * 7),
        (56, [16, 16, 16, 8], [16, 16, 16, 8]),
        (16, [], []),
    ],
)
def test_lanes_are_shared_in_halves(lanes, slots, expected):
    assert shared_lanes(lanes, slots) == expected


@given(st.integers(0, 128), st.lists(st.sampled_from([8, 16]), max_size=8))
def test_no_more_lanes_are_shared_than_there_are(lanes, slots):
    shares = shared_lanes(lanes, slots)
    assert sum(share or 0 for share in shares) <= lanes
    assert all(share is None or 4 <= share <= slot for share, slot in zip(shares, slots, strict=True))


def test_each_card_gets_its_share_of_lanes_and_no_more_than_it_has():
    pair = [card(bus_lanes=16), card(bus_lanes=4)]
    assert [place.lanes for place in laid(cpu(), board(x16_slots=2), *pair).places] == [8, 4]
    four = laid(cpu(**THREADRIPPER), board(x16_slots=3, narrow_slots=1, form_factor="EATX"), *[card(slots=2)] * 4)
    assert [place.lanes for place in four.places] == [16, 16, 16, 8]


def test_lanes_are_unknown_where_nobody_says_how_many_the_processor_has():
    found = laid(cpu(socket="LGA 4677"), board(), card())
    assert (found.cpu_lanes, found.places[0].lanes) == (None, None)


def test_a_second_slot_of_four_lanes_hangs_on_the_chipset():
    found = laid(cpu(), board(second_slot_lanes=4), card(), card())
    assert [(place.lanes, place.lanes_of_chipset) for place in found.places] == [(16, False), (4, True)]


@pytest.mark.parametrize(("takes", "expected"), [(True, 8), (False, 16), (None, 16)])
def test_a_drive_takes_lanes_only_where_somebody_says_so(takes, expected):
    found = laid(cpu(), board(m2_takes_card_lanes=takes), card(), drive())
    assert found.places[0].lanes == expected
    assert laid(cpu(), board(m2_takes_card_lanes=takes), card()).places[0].lanes == 16


@pytest.mark.parametrize(("generation", "expected"), [(4, 4), (3, 3), (5, 4), (None, None)])
def test_the_slower_of_card_and_platform_sets_the_generation(generation, expected):
    assert laid(cpu(), board(chipset="B650"), card(bus_generation=generation)).places[0].generation == expected


def test_linked_cards_are_paired_and_the_bridge_is_measured():
    linked = card(chipset="GeForce RTX 3090", slots=2)
    where = board(form_factor="EATX", x16_slots=4)
    (pair,) = laid(where, linked, linked, nvlink=True).bridges
    assert (pair.first, pair.second, pair.distance, pair.fits) == (0, 1, 6, None)
    (pair,) = laid(where, linked, linked, nvlink=True, bridge_slots=4).bridges
    assert (pair.distance, pair.fits) == (4, True)  # the cards are put as far apart as the bridge spans
    (pair,) = laid(board(form_factor="Micro ATX"), card(chipset="GeForce RTX 3090"), card(chipset="GeForce RTX 3090"),
                   nvlink=True, bridge_slots=4).bridges  # fmt: skip
    assert (pair.distance, pair.fits) == (3, False)
    assert not laid(where, linked, linked).bridges
    assert not laid(where, card(), card(), nvlink=True).bridges


def test_the_case_needs_as_many_slots_as_the_cards_reach_over():
    parts = board(form_factor="ATX", x16_slots=3), card(slots=3), card(slots=3), card(slots=3)
    assert laid(*parts).reach == 9
    assert laid(*parts, case(expansion_slots=7)).fits_case is False
    assert laid(*parts, case(expansion_slots=9)).fits_case is True
    assert laid(*parts, case(expansion_slots=None)).fits_case is None


@pytest.mark.parametrize("parts", [(), (board(),), (card(),)])
def test_without_a_board_or_a_card_there_is_nothing_to_lay_out(parts):
    assert laid(*parts) is None


def how(supplies, *cards):
    return [(each.how, len(each.leads_16pin), len(each.leads_8pin), each.lacking) for each in fed(supplies, cards)]


EIGHT = {"sockets_16pin": 0, "sockets_8pin": 2}


@pytest.mark.parametrize(
    ("supply", "cards", "expected"),
    [
        ({"leads_16pin": 1}, [{}], [(Fed.NATIVE, 1, 0, 0)]),
        ({"leads_16pin": 0, "leads_8pin": 3}, [{}], [(Fed.ADAPTER, 0, 3, 0)]),
        ({"leads_16pin": 1, "leads_8pin": 3}, [{}, {}], [(Fed.ADAPTER, 0, 3, 0), (Fed.NATIVE, 1, 0, 0)]),
        ({"leads_16pin": 1, "leads_8pin": 3}, [{}, {"board_power_w": 575}],
         [(Fed.NATIVE, 1, 0, 0), (Fed.ADAPTER, 0, 3, 1)]),
        ({"leads_16pin": 0, "leads_8pin": 3}, [EIGHT, EIGHT], [(Fed.LEADS, 0, 2, 0), (Fed.LEADS, 0, 1, 1)]),
        ({}, [{"sockets_16pin": 0}], [(Fed.SLOT, 0, 0, 0)]),
        ({}, [{"sockets_16pin": None}], [(Fed.UNKNOWN, 0, 0, 0)]),
        ({"leads_16pin": 0, "leads_8pin": 0, "rated_w": 850}, [{}], [(Fed.UNKNOWN, 0, 0, 0)]),
    ],
)  # fmt: skip
def test_each_card_is_fed_by_leads_of_its_own(supply, cards, expected):
    assert how((psu(**supply),), *[card(**facts) for facts in cards]) == expected


def test_a_card_is_fed_by_one_supply_where_one_has_enough_leads():
    supplies = psu(leads_16pin=0, leads_8pin=3), psu(leads_16pin=0, leads_8pin=3)
    first, second = fed(supplies, (card(**EIGHT), card(**EIGHT)))
    assert first.leads_8pin == (Lead(1, 1), Lead(1, 2))
    assert second.leads_8pin == (Lead(2, 1), Lead(2, 2))
    third = fed(supplies, (card(**EIGHT),) * 3)[2]
    assert third.of_several
    assert third.leads_8pin == (Lead(1, 3), Lead(2, 3))


def test_without_a_supply_only_the_slot_is_known_to_feed_a_card():
    assert how((), card(), card(sockets_16pin=0)) == [(Fed.UNKNOWN, 0, 0, 0), (Fed.SLOT, 0, 0, 0)]


@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 3), st.integers(50, 600)), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 8)), min_size=1, max_size=3),
)
def test_as_many_leads_are_lacking_as_the_rule_counts(sockets, leads):
    cards = tuple(card(sockets_16pin=a, sockets_8pin=b, board_power_w=watts) for a, b, watts in sockets)
    supplies = tuple(psu(leads_16pin=a, leads_8pin=b) for a, b in leads)
    counted = feed(supplies, cards)
    feeds = fed(supplies, cards)
    assert sum(each.lacking for each in feeds) == max(0, counted.needed - counted.leads_8pin)
    taken = [lead for each in feeds for lead in each.leads_8pin]
    assert len(taken) == len(set(taken)) == min(counted.needed, counted.leads_8pin)
