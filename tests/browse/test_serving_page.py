"""The page that weighs CPUs against GPUs in production."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import make
import pytest
import time_machine
from django.urls import reverse

from prices.models import CloudOffer

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
PRICED = {"cpu_price": "0.4", "gpu": "a30-pcie", "gpu_price": "0.6"}


@pytest.fixture(autouse=True)
def _a_day_in_2026():
    with time_machine.travel("2026-02-01T12:00:00Z", tick=False):
        yield


@pytest.fixture
def ask(client):
    def ask(headers=None, **fields):
        return client.get(reverse("browse:serving"), fields, headers=headers)

    return ask


@pytest.fixture
def a100():
    gpu = make.gpu("A100 PCIe 80 GB")
    gpu.slug = "a100-pcie-80-gb"
    gpu.save()
    return gpu


def offer(row, gpu, price="0.87", **fields):
    return CloudOffer.objects.create(
        **{
            "row": row, "provider": "Cloud", "instance": f"type-{row}", "gpu": gpu, "gpu_count": 1,
            "memory_gib_each": 80, "on_demand_per_hour": Decimal(price), "source": "A price list",
            "observed_earliest": date(2025, 12, 1), "observed_latest": date(2026, 1, 5), **fields,
        }
    )  # fmt: skip


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&#x27;", "'")
    return re.sub(r" ([.,;:])", r"\1", " ".join(text.split()))


def test_prices_are_answered_in_two_sentences(ask):
    page = words(ask(**PRICED))
    assert "GPU: for 32 requests a second, 1 GPU box will do instead of 2 CPU boxes, which saves $0.20 an hour." in page
    assert "The GPU begins to pay at about 14.8 requests a second." in page


def test_at_a_low_rate_the_cheaper_box_wins_since_both_are_idle(ask):
    assert "CPU: for 5 requests a second, 1 CPU box cost $0.20 an hour less than 1 GPU box." in words(
        ask(**PRICED, rate="5")
    )


def test_without_a_cpu_price_it_says_what_one_may_cost_and_invents_none(ask, a100):
    offer("cheap", a100)
    response = ask()
    page = words(response)
    assert "For 32 requests a second, 95 % within 100 ms, it takes 2 CPU boxes or 1 GPU box." in page
    assert "With a GPU box at $0.87 an hour, the GPU is cheaper as soon as a CPU box costs more than $0.435." in page
    assert "Unknown: no source here states one. Enter yours." in page
    assert response.context["answer"].question.cpu.price is None
    assert "even at $0.435" in page


def test_without_any_price_it_asks_for_them(ask):
    page = words(ask(gpu="a30-pcie"))
    assert "Enter what the boxes cost to see which way is cheaper." in page
    assert "Unknown: no current offer has one of it." in page


def test_with_the_cpus_price_alone_it_says_what_a_gpu_may_cost(ask):
    assert "The GPU is cheaper as long as a GPU box costs less than $0.80 an hour." in words(
        ask(gpu="a30-pcie", cpu_price="0.4")
    )


def test_the_price_of_a_gpu_is_that_of_the_cheapest_current_offer_with_one(ask, a100):
    offer("dear", a100, "2.00")
    offer("cheap", a100, "0.87")
    offer("two", a100, "0.10", gpu_count=2)
    offer("old", a100, "0.05", observed_latest=date(2022, 1, 1))
    offer("euro", a100, "0.04", currency="EUR")
    response = ask()
    assert response.context["answer"].question.gpu.price == pytest.approx(0.87)
    page = words(response)
    assert "Cloud type-cheap, 5 Jan 2026" in page
    assert "A price list" in page


def test_a_limit_that_no_cpu_holds_is_said(ask):
    page = words(ask(workload="chat-8b"))
    assert "GPU: one request alone takes 16.4 s on the CPU, so that no number of CPU boxes answers within 15 s." in page
    assert "6 GPU boxes will do for 1 request a second." in page
    page = words(ask(limit_ms="0.1"))
    assert "Neither: one request alone takes 32.8 ms on the CPU and 0.437 ms on the GPU" in page


def test_an_unknown_latency_is_not_made_up(ask):
    page = words(ask(gpu="l4"))
    assert "Where only a rate was published, nothing is known of latency" in page
    assert ask(gpu="l4").context["answer"].gpu.times == {}


def test_number_formats_that_differ_are_said(ask):
    said = "The CPU was measured in fp32 and the GPU in int8"
    assert said in words(ask())
    assert said not in words(ask(gpu_rate="1000"))


def test_whether_production_needs_a_gpu_is_said_with_numbers(ask):
    page = words(ask(**PRICED))
    assert "One box (Core i7-12700H) answers 14.8 requests a second within 100 ms" in page
    assert "at 32 requests a second it does 0.216 % of what it could" in page
    assert "holding them until 32 are together takes 492 ms on average; taking whatever is there takes 0.557 ms" in page
    assert "for 1,000 requests a second it takes 33 of the CPU boxes and 1 of the GPU boxes" in page
    assert "Core i9-13900K 16.4 s, 219 an hour" in page


def test_the_chart_is_drawn_twice_with_its_break_even_and_a_table_behind_it(ask):
    response = ask(**PRICED)
    page = response.content.decode()
    assert page.count('<svg class="wide"') == page.count('<svg class="nar"') == 1
    assert page.count("GPU pays from 14.8/s") == 2
    rungs = response.context["answer"].comparison.rungs
    assert page.count('<tr class="sel" aria-current="true"><th scope="row" class="r">32</th>') == 1
    assert len(rungs) == 23


def test_both_together_are_weighed_too(ask):
    fields = {"gpu_latency_ms": "10", "gpu_price": "10", "cpu_latency_ms": "30", "cpu_price": "0.5", "rate": "95"}
    assert "with one GPU box less, CPU boxes answer what is left: 1 with a GPU and" in words(ask(**fields))
    assert "one GPU box answers all" in words(ask(**PRICED))


def test_a_spare_box_is_paid_for(ask):
    found = ask(**PRICED, spare="1").context["answer"].comparison
    assert (found.cpu.total, found.gpu.total) == (3, 2)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("rate", "-1", "Requests must be a number from 0.001 to 100,000."),
        ("rate", "0", "Requests must be a number from 0.001"),
        ("rate", "nan", "Requests must be a number from 0.001 to 100,000."),
        ("rate", "1000000000", "to 100,000"),
        ("rate", "1e9", "to 100,000"),
        ("rate", "9" * 500, "to 100,000"),
        ("rate", "३२", "to 100,000"),
        ("limit_ms", "0", "95 % within must be a number from 0.01 to 600,000."),
        ("batch", "many", "Largest batch must be a whole number from 1 to 1,024."),
        ("batch", "0", "a whole number from 1"),
        ("batch", "2.5", "a whole number from 1"),
        ("seed", "-1", "Seed must be a whole number from 0 to 2,147,483,647."),
        ("cpu_price", "-1", "Price of a CPU box must be a number from 0 to 10,000."),
        ("gpu_price", "free", "Price of a GPU box must be a number"),
        ("cpu_latency_ms", "0", "CPU, one request must be a number from 0.01"),
        ("workload", "chess", "Task must be one of resnet-50"),
        ("workload", "x" * 99, "Task: choose one of the list."),
        ("cpu", "i9-13900k", "CPU box must be one of i7-12700h"),
        ("gpu", "'\"><script>", "GPU box must be one of"),
        ("gpu", "a\x00b", "Null characters are not allowed."),
        ("spare", "perhaps", "A spare box: write 1 for yes or 0 for no."),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_worked_out(ask, field, value, says):
    response = ask(**{**PRICED, field: value})
    assert response.status_code == 422
    assert says in words(response)
    assert list(response.context["form"].errors) == [field]
    assert response.context["answer"] is None
    assert "<script>" not in response.content.decode().replace('<script src="', "")


def test_the_time_and_the_rate_of_a_cpu_exclude_each_other(ask):
    response = ask(cpu_latency_ms="10", cpu_rate="100")
    assert response.status_code == 422
    assert "enter the time of one request or the rate, not both" in words(response)


def test_htmx_gets_the_panel_and_an_address_with_what_was_entered(ask):
    response = ask(headers=HTMX, rate="50", cpu_price="", junk="1")
    assert "<html" not in response.content.decode()
    assert response["HX-Push-Url"] == "/serving/?rate=50"
    assert "HX-Request" in response["Vary"]


def test_a_page_costs_one_query(ask, a100, django_assert_num_queries):
    for number in range(9):
        offer(f"o{number}", a100)
    with django_assert_num_queries(1):
        ask(**PRICED)


def test_only_reading_is_allowed(client):
    assert client.post(reverse("browse:serving")).status_code == 405
    assert client.post(reverse("browse:how-much-data")).status_code == 405


def test_every_page_leads_there(client):
    page = client.get(reverse("browse:serving")).content.decode()
    assert page.count('href="/serving/"') == 1
    assert 'href="/guide/how-much-data/"' in page


def test_how_much_data_tells_what_is_unchecked_from_what_is_worked_out(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(reverse("browse:how-much-data"))
    page = words(response)
    assert "General knowledge, unchecked" in page
    assert "neither was checked here" in page
    assert "a model that gets 18 unseen ones right may still be wrong in 15 % of cases" in page
    assert "With 1,000 unseen scans, all right, it is at most 0.3 %" in page
