from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import fixture_folder as fixtures
import pytest
from django.db import IntegrityError, transaction

from catalog import starter as catalogue
from catalog.fixtures import FixtureErrors, Reader
from prices import starter as prices
from prices.models import CloudOffer, CurrentPrice, GpuPrice, Offer, PricePoint, Provider


def read(folder):
    reader = Reader(folder)
    parts = catalogue.read(reader)
    observed = prices.read(reader, parts)
    reader.finish()
    return parts, observed


def load(folder, *, update=False):
    parts, observed = read(folder)
    catalogue.write(parts, update=update)
    return prices.write(observed, parts, update=update)


@pytest.mark.django_db
def test_a_price_comes_with_its_day_its_seller_its_source_and_how_it_was_matched(tmp_path):
    load(fixtures.write(tmp_path))
    point = PricePoint.objects.get()
    assert point.amount == Decimal("1599.99")
    assert point.observed_at == datetime(2025, 7, 23, tzinfo=UTC)
    assert (point.offer.seller, point.offer.source.key, point.offer.match) == ("A shop", "opendb", "name")
    assert not point.offer.enabled


@pytest.mark.django_db
def test_a_part_with_a_price_shows_it_as_its_current_one(tmp_path):
    load(fixtures.write(tmp_path))
    assert CurrentPrice.objects.get(part__slug="card").amount == Decimal("1599.99")


@pytest.mark.django_db
def test_a_part_without_a_price_has_none(tmp_path):
    load(fixtures.write(tmp_path, prices=[]))
    assert not CurrentPrice.objects.exists()


@pytest.mark.django_db
def test_two_days_at_one_seller_are_one_offer_with_two_points(tmp_path):
    later = {**fixtures.PRICE, "observed_on": "2025-08-01", "amount": "1499"}
    load(fixtures.write(tmp_path, prices=[fixtures.PRICE, later]))
    assert Offer.objects.count() == 1
    assert CurrentPrice.objects.get().amount == Decimal(1499)


@pytest.mark.django_db
def test_a_second_load_adds_no_price_and_keeps_an_observed_one(tmp_path):
    folder = fixtures.write(tmp_path)
    load(folder)
    tallies = load(folder, update=True)
    assert sum(tally.changed for tally in tallies) == 0
    fixtures.write(tmp_path, prices=[{**fixtures.PRICE, "amount": "1.00"}])
    load(folder, update=True)
    assert PricePoint.objects.get().amount == Decimal("1599.99")


@pytest.mark.django_db
def test_a_cloud_offer_is_tied_to_its_gpu_and_one_without_a_known_gpu_to_none(tmp_path):
    other = {**fixtures.CLOUD, "row": "o002", "gpu": "", "observed_latest": "2026-08-15", "retired": "True"}
    load(fixtures.write(tmp_path, cloud_offers=[fixtures.CLOUD, other]))
    first, second = CloudOffer.objects.order_by("row")
    assert first.gpu.name == "GeForce RTX 3090"
    assert first.on_demand_per_hour == Decimal("0.44")
    assert (second.gpu, second.retired, second.observed_latest) == (None, True, date(2026, 8, 15))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"amount": "0"}, "amount='0': write a number above 0"),
        ({"amount": "cheap"}, "amount='cheap'"),
        ({"observed_on": ""}, "observed_on='': a price needs its date"),
        ({"part": "nothing"}, "part='nothing': no such part"),
        ({"source": ""}, "source='': write a text"),
        ({"seller": ""}, "seller='': must not be empty"),
    ],
)
def test_a_wrong_price_is_named_by_file_line_and_field(tmp_path, change, message):
    with pytest.raises(FixtureErrors) as raised:
        read(fixtures.write(tmp_path, prices=[{**fixtures.PRICE, **change}]))
    (error,) = raised.value.errors
    assert error.startswith(f"prices.csv:2: {message}")


def test_a_cloud_offer_of_an_unknown_gpu_is_refused(tmp_path):
    with pytest.raises(FixtureErrors, match="no such GPU"):
        read(fixtures.write(tmp_path, cloud_offers=[{**fixtures.CLOUD, "gpu": "Voodoo"}]))


@pytest.mark.django_db
def test_what_is_known_of_a_provider_comes_with_where_it_was_read(tmp_path):
    load(fixtures.write(tmp_path))
    provider = Provider.objects.get()
    assert (provider.billing_step_seconds, provider.billing_source) == (1, "a page")
    assert provider.storage_usd_per_gb_month is None
    assert sum(tally.changed for tally in load(tmp_path, update=True)) == 0


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"billing_source": ""}, "billing_source"),
        ({"storage_usd_per_gb_month": "0.07"}, "storage_source"),
        ({"egress_usd_per_gb": "0"}, "egress_source"),
        ({"retired": "True"}, "retired_source"),
    ],
)
def test_a_fact_of_a_provider_without_a_source_is_refused(tmp_path, change, column):
    with pytest.raises(FixtureErrors, match=f"providers.csv:2: {column}='': say where"):
        read(fixtures.write(tmp_path, providers=[{**fixtures.PROVIDER, **change}]))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fact", ["billing_step_seconds", "minimum_seconds", "storage_usd_per_gb_month", "egress_usd_per_gb", "retired"]
)
def test_the_database_keeps_no_fact_of_a_provider_without_a_source(fact):
    with pytest.raises(IntegrityError), transaction.atomic():
        Provider.objects.create(name="P", slug="p", **{fact: 1})


@pytest.mark.django_db
def test_a_used_price_of_a_gpu_comes_once_with_its_month_and_its_source(tmp_path):
    folder = fixtures.write(tmp_path)
    load(folder)
    assert load(folder)[-1].created == 0
    price = GpuPrice.objects.get()
    assert (price.gpu.name, price.condition, price.amount) == ("GeForce RTX 3090", "used", Decimal(704))
    assert (price.observed_on, price.whole_month, price.source.key) == (date(2023, 10, 1), True, "opendb")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"gpu": "Voodoo"}, "gpu='Voodoo': no such GPU"),
        ({"source": "hearsay"}, "source='hearsay': no such source"),
        ({"condition": "stolen"}, "condition='stolen'"),
        ({"amount": "0"}, "amount='0': write a number above 0"),
        ({"observed_on": ""}, "observed_on='': must not be empty"),
    ],
)
def test_a_price_of_a_gpu_that_cannot_be_read_is_refused(tmp_path, changes, message):
    with pytest.raises(FixtureErrors) as refused:
        read(fixtures.write(tmp_path, gpu_prices=[{**fixtures.GPU_PRICE, **changes}]))
    (error,) = refused.value.errors
    assert error.startswith(f"gpu_prices.csv:2: {message}")
