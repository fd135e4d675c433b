"""Lists of parts by kind."""

from datetime import UTC, datetime

import make
import pytest

from catalog.models import Kind

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(response.content.decode().split())


def names(response):
    return [row.part.name for row in response.context["rows"]]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_list(client, kind):
    part = make.part(kind, price=99)
    response = client.get(f"/parts/{kind.value}/")
    assert part.get_absolute_url() in text(response)
    assert "$99.00" in text(response)
    assert "23 Jul 2025" in text(response)


def test_the_address_without_a_kind_leads_to_graphics_cards(client):
    assert client.get("/parts/").headers["Location"] == "/parts/graphics-card/"


def test_words_are_found_in_any_order_and_in_part_numbers(client):
    make.card("Alpha RTX 4090 White")
    make.card("Beta RTX 4090", fields={"part_numbers": ["ZX-81"]})
    assert names(client.get("/parts/graphics-card/", {"q": "white alpha"})) == ["Alpha RTX 4090 White"]
    assert names(client.get("/parts/graphics-card/", {"q": "zx-81"})) == ["Beta RTX 4090"]


def test_a_list_can_be_narrowed_to_a_maker_and_to_known_prices(client):
    make.card("A", fields={"manufacturer": "MSI"}, price=1)
    make.card("B", fields={"manufacturer": "MSI"})
    make.card("C", fields={"manufacturer": "PNY"}, price=1)
    response = client.get("/parts/graphics-card/", {"maker": "MSI", "priced": "yes"})
    assert names(response) == ["A"]
    assert response.context["makers"] == ["MSI", "PNY"]


def test_parts_without_a_price_come_last_in_either_direction(client):
    make.card("none")
    make.card("dear", price=900)
    make.card("cheap", price=100)
    assert names(client.get("/parts/graphics-card/?sort=price")) == ["cheap", "dear", "none"]
    assert names(client.get("/parts/graphics-card/?sort=-price")) == ["dear", "cheap", "none"]


def test_withdrawn_parts_are_not_listed_but_their_page_stays(client):
    gone = make.card("Gone", fields={"withdrawn_at": datetime(2026, 3, 1, tzinfo=UTC)})
    assert names(client.get("/parts/graphics-card/")) == []
    response = client.get(gone.get_absolute_url())
    assert response.status_code == 200
    assert "Withdrawn on 1 Mar 2026" in text(response)
    assert "Put into a new build" not in text(response)


def test_pages_keep_what_was_asked_for(client):
    for number in range(51):
        make.fan(f"Fan {number:02}")
    response = client.get("/parts/case-fan/?q=fan&sort=-name&page=2")
    assert names(response) == ["Fan 00"]
    assert "?q=fan&amp;sort=-name&amp;page=1" in text(response)


@pytest.mark.parametrize(
    ("address", "name", "status"),
    [
        ("/parts/toaster/", "kind", 404),
        ("/parts/toaster/x/", "kind", 404),
        ("/parts/cpu/?sort=luck", "sort", 400),
        ("/parts/cpu/?priced=maybe", "priced", 400),
        ("/parts/cpu/?page=0", "page", 400),
        ("/parts/cpu/?page=१", "page", 400),
        ("/parts/cpu/?page=99999999999999999999", "page", 400),
        ("/parts/cpu/?page=2", "page", 404),
        ("/parts/cpu/?q=" + "a" * 101, "q", 400),
        ("/parts/cpu/?q=%00", "q", 400),
    ],
)
def test_an_address_that_cannot_be_read_names_the_parameter(client, address, name, status):
    response = client.get(address)
    assert response.status_code == status
    assert f"<code>{name}</code>" in text(response)


def test_what_a_choice_allows_is_said(client):
    assert "Allowed: best, name, -name, price, -price." in text(client.get("/parts/cpu/?sort=luck"))


def test_a_search_that_is_markup_stays_text(client):
    response = client.get("/parts/cpu/", {"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in text(response)


@pytest.mark.parametrize("address", ["/parts/cpu/", "/parts/"])
def test_lists_only_show(client, address):
    assert client.post(address).status_code == 405


def test_a_list_takes_four_queries_however_long_it_is(client, django_assert_num_queries):
    for _ in range(12):
        make.card(price=100)
    with django_assert_num_queries(4):
        client.get("/parts/graphics-card/?sort=price")


def in_order(client, query):
    return [row.part.name for row in client.get(f"/parts/cpu/{query}").context["rows"]]


def test_the_best_match_comes_first_unless_another_order_is_chosen(client):
    make.cpu("AMD Ryzen 9 7950X")
    make.cpu("AMD Ryzen 7 7950X3D")
    assert in_order(client, "?q=7950x") == ["AMD Ryzen 9 7950X", "AMD Ryzen 7 7950X3D"]
    assert in_order(client, "?q=7950x&sort=best") == ["AMD Ryzen 9 7950X", "AMD Ryzen 7 7950X3D"]
    assert in_order(client, "?q=7950x&sort=name") == ["AMD Ryzen 7 7950X3D", "AMD Ryzen 9 7950X"]


def test_without_words_the_best_match_is_the_order_by_name(client):
    make.cpu("B")
    make.cpu("A")
    assert in_order(client, "") == in_order(client, "?sort=best") == ["A", "B"]
