"""Power and layout of a build over the API, and of parts that are stored nowhere."""

from __future__ import annotations

import make
import pytest
from django.contrib.auth.models import User
from test_api_description import form

from api.examples import CHECK_ANSWERED
from community.publishing import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def build():
    parts = make.whole()
    card = parts.pop("card")
    return make.build((card, 2), *parts.values())


@pytest.fixture
def tariffs():
    make.country(usd_per_kwh=0.2, tariff_source="a list", tariff_observed="2025-01")
    return make.country("DE", "Germany", 0.4)


def ok(response):
    assert response.status_code == 200, response.content
    return response.json()


def test_power_is_what_the_page_shows(get, build, tariffs):
    power = ok(get(f"builds/{build.code}/power/"))
    assert power["load_w"] == power["load_without_limit_w"] == 1076
    assert power["efficiency"]["by_rules"] == 0.87
    assert power["cost"]["currency"] == "USD"
    assert power["cost"]["per_kwh"] == "0.2000"
    assert power["cost"]["tariff_observed"] == "2025-01"
    assert len(power["circuits"]) == 9
    assert [share["part"] for share in power["shares"]][-1] is None


def test_country_hours_and_limit_count(get, build, tariffs):
    power = ok(get(f"builds/{build.code}/power/?country=DE&hours=10&limit=225"))
    assert (power["load_w"], power["load_without_limit_w"]) == (626, 1076)
    (limit,) = power["limits"]
    assert (limit["count"], limit["limited_w"], limit["speed_at_least"]) == (2, 225, 0.5)
    cost = power["cost"]
    assert (cost["country"], cost["hours_a_day"]) == ("DE", 10)
    assert float(cost["a_day"]) == pytest.approx(626 / 0.87 / 1000 * 0.4 * 10, abs=0.001)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("country=XX", "country"),
        ("hours=25", "hours"),
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("watts=1", "watts"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(get, wrong, build, tariffs, query, field):
    assert field in wrong(get(f"builds/{build.code}/power/?{query}"))


def test_layout_says_where_each_card_stands(get, build):
    layout = ok(get(f"builds/{build.code}/layout/"))["layout"]
    assert (layout["positions"], layout["cpu_lanes"], layout["case_slots"], layout["reach"]) == (7, 16, 7, 7)
    first, second = layout["cards"]
    assert (first["position"], second["position"], first["free_below"]) == (1, 5, 1)
    assert (first["lanes"], first["air"], first["seat"]) == (8, "free", "board")
    assert first["feed"]["how"] == "adapter"
    assert second["feed"]["leads_16pin"] == [{"supply": 1, "number": 1}]


def test_without_a_board_there_is_no_layout(get, wrong):
    build = make.build(make.card())
    assert ok(get(f"builds/{build.code}/layout/")) == {"layout": None}
    assert "fields" in wrong(get(f"builds/{build.code}/layout/?fields=cards"))


def test_a_published_build_keeps_its_parts(get, build):
    ann = User.objects.create_user("ann", "ann@example.org", "correct horse battery")
    publish(build, by=ann, title="Two cards", notes="", at=build.created_at)
    build.items.all().delete()
    assert len(ok(get(f"builds/{build.code}/layout/"))["layout"]["cards"]) == 2


@pytest.mark.parametrize("what", ["power", "layout"])
def test_who_may_and_what_of_the_wrong_method(client, get, build, what):
    assert get(f"builds/nosuch1/{what}/").status_code == 404
    assert client.post(f"/api/v1/builds/{build.code}/{what}/").status_code == 405
    assert get(f"builds/{build.code}/{what}/").headers["Cache-Control"].startswith("max-age=0")


@pytest.mark.parametrize(("what", "queries"), [("power", 3), ("layout", 2)])
def test_it_takes_few_queries(get, build, tariffs, django_assert_num_queries, what, queries):
    with django_assert_num_queries(queries):
        ok(get(f"builds/{build.code}/{what}/"))


def asked(*parts, **more):
    return {"parts": [{"slug": part.slug, "quantity": quantity} for part, quantity in parts], **more}


def test_a_check_says_power_and_layout_of_parts_that_are_stored_nowhere(send, tariffs):
    card, board, supply = make.card(), make.board(), make.psu()
    parts = (card, 2), (board, 1), (supply, 1)
    answer = ok(send("post", "check/", asked(*parts, power={"country": "de", "hours": 1, "limit": 300})))
    assert answer["power"]["limits"][0]["part"] == card.slug
    assert answer["power"]["cost"]["country"] == "DE"
    assert answer["layout"]["board"]["part"] == board.slug
    assert len(answer["layout"]["cards"]) == 2
    plain = ok(send("post", "check/", asked(*parts)))
    assert plain["power"]["cost"] is None
    assert plain["power"]["load_w"] == plain["load_w"]


@pytest.mark.parametrize(
    ("power", "field"),
    [
        ({"country": "XX"}, "power.country"),
        ({"country": 1}, "power.country"),
        ({"hours": 25}, "power.hours"),
        ({"hours": "8"}, "power.hours"),
        ({"hours": True}, "power.hours"),
        ({"limit": 0}, "power.limit"),
        ({"limit": 1.5}, "power.limit"),
        ({"watts": 1}, "power.watts"),
        ([], "power"),
    ],
)
def test_what_a_check_cannot_read_is_refused_by_field(send, wrong, tariffs, power, field):
    assert field in wrong(send("post", "check/", {"parts": [], "power": power}))


def test_numbers_that_are_none_are_refused(send, wrong):
    for written in (b"NaN", b"Infinity", b"1e400"):
        wrong(send("post", "check/", b'{"parts": [], "power": {"hours": ' + written + b"}}"))


def test_the_example_has_the_form_of_a_real_answer(send):
    supply = make.psu(rated_w=600, efficiency_rating=None, atx3=False)
    answer = ok(send("post", "check/", asked((make.card(), 2), (make.cpu(), 1), (supply, 1))))
    for name in ("power", "layout"):
        assert form(answer[name]) == form(CHECK_ANSWERED[name])
