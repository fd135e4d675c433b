"""Reading the catalogue: what is answered, what can be asked, and at what price in queries."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import make
import pytest
from django.utils import timezone

from catalog.models import Country, Kind, ModelPreset
from prices.models import CloudOffer, PricePoint

pytestmark = pytest.mark.django_db
LISTS = ("parts/", "gpus/", "cloud-offers/", "models/", "countries/")


def names(response):
    assert response.status_code == 200, response.content
    return [row["name"] for row in response.json()["results"]]


def cloud_offer(row, **fields):
    return CloudOffer.objects.create(
        **{
            "row": row, "provider": "Cloud", "instance": row, "gpu_count": 1, "memory_gib_each": 24,
            "on_demand_per_hour": Decimal("1.5"), "observed_latest": timezone.localdate(), "source": "a page",
            **fields,
        }
    )  # fmt: skip


def rows(response):
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def test_a_part_in_the_list_has_its_facts_and_its_dated_price(get):
    make.cpu("Ryzen 7", socket="AM5", tdp_w=None, price="299.90")
    [row] = get("parts/").json()["results"]
    assert row["name"] == "Ryzen 7"
    assert row["kind"] == "cpu"
    assert row["facts"]["socket"] == "AM5"
    assert row["facts"]["tdp_w"] is None
    assert row["price"]["amount"] == "299.90"
    assert row["price"]["currency"] == "USD"
    assert row["price"]["observed_at"].startswith("2025-07-23")
    assert row["price"]["source"] == "test-source"


def test_a_part_without_a_price_has_none(get):
    make.cpu()
    assert get("parts/").json()["results"][0]["price"] is None


def test_parts_are_kept_by_kind_maker_and_words(get):
    make.cpu("Ryzen 7", fields={"manufacturer": "AMD"})
    make.cpu("Core i5", fields={"manufacturer": "Intel"})
    make.board("Ryzen board", fields={"manufacturer": "ASUS"})
    assert names(get("parts/?kind=cpu")) == ["Core i5", "Ryzen 7"]
    assert names(get("parts/?maker=amd")) == ["Ryzen 7"]
    assert names(get("parts/?q=ryzen")) == ["Ryzen 7", "Ryzen board"]
    assert names(get("parts/?q=board+ryzen&kind=cpu")) == []


def test_within_a_kind_every_fact_is_a_filter(get):
    make.board("a", socket="AM5", memory_slots=4)
    make.board("b", socket="AM4", memory_slots=4)
    make.board("c", socket="AM5", memory_slots=2)
    assert names(get("parts/?kind=motherboard&socket=AM5&socket=AM4&memory_slots=4")) == ["a", "b"]
    assert names(get("parts/?kind=motherboard&min_max_memory_gib=500")) == []
    refused = get("parts/?kind=cpu&chipset=B650")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "chipset"


def test_the_best_match_comes_first(get):
    make.cpu("AMD Ryzen 9 7950X")
    make.cpu("AMD Ryzen 7 7950X3D")
    assert names(get("parts/?kind=cpu&q=7950x")) == ["AMD Ryzen 9 7950X", "AMD Ryzen 7 7950X3D"]
    assert names(get("parts/?q=7950x")) == ["AMD Ryzen 9 7950X", "AMD Ryzen 7 7950X3D"]
    assert names(get("parts/?q=7950x&ordering=name")) == ["AMD Ryzen 7 7950X3D", "AMD Ryzen 9 7950X"]


def test_parts_are_put_to_a_build(get):
    build = make.build(make.case(max_card_length_mm=300))
    make.card("short", length_mm=250)
    make.card("long", length_mm=330)
    assert names(get(f"parts/?kind=graphics-card&build={build.code}")) == ["short"]
    assert names(get(f"parts/?kind=graphics-card&build={build.code}&fit=no")) == ["long"]
    assert get("parts/?kind=graphics-card&build=nobodys").status_code == 400


def test_a_gpu_that_no_card_has_gives_no_parts(get):
    make.gpu("RTX 3090")
    make.card("other", gpu=make.gpu("RTX 4090"))
    assert names(get("parts/?gpu=rtx-3090")) == []


def test_parts_are_counted_by_their_facts(get):
    build = make.build(make.case(max_card_length_mm=300))
    make.card(length_mm=250, memory_gib=24)
    make.card(length_mm=330, memory_gib=24)
    make.card(length_mm=250, memory_gib=8)
    answer = get(f"part-facets/?kind=graphics-card&memory_gib=24&build={build.code}&fit=any").json()
    assert answer["count"] == 2
    facets = {facet["name"]: facet["values"] for facet in answer["facets"]}
    assert facets["memory_gib"] == [
        {"value": "24", "count": 2, "chosen": True},
        {"value": "8", "count": 1, "chosen": False},
    ]
    assert answer["fit"] == {"yes": 1, "unknown": 0, "no": 1}
    assert get("part-facets/").json()["errors"][0]["field"] == "kind"
    assert get("part-facets/?kind=cpu&sockets=AM5").status_code == 400


def test_parts_are_kept_by_price(get):
    make.psu("cheap", price=50)
    make.psu("dear", price=150)
    make.psu("unpriced")
    make.priced(make.psu("in euros"), 60, currency="EUR")
    assert names(get("parts/?min_price=50&max_price=149.99")) == ["cheap"]
    assert names(get("parts/?price_known=false")) == ["unpriced"]
    assert names(get("parts/?price_known=true")) == ["cheap", "dear", "in euros"]


def test_parts_are_kept_by_the_gpu_on_them(get):
    gpu = make.gpu("RTX 3090")
    make.card("with it", gpu=gpu)
    make.card("without")
    assert names(get("parts/?gpu=rtx-3090")) == ["with it"]


def test_parts_without_a_price_come_last_in_either_direction(get):
    make.psu("dear", price=150)
    make.psu("unpriced")
    make.psu("cheap", price=50)
    assert names(get("parts/?ordering=price")) == ["cheap", "dear", "unpriced"]
    assert names(get("parts/?ordering=-price")) == ["dear", "cheap", "unpriced"]


def test_a_withdrawn_part_is_read_but_not_listed(get):
    part = make.cpu("old", fields={"withdrawn_at": datetime(2026, 1, 1, tzinfo=UTC)})
    assert names(get("parts/")) == []
    assert get(f"parts/{part.slug}/").json()["withdrawn"] is True


def test_pages_of_a_list_join_without_gap_or_doubling(get):
    for place in range(5):
        make.fan(f"fan {place}")
    first = get("parts/?limit=2").json()
    assert first["count"] == 5
    assert "offset=2" in first["next"]
    seen = [name for offset in (0, 2, 4) for name in names(get(f"parts/?limit=2&offset={offset}"))]
    assert seen == [f"fan {place}" for place in range(5)]


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("kind=gpu", "kind", "graphics-card"),
        ("knd=cpu", "knd", "Allowed: kind, maker"),
        ("format=xml", "format", "no such parameter"),
        ("min_price=१२", "min_price", "digits 0 to 9"),
        ("min_price=1e9", "min_price", "digits 0 to 9"),
        ("min_price=-1", "min_price", "digits 0 to 9"),
        ("max_price=NaN", "max_price", "digits 0 to 9"),
        ("price_known=maybe", "price_known", "true, false"),
        ("ordering=speed", "ordering", "price"),
        ("gpu=nothing", "gpu", "not among the values"),
        ("gpu=%00", "gpu", "not among the values"),
        ("q=%00", "q", "Null characters"),
        (f"q={'x' * 101}", "q", "100"),
        ("limit=0", "limit", "1 to 200"),
        ("limit=201", "limit", "1 to 200"),
        ("limit=२", "limit", "1 to 200"),
        ("offset=-1", "offset", "0 to 1000000"),
        (f"offset={10**30}", "offset", "0 to 1000000"),
    ],
)
def test_an_address_that_makes_no_sense_is_refused_by_name(get, wrong, query, field, said):
    errors = wrong(get(f"parts/?{query}"))
    assert said in errors[field]


def test_an_address_with_too_many_parameters_is_refused(get, wrong, settings):
    wrong(get("parts/?" + "&".join(f"p{place}=1" for place in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))))


@pytest.mark.parametrize("path", LISTS)
def test_a_list_takes_get_only(client, path, wrong):
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)(f"/api/v1/{path}")
        wrong(response, 405)
        assert "GET" in response["Allow"]


@pytest.mark.parametrize("path", LISTS)
def test_every_list_refuses_unknown_parameters(get, wrong, path):
    assert "Allowed:" in wrong(get(f"{path}?nonsense=1"))["nonsense"]


def test_a_part_says_where_each_fact_comes_from(get):
    make.source("maker-page", name="The maker's page", checked=True)
    part = make.cpu(
        "Ryzen 7", tdp_w=105, cores=None, fields={"fact_sources": {"tdp_w": "maker-page", "socket": "printed on it"}}
    )
    body = get(f"parts/{part.slug}/").json()
    assert body["fact_sources"]["tdp_w"] == "maker-page"
    assert body["fact_sources"]["socket"] == "printed on it"
    assert body["fact_sources"]["microarchitecture"] == "test-source"
    assert "cores" not in body["fact_sources"]
    assert {source["key"] for source in body["sources"]} == {"maker-page", "test-source"}


def test_a_part_shows_the_latest_price_of_each_offer(get):
    part = make.cpu()
    point = make.priced(part, 300)
    later = point.observed_at + timedelta(days=30)
    PricePoint.objects.create(offer=point.offer, amount=280, observed_at=later, last_seen_at=later)
    make.priced(part, 290)
    assert [offer["price"]["amount"] for offer in get(f"parts/{part.slug}/").json()["offers"]] == ["280.00", "290.00"]


def test_a_graphics_card_names_its_gpu(get):
    part = make.card(gpu=make.gpu("RTX 3090"))
    assert get(f"parts/{part.slug}/").json()["facts"]["gpu"] == "rtx-3090"


def test_a_part_from_the_open_data_has_its_id_there(get):
    part = make.cpu()
    assert get(f"parts/{part.slug}/").json()["opendb_id"] is None
    part.source, part.source_ref = make.source("opendb"), "0317ca7d"
    part.save()
    assert get(f"parts/{part.slug}/").json()["opendb_id"] == "0317ca7d"


def test_what_is_not_there_is_not_found(get, wrong):
    wrong(get("parts/nothing/"), 404)
    wrong(get("gpus/nothing/"), 404)


def test_a_detail_has_nothing_to_ask(get, wrong):
    part = make.cpu()
    assert "nonsense" in wrong(get(f"parts/{part.slug}/?nonsense=1"))


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_part_can_be_read(get, kind):
    part = make.part(kind)
    body = get(f"parts/{part.slug}/").json()
    assert set(body["facts"]) == set(part.spec.fact_names())


@pytest.fixture
def three_gpus():
    make.card(gpu=make.gpu("RTX 3090", compute_capability="8.6", architecture="Ampere", tier="consumer"), price=900)
    new = make.gpu(
        "H100", compute_capability="9.0", architecture="Hopper", tier="datacentre", memory_gib=80, board_power_w=700
    )
    make.cloud_offer(new)
    make.card(gpu=make.gpu("RX 7900", vendor="AMD", memory_gib=20, board_power_w=None), price=700)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("max_memory_gib=24", ["RTX 3090", "RX 7900"]),
        ("min_memory_gib=21&max_memory_gib=24", ["RTX 3090"]),
        ("max_board_power_w=450", ["RTX 3090"]),
        ("architecture=hopper", ["H100"]),
        ("tier=datacentre", ["H100"]),
        ("min_compute_capability=8.9", ["H100"]),
        ("has=bf16", ["H100", "RTX 3090"]),
        ("has=bf16,fp8", ["H100"]),
        ("has=bf16&has=fp8", ["H100"]),
        ("min_price=800", ["RTX 3090"]),
        ("max_price=800", ["RX 7900"]),
        ("market=buy", ["RTX 3090", "RX 7900"]),
        ("market=rent", ["H100"]),
        ("market=both", []),
    ],
)
def test_gpus_are_kept_by_what_they_are_can_do_and_cost(get, three_gpus, query, found):
    assert names(get(f"gpus/?{query}&ordering=name")) == found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("min_memory_gib=24&max_memory_gib=8", "max_memory_gib"),
        ("min_price=2&max_price=1", "max_price"),
        ("has=bf17", "has"),
        ("market=theft", "market"),
        ("min_compute_capability=x", "min_compute_capability"),
    ],
)
def test_a_filter_of_gpus_that_cannot_be_read_is_named(get, query, field):
    answer = get(f"gpus/?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field


def test_a_gpu_says_what_it_can_do_and_what_it_cost_used(get, django_assert_max_num_queries):
    gpu = make.gpu("RTX 3090", compute_capability="8.6", tensor_cores=328)
    make.gpu_price(gpu, 704)
    make.gpu_price(gpu, 1499, condition="launch", source=make.source("general-knowledge", checked=False))
    with django_assert_max_num_queries(4):
        body = get("gpus/rtx-3090/").json()
    features = body["features"]
    assert (features["bf16"], features["fp8"], features["flash_attention"]) == (True, False, ["2"])
    assert features["unchecked"] == ["first_cuda"]
    assert [(price["condition"], price["amount"], price["source"]) for price in body["prices"]] == [
        ("launch", "1499.00", "general-knowledge"),
        ("used", "704.00", "test-source"),
    ]
    assert {"general-knowledge", "test-source"} <= {source["key"] for source in body["sources"]}
    assert get("gpus/").json()["results"][0]["features"] == features


def test_gpus_are_sorted_with_the_unknown_last_and_kept_by_memory(get):
    make.gpu("RTX 3090", memory_gib=24)
    make.gpu("H100", memory_gib=80, bandwidth_gbs=3350)
    make.gpu("mystery", memory_gib=None)
    assert names(get("gpus/?ordering=-memory_gib")) == ["H100", "RTX 3090", "mystery"]
    assert names(get("gpus/?min_memory_gib=25")) == ["H100"]
    assert names(get("gpus/?q=rtx&vendor=nvidia")) == ["RTX 3090"]


def test_a_gpu_says_where_its_tensor_rates_come_from(get):
    make.gpu("RTX 3090", tensor_bf16_tflops=71.0, tensor_source="GA102 whitepaper", compute_capability=Decimal("8.6"))
    body = get("gpus/rtx-3090/").json()
    assert body["facts"]["tensor_bf16_tflops"] == 71.0
    assert body["facts"]["compute_capability"] == 8.6
    assert body["fact_sources"]["tensor_bf16_tflops"] == "GA102 whitepaper"
    assert body["fact_sources"]["memory_gib"] == "test-source"
    assert "bandwidth_gbs" not in body["fact_sources"]


def test_cloud_offers_have_prices_as_texts_with_currency_and_days(get):
    cloud_offer("1", gpu=make.gpu("RTX 3090"), gpu_count=2, observed_earliest=date(2026, 1, 5))
    [row] = get("cloud-offers/").json()["results"]
    assert row["gpu"] == "rtx-3090"
    assert row["on_demand_per_hour"] == "1.500000"
    assert row["currency"] == "USD"
    assert row["memory_gib"] == 48
    assert row["observed_earliest"] == "2026-01-05"


def test_cloud_offers_are_kept_by_gpu_provider_and_memory(get):
    gpu = make.gpu("RTX 3090")
    cloud_offer("a", gpu=gpu, provider="Lambda", gpu_count=2)
    cloud_offer("b", provider="AWS")
    assert rows(get("cloud-offers/?gpu=rtx-3090")) == ["a"]
    assert rows(get("cloud-offers/?provider=aws")) == ["b"]
    assert rows(get("cloud-offers/?min_memory_gib=48")) == ["a"]


def test_current_cloud_offers_are_recent_and_not_retired(get):
    cloud_offer("new")
    cloud_offer("old", observed_latest=timezone.localdate() - timedelta(days=600))
    cloud_offer("retired", retired=True)
    assert rows(get("cloud-offers/?current=true")) == ["new"]
    assert rows(get("cloud-offers/?current=false")) == ["old", "retired"]
    assert rows(get("cloud-offers/")) == ["new", "old", "retired"]


def test_models_and_countries_are_listed(get):
    ModelPreset.objects.create(name="Llama", slug="llama", family="llm", parameters=8_030_261_248, source="its card")
    Country.objects.create(code="DE", name="Germany", usd_per_kwh=0.4)
    assert get("models/?family=llm").json()["results"][0]["parameters"] == 8_030_261_248
    assert names(get("models/?family=cnn")) == []
    assert get("countries/?code=de").json()["results"][0]["usd_per_kwh"] == 0.4


def test_an_unchanged_answer_is_not_sent_twice(get):
    part = make.cpu("Ryzen", price=100)
    for path in ("parts/", f"parts/{part.slug}/"):
        first = get(path)
        etag = first["ETag"]
        again = get(path, HTTP_IF_NONE_MATCH=etag)
        assert again.status_code == 304
        assert again.content == b""
        assert "max-age=60" in first["Cache-Control"]
    make.priced(part, 90)
    assert get(path, HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_reading_the_catalogue_looks_up_no_session(client, get, django_user_model):
    client.force_login(django_user_model.objects.create_user("ann"))
    assert "Cookie" not in get("parts/").get("Vary", "")


@pytest.mark.parametrize("count", [1, 12])
def test_lists_take_the_same_queries_however_long_they_are(get, django_assert_num_queries, count):
    for place in range(count):
        gpu = make.gpu(f"GPU {place}")
        make.card(gpu=gpu, price=100)
        make.cpu(price=100)
        cloud_offer(str(place), gpu=gpu)
    for path in ("parts/", "parts/?kind=cpu", "parts/?kind=graphics-card", "gpus/"):
        get(path)  # reads the shelf of a kind, once
        with django_assert_num_queries(2):  # how many there are, and the page of them
            get(path)
    with django_assert_num_queries(3):  # and the providers
        get("cloud-offers/")


@pytest.mark.parametrize("count", [1, 7])
def test_a_part_takes_the_same_queries_however_many_offers_it_has(get, django_assert_num_queries, count):
    part = make.card(gpu=make.gpu(), fields={"fact_sources": {"length_mm": "test-source"}})
    for amount in range(count):
        make.priced(part, amount + 1)
    get(f"parts/{make.card().slug}/")  # the process reads the stock and the sources, for all answers
    with django_assert_num_queries(6):  # the part, its offers, their latest prices, sources, revisions, other parts
        get(f"parts/{part.slug}/")


def test_an_answer_can_be_narrowed_to_some_fields(get):
    part = make.cpu("Ryzen 7")
    assert get("parts/?fields=slug,name").json()["results"] == [{"slug": part.slug, "name": "Ryzen 7"}]
    assert get("parts/?kind=cpu&fields=name").json()["results"] == [{"name": "Ryzen 7"}]
    assert set(get(f"parts/{part.slug}/?fields=price").json()) == {"price"}
    assert set(get("countries/?fields=code").json()) == {"count", "next", "previous", "results"}


@pytest.mark.parametrize("path", ["parts/", "parts/?kind=cpu", "gpus/", "cloud-offers/", "models/", "frameworks/"])
def test_a_field_that_there_is_not_is_refused_by_name(get, path):
    make.cpu()
    make.gpu()
    make.cloud_offer()
    response = get(f"{path}{'&' if '?' in path else '?'}fields=slug,colour")
    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["field"] == "fields"
    assert "“colour”" in error["message"] or "“slug”" in error["message"]
