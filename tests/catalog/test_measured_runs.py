"""Measured runs as the engine reads them."""

from __future__ import annotations

import make
import pytest
from django.db import IntegrityError, transaction

from catalog import speed
from catalog.measured import scored
from catalog.models import MeasuredRun
from engine import throughput
from engine.accuracy import figures

pytestmark = pytest.mark.django_db
ASKED = {"type": "cnn_train", "workload": "lambda_resnet50", "gpu": "GeForce RTX 4090"}


def shown(**fields):
    """Make a run on a GPU of the catalogue, and give what is measured of that work there."""
    gpu = make.gpu()
    make.measured_run(gpu=gpu, **fields)
    return speed.measured_rows(speed.ask(ASKED, None)).get(gpu.pk, [])


def test_measured_speeds_of_a_work_are_found_by_their_gpu(django_assert_num_queries):
    gpu, other = make.gpu(), make.gpu("GeForce RTX 3090")
    make.measured_run(1234.0, gpu=gpu)
    make.measured_run(1.0, gpu=other, gpu_name=other.name)
    make.measured_run(5.0, gpu=gpu, workload="lambda_ssd")
    with django_assert_num_queries(1):
        rows = speed.measured_rows(speed.ask(ASKED, None))
    assert {key: [row.speed for row in each] for key, each in rows.items()} == {gpu.pk: [1234.0], other.pk: [1.0]}


def test_a_row_that_can_no_longer_be_asked_is_left_out():
    assert [row.speed for row in shown()] == [100.0]
    MeasuredRun.objects.update(asked={**ASKED, "precision": "int3"})
    assert speed.measured_rows(speed.ask(ASKED, None)) == {}


def test_a_run_on_a_slow_host_is_handed_on_with_its_flag_and_not_shown():
    rows = shown(flag="slow host (PCIe x1)", scored=False)
    assert [row.flag for row in rows] == ["slow host (PCIe x1)"]
    assert throughput.measured(throughput.read(ASKED), rows) is None


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
