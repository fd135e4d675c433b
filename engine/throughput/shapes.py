"""Language models as the speed model sees them: parameters, layers, widths, and bytes of a parameter in a file."""

from __future__ import annotations

import math
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.vram.weights import BYTE, QUANTISATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping


class Shape(NamedTuple):
    """A decoder's shape. `kv`: values of the keys of one token in one layer; `active_b`: of a mixture of experts."""

    layers: int
    hidden: int
    kv: int
    params_b: float = 0
    active_b: float = 0
    vocabulary: int = 0


LLAMA_3, QWEN, MPT = 128_256, 151_936, 50_368  # vocabularies, from the models' config.json
SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(  # from the config.json of each model; gpt-oss: unchecked
    {
        "llama3_8b": Shape(32, 4096, 1024, 8.03, vocabulary=LLAMA_3),
        "llama3.1_8b": Shape(32, 4096, 1024, 8.03, vocabulary=LLAMA_3),
        "llama3_70b": Shape(80, 8192, 1024, 70.6, vocabulary=LLAMA_3),
        "llama3.2_3b": Shape(28, 3072, 1024, 3.21, vocabulary=LLAMA_3),
        "llama3.2_1b": Shape(16, 2048, 512, 1.24, vocabulary=LLAMA_3),
        "llama2_7b": Shape(32, 4096, 4096, 6.74, vocabulary=32_000),
        "llama2_13b": Shape(40, 5120, 5120, 13.02, vocabulary=32_000),
        "mistral_7b": Shape(32, 4096, 1024, 7.24, vocabulary=32_000),
        "qwen2_14b": Shape(48, 5120, 1024, 14.77, vocabulary=QWEN),
        "qwen2.5_0.5b": Shape(24, 896, 128, 0.494, vocabulary=QWEN),
        "qwen2.5_1.5b": Shape(28, 1536, 256, 1.544, vocabulary=QWEN),
        "qwen2.5_3b": Shape(36, 2048, 256, 3.086, vocabulary=QWEN),
        "qwen2.5_7b": Shape(28, 3584, 512, 7.616, vocabulary=QWEN),
        "qwen2.5_14b": Shape(48, 5120, 1024, 14.77, vocabulary=QWEN),
        "qwen2.5_32b": Shape(64, 5120, 1024, 32.76, vocabulary=QWEN),
        "qwen3_8b": Shape(36, 4096, 1024, 8.19, vocabulary=QWEN),
        "gpt-oss-20b": Shape(24, 2880, 512, 20.9, active_b=3.6, vocabulary=201_088),
        "mpt_125m": Shape(12, 768, 768, 0.125, vocabulary=MPT),
        "mpt_350m": Shape(24, 1024, 1024, 0.356, vocabulary=MPT),
        "mpt_760m": Shape(24, 1536, 1536, 0.76, vocabulary=MPT),
        "mpt_1b": Shape(24, 2048, 2048, 1.316, vocabulary=MPT),
        "mpt_3b": Shape(32, 2560, 2560, 2.652, vocabulary=MPT),
        "mpt_7b": Shape(32, 4096, 4096, 6.659, vocabulary=MPT),
        "mpt_13b": Shape(40, 5120, 5120, 12.854, vocabulary=MPT),
        "mpt_30b": Shape(48, 7168, 7168, 29.975, vocabulary=MPT),
        "mpt_70b": Shape(64, 8192, 8192, 64.862, vocabulary=MPT),
    }
)

# Bytes of a parameter, from the sizes of files; formats that are not here take the bits of their linear layers.
FILE_BYTES: Final[Mapping[str, float]] = MappingProxyType(
    {"Q4_K_M": 0.6125, "Q4_0": 0.567, "Q6_K": 0.821, "Q8_0": 1.0625, "F16": 2, "MXFP4": 0.55}
)
PACKED: Final = frozenset({"nf4", "nf4-dq", "int4", "gptq-int4", "gptq-int8", "awq-int4"})  # no files of llama.cpp
FORMATS: Final[Mapping[str, float]] = MappingProxyType(
    {
        **{each.key: each.linear_bits / BYTE for each in QUANTISATIONS.values() if each.gguf or each.key in PACKED},
        **FILE_BYTES,
    }
)

USUAL_LAYERS: Final = 32
STEP: Final = 128  # hidden sizes are multiples of it
USUAL_SHARING: Final = 4  # query heads to a head of keys
SQUARES: Final = 12  # hidden² parameters in a layer, about: 4 for attention, 8 for the MLP
_SIZE = re.compile(r"[_-](\d+(?:\.\d+)?)b(?=[_-]|$)")


def shape_of(workload: str, params_b: float | None) -> Shape | None:
    """Give the shape of a known model, else a usual one of that many parameters; None: nobody says how many."""
    name = workload.lower()
    known = next(
        (shape for key, shape in _LONGEST_FIRST if name == key or name.startswith((f"{key}_", f"{key}-"))), None
    )
    if known is not None:
        return known._replace(params_b=params_b) if params_b else known
    size = params_b or _named_size(name)
    if not size:
        return None
    hidden = max(STEP, round(math.sqrt(size * 1e9 / SQUARES / USUAL_LAYERS) / STEP) * STEP)
    return Shape(USUAL_LAYERS, hidden, hidden // USUAL_SHARING, size)


_LONGEST_FIRST = sorted(SHAPES.items(), key=lambda named: len(named[0]), reverse=True)


def _named_size(name: str) -> float:
    found = _SIZE.search(name)
    return float(found.group(1)) if found else 0.0
