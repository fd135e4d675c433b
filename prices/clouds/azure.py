"""Azure's retail prices: one row for each meter; on demand, spot and reservations stand in rows of their own."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from prices.clouds.documents import entries, parsed
from prices.clouds.instances import InstanceGpu, azure_gpu
from prices.clouds.quote import CloudQuote, Reading, named_row
from prices.clouds.row import RowError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prices.clouds.row import Row

HOURS_PER_YEAR = Decimal(8_760)
PROVIDER = "Azure"
NOT_WANTED = re.compile(r"windows|dedicated|cloud\s?services|\bsql\b|\brhel\b|\bsuse\b|ubuntu pro", re.IGNORECASE)
LOW_PRIORITY = re.compile(r"low\s?priority", re.IGNORECASE)
SPOT = re.compile(r"\bspot\b", re.IGNORECASE)
HAS_GPU = re.compile(r"Standard_N[CDGV]", re.IGNORECASE)  # the series with GPUs
KNOWN_UNITS = {"", "1 Hour", "1 Hours"}


class _Meter(NamedTuple):
    """A price with what decides between two of the same: the newer, then the primary meter's, then the lower."""

    effective: str
    primary: bool
    minus_price: Decimal


Prices = dict[str, _Meter]


def read(pages: Sequence[str]) -> Reading:
    """Read all pages of an answer.

    Raises:
        PayloadError: one of them is no such answer.
    """
    reading = Reading()
    found: dict[tuple[str, str], Prices] = {}
    for page in pages:
        for number, item in enumerate(entries(parsed(page), "Items")):
            name = named_row(item, "armSkuName", number)
            with reading.row(item, name) as row:
                _add(row, found)
    for (instance, region), prices in found.items():
        _finish(instance, region, prices, reading)
    return reading


def _add(row: Row, found: dict[tuple[str, str], Prices]) -> None:
    """Put the price of a row where it belongs; rows of other things are passed over."""
    instance, kind = row.text("armSkuName"), _kind(row)
    if not instance or not kind or (azure_gpu(instance) is None and not HAS_GPU.match(instance)):
        return
    if azure_gpu(instance) is None:
        message = "its GPU is not known: the table of instance types does not have it"
        raise RowError(message)
    currency = row.text("currencyCode") or "USD"
    if currency != "USD":
        message = f"priced in {currency}; only USD is read"
        raise RowError(message)
    if row.text("unitOfMeasure") not in KNOWN_UNITS:
        message = f"priced per {row.text('unitOfMeasure')!r}, not per hour"
        raise RowError(message)
    amount = row.number("retailPrice")
    if not amount or row.number("tierMinimumUnits"):
        return
    meter = _Meter(row.text("effectiveStartDate"), row.get("isPrimaryMeterRegion") is not False, -amount)
    prices = found.setdefault((instance, row.text("armRegionName")), {})
    prices[kind] = max(prices.get(kind, meter), meter)


def _kind(row: Row) -> str:
    """Tell which price a row is: "on demand", "spot", "year"; empty: none that is wanted."""
    names = f"{row.text('skuName')} {row.text('meterName')}"
    service = row.text("serviceName") or "Virtual Machines"
    if service != "Virtual Machines" or NOT_WANTED.search(f"{row.text('productName')} {names}"):
        return ""
    spot, low = SPOT.search(names), LOW_PRIORITY.search(names)
    if low:
        return ""
    kind = row.text("type") or row.text("priceType")
    if kind == "Consumption":
        return "spot" if spot else "on demand"
    yearly = row.text("reservationTerm").lower() in {"1 year", "1 years"}
    return "year" if kind == "Reservation" and yearly and not spot else ""


def _finish(instance: str, region: str, prices: Prices, reading: Reading) -> None:
    gpus = azure_gpu(instance)
    if gpus is None or not prices.keys() & {"on demand", "spot"}:
        reading.skip(instance, "a reservation without a price by the hour")
        return
    if not gpus.count:
        reading.skip(instance, "has a share of a GPU")
        return
    reading.quotes.append(_quote(instance, region, prices, gpus))


def _quote(instance: str, region: str, prices: Prices, gpus: InstanceGpu) -> CloudQuote:
    amounts = {kind: -meter.minus_price for kind, meter in prices.items()}
    on_demand, spot, year = (amounts.get(kind) for kind in ("on demand", "spot", "year"))
    return CloudQuote(
        provider=PROVIDER,
        instance=instance,
        gpu=gpus.gpu,
        count=gpus.count or 0,
        vram_gb_each=gpus.memory_gb,
        region=region or None,
        on_demand=on_demand,
        spot=None if spot == on_demand else spot,
        reserved_1y=year / HOURS_PER_YEAR if year else None,
        form=gpus.form,
    )


def next_page(page: str) -> str:
    """Give the address of the page after this one; empty if it is the last."""
    link = parsed(page).get("NextPageLink")
    return link if isinstance(link, str) else ""
