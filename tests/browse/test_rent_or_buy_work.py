"""Rent or buy per unit of work: what fits, how fast it is, and what a job takes."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import make
import pytest
import time_machine
from django.urls import reverse

from catalog.models import Country, ModelPreset
from prices.models import CloudOffer, CurrencyRate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_a_day_in_2026", "_llama")]
FACTS = {
    "architecture": "Ada Lovelace", "chip": "AD102", "memory_gib": 24, "bandwidth_gbs": 1008, "board_power_w": 450,
    "compute_capability": 8.9, "tensor_cores": 512, "fp32_tflops": 82.6, "peak_train16_tflops": 165.2,
    "peak_train32_tflops": 82.6, "tensor_source": "a whitepaper",
}  # fmt: skip
ASKED = {"price": "2000", "tariff": "0.2", "hours": "100", "task": "llm_qlora"}


@pytest.fixture
def _a_day_in_2026():
    with time_machine.travel("2026-02-01T12:00:00Z", tick=False):
        yield


@pytest.fixture
def _llama():
    Country.objects.create(code="US", name="United States", usd_per_kwh=0.2)
    ModelPreset.objects.create(
        name="Llama-3.1-8B", slug="llama-3-1-8b", family="llm", parameters=8_030_261_248, layers=32, hidden=4096,
        heads=32, kv_heads=8, head_dim=128, ffn=14336, vocabulary=128256, context=131072, gated_mlp=True,
        tied_embeddings=False, source="its card",
    )  # fmt: skip


def a_gpu(name, slug, **facts):
    gpu = make.gpu(name)
    for field, value in {**FACTS, "slug": slug, **facts}.items():
        setattr(gpu, field, value)
    gpu.save()
    return gpu


def offer(row, gpu, price, count=1, **fields):
    return CloudOffer.objects.create(
        row=row, provider="Cloud", instance=row, gpu=gpu, gpu_stated=gpu.name, gpu_count=count,
        memory_gib_each=gpu.memory_gib, on_demand_per_hour=Decimal(price), source="A price list",
        observed_earliest=date(2025, 12, 1), **fields,
    )  # fmt: skip


@pytest.fixture
def market():
    own = a_gpu("GeForce RTX 4090", "rtx-4090")
    fast = a_gpu("Twice as fast", "twice", peak_train16_tflops=330.4, bandwidth_gbs=2016, board_power_w=900)
    small = a_gpu("Too small", "small", memory_gib=8)
    offer("own", own, "0.50")
    offer("two", own, "0.80", 2)
    offer("fast", fast, "0.70")
    offer("small", small, "0.01")
    offer("smalls", small, "0.02", 8)
    return own


@pytest.fixture
def ask(client, market):
    return lambda **fields: client.get(reverse("browse:rent-or-buy"), {"gpu": "rtx-4090", **ASKED, **fields})


def test_the_cheapest_work_is_chosen_not_the_cheapest_hour(ask):
    form = ask().context["form"]
    assert [each.offer.row for each in form.market.fitting][:2] == ["fast", "two"]
    assert form.chosen.offer.row == "fast"
    assert form.chosen.ratio == pytest.approx(2, rel=0.1)
    assert form.chosen.per_work == pytest.approx(0.7 / form.chosen.ratio)
    assert form.scenario.rent.speed_ratio == pytest.approx(form.chosen.ratio, rel=0.001)


def test_an_offer_that_cannot_hold_the_work_is_out_and_says_why(ask):
    market = ask().context["form"].market
    assert "small" not in [each.offer.row for each in market.fitting]
    assert any("the GPU would have to hold" in words and "and has less" in words for words in market.out_texts)


def test_several_small_gpus_stand_against_a_big_one(ask):
    fitting = {each.offer.row: each for each in ask().context["form"].market.fitting}
    assert fitting["two"].ratio > 1.5
    assert "smalls" not in fitting or fitting["smalls"].ratio > 1  # eight share what one cannot hold


def test_hours_come_of_jobs(ask):
    response = ask(hours="", jobs="12", size="10")
    form = response.context["form"]
    assert form.hours_a_month == pytest.approx(12 * form.job_hours)
    assert form.scenario.hours_per_month == pytest.approx(12 * form.job_hours)
    assert "are those of the jobs" in " ".join(response.content.decode().split())


def test_jobs_that_take_more_than_a_month_are_refused(ask):
    response = ask(hours="", jobs="100000", size="10")
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["jobs"]
    assert "a month has 730" in response.content.decode()


def test_a_machine_that_does_not_hold_the_work_is_said(ask, client):
    page = client.get(reverse("browse:rent-or-buy"), {"gpu": "small", "rent": "1", **ASKED}).content.decode()
    assert "The machine itself does not hold this work" in page


def test_a_gpu_brings_price_watts_and_memory(client, market):
    make.card("A 4090", gpu=market, price=1800)
    form = client.get(reverse("browse:rent-or-buy"), {"gpu": "rtx-4090", "gpus": "2"}).context["form"]
    assert form.number("price") == 3600
    assert form.number("memory") == 48
    assert form.number("watts") > 900


def test_offers_are_narrowed_by_provider_and_number_of_gpus(ask):
    CloudOffer.objects.filter(row="two").update(provider="Other")
    assert [each.offer.row for each in ask(provider="Other").context["form"].market.fitting] == ["two"]
    assert "two" not in [each.offer.row for each in ask(most="1").context["form"].market.fitting]
    assert ask(provider="Nobody").status_code == 422


def test_another_currency_asks_for_its_rate_and_never_invents_one(ask):
    response = ask(currency="EUR")
    assert response.context["answer"] is None
    assert [str(name) for name in response.context["missing"]] == ["1 USD is"]
    answered = ask(currency="EUR", fx="0.92", fx_on="2026-01-30", price="", tariff="")
    assert answered.context["form"].number("tariff") == pytest.approx(0.2 * 0.92)
    euro = ask(currency="EUR", fx="0.92", fx_on="2026-01-30")
    assert euro.context["answer"].scenario.rent.fx_to_base == 0.92
    assert "1 USD counts as 0.92 EUR" in " ".join(euro.content.decode().split())
    assert ask(currency="EUR", fx="0.92", fx_on="yesterday").status_code == 422
    assert ask(currency="XYZ").status_code == 422


def test_a_stored_rate_is_taken_with_its_day_and_an_old_one_is_not(ask):
    rate = CurrencyRate.objects.create(currency="USD", on=date(2026, 1, 30), per_eur=Decimal("1.25"))
    response = ask(currency="EUR", tariff="")
    assert response.context["answer"].scenario.rent.fx_to_base == pytest.approx(0.8)
    assert response.context["form"].number("tariff") == pytest.approx(0.16)
    assert "1 USD counts as 0.8 EUR: European Central Bank, 30 Jan 2026." in " ".join(response.content.decode().split())
    rate.on = date(2025, 12, 1)
    rate.save()
    assert ask(currency="EUR").context["answer"] is None


def test_hours_a_week_are_a_month_s(ask):
    assert ask(hours="10", per="week").context["answer"].scenario.hours_per_month == pytest.approx(43.45, abs=0.01)
    assert list(ask(hours="169", per="week").context["form"].errors) == ["hours"]


def test_owned_parts_cost_what_they_would_sell_for(client, market):
    build = make.build(make.card("A 4090", gpu=market, price=1800), make.psu(price=100))
    build.items.filter(kind="graphics-card").update(owned=True)
    make.gpu_price(market, 1200, condition="used", observed_on=date(2023, 10, 1))
    form = client.get(reverse("browse:rent-or-buy"), {"build": build.code, "tax": "20", "rent": "1"}).context["form"]
    assert form.number("owned") == 1200
    from engine import economics  # noqa: PLC0415  # of this test alone

    assert economics.compare(form.scenario).buy_upfront == pytest.approx(100 * 1.2 + 1200)  # no tax on what is owned


def test_the_course_is_a_csv_file(client, ask):
    response = client.get(reverse("browse:rent-or-buy-sheet"), {"gpu": "rtx-4090", **ASKED})
    lines = response.content.decode().splitlines()
    assert lines[0].startswith("month,buy_paid_out_usd,buy_less_resale_usd,rent_usd")
    assert len(lines) == 26
    assert client.get(reverse("browse:rent-or-buy-sheet"), {"price": "-1"}).status_code == 400


def test_the_json_file_asks_the_api_the_same_question(client, ask):
    body = client.get(reverse("browse:rent-or-buy-json"), {"gpu": "rtx-4090", **ASKED}).json()
    again = client.post("/api/v1/rent-or-buy/", json.dumps(body["input"]), content_type="application/json").json()
    assert again == body["figures"]


def test_the_example_of_2017_is_worked_out(client):
    page = " ".join(client.get(reverse("browse:rent-or-buy-2017")).content.decode().split())
    assert "renting cost <b>$124</b> less" in page
    assert "<b>$735</b> cheaper in the end" in page


def test_every_drawing_has_a_table(ask):
    page = ask().content.decode()
    assert page.count('<figure class="ch">') == page.count('<details class="data"><summary>The figures') == 3


def test_the_page_asks_few_questions_of_the_database(ask, django_assert_max_num_queries):
    ask()
    with django_assert_max_num_queries(14):
        ask()
