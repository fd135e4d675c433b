"""From a preset of the catalogue to the shape that the memory estimate reads."""

from __future__ import annotations

from pathlib import Path

from catalog import starter, vram
from catalog.fixtures import Reader
from catalog.models import ModelPreset
from catalog.presets import architecture_of, question

ROOT = Path(__file__).resolve().parents[2]


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


def test_a_vision_transformer_reads_a_token_for_each_patch_and_one_more():
    note = "img 518; GMACs 151.71; activations (MActs) 397.58 at that size (scale by area)"
    assert question(preset("vit_base_patch14_dinov2", extra=note))["seq_len"] == 37 * 37 + 1
    assert "seq_len" not in question(preset("resnet50", extra=note))


DECLINED = {"AuraFlow": "model", "flan-t5-xxl": "tied_embeddings", "t5-base": "tied_embeddings"}


def test_every_preset_of_the_starter_catalogue_is_estimated_or_says_which_fact_it_lacks():
    rows = starter.read(Reader(ROOT / "fixtures")).presets
    answers = {}
    for row in rows:
        made = ModelPreset(**row.values)
        answers[made.name] = set(vram.ask({"model": made.name}, made).errors)
    assert len(answers) == 108
    assert {name: fields.pop() for name, fields in answers.items() if fields} == DECLINED
