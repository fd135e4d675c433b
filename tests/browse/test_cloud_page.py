"""The list of cloud offers."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import make
import pytest
from django.urls import reverse
from django.utils import timezone

from browse.rent_or_buy_build import machine_of
from engine import economics
from prices import rental
from prices.filters import CloudOfferFilter
from prices.models import CloudOffer

pytestmark = pytest.mark.django_db
TODAY = date.today()  # noqa: DTZ011  # as the site's day
OLD = TODAY - timedelta(days=549)


def text(response):
    return " ".join(response.content.decode().split())


def instances(response):
    assert response.status_code == 200, text(response)
    return [line.rent.offer.instance for line in response.context["lines"]]


def groups(response):
    return [
        (group.lines[0].rent.name, group.lines[0].rent.offer.memory_gib_each, group.offers, len(group.lines))
        for group in response.context["groups"]
    ]


def in_csv(response):
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_prices_are_brought_down_to_one_gpu_and_one_gb(client):
    make.cloud_offer(per_hour=Decimal("14.00"), gpu_count=8, memory_gib_each=80, spot_per_hour=Decimal("4.80"))
    response = client.get("/cloud/")
    (line,) = response.context["lines"]
    assert line.rent.on_demand.per_gpu == Decimal("1.75")
    assert line.rent.on_demand.cents == Decimal("2.1875")
    assert line.rent.spot.per_gpu == Decimal("0.6")
    assert line.rent.spot.cents == Decimal("0.75")
    assert "<b>1.750</b>" in text(response)
    assert "<b>0.600</b>" in text(response)


def test_a_spot_price_that_only_repeats_the_price_on_demand_is_none(client):
    make.cloud_offer(instance="same", per_hour=Decimal("1.39"), spot_per_hour=Decimal("1.39"))
    make.cloud_offer(instance="nought", per_hour=Decimal(1), spot_per_hour=Decimal(0))
    make.cloud_offer(instance="real", per_hour=Decimal(1), spot_per_hour=Decimal("0.4"))
    lines = client.get("/cloud/").context["lines"]
    assert {line.rent.offer.instance: line.rent.spot.per_gpu for line in lines} == {
        "same": None, "nought": None, "real": Decimal("0.4"),
    }  # fmt: skip
    assert instances(client.get("/cloud/?terms=spot")) == ["real"]


def test_only_current_offers_are_shown_unless_history_is_asked_for(client):
    make.cloud_offer(instance="now")
    make.cloud_offer(instance="old", observed_earliest=OLD, observed_latest=OLD)
    make.cloud_offer(instance="gone", provider="Crestle", retired=True, observed_latest=date(2017, 12, 31))
    assert instances(client.get("/cloud/")) == ["now"]
    response = client.get("/cloud/?current=all&ordering=-observed&group=none")
    assert instances(response) == ["now", "old", "gone"]
    assert [line.old for line in response.context["lines"]] == [False, True, True]
    assert "this offer no longer exists" in text(response)
    assert instances(client.get("/cloud/?current=false&ordering=-observed")) == ["old", "gone"]


def test_what_is_only_let_on_spot_is_current_too(client):
    make.cloud_offer(instance="spot", per_hour=None, spot_per_hour=Decimal(1))
    make.cloud_offer(instance="priceless", per_hour=None)
    assert instances(client.get("/cloud/")) == ["spot"]


def test_the_offers_of_a_retired_provider_are_history_and_marked(client):
    make.provider("Crestle", retired=True, retired_source="general knowledge, unchecked")
    make.cloud_offer(instance="notebook", provider="Crestle")
    assert instances(client.get("/cloud/")) == []
    assert not rental.fitting(0, TODAY)
    response = client.get("/cloud/?current=all")
    assert instances(response) == ["notebook"]
    assert "this offer no longer exists" in text(response)
    assert "kept as history" in text(response)
    assert "General knowledge, unchecked" in text(response)


def test_a_price_whose_last_day_is_open_says_so(client):
    make.cloud_offer(observed_earliest=TODAY, observed_latest=None)
    assert "or later" in text(client.get("/cloud/"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("gpu=geforce-rtx-4090", ["a"]),
        ("gpu=h100", []),
        ("provider=two", ["b"]),
        ("provider=Nobody", []),
        ("min_memory_gib=48", ["a"]),
        ("min_gpus=2", ["a"]),
        ("max_gpus=1", ["b"]),
        ("min_gpus=2&max_gpus=2", ["a"]),
        ("max_price=1", ["a"]),
        ("terms=spot", ["b"]),
        ("terms=spot&max_price=0.49", []),
        ("terms=spot&max_price=0.5", ["b"]),
        ("terms=on-demand", ["a", "b"]),
        ("terms=committed", ["a"]),
        ("q=north", ["b"]),
        ("q=two%20NORTH", ["b"]),
        ("q=one%20north", []),
    ],
)
def test_offers_are_narrowed_on_the_page_in_the_file_and_in_the_api_alike(client, query, found):
    make.gpu("H100")
    make.cloud_offer(
        make.gpu(), instance="a", provider="One", gpu_count=2, per_hour=2, committed_per_hour=1, region="South"
    )
    make.cloud_offer(instance="b", provider="Two", memory_gib_each=40, per_hour=1.5, spot_per_hour=0.5, region="North")
    query = f"{query}&ordering=per_gpu_hour"
    assert instances(client.get(f"/cloud/?{query}")) == found
    assert [row["instance"] for row in in_csv(client.get(f"/cloud/cloud-offers.csv?{query}"))] == found
    in_api = client.get(f"/api/v1/cloud-offers/?{query}").json()["results"]
    assert [row["instance"] for row in in_api] == found


def test_a_gpu_that_nobody_lets_can_be_asked_for_and_stays_chosen(client):
    make.gpu("H100")
    make.cloud_offer()
    assert '<option value="h100" selected>H100</option>' in text(client.get("/cloud/?gpu=h100"))


@pytest.mark.parametrize("group", ["none", "gpu"])
def test_offers_are_sorted_by_what_one_pays(client, group):
    make.cloud_offer(make.gpu("A"), instance="small", per_hour="0.50", memory_gib_each=10, spot_per_hour=Decimal("0.3"))
    make.cloud_offer(make.gpu("B"), instance="large", per_hour="1.00", memory_gib_each=80, spot_per_hour=Decimal("0.2"))
    make.cloud_offer(make.gpu("C"), instance="many", per_hour="1.60", gpu_count=4, memory_gib_each=9)
    address = f"/cloud/?group={group}"
    assert instances(client.get(address)) == ["many", "small", "large"]
    assert instances(client.get(f"{address}&ordering=per_gib_hour")) == ["large", "many", "small"]
    assert instances(client.get(f"{address}&ordering=spot_per_gpu_hour")) == ["large", "small", "many"]
    assert instances(client.get(f"{address}&ordering=price")) == ["small", "large", "many"]
    assert instances(client.get(f"{address}&ordering=-gpu_count")) == ["many", "small", "large"]
    assert instances(client.get(f"{address}&ordering=-memory_gib_each")) == ["large", "small", "many"]


def test_offers_with_one_gpu_and_memory_stand_together_below_what_they_have_in_common(client):
    cheap, dear = make.gpu("GeForce RTX 3090"), make.gpu("H100")
    make.cloud_offer(dear, instance="h2", per_hour=3, memory_gib_each=80, provider="One")
    make.cloud_offer(cheap, instance="r2", per_hour=4, provider="Two")
    make.cloud_offer(cheap, instance="r1", per_hour=1, provider="One", spot_per_hour=Decimal("0.25"))
    make.cloud_offer(dear, instance="h1", per_hour=2, memory_gib_each=80, provider="One")
    make.cloud_offer(dear, instance="other size", per_hour=9, memory_gib_each=94)
    response = client.get("/cloud/")
    assert instances(response) == ["r1", "r2", "h1", "h2", "other size"]
    assert groups(response) == [("RTX 3090", 24, 2, 2), ("H100", 80, 2, 2), ("H100", 94, 1, 1)]
    first = response.context["groups"][0]
    assert (first.cheapest, first.cheapest_spot, first.providers) == (1, 0.25, 2)
    assert "from 1.000 USD on demand, 0.250 USD on spot; 2 offers, 2 providers" in text(response)


def test_groups_by_provider_or_by_day_stay_whole(client):
    one, two = make.gpu("A"), make.gpu("B")
    for name, gpu, days in (("a1", one, 0), ("b1", two, 1), ("a2", one, 2), ("b2", two, 3)):
        day = TODAY - timedelta(days=days)
        make.cloud_offer(gpu, instance=name, provider=name, observed_earliest=day, observed_latest=day)
    assert instances(client.get("/cloud/?ordering=-observed")) == ["a1", "a2", "b1", "b2"]
    assert instances(client.get("/cloud/?ordering=observed")) == ["b2", "b1", "a2", "a1"]
    assert instances(client.get("/cloud/?ordering=provider")) == ["a1", "a2", "b1", "b2"]


def test_a_group_that_goes_over_a_page_says_how_much_of_it_is_there(client):
    gpu = make.gpu("A")
    for number in range(60):
        make.cloud_offer(gpu, instance=f"{number:02}", per_hour=number + 1)
    first, second = client.get("/cloud/"), client.get("/cloud/?page=2")
    assert instances(first) + instances(second) == [f"{number:02}" for number in range(60)]
    assert groups(second) == [("A", 24, 60, 10)]
    assert "10 of them on this page" in text(second)
    assert "page=2" in text(first)


def test_offers_whose_gpu_is_not_in_the_catalogue_are_grouped_by_what_the_list_calls_it(client):
    make.cloud_offer(gpu_stated="B300", memory_gib_each=None)
    make.cloud_offer(gpu_stated="B300", memory_gib_each=None)
    response = client.get("/cloud/")
    assert groups(response) == [("B300", None, 2, 2)]
    assert "memory not stated" in text(response)


def test_a_price_that_cannot_be_compared_is_neither_cheapest_nor_first(client):
    gpu = make.gpu("A")
    make.cloud_offer(gpu, instance="floor", per_hour="0.01", comparable=False)
    make.cloud_offer(gpu, instance="real", per_hour="1.00")
    response = client.get("/cloud/?current=all")
    assert instances(response) == ["real", "floor"]
    assert response.context["groups"][0].cheapest == 1
    assert "Not comparable" in text(response)


def test_an_offer_without_a_price_is_listed_last_with_a_dash(client):
    make.cloud_offer(instance="priced")
    make.cloud_offer(instance="unpriced", per_hour=None, memory_gib_each=None)
    response = client.get("/cloud/?current=all")
    assert instances(response) == ["priced", "unpriced"]
    assert '<span class="dash">?</span>' in text(response)


def test_a_commitment_is_shown_with_its_term_where_one_is_stated(client):
    make.cloud_offer()
    assert "None of these offers states a price with a commitment." in text(client.get("/cloud/"))
    make.cloud_offer(committed_per_hour=Decimal("0.70"), commitment_months=12)
    make.cloud_offer(committed_per_hour=Decimal("0.80"))
    page = text(client.get("/cloud/?ordering=committed_per_gpu_hour"))
    assert "<b>0.700</b><small>12 months</small>" in page
    assert "<b>0.800</b><small>term not stated</small>" in page


def test_what_a_provider_takes_beside_the_hour_stands_in_its_offers_with_its_source(client):
    make.provider(
        "Cloud", billing_step_seconds=60, minimum_seconds=120, storage_usd_per_gb_month=Decimal("0.07"),
        egress_usd_per_gb=Decimal(0), billing_source="https://example.org/billing", read_on=date(2026, 11, 24),
    )  # fmt: skip
    make.cloud_offer()
    make.cloud_offer(provider="Other")
    response = client.get("/cloud/?group=none")
    page = text(response)
    assert '<td>by the minute</td><td class="r n">0.070</td><td class="r n">free</td>' in page
    assert "120 seconds at least" in page
    assert "Of one more provider nothing of this is known." in page
    assert "24 Nov 2026" in page
    assert {"letter": "b", "text": "Cloud: https://example.org/billing", "anchor": ""} in response.context["sources"]


@pytest.mark.parametrize(("seconds", "said"), [(1, "by the second"), (3600, "by the hour"), (600, "every 600 seconds")])
def test_steps_of_billing_are_said_in_words(client, seconds, said):
    make.provider("Cloud", billing_step_seconds=seconds)
    make.cloud_offer()
    assert said in text(client.get("/cloud/"))


def test_what_has_to_be_known_of_an_offer_stands_with_its_source_and_leads_to_it(client):
    make.cloud_offer(source="list A", note="marketplace ask")
    make.cloud_offer(source="list A", note="marketplace ask")
    (source,) = client.get("/cloud/").context["sources"]
    assert (source["letter"], source["text"]) == ("a", "list A: marketplace ask")
    assert f'id="{source["anchor"]}"' in text(client.get("/data/"))
    assert f'href="/data/#{source["anchor"]}"' in text(client.get("/cloud/"))


@pytest.mark.parametrize(
    ("query", "name", "status"),
    [
        ("gpu=toaster", "gpu", 400),
        ("min_memory_gib=-1", "min_memory_gib", 400),
        ("min_memory_gib=%E0%A5%A7", "min_memory_gib", 400),
        ("min_gpus=1.5", "min_gpus", 400),
        ("min_gpus=0", "min_gpus", 400),
        ("min_gpus=8&max_gpus=4", "min_gpus", 400),
        ("max_price=1e9", "max_price", 400),
        ("max_price=cheap", "max_price", 400),
        ("terms=free", "terms", 400),
        ("current=some", "current", 400),
        ("ordering=luck", "ordering", 400),
        ("group=colour", "group", 400),
        ("page=two", "page", 400),
        ("page=0", "page", 400),
        ("page=7", "page", 404),
        ("memory=48", "memory", 400),
        ("q=%00", "q", 400),
        (f"q={'x' * 101}", "q", 400),
    ],
)
def test_an_address_that_cannot_be_read_names_the_parameter(client, query, name, status):
    response = client.get(f"/cloud/?{query}")
    assert response.status_code == status
    assert f"<code>{name}</code>" in text(response)


def test_a_range_that_ends_before_it_begins_is_refused_with_both_figures_here_and_in_the_api(client):
    said = "min_gpus is 8 and max_gpus is 4"
    assert said in text(client.get("/cloud/?min_gpus=8&max_gpus=4"))
    assert client.get("/cloud/cloud-offers.csv?min_gpus=8&max_gpus=4").status_code == 400
    response = client.get("/api/v1/cloud-offers/?min_gpus=8&max_gpus=4")
    assert response.status_code == 400
    assert said in response.json()["detail"]


def test_the_pages_keep_what_was_asked(client):
    for number in range(51):
        make.cloud_offer(instance=f"{number:02}", provider="One")
    page = text(client.get("/cloud/?provider=One&ordering=price&group=none"))
    assert 'href="?group=none&amp;provider=One&amp;ordering=price&amp;page=2"' in page
    assert 'href="/cloud/cloud-offers.csv?group=none&amp;provider=One&amp;ordering=price"' in page


def test_the_file_has_every_offer_asked_for_with_its_figures_per_gpu(client):
    make.provider("Cloud", billing_step_seconds=1)
    for number in range(60):
        make.cloud_offer(make.gpu(f"GPU {number}"), instance=f"=1+{number}", per_hour=Decimal(2), gpu_count=2)
    response = client.get("/cloud/cloud-offers.csv")
    assert response["Content-Type"].startswith("text/csv")
    rows = in_csv(response)
    assert len(rows) == 60
    assert float(rows[0]["per_gpu_hour"]) == 1
    assert (rows[0]["billing_step_seconds"], rows[0]["egress_usd_per_gb"]) == ("1", "")
    assert rows[0]["instance"].startswith("'=1+")


def test_the_file_takes_three_queries_however_long_it_is(client, django_assert_num_queries):
    for number in range(9):
        make.cloud_offer(make.gpu(f"GPU {number}"))
    with django_assert_num_queries(3):
        client.get("/cloud/cloud-offers.csv")


@pytest.mark.parametrize("address", ["/cloud/", "/cloud/cloud-offers.csv"])
def test_the_list_only_shows(client, address):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


@pytest.mark.parametrize(
    ("query", "number"), [("", 5), ("?group=none", 5), ("?gpu=gpu-0", 6), ("?gpu=gpu-0&group=none", 6)]
)
def test_the_list_takes_at_most_six_queries_however_long_it_is(client, django_assert_num_queries, query, number):
    for place in range(9):
        make.cloud_offer(make.gpu(f"GPU {place}"), provider=f"Provider {place}")
        make.provider(f"Provider {place}", billing_step_seconds=1)
    with django_assert_num_queries(number):
        client.get(f"/cloud/{query}")


def test_the_filters_measure_in_usd_only():
    make.cloud_offer(instance="euros", per_hour=Decimal("0.10"), currency="EUR")
    make.cloud_offer(instance="dollars", per_hour=Decimal("0.50"))
    found = CloudOfferFilter({"max_price": "1"}, queryset=CloudOffer.objects.all()).qs
    assert [offer.instance for offer in found] == ["dollars"]


def test_offers_are_held_against_a_build(client):
    from catalog.models import Country  # noqa: PLC0415  # of this test alone

    Country.objects.create(code="US", name="United States", usd_per_kwh=0.2)
    gpu = make.gpu("GeForce RTX 4090")
    build = make.build(make.card("A 4090", gpu=gpu, price=1800), make.psu(price=100))
    for row, each, price in (("enough", 24, "0.50"), ("small", 8, "0.50"), ("cheap", 24, "0.01")):
        CloudOffer.objects.create(
            row=row, provider="Cloud", gpu=gpu, gpu_stated="4090", memory_gib_each=each, source="A list",
            on_demand_per_hour=Decimal(price), observed_earliest=timezone.localdate(),
        )  # fmt: skip
    page = client.get(reverse("browse:cloud"), {"build": build.code})
    said = {line.rent.offer.row: line.beats for line in page.context["lines"]}
    hours = economics.break_even_hours(
        economics.simple_scenario(
            hardware_usd=1900, load_w=machine_of(build, timezone.localdate()).wall_w, psu_efficiency=1,
            usd_per_kwh=0.2, rent_usd_per_hour=0.5,
        )
    )  # fmt: skip
    assert said == {"enough": f"below {hours:.0f} h", "small": "", "cheap": "at any use"}
    assert "Cheaper than the build" in page.content.decode()
    assert client.get(reverse("browse:cloud"), {"build": "nosuch"}).status_code == 400
