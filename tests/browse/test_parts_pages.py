"""Lists of parts by kind: what can be asked of them, and what they answer."""

from datetime import UTC, datetime

import make
import pytest
from bs4 import BeautifulSoup
from django.db import connection

from browse import lines as stock_lines
from browse.facets import FACETS, ONE_OF, RANGES, Range
from browse.selection import MOST_FOUND
from browse.wanted import orders, parameters
from catalog.models import Kind, Part
from catalog.shelves import ZERO_UNKNOWN
from prices import stock

pytestmark = pytest.mark.django_db
CARDS = "/parts/graphics-card/"
BOARDS = "/parts/motherboard/"
HTMX = {"HX-Request": "true"}


def text(response):
    return " ".join(response.content.decode().split())


def names(response):
    return [line.name for line in response.context["listing"].lines]


def counts(response, facet):
    """The values of a facet with their counts, as the form shows them."""
    soup = BeautifulSoup(response.content, "lxml")
    return {
        tick["value"]: int(tick.find_next("i").text.replace(",", ""))
        for tick in soup.select(f"input[type=checkbox][name={facet}]")
    }


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_list(client, kind):
    part = make.part(kind, price=99)
    response = client.get(f"/parts/{kind.value}/")
    assert part.get_absolute_url() in text(response)
    assert "$99.00" in text(response)
    assert "23 Jul 2025" in text(response)


def test_words_are_found_in_any_order_and_in_part_numbers(client):
    make.card("Alpha RTX 4090 White")
    make.card("Beta RTX 4090", fields={"part_numbers": ["ZX-81"]})
    assert names(client.get(CARDS, {"q": "white alpha"})) == ["Alpha RTX 4090 White"]
    assert names(client.get(CARDS, {"q": "zx-81"})) == ["Beta RTX 4090"]


def test_the_best_match_comes_first_unless_another_order_is_chosen(client):
    make.cpu("AMD Ryzen 9 7950X")
    make.cpu("AMD Ryzen 7 7950X3D")
    assert names(client.get("/parts/cpu/?q=7950x")) == ["AMD Ryzen 9 7950X", "AMD Ryzen 7 7950X3D"]
    assert names(client.get("/parts/cpu/?q=7950x&ordering=name")) == ["AMD Ryzen 7 7950X3D", "AMD Ryzen 9 7950X"]


def test_names_are_in_order_whatever_their_case(client):
    for name in ("asrock B", "ASRock A", "Zotac"):
        make.card(name)
    assert names(client.get(CARDS)) == ["ASRock A", "asrock B", "Zotac"]
    assert names(client.get(CARDS, {"ordering": "-name"})) == ["Zotac", "asrock B", "ASRock A"]


def test_several_values_of_one_facet_are_either_and_several_facets_are_both(client):
    make.board("A", socket="AM5", memory_slots=4)
    make.board("B", socket="AM4", memory_slots=4)
    make.board("C", socket="AM5", memory_slots=2)
    make.board("D", socket="LGA 1700", memory_slots=4)
    assert names(client.get(BOARDS, {"socket": ["AM5", "AM4"]})) == ["A", "B", "C"]
    assert names(client.get(BOARDS, {"socket": ["am5", "AM4"], "memory_slots": "4"})) == ["A", "B"]


def test_boards_and_cases_are_narrowed_by_what_they_connect(client):
    make.board("A", usb_c_headers=1, ethernet_mbps=2500, fan_headers=6)
    make.board("B", usb_c_headers=0, ethernet_mbps=10_000, fan_headers=3)
    make.board("C")
    assert names(client.get(BOARDS, {"usb_c_headers": "1"})) == ["A"]
    assert names(client.get(BOARDS, {"ethernet_mbps": "10000"})) == ["B"]
    assert names(client.get(BOARDS, {"min_fan_headers": "4"})) == ["A"]
    assert {"2.5 Gbit/s", "10 Gbit/s"} <= {*BeautifulSoup(client.get(BOARDS).content, "html.parser").stripped_strings}
    make.case("D", front_usb_c=True, width_mm=230)
    make.case("E", front_usb_c=False, width_mm=90)
    assert names(client.get("/parts/case/", {"front_usb_c": "true"})) == ["D"]
    assert names(client.get("/parts/case/", {"max_width_mm": "100"})) == ["E"]


