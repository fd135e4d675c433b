"""RunPod's GPU types over GraphQL. Prices are of one GPU: each tier of a type is one quote of one GPU."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prices.clouds.documents import entries, mapping, parsed, provider_error
from prices.clouds.gpu_names import is_gpu, is_slice
from prices.clouds.memory import each_gb
from prices.clouds.merging import merged
from prices.clouds.quote import CloudQuote, Reading, named_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prices.clouds.row import Row

PROVIDER = "RunPod"
TIERS = ("secure", "community")
QUERY = """query GpuTypes { gpuTypes { id displayName memoryInGb secureCloud communityCloud securePrice communityPrice
secureSpotPrice communitySpotPrice
lowestPrice(input: {gpuCount: 1}) { minVcpu minMemory stockStatus countryCode } } }"""


def read(pages: Sequence[str]) -> Reading:
    """Read answers to the query.

    Raises:
        PayloadError: one of them is no such answer, or an error.
    """
    reading = Reading()
    for page in pages:
        document = parsed(page)
        told = {key: value for key, value in document.items() if key != "data"}
        for number, item in enumerate(entries({**told, **mapping(document, "data")}, "gpuTypes")):
            name = named_row(item, "id", number)
            with reading.row(item, name) as row:
                _add(row, name, reading)
        if document.get("errors"):
            reading.skip("the answer", f"it is not whole: {provider_error(document)}")
    reading.quotes = merged(reading.quotes)
    return reading


def _add(row: Row, name: str, reading: Reading) -> None:
    shown = row.text("displayName") or row.text("id")
    if is_slice(name) or is_slice(shown):
        reading.skip(name, "a slice of a GPU")
        return
    if not is_gpu(shown):
        reading.skip(name, "no GPU")
        return
    found = [quote for tier in TIERS if (quote := _quote(row, shown, tier))]
    reading.quotes.extend(found)
    if not found:
        reading.skip(name, "no price")


def _quote(row: Row, shown: str, tier: str) -> CloudQuote | None:
    """Give a tier's quote; None if the type is not in it."""
    on_demand, spot = row.soft_price(f"{tier}Price"), row.soft_price(f"{tier}SpotPrice")
    if row.get(f"{tier}Cloud") is False or not (on_demand or spot):
        return None
    lowest = row.inner("lowestPrice")
    return CloudQuote(
        provider=PROVIDER,
        instance=row.text("id") or shown,
        gpu=shown,
        count=1,
        vram_gb_each=each_gb(row.soft("memoryInGb"), shown),
        vcpu=lowest.soft("minVcpu"),
        ram_gb=lowest.soft("minMemory"),
        tier=tier,
        on_demand=on_demand,
        spot=None if spot == on_demand else spot,
        available=lowest.text("stockStatus").lower() not in {"", "none"},
    )
