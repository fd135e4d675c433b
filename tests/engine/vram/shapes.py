"""Shapes of models that several tests ask about."""

from __future__ import annotations

from engine import vram

LLAMA_8B = vram.Architecture(
    "Llama 3.1 8B", parameters=8_030_261_248, layers=32, hidden=4096, heads=32, kv_heads=8, head_dim=128, ffn=14336,
    vocabulary=128_256, gated_mlp=True, tied_embeddings=False,
)  # fmt: skip
QWEN_7B = vram.Architecture(
    "Qwen 7B", parameters=7_721_324_544, layers=32, hidden=4096, heads=32, kv_heads=32, head_dim=128, ffn=11008,
    vocabulary=151_936, gated_mlp=True, tied_embeddings=False,
)  # fmt: skip
BERT = vram.Architecture(
    "BERT base", parameters=108_496_128, layers=12, hidden=768, heads=12, kv_heads=12, head_dim=64, ffn=3072,
    vocabulary=30_522, gated_mlp=False, tied_embeddings=True,
)  # fmt: skip
PRESETS = {"llama": LLAMA_8B, "qwen": QWEN_7B, "bert": BERT}


def estimate(workload, model="llama", **values):
    return vram.estimate(vram.parse({"workload": workload, "model": model, **values}, PRESETS))


def gib(found):
    return {str(term.name): term.gib for term in found.terms}
