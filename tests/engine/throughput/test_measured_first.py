"""A measured figure stands before an estimate; a job's hours and energy follow from either."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.throughput.rows import gpus
from engine.throughput import InputError, MeasuredRow, Refusal, answer, predict, read, work

GPU = gpus()["GeForce RTX 4080"]
ASKED = read({"type": "llm_decode", "workload": "llama3_8B_Q4_K_M", "gpu": GPU.name, "seq": 1024})


def row(speed, stack="llama.cpp-2024-05", flag="", source="a", **more):
    return MeasuredRow(replace(ASKED, stack=stack, unit="tokens/s", **more), speed, source, flag)


def test_a_measured_row_is_shown_and_the_estimate_stands_beside_it():
    found = answer(ASKED, GPU, [row(106)])
    assert found.best == found.measured
    assert (found.measured.speed, found.measured.unit, found.measured.sources) == (106, "tokens/s", ("a",))
    assert found.estimate == predict(ASKED, GPU)


def test_of_several_rows_the_median_of_the_newest_software_counts():
    rows = [row(80, "llama.cpp-2023"), row(100), row(104, source="b"), row(120)]
    found = answer(ASKED, GPU, rows).measured
    assert (found.speed, found.stack, found.sources) == (104, "llama.cpp-2024-05", ("a", "b"))
    assert found.high == pytest.approx(104 * 1.1)


def test_the_asked_software_counts_before_a_newer_one():
    rows = [row(80, "llama.cpp-2023"), row(100)]
    found = answer(replace(ASKED, stack="llama.cpp-2023"), GPU, rows).measured
    assert (found.speed, found.stack) == (80, "llama.cpp-2023")


def test_other_software_than_the_asked_has_a_wider_band():
    found = answer(replace(ASKED, stack="mine"), GPU, [row(100)]).measured
    assert found.high == pytest.approx(130)


@pytest.mark.parametrize(
    "other",
    [
        row(1, seq=8192),
        row(1, gpu="GeForce RTX 3080"),
        row(1, n_gpu=2),
        row(1, precision="Q8_0"),
        row(1, flag="suspect (superlinear)"),
        row(1, flag="slow host (Arm)"),
    ],
)
def test_rows_of_other_work_and_rows_that_say_nothing_do_not_count(other):
    found = answer(ASKED, GPU, [other])
    assert found.measured is None
    assert found.best == found.estimate


def test_a_device_without_facts_has_measured_figures_only():
    apple = replace(ASKED, gpu="APPLE:M1 7-core")
    found = answer(apple, None, [row(9.72, gpu=apple.gpu)])
    assert found.best.speed == 9.72
    assert isinstance(found.estimate, Refusal)
    assert answer(apple, None, []).best is None


def test_a_work_that_only_a_row_knows_is_answered_by_the_row():
    asked = read({"type": "cnn_train", "workload": "mine", "gpu": GPU.name})
    measured = MeasuredRow(replace(asked, unit="images/s"), 50, "me")
    assert answer(asked, GPU, [measured]).best.speed == 50
    with pytest.raises(InputError, match="workload"):
        answer(asked, GPU, [])


def test_hours_and_energy_follow_the_speed_and_its_band():
    found = predict(read({"type": "llm_train", "workload": "llama3_8B", "gpu": GPU.name, "extra": "lora"}), GPU)
    job = work(found, 10_000_000, 450)
    assert job.hours == pytest.approx(10_000_000 / found.speed / 3600)
    assert job.least_hours < job.hours < job.most_hours
    assert job.kwh == pytest.approx(job.hours * 0.45)
    assert work(found, 10_000_000, 450, rounds=3).kwh == pytest.approx(3 * job.kwh)


@pytest.mark.parametrize(
    ("field", "numbers"),
    [("amount", (0, 450, 1)), ("amount", (float("nan"), 450, 1)), ("wall_w", (1, -1, 1)), ("rounds", (1, 1, 0))],
)
def test_a_job_without_work_power_or_rounds_is_refused_by_name(field, numbers):
    amount, wall_w, rounds = numbers
    with pytest.raises(InputError) as caught:
        work(predict(ASKED, GPU), amount, wall_w, rounds=rounds)
    assert caught.value.field == field
