"""What a scenario may hold: everything else is refused by name, and nothing is bent into range."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import economics
from engine.economics.limits import MOST


def raw(**fields):
    return {
        "hours_per_month": 100, "horizon_months": 12, "buy": {"hardware": []}, "rent": {"hourly_price": 1}, **fields,
    }  # fmt: skip


def bought(**fields):
    return raw(buy={"hardware": [], **fields})


def rented(**fields):
    return raw(rent={"hourly_price": 1, **fields})


def item(**fields):
    return bought(hardware=[{"name": "box", "price": 1, **fields}])


def resale(**fields):
    return bought(hardware=[{"name": "box", "price": 1}], resale=fields)


@pytest.mark.parametrize(
    ("given", "field", "allowed"),
    [
        (raw(hours_per_month=-1), "hours_per_month", "from 0 to 730"),
        (raw(hours_per_month=730.5), "hours_per_month", "from 0 to 730"),
        (raw(hours_per_month=math.nan), "hours_per_month", "from 0 to 730"),
        (raw(hours_per_month=math.inf), "hours_per_month", "from 0 to 730"),
        (raw(hours_per_month=10**400), "hours_per_month", "from 0 to 730"),
        (raw(hours_per_month="100"), "hours_per_month", "from 0 to 730"),
        (raw(hours_per_month=True), "hours_per_month", "from 0 to 730"),
        (raw(hours_per_month=None), "hours_per_month", "from 0 to 730"),
        (raw(horizon_months=0), "horizon_months", "a whole number from 1 to 240"),
        (raw(horizon_months=241), "horizon_months", "from 1 to 240"),
        (raw(horizon_months=12.5), "horizon_months", "a whole number"),
        (raw(discount_rate_annual=-0.5), "discount_rate_annual", "more than -0.5 and at most 5"),
        (raw(colour="red"), "colour", "known are"),
        (raw(buy=None), "buy", "object"),
        (raw(rent=[]), "rent", "object"),
        (bought(hardware={}), "buy.hardware", "a list"),
        (bought(hardware=[1]), "buy.hardware[0]", "object"),
        (bought(hardware=[{"name": "box"}]), "buy.hardware[0].price", "needed"),
        (bought(hardware=[{"price": 1}]), "buy.hardware[0].name", "needed"),
        (item(price=-1), "buy.hardware[0].price", "from 0 to"),
        (item(price=MOST * 2), "buy.hardware[0].price", "1,000,000,000,000"),
        (item(name=3), "buy.hardware[0].name", "text"),
        (item(month=-1), "buy.hardware[0].month", "whole number"),
        (item(resale={"model": "magic"}), "buy.hardware[0].resale.model", "none, geometric, straight_line, table"),
        (resale(), "buy.resale.model", "one of"),
        (resale(model="geometric"), "buy.resale.annual_decline", "needed"),
        (resale(model="geometric", annual_decline=1), "buy.resale.annual_decline", "less than 1"),
        (resale(model="straight_line", life_months=0), "buy.resale.life_months", "more than 0"),
        (resale(model="none", life_months=1), "buy.resale.life_months", "not known"),
        (resale(model="table", points=[]), "buy.resale.points", "rising"),
        (resale(model="table", points=[[6, 0.5], [6, 0.4]]), "buy.resale.points", "rising"),
        (resale(model="table", points=[[6, -0.5]]), "buy.resale.points[0]", "from 0"),
        (resale(model="table", points=[[6]]), "buy.resale.points[0]", "a pair"),
        (resale(model="table", points=["ab"]), "buy.resale.points[0]", "a pair"),
        (bought(tax_rate=1.1), "buy.tax_rate", "from 0 to 1"),
        (bought(tax_recoverable=1), "buy.tax_recoverable", "true or false"),
        (bought(psu_efficiency=0), "buy.psu_efficiency", "more than 0 and at most 1"),
        (bought(pue=0.9), "buy.pue", "from 1"),
        (bought(idle_hours_per_month=731), "buy.idle_hours_per_month", "730"),
        (bought(warranty_months=1.5), "buy.warranty_months", "whole number"),
        (raw(rent={}), "rent.hourly_price", "needed"),
        (rented(speed_ratio=0), "rent.speed_ratio", "more than 0"),
        (rented(speed_ratio=1e-300), "rent.speed_ratio", "more than 0"),
        (rented(price_drift_annual=-1), "rent.price_drift_annual", "more than -1"),
        (rented(price_step_months=0), "rent.price_step_months", "from 1"),
        (rented(spot={"share": 2, "hourly_price": 1}), "rent.spot.share", "from 0 to 1"),
        (rented(spot={"share": 1}), "rent.spot.hourly_price", "needed"),
        (rented(committed={"hours_per_month": 1}), "rent.committed.hourly_price", "needed"),
        (rented(fx_to_base=0), "rent.fx_to_base", "more than 0"),
        (raw(uncertainty={"weather": [1, 1, 1]}), "uncertainty.weather", "cloud_price"),
        (raw(uncertainty={"hours": [1, 1]}), "uncertainty.hours", "three numbers"),
        (raw(uncertainty={"speed_ratio": [0, 1, 2]}), "uncertainty.speed_ratio[0]", "more than 0"),
        (raw(hybrid={"burst_share": 1.1}), "hybrid.burst_share", "from 0 to 1"),
        (raw(hybrid={}), "hybrid.burst_share", "needed"),
        ([], "scenario", "object"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_by_name(given, field, allowed):
    with pytest.raises(economics.InputError) as refused:
        economics.parse(given)
    assert refused.value.field == field
    assert str(refused.value).startswith(field)
    assert allowed in str(refused.value)


def test_at_most_six_assumptions_may_be_uncertain_at_once():
    names = ["cloud_price", "electricity_price", "hardware_price", "hours", "load_watts", "resale_value", "speed_ratio"]
    economics.parse(raw(uncertainty=dict.fromkeys(names[:6], (1, 1, 1))))
    with pytest.raises(economics.InputError, match="at most 6"):
        economics.parse(raw(uncertainty=dict.fromkeys(names, (1, 1, 1))))


def test_what_may_be_absent_may_also_be_null():
    absent = economics.parse(raw())
    named = economics.parse(raw(uncertainty=None, hybrid=None, rent={"hourly_price": 1, "spot": None}))
    assert absent == named


def test_a_whole_number_may_be_written_with_a_point():
    assert economics.parse(raw(horizon_months=24.0)).horizon_months == 24


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["speed_ratio", "price_drift_annual", "fx_to_base", "sessions_per_month",
                                     "billing_increment_hours", "hourly_price", "free_credit_once"]),
                    st.floats(allow_nan=True, allow_infinity=True)),
)  # fmt: skip
def test_whatever_is_let_in_ends_in_figures(fields):
    try:
        scenario = economics.parse(rented(**fields))
    except economics.InputError:
        return
    comparison = economics.compare(scenario)
    assert all(math.isfinite(value) for value in (comparison.buy_npv, comparison.rent_npv, comparison.rent_monthly))
