"""Which parts stand in for another, and why."""

from unittest.mock import patch

import make
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from browse import interchange
from browse.alternatives import alternatives, candidates, facts_of, improved, standing_in
from browse.interchange import RATINGS, TERMS, TOLD, comparable, judge, known
from browse.related import related
from catalog.models import SPECS, Kind, Part
from catalog.revisions import current
from engine.shelf import Column, Shelf
from prices.stock import stock_of

pytestmark = pytest.mark.django_db

SAME = [  # kind, facts of one's own, facts of the other, whether it stands in, and a part of the reason
    (Kind.CPU, {}, {}, "same socket AM5, 8 cores"),
    (Kind.CPU, {}, {"cores": 12}, "12 instead of 8 cores"),
    (Kind.CPU, {}, {"cores": 6}, None),
    (Kind.CPU, {}, {"cores": None}, None),
    (Kind.CPU, {}, {"socket": "LGA 1700"}, None),
    (Kind.CPU, {"socket": None}, {"socket": None}, None),
    (Kind.BOARD, {}, {}, "same socket AM5, ATX, DDR5"),
    (Kind.BOARD, {}, {"chipset": "X670"}, "X670 instead of B650"),
    (Kind.BOARD, {}, {"form_factor": "Micro ATX"}, None),
    (Kind.BOARD, {"memory_slots": None}, {"memory_slots": 2}, "same socket"),
    (Kind.CARD, {}, {}, "24 GB as well"),
    (Kind.CARD, {}, {"memory_gib": 32}, "32 GB instead of 24 GB"),
    (Kind.CARD, {}, {"memory_gib": 16}, None),
    (Kind.CARD, {}, {"vendor": "AMD"}, None),
    (Kind.CARD, {"memory_gib": 0}, {}, None),
    (Kind.PSU, {}, {"rated_w": 1200}, "1,200 W instead of 1,000 W"),
    (Kind.PSU, {}, {"efficiency_rating": "80+ Titanium"}, "80+ Titanium instead of 80+ Gold"),
    (Kind.PSU, {}, {"efficiency_rating": "80+ Bronze"}, None),
    (Kind.PSU, {}, {"efficiency_rating": None}, None),
    (Kind.PSU, {"efficiency_rating": None}, {"efficiency_rating": None}, "1,000 W"),
    (Kind.PSU, {}, {"leads_16pin": 0}, None),
    (Kind.MEMORY, {}, {}, "same type DDR5, 32 GB"),
    (Kind.MEMORY, {}, {"module_gib": 32}, "64 GB instead of 32 GB"),
    (Kind.MEMORY, {}, {"modules": 4, "module_gib": 8}, None),
    (Kind.MEMORY, {}, {"modules": 1, "module_gib": 32}, "32 GB"),
    (Kind.MEMORY, {}, {"registered": True}, None),
    (Kind.CASE, {}, {"board_form_factors": ["Mini-ITX", "ATX", "Micro ATX", "EATX"]}, "takes the same boards"),
    (Kind.CASE, {}, {"board_form_factors": ["Micro ATX"]}, None),
    (Kind.CASE, {}, {"max_card_length_mm": 340}, None),
    (Kind.CASE, {}, {"max_card_length_mm": 400}, "cards to 400 mm"),
    (Kind.COOLER, {}, {"height_mm": 150}, "fits the same sockets, no higher"),
    (Kind.COOLER, {}, {"height_mm": 160}, None),
    (Kind.COOLER, {}, {"sockets": ["AM5"]}, None),
    (Kind.COOLER, {}, {"water_cooled": True}, None),
    (Kind.STORAGE, {}, {"capacity_gb": 2000}, "2 TB instead of 1 TB"),
    (Kind.STORAGE, {}, {"attachment": "sata"}, None),
    (Kind.FAN, {}, {"fans": 3}, "3 fans instead of 1"),
    (Kind.FAN, {}, {"size_mm": 140}, None),
]


def test_every_kind_has_terms_and_every_fact_in_them_is_a_column():
    made = {"kit_gib", "gpu_id", "gpu_name"}
    for kind in Kind:
        columns = set(SPECS[kind].fact_names()) | made
        assert {term.fact for terms in TERMS[kind] for term in terms} <= columns
        assert set(TOLD.get(kind, {})) <= columns
        assert all(any(term.needed for term in terms) for terms in TERMS[kind]), kind


@pytest.mark.parametrize(("kind", "own", "other", "reason"), SAME)
def test_what_makes_parts_interchangeable(kind, own, other, reason):
    mine, theirs = make.part(kind, price=100, **own), make.part(kind, price=90, **other)
    verdict = judge(kind, facts_of(mine), facts_of(theirs))
    if reason is None:
        assert verdict is None
    else:
        assert reason in verdict.words


