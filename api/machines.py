"""Power and layout of a build in the API's terms: the same functions as the pages, put into plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.electricity import electricity, limited
from engine.parts import Part

if TYPE_CHECKING:
    from catalog.models import Country
    from engine.electricity import Electricity, Limit, Money, OnCircuit, Peak, Share
    from engine.feeding import CardFeed
    from engine.layout import Bridge, Layout, Place
    from engine.parts import Build

CURRENCY = "USD"


def power_of(build: Build, circuit: str, *, country: Country | None, hours: float, limit: int | None) -> dict[str, Any]:
    """Work out a build's power. Without a country nothing is said about money."""
    found = electricity(limited(build, limit), circuit)
    return {
        "load_w": found.load_w,
        "load_without_limit_w": electricity(build, circuit).load_w,
        "idle_w": _span(found.idle_w),
        "shares": [_share(each) for each in found.shares],
        "limits": [_limit(each) for each in found.limits],
        "rated_w": found.rated_w,
        "load_share": found.load_share,
        "load_level": found.load_level,
        "wall_w": found.wall_w,
        "heat_btu_per_hour": found.btu_per_hour,
        "efficiency": _efficiency(found),
        "peak_w": found.peak_w,
        "peaks": [_peak(each) for each in found.peaks],
        "atx3": found.atx3,
        "bearings": [each._asdict() for each in found.bearings],
        "circuits": [_circuit(each, known=found.wall_w is not None) for each in found.circuits],
        "cost": _cost(found.costs(country.usd_per_kwh, hours), country) if country else None,
    }


def layout_of(found: Layout | None) -> dict[str, Any] | None:
    """Put a layout into plain values."""
    if found is None:
        return None
    return {
        "board": _named(found.board),
        "positions": found.positions,
        "case_slots": found.case_slots,
        "slots_needed": None if found.assumed else found.needed,
        "reach": found.reach,
        "fits_case": found.fits_case,
        "cpu_lanes": found.cpu_lanes,
        "cards": [_place(each) for each in found.places],
        "bridges": [_bridge(each) for each in found.bridges],
    }


def _named(part: Part | str) -> dict[str, Any]:
    return {"part": part.key, "name": part.name} if isinstance(part, Part) else {"part": None, "name": str(part)}


def _span(ends: tuple[float, float]) -> dict[str, float]:
    return {"low": float(ends[0]), "high": float(ends[1])}


def _share(share: Share) -> dict[str, Any]:
    load = float(share.load_w) if share.known else None
    return {**_named(share.part), "count": share.count, "load_w": load, "idle_w": _span(share.idle_w)}


def _limit(limit: Limit) -> dict[str, Any]:
    return {
        **_named(limit.card),
        "count": limit.count,
        "board_power_w": limit.board_power_w,
        "limited_w": limit.limited_w,
        "speed_at_least": limit.speed_at_worst,
    }


def _efficiency(found: Electricity) -> dict[str, Any]:
    points = found.curve.points if found.curve else ()
    return {
        "by_rules": found.efficiency,
        "by_level": found.curve_efficiency,
        "wall_by_level_w": found.curve_wall_w,
        "curve": [{"load_share": share, "efficiency": efficiency} for share, efficiency in points],
    }


def _peak(peak: Peak) -> dict[str, Any]:
    watts = None if peak.watts is None else float(peak.watts)
    return {
        **_named(peak.card),
        "count": peak.count,
        "factor": peak.factor,
        "watts": watts,
        "source": peak.source,
    }


def _circuit(row: OnCircuit, *, known: bool) -> dict[str, Any]:
    return {
        "name": row.name,
        "volts": row.circuit.volts,
        "amps": row.circuit.amps,
        "continuous_w": row.circuit.continuous_w,
        "full_w": row.circuit.full_w,
        "share": row.share if known else None,
        "level": row.level,
        "too_few_volts": row.too_few_volts,
        "chosen": row.chosen,
    }


def _cost(money: Money | None, country: Country) -> dict[str, Any] | None:
    if money is None:
        return None
    return {
        "country": country.code,
        "currency": CURRENCY,
        "per_kwh": _amount(money.per_kwh),
        "tariff_source": country.tariff_source,
        "tariff_observed": country.tariff_observed,
        "hours_a_day": money.hours_a_day,
        "an_hour": _amount(money.an_hour),
        "a_day": _amount(money.a_day),
        "a_month": _amount(money.a_month),
        "kwh_a_month": money.kwh_a_month,
    }


def _amount(value: float) -> str:
    return f"{value:.4f}"


def _place(place: Place) -> dict[str, Any]:
    return {
        **_named(place.card),
        "slots": place.card.slots,
        "seat": place.seat,
        "position": place.start if place.seat.on_board else None,
        "free_below": place.gap,
        "air": place.air,
        "lanes": place.lanes,
        "lanes_of_chipset": place.lanes_of_chipset,
        "pcie_generation": place.generation,
        "feed": _feed(place.feed),
    }


def _feed(feed: CardFeed) -> dict[str, Any]:
    return {
        "how": feed.how,
        "leads_16pin": [lead._asdict() for lead in feed.leads_16pin],
        "leads_8pin": [lead._asdict() for lead in feed.leads_8pin],
        "lacking": feed.lacking,
        "of_several_supplies": feed.of_several,
    }


def _bridge(bridge: Bridge) -> dict[str, Any]:
    return {
        "first": bridge.first + 1,
        "second": bridge.second + 1,
        "distance": bridge.distance,
        "spans": bridge.spans,
        "fits": bridge.fits,
    }
