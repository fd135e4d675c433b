"""Beside a problem or a warning stands what resolves it: parts that are there, and settings."""

from __future__ import annotations

import re

import make
import pytest
from django.urls import reverse
from django.utils import timezone

from builder.assess import assess
from builder.mending import ways_out
from builder.models import Item
from engine.mending import MENDED

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def weak(client):
    """A whole machine whose supply is too weak, and what the catalogue has instead."""
    build = make.build(*make.whole(psu={"rated_w": 500}).values())
    make.psu("Strong and cheap", rated_w=1000, price=189.99)
    make.psu("Strong and dear", rated_w=1200, price=300)
    make.psu("Strong, no price", rated_w=1600)
    make.psu("Weak as well", rated_w=450, price=20)
    return build


def page(client, build):
    answer = client.get(build.edit_url)
    assert answer.status_code == 200
    return answer.content.decode()


def ways(html):
    """Give the texts of the ways out that the page offers."""
    return [
        " ".join(re.sub(r"<[^>]+>", " ", each).split())
        for each in re.findall(r'<div class="way">(.*?)</div>', html, re.DOTALL)
    ]


def link_to(html, title):
    href = re.search(rf'<a class="btn" href="([^"]+)"[^>]*><span>{title}', html)[1]
    return href.replace("&amp;", "&")


def test_the_number_and_the_lowest_price_of_what_resolves_a_problem_are_said(client, weak):
    assert "Another power supply 3 in the catalogue resolve it, from $189.99 Take Strong and cheap" in ways(
        page(client, weak)
    )


def test_the_link_leads_to_those_and_no_others(client, weak):
    url = link_to(page(client, weak), "Another power supply")
    assert "mends=PSU_WATTAGE" in url
    html = client.get(url).content.decode()
    assert "Only what resolves PSU_WATTAGE without a new problem." in html
    assert all(
        f'Take<span class="vh"> {name}' in html for name in ("Strong and cheap", "Strong and dear", "Strong, no price")
    )
    assert "Weak as well" not in html
    everything = re.search(r'href="([^"]+)"[^>]*>Show the others too', html)[1].replace("&amp;", "&")
    assert "Weak as well" in client.get(everything.replace("fits=on", "fits=off")).content.decode()


def test_the_link_shows_what_resolves_a_problem_even_where_another_problem_stays(client):
    parts = make.whole(
        board={"memory_type": "DDR5", "max_memory_gib": 16},
        memory={"memory_type": "DDR4", "modules": 2, "module_gib": 16},
    )
    build = make.build(*parts.values())
    make.memory("Right", memory_type="DDR5")
    url = link_to(page(client, build), "Other memory")
    assert 'Take<span class="vh"> Right' in client.get(url).content.decode()
    narrowed = client.get(url.replace("#", "&fits=on#")).content.decode()
    assert "Right" not in narrowed.split('id="choices"')[1].split("</details>")[0]


def test_taking_the_cheapest_resolves_the_problem(client, weak):
    form = re.search(r'<div class="way">.*?<form (.*?)</form>', page(client, weak), re.DOTALL)[1]
    given = dict(re.findall(r'name="(part|kind|item)" value="([^"]+)"', form))
    assert client.post(reverse("builder:put", args=[weak.edit_code]), given, headers=HTMX).status_code == 200
    assert Item.objects.get(build=weak, kind="power-supply").name == "Strong and cheap"
    assert "PSU_WATTAGE" not in page(client, weak)


def test_every_problem_and_warning_is_looked_after_however_many_there_are(client):
    parts = make.whole(
        cpu={"socket": "LGA1700"}, board={"memory_type": "DDR4", "form_factor": "EATX"}, psu={"rated_w": 300},
        case={"max_card_length_mm": 100, "max_cooler_height_mm": 20}, cooler={"sockets": ["TR5"]},
        memory={"modules": 8, "module_gib": 64},
    )  # fmt: skip
    rows = parts.values()
    build = make.build(*(row for row in rows if row is not parts["drive"]), (parts["card"], 3))
    page(client, build)
    shown = assess(build, timezone.localdate())
    worth = {each.code for each in shown.findings if each.level in MENDED}
    assert len(worth) > 8
    assert set(ways_out(shown.build, shown.context, shown.findings)) == worth


def test_what_is_missing_is_offered_as_one_more(client):
    parts = make.whole()
    build = make.build(*(part for name, part in parts.items() if name != "cooler"))
    offered = ways(page(client, build))
    assert any(each.startswith("Choose a CPU cooler 1 in the catalogue resolves it") for each in offered)


def test_an_offer_that_lacks_a_fact_says_so(client):
    build = make.build(make.case("Short", max_card_length_mm=200), make.card(length_mm=300))
    other = make.case("Unknown", max_card_length_mm=400, expansion_slots=None)
    offered = ways(page(client, build))
    assert any("1 in the catalogue may, a fact is missing" in each and other.name in each for each in offered)


def test_where_nothing_resolves_it_nothing_is_offered(client):
    build = make.build(make.case("Short", max_card_length_mm=200), make.card(length_mm=300))
    html = page(client, build)
    assert "CASE_GPU_LENGTH" in html
    assert not [each for each in ways(html) if "Another case" in each or "Another graphics card" in each]


def test_a_setting_is_offered_by_its_address(client):
    build = make.build(make.cpu(), (make.card(), 2), os="windows")
    assert f'href="{build.edit_url}?os=linux"' in page(client, build)


def test_a_limit_for_the_cards_is_said_in_the_words_of_its_tool(client):
    parts = make.whole(psu={"rated_w": 500}, card={"board_power_w": 400})
    html = page(client, make.build(*parts.values()))
    assert re.search(r"Limit each card to \d+ W \(nvidia-smi -pl \d+\)", html)


def test_an_address_of_a_finding_that_is_gone_shows_everything(client, weak):
    url = link_to(page(client, weak), "Another power supply")
    item = weak.items.get(kind="power-supply")
    weak.put(make.psu("Mended", rated_w=2000), replacing=item)
    new = weak.items.get(kind="power-supply")
    html = client.get(url.replace(f"item={item.pk}", f"item={new.pk}")).content.decode()
    assert "Only what resolves" not in html
    assert "Strong and cheap" in html


def test_a_code_that_no_rule_has_is_answered(client, weak):
    answer = client.get(weak.edit_url, {"choose": "power-supply", "mends": "NONSENSE"})
    assert answer.status_code == 400
    assert "mends: choose one of" in answer.content.decode()


def test_the_ways_out_take_two_queries_more(client, weak, django_assert_max_num_queries):
    client.get(weak.edit_url)  # the stocks are read
    with django_assert_max_num_queries(11):
        client.get(weak.edit_url)


def test_the_reading_page_says_what_to_do_and_offers_nothing(client, weak):
    html = client.get(weak.get_absolute_url()).content.decode()
    assert "PSU_WATTAGE" in html
    assert not ways(html)
