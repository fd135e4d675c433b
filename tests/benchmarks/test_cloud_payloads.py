"""What the benchmark of clouds' answers compares, prints and writes."""

import json
import sys

import pytest

from benchmarks import cloud_payloads

ANSWER = {"data": {"gpuTypes": [{"id": "NVIDIA L4", "displayName": "L4", "memoryInGb": 24, "securePrice": 0.4}]}}
WANTED = {"gpu": "L4", "tier": "secure", "on_demand_per_gpu": 0.4, "spot_per_gpu": None}


@pytest.fixture
def bench(tmp_path, monkeypatch, capsys):
    """Give a function that writes payloads, runs the benchmark, and gives status, text and what was written."""

    def run(**payloads):
        for name, payload in payloads.items():
            (tmp_path / f"{name}.json").write_text(payload if isinstance(payload, str) else json.dumps(payload))
        out = tmp_path / "written.out"
        monkeypatch.setattr(sys, "argv", ["x", "--payloads", str(tmp_path), "--out", str(out)])
        return cloud_payloads.main(), capsys.readouterr().out, json.loads(out.read_text())

    return run


def test_an_answer_with_the_wanted_offers_agrees(bench):
    status, text, written = bench(runpod_graphql={"body": ANSWER, "expected": [WANTED]})
    assert (status, "1 of 1 agree" in text) == (0, True)
    assert written["runpod_graphql"][0].items() >= WANTED.items()


@pytest.mark.parametrize(
    ("expected", "why"),
    [
        ([], "not wanted"),
        ([WANTED, WANTED], "missing"),
        ([WANTED | {"on_demand_per_gpu": 0.40001}], "missing"),
        ([WANTED | {"tier": "community"}], "missing"),
        ([WANTED | {"spot_per_gpu": 0}], "missing"),
    ],
)
def test_what_differs_is_shown_and_fails(bench, expected, why):
    status, text, _ = bench(runpod_graphql={"body": ANSWER, "expected": expected})
    assert status == 1
    assert why in text


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("runpod_graphql", {"body": "<html>503</html>", "expected": [WANTED]}),
        ("runpod_graphql", {"body": {"errors": [{"message": "no"}], "data": None}, "expected": [WANTED]}),
        ("runpod_graphql", '{"body": '),
        ("runpod_graphql", "[]"),
        ("no_such_cloud", {"body": {}, "expected": []}),
    ],
)
def test_an_answer_that_cannot_be_read_is_wrong_and_the_others_are_read(bench, name, payload):
    status, text, written = bench(**{name: payload, "runpod_good": {"body": ANSWER}})
    assert status == 1
    assert f"WRONG {name}" in text
    assert (written[name], len(written["runpod_good"])) == ([], 1)


def test_an_answer_that_should_give_nothing_agrees_when_it_is_an_error(bench):
    assert bench(runpod_graphql={"body": "<html>", "expected": []})[0] == 0
