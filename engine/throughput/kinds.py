"""Kinds of work, and number types: what a question may name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.throughput.shapes import FORMATS

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(NamedTuple):
    """A kind of work. `model`: how it is estimated; empty: only measured. `batch`: of one GPU, if nobody says."""

    model: str
    precision: str
    training: bool = False
    seq: int = 0
    unit: str = ""
    batch: int = 0


LANGUAGE: Final = "language"
RELATIVE: Final = "relative"
DECODE, PREFILL, TRAIN, SERVE = "llm_decode", "llm_prefill", "llm_train", "llm_serve"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "cnn_train": Kind(RELATIVE, "fp16", training=True),
        "transformer_train": Kind(RELATIVE, "fp16", training=True),
        "seq_train": Kind(RELATIVE, "fp16", training=True),
        "recsys_train": Kind(RELATIVE, "fp16", training=True),
        "layer_train": Kind(RELATIVE, "fp16", training=True),
        "mlperf_train": Kind(RELATIVE, "mixed", training=True),
        "mlperf_infer": Kind(RELATIVE, "int8"),
        "cnn_infer": Kind(RELATIVE, "amp"),
        "diffusion_infer": Kind(RELATIVE, "fp16", batch=1),
        "gemm": Kind(RELATIVE, "bf16"),
        TRAIN: Kind(LANGUAGE, "mixed", training=True, seq=2048, unit="tokens/s"),
        DECODE: Kind(LANGUAGE, "Q4_K_M", seq=1024, unit="tokens/s"),
        PREFILL: Kind(LANGUAGE, "Q4_K_M", seq=512, unit="tokens/s"),
        SERVE: Kind(LANGUAGE, "fp16", unit="tokens/s"),
        "cpu_infer": Kind("", "fp32"),
        "cpu_llm_decode": Kind("", "Q4_K_M"),
        "cpu_llm_prefill": Kind("", "Q4_K_M"),
        "cpu_llm_serve": Kind("", "bf16"),
    }
)

FULL, HALF, EIGHT, FILE = "fp32", "16 bits", "8 bits", "file"
_FAMILIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("fp32", "tf32"), FULL),
        **dict.fromkeys(("fp16", "bf16", "amp", "amp_fp16", "amp_bf16", "mixed"), HALF),
        **dict.fromkeys(("fp8", "amp_fp8", "int8", "int8/fp8"), EIGHT),
        **dict.fromkeys(FORMATS, FILE),
    }
)
PRECISIONS: Final = tuple(_FAMILIES)
BF16: Final = frozenset({"bf16", "amp_bf16"})


def family(precision: str) -> str:
    """Tell how many bits a number type computes with; a format of files is a family of its own."""
    return _FAMILIES[precision]
