"""What a GPU can do, told from its compute capability, its AMD chip or its Intel architecture.

A row's `unchecked` names the fields that are general knowledge: no document was read for them. None, in a row or in an
answer: nobody says. The thresholds of bf16, fp8 and fp4 are those of `software`, which the rules read too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypedDict

from engine.platforms import software
from engine.platforms.software import Capability
from engine.platforms.sources import UNCHECKED

if TYPE_CHECKING:
    from collections.abc import Callable

NVIDIA: Final = "NVIDIA"
AMD: Final = "AMD"
INTEL: Final = "Intel"

_TRANSFORMER_ENGINE = "NVIDIA TransformerEngine support matrix"
_FLASH = "Dao-AILab/flash-attention README"
_FLASH_4 = "PyPI flash-attn-4"
_WHEELS = "pytorch/pytorch#172352 (wheels of 2.10 and 2.11), #190385 (plan for 2.15), #157517"
_ROCM_6_1 = "ROCm/rocm-install-on-linux docs/reference/system-requirements.rst (6.1 era)"
_ROCM_6_3 = "ROCm/ROCm docs/compatibility/compatibility-matrix-historical-6.0.csv (6.0 to 6.3.1)"
_ROCM_6_4 = "ROCm 6.4.1 system requirements as quoted in ggml-org/llama.cpp#15994"
_ROCM_7 = "stas00/ml-engineering MAMF table (a run on ROCm 7.0.2)"
_WINDOWS = "install-on-windows page of ROCm 7.2"
_XPU = "docs.pytorch.org/docs/2.15/notes/get_start_xpu.html (29 September 2026)"
_FLASH_AMD = "Dao-AILab/flash-attention flash_attn/flash_attn_triton_amd/README.md (CDNA 2 and 3, RDNA; in Triton)"

TF32_FROM: Final = Capability(8.0, f"{_TRANSFORMER_ENGINE}; {_FLASH}")
NO_TENSOR_UNITS: Final = "GeForce GTX 16"  # capability 7.5 as RTX 20 has, but no tensor cores


class Formats(TypedDict):
    """Number types that matrix units take."""

    bf16: bool | None
    tf32: bool | None
    int8: bool | None
    fp8: bool | None
    fp4: bool | None


class Status(StrEnum):
    """How far a software platform takes a GPU."""

    SUPPORTED = "supported"
    PARTLY = "partly"  # its chip or series is named, the card itself is not; or only an older version named it
    DEPRECATED = "deprecated"
    NOT_LISTED = "not listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """What NVIDIA's GPUs of a compute capability can do.

    `flash_attention`: generations of that package that run; empty: none. `last_cuda` and `last_pytorch` are empty while
    the newest still carry the capability; `wheels`: the CUDA builds of PyTorch that do.
    """

    architecture: str
    tensor_units: bool = True
    fast_fp16: bool = True  # at least twice the rate of fp32, outside the tensor units where there are none
    int8: bool = True  # in the tensor units
    flash_attention: tuple[str, ...] = ()
    first_cuda: str
    last_cuda: str = ""
    last_pytorch: str = ""
    wheels: str = ""
    note: str = ""
    unchecked: tuple[str, ...] = ("first_cuda",)
    source: str


def _before_tensor_cores(architecture: str, first_cuda: str, *, fast_fp16: bool = False) -> Generation:
    return Generation(
        architecture=architecture, tensor_units=False, fast_fp16=fast_fp16, int8=False, first_cuda=first_cuda,
        last_cuda="12.x", last_pytorch="2.14", wheels="cu126", source=f"{_WHEELS}; easydiffusion/torchruntime#22",
    )  # fmt: skip


def _kepler(first_cuda: str) -> Generation:
    return Generation(
        architecture="Kepler", tensor_units=False, fast_fp16=False, int8=False, first_cuda=first_cuda,
        last_cuda="11.8", last_pytorch="1.12", wheels="cu102 to cu113",
        note="In no list of wheels since 2.8; the last version is about right.", source=UNCHECKED,
        unchecked=("tensor_units", "fast_fp16", "int8", "first_cuda", "last_cuda", "last_pytorch", "wheels"),
    )  # fmt: skip


def _blackwell(architecture: str, unchecked: tuple[str, ...] = (), more: str = "") -> Generation:
    return Generation(
        architecture=architecture, flash_attention=("4",), first_cuda="12.8", wheels="cu128 and later",
        note=" ".join(text for text in ("FlashAttention 2 has to be built from source.", more) if text),
        unchecked=unchecked, source=f"{_TRANSFORMER_ENGINE}; {_WHEELS}; {_FLASH_4}",
    )  # fmt: skip


def _small_blackwell(architecture: str) -> Generation:
    return Generation(
        architecture=architecture, flash_attention=("2",), first_cuda="12.8", wheels="cu128 and later",
        note="FlashAttention 3 fails here. Of fp4, TransformerEngine has NVFP4 in part and no MXFP8.", unchecked=(),
        source=f"{_TRANSFORMER_ENGINE}; Dao-AILab/flash-attention#1987; {_WHEELS}",
    )  # fmt: skip


GENERATIONS: Final = MappingProxyType(  # compute capability → what it means
    {
        3.5: _kepler("5.0"),
        3.7: _kepler("6.5"),
        5.0: _before_tensor_cores("Maxwell", "6.5"),
        5.2: _before_tensor_cores("Maxwell", "6.5"),
        6.0: _before_tensor_cores("Pascal (GP100)", "8.0", fast_fp16=True),
        6.1: _before_tensor_cores("Pascal", "8.0"),
        7.0: Generation(
            architecture="Volta", int8=False, first_cuda="9.0", last_cuda="12.x", last_pytorch="2.14", wheels="cu126",
            note="Its tensor cores take fp16 only. Wheels for cu128 went up to 2.10.", unchecked=(),
            source=f"{_FLASH}; {_WHEELS}, #147607; forums.developer.nvidia.com/t/144122",
        ),
        7.5: Generation(
            architecture="Turing", flash_attention=("1",), first_cuda="10.0", wheels="cu126, cu128, cu130",
            note="GeForce GTX 16 has this capability too, but no tensor cores.",
            source=f"{_FLASH} (FlashAttention 1.x for Turing); {_WHEELS}; NVIDIA TensorRT-RTX support matrix",
        ),
        8.0: Generation(
            architecture="Ampere (GA100)", flash_attention=("2",), first_cuda="11.0",
            source=f"{_TRANSFORMER_ENGINE}; {_FLASH}; {_WHEELS}",
        ),
        8.6: Generation(
            architecture="Ampere", flash_attention=("2",), first_cuda="11.1", source=f"{_TRANSFORMER_ENGINE}; {_FLASH}",
        ),
        8.9: Generation(
            architecture="Ada Lovelace", flash_attention=("2",), first_cuda="11.8", note="Runs the code of 8.6.",
            source=f"{_TRANSFORMER_ENGINE}; NVIDIA TensorRT-RTX support matrix",
        ),
        9.0: Generation(
            architecture="Hopper", flash_attention=("2", "3", "4"), first_cuda="11.8",
            note="FlashAttention 3 needs CUDA 12.3.", source=f"{_FLASH}; {_FLASH_4}",
        ),
        10.0: _blackwell("Blackwell (data centre)"),
        10.3: _blackwell("Blackwell Ultra", ("int8",), "int8 is cut down here (general knowledge, unchecked)."),
        12.0: _small_blackwell("Blackwell"),
        12.1: _small_blackwell("Blackwell (GB10)"),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An AMD chip as ROCm's compiler names it, and how far ROCm takes it. What `software` names is supported too."""

    gfx: str
    architecture: str
    matrix_units: bool
    rocm_linux: Status
    rocm_windows: Status | None = None
    flash_attention: tuple[str, ...] | None = None
    note: str = ""
    source: str


