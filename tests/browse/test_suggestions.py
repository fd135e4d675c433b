"""What is suggested while somebody types."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

import make
import pytest
from django.template.loader import render_to_string

from browse.marking import marked
from browse.suggestions import suggestions
from catalog.gpu_search import gpus_named
from catalog.models import Kind
from catalog.searching import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggest(client):
    def asked(words, **more):
        return client.get("/suggest/", {"q": words, **more})

    return asked


def text(response):
    return " ".join(response.content.decode().split())


def options(response):
    """The suggestions as (address, words)."""
    found = re.findall(r'<a role="option"[^>]* href="([^"]+)">(.*?)</a>', text(response))
    return [(address, " ".join(re.sub("<[^>]+>", " ", words).split())) for address, words in found]


def names(words, kind=""):
    return [each.row.name for each in suggestions(words, kind).entries]


def test_parts_of_all_kinds_are_suggested_with_kind_price_and_day(suggest):
    card = make.card("Anvil RTX 4090", price=1600)
    supply = make.psu("Anvil 850")
    found = options(suggest("anvil"))
    assert found == [
        (supply.get_absolute_url(), "Anvil 850 Power supply No price"),
        (card.get_absolute_url(), "Anvil RTX 4090 Graphics card $1,600.00 23 Jul 2025"),
        ("/parts/?q=anvil", "All 2 results"),
    ]


def test_what_was_typed_is_marked(suggest):
    make.card("Anvil GeForce RTX 4090 OC")
    assert "Anvil GeForce <mark>RTX 4090</mark> OC<small>" in text(suggest("rtx4090"))
    assert "<mark>Anvil</mark> GeForce RTX <mark>40</mark>90 OC" in text(suggest("40 anvil"))


@pytest.mark.parametrize(
    ("name", "words", "hits"),
    [
        ("be quiet! Pure Base", "bequiet", ["be quiet"]),
        ("Gehäuse Größe 5", "gehause", ["Gehäuse"]),
        ("Gehäuse", "häu", ["häu"]),
        ("GeForce RTX", "er", []),  # nobody has typed across two words
        ("Meteor Era", "era", ["Era"]),  # where a word begins before where it goes on
        ("NH-D15", "nhd15", ["NH-D15"]),
        ("NH-D15", "d 15", ["D15"]),
        ("A½B", "a½", ["A½"]),
        ("İstanbul 1", "istanbul", ["İstanbul"]),
        ("Any", "xyzzy", []),
        ("", "any", []),
    ],
)
def test_marks_follow_the_search(name, words, hits):
    pieces = marked(name, typed(words))
    assert "".join(piece for piece, _ in pieces) == name
    assert [piece for piece, hit in pieces if hit] == hits


def test_a_name_that_is_markup_stays_text(suggest):
    make.card("<b>Anvil</b> & co")
    assert "&lt;b&gt;<mark>Anvil</mark>&lt;/b&gt; &amp; co" in text(suggest("anvil"))


def test_what_was_typed_comes_back_as_text_only(suggest):
    make.card("Script")
    assert '"><script>' not in text(suggest('script"><script>'))
    assert "/parts/?q=script%22%3E" in text(suggest('script">'))


def test_a_gpu_comes_first_with_the_price_of_its_cheapest_card(suggest):
    gpu = make.gpu("GeForce RTX 4090")
    make.card("Anvil RTX 4090", gpu=gpu, price=1800)
    make.card("Forge RTX 4090", gpu=gpu, price=1600)
    first = options(suggest("RTX 4090"))[0]
    assert first == ("/gpus/geforce-rtx-4090/", "GeForce RTX 4090 GPU from $1,600.00 23 Jul 2025")


def test_gpus_are_found_by_name_and_not_by_their_maker_alone():
    make.gpu("GeForce RTX 4090")
    make.gpu("GeForce RTX 4090 D")
    make.gpu("A100 PCIe 40 GB")

    def found(words, most=9):
        return [gpu.name for gpu in gpus_named(words, most)]

    assert found("rtx 4090") == ["GeForce RTX 4090", "GeForce RTX 4090 D"]
    assert found("rtx4090d") == ["GeForce RTX 4090 D"]
    assert found("nvidia a100") == ["A100 PCIe 40 GB"]
    assert found("nvidia") == found("4080") == found("- !") == found("msi 4090") == []
    assert found("rtx", 1) == ["GeForce RTX 4090"]


def test_at_most_eight_are_suggested_and_all_are_counted(suggest):
    for number in range(3):
        make.gpu(f"GeForce RTX 4090 {number}")
    for number in range(20):
        make.card(f"Anvil RTX 4090 {number}")
    found = options(suggest("rtx 4090"))
    assert len(found) == 9
    assert [address.startswith("/gpus/") for address, _ in found].count(True) == 2
    assert found[-1] == ("/parts/?q=rtx+4090", "All 20 results")
    assert 'data-said="8 suggestions"' in text(suggest("rtx 4090"))


def test_a_kind_keeps_to_its_parts_and_leads_to_its_list(suggest):
    make.gpu("Anvil GPU")
    make.card("Anvil card")
    board = make.board("Anvil board")
    found = options(suggest("anvil", kind="motherboard"))
    assert found == [
        (board.get_absolute_url(), "Anvil board Motherboard No price"),
        ("/parts/motherboard/?q=anvil", "The result on a page of its own"),
    ]


def test_a_gpu_without_cards_has_nothing_else_to_lead_to(suggest):
    make.gpu("Tesla P4")
    assert [address for address, _ in options(suggest("tesla p4"))] == ["/gpus/tesla-p4/"]


def test_withdrawn_parts_are_not_suggested():
    make.card("Anvil", fields={"withdrawn_at": datetime(2026, 3, 1, tzinfo=UTC)})
    assert names("anvil") == []


def test_a_mistyped_word_is_forgiven_as_in_the_search():
    make.cpu("AMD Ryzen 9 7950X")
    assert names("ryzne") == ["AMD Ryzen 9 7950X"]


@pytest.mark.parametrize("words", ["", " ", "a", "!", "- -", "ä"])
def test_less_than_two_characters_ask_nothing(suggest, django_assert_num_queries, words):
    make.card("a ä")
    with django_assert_num_queries(0):
        response = suggest(words)
    assert (response.status_code, text(response)) == (200, "")


def test_nothing_found_says_so(suggest):
    assert text(suggest("xyzzy")) == (
        '<p data-said="Nothing is found by these words.">Nothing is found by these words.</p>'
    )


@pytest.mark.parametrize(
    ("asked", "name"),
    [({"q": "a" * 10_000}, "q"), ({"q": "a\0b"}, "q"), ({"q": "ab", "kind": "toaster"}, "kind")],
)
def test_what_cannot_be_read_is_refused_at_once_and_names_the_parameter(client, asked, name):
    started = time.monotonic()
    response = client.get("/suggest/", asked)
    assert time.monotonic() - started < 1
    assert response.status_code == 400
    assert f"<code>{name}</code>" in text(response)
    assert "public" not in response.headers.get("Cache-Control", "")


def test_suggestions_only_show(client):
    assert client.post("/suggest/?q=anvil").status_code == 405


def test_an_answer_takes_four_queries_and_no_session(client, django_user_model, django_assert_num_queries):
    client.force_login(django_user_model.objects.create_user("somebody"))
    gpu = make.gpu("Anvil GPU")
    for number in range(12):
        make.card(f"Anvil {number}", gpu=gpu, price=100 + number)
    with django_assert_num_queries(4):
        response = client.get("/suggest/?q=anvil")
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert response.headers["Vary"] == "Accept-Language"
    assert "Set-Cookie" not in response.headers
    with django_assert_num_queries(2):
        client.get("/suggest/?q=anvil&kind=graphics-card")


def test_the_field_is_a_plain_one_of_a_plain_form_on_every_page(client):
    page = text(client.get("/rules/"))
    form = re.search(r'<form class="find".*?</form>', page).group()
    assert 'method="get" action="/parts/"' in form
    assert 'name="q" type="search"' in form
    assert 'hx-get="/suggest/"' in form
    assert 'type="submit"' in form
    assert 'role="combobox"' not in form  # a script says so, since without it there is no list


def test_the_field_can_be_put_into_a_form_of_one_kind():
    box = render_to_string(
        "components/search_box.html", {"id": "q", "label": "Name", "value": "<a>", "kind": Kind.BOARD.value}
    )
    assert 'hx-get="/suggest/?kind=motherboard"' in box
    assert '<label for="q">Name</label>' in box
    assert 'value="&lt;a&gt;"' in box
