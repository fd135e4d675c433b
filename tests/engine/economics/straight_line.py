"""The published formulas once more, in the plainest way there is: months in a loop, nothing kept, nothing shared.

Takes the raw input and gives every figure. Slow, and of no use but to disagree with the engine.
"""

from __future__ import annotations

import copy
import itertools
import math

MOVED = {"discount_rate": (-0.03, 0.03), "price_drift": (-0.10, 0.10)}
SCALED = (
    "cloud_price", "electricity_price", "hardware_price", "hours", "load_watts", "resale_value", "speed_ratio",
)  # fmt: skip


def month_rate(case):
    return (1 + case.get("discount_rate_annual", 0)) ** (1 / 12) - 1


def cap(buy, month):
    total = sum(item["price"] for item in buy["hardware"] if item.get("month", 0) == month)
    total += buy.get("shipping", 0) if month == 0 else 0
    total *= 1 if buy.get("tax_recoverable", False) else 1 + buy.get("tax_rate", 0)
    return total + (buy.get("setup_hours", 0) * buy.get("hour_value", 0) if month == 0 else 0)


def kwh(buy, hours):
    left = 730 - hours
    idle = left if buy.get("always_on", False) else min(buy.get("idle_hours_per_month", 0), left)
    watt_hours = buy.get("load_watts", 0) * hours + buy.get("idle_watts", 0) * idle
    return watt_hours / 1000 / buy.get("psu_efficiency", 1) * buy.get("pue", 1)


def tariff(buy, month):
    rise = 1 + buy.get("electricity_inflation_annual", 0)
    return buy.get("electricity_price_per_kwh", 0) * rise ** ((month - 1) / 12)


def run(buy, month, hours):
    cost = kwh(buy, hours) * tariff(buy, month)
    cost += buy.get("maintenance_hours_per_month", 0) * buy.get("hour_value", 0) + buy.get("other_monthly", 0)
    if month > buy.get("warranty_months", 0):
        owned = sum(item["price"] for item in buy["hardware"] if item.get("month", 0) < month)
        cost += buy.get("annual_failure_rate", 0) / 12 * buy.get("repair_cost_share", 0) * owned
    return cost


def share_left(model, age):
    if model["model"] == "geometric":
        return (1 - model.get("initial_drop", 0)) * (1 - model["annual_decline"]) ** (age / 12)
    if model["model"] == "straight_line":
        rest = model.get("salvage_share", 0)
        return max(rest, 1 - (1 - rest) * age / model["life_months"])
    if model["model"] == "table":
        return interpolated(model["points"], age)
    return 0


def interpolated(points, age):
    if age <= points[0][0]:
        return points[0][1]
    for (month_0, share_0), (month_1, share_1) in itertools.pairwise(points):
        if age <= month_1:
            return share_0 + (share_1 - share_0) * (age - month_0) / (month_1 - month_0)
    return points[-1][1]


def resale(buy, month):
    total = 0.0
    for item in buy["hardware"]:
        age = month - item.get("month", 0)
        if age >= 0:
            total += item["price"] * share_left(item.get("resale", buy.get("resale", {"model": "none"})), age)
    return total * (1 - buy.get("selling_cost_share", 0)) * buy.get("resale_multiplier", 1)


def billed(rent, hours):
    if hours == 0:
        return 0.0
    total = hours / rent.get("speed_ratio", 1)
    sessions, step = rent.get("sessions_per_month", 0), rent.get("billing_increment_hours", 0)
    if sessions > 0:
        total += sessions * rent.get("session_overhead_hours", 0)
        if step > 0:
            total = sessions * math.ceil(total / sessions / step - 1e-9) * step
    return total


