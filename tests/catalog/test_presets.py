"""From a preset of the catalogue to the shape that the memory estimate reads."""

from __future__ import annotations

from catalog.models import ModelPreset
from catalog.presets import architecture_of


def preset(name="Qwen3-8B", **fields):
    return ModelPreset(name=name, family="llm", **fields)


def test_columns_become_the_shape_and_what_is_not_stated_stays_unknown():
    shape = architecture_of(preset(layers=36, hidden=4096, tied_embeddings=False))
    assert (shape.layers, shape.hidden, shape.tied_embeddings) == (36, 4096, False)
    assert shape.parameters is None
    assert shape.norms_per_layer == 2
    assert shape.latent_values is None


def test_gemma_2_and_3_have_four_norms_a_layer():
    assert architecture_of(preset("Gemma-3-27b-it")).norms_per_layer == 4
    assert architecture_of(preset("Gemma-7b")).norms_per_layer == 2


def test_latent_attention_is_read_from_the_presets_note():
    note = "MLA: kv_lora_rank 512 + rope 64 -> KV cache 576 values per token per layer; fp8"
    assert architecture_of(preset("DeepSeek-V3/R1 671B", extra=note)).latent_values == 576
