"""SkyPilot's catalogue of virtual machines, one CSV for each cloud; read by header, since the order differs."""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING, Any

from prices.clouds.documents import table
from prices.clouds.gpu_names import is_gpu, is_slice, named, nominal_sizes
from prices.clouds.memory import each_gb
from prices.clouds.merging import merged
from prices.clouds.quote import CloudQuote, Reading
from prices.clouds.row import Row, RowError

if TYPE_CHECKING:
    from collections.abc import Sequence

NEEDED = ("InstanceType", "AcceleratorName", "AcceleratorCount", "Price")
LONGEST_INFO = 4_000  # characters of GpuInfo
HOST_ONLY = re.compile(r"a[23]-(high|mega|ultra|edge)gpu", re.IGNORECASE)  # GCP prices their GPUs in rows of their own
NAMES = {"null": None, "true": True, "false": False, "nan": None}


def read(pages: Sequence[str], provider: str = "") -> Reading:
    """Read catalogues of one cloud. Rows of several zones become one quote of their region.

    Raises:
        PayloadError: one of them is no such table.
    """
    reading = Reading()
    for page in pages:
        for number, values in table(page, NEEDED):
            with reading.row(values, values.get("InstanceType") or f"line {number}") as row:
                _add(row, provider, reading)
    reading.quotes = merged(reading.quotes)
    return reading


def _add(row: Row, provider: str, reading: Reading) -> None:
    gpu = row.text("AcceleratorName")
    if not gpu or not is_gpu(gpu):  # a machine without GPUs
        return
    if row.text(""):
        raise RowError(row.text(""))
    instance, count = row.text("InstanceType"), row.count("AcceleratorCount")
    _refuse(instance, gpu, count)
    on_demand, spot = row.soft_price("Price"), row.soft_price("SpotPrice")
    spot = None if spot == on_demand else spot
    if on_demand is None and spot is None:
        message = "no price"
        raise RowError(message)
    reading.quotes.append(
        CloudQuote(
            provider=provider,
            instance=instance,
            gpu=gpu,
            count=count,
            vram_gb_each=_memory(row.get("GpuInfo"), gpu, count),
            vcpu=row.soft("vCPUs"),
            ram_gb=row.soft("MemoryGiB"),
            region=row.text("Region") or None,
            on_demand=on_demand,
            spot=spot,
        )
    )


def _refuse(instance: str, gpu: str, count: int) -> None:
    """Refuse rows that are not the price of an instance with whole GPUs."""
    reasons = (
        (not instance, "the price of an accelerator without its host"),
        (bool(HOST_ONLY.match(instance)), "the price of the host without its GPUs"),
        (is_slice(gpu) or is_slice(instance), "a slice of a GPU"),
        (not count, "no number of GPUs"),
    )
    for wrong, why in reasons:
        if wrong:
            raise RowError(why)


def _memory(info: object, gpu: str, count: int) -> float | None:
    """Give the memory of one GPU; some fields hold GB in spite of their name, some that of all GPUs."""
    told = Row(gpu_info(info), lambda _why: None)
    gpus = told.get("Gpus")
    first = gpus[0] if isinstance(gpus, list) and gpus and isinstance(gpus[0], dict) else {}
    stated = Row(first, lambda _why: None).inner("MemoryInfo").soft("SizeInMiB")
    if stated:
        return each_gb(stated, gpu, count=count)
    total = told.soft("TotalGpuMemoryInMiB")
    if total and not nominal_sizes(named(gpu)):  # nothing tells whether it is of one GPU: the field's name does
        total /= count
    return each_gb(total, gpu, count=count)


def gpu_info(text: object) -> dict[str, Any]:
    """Read a dictionary written as JSON, as Python, or as a mix of both; empty if it is none of them."""
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_INFO:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = _literal(text)
    return found if isinstance(found, dict) else {}


def _literal(text: str) -> object:
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        return ast.literal_eval(_Constants().visit(tree))
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None


class _Constants(ast.NodeTransformer):
    """Puts JSON's words into a Python literal; any other name stays one, which literal_eval refuses."""

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Replace a name by its constant."""
        return ast.Constant(NAMES[node.id]) if node.id in NAMES else node