def rents(rent, hours, months):
    """Rent of month 1, 2, …"""
    free, credit, paid = rent.get("free_hours_once", 0), rent.get("free_credit_once", 0), []
    for month in range(1, months + 1):
        step = rent.get("price_step_months", 1)
        drift = (1 + rent.get("price_drift_annual", 0)) ** (math.floor((month - 1) / step) * step / 12)
        left = max(billed(rent, hours) - rent.get("free_hours_per_month", 0), 0)
        gratis = min(left, free)
        left, free = left - gratis, free - gratis
        cost = 0.0
        committed = rent.get("committed")
        if committed:
            cost += committed["hours_per_month"] * committed["hourly_price"]
            left = max(left - committed["hours_per_month"], 0)
        spot = rent.get("spot") or {"share": 0, "hourly_price": 0}
        again = 1 + spot.get("interruption_overhead", 0)
        cost += left * spot["share"] * again * spot["hourly_price"] * drift
        cost += left * (1 - spot["share"]) * rent["hourly_price"] * drift
        stored = max(rent.get("storage_gb", 0) - rent.get("storage_free_gb", 0), 0)
        sent = max(rent.get("egress_gb_per_month", 0) - rent.get("egress_free_gb", 0), 0)
        cost += stored * rent.get("storage_price_per_gb_month", 0) + sent * rent.get("egress_price_per_gb", 0)
        cost += rent.get("monthly_fee", 0)
        redeemed = min(cost, credit)
        cost, credit = cost - redeemed, credit - redeemed
        cost *= 1 if rent.get("tax_recoverable", False) else 1 + rent.get("tax_rate", 0)
        cost *= rent.get("fx_to_base", 1)
        paid.append(cost + rent.get("maintenance_hours_per_month", 0) * rent.get("hour_value", 0))
    return paid


def setup(rent):
    return rent.get("setup_hours", 0) * rent.get("hour_value", 0)


def npv_buy(case, hours, rate=None, *, sold=True):
    buy, months = case["buy"], case["horizon_months"]
    rate = month_rate(case) if rate is None else rate
    total = cap(buy, 0)
    for month in range(1, months + 1):
        total += (run(buy, month, hours) + cap(buy, month)) / (1 + rate) ** month
    return total - (resale(buy, months) / (1 + rate) ** months if sold else 0)


def npv_rent(case, hours, rate=None):
    rate = month_rate(case) if rate is None else rate
    paid = rents(case["rent"], hours, case["horizon_months"])
    return setup(case["rent"]) + sum(each / (1 + rate) ** month for month, each in enumerate(paid, start=1))


def monthly(case, npv):
    rate, months = month_rate(case), case["horizon_months"]
    return npv / months if rate == 0 else npv * rate / (1 - (1 + rate) ** -months)


def advantage(case):
    hours = case["hours_per_month"]
    return npv_rent(case, hours) - npv_buy(case, hours)


def even_month(case, *, sold):
    rate, buy, hours = month_rate(case), case["buy"], case["hours_per_month"]
    paid = rents(case["rent"], hours, 120)
    bought, rented = cap(buy, 0), setup(case["rent"])
    for month in range(1, 121):
        bought += (run(buy, month, hours) + cap(buy, month)) / (1 + rate) ** month
        rented += paid[month - 1] / (1 + rate) ** month
        if bought - (resale(buy, month) / (1 + rate) ** month if sold else 0) <= rented + 1e-9:
            return month
    return None


def even_hours(case):
    def f(hours):
        return npv_buy(case, hours) - npv_rent(case, hours)

    if f(0) <= 0:
        return 0.0
    for half in range(1, 1461):
        if f(half / 2) <= 0:
            low, high = half / 2 - 0.5, half / 2
            for _ in range(80):
                middle = (low + high) / 2
                low, high = (low, middle) if f(middle) <= 0 else (middle, high)
            return high
    return None


PLACES = {
    "cloud_price": (("rent", "hourly_price"), ("rent", "spot", "hourly_price"), ("rent", "committed", "hourly_price")),
    "electricity_price": (("buy", "electricity_price_per_kwh"),),
    "load_watts": (("buy", "load_watts"),),
    "resale_value": (("buy", "resale_multiplier"),),
    "speed_ratio": (("rent", "speed_ratio"),),
}
DEFAULTS = {"resale_multiplier": 1, "speed_ratio": 1}


def scale(case, ways, amount):
    for *way, name in ways:
        place = case
        for step in way:
            place = (place or {}).get(step)
        if place is not None:
            place[name] = place.get(name, DEFAULTS.get(name, 0)) * amount


def moved(case, parameter, amount):
    case = copy.deepcopy(case)
    scale(case, PLACES.get(parameter, ()), amount)
    if parameter == "hardware_price":
        for item in case["buy"]["hardware"]:
            item["price"] *= amount
    elif parameter == "hours":
        case["hours_per_month"] = min(case["hours_per_month"] * amount, 730)
    elif parameter == "discount_rate":
        case["discount_rate_annual"] = max(case.get("discount_rate_annual", 0) + amount, 0)
    elif parameter == "price_drift":
        case["rent"]["price_drift_annual"] = case["rent"].get("price_drift_annual", 0) + amount
    return case


