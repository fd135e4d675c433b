"""The list of cloud offers."""

from datetime import date, timedelta

import make
import pytest

pytestmark = pytest.mark.django_db
TODAY = date.today()  # noqa: DTZ011  # as the site's day


def text(response):
    return " ".join(response.content.decode().split())


def instances(response):
    return [line.rent.offer.instance for line in response.context["lines"]]


def test_prices_are_brought_down_to_one_gpu_and_one_gb(client):
    make.cloud_offer(per_hour="14.00", gpu_count=8, memory_gib_each=80)
    (line,) = client.get("/cloud/").context["lines"]
    assert float(line.rent.per_gpu) == 1.75
    assert line.rent.cents_per_gib == pytest.approx(1400 / 640)


def test_only_current_offers_are_shown_unless_history_is_asked_for(client):
    make.cloud_offer(instance="now")
    old = TODAY - timedelta(days=549)
    make.cloud_offer(instance="old", observed_earliest=old, observed_latest=old)
    make.cloud_offer(instance="gone", provider="Crestle", retired=True, observed_latest=date(2017, 12, 31))
    assert instances(client.get("/cloud/")) == ["now"]
    response = client.get("/cloud/?show=all&sort=newest")
    assert instances(response) == ["now", "old", "gone"]
    assert [line.old for line in response.context["lines"]] == [False, True, True]
    assert "this offer no longer exists" in text(response)


def test_a_price_whose_last_day_is_open_says_so(client):
    make.cloud_offer(observed_earliest=TODAY, observed_latest=None)
    assert "or later" in text(client.get("/cloud/"))


def test_offers_can_be_narrowed(client):
    gpu = make.gpu()
    make.cloud_offer(gpu, instance="a", provider="One", memory_gib_each=24, gpu_count=2)
    make.cloud_offer(instance="b", provider="Two", memory_gib_each=40)
    assert instances(client.get(f"/cloud/?gpu={gpu.slug}")) == ["a"]
    assert instances(client.get("/cloud/?provider=Two")) == ["b"]
    assert instances(client.get("/cloud/?memory=48")) == ["a"]


def test_offers_are_sorted_by_what_one_pays(client):
    make.cloud_offer(instance="small", per_hour="0.50", memory_gib_each=10)
    make.cloud_offer(instance="large", per_hour="1.00", memory_gib_each=80)
    make.cloud_offer(instance="many", per_hour="1.60", gpu_count=4, memory_gib_each=8)
    assert instances(client.get("/cloud/")) == ["many", "small", "large"]
    assert instances(client.get("/cloud/?sort=gb-hour")) == ["large", "many", "small"]


def test_an_offer_without_a_price_is_listed_last_with_a_dash(client):
    make.cloud_offer(instance="priced")
    make.cloud_offer(instance="unpriced", per_hour=None, memory_gib_each=None)
    response = client.get("/cloud/?show=all")
    assert instances(response) == ["priced", "unpriced"]
    assert '<span class="dash">?</span>' in text(response)


def test_what_has_to_be_known_of_an_offer_stands_with_its_source(client):
    make.cloud_offer(source="list A", note="marketplace ask")
    make.cloud_offer(source="list A", note="marketplace ask")
    assert client.get("/cloud/").context["sources"] == [{"letter": "a", "text": "list A: marketplace ask"}]


@pytest.mark.parametrize(
    ("query", "name", "status"),
    [
        ("gpu=toaster", "gpu", 400),
        ("provider=Nobody", "provider", 400),
        ("memory=-1", "memory", 400),
        ("show=some", "show", 400),
        ("sort=luck", "sort", 400),
        ("page=two", "page", 400),
        ("page=7", "page", 404),
    ],
)
def test_an_address_that_cannot_be_read_names_the_parameter(client, query, name, status):
    response = client.get(f"/cloud/?{query}")
    assert response.status_code == status
    assert f"<code>{name}</code>" in text(response)


def test_the_list_only_shows(client):
    assert client.post("/cloud/").status_code == 405


def test_the_list_takes_four_queries_however_long_it_is(client, django_assert_num_queries):
    for number in range(9):
        make.cloud_offer(make.gpu(f"GPU {number}"))
    with django_assert_num_queries(4):
        client.get("/cloud/")
