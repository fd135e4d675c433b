"""CPU or GPU in production: batching, queues, boxes and the rate at which a GPU pays."""

from __future__ import annotations

import csv
import math
import time
from dataclasses import astuple, is_dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import serving
from engine.economics import InputError
from engine.serving import Box, Promise, Question, Server, from_latency, simulate
from engine.serving.inputs import limits_of
from engine.serving.measured import devices
from engine.serving.sizing import most_rate, staircase

CPU = Server(0.0, 0.0328)  # a laptop's processor at ResNet-50
GPU = from_latency(0.000552, 19_303.9, 32)  # an A30 at the same
WITHIN = Promise(0.1)
ASSUMED = Question(Box("CPU", CPU, price=0.4), Box("GPU", GPU, price=0.6), 32, WITHIN)


def test_a_latency_and_a_rate_make_the_two_times_of_a_server():
    assert GPU.fixed_s == pytest.approx(0.0005, rel=0.001)
    assert GPU.item_s == pytest.approx(5.18e-5, rel=0.001)
    assert GPU.capacity == pytest.approx(14_829, rel=0.001)


def test_two_batches_make_them_too():
    server = serving.from_two_batches((1, 0.126), (32, 3.134), 32)
    assert server.service_s(1) == pytest.approx(0.126)
    assert server.service_s(32) == pytest.approx(3.134)


def test_a_batch_never_begins_before_nothing():
    assert from_latency(0.001, 10, 8).fixed_s == 0
    assert serving.from_two_batches((1, 0.01), (32, 3.2), 32).fixed_s == 0


@pytest.mark.parametrize(
    ("server", "load", "mean_ms", "p95_ms"),
    [
        (CPU, 0.1, 34.7, 51), (CPU, 0.5, 49.5, 101), (CPU, 0.8, 97, 246), (CPU, 0.95, 315, 843),
        (GPU, 0.1, 0.77, 1.13), (GPU, 0.5, 1.29, 1.81), (GPU, 0.8, 2.04, 3.0), (GPU, 0.95, 3.1, 4.6),
    ],
)  # fmt: skip
def test_a_run_comes_to_the_published_latencies_and_the_formula_is_near(server, load, mean_ms, p95_ms):
    rate = load * server.capacity
    found = simulate(server, rate)
    assert found.mean_s * 1000 == pytest.approx(mean_ms, rel=0.05)
    assert found.p95_s * 1000 == pytest.approx(p95_ms, rel=0.05)
    assert serving.mean_latency(server, rate) == pytest.approx(found.mean_s, rel=0.15)
    assert found.throughput == pytest.approx(rate, rel=0.02)


def test_the_formula_knows_when_requests_pile_up():
    assert serving.mean_latency(CPU, 31) == math.inf
    assert serving.mean_latency(GPU, 15_000) == math.inf


def test_batches_grow_with_the_rate_up_to_their_limit():
    assert serving.mean_batch(GPU, 1) == 1
    assert serving.mean_batch(GPU, 7_415) == pytest.approx(6, rel=0.1)
    assert serving.mean_batch(GPU, 1e6) == 32


@pytest.mark.parametrize(("rate", "full_ms", "greedy_ms"), [(10, 1560, 0.55), (100, 158, 0.57), (1000, 17.8, 0.70)])
def test_waiting_for_a_full_batch_is_what_makes_people_wait(rate, full_ms, greedy_ms):
    assert simulate(GPU, rate, wait_s=math.inf).mean_s * 1000 == pytest.approx(full_ms, rel=0.05)
    assert simulate(GPU, rate).mean_s * 1000 == pytest.approx(greedy_ms, rel=0.05)


def test_holding_for_a_while_is_between_the_two():
    means = [simulate(GPU, 100, wait_s=wait).mean_s for wait in (0, 0.01, 0.05, math.inf)]
    assert means == sorted(means)


def test_the_same_seed_gives_the_same_run_and_another_one_another():
    assert simulate(GPU, 5000) == simulate(GPU, 5000)
    assert simulate(GPU, 5000) != simulate(GPU, 5000, seed=2)


@pytest.mark.parametrize(
    ("rate", "boxes"), [(1, 1), (10, 1), (15, 2), (30, 2), (50, 3), (100, 4), (250, 9), (1000, 33)]
)
def test_boxes_are_those_of_the_worked_example(rate, boxes):
    assert serving.boxes_needed(Box("CPU", CPU), rate, WITHIN) == boxes
    assert serving.boxes_needed(Box("GPU", GPU), rate, WITHIN) == 1


