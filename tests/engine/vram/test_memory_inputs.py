"""What may be asked: usual answers, and values that are refused by name."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapes import PRESETS, estimate, gib

from engine import vram
from engine.vram.inputs import FIELDS


def refused(**values):
    with pytest.raises(vram.InputError) as error:
        vram.parse({"model": "llama", **values}, PRESETS)
    return error.value


def test_a_model_and_a_task_are_enough():
    for workload in ("llm_infer", "llm_full", "llm_lora", "llm_qlora"):
        assert estimate(workload).total_gib > 5


def test_usual_answers_are_filled_in():
    task = vram.parse({"workload": "llm_qlora", "model": "llama"}, PRESETS)
    assert (task.weights_quant, task.sequence_tokens, task.batch, task.checkpointing) == ("nf4", 2048, 1, True)
    assert vram.parse({"workload": "bert_train", "model": "bert"}, PRESETS).weights_quant == "fp32"
    assert vram.parse({"workload": "diffusion_infer", "model": "FLUX.1-dev"}).resolution_px == 1024


def test_a_shape_takes_the_place_of_a_preset_and_numbers_may_be_text():
    shape = {"layers": "32", "hidden": "4096", "heads": "32", "kv_heads": "8", "ffn": "14336", "vocab": "128256"}
    made = vram.parse({**shape, "params": "8030261248"})
    assert made.model.head_dim == 128
    assert (made.model.gated_mlp, made.model.tied_embeddings) == (True, False)  # the parameters tell
    assert vram.estimate(made).total_gib == pytest.approx(estimate("llm_infer").total_gib)


def test_parameters_are_counted_where_only_the_shape_is_given():
    shape = {"layers": 32, "hidden": 4096, "heads": 32, "kv_heads": 8, "ffn": 14336, "vocab": 128_256}
    made = vram.parse({**shape, "gated_mlp": 1, "tied_embeddings": 0})
    assert made.model.parameters == PRESETS["llama"].parameters


@pytest.mark.parametrize("value", [0, -1, 1.5, "many", "nan", float("nan"), float("inf"), "1e400", True, [], 10**400])
def test_a_batch_is_a_whole_number_of_one_or_more(value):
    error = refused(batch=value)
    assert error.field == "batch"
    assert str(error) == "batch must be a whole number from 1 to 100,000."


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("prompt_len", 10**9, "from 1 to 20,000,000"),
        ("seq_len", 0, "from 1 to 20,000,000"),
        ("layers", -3, "from 1 to 2,000"),
        ("params", 0, "from 1 to"),
        ("macts", float("inf"), "must be a number from 0.001"),
        ("weights_quant", "int3", "must be one of fp32, fp16"),
        ("workload", "baking", "must be one of gguf_file, llm_infer"),
        ("optimizer", "hope", "must be one of adamw"),
        ("sharding", "zero9", "must be one of none, zero1"),
        ("kv_bits", 4, "must be one of 16, 8"),
        ("grad_ckpt", "maybe", "must be 1 or 0"),
        ("model", "x" * 201, "text of at most 200 characters"),
        ("colour", "red", "is not known; known are"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_with_what_is_allowed(field, value, says):
    error = refused(**{field: value})
    assert error.field == field
    assert str(error).startswith(field)
    assert says in str(error)


def test_heads_divide_the_hidden_size_and_kv_heads_divide_the_heads():
    with pytest.raises(vram.InputError, match="heads must divide hidden"):
        vram.parse({"hidden": 4096, "heads": 33})
    assert refused(kv_heads=7).field == "kv_heads"


def test_fewer_parameters_than_the_embeddings_hold_are_refused():
    shape = {"layers": 2, "hidden": 4096, "heads": 32, "ffn": 8192, "vocab": 100_000, "gated_mlp": 1}
    with pytest.raises(vram.InputError, match="params must be more than"):
        vram.parse({**shape, "params": 1_000_000, "tied_embeddings": 0})


@pytest.mark.parametrize(("workload", "weights"), [("llm_full", "nf4"), ("llm_lora", "Q4_K_M"), ("gguf_file", "bf16")])
def test_weights_suit_the_task(workload, weights):
    assert refused(workload=workload, weights_quant=weights).field == "weights_quant"


def test_a_model_that_nobody_knows_says_what_is_missing():
    with pytest.raises(vram.UnknownFactError, match="parameters of mystery is not known"):
        estimate("llm_full", "mystery")


def test_a_windowed_cache_keeps_the_window_of_some_layers():
    shape = {"sliding_window": 4096, "prompt_len": 32_768, "gen_len": 0, "windowed_cache": 1}
    model = vram.Architecture(**{**fields_of(PRESETS["llama"]), "windowed_share": 0.5})
    presets = {"half": model}
    whole = vram.estimate(vram.parse({"model": "half", "prompt_len": 32_768, "gen_len": 0}, presets))
    kept = vram.estimate(vram.parse({"model": "half", **shape}, presets))
    assert gib(kept)["KV cache"] == pytest.approx(gib(whole)["KV cache"] * (0.5 + 0.5 / 8))


def test_tensor_parallel_cards_share_weights_and_cache():
    one, two = (gib(estimate("llm_infer", n_gpus=cards)) for cards in (1, 2))
    assert two["weights"] == pytest.approx(one["weights"] / 2)
    assert two["KV cache"] == pytest.approx(one["KV cache"] / 2)


def test_old_stacks_make_logits_of_the_whole_prompt():
    last, whole = (gib(estimate("llm_infer", whole_prompt_logits=each))["logits"] for each in (0, 1))
    assert whole == pytest.approx(4096 * last)


@pytest.mark.parametrize(
    "chain",
    [
        ("fp32", "bf16", "gptq-int8", "fp8", "nf4", "nf4-dq"),
        ("F16", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q3_K_S", "Q2_K"),
    ],
)
def test_stronger_quantisation_never_needs_more_for_weights(chain):
    sizes = [gib(estimate("llm_infer", weights_quant=name))["weights"] for name in chain]
    assert sizes == sorted(sizes, reverse=True)


def test_speech_pictures_and_encoders_answer_too():
    assert 3 < estimate("whisper_infer", "whisper-large-v3", weights_quant="fp16").total_gib < 6
    assert estimate("whisper_infer", "whisper-tiny").total_gib < 2
    assert 30 < estimate("diffusion_infer", "FLUX.1-dev").peak_gib < 36
    assert estimate("diffusion_infer", "FLUX.1-dev", weights_quant="nf4").total_gib < 20
    assert gib(estimate("embedding", "bert"))["logits"] == 0
    with pytest.raises(vram.UnknownFactError):
        estimate("whisper_infer", "someone else's")


def test_an_estimate_takes_less_than_five_milliseconds():
    estimate("llm_full")
    started = time.perf_counter()
    for _ in range(20):
        estimate("llm_full")
    assert (time.perf_counter() - started) / 20 < 0.005


def fields_of(model):
    return {name: getattr(model, name) for name in model.__dataclass_fields__}


@pytest.mark.parametrize(
    ("name", "pipeline"),
    [("FLUX.1-schnell", 31.4), ("SDXL base UNet", 6.5), ("stable-diffusion-xl-base-1.0", 6.5), ("SD3 medium", 14.3),
     ("stable-diffusion-3-medium", 14.3), ("SD 1.5 UNet", 2.0), ("stable-diffusion-v1-5", 2.0), ("PixArt-Sigma", 10.2)],
)  # fmt: skip
def test_a_pipeline_is_known_by_the_ways_people_write_it(name, pipeline):
    found = gib(estimate("diffusion_infer", name))
    assert found["weights"] + found["text encoders and decoder"] == pytest.approx(pipeline, rel=0.02)


ANYTHING = st.one_of(st.none(), st.text(max_size=8), st.integers(), st.floats(), st.booleans(), st.lists(st.integers()))


@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), ANYTHING, max_size=6), st.sampled_from(["llama", "bert", "?"]))
def test_anything_at_all_is_estimated_or_refused_by_name(values, model):
    found = outcome({"model": model, **values})
    if isinstance(found, vram.InputError):
        assert found.field in FIELDS
    elif isinstance(found, vram.UnknownFactError):
        assert found.fact in str(found)
    else:
        assert math.isfinite(found.total_gib)


def outcome(values):
    try:
        return vram.estimate(vram.parse(values, PRESETS))
    except (vram.InputError, vram.UnknownFactError) as error:
        return error


def test_each_size_of_memory_gets_its_verdict():
    found = estimate("llm_infer")
    sizes = (0.9 * found.total_gib, 1.1 * found.total_gib, 1.3 * found.total_gib)
    assert vram.verdicts(found, sizes) == tuple(zip(sizes, ("too large", "tight", "fits"), strict=True))
    assert vram.verdicts(found, sizes, 1.0)[1][1] == "fits"


def test_a_paged_cache_comes_in_blocks_and_reads_long_prompts_in_pieces():
    plain, paged = (estimate("llm_infer", prompt_len=30_001, gen_len=0, batch=4, paged_cache=each) for each in (0, 1))
    assert gib(paged)["KV cache"] * 2**30 == 4 * 30_016 * 2 * 32 * 1024 * 2
    assert gib(paged)["activations"] < gib(plain)["activations"]
    assert paged.total_gib < plain.total_gib