def test_the_counts_of_a_facet_leave_its_own_choice_aside(client):
    make.board(socket="AM5", memory_slots=4)
    make.board(socket="AM5", memory_slots=2)
    make.board(socket="AM4", memory_slots=4)
    response = client.get(BOARDS, {"socket": "AM5"})
    assert counts(response, "socket") == {"AM5": 2, "AM4": 1}
    assert counts(response, "memory_slots") == {"2": 1, "4": 1}


def test_what_no_source_says_is_a_value_of_its_own(client):
    make.board("said", socket="AM5")
    make.board("unsaid", socket=None)
    response = client.get(BOARDS, {"socket": "unknown"})
    assert names(response) == ["unsaid"]
    assert "Not stated" in text(response)


def test_lists_of_values_are_looked_into(client):
    make.case("big", board_form_factors=["ATX", "Mini-ITX"])
    make.case("small", board_form_factors=["Mini-ITX"])
    make.case("unsaid", board_form_factors=None)
    assert names(client.get("/parts/case/", {"board_form_factors": "ATX"})) == ["big"]
    assert names(client.get("/parts/case/", {"board_form_factors": "Mini-ITX"})) == ["big", "small"]


def test_figures_are_bounded_and_what_is_not_known_is_within_no_bound(client):
    make.card("short", length_mm=200)
    make.card("long", length_mm=340.5)
    make.card("unsaid", length_mm=None)
    assert names(client.get(CARDS, {"max_length_mm": "300"})) == ["short"]
    assert names(client.get(CARDS, {"min_length_mm": "300"})) == ["long"]
    assert names(client.get(CARDS, {"min_length_mm": "200", "max_length_mm": "340.5"})) == ["long", "short"]


def test_zero_where_it_means_unknown_is_within_no_bound(client):
    make.card("none", memory_gib=0)
    make.card("some", memory_gib=8)
    assert names(client.get(CARDS, {"max_memory_gib": "16"})) == ["some"]
    assert names(client.get(CARDS, {"memory_gib": "unknown"})) == ["none"]


def test_prices_are_bounded_in_usd_and_can_be_known_or_not(client):
    make.card("cheap", price=100)
    make.card("dear", price=900)
    make.card("none")
    make.priced(make.card("euro"), 200, currency="EUR")
    assert names(client.get(CARDS, {"max_price": "500"})) == ["cheap"]
    assert names(client.get(CARDS, {"min_price": "100.01"})) == ["dear"]
    assert names(client.get(CARDS, {"price_known": "true"})) == ["cheap", "dear", "euro"]
    assert names(client.get(CARDS, {"price_known": "false"})) == ["none"]


def test_a_list_is_sorted_by_several_keys_and_the_unknown_comes_last(client):
    make.card("a", memory_gib=24, price=900)
    make.card("b", memory_gib=24, price=100)
    make.card("c", memory_gib=8, price=50)
    make.card("d", memory_gib=24)
    assert names(client.get(CARDS, {"ordering": "-memory_gib,price"})) == ["b", "a", "d", "c"]
    assert names(client.get(CARDS, {"ordering": ["-memory_gib", "-price"]})) == ["a", "b", "d", "c"]
    assert names(client.get(CARDS, {"ordering": "price"})) == ["c", "b", "a", "d"]
    assert names(client.get(CARDS, {"ordering": "-price"})) == ["a", "b", "c", "d"]


def test_a_facet_with_many_values_shows_the_commonest_and_all_on_request(client):
    for number in range(12):
        for _ in range(2 if number < 9 else 1):
            make.card(fields={"manufacturer": f"Maker {number:02}"})
    response = client.get(CARDS)
    assert list(counts(response, "maker").values()) == [2] * 8
    assert "4 more" in text(response)
    assert len(counts(client.get(CARDS, {"all": "maker"}), "maker")) == 12


def test_a_chosen_value_is_shown_though_others_are_commoner_and_though_no_part_has_it(client):
    for number in range(12):
        make.card(fields={"manufacturer": f"Maker {number:02}"}, length_mm=200 + number)
    response = client.get(CARDS, {"maker": "Maker 11", "max_length_mm": "205"})
    assert counts(response, "maker")["Maker 11"] == 0
    assert names(response) == []


