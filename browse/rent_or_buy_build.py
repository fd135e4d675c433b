"""What the comparison takes from a build, or from a GPU that goes into a machine one has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from builder.assess import assess
from catalog.models import Kind
from engine import power
from prices.models import CurrentPrice, GpuPrice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from decimal import Decimal

    from builder.assess import Assessment, Cost
    from builder.facts import Line
    from builder.models import Build
    from catalog.models import Gpu, Source

CURRENCY = "USD"


@dataclass(frozen=True, slots=True)
class PriceOf:
    """A price with its day and where it was read. `used`: of used ones as they sold."""

    amount: float
    seen: date | datetime
    source: Source
    used: bool = False


@dataclass(frozen=True, slots=True)
class Owned:
    """Parts that one has: what the graphics cards among them would sell for, and how many parts nobody has a price of.

    Of used prices the newest sold one counts, in USD, for all cards together.
    """

    parts: int = 0
    usd: float = 0.0
    unknown: int = 0
    seen: date | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine as far as it is known. Watts are at the wall, under load."""

    build: Build | None = None
    name: str = ""
    cost: Cost | None = None
    price_usd: float | None = None
    wall_w: float | None = None
    memory_gib: float | None = None
    gpu_id: int | None = None
    gpu_count: int = 0
    gpu: Gpu | None = None
    card_price: PriceOf | None = None  # of one card, where the question starts from a GPU
    owned: Owned = Owned()

    @property
    def memory_each(self) -> float | None:
        """Memory of one of its GPUs, in GiB."""
        return self.memory_gib / self.gpu_count if self.memory_gib and self.gpu_count else None


def machine_of(build: Build, today: date) -> Machine:
    """Read a build: its price as far as parts are priced, its watts, and the memory of its graphics cards."""
    assessed = assess(build, today)
    total = assessed.cost.total
    only = assessed.only_gpu
    return Machine(
        build=build,
        name=_gpus_text(assessed) or str(build),
        cost=assessed.cost,
        price_usd=None if total is None else float(total),
        wall_w=round(assessed.wall_w or assessed.load.total_w / power.efficiency(None)),
        memory_gib=assessed.memory.total_gib or None,
        gpu_id=only.pk if only else None,
        gpu_count=assessed.memory.cards,
        gpu=only,
        owned=owned_parts(assessed.lines),
    )


def machine_of_gpu(gpu: Gpu, count: int) -> Machine:
    """Take so many cards of a GPU for a machine one has: the cheapest card's price, and what the cards draw."""
    price = card_price(gpu)
    watts = None if gpu.board_power_w is None else gpu.board_power_w * count
    return Machine(
        name=f"{count} × {gpu.short_name}",
        price_usd=None if price is None else price.amount * count,
        wall_w=None if watts is None else round(watts / power.efficiency(None)),
        memory_gib=None if gpu.memory_gib is None else gpu.memory_gib * count,
        gpu_id=gpu.pk,
        gpu_count=count,
        gpu=gpu,
        card_price=price,
    )


def card_price(gpu: Gpu) -> PriceOf | None:
    """Give the cheapest price of a new card with a GPU, else what used ones last sold for. At most two queries."""
    new = (
        CurrentPrice.objects.filter(
            currency=CURRENCY, part__kind=Kind.CARD, part__withdrawn_at=None, part__graphics_card__gpu=gpu
        )
        .select_related("point__offer__source")
        .order_by("amount", "pk")
        .first()
    )
    if new is not None:
        return PriceOf(float(new.amount), new.observed_at, new.point.offer.source)
    return used_prices([gpu.pk]).get(gpu.pk)


def used_prices(gpus: Iterable[int]) -> dict[int, PriceOf]:
    """Give what GPUs, by their keys, last sold for when used. One query."""
    rows = GpuPrice.objects.filter(gpu__in=list(gpus), condition=GpuPrice.Condition.USED, currency=CURRENCY)
    newest: dict[int, PriceOf] = {}
    for row in rows.select_related("source").order_by("observed_on"):
        newest[row.gpu_id] = PriceOf(float(row.amount), row.observed_on, row.source, used=True)
    return newest


def owned_parts(lines: Iterable[Line]) -> Owned:
    """Sum up what the owned parts would sell for: the reader's own price, else what such GPUs sold for when used."""
    owned = [line for line in lines if line.item.owned]
    if not owned:
        return Owned()
    keys = {key for line in owned if (key := _gpu_key(line)) is not None}
    used = used_prices(keys) if keys else {}
    usd, unknown, prices = 0.0, 0, []
    for line in owned:
        stated: Decimal | None = line.item.own_price
        price = used.get(_gpu_key(line) or 0)
        if stated is not None:
            usd += float(stated) * line.item.quantity
        elif price is not None:
            usd += price.amount * line.item.quantity
            prices.append(price)
        else:
            unknown += line.item.quantity
    oldest = min(prices, key=lambda price: price.seen, default=None)
    return Owned(
        parts=sum(line.item.quantity for line in owned),
        usd=usd,
        unknown=unknown,
        seen=oldest.seen if oldest else None,
        source=oldest.source if oldest else None,
    )


def _gpu_key(line: Line) -> int | None:
    part = line.item.part
    return part.graphics_card.gpu_id if part is not None and line.item.kind == Kind.CARD else None


def _gpus_text(assessed: Assessment) -> str:
    counted = [f"{count} × {gpu.short_name}" for gpu, count in assessed.gpus.items()]
    return _(" and ").join(counted)
