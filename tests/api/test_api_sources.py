"""Where the data comes from, for programs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import make
import pytest

pytestmark = pytest.mark.django_db


def test_sources_have_their_licence_and_what_came_from_them(get):
    make.card(price=10, fields={"retrieved_on": date(2026, 8, 17)})
    make.gpu()
    make.source("from-memory", checked=False)
    rows = {row["key"]: row for row in get("sources/").json()["results"]}
    row = rows["test-source"]
    assert (row["licence"], row["parts"], row["gpus"], row["prices"]) == ("CC0", 1, 1, 1)
    assert (row["read_on"], row["checked"]) == ("2026-08-17", True)
    assert "load_starter" in row["update"]
    assert rows["from-memory"]["checked"] is False
    assert rows["from-memory"]["read_on"] is None


def test_fill_rates_have_a_count_for_each_fact_of_each_kind(get):
    make.cpu(socket="AM5")
    make.cpu(socket=None)
    rows = {row["kind"]: row for row in get("fill-rates/").json()["results"]}
    assert len(rows) == 11
    facts = {fact["name"]: fact for fact in rows["cpu"]["facts"]}
    assert facts["socket"] == {"name": "socket", "label": "Socket", "known": 1, "total": 2, "share": 0.5}
    assert rows["model"]["total"] == 0


@pytest.mark.parametrize("path", ["sources/", "fill-rates/"])
def test_an_unchanged_answer_is_not_sent_twice(get, path, wrong):
    make.cpu()
    first = get(path)
    assert get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    make.cpu()
    assert get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    assert "Allowed:" in wrong(get(f"{path}?nonsense=1"))["nonsense"]


@pytest.mark.parametrize(("path", "number"), [("sources/", 4), ("fill-rates/", 1)])
def test_they_take_the_same_queries_however_much_there_is(get, django_assert_num_queries, path, number):
    for place in range(4):
        make.source(f"source-{place}")
        make.card(price=1)
    with django_assert_num_queries(number):
        get(path)


def test_a_cloud_offer_has_its_prices_per_gpu_and_what_is_known_of_its_provider(get):
    make.provider("Cloud", billing_step_seconds=60, egress_usd_per_gb=Decimal(0), read_on=date(2026, 11, 24))
    make.cloud_offer(
        per_hour=Decimal(10), gpu_count=8, memory_gib_each=80, spot_per_hour=Decimal(4), committed_per_hour=Decimal(8)
    )
    make.cloud_offer(provider="Other", per_hour=Decimal(2), spot_per_hour=Decimal(2), comparable=False)
    first, second = get("cloud-offers/").json()["results"]
    assert (first["per_gpu_hour"], first["per_gib_hour"]) == ("1.250000", "0.015625")
    assert (first["spot"], first["spot_per_gpu_hour"], first["spot_per_gib_hour"]) == (
        "4.000000",
        "0.500000",
        "0.006250",
    )
    assert (first["committed_per_gpu_hour"], first["commitment_months"]) == ("1.000000", None)
    facts = first["provider_facts"]
    assert (facts["billing_step_seconds"], facts["billing_source"]) == (60, "a page")
    assert (facts["egress_usd_per_gb"], facts["storage_usd_per_gb_month"]) == ("0.000000", None)
    assert (second["per_gpu_hour"], second["spot"], second["provider_facts"]) == (None, None, None)
