"""The speed estimate: what it says, what it refuses, and what holds whatever is asked."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.throughput.rows import gpus
from engine.throughput import KINDS, InputError, Prediction, Refusal, estimate, predict, read
from engine.throughput.constants import WEIGHTS
from engine.throughput.gates import (
    AMD_SOFTWARE,
    FACT_MISSING,
    INTEL_SOFTWARE,
    NO_BF16,
    NO_FP8,
    NO_MATRIX_UNITS,
    NO_ROCM,
    OLD_WHEELS,
    ONLY_MEASURED,
    SPILLS,
    TOO_LARGE,
)
from engine.throughput.prediction import ADAPTERS_ONLY, LAYER_SPLIT, LIMITED, SEVERAL_STREAMS

GPUS = gpus()
LARGE = GPUS["GeForce RTX 4090"]
DECODE = {"type": "llm_decode", "workload": "llama3_8B_Q4_K_M", "gpu": "GeForce RTX 4090"}
TRAIN = {"type": "llm_train", "workload": "qwen2.5_3B", "gpu": "GeForce RTX 4090"}
CNN = {"type": "cnn_train", "workload": "lambda_resnet50", "gpu": "GeForce RTX 3090"}


def speed(raw, **more):
    found = estimate({**raw, **more}, GPUS)
    assert isinstance(found, Prediction), found
    return found


def refused(raw, **more):
    found = estimate({**raw, **more}, GPUS)
    assert isinstance(found, Refusal)
    return found.reason


@pytest.mark.parametrize(
    ("raw", "least", "most"),
    [
        ({**DECODE, "gpu": "GeForce RTX 4080", "seq": 1024}, 90, 120),  # 106 measured
        ({**DECODE, "gpu": "GeForce RTX 3080", "seq": 8192}, 78, 102),  # 90
        ({**DECODE, "type": "llm_prefill", "gpu": "GeForce RTX 4070 Ti", "seq": 512}, 3200, 4700),  # 3,936
        ({**TRAIN, "workload": "qwen2.5_7B", "gpu": "H100 SXM5 80 GB", "seq": 1024, "stack": "llmq"}, 12000, 16000),
        ({**CNN, "gpu": "RTX A4500", "batch": 288}, 540, 700),  # 607
    ],
)
def test_a_card_is_about_as_fast_as_it_was_measured(raw, least, most):
    assert least < speed(raw).speed < most


def test_the_band_lies_around_the_speed_and_says_how_wide_it_is():
    found = speed(DECODE)
    assert found.low < found.speed < found.high
    assert found.unit == "tokens/s"
    assert found.spread == pytest.approx(found.high / found.speed - 1)


def test_only_type_workload_and_gpu_have_to_be_said():
    assert speed(DECODE).speed == speed(DECODE, n_gpu=1, precision="Q4_K_M", seq="1024", stack="", batch="").speed


def test_columns_that_tell_of_a_measurement_change_nothing():
    assert speed(DECODE, throughput="1", source="x", id=3, system="y") == speed(DECODE)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("n_gpu", 0, "whole number from 1 to 4,096"),
        ("n_gpu", 1.5, "whole number"),
        ("n_gpu", True, "whole number"),
        ("batch", -1, "from 1 to"),
        ("batch", "many", "from 1 to"),
        ("seq", float("nan"), "from 1 to"),
        ("seq", "inf", "from 1 to"),
        ("params_b", 0, "from 0.001 to"),
        ("needs_gib", -3, "more than 0"),
        ("power_limit_w", 0, "from 1 to 10,000"),
        ("precision", "int3", "one of fp32"),
        ("type", "dreaming", "one of cnn_train"),
        ("unit", "images/s", "one of tokens/s"),
        ("gpu", "GeForce RTX 4091", "GeForce RTX 4090"),
        ("workload", "", "is needed"),
        ("workload", 7, "a text"),
        ("colour", "red", "known are type, workload"),
    ],
)
def test_what_is_not_allowed_is_refused_by_name(field, value, says):
    with pytest.raises(InputError) as caught:
        estimate({**DECODE, field: value}, GPUS)
    assert caught.value.field == field
    assert str(caught.value).startswith(field)
    assert says in str(caught.value)


def test_a_work_that_was_never_measured_is_refused_with_those_that_were():
    with pytest.raises(InputError, match=r"workload must be one of lambda_resnet50, lambda_ssd"):
        estimate({**CNN, "workload": "resnet9000"}, GPUS)
    with pytest.raises(InputError, match=r"precision must be one of 16 bits, fp32"):
        estimate({**CNN, "precision": "fp8"}, GPUS)
    with pytest.raises(InputError, match=r"unit must be one of images/s"):
        estimate({**CNN, "unit": "runs/h"}, GPUS)


def test_a_language_model_of_unknown_size_needs_its_parameters():
    with pytest.raises(InputError, match=r"params_b is needed"):
        estimate({**DECODE, "workload": "nobodys-model"}, GPUS)
    assert speed(DECODE, workload="nobodys-model-8b").speed == pytest.approx(
        speed(DECODE, workload="nobodys-model", params_b=8).speed
    )


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"needs_gib": 25}, TOO_LARGE),
        ({"flag": "offload"}, SPILLS),
        ({"type": "cpu_llm_decode", "gpu": "CPU:any", "n_gpu": 0}, ONLY_MEASURED),
        ({"type": "llm_train", "precision": "bf16", "gpu": "Radeon Instinct MI25"}, NO_ROCM),
    ],
)
def test_a_work_that_does_not_run_has_no_speed_but_a_reason(more, reason):
    if more.get("gpu", "").startswith("Radeon"):
        gpu = replace(GPUS["Radeon RX 6800 XT"], chip="Vega 10")
        assert predict(read({**DECODE, **more, "gpu": gpu.name}), gpu) == Refusal(reason)
    else:
        assert refused(DECODE, **more) == reason


def test_a_fact_that_nobody_knows_is_named():
    assert predict(read(DECODE), replace(LARGE, bandwidth_gbs=None)) == Refusal(FACT_MISSING, "bandwidth_gbs")


@pytest.mark.parametrize(
    ("gpu", "raw", "note"),
    [
        ("GeForce GTX 1660 Ti", {**CNN, "precision": "fp16"}, NO_MATRIX_UNITS),
        ("Tesla P40", {**TRAIN, "precision": "bf16"}, NO_BF16),
        ("GeForce RTX 2080 Ti", {**TRAIN, "precision": "bf16"}, NO_BF16),
        ("GeForce RTX 3090", {**TRAIN, "precision": "fp8"}, NO_FP8),
        ("GeForce GTX 1080 Ti", CNN, OLD_WHEELS),
        ("Radeon RX 7900 XTX", DECODE, AMD_SOFTWARE),
        ("Arc B580", DECODE, INTEL_SOFTWARE),
    ],
)
def test_what_a_gpu_does_in_another_way_is_said(gpu, raw, note):
    assert note in speed(raw, gpu=gpu).notes


def test_bf16_without_hardware_for_it_is_as_slow_as_fp32():
    turing = GPUS["GeForce RTX 2080 Ti"]
    half, emulated, full = (
        predict(read({**CNN, "gpu": turing.name, "precision": name}), turing).speed for name in ("fp16", "bf16", "fp32")
    )
    assert emulated < half
    assert emulated < 2 * full


def test_makers_without_measurements_get_less_and_a_wider_band():
    card = GPUS["Radeon RX 7900 XTX"]
    found, as_if = (
        predict(read({**DECODE, "gpu": card.name}), each) for each in (card, replace(card, vendor="NVIDIA"))
    )
    assert found.speed == pytest.approx(0.85 * as_if.speed)
    assert found.spread > as_if.spread


def test_a_power_limit_gives_bounds():
    free, limited = speed(DECODE), speed(DECODE, power_limit_w=300)
    assert LIMITED in limited.notes
    assert limited.high == free.high
    assert limited.low == pytest.approx(free.low / 2)
    assert free.speed / 2 < limited.speed < free.speed
    assert speed(DECODE, power_limit_w=600) == free


def test_layers_over_several_cards_add_no_speed_to_one_stream():
    two = speed(DECODE, n_gpu=2)
    assert LAYER_SPLIT in two.notes
    assert two.speed < speed(DECODE).speed


def test_more_streams_and_adapters_are_marked_as_reckoned():
    assert SEVERAL_STREAMS in speed(DECODE, batch=8).notes
    adapters = speed(TRAIN, extra="lora")
    assert ADAPTERS_ONLY in adapters.notes
    assert speed(TRAIN).speed < adapters.speed < 1.6 * speed(TRAIN).speed
    assert speed(TRAIN, extra="actckpt").speed < speed(TRAIN).speed


def test_a_faster_link_and_a_wider_slot_are_never_slower():
    eight = {**CNN, "n_gpu": 8, "batch": 512, "type": "seq_train", "workload": "lambda_gnmt"}
    narrow, wide, switched = (
        speed(eight, interconnect=link).speed for link in ("PCIe 4.0 x8", "PCIe 4.0 x16", "NVLink")
    )
    assert narrow < wide < switched
    assert speed(eight, interconnect="NVLink bridge").speed == wide


def test_an_estimate_takes_less_than_five_milliseconds():
    speed(CNN)
    start = time.perf_counter()
    for _ in range(20):
        speed(CNN, n_gpu=4)
    assert (time.perf_counter() - start) / 20 < 0.005


WORKS = st.sampled_from(
    [(kind, path.split("/")[1]) for kind, known in WEIGHTS.items() for path in known if path.startswith("base/")]
    + [("llm_decode", "llama3_8B"), ("llm_prefill", "llama3_70B"), ("llm_train", "mpt_7b"), ("llm_serve", "llama3_8B")]
)
CARDS = st.sampled_from(sorted(GPUS))
LINKS = st.sampled_from(["", "PCIe Gen5", "PCIe 3.0 x4", "NVLink", "NVLink bridge"])
COUNTS = st.sampled_from([1, 2, 3, 4, 8, 16, 64, 4096])
BATCHES = st.one_of(st.none(), st.integers(1, 10**9))


@given(WORKS, CARDS, LINKS, COUNTS, BATCHES, st.sampled_from(["fp32", "fp16", "bf16", "fp8", "int8", "Q4_K_M"]))
def test_a_speed_is_always_a_number_and_its_band_too(work, gpu, link, count, batch, precision):
    kind, workload = work
    raw = {"type": kind, "workload": workload, "gpu": gpu, "interconnect": link, "n_gpu": count, "batch": batch}
    try:
        found = estimate({**raw, "precision": precision}, GPUS)
    except InputError:  # a number type in which the work was never measured
        found = estimate(raw, GPUS)
    if isinstance(found, Prediction):
        assert 0 < found.low < found.speed < found.high < math.inf


@given(WORKS, CARDS, LINKS, COUNTS, BATCHES)
def test_more_cards_are_never_slower_than_one_in_training(work, gpu, link, count, batch):
    kind, workload = work
    assume(KINDS[kind].training)
    raw = {"type": kind, "workload": workload, "gpu": gpu, "batch": batch}
    one, several = estimate(raw, GPUS), estimate({**raw, "interconnect": link, "n_gpu": count}, GPUS)
    assert isinstance(one, Refusal) or several.speed >= one.speed * (1 - 1e-9)


@given(WORKS, CARDS, COUNTS, st.integers(1, 10**8), st.integers(1, 10**8))
def test_a_larger_batch_never_gives_less_in_total(work, gpu, count, one, other):
    kind, workload = work
    raw = {"type": kind, "workload": workload, "gpu": gpu, "n_gpu": count}
    small, large = (estimate({**raw, "batch": batch}, GPUS) for batch in sorted((one, other)))
    assert isinstance(small, Refusal) or large.speed >= small.speed * (1 - 1e-9)


@given(CARDS, st.floats(1, 10**4), st.floats(1, 10**4))
def test_a_lower_power_limit_never_promises_more(gpu, one, other):
    less, more = (estimate({**DECODE, "gpu": gpu, "power_limit_w": limit}, GPUS) for limit in sorted((one, other)))
    assert isinstance(less, Refusal) or (less.low <= more.low and less.speed <= more.speed)
