"""What running a model needs: worked rows, the terms, and what is not known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import vram
from engine.vram.weights import resident_bytes, weight_bytes

LLAMA_8B = vram.Architecture(
    "Llama 3.1 8B", parameters=8_030_261_248, layers=32, hidden=4096, heads=32, kv_heads=8, head_dim=128, ffn=14336,
    vocabulary=128_256, gated_mlp=True, tied_embeddings=False,
)  # fmt: skip
QWEN_14B = vram.Architecture(
    "Qwen2.5 14B", parameters=14_770_033_664, layers=48, hidden=5120, heads=40, kv_heads=8, head_dim=128, ffn=13824,
    vocabulary=152_064, gated_mlp=True, tied_embeddings=False,
)  # fmt: skip


def gib(estimate):
    return {str(term.name): term.gib for term in estimate.terms}


def test_a_long_prompt_takes_weights_cache_and_work():
    estimate = vram.inference(QWEN_14B, "bf16", 30_720 + 2_048, answer_tokens=2_048)
    terms = gib(estimate)
    assert terms["weights"] == pytest.approx(27.51, abs=0.01)
    assert terms["KV cache"] == pytest.approx(6.00, abs=0.01)
    assert terms["activations"] == pytest.approx(2.96, abs=0.01)
    assert estimate.peak_gib == pytest.approx(36.85, rel=0.02)  # measured


def test_the_sum_is_that_of_the_terms_with_what_lies_around_them():
    estimate = vram.inference(LLAMA_8B, "bf16", 8192)
    terms = gib(estimate)
    assert sum(terms.values()) == pytest.approx(estimate.total_gib)
    dynamic = terms["KV cache"] + terms["activations"] + terms["logits"]
    assert terms["held by the allocator"] == pytest.approx(dynamic / 2)
    assert terms["CUDA context"] == 1


def test_a_file_of_a_mixed_quantisation_is_as_large_as_the_real_one():
    size = weight_bytes(LLAMA_8B, vram.QUANTISATIONS["Q4_K_M"])
    assert size / 2**30 == pytest.approx(4.56, rel=0.02)  # the published file


def test_llama_cpp_keeps_an_input_embedding_of_its_own_in_main_memory():
    form = vram.QUANTISATIONS["F16-gguf"]
    saved = weight_bytes(LLAMA_8B, form) - resident_bytes(LLAMA_8B, form)
    assert saved == pytest.approx(128_256 * 4096 * 2)


def test_grouped_queries_shrink_the_cache_by_their_ratio():
    whole = vram.Architecture(**{**fields_of(LLAMA_8B), "kv_heads": 32})
    small, large = (gib(vram.inference(each, "bf16", 4096))["KV cache"] for each in (LLAMA_8B, whole))
    assert large == pytest.approx(4 * small)


def test_latent_attention_keeps_one_vector_a_layer():
    model = vram.Architecture(**{**fields_of(LLAMA_8B), "layers": 61, "latent_values": 576})
    assert gib(vram.inference(model, "bf16", 1024))["KV cache"] * 2**30 == 1024 * 61 * 576 * 2


def test_an_eight_bit_cache_takes_about_half():
    full, half = (gib(vram.inference(LLAMA_8B, "bf16", 4096, cache_bits=bits))["KV cache"] for bits in (16, 8))
    assert half / full == pytest.approx(0.53)


def test_attention_without_flash_keeps_scores_of_every_pair_of_tokens():
    flash, eager = (
        gib(vram.inference(LLAMA_8B, "bf16", 8192, flash_attention=flash))["activations"] for flash in (True, False)
    )
    assert (eager - flash) * 2**30 == 32 * 8192**2 * 8


def test_thirty_two_bit_weights_come_with_thirty_two_bit_work():
    half, full = (gib(vram.inference(LLAMA_8B, name, 4096)) for name in ("bf16", "fp32"))
    for term in ("weights", "KV cache", "activations"):
        assert full[term] == pytest.approx(2 * half[term])


@pytest.mark.parametrize("fact", ["parameters", "layers", "kv_heads", "head_dim", "vocabulary", "gated_mlp"])
def test_a_missing_fact_is_named_instead_of_guessed(fact):
    model = vram.Architecture(**{**fields_of(LLAMA_8B), fact: None})
    with pytest.raises(vram.UnknownFactError) as unknown:
        vram.inference(model, "bf16", 4096)
    assert unknown.value.fact == fact
    assert "Llama 3.1 8B" in str(unknown.value)


@pytest.mark.parametrize(
    ("memory_gib", "verdict"), [(30, "fits"), (20.6, "fits"), (20.4, "tight"), (18.7, "tight"), (18.5, "too large")]
)
def test_it_fits_only_with_headroom(memory_gib, verdict):
    estimate = vram.inference(LLAMA_8B, "bf16", 8192)
    assert estimate.total_gib == pytest.approx(18.63, abs=0.01)
    assert vram.verdict(estimate, memory_gib) == verdict
    assert vram.fits(estimate, memory_gib) == (verdict == "fits")


def test_every_offered_format_is_one_that_is_known():
    assert set(vram.OFFERED) <= set(vram.QUANTISATIONS)
    sizes = [vram.inference(LLAMA_8B, name, 4096).terms[0].bytes for name in ("bf16", "Q8_0", "Q6_K", "Q4_K_M", "Q2_K")]
    assert sizes == sorted(sizes, reverse=True)


@given(st.integers(1, 100_000), st.integers(1, 100_000), st.integers(1, 16), st.sampled_from(vram.OFFERED))
def test_more_tokens_and_more_answers_never_need_less(tokens, more, batch, quantisation):
    one = vram.inference(LLAMA_8B, quantisation, tokens).total_gib
    assert vram.inference(LLAMA_8B, quantisation, tokens + more).total_gib >= one
    assert vram.inference(LLAMA_8B, quantisation, tokens, batch).total_gib >= one


def fields_of(model):
    return {name: getattr(model, name) for name in model.__dataclass_fields__}
