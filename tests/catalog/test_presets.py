"""From a preset of the catalogue to the shape that the memory estimate reads."""

from __future__ import annotations

from catalog.models import ModelPreset
from catalog.presets import architecture_of, question


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


def test_stated_parameters_tell_how_the_mlp_and_the_embeddings_are_made():
    shape = architecture_of(
        preset(parameters=8_190_726_144, layers=36, hidden=4096, heads=32, kv_heads=8, head_dim=128, ffn=12288,
               vocabulary=151_936)
    )  # fmt: skip
    assert (shape.gated_mlp, shape.tied_embeddings) == (True, False)


def test_which_layers_have_a_window_is_known_for_some_families():
    assert architecture_of(preset("Gemma-2-9b", sliding_window=4096)).windowed_share == 0.5
    assert architecture_of(preset("Newcomer", sliding_window=4096)).windowed_share is None
    assert architecture_of(preset("Gemma-7b")).windowed_share is None


def test_outputs_of_convolutions_are_read_from_the_presets_note():
    note = "img 160; GMACs 2.1; activations (MActs) 5.67 at that size (scale by area)"
    assert question(preset("resnet50", extra=note)) == {"macts": 5.67, "macts_size": 160}
    assert question(preset()) == {}
