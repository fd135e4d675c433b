"""A task written back as the values that ask for it."""

from __future__ import annotations

import pytest
from shapes import PRESETS

from engine import vram
from engine.vram.inputs import FIELDS
from engine.vram.spelling import respelt, spelt

ASKED = [
    {"workload": "llm_infer", "model": "llama", "weights_quant": "fp32", "batch": "8", "attn": "eager"},
    {"workload": "llm_full", "model": "llama", "weights_quant": "fp32", "batch": 4, "optimizer": "AdamW 8bit"},
    {"workload": "llm_full_ds", "model": "llama", "n_gpus": 2, "sharding": "zero3"},
    {"workload": "llm_galore", "model": "llama"},
    {"workload": "llm_lora", "model": "llama", "lora_rank": "64", "lora_targets": "qkv", "seq_len": "8192"},
    {"workload": "llm_lora", "model": "llama", "trainable_params": 10**9},
    {"workload": "bert_train", "model": "bert", "batch": 256},
    {"workload": "diffusion_infer", "model": "FLUX.1-dev", "images": 4},
    {"workload": "gguf_file", "model": "llama", "weights_quant": "Q8_0"},
]


@pytest.mark.parametrize("raw", ASKED)
@pytest.mark.parametrize("memory_gib", [2, 6, 10, 16, 24, 48])
def test_the_values_of_a_change_are_read_as_that_change(raw, memory_gib):
    for change in vram.changes(vram.parse(raw, PRESETS), memory_gib):
        values = respelt(raw, change.task, PRESETS)
        assert spelt(vram.parse(values, PRESETS)) == spelt(change.task)
        assert vram.estimate(vram.parse(values, PRESETS)).total_gib == pytest.approx(change.estimate.total_gib)


def test_values_that_stay_are_left_as_they_were_written():
    raw = {"workload": "llm_lora", "model": "llama", "lora_rank": "8", "batch": "4"}
    task = vram.parse(raw, PRESETS)
    (batch,) = (each for each in vram.changes(task, 30) if each.names == ("a smaller batch",))
    assert respelt(raw, batch.task, PRESETS) == {**raw, "batch": batch.task.batch}


def test_every_value_of_a_task_has_the_name_of_a_field():
    for raw in ASKED:
        assert spelt(vram.parse(raw, PRESETS)).keys() <= FIELDS
