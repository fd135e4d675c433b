"""The page of a build's power."""

from __future__ import annotations

import make
import pytest
from django.urls import reverse

from community.power import circuit_said
from engine.electricity import OnCircuit
from engine.findings import Level
from engine.platforms import CIRCUITS

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    def read_page(build, **query):
        return client.get(reverse("community:power", args=[build.code]), query)

    return read_page


def text(response, status=200):
    assert response.status_code == status, response.content
    return response.content.decode()


@pytest.fixture
def germany():
    return make.country("DE", "Germany", 0.40, tariff_source="a list of tariffs", tariff_observed="2025-01")


def test_the_page_says_where_the_watts_go_and_what_becomes_of_them(read, machine):
    make.country(usd_per_kwh=0.2, tariff_source="a list of tariffs", tariff_observed="2025-01")
    build, parts = machine()
    page = text(read(build))
    for piece in (
        parts["card"].name, "450 W", "general knowledge, unchecked", "US-15A", "JP-200V-20A", "Carries it for hours",
        "BTU/h", "$0.20 a kWh", "a list of tariffs", "2025-01", "80+ Gold", "115 V", 'id="bars-wide"', 'id="curve-nar"',
        "901 W", "0.1 ms", "200 %", "noindex",
    ):  # fmt: skip
        assert piece in page, piece


def test_country_hours_and_limit_are_in_the_address(read, machine, germany):
    build, _ = machine()
    page = text(read(build, country="de", hours="7.5", limit="225"))
    for piece in ("$0.40 a kWh", "7.5 h", "225 W", "between 50 % of the speed and all of it", "without the limit"):
        assert piece in page, piece
    assert 'value="225"' in page
    assert "Limited cards" not in text(read(build, country="DE"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"country": "XX"}, "No tariff of such a country is known"),
        ({"country": "Germany"}, "country"),
        ({"hours": "25"}, "from 0 to 24"),
        ({"hours": "-1"}, "from 0 to 24"),
        ({"hours": "１２"}, "from 0 to 24"),
        ({"hours": "nan"}, "from 0 to 24"),
        ({"hours": "8" * 40}, "from 0 to 24"),
        ({"limit": "0"}, "from 1 to 2000"),
        ({"limit": "2001"}, "from 1 to 2000"),
        ({"limit": "1e3"}, "from 1 to 2000"),
        ({"limit": "9" * 40}, "from 1 to 2000"),
        ({"limit": "1\0"}, "limit"),
        ({"watts": "3"}, "There is no such parameter here"),
        ({"page": "2"}, "There is no such parameter here"),
    ],
)
def test_what_cannot_be_read_is_answered_by_name(read, machine, germany, query, said):
    page = text(read(machine()[0], **query), 400)
    assert said in page
    assert f"<code>{next(iter(query))}</code>" in page


def test_empty_values_are_the_defaults(read, machine, germany):
    assert text(read(machine()[0], country="", hours="", limit=""))


def test_without_a_tariff_the_cost_is_not_known(read, machine):
    page = text(read(machine()[0]))
    assert "Not known" in page
    assert "A month of such days" not in page


def test_an_empty_build_and_one_without_a_supply_say_what_is_missing(read):
    assert "No supply has been chosen yet" in text(read(make.build()))
    page = text(read(make.build(make.card(board_power_w=None, name="Mystery"))))
    assert "Counted as 0 W, since nobody states it: Mystery" in page
    assert "On the circuit" not in page


def test_a_supply_without_rating_or_level_leaves_the_curve_out(read):
    page = text(read(make.build(make.card(), make.psu(rated_w=None, efficiency_rating=None))))
    assert 'id="curve-wide"' not in page
    assert "What the supply bears is not known" in page


def test_a_published_build_keeps_its_parts(read, ann, machine, publish):
    build, parts = machine()
    publish(ann, build=build, title="As published")
    build.items.filter(kind="graphics-card").delete()
    page = text(read(build))
    assert "As published" in page
    assert parts["card"].name in page


def test_nobody_knows_a_build_that_is_not_there(client, machine):
    assert client.get("/b/nosuchone/power/").status_code == 404
    address = reverse("community:power", args=[machine()[0].code])
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


@pytest.mark.parametrize("quantity", [1, 4])
def test_the_page_takes_three_queries_however_many_parts(read, machine, germany, django_assert_num_queries, quantity):
    build, _ = machine(quantity=quantity)
    with django_assert_num_queries(3):  # the build, its parts with their facts, the tariffs
        text(read(build, country="DE"))


def test_a_published_one_takes_three_too(read, ann, machine, publish, germany, django_assert_num_queries):
    build, _ = machine()
    publish(ann, build=build)
    with django_assert_num_queries(3):
        text(read(build, country="DE"))


def test_the_builder_and_the_shared_page_lead_there(client, machine):
    build, _ = machine()
    address = reverse("community:power", args=[build.code])
    for page in (build.edit_url, build.get_absolute_url()):
        assert f'href="{address}"' in client.get(page).content.decode()


def test_a_shared_page_draws_the_cards_that_were_published(client, ann, machine, publish):
    build, _ = machine(quantity=2)
    publish(ann, build=build)
    page = client.get(build.get_absolute_url()).content.decode()
    assert 'id="cards"' in page
    assert "Drawn with the facts of today" in page


def test_a_circuit_that_carries_it_for_a_moment_only_is_too_much_for_hours():
    circuit = CIRCUITS["UK-13A"]
    row = OnCircuit("UK-13A", circuit, 1.02, Level.WARNING, too_few_volts=False, chosen=True)
    assert circuit_said(row) == ("warning", "Too much for hours")