def test_no_number_of_boxes_makes_one_request_quicker():
    assert serving.boxes_needed(Box("EPYC", Server(0, 0.126)), 1, WITHIN) is None
    assert most_rate(Box("EPYC", Server(0, 0.126)), 1, WITHIN) == 0


@pytest.mark.parametrize("rate", [0.001, 1, 7, 100_000])
def test_a_limit_of_exactly_one_answer_can_be_held(rate):
    boxes = serving.boxes_needed(Box("CPU", CPU), rate, Promise(CPU.alone_s))
    assert boxes >= rate * CPU.alone_s


def test_boxes_of_an_unknown_latency_are_counted_by_their_rate():
    found = serving.fleet(Box("Xeon", rate=100), 250, WITHIN)
    assert found.boxes == 3
    assert found.latencies is None
    assert found.utilisation == pytest.approx(250 / 300)


def test_a_table_has_the_boxes_that_each_rate_needs_by_itself():
    rates = [1, 7, 20, 33, 80, 210, 900]
    box = Box("CPU", CPU)
    assert staircase(box, rates, WITHIN) == [serving.boxes_needed(box, rate, WITHIN) for rate in rates]


def test_one_box_holds_up_to_a_rate_and_not_beyond():
    most = most_rate(Box("CPU", CPU), 1, WITHIN)
    assert serving.boxes_needed(Box("CPU", CPU), most, WITHIN) == 1
    assert serving.boxes_needed(Box("CPU", CPU), most * 1.02, WITHIN) == 2


def test_the_gpu_of_the_worked_example_pays_from_about_fifteen_requests_a_second():
    found = serving.compare(ASSUMED)
    assert found.verdict == "gpu"
    assert (found.cpu.boxes, found.gpu.boxes) == (2, 1)
    assert found.break_even == pytest.approx(14.8, rel=0.02)
    assert found.crossings == (15,)
    assert found.here.even_cpu_price == pytest.approx(0.3)
    assert found.gpu.per_million == pytest.approx(0.6 / (32 * 3600) * 1e6)


def test_where_the_cpu_is_cheap_enough_the_gpu_never_pays():
    found = serving.compare(Question(Box("CPU", CPU, price=0.0), Box("GPU", GPU, price=0.6), 32, WITHIN))
    assert found.verdict == "cpu"
    assert found.break_even is None


def test_a_device_that_is_too_slow_leaves_the_other_one():
    slow = Box("slow", Server(0, 0.2), price=0.1)
    assert serving.compare(Question(slow, Box("GPU", GPU, price=9), 1, WITHIN)).verdict == "only-gpu"
    assert serving.compare(Question(Box("CPU", CPU, price=9), slow, 1, WITHIN)).verdict == "only-cpu"
    neither = serving.compare(Question(slow, slow, 1, WITHIN))
    assert neither.verdict == "neither"
    assert neither.break_even is None


def test_without_a_price_the_price_at_which_both_are_even_is_said():
    found = serving.compare(Question(Box("CPU", CPU), Box("GPU", GPU, price=0.6), 32, WITHIN))
    assert found.verdict == "unpriced"
    assert found.here.even_cpu_price == pytest.approx(0.3)
    assert found.break_even is None


def test_a_spare_box_costs_and_answers_nothing():
    spare = serving.fleet(Box("CPU", CPU, price=0.4), 32, WITHIN, spare=True)
    assert (spare.boxes, spare.total, spare.per_hour) == (2, 3, pytest.approx(1.2))
    assert spare.latencies == serving.fleet(Box("CPU", CPU), 32, WITHIN).latencies


def test_some_cpus_beside_a_gpu_can_be_the_cheapest():
    gpu, cpu = Box("GPU", Server(0, 0.01), price=10), Box("CPU", Server(0, 0.03), price=0.5)
    found = serving.compare(Question(cpu, gpu, 95, WITHIN))
    assert found.gpu.boxes == 2
    assert found.both is not None
    assert found.both.gpu_boxes == 1
    assert found.both.per_hour < found.gpu.per_hour


rates = st.floats(min_value=0.1, max_value=3000)


@settings(max_examples=25, deadline=None)
@given(rates, st.floats(min_value=1.01, max_value=3))
def test_more_requests_never_need_fewer_boxes(rate, times):
    for server in (CPU, GPU):
        fewer, more = (serving.boxes_needed(Box("", server), each, WITHIN) for each in (rate, rate * times))
        assert fewer <= more


@settings(max_examples=25, deadline=None)
@given(rates, st.floats(min_value=0.04, max_value=1), st.floats(min_value=1.01, max_value=3))
def test_a_longer_limit_never_needs_more_boxes(rate, limit, times):
    strict, loose = (serving.boxes_needed(Box("", CPU), rate, Promise(each)) for each in (limit, limit * times))
    assert loose <= strict


