"""The error of the estimates, for programs."""

from __future__ import annotations

import make
import pytest

pytestmark = pytest.mark.django_db


def test_the_figures_are_those_of_the_page(get, client, django_assert_num_queries):
    for predicted in (110, 80, 103):
        make.measured_run(100, predicted, peers={"bandwidth": 150})
    with django_assert_num_queries(1):
        rows = get("accuracy/").json()["results"]
    line = next(row for row in rows if row["type"] == "cnn_train")
    [shown, _whole] = client.get("/accuracy/").context["tables"][1].lines
    assert line["median_error"] == pytest.approx(shown.figures.median) == pytest.approx(0.1)
    assert (line["rows"], line["whole"], line["rank_correlation"]) == (3, False, None)
    assert line["share_too_low"] == pytest.approx(1 / 3)
    assert line["peers"] == [
        {"name": "bandwidth", "rows": 3, "median_error": 0.5, "own_median_error": pytest.approx(0.1)}
    ]
    assert [row["type"] for row in rows if row["whole"]] == ["all"]


def test_a_run_has_its_question_its_prediction_and_its_page(get, django_assert_num_queries):
    gpu = make.gpu()
    run = make.measured_run(1000, 1250, gpu=gpu)
    make.measured_run(1000, None, declined="no", gpu_name="CPU:Core i9", title="zzz")
    with django_assert_num_queries(2):
        [row, declined] = get("accuracy/runs/?ordering=title").json()["results"]
    assert (row["gpu"], row["error"], row["in_range"], row["group"]) == ("geforce-rtx-4090", 0.25, True, "cnn_train")
    assert row["asked"]["workload"] == "lambda_resnet50"
    assert row["url"] == f"/accuracy/?run={run.key}"
    assert (declined["gpu"], declined["error"], declined["in_range"]) == (None, None, None)
    assert declined["gpu_name"] == "CPU:Core i9"


def test_runs_take_the_filters_of_the_page(get):
    make.measured_run(title="one")
    make.measured_run(title="two", type="llm_lora_z3", estimator="memory", gpu_count=2)
    for query, expected in (
        ("estimator=memory", ["two"]), ("type=llm_lora", ["two"]), ("gpus=one", ["one"]), ("q=ONE", ["one"]),
        ("scored=false", []), ("limit=1&ordering=-title", ["two"]),
    ):  # fmt: skip
        assert [row["title"] for row in get(f"accuracy/runs/?{query}").json()["results"]] == expected, query


@pytest.mark.parametrize(
    ("path", "field", "said"),
    [
        ("accuracy/?nonsense=1", "nonsense", "Allowed"),
        ("accuracy/runs/?estimator=watts", "estimator", "memory, speed"),
        ("accuracy/runs/?type=llm", "type", "llm_decode"),
        ("accuracy/runs/?gpu=nobodys-card", "gpu", "slug"),
        ("accuracy/runs/?format=csv", "format", "Allowed"),
        ("accuracy/runs/?limit=x", "limit", "whole number"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(get, wrong, path, field, said):
    assert said in wrong(get(path))[field]
