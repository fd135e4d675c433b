"""Below how many hours a month each cloud offer costs less than a build: for the column of the page of offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from browse.kept import Keeper
from browse.rent_or_buy_build import Machine, machine_of
from catalog.models import Country
from catalog.templatetags.units import number
from engine import economics
from engine.economics.breakeven import even_hours
from engine.economics.buying import Box
from engine.economics.discounting import Timeline
from engine.economics.renting import Lease
from engine.economics.scenario import Renting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from builder.models import Build
    from prices.models import CloudOffer

CURRENCY = "USD"
ANY_USE_HOURS = 0.05
BUILDS = 64  # that are kept at a time
_kept: Keeper[dict[str, float | None]] = Keeper(BUILDS)


@dataclass(frozen=True, slots=True)
class Beaten:
    """A build beside all offers. `hours` holds those offers that can be compared, by row; None: at any use."""

    build: Build
    machine: Machine
    hours: Mapping[str, float | None]
    lacking: str = ""  # what is not known of the build; empty: nothing

    def words(self, offer: CloudOffer) -> str:
        """Say below how many hours a month the offer costs less; empty: it cannot be compared."""
        if offer.row not in self.hours:
            return ""
        hours = self.hours[offer.row]
        if hours is None:
            return _("at any use")
        if hours < ANY_USE_HOURS:
            return _("never")
        return _("below %(hours)s h") % {"hours": number(hours)}


def beaten(build: Build, offers: Iterable[CloudOffer], today: date) -> Beaten:
    """Hold a build against offers; what its figures come to is kept for a minute."""
    machine = machine_of(build, today)
    country = Country.objects.filter(code=build.country).first()
    tariff = country.usd_per_kwh if country else None
    if machine.price_usd is None or machine.wall_w is None or tariff is None or not machine.memory_gib:
        lacking = _("price") if machine.price_usd is None else _("power, tariff or GPU memory")
        return Beaten(build, machine, {}, lacking)
    key = (machine.price_usd, machine.wall_w, machine.memory_gib, tariff)
    kept = _kept.get(key, dict)
    return Beaten(build, machine, kept or _kept.keep(key, hours_by_row(key, offers), {}))


def hours_by_row(key: tuple[float, float, float, float], offers: Iterable[CloudOffer]) -> dict[str, float | None]:
    """Give break-even hours for each offer that holds as much GPU memory, at the site's assumptions."""
    price_usd, wall_w, memory_gib, tariff = key
    asked = economics.simple_scenario(
        hardware_usd=price_usd, load_w=wall_w, psu_efficiency=1, usd_per_kwh=tariff, rent_usd_per_hour=0
    )
    timeline = Timeline(asked.discount_rate_annual, asked.horizon_months)
    box = Box(asked.buy, timeline)
    by_price: dict[float, float | None] = {}
    found = {}
    for offer in offers:
        per_hour = float(offer.on_demand_per_hour or 0)
        if not _comparable(offer, per_hour, memory_gib):
            continue
        if per_hour not in by_price:
            by_price[per_hour] = even_hours(box, Lease(Renting(per_hour), timeline))
        found[offer.row] = by_price[per_hour]
    return found


def _comparable(offer: CloudOffer, per_hour: float, memory_gib: float) -> bool:
    holds = (offer.memory_gib_each or 0) * offer.gpu_count >= memory_gib
    return bool(per_hour and holds and offer.comparable and offer.currency == CURRENCY)