def tornado(case):
    bars = []
    for parameter in (*SCALED, *MOVED):
        low, high = (advantage(moved(case, parameter, amount)) for amount in MOVED.get(parameter, (0.8, 1.2)))
        bars.append({"parameter": parameter, "low": low, "high": high, "swing": abs(high - low)})
    return sorted(bars, key=lambda bar: (-round(bar["swing"], 6), bar["parameter"]))


def spread(case):
    names = sorted(case["uncertainty"])
    found = []
    for levels in itertools.product(range(3), repeat=len(names)):
        changed, weight = case, 1.0
        for name, level in zip(names, levels, strict=True):
            changed = moved(changed, name, case["uncertainty"][name][level])
            weight *= (0.3, 0.4, 0.3)[level]
        found.append((advantage(changed), weight))
    found.sort()

    def at(share):
        reached = 0.0
        for value, weight in found:
            reached += weight
            if reached >= share - 1e-12:
                return value
        raise AssertionError

    return {
        "combinations": len(found),
        "expected_advantage": sum(value * weight for value, weight in found),
        "p_buy_cheaper": sum(weight for value, weight in found if value > 0),
        "p10": at(0.1), "p50": at(0.5), "p90": at(0.9),
    }  # fmt: skip


def figures(case):
    """Every figure of a scenario under its published name."""
    buy, rent, hours, months = case["buy"], case["rent"], case["hours_per_month"], case["horizon_months"]
    paid = rents(rent, hours, months)
    bought, rented, ahead = npv_buy(case, hours), npv_rent(case, hours), advantage(case)
    saved = paid[0] - run(buy, 1, hours)
    found = {
        "buy_upfront": cap(buy, 0),
        "buy_running_month_1": run(buy, 1, hours),
        "buy_running_last_month": run(buy, months, hours),
        "electricity_kwh_per_month": kwh(buy, hours),
        "electricity_month_1": kwh(buy, hours) * tariff(buy, 1),
        "electricity_total": sum(kwh(buy, hours) * tariff(buy, month) for month in range(1, months + 1)),
        "resale_at_horizon": resale(buy, months),
        "buy_total_nominal": npv_buy(case, hours, 0),
        "buy_npv": bought,
        "buy_npv_without_resale": npv_buy(case, hours, sold=False),
        "buy_monthly": monthly(case, bought),
        "buy_per_hour": monthly(case, bought) / hours if hours else None,
        "rent_billed_hours": billed(rent, hours),
        "rent_month_1": paid[0],
        "rent_last_month": paid[-1],
        "rent_total_nominal": npv_rent(case, hours, 0),
        "rent_npv": rented,
        "rent_monthly": monthly(case, rented),
        "rent_per_hour": monthly(case, rented) / hours if hours else None,
        "advantage_of_buying": ahead,
        "verdict": "tie" if abs(ahead) <= 1e-9 else "buy" if ahead > 0 else "rent",
        "break_even_month": even_month(case, sold=True),
        "break_even_month_without_resale": even_month(case, sold=False),
        "break_even_hours_per_month": even_hours(case),
        "naive_payback_months": cap(buy, 0) / saved if saved > 0 else None,
        "sensitivity": tornado(case),
    }
    if "grid_g_co2_per_kwh" in buy:
        found["buy_co2_kg"] = kwh(buy, hours) * months * buy["grid_g_co2_per_kwh"] / 1000
    if "grid_g_co2_per_kwh" in rent:
        energy = billed(rent, hours) * rent.get("instance_watts", 0) / 1000 * rent.get("pue", 1)
        found["rent_co2_kg"] = energy * months * rent["grid_g_co2_per_kwh"] / 1000
    if "uncertainty" in case:
        found["uncertainty"] = spread(case)
    if "hybrid" in case:
        burst = case["hybrid"]["burst_share"]
        npv = npv_buy(case, hours * (1 - burst)) + npv_rent(case, hours * burst)
        found["hybrid"] = {"npv": npv, "monthly": monthly(case, npv)}
    return found