@pytest.mark.parametrize(("kind", "own", "other", "reason"), SAME)
def test_the_stock_is_asked_the_same_question(kind, own, other, reason):
    """What the tables take for an alternative is found, so that no mask hides one from the tables."""
    mine, theirs = make.part(kind, "Mine", price=100, **own), make.part(kind, "Theirs", price=90, **other)
    assert (theirs.pk in candidates(mine, stock_of(kind))) == (reason is not None)


VALUES = {  # of facts, as columns have them; the shelf's lists are tuples
    "socket": ["AM5", "LGA 1700", None],
    "cores": [6, 8, 12, None],
    "form_factor": ["ATX", "SFX", None],
    "memory_type": ["DDR4", "DDR5", None],
    "efficiency_rating": [*RATINGS, "Cybenetics", "", None],
    "board_form_factors": [(), ("ATX",), ("ATX", "Mini-ITX"), None],
    "sockets": [(), ("AM5",), ("AM5", "LGA 1700"), None],
    "vendor": ["AMD", "NVIDIA", None],
    "attachment": ["m2", "sata"],
}
NUMBERS = [0, 1, 2, 16, 24.5, 360, None]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("kind", list(TERMS))
def test_masks_say_of_many_parts_what_the_tables_say_of_each(kind, data):
    names = sorted({term.fact for terms in TERMS[kind] for term in terms})
    parts = st.fixed_dictionaries({name: st.sampled_from(VALUES.get(name, NUMBERS)) for name in names})
    own, *others = (
        {name: known(name, part[name]) for name in names} for part in data.draw(st.lists(parts, min_size=2))
    )
    shelf = Shelf(range(len(others)), {name: Column([other[name] for other in others]) for name in names})
    for terms in TERMS[kind]:
        if comparable(terms, own):
            fitting = standing_in(shelf, terms, own)
            better = fitting & improved(shelf, terms, own)
            for row, other in enumerate(others):
                verdict = judged_by(terms, own, other)
                assert bool(fitting >> row & 1) == (verdict is not None)
                assert bool(better >> row & 1) == (verdict is not None and verdict.better)


def judged_by(terms, own, other):
    with patch.dict(interchange.TERMS, {"some": (terms,)}):
        return judge("some", own, other)


def names(part):
    loaded = Part.objects.select_related("price", *([SPECS[Kind(part.kind)].accessor])).get(pk=part.pk)
    return [(each.part.name, each.difference) for each in related(loaded, current(), drawn=False).alternatives]


def test_cheaper_ones_come_first_with_what_is_saved():
    board = make.board("Own", price=300)
    make.board("A little less", price=280)
    make.board("Much less", price=100)
    make.board("More", price=301)
    assert names(board) == [("Much less", "$200 less"), ("A little less", "$20 less")]


def test_what_is_better_for_about_the_price_is_one_too():
    cpu = make.cpu("Own", price=300)
    make.cpu("Better", cores=12, price=310)
    make.cpu("Better and dear", cores=16, price=320)
    make.cpu("No better", price=305)
    assert names(cpu) == [("Better", "$10 more")]


def test_the_same_gpu_and_as_much_memory_are_both_shown():
    ours, other = make.gpu("GeForce RTX 4090"), make.gpu("GeForce RTX 3090")
    card = make.card("Own", gpu=ours, price=2000)
    for number in range(8):
        make.card(f"Old {number}", gpu=other, price=700 + number)
        make.card(f"Same {number}", gpu=ours, price=1800 + number)
    found = [name for name, _difference in names(card)]
    assert len(found) == 6
    assert sum(name.startswith("Same") for name in found) == 3


def test_of_one_product_in_two_colours_one_is_shown():
    case = make.case("Own", price=200)
    make.case("Torrent White", price=150)
    make.case("Torrent Black", price=140)
    assert names(case) == [("Torrent Black", "$60 less")]


def test_another_colour_of_the_part_itself_is_a_variant_and_no_alternative():
    case = make.case("Torrent White", price=200)
    make.case("Torrent Black", price=140)
    assert names(case) == []


def test_prices_in_other_currencies_are_not_compared():
    board = make.board("Own", price=300)
    make.priced(make.board("Euros"), 100, currency="EUR")
    assert names(board) == []


def test_withdrawn_parts_are_no_alternatives():
    board = make.board("Own", price=300)
    make.board("Gone", price=100, fields={"withdrawn_at": "2026-03-01T00:00:00Z"})
    assert names(board) == []


def test_a_part_without_a_price_gets_the_cheapest_that_have_one():
    board = make.board("Own")
    make.board("Priced", price=260)
    make.board("Not priced")
    assert names(board) == [("Priced", "")]


def test_where_the_fact_that_matters_is_not_known_nothing_is_an_alternative():
    board = make.board("Own", socket=None, price=300)
    make.board("Other", socket=None, price=100)
    stock = stock_of(Kind.BOARD)
    assert candidates(board, stock) == []
    assert alternatives(board, [], stock.shelf) == []
