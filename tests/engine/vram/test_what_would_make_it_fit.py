"""What is offered when a task does not fit: each way truly fits, by the same estimate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapes import PRESETS

from engine import vram


def asked(workload, model="llama", **values):
    return vram.parse({"workload": workload, "model": model, **values}, PRESETS)


def names(found):
    return [" + ".join(each.names) for each in found]


def test_full_training_that_does_not_fit_becomes_lora_or_takes_more_cards():
    task = asked("llm_full")
    assert vram.verdict(vram.estimate(task), 48, vram.HEADROOM) == "too large"
    offered = names(vram.changes(task, 48))
    assert {"LoRA", "QLoRA", "more cards"} <= set(offered)
    assert "gradient checkpointing" not in offered  # it is on already


def test_a_long_batch_becomes_shorter_by_halves_until_it_fits():
    (change,) = (each for each in vram.changes(asked("llm_lora", batch=8), 40) if each.names == ("a smaller batch",))
    assert change.task.batch in {1, 2, 4}
    assert not vram.fits(vram.estimate(asked("llm_lora", batch=2 * change.task.batch)), 40, vram.HEADROOM)


def test_training_without_checkpointing_is_offered_it():
    task = asked("llm_lora", grad_ckpt=0, seq_len=4096, logit_bytes=1)
    assert "gradient checkpointing" in names(vram.changes(task, 40))


def test_an_eight_bit_optimizer_is_offered_where_states_are_what_is_too_much():
    assert "an 8-bit optimizer" in names(vram.changes(asked("llm_full_ds"), 80))


def test_answering_is_offered_lower_precision_and_a_shorter_context():
    offered = vram.changes(asked("llm_infer", prompt_len=16_384), 24)
    assert {"lower precision", "a shorter context"} <= set(names(offered))
    lower = next(each for each in offered if each.names == ("lower precision",))
    assert lower.task.weights_quant == "fp8"  # the first that fits, not the smallest


def test_convolutions_are_offered_fewer_pictures_smaller_ones_and_half_precision():
    task = asked("cnn_train", "resnet50", params=25_560_000, macts=11.11, macts_size=224, batch=256)
    assert {"a smaller batch", "smaller pictures", "lower precision"} <= set(names(vram.changes(task, 24)))


def test_ways_are_taken_together_where_none_is_enough():
    (change,) = vram.changes(asked("llm_full", batch=16, seq_len=8192), 16)
    assert len(change.names) > 1
    assert change.estimate == vram.estimate(change.task)
    assert vram.fits(change.estimate, 16, vram.HEADROOM)


def test_nothing_is_offered_where_nothing_helps():
    assert vram.changes(asked("llm_full"), 0.5) == ()


@given(
    st.sampled_from(["llm_infer", "llm_full", "llm_full_ds", "llm_lora", "llm_qlora", "bert_train"]),
    st.sampled_from([8, 12, 16, 24, 32, 48, 80]), st.integers(1, 64), st.integers(256, 65_536),
    st.sampled_from(["eager", "sdpa"]),
)  # fmt: skip
def test_whatever_is_offered_fits(workload, memory, batch, length, attention):
    task = asked(workload, batch=batch, seq_len=length, prompt_len=length, attn=attention)
    for change in vram.changes(task, memory):
        assert vram.verdict(vram.estimate(change.task), memory, vram.HEADROOM) == "fits"


@pytest.mark.parametrize("headroom", [1.0, 1.2, 1.5])
def test_the_headroom_is_a_choice(headroom):
    for change in vram.changes(asked("llm_full"), 40, headroom):
        assert change.estimate.total_gib * headroom <= 40
