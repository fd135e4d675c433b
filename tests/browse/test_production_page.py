"""Does production need a GPU?"""

from __future__ import annotations

import re

import make
import pytest

from browse.production import RATES, cases
from engine.serving import Promise, boxes_needed, simulate

pytestmark = pytest.mark.django_db


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_it_says_of_each_task_whether_processors_do(client):
    shown = words(client.get("/guide/production/"))
    for name in ("ResNet-50", "BERT large", "MobileNetV3"):
        assert name in shown
    assert "95 % within" in shown
    assert "requests a second" in shown


def test_a_processor_that_is_too_slow_for_the_limit_has_no_number_of_boxes():
    epyc = next(each for case in cases() for each in case.devices if each.device.key == "epyc-2-cores")
    assert epyc.alone_ms > epyc.limit_ms
    assert epyc.boxes == (None,) * len(RATES)
    assert not epyc.in_time


def test_a_box_holds_what_the_simulation_says_it_holds():
    laptop = next(each for each in cases()[0].devices if each.device.key == "i7-12700h")
    server, promise = laptop.device.server(32), Promise(laptop.limit_ms / 1000)
    assert simulate(server, laptop.one_holds * 0.97, servers=1, seed=promise.seed).p95_s <= promise.limit_s
    assert simulate(server, laptop.one_holds * 1.05, servers=1, seed=promise.seed).p95_s > promise.limit_s
    assert laptop.boxes[1] == boxes_needed(laptop.device.box(32), 32, promise) == 2


def test_the_verdict_follows_from_the_processors_alone():
    verdicts = {case.name: case.verdict for case in cases()}
    assert verdicts["ResNet-50"] == "some"
    assert verdicts["BERT large, 384 tokens"] == "untimed"
    assert verdicts["MobileNetV3 large"] == "yes"
    assert all(case.cpus for case in cases())


def test_what_a_gpu_box_costs_is_the_cheapest_offer_with_one(client, django_assert_num_queries):
    gpu = make.gpu("L4", slug="l4")
    make.cloud_offer(gpu, per_hour="0.44")
    make.cloud_offer(gpu, per_hour="0.60")
    with django_assert_num_queries(1):
        assert "$0.44" in words(client.get("/guide/production/"))


def test_the_page_on_data_says_how_long_training_on_it_takes(client, django_assert_num_queries):
    make.fast_gpu()
    with django_assert_num_queries(1):
        response = client.get("/guide/how-much-data/")
    small, _middle, whole = (row.work[0] for row in response.context["trainings"])
    assert whole.hours / small.hours == pytest.approx(1_281_167 * 90 / 50_000)
    assert "amount=1281167" in response.content.decode()
