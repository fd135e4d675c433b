"""Renting against buying: figures worked out by hand, and what must hold whatever the figures are."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benchmarks.rent_or_buy import differences, figures_of
from engine import economics
from engine.economics.buying import Box
from engine.economics.discounting import Timeline
from engine.economics.renting import Lease, billed_hours
from engine.economics.scenario import Renting


def scenario(buy=None, rent=None, **fields):
    return economics.parse(
        {
            "hours_per_month": 100,
            "horizon_months": 12,
            "buy": {"hardware": [{"name": "box", "price": 1200}], **(buy or {})},
            "rent": {"hourly_price": 1, **(rent or {})},
            **fields,
        }
    )


def test_every_worked_case_agrees_to_a_millionth(shared):
    cases = json.loads((shared / "cases/rent-or-buy/scenarios.json").read_text())
    differing = [line for case in cases for line in differences(case["expected"], figures_of(case), case["id"])]
    assert len(cases) == 12
    assert not differing


def test_the_referee_sees_a_figure_that_is_off_and_one_that_is_absent():
    assert list(differences({"a": 1.0, "b": 2}, {"a": 1.00001}, "case")) == [
        "case.a: expected 1.0, found 1.00001",
        "case.b: expected 2, found 'absent'",
    ]


def test_a_box_that_costs_what_a_year_of_renting_does_is_even_in_month_twelve():
    comparison = economics.compare(scenario())
    assert comparison.buy_npv == 1200
    assert comparison.rent_npv == 1200
    assert comparison.verdict == "tie"
    assert comparison.break_even_month == comparison.break_even_month_without_resale == 12
    assert comparison.break_even_hours_per_month == pytest.approx(100)
    assert comparison.naive_payback_months == 12


def test_interest_makes_payments_at_the_end_of_the_month_worth_less():
    comparison = economics.compare(scenario(discount_rate_annual=0.10, horizon_months=12))
    monthly = 1.10 ** (1 / 12) - 1
    assert comparison.rent_npv == pytest.approx(100 * (1 - 1 / 1.10) / monthly)
    assert comparison.rent_monthly == pytest.approx(100)


def test_a_tiny_interest_is_no_other_than_none():
    tiny = economics.compare(scenario(discount_rate_annual=1e-10))
    assert tiny.rent_monthly == pytest.approx(100)
    assert tiny.buy_monthly == pytest.approx(100)


def test_electricity_counts_load_idle_supply_and_facility():
    buy = {
        "load_watts": 500, "idle_watts": 100, "idle_hours_per_month": 50, "psu_efficiency": 0.8, "pue": 1.2,
        "electricity_price_per_kwh": 0.2, "electricity_inflation_annual": 0.1,
    }  # fmt: skip
    comparison = economics.compare(scenario(buy, horizon_months=13))
    assert comparison.electricity_kwh_per_month == pytest.approx((50 + 5) / 0.8 * 1.2)
    assert comparison.electricity_month_1 == pytest.approx(16.5)
    assert comparison.buy_running_last_month == pytest.approx(16.5 * 1.1)


@pytest.mark.parametrize(
    ("hours", "always_on", "idle_hours", "kwh"),
    [(100, True, 0, 63.0), (700, False, 200, 3.0), (0, False, 10, 1.0), (730, True, 0, 0.0)],
)
def test_idle_hours_never_exceed_what_the_month_has_left(hours, always_on, idle_hours, kwh):
    buy = {"idle_watts": 100, "always_on": always_on, "idle_hours_per_month": idle_hours}
    box = Box(scenario(buy).buy, Timeline(0, 12))
    assert box.kwh(hours) == pytest.approx(kwh)


def test_repairs_begin_when_the_warranty_ends_and_count_only_what_was_bought_before():
    hardware = [{"name": "box", "price": 1000}, {"name": "card", "price": 500, "month": 6}]
    buy = {"hardware": hardware, "warranty_months": 5, "annual_failure_rate": 0.12, "repair_cost_share": 0.5}
    box = Box(scenario(buy).buy, Timeline(0, 12))
    assert [box.running(month, 100) for month in (5, 6, 7)] == pytest.approx([0, 5, 7.5])


def test_tax_is_paid_on_goods_and_shipping_but_not_on_time():
    buy = {"tax_rate": 0.2, "shipping": 50, "setup_hours": 2, "hour_value": 10}
    assert economics.compare(scenario(buy)).buy_upfront == pytest.approx(1250 * 1.2 + 20)
    assert economics.compare(scenario({**buy, "tax_recoverable": True})).buy_upfront == pytest.approx(1270)


@pytest.mark.parametrize(
    ("model", "age", "share"),
    [
        ({"model": "none"}, 0, 0),
        ({"model": "geometric", "annual_decline": 0.2, "initial_drop": 0.1}, 0, 0.9),
        ({"model": "geometric", "annual_decline": 0.2, "initial_drop": 0.1}, 24, 0.9 * 0.64),
        ({"model": "straight_line", "life_months": 40, "salvage_share": 0.1}, 20, 0.55),
        ({"model": "straight_line", "life_months": 40, "salvage_share": 0.1}, 100, 0.1),
        ({"model": "table", "points": [[6, 0.8], [12, 0.6]]}, 0, 0.8),
        ({"model": "table", "points": [[6, 0.8], [12, 0.6]]}, 9, 0.7),
        ({"model": "table", "points": [[6, 0.8], [12, 0.6]]}, 99, 0.6),
    ],
)
def test_what_is_left_of_a_price(model, age, share):
    item = scenario({"resale": model}).buy.hardware[0]
    assert item.resale.share(age) == pytest.approx(share)


def test_an_item_keeps_its_own_resale_model_before_the_machines():
    own = {"model": "straight_line", "life_months": 12}
    hardware = [{"name": "a", "price": 100, "resale": own}, {"name": "b", "price": 100}]
    buy = {"hardware": hardware, "resale": {"model": "geometric", "annual_decline": 0.5}, "selling_cost_share": 0.1}
    assert economics.compare(scenario(buy)).resale_at_horizon == pytest.approx((0 + 50) * 0.9)


@pytest.mark.parametrize(
    ("rent", "hours", "billed"),
    [
        ({"speed_ratio": 2}, 100, 50),
        ({"sessions_per_month": 10, "session_overhead_hours": 0.5}, 100, 105),
        ({"sessions_per_month": 10, "billing_increment_hours": 4}, 100, 120),
        ({"sessions_per_month": 10, "billing_increment_hours": 5}, 100, 100),
        ({"sessions_per_month": 10, "session_overhead_hours": 0.5}, 0, 0),
    ],
)
def test_billed_hours(rent, hours, billed):
    assert billed_hours(Renting(1, **rent), hours) == pytest.approx(billed)


@pytest.mark.parametrize(
    ("rent", "payments"),
    [
        ({"free_hours_once": 150}, [0, 50, 100]),
        ({"free_hours_per_month": 30}, [70, 70, 70]),
        ({"free_credit_once": 130}, [0, 70, 100]),
        ({"committed": {"hours_per_month": 60, "hourly_price": 0.5}}, [70, 70, 70]),
        ({"committed": {"hours_per_month": 200, "hourly_price": 0.5}}, [100, 100, 100]),
        ({"spot": {"share": 0.5, "hourly_price": 0.4, "interruption_overhead": 0.25}}, [75, 75, 75]),
        ({"storage_gb": 50, "storage_free_gb": 10, "storage_price_per_gb_month": 0.1}, [104, 104, 104]),
        ({"egress_gb_per_month": 5, "egress_free_gb": 10, "egress_price_per_gb": 9}, [100, 100, 100]),
        ({"price_drift_annual": -0.5, "price_step_months": 2}, [100, 100, 100 * 0.5 ** (2 / 12)]),
        ({"tax_rate": 0.2, "fx_to_base": 0.5, "maintenance_hours_per_month": 1, "hour_value": 7}, [67, 67, 67]),
        ({"tax_rate": 0.2, "tax_recoverable": True, "monthly_fee": 1}, [101, 101, 101]),
    ],
)
def test_what_is_paid_month_by_month(rent, payments):
    lease = Lease(scenario(rent=rent).rent, Timeline(0, 3))
    assert list(lease.payments(100)) == pytest.approx(payments)


def test_a_second_purchase_can_undo_the_first_break_even():
    hardware = [{"name": "box", "price": 250}, {"name": "card", "price": 5000, "month": 6}]
    comparison = economics.compare(scenario({"hardware": hardware}))
    assert comparison.break_even_month == 3
    assert comparison.verdict == "rent"


def test_a_free_box_is_even_at_any_use():
    comparison = economics.compare(scenario({"hardware": []}))
    assert comparison.break_even_hours_per_month == 0
    assert comparison.verdict == "buy"


def test_no_use_is_enough_when_the_cloud_costs_less_than_electricity():
    comparison = economics.compare(
        scenario({"load_watts": 1000, "electricity_price_per_kwh": 0.3}, {"hourly_price": 0.1})
    )
    assert comparison.break_even_hours_per_month is None
    assert comparison.break_even_month is None
    assert comparison.naive_payback_months is None


def test_without_hours_nothing_is_said_per_hour():
    comparison = economics.compare(scenario(hours_per_month=0))
    assert comparison.buy_per_hour is None
    assert comparison.rent_per_hour is None
    assert comparison.rent_billed_hours == 0


def test_co2_is_said_only_for_the_side_whose_grid_is_known():
    report = economics.report(scenario({"load_watts": 500, "grid_g_co2_per_kwh": 400}))
    assert report["buy_co2_kg"] == pytest.approx(50 * 12 * 0.4)
    assert "rent_co2_kg" not in report
    report = economics.report(scenario(rent={"grid_g_co2_per_kwh": 400, "instance_watts": 500, "pue": 1.5}))
    assert report["rent_co2_kg"] == pytest.approx(50 * 1.5 * 12 * 0.4)


def test_bars_come_with_the_widest_swing_first_and_ties_by_name():
    bars = economics.sensitivity(scenario())
    assert [bar.parameter for bar in bars[:4]] == ["speed_ratio", "cloud_price", "hardware_price", "hours"]
    assert bars[1].swing == bars[2].swing == bars[3].swing == pytest.approx(480)
    assert [bar.parameter for bar in bars[-3:]] == ["electricity_price", "load_watts", "resale_value"]


def test_a_drift_near_total_loss_stops_at_a_price_of_nothing():
    bars = {bar.parameter: bar for bar in economics.sensitivity(scenario(rent={"price_drift_annual": -0.95}))}
    assert bars["price_drift"].low == pytest.approx(100 - 1200)


def test_uncertain_assumptions_are_weighted():
    report = economics.report(scenario(uncertainty={"cloud_price": [0.5, 1.0, 2.0], "hours": [1, 1, 1]}))
    assert report["uncertainty"] == pytest.approx(
        {
            "combinations": 9, "expected_advantage": -600 * 0.3 + 1200 * 0.3, "p_buy_cheaper": 0.3,
            "p10": -600, "p50": 0, "p90": 1200,
        }
    )  # fmt: skip


def test_a_mix_pays_the_fixed_costs_of_both():
    report = economics.report(scenario(rent={"monthly_fee": 10}, hybrid={"burst_share": 0.25}))
    assert report["hybrid"] == pytest.approx({"npv": 1200 + (25 + 10) * 12, "monthly": 135})


MONEY = st.floats(0, 20_000)
SCENARIOS = st.fixed_dictionaries(
    {
        "hours_per_month": st.floats(1, 730),
        "horizon_months": st.integers(1, 60),
        "discount_rate_annual": st.floats(0, 0.3),
        "buy": st.fixed_dictionaries(
            {
                "hardware": st.lists(
                    st.fixed_dictionaries(
                        {
                            "name": st.just("part"),
                            "price": MONEY,
                            "month": st.integers(0, 70),
                            "resale": st.just({"model": "geometric", "annual_decline": 0.2, "initial_drop": 0.1}),
                        }
                    ),
                    max_size=3,
                ),
                "load_watts": st.floats(0, 3000),
                "electricity_price_per_kwh": st.floats(0, 1),
                "other_monthly": st.floats(0, 100),
            }
        ),
        "rent": st.fixed_dictionaries(
            {
                "hourly_price": st.floats(0.01, 50),
                "price_drift_annual": st.floats(-0.5, 0.5),
                "free_hours_once": st.floats(0, 500),
                "free_credit_once": st.floats(0, 500),
                "sessions_per_month": st.sampled_from([0, 10]),
                "billing_increment_hours": st.sampled_from([0, 1]),
                "storage_gb": st.floats(0, 100),
                "storage_price_per_gb_month": st.floats(0, 1),
                "monthly_fee": st.floats(0, 50),
            }
        ),
    }
)
MONEY_FIELDS = {
    "buy": ("electricity_price_per_kwh", "other_monthly"),
    "rent": ("hourly_price", "free_credit_once", "storage_price_per_gb_month", "monthly_fee"),
}


def doubled(raw):
    buy = {**raw["buy"], **{name: raw["buy"][name] * 2 for name in MONEY_FIELDS["buy"]}}
    buy["hardware"] = [{**item, "price": item["price"] * 2} for item in buy["hardware"]]
    rent = {**raw["rent"], **{name: raw["rent"][name] * 2 for name in MONEY_FIELDS["rent"]}}
    return {**raw, "buy": buy, "rent": rent}


@settings(max_examples=60, deadline=None)
@given(SCENARIOS, st.floats(1, 3))
def test_a_dearer_cloud_never_favours_renting(raw, times):
    dearer = {**raw, "rent": {**raw["rent"], "hourly_price": raw["rent"]["hourly_price"] * times}}
    before, after = economics.compare(economics.parse(raw)), economics.compare(economics.parse(dearer))
    assert after.advantage_of_buying >= before.advantage_of_buying - 1e-6


@settings(max_examples=60, deadline=None)
@given(SCENARIOS)
def test_in_half_the_money_everything_costs_twice_as_much_and_nothing_else_changes(raw):
    once, twice = economics.compare(economics.parse(raw)), economics.compare(economics.parse(doubled(raw)))
    for name in ("buy_npv", "rent_npv", "buy_upfront", "rent_total_nominal", "resale_at_horizon", "rent_last_month"):
        assert getattr(twice, name) == pytest.approx(2 * getattr(once, name), abs=1e-6)
    assert twice.electricity_kwh_per_month == once.electricity_kwh_per_month


@settings(max_examples=60, deadline=None)
@given(SCENARIOS)
def test_the_short_way_to_a_present_worth_agrees_with_month_by_month(raw):
    asked = economics.parse(raw)
    last = list(economics.standings(asked, asked.horizon_months))[-1]
    comparison = economics.compare(asked)
    assert last.rent == pytest.approx(comparison.rent_npv, abs=1e-6)
    assert last.less_resale == pytest.approx(comparison.buy_npv, abs=1e-6)
    assert last.paid_out == pytest.approx(comparison.buy_npv_without_resale, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(SCENARIOS)
def test_at_the_break_even_hours_buying_is_no_dearer_and_just_below_it_is(raw):
    asked = economics.parse(raw)
    hours = economics.break_even_hours(asked)
    assume(hours is not None and hours > 1e-6)
    timeline = Timeline(asked.discount_rate_annual, asked.horizon_months)
    box, lease = Box(asked.buy, timeline), Lease(asked.rent, timeline)
    assert box.npv(hours) <= lease.npv(hours)
    assert box.npv(hours - 1e-6) > lease.npv(hours - 1e-6)


@settings(max_examples=60, deadline=None)
@given(SCENARIOS)
def test_pieces_add_up_to_what_either_way_costs(raw):
    asked = economics.parse(raw)
    made, comparison = economics.composition(asked), economics.compare(asked)
    assert sum(piece.worth for piece in made.buy) == pytest.approx(comparison.buy_npv, abs=1e-6)
    assert sum(piece.worth for piece in made.rent) == pytest.approx(comparison.rent_npv, abs=1e-6)


def test_pieces_say_what_costs_what():
    buy = {"load_watts": 500, "electricity_price_per_kwh": 0.2, "setup_hours": 2, "hour_value": 10}
    rent = {"storage_gb": 10, "storage_price_per_gb_month": 0.1, "monthly_fee": 3}
    made = economics.composition(scenario(buy, rent))
    assert {piece.name: piece.worth for piece in made.buy} == pytest.approx(
        {"Hardware, tax and shipping": 1200, "Electricity": 120, "Your time": 20}
    )
    assert {piece.name: piece.worth for piece in made.rent} == pytest.approx({"Hours": 1200, "Storage": 12, "Fees": 36})


@settings(max_examples=60, deadline=None)
@given(SCENARIOS)
def test_at_a_turning_point_the_other_way_is_no_dearer(raw):
    asked = economics.parse(raw)
    buying = economics.compare(asked).advantage_of_buying > 0
    for turn in economics.turning_points(asked):
        ahead = economics.compare(turn.scenario).advantage_of_buying
        assert ahead <= 1e-6 if buying else ahead >= -1e-6


def test_the_turning_points_of_a_plain_case_are_those_of_arithmetic():
    turns = {turn.parameter: turn.amount for turn in economics.turning_points(scenario(rent={"hourly_price": 2}))}
    assert turns["cloud_price"] == pytest.approx(0.5)
    assert turns["hours"] == pytest.approx(0.5)
    assert turns["hardware_price"] == pytest.approx(2)
    assert turns["speed_ratio"] == pytest.approx(2)
    assert "electricity_price" not in turns
    assert not economics.turning_points(scenario())


def test_ranges_hold_what_is_likeliest_and_none_are_wider_without_uncertainty():
    asked = scenario(rent={"price_drift_annual": 0.1})
    plain = [each.rent for each in economics.standings(asked, 12)]
    sure = economics.ranges(asked, {})
    assert sure.rent_low == sure.rent_high == pytest.approx(plain)
    wide = economics.ranges(asked, {"cloud_price": (0.5, 1.0, 2.0), "resale_value": (0.5, 1.0, 1.5)})
    assert wide.rent_low[12] == pytest.approx(plain[12] / 2)
    assert wide.rent_high[12] == pytest.approx(plain[12] * 2)
    assert wide.buy_low == wide.buy_high  # nothing is sold here


@settings(max_examples=60, deadline=None)
@given(SCENARIOS, st.floats(0, 500))
def test_more_free_hours_never_raise_the_rent(raw, more):
    freer = {**raw, "rent": {**raw["rent"], "free_hours_once": raw["rent"]["free_hours_once"] + more}}
    before, after = economics.compare(economics.parse(raw)), economics.compare(economics.parse(freer))
    assert after.rent_npv <= before.rent_npv + 1e-6


@settings(max_examples=60, deadline=None)
@given(SCENARIOS)
def test_at_the_break_even_hours_both_cost_the_same_to_a_cent_where_nothing_jumps(raw):
    smooth = {**raw, "rent": {**raw["rent"], "sessions_per_month": 0}}
    hours = economics.break_even_hours(economics.parse(smooth))
    assume(hours is not None and hours > 1e-6)
    even = economics.compare(economics.parse({**smooth, "hours_per_month": hours}))
    assert even.buy_npv == pytest.approx(even.rent_npv, abs=0.01)
