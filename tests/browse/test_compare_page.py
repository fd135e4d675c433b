"""Parts of a kind, or GPUs, side by side."""

import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import make
import pytest

from catalog.models import Kind

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(response.content.decode().split())


def compare(client, *rows, parameter="part", **more):
    return client.get("/compare/", {parameter: [getattr(row, "slug", row) for row in rows], **more})


def verdicts(response):
    return {str(line.label): line.verdict.value for line in response.context["comparison"].lines}


def slugs(address, parameter="part"):
    return parse_qs(urlsplit(address).query)[parameter]


@pytest.mark.parametrize("kind", list(Kind))
def test_two_of_every_kind_stand_side_by_side_in_the_order_asked_for(client, kind):
    one, other = make.part(kind, price=99), make.part(kind)
    response = compare(client, other, one)
    assert [column.name for column in response.context["comparison"].columns] == [other.name, one.name]
    assert "$99.00" in text(response)
    assert "23 Jul 2025" in text(response)
    assert "No price" in text(response)


def test_facts_have_units_and_the_letters_of_their_sources(client):
    one = make.case(max_card_length_mm=331.5)
    other = make.case(fields={"source": make.source("another", credit="Somebody")})
    line = compare(client, one, other).context["comparison"].lines[3]
    assert [(fact.text, fact.letter) for fact in line.facts] == [("331.5 mm", "a"), ("360 mm", "b")]


def test_what_differs_is_marked_by_a_word_and_a_class(client):
    response = compare(client, make.card(length_mm=300), make.card(length_mm=320))
    assert verdicts(response)["Length"] == "differs"
    assert verdicts(response)["Memory"] == "same"
    assert re.search(r'<tr class="dif"><th scope="row">Length<small>Differs</small></th>', text(response))
    assert text(response).count('class="dif"') == response.context["comparison"].differing == 1


@pytest.mark.parametrize(
    ("lengths", "verdict"),
    [
        ((300, None), "partly"),
        ((None, None), "unknown"),
        ((300, None, 300), "partly"),
        ((300, None, 320), "differs"),
        ((300, 300), "same"),
    ],
)
def test_what_nobody_states_is_never_a_difference(client, lengths, verdict):
    response = compare(client, *(make.card(length_mm=length) for length in lengths))
    assert verdicts(response)["Length"] == verdict


def test_an_unknown_is_dashed_without_a_letter(client):
    response = compare(client, make.card(length_mm=300), make.card(length_mm=None))
    line = next(line for line in response.context["comparison"].lines if line.label == "Length")
    assert (line.facts[1].text, line.facts[1].letter) == ('<span class="dash">Not stated</span>', "")
    assert "Length<small>Not known of all</small>" in text(response)


def test_the_order_of_a_list_is_no_difference(client):
    one = make.cooler(sockets=["AM5", "LGA 1700"])
    response = compare(client, one, make.cooler(sockets=["LGA 1700", "AM5"]), make.cooler(sockets=["LGA 1700", "AM5"]))
    assert verdicts(response)["Fits sockets"] == "same"
    assert verdicts(compare(client, one, make.cooler(sockets=["AM5"])))["Fits sockets"] == "differs"


def test_the_order_of_m2_sockets_is_no_difference(client):
    long, short = ({"lengths_mm": [length], "pcie": True, "sata": False, "pcie5": False} for length in (110, 80))
    response = compare(client, make.board(m2_sockets=[long, short]), make.board(m2_sockets=[short, long]))
    assert verdicts(response)["M.2 sockets"] == "same"


def test_removing_one_is_a_link(client):
    rows = [make.card() for _ in range(3)]
    column = compare(client, *rows).context["comparison"].columns[1]
    assert slugs(column.without) == [rows[0].slug, rows[2].slug]
    assert f'href="{column.without.replace("&", "&amp;")}"' in compare(client, *rows).content.decode()


def test_one_alone_asks_for_another_and_marks_nothing(client):
    response = compare(client, make.card())
    assert response.status_code == 200
    assert "One alone has nothing to be compared with" in text(response)
    assert "Remove" not in text(response)
    assert 'class="dif"' not in text(response)


def test_each_can_be_put_into_a_new_build_unless_it_is_withdrawn(client):
    one, gone = make.card(), make.card(fields={"withdrawn_at": datetime(2026, 3, 1, tzinfo=UTC)})
    response = compare(client, one, gone)
    assert f'name="part" value="{one.slug}"><button' in text(response)
    assert f'name="part" value="{gone.slug}"><button' not in text(response)
    assert "Withdrawn on 1 Mar 2026" in text(response)


def test_others_of_the_kind_are_found_by_name_and_added_by_a_link(client):
    one, wanted = make.card("Alpha"), make.card("Beta 4090")
    make.board("Beta board")
    make.card("Beta gone", fields={"withdrawn_at": datetime(2026, 3, 1, tzinfo=UTC)})
    found = compare(client, one, q="beta").context["found"]
    assert [each.name for each in found] == ["Beta 4090"]
    assert slugs(found[0].url) == [one.slug, wanted.slug]
    assert client.get(found[0].url).status_code == 200


def test_a_search_that_finds_nothing_says_so(client):
    assert "Nothing else of this kind has that name." in text(compare(client, make.card("Alpha"), q="alpha"))


def test_four_are_as_many_as_can_be_added(client):
    rows = [make.card() for _ in range(4)]
    response = compare(client, *rows, q="card")
    assert list(response.context["found"]) == []
    assert "4 fit side by side" in text(response)


