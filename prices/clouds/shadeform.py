"""Shadeform's instance types: one entry for each cloud that it resells, cents for an hour of the instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prices.clouds.documents import entries, parsed
from prices.clouds.gpu_names import is_gpu, is_slice
from prices.clouds.memory import each_gb
from prices.clouds.quote import CloudQuote, Reading, named_row
from prices.clouds.row import RowError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prices.clouds.row import Row


def read(pages: Sequence[str]) -> Reading:
    """Read answers.

    Raises:
        PayloadError: one of them is no such answer.
    """
    reading = Reading()
    for page in pages:
        for number, item in enumerate(entries(parsed(page), "instance_types")):
            name = named_row(item, "cloud_instance_type", number)
            with reading.row(item, name) as row:
                _add(row, name, reading)
    reading.quotes = list(dict.fromkeys(reading.quotes))
    return reading


def _add(row: Row, name: str, reading: Reading) -> None:
    configuration = row.inner("configuration")
    count = configuration.count("num_gpus")
    if not count:  # an instance without GPUs
        return
    gpu = configuration.text("gpu_type") or row.text("shade_instance_type")
    if is_slice(gpu) or is_slice(name) or not is_gpu(gpu):
        reading.skip(name, "a slice of a GPU" if is_slice(gpu) or is_slice(name) else "no GPU named")
        return
    price = row.cents("hourly_price")
    if price is None:
        message = "no price"
        raise RowError(message)
    places = row.get("availability")
    regions = _regions(places)
    reading.quotes.append(
        CloudQuote(
            provider=row.needed("cloud"),
            instance=row.text("cloud_instance_type") or row.text("shade_instance_type"),
            gpu=gpu,
            count=count,
            vram_gb_each=each_gb(configuration.soft("vram_per_gpu_in_gb"), gpu),
            vcpu=configuration.soft("vcpus"),
            ram_gb=configuration.soft("memory_in_gb"),
            on_demand=price,
            available=bool(regions) if isinstance(places, list) else None,
            regions=regions,
        )
    )


def _regions(places: object) -> tuple[str, ...]:
    """Give the regions where it can be had now."""
    given = [each for each in places if isinstance(each, dict)] if isinstance(places, list) else []
    names = [each.get("region") for each in given if each.get("available") is True]
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))
