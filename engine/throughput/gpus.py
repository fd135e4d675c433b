"""What the speed model reads of a GPU. Fields are named as in the catalogue; None: no source says."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from engine.platforms.features import AMD, INTEL, NVIDIA

if TYPE_CHECKING:
    from collections.abc import Mapping

GA100: Final = 8.0  # the capability of Ampere in data centres, which balances its units unlike the other Ampere chips
OF_OLD: Final = ("Kepler", "Maxwell", "Pascal")
UNCHECKED_RATE: Final = "general knowledge"  # how a tensor_source begins that nobody looked up
TEXTS: Final = frozenset({"name", "vendor", "architecture", "chip", "tensor_source"})
NEEDED: Final = (
    "bandwidth_gbs", "board_power_w", "fp32_tflops", "peak_train16_tflops", "peak_train32_tflops",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """One GPU: rates are dense, in TFLOPS or TOPS."""

    name: str
    vendor: str = NVIDIA
    architecture: str = ""
    chip: str = ""
    memory_gib: float | None = None
    bandwidth_gbs: float | None = None
    board_power_w: float | None = None
    compute_capability: float | None = None
    tensor_cores: float | None = None
    fp32_tflops: float | None = None
    peak_train16_tflops: float | None = None
    peak_train32_tflops: float | None = None
    tensor_fp8_tflops: float | None = None
    tensor_int8_tops: float | None = None
    tensor_source: str = ""

    @property
    def lacks(self) -> str:
        """The first fact that the model cannot do without and that is not known; empty: none."""
        return next((name for name in NEEDED if not getattr(self, name)), "")

    @property
    def has_matrix_units(self) -> bool:
        """Whether multiplications run on units made for them; GTX 16 has RTX 20's capability, but none."""
        if self.vendor == NVIDIA:
            return bool(self.tensor_cores)
        return self.tensor_int8_tops is not None

    @property
    def group(self) -> str:
        """The family whose members are balanced alike."""
        if self.vendor != NVIDIA:
            return {AMD: self.architecture.split(" ")[0].lower(), INTEL: "arc"}.get(self.vendor, "")
        if not self.tensor_cores or self.architecture.startswith(OF_OLD):
            return "pascal"
        if self.compute_capability == GA100:
            return "ga100"
        if self.architecture == "Blackwell 2.0":
            return "blackwell"
        return "blackwell dc" if self.architecture.startswith("Blackwell") else self.architecture.split(" ")[0].lower()

    @property
    def unverified(self) -> bool:
        """Whether its rates were never looked up, or nothing was measured on its maker's cards."""
        return self.vendor == INTEL or self.tensor_source.startswith(UNCHECKED_RATE)

    @property
    def on_a_board_of_its_own(self) -> bool:
        """Whether it is soldered to a server's board, where NVLink connects all."""
        return "SXM" in self.name or self.name.startswith(("B200", "B300"))


def gpu_of(row: Mapping[str, Any]) -> Gpu:
    """Make a GPU of a row that has more columns than the model reads: a fixture's, or a catalogue's as a mapping."""
    known = {field.name: row[field.name] for field in fields(Gpu) if row.get(field.name) not in {None, ""}}
    values: dict[str, Any] = {name: value if name in TEXTS else float(value) for name, value in known.items()}
    return Gpu(**values)