def _instinct(gfx: str, architecture: str, flash: tuple[str, ...] | None, source: str = _ROCM_6_3) -> Target:
    return Target(
        gfx=gfx, architecture=architecture, matrix_units=True, rocm_linux=Status.SUPPORTED, flash_attention=flash,
        source=f"{source}; {_FLASH_AMD}" if flash else source,
    )  # fmt: skip


def _rdna2(gfx: str, linux: Status, note: str) -> Target:
    return Target(
        gfx=gfx, architecture="RDNA 2", matrix_units=False, rocm_linux=linux, rocm_windows=Status.NOT_LISTED,
        flash_attention=("2",), note=note,
        source=f"{_ROCM_6_3}; install-on-windows pages of ROCm 6.0 and 7.2; {_FLASH_AMD}",
    )  # fmt: skip


def _rdna3(gfx: str, linux: Status, windows: Status = Status.SUPPORTED, note: str = "") -> Target:
    return Target(
        gfx=gfx, architecture="RDNA 3", matrix_units=True, rocm_linux=linux, rocm_windows=windows,
        flash_attention=("2",), note=note, source=f"{_ROCM_6_3}; {_WINDOWS}; {_FLASH_AMD}",
    )  # fmt: skip


def _rdna4(gfx: str) -> Target:
    return Target(
        gfx=gfx, architecture="RDNA 4", matrix_units=True, rocm_linux=Status.SUPPORTED, rocm_windows=Status.SUPPORTED,
        flash_attention=("2",), note="From ROCm 6.4.1 on.", source=f"{_ROCM_6_4}; {_WINDOWS}; {_FLASH_AMD}",
    )  # fmt: skip


