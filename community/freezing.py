"""From a build as it is now to its snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder import facts
from builder.assess import MODEL_VERSION
from builder.summaries import summary
from catalog.convert import CLASSES
from community.snapshot import REST, BreakEven, Fit, Item, Memory, Price, Share, Snapshot, Surroundings, Total
from engine.parts import Part

if TYPE_CHECKING:
    from builder.assess import Assessment, Cost, RentBreakEven
    from builder.assess import Memory as AssessedMemory
    from builder.facts import Line
    from builder.models import Build
    from catalog.models import Source
    from engine.findings import Word
    from prices.models import CurrentPrice

KINDS = {cls: kind for kind, cls in CLASSES.items()}


def freeze(build: Build, assessment: Assessment) -> Snapshot:
    """Take from a build and what it amounts to all that its page shows."""
    return Snapshot(
        surroundings=Surroundings(**build.surroundings),
        items=tuple(_item(line) for lines in assessment.slots.values() for line in lines),
        findings=tuple(assessment.findings),
        total=_total(assessment.cost),
        load_w=assessment.load.total_w,
        shares=tuple(_share(part, watts) for part, watts in assessment.load.shares),
        rated_w=assessment.supply.rated_w if assessment.supply else None,
        wall_w=assessment.wall_w,
        memory=_memory(assessment.memory),
        break_even=_break_even(assessment.break_even) if assessment.break_even else None,
        model_version=MODEL_VERSION,
    )


def current_price(price: CurrentPrice | None) -> Price | None:
    """Take a price of the catalogue, with its day and its source in words."""
    if price is None:
        return None
    return Price(price.amount, price.currency, price.observed_at, credit(price.point.offer.source))


def credit(source: Source) -> str:
    """Give a source as it is named in the foot of a page."""
    return source.credit or source.name


def _item(line: Line) -> Item:
    item = line.item
    own = None if item.own_price is None else Price(item.own_price, "USD", None, "")
    return Item(
        key=facts.item_key(item),
        kind=item.kind,
        slug=item.part.slug if item.part else "",
        name=item.name,
        summary=summary(line.stated) if item.part else "",
        quantity=item.quantity,
        owned=item.owned,
        price=own or current_price(line.price),
        source=credit(item.part.source) if item.part else "",
        used=item.used,
        power_limit_w=item.power_limit_w,
        answers=dict(item.answers),
    )


def _total(cost: Cost) -> Total:
    return Total(cost.total, cost.priced, cost.unpriced, cost.owned, cost.oldest, cost.newest)


def _share(part: Part | Word, watts: float) -> Share:
    if isinstance(part, Part):
        return Share(KINDS[type(part)], part.name, watts)
    return Share(REST, str(part), watts)


def _memory(memory: AssessedMemory) -> Memory:
    fits = tuple(Fit(fit.label, fit.needs_gib, fit.fits) for fit in memory.fits)
    return Memory(memory.total_gib, memory.cards, memory.context_tokens, fits)


def _break_even(found: RentBreakEven) -> BreakEven:
    offer = found.offer
    assert offer.on_demand_per_hour is not None  # noqa: S101  # only offers with an hourly price are compared
    assert found.country.usd_per_kwh is not None  # noqa: S101  # nor is one compared without a tariff
    return BreakEven(
        hours=found.hours,
        any_use=found.any_use,
        horizon_months=found.horizon_months,
        offer_text=found.offer_text,
        provider=offer.provider,
        per_hour=offer.on_demand_per_hour,
        currency=offer.currency,
        seen_from=offer.observed_earliest,
        seen_to=offer.observed_latest,
        country=found.country.name,
        usd_per_kwh=found.country.usd_per_kwh,
        buy_a_month=found.buy_a_month,
        rent_a_month=found.rent_a_month,
        hours_a_month=found.hours_a_month,
    )
