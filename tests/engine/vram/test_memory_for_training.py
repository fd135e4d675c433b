"""What training needs: states, activations, loss, adapters, cards, checked against worked rows and by properties."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapes import BERT, LLAMA_8B, PRESETS, QWEN_7B, estimate, gib

from engine import vram

P = LLAMA_8B.parameters / 2**30  # GiB per byte of a parameter


def test_pure_16_bit_training_holds_eight_bytes_a_parameter_and_ten_at_the_step():
    found = estimate("llm_full", "qwen", seq_len=512)
    held = sum(gib(found)[name] for name in ("weights", "gradients", "optimizer states"))
    assert held == pytest.approx(8 * QWEN_7B.parameters / 2**30)
    assert found.peak_gib == pytest.approx(10 * QWEN_7B.parameters / 2**30)
    assert found.reserved_gib == pytest.approx(73.4, rel=0.03)  # measured


@pytest.mark.parametrize(
    ("optimizer", "states"),
    [("adamw(fp32)", 8), ("adamw", 8), ("adamw8bit", 2), ("paged_adamw_8bit", 2), ("adafactor", 0.01), ("sgd", 0),
     ("sgd momentum", 4), ("adamw(deepspeed fp32 master)", 16)],
)  # fmt: skip
def test_an_optimizer_keeps_its_moments(optimizer, states):
    assert gib(estimate("llm_full", optimizer=optimizer))["optimizer states"] == pytest.approx(states * P)


def test_an_optimizer_in_backward_holds_gradients_of_the_largest_matrix_only():
    found = gib(estimate("llm_full", optimizer="adamw opt-in-bwd"))
    assert found["gradients"] * 2**30 == 2 * 128_256 * 4096
    assert found["optimizer states"] == 0


def test_galore_keeps_moments_of_a_projection():
    low, high = (
        gib(estimate("llm_galore", optimizer=f"galore{rank} adamw"))["optimizer states"] for rank in (128, 256)
    )
    assert low < high < 8 * P


def test_32_bit_weights_are_trained_with_sixteen_bytes_a_parameter():
    found = gib(estimate("llm_full", weights_quant="fp32"))
    held = sum(found[name] for name in ("weights", "gradients", "optimizer states"))
    assert held == pytest.approx(16 * P)


def test_autocast_keeps_16_bit_copies_of_32_bit_weights():
    assert gib(estimate("llm_full", weights_quant="fp32", compute_dtype="amp"))["16-bit copies"] == pytest.approx(2 * P)


def test_lora_holds_states_of_adapters_only():
    found = gib(estimate("llm_lora", trainable_params=20_000_000))
    assert found["weights"] == pytest.approx(2 * P)
    assert found["adapters with gradients and states"] * 2**30 == 16 * 20_000_000
    assert "gradients" not in found


def test_the_rank_of_lora_counts_inputs_and_outputs_of_every_matrix():
    task = vram.parse({"workload": "llm_lora", "model": "llama", "lora_rank": 16}, PRESETS)
    attention = (4096 + 4096) * 2 + (4096 + 1024) * 2
    assert task.trainable_parameters == 32 * 16 * (attention + 3 * (4096 + 14336))
    few = vram.parse({"workload": "llm_lora", "model": "llama", "lora_rank": 16, "lora_targets": "q,v"}, PRESETS)
    assert few.trainable_parameters == 32 * 16 * (4096 + 4096 + 4096 + 1024)


def test_qlora_makes_embeddings_and_head_32_bit_and_unpacks_a_matrix():
    found = gib(estimate("llm_qlora"))
    assert found["32-bit embeddings and head"] * 2**30 == 2 * 2 * 128_256 * 4096
    assert found["unpacked matrix"] * 2**30 == 2 * 4096 * 14336
    assert estimate("llm_qlora").total_gib < estimate("llm_lora").total_gib < estimate("llm_full").total_gib


def test_checkpointing_keeps_the_input_of_each_layer_and_all_of_one():
    off, on = (gib(estimate("llm_lora", grad_ckpt=each))["activations"] for each in (0, 1))
    inputs = 2048 * 32 * 4096 * 2 / 2**30
    assert on == pytest.approx(inputs + off / 32)


def test_eager_attention_keeps_scores_of_every_pair_of_tokens():
    flash, eager = (gib(estimate("llm_lora", grad_ckpt=0, attn=each))["activations"] for each in ("sdpa", "eager"))
    assert (eager - flash) * 2**30 == pytest.approx(32 * 32 * 2048**2 * 6)


@pytest.mark.parametrize(("asked", "factor"), [({}, 16), ({"logit_bytes": 1}, 1), ({"optimizer": "none(fwd+bwd)"}, 4)])
def test_the_loss_takes_so_many_bytes_for_every_token_and_word(asked, factor):
    assert gib(estimate("llm_full", **asked))["logits"] * 2**30 == 2048 * 128_256 * factor


def test_zero_cuts_states_then_weights_and_gradients_too():
    alone = gib(estimate("llm_full_ds"))
    second = gib(estimate("llm_full_ds", n_gpus=4, sharding="zero2"))
    third = gib(estimate("llm_full_ds", n_gpus=4, sharding="zero3"))
    assert second["optimizer states"] == pytest.approx(alone["optimizer states"] / 4)
    assert second["weights"] == alone["weights"]
    for name in ("weights", "gradients", "optimizer states"):
        assert third[name] == pytest.approx(alone[name] / 4)
    assert third["gathered layers"] * 2**30 == 4 * (3 * 4096 * 14336 + 128_256 * 4096)


def test_encoders_have_no_head_to_speak_of_and_the_allocator_holds_little():
    found = gib(estimate("bert_train", "bert"))
    assert "logits" not in found
    assert "held by the allocator" not in found
    assert found["weights"] == pytest.approx(4 * BERT.parameters / 2**30)


def test_convolutions_keep_output_norm_and_activation():
    asked = {"macts": 10, "macts_size": 224, "params": 1_000_000, "batch": 8}
    found = gib(estimate("cnn_train", "resnet-like", **asked))
    assert found["activations"] * 2**30 == pytest.approx(1.05 * 8 * (3 * 10e6 * 4 + 12 * 224**2))
    plain = gib(estimate("cnn_train", "VGG16", **asked))
    joined = gib(estimate("cnn_train", "Inception-v3", **asked))
    assert plain["activations"] < found["activations"] < joined["activations"]
    twice = gib(estimate("cnn_train", "resnet-like", **{**asked, "resolution": 448}))
    assert twice["activations"] == pytest.approx(4 * found["activations"])


def test_a_detector_is_known_by_its_size_and_a_later_one_by_its_parameters():
    small, large = (estimate("det_train", f"YOLOv5{size}").total_gib for size in "nx")
    assert small < estimate("det_train", "YOLO11m", params=20_100_000).total_gib < large
    with pytest.raises(vram.UnknownFactError, match="macts"):
        estimate("det_train", "Mask R-CNN")


@given(
    st.sampled_from(["llm_full", "llm_full_ds", "llm_lora", "llm_qlora", "llm_galore", "bert_train", "llm_infer"]),
    st.integers(1, 64), st.integers(1, 64), st.integers(1, 32_768), st.integers(1, 32_768), st.booleans(),
    st.sampled_from(["eager", "sdpa"]), st.booleans(),
)  # fmt: skip
def test_more_batch_or_more_context_never_needs_less(
    workload, batch, more, length, longer, checkpointing, attention, paged
):
    def total(batch, length):
        asked = {
            "seq_len": length,
            "prompt_len": length,
            "grad_ckpt": checkpointing,
            "attn": attention,
            "paged_cache": paged,
        }
        return estimate(workload, "llama", batch=batch, **asked).total_gib

    assert total(batch, length) <= total(batch + more, length)
    assert total(batch, length) <= total(batch, length + longer)


@given(st.sampled_from(["llm_infer", "llm_full", "llm_lora", "llm_qlora"]), st.integers(1, 200), st.integers(1, 50))
def test_more_layers_never_need_less(workload, layers, more):
    shape = {"hidden": 1024, "heads": 16, "ffn": 4096, "vocab": 50_000, "gated_mlp": 1, "tied_embeddings": 0}
    totals = [estimate(workload, "mine", layers=each, **shape).total_gib for each in (layers, layers + more)]
    assert totals == sorted(totals)


@given(
    st.sampled_from(list(vram.Workload)), st.integers(1, 100_000), st.integers(1, 20_000_000),
    st.integers(1, 10_000), st.integers(8, 20_000), st.sampled_from(list(vram.Sharding)),
)  # fmt: skip
def test_whatever_is_allowed_gives_a_finite_answer(workload, batch, length, cards, resolution, sharding):
    model = {"whisper_infer": "whisper-large", "diffusion_infer": "FLUX.1-dev", "det_train": "YOLOv5s"}
    asked = {"macts": 10**6, "macts_size": 8} if workload == "cnn_train" else {}
    found = estimate(
        workload, model.get(workload, "llama"), batch=batch, prompt_len=length, seq_len=length, n_gpus=cards,
        resolution=resolution, images=cards, sharding=sharding, **asked,
    )  # fmt: skip
    assert math.isfinite(found.total_gib)
    assert found.total_gib > 0
    assert found.low_gib <= found.total_gib <= found.high_gib
    assert all(term.bytes >= 0 for term in found.terms)