def test_what_narrows_the_list_can_be_taken_away_one_by_one(client):
    make.board(socket="AM5")
    make.board(socket="AM4")
    response = client.get(BOARDS, {"socket": ["AM5", "AM4"], "max_price": "300", "q": "board", "page": "1"})
    chips = {chip.text: chip.without for chip in response.context["listing"].chips}
    assert list(chips) == ["“board”", "Socket: AM5", "Socket: AM4", "Price: at most 300 USD"]
    assert chips["Socket: AM5"] == "socket=AM4&max_price=300&q=board"
    assert chips["Price: at most 300 USD"] == "socket=AM5&socket=AM4&q=board"


def test_withdrawn_parts_are_not_listed(client):
    make.card("Gone", fields={"withdrawn_at": datetime(2026, 3, 1, tzinfo=UTC)})
    assert names(client.get(CARDS)) == []


def test_pages_keep_what_was_asked_for(client):
    for number in range(51):
        make.fan(f"Fan {number:02}")
    response = client.get("/parts/case-fan/?q=fan&ordering=-name&page=2")
    assert names(response) == ["Fan 00"]
    assert "?q=fan&amp;ordering=-name&amp;page=1" in text(response)


def test_a_change_of_the_catalogue_shows_at_once(client):
    row = make.board("first", socket="AM5")
    assert names(client.get(BOARDS, {"socket": "AM5"})) == ["first"]
    row.motherboard.socket = "AM4"
    row.motherboard.save()
    assert counts(client.get(BOARDS), "maker") == {}
    assert names(client.get(BOARDS, {"socket": "AM4"})) == ["first"]
    Part.objects.filter(pk=row.pk).update(withdrawn_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert names(client.get(BOARDS)) == []


def test_a_change_of_the_prices_shows_once_they_are_read_again(client, monkeypatch):
    row = make.card("one", price=100)
    assert names(client.get(CARDS, {"max_price": "150"})) == ["one"]
    from prices.current import update_current_prices  # noqa: PLC0415  # only here

    make.priced(row, 90, at=datetime(2026, 7, 23, tzinfo=UTC))
    row.price.delete()
    update_current_prices([row.pk])
    monkeypatch.setattr(stock, "SHARE", 0)
    assert names(client.get(CARDS, {"max_price": "95"})) == ["one"]


def test_a_part_that_is_deleted_past_the_revisions_is_left_out_and_moves_nothing(client):
    build = make.build(make.case(max_card_length_mm=300))
    gone, long = make.card("a gone", length_mm=250), make.card("b long", length_mm=330)
    client.get(CARDS, {"build": build.code, "fit": "any"})
    stock_lines._lines.clear()  # noqa: SLF001  # nothing else empties it
    for table in ("catalog_graphicscardspec", "catalog_part"):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE {'part_id' if 'spec' in table else 'id'} = %s", [gone.pk])
    response = client.get(CARDS, {"build": build.code, "fit": "any"})
    assert names(response) == [long.name]
    assert "b long is 330 mm long" in text(response)
    assert client.get(build.edit_url, {"choose": "graphics-card", "fits": "off"}).status_code == 200


BUILD_CASE = {"max_card_length_mm": 300}


def test_a_build_shows_what_fits_and_how_many_do_not(client):
    build = make.build(make.case(**BUILD_CASE))
    make.card("Short one", length_mm=250)
    make.card("Long one", length_mm=330)
    make.card("Unsaid", length_mm=None)
    response = client.get(CARDS, {"build": build.code})
    assert names(response) == ["Short one"]
    assert [(fare["mark"], fare["count"]) for fare in response.context["listing"].fares] == [
        ("ok", 1),
        ("unknown", 1),
        ("problem", 1),
    ]


def test_what_does_not_fit_is_shown_with_its_reason(client):
    build = make.build(make.case("Small", **BUILD_CASE))
    make.card("Long one", length_mm=330)
    make.card("Unsaid", length_mm=None)
    misfit = client.get(CARDS, {"build": build.code, "fit": "no"})
    assert names(misfit) == ["Long one"]
    assert "Long one is 330 mm long, but Small takes cards up to 300 mm." in text(misfit)
    unsure = client.get(CARDS, {"build": build.code, "fit": "unknown"})
    assert names(unsure) == ["Unsaid"]
    assert "The catalogue does not say the length of Unsaid." in text(unsure)
    assert names(client.get(CARDS, {"build": build.code, "fit": "any"})) == ["Long one", "Unsaid"]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_can_be_put_to_a_build(client, kind):
    build = make.build(*make.whole().values())
    response = client.get(f"/parts/{kind.value}/", {"build": build.code, "fit": "any"})
    assert response.status_code == 200
    assert sum(fare["count"] for fare in response.context["listing"].fares) == Part.objects.of_kind(kind).count()


def test_a_build_with_a_withdrawn_part_is_judged_with_it(client):
    case = make.case(**BUILD_CASE, fields={"withdrawn_at": datetime(2026, 3, 1, tzinfo=UTC)})
    make.card("Long one", length_mm=330)
    assert names(client.get(CARDS, {"build": make.build(case).code})) == []


def test_ones_own_builds_can_be_chosen(client):
    case = make.case(**BUILD_CASE)
    client.post("/builds/new/parts/", {"part": case.slug})
    build = client.get(CARDS).context["builds"][0]
    make.card("Short one", length_mm=250)
    response = client.get(CARDS, {"build": build.code})
    assert f'<option value="{build.code}" selected>' in text(response)


@pytest.mark.parametrize(
    ("address", "name", "status"),
    [
        ("/parts/toaster/", "kind", 404),
        ("/parts/toaster/x/", "kind", 404),
        ("/parts/cpu/?ordering=luck", "ordering", 400),
        ("/parts/cpu/?ordering=name,price,cores,tdp_w", "ordering", 400),
        ("/parts/cpu/?price_known=maybe", "price_known", 400),
        ("/parts/cpu/?page=0", "page", 400),
        ("/parts/cpu/?page=१", "page", 400),
        ("/parts/cpu/?page=1000000000", "page", 400),
        ("/parts/cpu/?page=99999999999999999999", "page", 400),
        ("/parts/cpu/?page=2", "page", 404),
        ("/parts/cpu/?q=" + "a" * 101, "q", 400),
        ("/parts/cpu/?q=" + "a" * 10_000, "q", 400),
        ("/parts/cpu/?q=%00", "q", 400),
        ("/parts/cpu/?sockets=AM5", "sockets", 400),
        ("/parts/cpu/?socket=AM9", "socket", 400),
        ("/parts/cpu/?min_cores=8&max_cores=4", "min_cores", 400),
        ("/parts/cpu/?min_price=9&max_price=1", "min_price", 400),
        ("/parts/cpu/?min_cores=-1", "min_cores", 400),
        ("/parts/cpu/?min_cores=1e9", "min_cores", 400),
        ("/parts/cpu/?max_cores=१२", "max_cores", 400),
        ("/parts/cpu/?max_cores=99999999999999", "max_cores", 400),
        ("/parts/cpu/?build=nobodys", "build", 400),
        ("/parts/cpu/?build=../../etc", "build", 400),
        ("/parts/cpu/?fit=perhaps", "fit", 400),
        ("/parts/cpu/?format=pdf", "format", 400),
        ("/parts/cpu/?fit=no", "fit", 400),
        ("/parts/cpu/?all=nothing", "all", 400),
        ("/parts/cpu/?min_price=1&min_price=9", "min_price", 400),
        ("/parts/cpu/?ordering=price,-price", "ordering", 400),
        ("/gpus/?memry=24", "memry", 400),
        ("/frameworks/?nope=1", "nope", 400),
        ("/data/?nope=1", "nope", 400),
        ("/rules/?nope=1", "nope", 400),
        ("/compare/?prat=x", "prat", 400),
        ("/suggest/?nope=1", "nope", 400),
        ("/cloud/?nope=1", "nope", 400),
    ],
)
def test_an_address_that_cannot_be_read_names_the_parameter(client, address, name, status):
    response = client.get(address)
    assert response.status_code == status
    assert f"<code>{name}</code>" in text(response)


@pytest.mark.parametrize("words", ["%_\"'", "🙂", "%00", "((", "' OR 1=1 --"])
def test_a_search_for_signs_is_an_answer_and_no_error(client, words):
    make.cpu("Ryzen")
    assert client.get("/parts/cpu/", {"q": words}).status_code == 200
    assert client.get("/parts/", {"q": words}).status_code == 200


def test_what_a_choice_allows_is_said(client):
    make.cpu(socket="AM5")
    make.cpu(socket="AM4")
    assert "Allowed: AM5, AM4." in text(client.get("/parts/cpu/?socket=AM9"))
    assert "Allowed: name, price, cores" in text(client.get("/parts/cpu/?ordering=luck"))


def test_all_that_is_wrong_is_said_at_once(client):
    response = client.get("/parts/cpu/?min_cores=x&ordering=luck&nothing=1")
    for name in ("min_cores", "ordering", "nothing"):
        assert f"<code>{name}</code>" in text(response)


def test_the_page_of_one_thing_takes_no_parameters_either(client):
    part, gpu = make.cpu(), make.gpu()
    assert "<code>nope</code>" in text(client.get(part.get_absolute_url(), {"nope": 1}))
    assert "<code>nope</code>" in text(client.get(f"/gpus/{gpu.slug}/", {"nope": 1}))


def test_more_values_than_are_read_are_told_from_wrong_ones(client):
    for number in range(45):
        make.cpu(fields={"manufacturer": f"Maker {number}"})
    response = client.get("/parts/cpu/", {"maker": [f"Maker {number}" for number in range(45)]})
    assert response.status_code == 400
    assert "At most 40 values of one fact; these are 45." in text(response)


@pytest.mark.parametrize("path", ["/", "/parts/", "/parts/cpu/", "/gpus/", "/cloud/", "/builds/", "/suggest/"])
@pytest.mark.parametrize("debug", [True, False])
def test_an_address_with_very_many_parameters_is_answered_in_words(client, settings, path, debug):
    settings.DEBUG = debug
    response = client.get(f"{path}?{'&'.join(['q=a'] * 800)}")
    assert response.status_code == 400
    assert "An address may have 700 of them." in text(response)


def test_where_only_the_list_would_change_an_error_is_a_line_above_it(client):
    response = client.get(CARDS, {"min_price": "900", "max_price": "100"}, headers=HTMX)
    assert response.status_code == 422  # htmx shows it
    assert response.headers["HX-Retarget"] == "#messages"
    assert "wrong way round" in text(response)
    assert "<html" not in text(response)


def test_what_zero_stands_for_comes_last_and_is_no_figure_in_files(client):
    make.card("none", memory_gib=0)
    make.card("small", memory_gib=8)
    make.card("large", memory_gib=24)
    assert names(client.get(CARDS, {"ordering": "memory_gib"})) == ["small", "large", "none"]
    assert names(client.get(CARDS, {"ordering": "-memory_gib"})) == ["large", "small", "none"]
    heads, *rows = client.get(CARDS, {"format": "csv"}).content.decode().splitlines()
    column = heads.split(",").index("memory_gib")
    assert {row.split(",")[1]: row.split(",")[column] for row in rows} == {"none": "", "small": "8", "large": "24"}
    listed = client.get("/api/v1/parts/?kind=graphics-card").json()["results"]
    assert {row["name"]: row["facts"]["memory_gib"] for row in listed} == {"none": None, "small": 8.0, "large": 24.0}


def test_what_zero_stands_for_is_said_in_one_way():
    for kind in Kind:
        flagged = {facet.column for facet in FACETS[kind] if facet.label.zero_unknown}
        assert flagged <= ZERO_UNKNOWN.get(kind, frozenset())


def test_a_search_that_is_markup_stays_text(client):
    make.cpu('"><script>alert(1)</script>', fields={"manufacturer": "<b>Maker"}, socket="<i>AM5")
    response = client.get("/parts/cpu/", {"q": '"><script>alert(1)</script>'})
    assert len(names(response)) == 1
    for markup in ("<script>alert", "<b>Maker", "<i>AM5"):
        assert markup not in text(response)


@pytest.mark.parametrize("address", ["/parts/cpu/", "/parts/"])
def test_lists_only_show(client, address):
    assert client.post(address).status_code == 405


def test_a_list_takes_two_queries_however_long_it_is(client, django_assert_num_queries):
    for _ in range(60):
        make.card(price=100)
    client.get(CARDS)
    with django_assert_num_queries(2):
        client.get(CARDS, {"ordering": "price", "memory_gib": "24", "page": "2"})


def test_words_and_a_build_take_six_queries_at_most(client, django_assert_max_num_queries):
    build = make.build(*make.whole().values())
    for _ in range(60):
        make.card("Some card", price=100)
    client.get(CARDS, {"build": build.code})
    with django_assert_max_num_queries(6):
        client.get(CARDS, {"q": "some crad", "build": build.code})
    with django_assert_max_num_queries(6):
        client.get(CARDS, {"build": build.code, "fit": "any"})


def test_a_cold_process_reads_a_kind_in_five_queries(client, django_assert_max_num_queries):
    make.card(price=100)
    with django_assert_max_num_queries(6):
        client.get(CARDS)


def test_a_swap_is_the_list_alone_and_caches_know(client):
    make.card()
    response = client.get(CARDS, headers=HTMX)
    assert "<html" not in text(response)
    assert 'id="parts"' in text(response)
    assert "HX-Request" in response.headers["Vary"]
    restored = client.get(CARDS, headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert "<html" in text(restored)


def test_a_list_comes_as_a_file_with_every_fact(client):
    make.card("Dear", price=900, length_mm=300)
    make.card("=cheap", price=100, length_mm=None)
    make.card("other", memory_gib=8)
    response = client.get(CARDS, {"format": "csv", "ordering": "price", "memory_gib": "24"})
    assert response.headers["Content-Type"].startswith("text/csv")
    heads, *rows = [line.split(",") for line in response.content.decode().splitlines()]
    named = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [row["name"] for row in named] == ["'=cheap", "Dear"]
    assert [row["length_mm"] for row in named] == ["", "300"]
    assert [row["price"] for row in named] == ["100.00", "900.00"]
    assert {row["source"] for row in named} == {"test-source"}


def test_a_search_says_where_it_stopped_looking(client, monkeypatch):
    monkeypatch.setattr("browse.selection.MOST_FOUND", 2)
    for _ in range(3):
        make.card("Some card")
    response = client.get(CARDS, {"q": "some"})
    assert len(names(response)) == 2
    assert f"the best {MOST_FOUND:,} were looked at" in text(response)


@pytest.mark.parametrize("kind", list(Kind))
def test_parameters_of_a_kind_have_one_meaning_each(kind):
    assert len(parameters(kind)) == len(set(parameters(kind)))
    assert set(ONE_OF[kind]).isdisjoint({f"{end}_{name}" for name in RANGES[kind] for end in ("min", "max")})
    assert all(key in RANGES[kind] for key in orders(kind) if key not in {"name", "price"})
    assert all(facet.unit or facet.name in {"cores", "sata_ports", "fan_headers", "cas_latency", "released_year"}
               for facet in FACETS[kind] if isinstance(facet, Range))  # fmt: skip


# All kinds at once.


def all_names(response):
    return [line.name for line in response.context["lines"]]


def test_a_search_goes_across_all_kinds(client):
    make.card("Tomahawk card", price=12)
    make.board("MSI Tomahawk")
    make.fan("Other")
    response = client.get("/parts/", {"q": "tomahawk"})
    assert sorted(all_names(response)) == ["MSI Tomahawk", "Tomahawk card"]
    assert [(each["label"], each["count"]) for each in response.context["kinds"]] == [
        ("Motherboards", 1),
        ("Graphics cards", 1),
    ]
    assert "/parts/motherboard/?q=tomahawk" in text(response)
    assert "$12.00" in text(response)


def test_without_words_the_kinds_are_shown_with_what_they_hold(client):
    make.card()
    make.card()
    response = client.get("/parts/")
    assert {each["label"]: each["count"] for each in response.context["kinds"]}["Graphics cards"] == 2
    assert all_names(response) == []


def test_a_search_of_all_kinds_takes_six_queries_at_most(client, django_assert_max_num_queries):
    for kind in Kind:
        make.part(kind, f"Common {kind}", price=1)
    client.get("/parts/", {"q": "common"})
    with django_assert_max_num_queries(6):
        assert len(all_names(client.get("/parts/", {"q": "common"}))) == len(Kind)


@pytest.mark.parametrize(
    ("address", "name", "status"),
    [("/parts/?page=9", "page", 404), ("/parts/?q=" + "a" * 101, "q", 400), ("/parts/?kind=cpu", "kind", 400)],
)
def test_what_the_search_of_all_kinds_cannot_read_is_named(client, address, name, status):
    response = client.get(address)
    assert response.status_code == status
    assert f"<code>{name}</code>" in text(response)
