"""Config files of models, written here from what such files say, and what is read of them."""

from __future__ import annotations

import json

import pytest

from engine import vram

LLAMA = """{"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 4096,
 "intermediate_size": 14336, "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
 "max_position_embeddings": 131072, "tie_word_embeddings": false, "vocab_size": 128256}"""
QWEN = """{"model_type": "qwen2", "hidden_size": 1536, "intermediate_size": 8960, "num_attention_heads": 12,
 "num_hidden_layers": 28, "num_key_value_heads": 2, "sliding_window": 32768, "use_sliding_window": false,
 "tie_word_embeddings": true, "vocab_size": 151936, "max_position_embeddings": 131072}"""
MISTRAL = """{"model_type": "mistral", "hidden_size": 4096, "intermediate_size": 14336, "num_attention_heads": 32,
 "num_hidden_layers": 32, "num_key_value_heads": 8, "sliding_window": 4096, "vocab_size": 32000}"""
MIXTRAL = """{"model_type": "mixtral", "hidden_size": 4096, "intermediate_size": 14336, "num_attention_heads": 32,
 "num_hidden_layers": 32, "num_key_value_heads": 8, "num_local_experts": 8, "num_experts_per_tok": 2,
 "sliding_window": null, "vocab_size": 32000}"""
DEEPSEEK = """{"model_type": "deepseek_v3", "hidden_size": 7168, "intermediate_size": 18432, "num_hidden_layers": 61,
 "num_attention_heads": 128, "num_key_value_heads": 128, "kv_lora_rank": 512, "q_lora_rank": 1536,
 "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128, "n_routed_experts": 256, "n_shared_experts": 1,
 "num_experts_per_tok": 8, "moe_intermediate_size": 2048, "first_k_dense_replace": 3, "vocab_size": 129280}"""
GEMMA = """{"model_type": "gemma2", "hidden_size": 2304, "intermediate_size": 9216, "num_attention_heads": 8,
 "num_hidden_layers": 26, "num_key_value_heads": 4, "head_dim": 256, "sliding_window": 4096, "vocab_size": 256000}"""
GPT2 = (
    """{"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "n_positions": 1024, "vocab_size": 50257}"""
)
BERT = """{"model_type": "bert", "hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12,
 "num_hidden_layers": 12, "max_position_embeddings": 512, "vocab_size": 30522}"""
VIT = """{"model_type": "vit", "hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12,
 "num_hidden_layers": 12, "image_size": 224, "patch_size": 16}"""
WHISPER = """{"model_type": "whisper", "d_model": 1280, "encoder_layers": 32, "decoder_layers": 32,
 "encoder_attention_heads": 20, "decoder_attention_heads": 20, "encoder_ffn_dim": 5120, "decoder_ffn_dim": 5120,
 "max_target_positions": 448, "vocab_size": 51865}"""


def read(text, **changed):
    return vram.read_config({**json.loads(text), **changed})


@pytest.mark.parametrize(
    ("text", "billions"),
    [(LLAMA, 8.030), (QWEN, 1.544), (MISTRAL, 7.242), (MIXTRAL, 46.70), (DEEPSEEK, 671.0), (GEMMA, 2.614),
     (GPT2, 0.1244), (BERT, 0.1095), (VIT, 0.0858), (WHISPER, 1.543)],
    ids=["llama", "qwen", "mistral", "mixtral", "deepseek", "gemma", "gpt2", "bert", "vit", "whisper"],
)  # fmt: skip
def test_parameters_follow_from_the_shape(text, billions):
    reading = read(text)
    assert reading.architecture.parameters / 1e9 == pytest.approx(billions, rel=0.01)
    assert reading.lacks == ()


def test_grouped_queries_and_the_size_of_a_head_are_read():
    shape = read(LLAMA).architecture
    assert (shape.kv_heads, shape.head_dim, shape.kv_width) == (8, 128, 1024)
    assert read(GEMMA).architecture.query_width == 2048


def test_a_window_counts_only_where_it_is_used():
    assert read(MISTRAL).architecture.sliding_window == 4096
    assert read(MISTRAL).architecture.windowed_share == 1
    assert read(QWEN).architecture.sliding_window is None
    assert read(GEMMA).architecture.windowed_share == 0.5
    half = read(QWEN, use_sliding_window=True, layer_types=["full_attention", "sliding_attention"] * 14)
    assert half.architecture.windowed_share == 0.5


def test_experts_and_latent_attention_are_read():
    assert (read(MIXTRAL).architecture.experts, read(MIXTRAL).architecture.active_experts) == (8, 2)
    assert read(DEEPSEEK).architecture.latent_values == 576


def test_gemma_has_four_norms_a_layer_and_one_matrix_for_input_and_output():
    shape = read(GEMMA).architecture
    assert (shape.norms_per_layer, shape.tied_embeddings) == (4, True)


def test_words_of_a_model_that_sees_pictures_are_in_a_part_of_the_file():
    nested = vram.read_config({"model_type": "gemma3", "text_config": json.loads(GEMMA)})
    assert nested.architecture.hidden == 2304
    assert nested.architecture.windowed_share == pytest.approx(5 / 6)


@pytest.mark.parametrize("text", [LLAMA, QWEN, MISTRAL, MIXTRAL, DEEPSEEK, GEMMA, GPT2])
def test_what_was_read_can_be_estimated(text):
    shape = read(text).architecture
    for workload in ("llm_infer", "llm_full", "llm_lora", "llm_qlora"):
        assert vram.estimate(vram.parse({"workload": workload, "model": "read"}, {"read": shape})).total_gib > 0


@pytest.mark.parametrize(("text", "workload"), [(BERT, "bert_train"), (VIT, "vit_train"), (WHISPER, "whisper_infer")])
def test_encoders_and_whisper_can_be_estimated(text, workload):
    shape = read(text).architecture
    assert vram.estimate(vram.parse({"workload": workload, "model": "read"}, {"read": shape})).total_gib > 0


def test_a_kind_that_nobody_knows_says_what_it_lacks():
    reading = vram.read_config({"model_type": "snail", "hidden_size": 512, "num_hidden_layers": 4, "vocab_size": 1000})
    assert reading.kind == "snail"
    assert reading.lacks == ("heads", "ffn", "gated_mlp", "tied_embeddings")
    assert vram.read_config({}).lacks[0] == "layers"


@pytest.mark.parametrize(("name", "value"), [("hidden_size", "wide"), ("num_hidden_layers", -1), ("vocab_size", 1e30),
                                             ("num_attention_heads", [32]), ("num_key_value_heads", 0),
                                             ("num_attention_heads", 33)])  # fmt: skip
def test_a_value_that_no_model_has_is_refused_by_its_name(name, value):
    with pytest.raises(vram.InputError) as error:
        read(LLAMA, **{name: value})
    assert error.value.field == name


@pytest.mark.parametrize("value", [None, [], "text", 3])
def test_what_is_no_object_is_refused(value):
    with pytest.raises(vram.InputError, match="config must be an object"):
        vram.read_config(value)
