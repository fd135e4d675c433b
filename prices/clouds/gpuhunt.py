"""gpuhunt's published catalogue (v3), one CSV for each cloud: a row for each instance, region, and spot or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prices.clouds.documents import table
from prices.clouds.gpu_names import is_gpu, is_slice
from prices.clouds.memory import each_gb
from prices.clouds.merging import merged
from prices.clouds.quote import CloudQuote, Reading
from prices.clouds.row import RowError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prices.clouds.row import Row

NEEDED = ("instance_name", "location", "price", "gpu_count", "gpu_name", "spot")
VENDORS = {"nvidia", "amd", "intel", ""}
SPOT = {"true": True, "false": False}
BOOKED = "gcp-dws-calendar-mode"  # a price for time that is booked ahead: neither on demand nor spot


def read(pages: Sequence[str], provider: str = "") -> Reading:
    """Read catalogues of one cloud.

    Raises:
        PayloadError: one of them is no such table.
    """
    reading = Reading()
    for page in pages:
        for number, values in table(page, NEEDED):
            with reading.row(values, values.get("instance_name") or f"line {number}") as row:
                _add(row, provider, reading)
    reading.quotes = merged(reading.quotes)
    return reading


def _add(row: Row, provider: str, reading: Reading) -> None:
    count, gpu = row.count("gpu_count"), row.text("gpu_name")
    if not count or row.text("gpu_vendor").lower() not in VENDORS or not is_gpu(gpu):  # no GPUs
        return
    spot = SPOT.get(row.text("spot").lower())
    price = row.price("price")
    _refuse(row, gpu, spot=spot, priced=price is not None)
    reading.quotes.append(
        CloudQuote(
            provider=provider,
            instance=row.needed("instance_name"),
            gpu=gpu,
            count=count,
            vram_gb_each=each_gb(row.soft("gpu_memory"), gpu),
            vcpu=row.soft("cpu"),
            ram_gb=row.soft("memory"),
            region=row.text("location") or None,
            tier="cluster" if any(flag.endswith("-cluster") for flag in row.text("flags").split()) else None,
            on_demand=None if spot else price,
            spot=price if spot else None,
        )
    )


def _refuse(row: Row, gpu: str, *, spot: bool | None, priced: bool) -> None:
    reasons = (
        (bool(row.text("")), row.text("")),
        (not priced, "no price"),
        (spot is None, f"spot is {row.text('spot')[:20]!r}, not True or False"),
        (BOOKED in row.text("flags").split(), "a price for time booked ahead"),
        (is_slice(gpu), "a slice of a GPU"),
    )
    for wrong, why in reasons:
        if wrong:
            raise RowError(why)