def numbers(value):
    if is_dataclass(value):
        value = astuple(value)
    if isinstance(value, (tuple, list)):
        return [number for each in value for number in numbers(each)]
    return [value] if isinstance(value, float) else []


def allowed(name):
    limits = limits_of(name)
    if limits.whole:
        return st.none() | st.integers(int(limits.low), int(limits.high))
    return st.none() | st.sampled_from([limits.low, limits.high]) | st.floats(limits.low, limits.high)


NUMBERS = (
    "rate",
    "limit_ms",
    "batch",
    "seed",
    "cpu_price",
    "gpu_price",
    "cpu_latency_ms",
    "gpu_latency_ms",
    "gpu_rate",
)


@settings(max_examples=25, deadline=None)
@given(st.fixed_dictionaries({name: allowed(name) for name in NUMBERS}), st.sampled_from(list(serving.WORKLOADS)))
def test_whatever_is_allowed_has_a_finite_answer(raw, workload):
    found = serving.compare(serving.question(serving.parse({**raw, "workload": workload})))
    assert all(math.isfinite(number) for number in numbers(found))


@pytest.mark.parametrize(
    ("raw", "field", "says"),
    [
        ({"rate": -1}, "rate", "from 0.001 to 100,000"),
        ({"rate": 0}, "rate", "from 0.001"),
        ({"rate": math.nan}, "rate", "from 0.001"),
        ({"rate": math.inf}, "rate", "from 0.001"),
        ({"rate": 10**9}, "rate", "to 100,000"),
        ({"rate": "32"}, "rate", "from 0.001"),
        ({"rate": True}, "rate", "from 0.001"),
        ({"limit_ms": 0}, "limit_ms", "from 0.01 to 600,000"),
        ({"batch": "many"}, "batch", "a whole number from 1 to 1,024"),
        ({"batch": 1.5}, "batch", "a whole number"),
        ({"seed": -1}, "seed", "from 0"),
        ({"cpu_price": -0.1}, "cpu_price", "from 0 to 10,000"),
        ({"workload": "chess"}, "workload", "one of resnet-50"),
        ({"workload": []}, "workload", "one of"),
        ({"cpu": "i9-13900k"}, "cpu", "one of i7-12700h"),
        ({"gpu": "i7-12700h"}, "gpu", "one of a100-pcie-80-gb"),
        ({"spare": 1}, "spare", "true or false"),
        ({"cpu_latency_ms": 1, "cpu_rate": 1}, "cpu_rate", "not both"),
        ({"speed": 1}, "speed", "is not known"),
    ],
)
def test_what_is_not_allowed_is_refused_by_name(raw, field, says):
    with pytest.raises(InputError) as refused:
        serving.parse(raw)
    assert refused.value.field == field
    assert says in str(refused.value)


def test_own_speeds_go_before_those_that_were_measured():
    found = serving.question(serving.parse({"cpu_latency_ms": 50, "gpu_rate": 100, "cpu": "i7-12700h"}))
    assert found.cpu.server == Server(0.0, 0.05)
    assert (found.gpu.server, found.gpu.rate) == (None, 100)


def test_every_task_has_a_device_of_each_kind_and_an_answer():
    for workload in serving.WORKLOADS:
        assert devices(workload, "cpu")
        assert devices(workload, "gpu")
        assert serving.compare(serving.question(serving.parse({"workload": workload}))).rungs


def test_every_figure_has_a_source():
    assert all(each.source and each.how for each in serving.MEASURED)
    assert len({(each.workload, each.key) for each in serving.MEASURED}) == len(serving.MEASURED)


def test_the_figures_are_those_that_were_published(shared):
    with (shared / "cases/speed/serving.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    published = {float(row["rate"]) for row in rows} | {25_600 / 2, 104.223 / 4, 2_843.0, 16_891.88}
    latencies = {float(row["latency_ms"]) for row in rows if row["latency_ms"]}
    for each in serving.MEASURED:
        rate = each.rate or 1 / each.latency_s
        if each.workload == "chat-8b":
            rate *= 300
        near = any(rate == pytest.approx(known, rel=0.005) for known in published)
        assert near, each
        if each.workload != "chat-8b" and each.latency_s:
            assert any(each.latency_s * 1000 == pytest.approx(known) for known in latencies), each


def test_a_comparison_is_quick():
    started = time.perf_counter()
    serving.compare(Question(ASSUMED.cpu, ASSUMED.gpu, 32, Promise(0.1, seed=77)))
    assert time.perf_counter() - started < 2  # the benchmark has the real limit: test machines are slow
