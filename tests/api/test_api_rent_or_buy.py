"""Rent or buy, for programs."""

from __future__ import annotations

import copy
import json

import pytest

from api.examples import RENT_OR_BUY_ASKED
from api.serializers.economics import RentOrBuyAnsweredSerializer
from benchmarks.rent_or_buy import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(send):
    return lambda body: send("post", "rent-or-buy/", body)


def changed(path, value):
    asked = copy.deepcopy(RENT_OR_BUY_ASKED)
    *way, last = path
    place = asked
    for step in way:
        place = place[step]
    place[last] = value
    return asked


def test_every_figure_is_answered_and_described(ask):
    asked = copy.deepcopy(RENT_OR_BUY_ASKED)
    asked["buy"]["grid_g_co2_per_kwh"] = asked["rent"]["grid_g_co2_per_kwh"] = 400
    body = ask(asked).json()
    assert set(body) == set(RentOrBuyAnsweredSerializer().fields)
    assert body["verdict"] == "buy"
    assert body["uncertainty"]["combinations"] == 3


def test_the_worked_cases_are_answered_to_a_millionth(ask, shared):
    cases = json.loads((shared / "cases/rent-or-buy/scenarios.json").read_text())
    for case in cases:
        assert not list(differences(case["expected"], ask(case["input"]).json(), case["id"]))


@pytest.mark.parametrize(
    ("path", "value", "field", "says"),
    [
        (["hours_per_month"], 731, "hours_per_month", "from 0 to 730"),
        (["hours_per_month"], -1, "hours_per_month", "from 0 to 730"),
        (["hours_per_month"], "40", "hours_per_month", "from 0 to 730"),
        (["horizon_months"], 0, "horizon_months", "from 1 to 240"),
        (["horizon_months"], 10**6, "horizon_months", "from 1 to 240"),
        (["discount_rate_annual"], -2, "discount_rate_annual", "more than -0.5 and at most 5"),
        (["buy", "hardware", 0, "price"], -1, "buy.hardware[0].price", "from 0"),
        (
            ["buy", "hardware", 0, "resale"], {"model": "table", "points": [[12, 0.5], [6, 0.7]]},
            "buy.hardware[0].resale.points", "months rising",
        ),
        (["rent", "hourly_price"], -0.1, "rent.hourly_price", "from 0"),
        (["rent", "fx_to_base"], 0, "rent.fx_to_base", "more than 0"),
        (["rent", "fx_to_base"], None, "rent.fx_to_base", "more than 0"),
        (["rent", "spot"], {"share": 2, "hourly_price": 1}, "rent.spot.share", "from 0 to 1"),
        (["hybrid"], {"burst_share": 1.5}, "hybrid.burst_share", "from 0 to 1"),
        (["uncertainty"], {"weather": [1, 1, 1]}, "uncertainty.weather", "known are"),
        (["speed"], 1, "speed", "known are"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_what_is_allowed(ask, wrong, path, value, field, says):
    errors = wrong(ask(changed(path, value)))
    assert list(errors) == [field]
    assert says in errors[field]


@pytest.mark.parametrize("body", [b'{"hours_per_month": NaN}', b'{"hours_per_month": 1e999}', b"[]", b"32", b"{}"])
def test_what_is_no_question_is_refused(ask, wrong, body):
    assert wrong(ask(body)) is not None


def test_an_answer_costs_no_query(ask, django_assert_num_queries):
    with django_assert_num_queries(0):
        ask(RENT_OR_BUY_ASKED)


def test_reading_is_not_allowed(get, wrong):
    wrong(get("rent-or-buy/"), 405)