def test_the_same_one_twice_is_shown_once(client):
    card, other = make.card(), make.card()
    assert compare(client, card, other, card).context["comparison"].slugs == [card.slug, other.slug]


def test_gpus_are_compared_with_their_cheapest_card_and_hour(client):
    one, other = make.gpu("GeForce RTX 4090"), make.gpu("GeForce RTX 3090", board_power_w=350)
    make.card(gpu=one, price=1800)
    make.card(gpu=one, price=1700)
    make.cloud_offer(one, per_hour=0.5)
    response = compare(client, one, other, parameter="gpu")
    first, second = response.context["comparison"].columns
    assert (first.price.amount, float(first.rent.per_gpu)) == (1700, 0.5)
    assert (second.price, second.rent) == (None, None)
    assert verdicts(response)["Board power"] == "differs"
    assert "No offer" in text(response)


def test_gpus_are_found_by_name_and_added(client):
    one, other = make.gpu("GeForce RTX 4090"), make.gpu("GeForce RTX 3090")
    found = compare(client, one, parameter="gpu", q="3090 rtx").context["found"]
    assert [slugs(each.url, "gpu") for each in found] == [[one.slug, other.slug]]


def test_cards_with_two_gpus_lead_to_their_comparison(client):
    one, other = make.gpu("GeForce RTX 4090"), make.gpu("GeForce RTX 3090")
    different = compare(client, make.card(gpu=one), make.card(gpu=other)).context["comparison"]
    alike = compare(client, make.card(gpu=one), make.card(gpu=one)).context["comparison"]
    assert slugs(different.gpus_query, "gpu") == [one.slug, other.slug]
    assert alike.gpus_query == ""


@pytest.mark.parametrize(
    ("address", "name", "status", "said"),
    [
        ("", "part", 400, "Nothing is named"),
        ("?part=none-such", "part", 404, "“none-such” is no part"),
        ("?part=%00", "part", 404, "no part"),
        ("?part=" + "a" * 5000, "part", 404, "no part"),
        ("?part=%F0%9F%98%80&part=%25_%22%27", "part", 404, "no part"),
        ("?gpu=none-such", "gpu", 404, "“none-such” is no known GPU"),
        ("?gpu=a&part=b", "gpu", 400, "GPUs with GPUs"),
        ("?" + "&".join(f"part={n}" for n in range(5)), "part", 400, "5 are named. At most 4"),
        ("?" + "&".join(f"gpu={n}" for n in range(6)), "gpu", 400, "6 are named. At most 4"),
        ("?part=a&q=" + "a" * 101, "q", 400, "100"),
        ("?part=a&q=%00", "q", 400, "Null"),
    ],
)
def test_an_address_that_cannot_be_read_names_the_parameter(client, address, name, status, said):
    response = client.get(f"/compare/{address}")
    assert response.status_code == status
    assert f"<code>{name}</code>" in text(response)
    assert said in text(response)


def test_a_refusal_leads_back_to_a_list_that_can_be_shown(client):
    response = client.get("/compare/")
    back = re.search(r'class="btn go" href="([^"]+)">Choose again', text(response)).group(1)
    assert client.get(back, follow=True).status_code == 200


def test_parts_of_two_kinds_are_refused_by_name(client):
    response = compare(client, make.card(), make.board())
    assert response.status_code == 400
    assert "These are of several kinds: Graphics card, Motherboard." in text(response)


def test_a_search_that_is_markup_stays_text(client):
    assert "<script>alert" not in text(compare(client, make.card(), q='"><script>alert(1)</script>'))


def test_the_page_only_shows(client):
    assert client.post("/compare/").status_code == 405


@pytest.mark.parametrize("columns", [2, 4])
def test_a_comparison_of_parts_takes_four_queries(client, django_assert_num_queries, columns):
    make.source("another")
    sources = {"fact_sources": {"length_mm": "another"}}
    rows = [make.card(gpu=make.gpu(f"GPU {number}"), price=9, fields=sources) for number in range(columns)]
    with django_assert_num_queries(4):  # kinds, parts, sources of single facts, found
        compare(client, *rows[:3], q="x")


@pytest.mark.parametrize("columns", [2, 4])
def test_a_comparison_of_gpus_takes_four_queries(client, django_assert_num_queries, columns):
    make.source("another")
    rows = [make.gpu(f"GPU {number}", fact_sources={"length_mm": "another"}) for number in range(columns)]
    for row in rows:
        make.card(gpu=row, price=9)
        make.cloud_offer(row)
    with django_assert_num_queries(4):  # GPUs, sources of single facts, prices, offers
        compare(client, *rows, parameter="gpu")


def test_parts_can_be_ticked_in_their_list(client):
    card = make.card("Alpha")
    page = text(client.get("/parts/graphics-card/"))
    assert '<form method="get" action="/compare/">' in page
    assert f'<input type="checkbox" name="part" value="{card.slug}"><span class="vh">Compare Alpha</span>' in page


def test_gpus_can_be_ticked_in_their_table(client):
    gpu = make.gpu()
    page = text(client.get("/gpus/"))
    assert '<form method="get" action="/compare/">' in page
    assert f'<input type="checkbox" name="gpu" value="{gpu.slug}"><span class="vh">Compare {gpu.name}</span>' in page


def test_a_part_leads_to_its_comparison(client):
    card = make.card()
    assert f'href="/compare/?part={card.slug}"' in text(client.get(card.get_absolute_url()))
