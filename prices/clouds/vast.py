"""Vast.ai's offers: machines of its hosts, each with a price of its own for all GPUs of the offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prices.clouds.documents import entries, parsed
from prices.clouds.gpu_names import is_gpu, is_slice
from prices.clouds.memory import each_gb
from prices.clouds.quote import CloudQuote, Reading
from prices.clouds.row import RowError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from prices.clouds.row import Row

PROVIDER = "Vast.ai"
MB_PER_GB = 1_000
ASK = {
    "verified": {"eq": True},
    "rentable": {"eq": True},
    "rented": {"eq": False},
    "type": "on-demand",
    "order": [["score", "desc"]],
    "limit": 1_000,
    "allocated_storage": 50,
}


def read(pages: Sequence[str]) -> Reading:
    """Read answers with offers; one that stands in two of them is taken once.

    Raises:
        PayloadError: one of them is no such answer.
    """
    reading = Reading()
    seen: set[str] = set()
    for page in pages:
        for number, item in enumerate(entries(parsed(page), "offers")):
            with reading.row(item, f"row {number}") as row:
                listing = row.text("id")
                if listing and listing in seen:
                    message = "listed twice"
                    raise RowError(message)
                seen.add(listing)
                reading.quotes.append(_quote(row, listing))
    return reading


def _quote(row: Row, listing: str) -> CloudQuote:
    gpu, count = row.needed("gpu_name"), row.count("num_gpus")
    _refuse(row, gpu, count)
    on_demand, spot = _prices(row)
    if on_demand is None and spot is None:
        message = "no price"
        raise RowError(message)
    return CloudQuote(
        provider=PROVIDER,
        instance=f"{count}x {gpu}",
        gpu=gpu,
        count=count,
        vram_gb_each=each_gb(row.soft("gpu_ram"), gpu),
        vcpu=row.soft("cpu_cores_effective"),
        ram_gb=_memory(row),
        region=_region(row.text("geolocation")),
        on_demand=on_demand,
        spot=None if spot == on_demand else spot,
        available=True,
        listing=listing,
    )


def _refuse(row: Row, gpu: str, count: int) -> None:
    """Refuse what one cannot rent, or what was not asked for."""
    reasons = (
        (is_slice(gpu), "a slice of a GPU"),
        (not is_gpu(gpu), "no GPU"),
        (not count, "no GPUs"),
        (row.get("rented") is True or row.get("rentable") is False, "cannot be rented now"),
        (row.text("verification") not in {"", "verified"}, "the host is not verified"),
    )
    for wrong, why in reasons:
        if wrong:
            raise RowError(why)


def _prices(row: Row) -> tuple[Decimal | None, Decimal | None]:
    """Give the price on demand and the lowest bid with the same storage, which the total holds already."""
    total, base, bid = row.price("dph_total"), row.soft_price("dph_base"), row.soft_price("min_bid")
    if row.get("is_bid") is True:
        return None, total
    storage = total - base if total and base and total > base else 0
    return total, bid + storage if bid else None


def _memory(row: Row) -> float | None:
    """Give the offer's share of the machine's memory, by its share of the processor; unknown if either is."""
    whole, cores, share = (row.soft(key) for key in ("cpu_ram", "cpu_cores", "cpu_cores_effective"))
    return whole * share / cores / MB_PER_GB if whole and cores and share else None


def _region(place: str) -> str | None:
    """Give the country, which stands last."""
    return place.rpartition(",")[2].strip() or None
