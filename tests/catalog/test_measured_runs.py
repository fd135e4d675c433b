"""Measured runs as the engine reads them."""

from __future__ import annotations

import make
import pytest
from django.db import IntegrityError, transaction

from catalog.measured import memory_rows, scored, speed_rows
from engine import throughput, vram
from engine.accuracy import figures

pytestmark = pytest.mark.django_db
ASKED = {"type": "cnn_train", "workload": "lambda_resnet50", "gpu": "GeForce RTX 4090"}


def test_a_measured_speed_goes_before_the_estimate(django_assert_num_queries):
    make.measured_run(1234.0)
    make.measured_run(1.0, gpu_name="GeForce RTX 3090")
    question = throughput.read(ASKED)
    with django_assert_num_queries(1):
        rows = speed_rows(question)
    found = throughput.answer(question, None, rows)
    assert found.measured.speed == 1234
    assert found.measured.sources == ("a table of measurements",)


def test_the_gpu_that_is_given_counts():
    make.measured_run(1.0, gpu_name="GeForce RTX 3090")
    gpu = make.gpu("GeForce RTX 3090")
    assert [row.speed for row in speed_rows(throughput.read(ASKED), gpu)] == [1.0]


def test_a_row_that_can_no_longer_be_asked_is_left_out():
    make.measured_run(asked={**ASKED, "precision": "int3"})
    assert speed_rows(throughput.read(ASKED)) == []


def test_a_run_on_a_slow_host_is_handed_on_with_its_flag_and_not_shown():
    make.measured_run(flag="slow host (PCIe x1)", scored=False)
    question = throughput.read(ASKED)
    rows = speed_rows(question)
    assert [row.flag for row in rows] == ["slow host (PCIe x1)"]
    assert throughput.measured(question, rows) is None


def test_measured_memory_of_the_same_model_and_weights_is_found(django_assert_num_queries):
    asked = {"workload": "llm_infer", "arch": "Llama-3.1-8B", "params": 8_030_261_248, "weights_quant": "bf16"}
    fields = {"estimator": "memory", "type": "llm_infer", "workload": "Llama-3.1-8B", "unit": "GiB", "gpu_name": ""}
    make.measured_run(15.5, key="memory-1", asked=asked, quantity="reserved", **fields)
    make.measured_run(5.5, key="memory-2", asked={**asked, "weights_quant": "nf4"}, quantity="reserved", **fields)
    task = vram.parse(asked)
    with django_assert_num_queries(1):
        rows = memory_rows(task)
    assert [(row.key, row.gib, row.quantity) for row in rows] == [("memory-1", 15.5, "reserved")]


def test_only_scored_runs_make_the_figures():
    runs = [
        make.measured_run(100, 90),
        make.measured_run(100, None, declined="no"),
        make.measured_run(1, 9, scored=False),
    ]
    assert figures(scored(runs)).rows == 1


def test_runs_of_other_software_are_not_put_in_order_with_one_another():
    one, same, other = (make.measured_run(asked={**ASKED, "stack": stack}) for stack in ("v1", "v1", "v2"))
    alike = [run.alike for run in scored([one, same, other])]
    assert alike[0] == alike[1] != alike[2]


@pytest.mark.parametrize("fields", [{"measured": 0}, {"scored": True, "predicted": None}, {"low": 5, "high": 4}])
def test_the_database_refuses_what_makes_no_figures(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.measured_run(**fields)
