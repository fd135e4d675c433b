"""What the site assumes where nobody says otherwise: shown beside each field, and open to change. docs/models.md."""

from __future__ import annotations

from engine.economics.resale import Geometric
from engine.economics.scenario import Buying, Item, Renting, Scenario

HOURS_PER_MONTH = 87.0  # 20 hours a week
HORIZON_MONTHS = 24
DISCOUNT_RATE = 0.05
ANNUAL_DECLINE = 0.25  # used RTX 3090, 4090 and 3090 Ti lost 19, 23 and 30 % in the year to November 2023 (eBay)
LONGEST_MONTHS = 240  # of a horizon: how far a table of resale has to reach
INITIAL_DROP = 0.15  # an assumption: what a part loses by being opened


def simple_scenario(  # noqa: PLR0913  # what a build knows of itself, by name
    *,
    hardware_usd: float,
    load_w: float,
    psu_efficiency: float,
    usd_per_kwh: float,
    rent_usd_per_hour: float,
    horizon_months: int = HORIZON_MONTHS,
    hours_per_month: float = HOURS_PER_MONTH,
) -> Scenario:
    """Make a scenario from what is known of a build and an offer; for the rest the site's assumptions."""
    machine = Item("machine", hardware_usd, 0, Geometric(ANNUAL_DECLINE, INITIAL_DROP))
    return Scenario(
        hours_per_month,
        horizon_months,
        buy=Buying(
            (machine,),
            load_watts=load_w,
            psu_efficiency=psu_efficiency,
            electricity_price_per_kwh=usd_per_kwh,
        ),
        rent=Renting(rent_usd_per_hour),
        discount_rate_annual=DISCOUNT_RATE,
    )
