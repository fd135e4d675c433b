"""Lambda's instance types: cents for an hour of the instance, the same in all regions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prices.clouds.documents import mapping, parsed
from prices.clouds.gpu_names import is_gpu, is_slice, named
from prices.clouds.memory import each_gb, nominal
from prices.clouds.quote import CloudQuote, Reading
from prices.clouds.row import RowError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prices.clouds.row import Row

PROVIDER = "Lambda"
DESCRIBED = re.compile(r"(?:\d+\s*x\s+)?(.+?)\s*\((\d+(?:\.\d+)?)\s*G(?:i?B)?\b\s*(.*?)\)", re.IGNORECASE)
TIMES = re.compile(r"^\d+\s*x\s+", re.IGNORECASE)


def read(pages: Sequence[str]) -> Reading:
    """Read answers.

    Raises:
        PayloadError: one of them is no such answer.
    """
    reading = Reading()
    for page in pages:
        for key, item in mapping(parsed(page), "data").items():
            with reading.row(item, str(key)) as row:
                _add(row, str(key), reading)
    return reading


def _add(row: Row, key: str, reading: Reading) -> None:
    kind = row.inner("instance_type")
    specs = kind.inner("specs")
    count = specs.count("gpus")
    if not count:  # an instance without GPUs
        return
    gpu, memory = _gpu(kind)
    if is_slice(gpu) or not is_gpu(gpu):
        reading.skip(key, "a slice of a GPU" if is_slice(gpu) else "no GPU named")
        return
    price = kind.cents("price_cents_per_hour")
    if price is None:
        message = "no price"
        raise RowError(message)
    regions = regions_of(row.get("regions_with_capacity_available"))
    reading.quotes.append(
        CloudQuote(
            provider=PROVIDER,
            instance=kind.text("name") or key,
            gpu=gpu,
            count=count,
            vram_gb_each=memory,
            vcpu=specs.soft("vcpus"),
            ram_gb=specs.soft("memory_gib"),
            on_demand=price,
            available=bool(regions) if row.get("regions_with_capacity_available") is not None else None,
            regions=regions,
        )
    )


def _gpu(kind: Row) -> tuple[str, float | None]:
    """Give the GPU with its form, and its memory, from a description such as "8x H100 (80 GB SXM5)"."""
    for key in ("gpu_description", "description"):
        found = DESCRIBED.match(kind.text(key))
        if found and is_gpu(found[1]):
            gpu = f"{found[1]} {found[3]}".strip()
            return gpu, nominal(float(found[2]), gpu)
    bare = TIMES.sub("", kind.text("gpu_description") or kind.text("description"))
    return bare, each_gb(named(bare).memory_gb, bare)


def regions_of(value: object) -> tuple[str, ...]:
    """Give the names of regions."""
    names = [each.get("name") if isinstance(each, dict) else each for each in value] if isinstance(value, list) else []
    return tuple(dict.fromkeys(name.strip() for name in names if isinstance(name, str) and name.strip()))
