"""The list of choices: what fits, what may, what does not, and why."""

from __future__ import annotations

import make
import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def choose(client, build, kind, **query):
    return client.get(build.edit_url, {"choose": kind, **query}, headers=HTMX)


def test_what_does_not_fit_is_left_out_until_asked_for(client):
    build = make.build(make.case("Small", max_card_length_mm=300))
    make.card("Short one", length_mm=250)
    make.card("Long one", length_mm=330)
    page = choose(client, build, "graphics-card").content.decode()
    assert "Short one" in page
    assert "Long one" not in page
    everything = choose(client, build, "graphics-card", fits="off").content.decode()
    assert "Long one" in everything
    assert "Take anyway" in everything
    assert "330" in everything
    assert "300" in everything


def test_an_unknown_fact_is_neither_fit_nor_misfit(client):
    build = make.build(make.case(max_card_length_mm=None))
    make.card("Some card")
    page = choose(client, build, "graphics-card").content.decode()
    assert "0 fit, 1 lack a fact and may, 0 do not" in page


def test_what_the_build_suffers_from_anyway_is_not_held_against_a_part(client):
    long = make.card("Too long already", length_mm=400)
    build = make.build(make.case(max_card_length_mm=300), long)
    make.card("Short second", length_mm=200)
    page = choose(client, build, "graphics-card").content.decode()
    assert "Short second" in page


def test_something_still_to_be_chosen_is_not_held_against_a_part(client):
    make.cpu("No cooler, no graphics", includes_cooler=False, integrated_graphics="")
    page = choose(client, make.build(make.board()), "cpu").content.decode()
    assert "1 fit" in page


def test_the_place_being_changed_is_judged_without_its_present_part(client):
    wide = make.card("Wide", slots=4)
    build = make.build(make.case(expansion_slots=4), wide)
    make.card("Also four", slots=4)
    page = choose(client, build, "graphics-card", item=build.items.get(kind="graphics-card").pk).content.decode()
    assert "2 fit" in page


def test_words_find_parts_in_any_order_and_by_part_number(client):
    make.card("MSI GeForce RTX 4090 SUPRIM", fields={"part_numbers": ["V510-007R"]})
    make.card("ASUS Dual RTX 3060")
    build = make.build()
    for words in ("4090 rtx", "suprim", "v510-007"):
        page = choose(client, build, "graphics-card", q=words).content.decode()
        assert "SUPRIM" in page
        assert "Dual" not in page


@pytest.mark.parametrize(
    ("sort", "first"), [("price", "Cheap"), ("price-down", "Dear"), ("name", "Cheap"), ("fit", "Cheap")]
)
def test_parts_without_a_price_never_come_first(client, sort, first):
    make.card("Without", price=None)
    make.card("Dear", price=900)
    make.card("Cheap", price=100)
    page = choose(client, make.build(), "graphics-card", sort=sort).content.decode()
    order = sorted(("Cheap", "Dear", "Without"), key=page.index)
    assert order[0] == first
    assert order[-1] == "Without"


def test_pages_are_numbered_and_the_last_is_not_passed(client):
    for n in range(25):
        make.fan(f"Fan {n:02}")
    build = make.build()
    first = choose(client, build, "case-fan", sort="name").content.decode()
    last = choose(client, build, "case-fan", sort="name", page=9999).content.decode()
    assert "Fan 00" in first
    assert "Fan 24" not in first
    assert "Fan 24" in last
    assert "Fan 00" not in last


@pytest.mark.parametrize(
    "query",
    [
        {"choose": "flux-capacitor"},
        {"choose": "cpu", "page": "0"},
        {"choose": "cpu", "page": "1000000000"},
        {"choose": "cpu", "page": "x"},
        {"choose": "cpu", "sort": "colour"},
        {"choose": "cpu", "fits": "maybe"},
        {"choose": "cpu", "q": "x" * 10_000},
    ],
)
def test_nonsense_in_the_address_is_answered_with_the_name_of_the_field(client, query):
    answer = client.get(make.build().edit_url, query)
    assert answer.status_code == 400
    assert f"<p>{list(query)[-1]}: " in answer.content.decode()


@pytest.mark.parametrize("words", ["%", "_", "\"'", "\\", "🦙", "  ", "' OR 1=1 --"])
def test_odd_words_are_just_words(client, words):
    make.cpu("Ordinary")
    assert choose(client, make.build(), "cpu", q=words).status_code == 200


def test_an_item_of_another_kind_or_build_is_not_found(client):
    build = make.build(make.cpu())
    answer = choose(client, build, "graphics-card", item=build.items.get().pk)
    assert answer.status_code == 404
    assert "no such part in this build any more" in answer.content.decode()
    assert choose(client, make.build(), "cpu", item=build.items.get().pk).status_code == 404


def test_a_withdrawn_part_is_not_offered(client):
    make.cpu("Gone", fields={"withdrawn_at": timezone.now()})
    assert "Gone" not in choose(client, make.build(), "cpu", fits="off").content.decode()


def test_the_number_of_queries_does_not_follow_the_number_of_parts(client, django_assert_max_num_queries):
    build = make.build(*make.whole().values())
    for n in range(60):
        make.card(f"Card {n}", length_mm=200 + n, price=100 + n)
    client.get(build.edit_url)
    with django_assert_max_num_queries(12):
        choose(client, build, "graphics-card", fits="off")


def test_the_address_of_an_open_list_is_a_page_of_its_own(client):
    build = make.build()
    make.cpu("Ryzen")
    page = client.get(build.edit_url, {"choose": "cpu"}).content.decode()
    assert "<html" in page
    assert "Choose a processor" in page
    assert "Ryzen" in page


def test_nothing_fits_and_nothing_clashes_where_there_is_nothing_to_compare_with(client):
    make.cpu("Alone")
    page = choose(client, make.build(), "cpu").content.decode()
    assert "Nothing to compare with yet" in page
    assert "Fits" not in page.split('id="choices"')[1]


def test_cards_can_be_put_in_order_of_memory_and_nothing_else_can(client):
    make.card("Small", memory_gib=8, price=10)
    make.card("Large", memory_gib=48, price=90)
    build = make.build()
    page = choose(client, build, "graphics-card", sort="memory").content.decode()
    assert page.index("Large") < page.index("Small")
    assert client.get(build.edit_url, {"choose": "cpu", "sort": "memory"}).status_code == 400


def test_what_the_build_itself_does_not_say_is_said_once_and_not_beside_every_part(client):
    build = make.build(make.case("Silent case", psu_form_factors=None))
    for name in ("First", "Second", "Third"):
        make.psu(name)
    page = choose(client, build, "power-supply").content.decode()
    assert "0 fit, 3 lack a fact and may, 0 do not" in page
    assert page.count("does not say the list of supply form factors of Silent case") == 1
    assert "For all that may fit here:" in page


def test_what_a_candidate_itself_does_not_say_is_named_without_a_sentence(client):
    build = make.build(make.psu())
    make.case("Silent case", psu_form_factors=None, max_psu_length_mm=None)
    page = choose(client, build, "case").content.decode()
    assert "Not stated: list of supply form factors, limit for the length of a supply." in page
    assert "does not say the list of supply form factors of Silent case" not in page
