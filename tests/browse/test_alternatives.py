"""Which parts stand in for another, and why."""

import make
import pytest

from browse.alternatives import alternatives, candidates, facts_of
from browse.interchange import TERMS, TOLD, judge
from browse.related import related
from catalog.models import SPECS, Kind, Part

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
def test_the_database_is_asked_the_same_question(kind, own, other, reason):
    """What the tables take for an alternative is found, so no query hides one from the tables."""
    mine, theirs = make.part(kind, "Mine", price=100, **own), make.part(kind, "Theirs", price=90, **other)
    found = {row.pk for rows in candidates(mine) for row in rows}
    assert (theirs.pk in found) == (reason is not None)


def names(part):
    loaded = Part.objects.select_related("price", *([SPECS[Kind(part.kind)].accessor])).get(pk=part.pk)
    return [(each.part.name, each.difference) for each in related(loaded, drawn=False).alternatives]


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
    assert candidates(board) == []
    assert alternatives(board, []) == []
