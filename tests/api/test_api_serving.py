"""CPU or GPU in production, for programs."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import make
import pytest
import time_machine
from django.urls import reverse

from api.serializers.serving import ServingAskedSerializer
from api.throttling import Throttle
from browse.serving_form import ServingForm
from prices.models import CloudOffer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(send):
    return lambda body=None, **fields: send("post", "serving/", fields if body is None else body)


def test_nothing_need_be_said(ask):
    body = ask().json()
    assert (body["workload"], body["rate"], body["limit_ms"], body["verdict"]) == ("resnet-50", 32, 100, "unpriced")
    assert (body["cpu"]["boxes"], body["gpu"]["boxes"]) == (2, 1)
    assert body["cpu"]["price_per_hour"] is None
    assert body["cpu"]["device_source"]


def test_the_answer_is_the_pages_own(ask, client):
    asked = {"rate": 250, "cpu_price": 0.4, "gpu": "a30-pcie", "gpu_price": 0.6}
    body = ask(asked).json()
    found = client.get(reverse("browse:serving"), asked).context["answer"].comparison
    assert body["break_even_rate"] == found.break_even
    assert body["cpu"]["boxes"] == found.cpu.total == 9
    assert body["cpu"]["latency"]["p95_ms"] == pytest.approx(found.cpu.latencies.p95_s * 1000)
    assert [rung["verdict"] for rung in body["table"]] == [rung.verdict for rung in found.rungs]


def test_page_and_programs_use_the_same_names():
    assert set(ServingAskedSerializer().fields) == set(ServingForm({}, {}).fields)


def test_a_price_says_where_it_comes_from(ask):
    gpu = make.gpu("A100 PCIe 80 GB")
    gpu.slug = "a100-pcie-80-gb"
    gpu.save()
    CloudOffer.objects.create(
        row="o1", provider="Cloud", gpu=gpu, gpu_count=1, memory_gib_each=80, on_demand_per_hour=Decimal("0.87"),
        source="A price list", observed_earliest=date(2025, 12, 1),
    )  # fmt: skip
    with time_machine.travel("2026-02-01T12:00:00Z", tick=False):
        found = ask().json()["gpu"]
        entered = ask(gpu_price=1).json()["gpu"]
    assert found["price_per_hour"] == pytest.approx(0.87)
    assert found["price_source"] == {
        "offer": "o1", "provider": "Cloud", "observed_earliest": "2025-12-01", "observed_latest": None,
        "source": "A price list",
    }  # fmt: skip
    assert (entered["price_per_hour"], entered["price_source"]) == (1, None)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("rate", -1, "from 0.001 to 100,000"),
        ("rate", 10**9, "from 0.001 to 100,000"),
        ("rate", "32", "from 0.001"),
        ("rate", True, "from 0.001"),
        ("limit_ms", 0, "from 0.01 to 600,000"),
        ("batch", "many", "whole number from 1 to 1,024"),
        ("batch", 1.5, "whole number"),
        ("seed", 2**31, "from 0 to 2,147,483,647"),
        ("cpu_price", -0.1, "from 0 to 10,000"),
        ("workload", "chess", "resnet-50"),
        ("workload", None, ""),
        ("cpu", "i9-13900k", "must be one of i7-12700h"),
        ("cpu", 5, ""),
        ("spare", "yes", ""),
        ("speed", 1, "There is no such field here"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(ask, wrong, field, value, says):
    errors = wrong(ask({field: value}))
    assert list(errors) == [field]
    assert says in errors[field]


@pytest.mark.parametrize("body", [b'{"rate": NaN}', b'{"rate": Infinity}', b'{"rate": 1e999}', b"[]", b"32"])
def test_what_is_no_object_of_numbers_is_refused(ask, wrong, body):
    assert wrong(ask(body)) is not None


def test_both_speeds_of_a_cpu_are_too_many(ask, wrong):
    assert "not both" in wrong(ask(cpu_latency_ms=1, cpu_rate=1))["cpu_rate"]


def test_results_are_finite_at_the_ends_of_what_is_allowed(ask):
    for rate in (0.001, 100_000):
        for limit in (0.01, 600_000):
            for speed in (0.01, 600_000):
                response = ask(rate=rate, limit_ms=limit, cpu_latency_ms=speed, gpu_latency_ms=speed, gpu_price=10_000)
                assert response.status_code == 200
                json.loads(response.content, parse_constant=pytest.fail)


def test_an_answer_costs_one_query(ask, django_assert_num_queries):
    with django_assert_num_queries(1):
        ask()


def test_reading_is_not_allowed(get, wrong):
    wrong(get("serving/"), 405)


def test_who_asks_too_often_is_told_when_to_come_back(ask, wrong, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "serving"}}
    settings.API_RATES = dict.fromkeys(settings.API_RATES, "2/min")
    Throttle.cache.clear()
    answers = [ask() for _ in range(3)]
    Throttle.cache.clear()
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) >= 1
