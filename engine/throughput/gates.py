"""What a GPU cannot do, and what it does in another way: before any number is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.findings import gettext_noop
from engine.platforms import software
from engine.platforms.features import AMD, GENERATIONS, INTEL, NVIDIA
from engine.throughput.kinds import BF16, DECODE, EIGHT, FILE, FULL, PREFILL, SERVE
from engine.throughput.question import OFFLOAD

if TYPE_CHECKING:
    from engine.throughput.gpus import Gpu
    from engine.throughput.question import Question

ONLY_MEASURED = gettext_noop("Nothing is estimated for this kind of work or device: only measured figures are shown.")
TOO_LARGE = gettext_noop("The work needs more memory than each GPU has.")
SPILLS = gettext_noop("What does not fit into the GPU's memory runs at the speed of the host: not estimated.")
FACT_MISSING = gettext_noop("A fact of the GPU that the estimate needs is not known.")
NO_ROCM = gettext_noop("ROCm does not support this GPU: training is not estimated.")
NO_FP8 = gettext_noop("This GPU has no 8-bit floating point: counted at its 16-bit rate.")
NO_BF16 = gettext_noop("This GPU has no bf16: counted at its fp32 rate, which is not recommended.")
NO_MATRIX_UNITS = gettext_noop("This GPU has no tensor cores: counted at its shader rate.")
OLD_WHEELS = gettext_noop("PyTorch's newest packages leave this GPU out: an older one is needed.")
AMD_SOFTWARE = gettext_noop("On AMD the software reaches less of the rating; taken off by little evidence.")
INTEL_SOFTWARE = gettext_noop("No measurement on Intel was available: unverified.")
UNVERIFIED = gettext_noop("The rates of this GPU were not looked up: general knowledge.")

# GCN 5.0 is "unsupported" in ROCm's own list since 6.1: rocm-install-on-linux, docs/reference/system-requirements.rst
UNSUPPORTED_CHIPS: Final = frozenset({"Vega 10"})
# Shares of what the same ratings give on NVIDIA. Measured products of matrices: 0.51 of the bf16 rating on MI300X, 0.63
# on MI355X, 0.79 on B300; decoding and prompts on one RDNA 3 card; RDNA in training and Intel are guesses.
AMD_TRAINING: Final = 0.7
AMD_DECODE: Final = 0.85
AMD_PREFILL: Final = 0.95
INTEL_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Gate:
    """How a GPU takes a work: the rate it multiplies at (TFLOPS), the share that its software reaches, remarks."""

    peak_tflops: float
    share: float = 1
    notes: tuple[str, ...] = ()

    @property
    def unsure(self) -> bool:
        """Whether little or nothing was measured on such a GPU."""
        return not {AMD_SOFTWARE, INTEL_SOFTWARE, UNVERIFIED}.isdisjoint(self.notes)


def gate(question: Question, gpu: Gpu) -> Gate:
    """Tell how a GPU takes a work that is not refused."""
    peak, remark = _peak(question, gpu)
    share, maker = _software(question, gpu)
    old = OLD_WHEELS if gpu.vendor == NVIDIA and _left_out(gpu) else ""
    return Gate(peak, share, tuple(note for note in (remark, maker, old) if note))


def refusal(question: Question, gpu: Gpu) -> str:
    """Give the reason why there is no speed; empty: there is one."""
    if not question.kind.model:
        return ONLY_MEASURED
    if gpu.lacks:
        return FACT_MISSING
    if question.needs_gib is not None and gpu.memory_gib is not None and question.needs_gib > gpu.memory_gib:
        return TOO_LARGE
    if question.flag == OFFLOAD and question.type in {DECODE, PREFILL, SERVE}:
        return SPILLS
    return NO_ROCM if question.kind.training and gpu.chip in UNSUPPORTED_CHIPS else ""


def _peak(question: Question, gpu: Gpu) -> tuple[float, str]:
    """Give the rate of multiplications in TFLOPS, and a remark where it is not that of the number type asked for."""
    fp32, half = gpu.fp32_tflops or 0, gpu.peak_train16_tflops or 0
    bits = question.bits
    if bits == FULL:
        return gpu.peak_train32_tflops or fp32, ""
    plain = "" if gpu.has_matrix_units else NO_MATRIX_UNITS
    if bits == FILE:
        unpacked = question.kind.training or question.precision.startswith("F16")
        integers = None if unpacked else gpu.tensor_int8_tops
        return integers or half, plain
    if bits == EIGHT:
        return _eight_bits(question, gpu, half, plain)
    if question.precision in BF16 and _below(gpu, software.BF16_FROM.capability):
        return fp32, NO_BF16
    return half, plain


def _eight_bits(question: Question, gpu: Gpu, half: float, plain: str) -> tuple[float, str]:
    if question.precision.startswith("int8") and gpu.tensor_int8_tops:
        return gpu.tensor_int8_tops, ""
    if gpu.tensor_fp8_tflops and not _below(gpu, software.FP8_FROM.capability):
        return gpu.tensor_fp8_tflops, ""
    return half, plain or NO_FP8


def _below(gpu: Gpu, capability: float) -> bool:
    return gpu.vendor == NVIDIA and gpu.compute_capability is not None and gpu.compute_capability < capability


def _left_out(gpu: Gpu) -> bool:
    row = GENERATIONS.get(gpu.compute_capability or 0)
    return row is not None and bool(row.last_pytorch)


def _software(question: Question, gpu: Gpu) -> tuple[float, str]:
    if gpu.vendor == INTEL:
        return INTEL_SHARE, INTEL_SOFTWARE
    if gpu.vendor == AMD:
        shares = {DECODE: AMD_DECODE, PREFILL: AMD_PREFILL}
        return shares.get(question.type, AMD_TRAINING if question.kind.training else 1.0), AMD_SOFTWARE
    return 1.0, UNVERIFIED if gpu.unverified else ""