_OVERRIDE = "People set HSA_OVERRIDE_GFX_VERSION. Windows: only the runtime, in ROCm 6.0."
AMD_CHIPS: Final = MappingProxyType(  # chip → target
    {
        "Vega 10": Target(
            gfx="gfx900", architecture="GCN 5.0", matrix_units=False, rocm_linux=Status.NOT_LISTED,
            rocm_windows=Status.NOT_LISTED, note="Listed in ROCm 2.0, unsupported in 6.1.",
            source=f"{_ROCM_6_1}; RadeonOpenCompute README roc-2.0.0; {_WINDOWS}",
        ),
        "Vega 20": Target(
            gfx="gfx906", architecture="GCN 5.1", matrix_units=False, rocm_linux=Status.DEPRECATED,
            rocm_windows=Status.NOT_LISTED, note="Deprecated in the list of 6.1, absent from the matrix up to 6.3.1.",
            source=f"{_ROCM_6_1}; {_ROCM_6_3}; {_WINDOWS}",
        ),
        "Arcturus": _instinct("gfx908", "CDNA 1", None),
        "Aldebaran": _instinct("gfx90a", "CDNA 2", ("2",)),
        "Aqua Vanjaram": _instinct("gfx942", "CDNA 3", ("2",)),
        "Galaxy": _instinct("gfx950", "CDNA 4", None, _ROCM_7),
        "Navi 21": _rdna2("gfx1030", Status.SUPPORTED, "Linux: PRO W6800 and V620. Windows: in ROCm 6.0, not in 7.2."),
        "Navi 22": _rdna2("gfx1031", Status.NOT_LISTED, _OVERRIDE),
        "Navi 23": _rdna2("gfx1032", Status.NOT_LISTED, _OVERRIDE),
        "Navi 31": _rdna3("gfx1100", Status.SUPPORTED),
        "Navi 32": _rdna3("gfx1101", Status.NOT_LISTED, note="Linux: not in 6.3.1, added later."),
        "Navi 33": _rdna3("gfx1102", Status.NOT_LISTED, Status.PARTLY, "Windows: in ROCm 6.0."),
        "Navi 44": _rdna4("gfx1200"),
        "Navi 48": _rdna4("gfx1201"),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Series:
    """The series of an Intel architecture that PyTorch names for its XPU backend."""

    names_begin: str
    code_name: str
    source: str


INTEL_SERIES: Final = MappingProxyType(  # architecture → series
    {"Xe-HPG": Series("Arc A", "Alchemist", _XPU), "Xe2-HPG": Series("Arc B", "Battlemage", _XPU)}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """What a catalogue says of a GPU that tells what it can do. `rates`: number types with a rate of matrix units."""

    vendor: str
    name: str
    architecture: str = ""
    chip: str = ""
    capability: float | None = None
    tensor_cores: int | None = None
    rates: frozenset[str] = frozenset()
    rate_source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What a GPU can do. None: nobody says. `unchecked` names the fields that are general knowledge."""

    tensor_units: bool | None = None
    fast_fp16: bool | None = None
    bf16: bool | None = None
    tf32: bool | None = None
    int8: bool | None = None
    fp8: bool | None = None
    fp4: bool | None = None
    flash_attention: tuple[str, ...] | None = None
    cuda: bool | None = None  # the newest CUDA and PyTorch's newest wheels for CUDA carry it
    first_cuda: str = ""
    last_cuda: str = ""
    last_pytorch: str = ""
    wheels: str = ""
    gfx: str = ""
    rocm_linux: Status | None = None
    rocm_windows: Status | None = None
    xpu: Status | None = None
    note: str = ""
    sources: tuple[str, ...] = ()
    unchecked: frozenset[str] = frozenset()


def features_of(chip: Chip) -> Features:
    """Tell what a GPU can do."""
    if chip.vendor == NVIDIA:
        return _nvidia(chip)
    if chip.vendor == AMD:
        return _amd(chip)
    return _intel(chip) if chip.vendor == INTEL else Features()


def _nvidia(chip: Chip) -> Features:
    row = GENERATIONS.get(chip.capability) if chip.capability else None
    plain = chip.tensor_cores == 0 or chip.name.startswith(NO_TENSOR_UNITS)
    formats = _by_capability(chip.capability, int8=False if plain else row.int8 if row else None)
    if row is None:
        tensor = False if plain else bool(chip.tensor_cores) or None
        return Features(tensor_units=tensor, **formats, sources=_THRESHOLDS if chip.capability else ())
    return Features(
        tensor_units=row.tensor_units and not plain,
        fast_fp16=row.fast_fp16,
        **formats,
        flash_attention=None if plain and row.flash_attention else row.flash_attention,
        cuda=not row.last_pytorch,
        first_cuda=row.first_cuda,
        last_cuda=row.last_cuda,
        last_pytorch=row.last_pytorch,
        wheels=row.wheels,
        note=row.note,
        sources=(row.source, *_THRESHOLDS),
        unchecked=frozenset(row.unchecked) | ({"cuda"} if "last_pytorch" in row.unchecked else set()),
    )


_THRESHOLDS = tuple(
    dict.fromkeys(each.source for each in (software.BF16_FROM, TF32_FROM, software.FP8_FROM, software.FP4_FROM))
)


def _by_capability(capability: float | None, *, int8: bool | None) -> Formats:
    if capability is None:
        return Formats(bf16=None, tf32=None, int8=int8, fp8=None, fp4=None)
    return Formats(
        bf16=capability >= software.BF16_FROM.capability,
        tf32=capability >= TF32_FROM.capability,
        int8=int8,
        fp8=capability >= software.FP8_FROM.capability,
        fp4=capability >= software.FP4_FROM.capability,
    )


def _amd(chip: Chip) -> Features:
    target, named = AMD_CHIPS.get(chip.chip), software.ROCM_LINUX.get(chip.name)
    linux = Status.SUPPORTED if named else _of_the_card(chip, target.rocm_linux) if target else None
    sources = [text for text in (named, target.source if target else "") if text]
    unchecked = {"rocm_linux"} if named and UNCHECKED in named else set()
    return Features(
        tensor_units=target.matrix_units if target else bool(chip.rates) or None,
        **_by_rates(chip),
        flash_attention=target.flash_attention if target else None,
        gfx=target.gfx if target else "",
        rocm_linux=linux,
        rocm_windows=target.rocm_windows if target else None,
        note=target.note if target else "",
        sources=_with_rates(chip, sources),
        unchecked=frozenset(unchecked | _unchecked_rates(chip)),
    )


def _of_the_card(chip: Chip, of_the_chip: Status) -> Status:
    """Tell a Radeon that is not on the list by name from its chip, which is."""
    unnamed = of_the_chip is Status.SUPPORTED and "Instinct" not in chip.name
    return Status.PARTLY if unnamed else of_the_chip


def _intel(chip: Chip) -> Features:
    series = INTEL_SERIES.get(chip.architecture)
    xpu = None
    if series:
        xpu = Status.SUPPORTED if chip.name.startswith(series.names_begin) else Status.PARTLY
    return Features(
        tensor_units=bool(chip.rates) or None,
        **_by_rates(chip),
        xpu=xpu,
        sources=_with_rates(chip, [series.source] if series else []),
        unchecked=frozenset(_unchecked_rates(chip)),
    )


def _by_rates(chip: Chip) -> Formats:
    """Say which number types have a rate: no table says it of other makers' chips, and no rate says nothing."""
    bf16, tf32, int8, fp8, fp4 = (name in chip.rates or None for name in ("bf16", "tf32", "int8", "fp8", "fp4"))
    return Formats(bf16=bf16, tf32=tf32, int8=int8, fp8=fp8, fp4=fp4)


def _with_rates(chip: Chip, sources: list[str]) -> tuple[str, ...]:
    return (*sources, chip.rate_source) if chip.rates and chip.rate_source else tuple(sources)


def _unchecked_rates(chip: Chip) -> set[str]:
    if not chip.rates or not chip.rate_source.startswith("general knowledge"):
        return set()
    return {*chip.rates} | (set() if chip.chip in AMD_CHIPS else {"tensor_units"})


def _supported(status: Status | None) -> bool | None:
    return None if status is None else status is Status.SUPPORTED


def _flash(features: Features, first: str = "") -> bool | None:
    known = features.flash_attention
    return None if known is None else any(each >= first for each in known)


ASKED: Final[MappingProxyType[str, Callable[[Features], bool | None]]] = MappingProxyType(  # what can be asked of a GPU
    {
        "tensor": lambda features: features.tensor_units,
        "bf16": lambda features: features.bf16,
        "tf32": lambda features: features.tf32,
        "int8": lambda features: features.int8,
        "fp8": lambda features: features.fp8,
        "fp4": lambda features: features.fp4,
        "flash": _flash,
        "flash2": lambda features: _flash(features, "2"),
        "cuda": lambda features: features.cuda,
        "rocm": lambda features: _supported(features.rocm_linux),
        "xpu": lambda features: _supported(features.xpu),
    }
)
