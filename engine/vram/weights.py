"""What the weights take, by format.

Bytes per parameter come from how a format lays out a block: its bits, plus the scales that go with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.vram.architecture import Architecture

BYTE = 8  # bits
FULL = 32
HALF = 16
NORM_BYTES_GGUF = 4


@dataclass(frozen=True, slots=True)
class Quantisation:
    """A format of weights. `linear_bits` holds for the linear layers, `head_bits` for the output matrix."""

    key: str
    linear_bits: float
    head_bits: float = HALF
    plain_bits: float = HALF  # embeddings and norms
    gguf: bool = False  # llama.cpp
    packs: bool = False  # 16-bit weights are loaded first and packed on the card
    dequantises: bool = False  # bitsandbytes unpacks one matrix at a time to work with it

    @property
    def compute_bytes(self) -> int:
        """Bytes of a number that is worked with: activations and cache."""
        return 4 if self.linear_bits == FULL else 2


def _gguf(key: str, linear_bits: float, head_bits: float) -> Quantisation:
    return Quantisation(key, linear_bits, head_bits, gguf=True)


def _packed(key: str, bytes_each: float, *, dequantises: bool = False, packs: bool = False) -> Quantisation:
    return Quantisation(key, bytes_each * BYTE, dequantises=dequantises, packs=packs or dequantises)


QUANTISATIONS: dict[str, Quantisation] = {
    each.key: each
    for each in (
        Quantisation("fp32", FULL, FULL, FULL),
        Quantisation("fp16", HALF),
        Quantisation("bf16", HALF),
        _packed("int8", 1.0005, dequantises=True),  # one scale per row
        _packed("nf4", 0.5 + 4 / 64, dequantises=True),  # a 32-bit scale per 64
        _packed("nf4-dq", 0.5 + 1 / 64 + 4 / (64 * 256), dequantises=True),  # the scales quantised once more
        _packed("int4", 0.5 + 2 / 128),
        _packed("gptq-int4", 0.5 + 2.5 / 128 + 0.002),  # group 128: scale, packed zero, group index
        _packed("gptq-int8", 1 + 3 / 128 + 0.002),
        _packed("awq-int4", 0.5 + 2.5 / 128),
        _packed("fp8", 1 + 4 / 128**2),  # a 32-bit scale per block of 128 × 128
        _packed("torchao-fp8", 1.001),  # one scale per row
        _packed("torchao-int8", 1.001),
        _packed("torchao-int4", 0.5 + 4 / 64),  # group 64: 16-bit scale and zero
        _packed("torchao-fp6", 0.76),
        _packed("quanto-fp8", 1.001),
        _packed("quanto-int8", 1.001),
        _packed("quanto-int4", 0.5 + 8 / 128, packs=True),
        _packed("mxfp4", 0.5 + 1 / 32),  # an 8-bit scale per 32: OCP Microscaling Formats 1.0
        # GGUF: block formats exactly, mixes as averages over the layers
        _gguf("F16-gguf", 16, 16),
        _gguf("F16", 16, 16),
        _gguf("BF16", 16, 16),
        _gguf("Q8_0", 34 * BYTE / 32, 34 * BYTE / 32),
        _gguf("Q6_K", 210 * BYTE / 256, 210 * BYTE / 256),
        _gguf("Q5_K_M", 5.67, 6.5625),
        _gguf("Q5_K_S", 5.5, 6.5625),
        _gguf("Q4_K_M", 4.80, 6.5625),
        _gguf("Q4_K_S", 4.55, 6.5625),
        _gguf("Q5_1", 24 * BYTE / 32, 6.5625),
        _gguf("Q5_0", 22 * BYTE / 32, 6.5625),
        _gguf("Q4_1", 20 * BYTE / 32, 6.5625),
        _gguf("Q4_0", 18 * BYTE / 32, 6.5625),
        _gguf("IQ4_NL", 18 * BYTE / 32, 6.5625),
        _gguf("Q3_K_L", 4.18, 6.5625),
        _gguf("Q3_K_M", 3.84, 6.5625),  # counted: output and down matrices Q4_K, values Q5_K, the rest Q3_K
        _gguf("Q3_K_S", 3.4375, 6.5625),
        _gguf("Q2_K", 2.9, 6.5625),
        _gguf("IQ4_XS", 4.25, 6.5625),
        _gguf("IQ3_M", 110 * BYTE / 256, 6.5625),
        _gguf("IQ3_S", 110 * BYTE / 256, 6.5625),  # from here the blocks alone where no average is known: a little low
        _gguf("IQ3_XS", (110 + 98) / 2 * BYTE / 256, 6.5625),  # half IQ3_S, half IQ3_XXS
        _gguf("IQ3_XXS", 3.06, 5.5),
        _gguf("Q2_K_S", 84 * BYTE / 256, 6.5625),
        _gguf("IQ2_M", 82 * BYTE / 256, 5.5),
        _gguf("IQ2_S", 82 * BYTE / 256, 5.5),
        _gguf("IQ2_XS", 74 * BYTE / 256, 5.5),
        _gguf("IQ2_XXS", 2.06, 5.5),
        _gguf("IQ1_M", 56 * BYTE / 256, 5.5),
        _gguf("IQ1_S", 50 * BYTE / 256, 5.5),
    )
}
# What the site offers, best first; the rest is there for measurements and for programs.
OFFERED = (
    "bf16", "fp16", "fp8", "int8", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "awq-int4", "gptq-int4", "nf4", "Q3_K_S", "Q2_K",
)  # fmt: skip


def weight_bytes(model: Architecture, quantisation: Quantisation) -> float:
    """Give the bytes of all weights; for GGUF those of the file."""
    groups = model.groups
    if not quantisation.gguf:
        plain = (groups.embedding + groups.norms) * quantisation.plain_bits
        return (groups.linear * quantisation.linear_bits + groups.head * quantisation.head_bits + plain) / BYTE
    tied = not groups.head
    shared_bits = quantisation.head_bits if tied else quantisation.linear_bits
    matrices = groups.linear * quantisation.linear_bits + groups.head * quantisation.head_bits
    return (matrices + groups.embedding * shared_bits) / BYTE + groups.norms * NORM_BYTES_GGUF


def resident_bytes(model: Architecture, quantisation: Quantisation) -> float:
    """Give the bytes of the weights that lie on the cards: llama.cpp keeps an input embedding of its own in RAM."""
    whole = weight_bytes(model, quantisation)
    groups = model.groups
    if quantisation.gguf and groups.head:
        return whole - groups.embedding * quantisation.linear_bits / BYTE
    return whole
