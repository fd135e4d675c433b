"""The prices of the starter catalogue: dated observations of parts, and cloud offers; read first, then written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import transaction

from catalog.fixtures import clean, cleaned, unique
from catalog.models import Gpu, Part, Source
from catalog.starter import BATCH, Entry, Starter, Tally, part_rows, sync
from prices.current import update_current_prices
from prices.models import CloudOffer, GpuPrice, Offer, PricePoint, Provider

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from catalog.fixtures import Reader, Row

PRICE_COLUMNS = ("part", "amount", "currency", "observed_on", "seller", "source", "match")
NOT_STATED = {"committed_per_hour", "commitment_months", "available"}  # no list that the catalogue starts from does
OF_FEEDS = {"feed", "listing"}
GPU_PRICE_COLUMNS = ("gpu", "condition", "amount", "currency", "observed_on", "whole_month", "source", "note")
GPU_PRICE_KEY = ("gpu_id", "condition", "source_id", "currency", "observed_on")
CLOUD_COLUMNS = tuple(
    column.name
    for column in CloudOffer._meta.fields  # noqa: SLF001  # public in spite of its name
    if column.name not in {"id", *NOT_STATED, *OF_FEEDS}
)
PROVIDER_COLUMNS = tuple(
    column.name
    for column in Provider._meta.fields  # noqa: SLF001  # as above
    if column.name != "id"
)
PROVIDER_FACTS = {
    "billing_source": ("billing_step_seconds", "minimum_seconds"),
    "storage_source": ("storage_usd_per_gb_month",),
    "egress_source": ("egress_usd_per_gb",),
    "retired_source": ("retired",),
}


@dataclass(frozen=True, slots=True)
class Observation:
    """A price of a part on a day: columns of its offer and of its point, and what they refer to."""

    part: str
    source: str
    offer: dict[str, Any]
    amount: dict[str, Any]
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class StarterPrices:
    """The fixtures with prices, read and checked."""

    observations: list[Observation]
    cloud: list[Entry]
    providers: list[Entry]
    gpus: list[Entry]


def read(reader: Reader, starter: Starter) -> StarterPrices:
    """Read the prices' fixtures; what is wrong is noted in the reader."""
    observations = []
    for row in reader.csv("prices.csv", PRICE_COLUMNS):
        with reader.noting():
            observations.append(_observation(row, starter))
    cloud = _cloud(reader, starter.gpu_names)
    return StarterPrices(observations, cloud, _providers(reader), _gpu_prices(reader, starter))


def _observation(row: Row, starter: Starter) -> Observation:
    amounts = cleaned(PricePoint, row, ("amount", "currency"))
    if amounts["amount"] <= 0:
        problem = row.wrong("amount", "write a number above 0")
        raise problem
    observed_on: date | None = clean(Part, "retrieved_on", row.values["observed_on"], row)
    if observed_on is None:
        problem = row.wrong("observed_on", "a price needs its date")
        raise problem
    return Observation(
        part=row.one_of("part", starter.part_slugs, "part in fixtures/parts"),
        source=row.one_of("source", starter.source_keys, "source in sources.csv"),
        offer=cleaned(Offer, row, ("seller", "match")),
        amount=amounts,
        observed_at=datetime.combine(observed_on, time(), UTC),
    )


def _cloud(reader: Reader, gpus: set[str]) -> list[Entry]:
    columns = [name for name in CLOUD_COLUMNS if name != "gpu"]
    rows = reader.csv("cloud_offers.csv", CLOUD_COLUMNS)
    unique(rows, "row", reader)
    entries = []
    for row in rows:
        with reader.noting():
            gpu = row.one_of("gpu", gpus, "GPU in gpus.csv") if row.values["gpu"] else None
            entries.append(Entry(cleaned(CloudOffer, row, columns), {"gpu": gpu}))
    return entries


def _providers(reader: Reader) -> list[Entry]:
    rows = reader.csv("providers.csv", PROVIDER_COLUMNS)
    unique(rows, "name", reader)
    entries = []
    for row in rows:
        with reader.noting():
            entries.append(Entry(_sourced(cleaned(Provider, row, PROVIDER_COLUMNS), row)))
    return entries


def _sourced(values: dict[str, Any], row: Row) -> dict[str, Any]:
    """Refuse a fact of a provider that does not say where it was read."""
    for source, facts in PROVIDER_FACTS.items():
        if not values[source] and any(values[fact] is not None and values[fact] is not False for fact in facts):
            problem = row.wrong(source, f"say where {' and '.join(facts)} was read")
            raise problem
    return values


def _gpu_prices(reader: Reader, starter: Starter) -> list[Entry]:
    entries = []
    for row in reader.csv("gpu_prices.csv", GPU_PRICE_COLUMNS):
        with reader.noting():
            values = cleaned(GpuPrice, row, [name for name in GPU_PRICE_COLUMNS if name not in {"gpu", "source"}])
            if values["amount"] <= 0:
                problem = row.wrong("amount", "write a number above 0")
                raise problem
            refers: dict[str, str | None] = {
                "gpu": row.one_of("gpu", starter.gpu_names, "GPU in gpus.csv"),
                "source": row.one_of("source", starter.source_keys, "source in sources.csv"),
            }
            entries.append(Entry(values, refers))
    return entries


def write(prices: StarterPrices, starter: Starter, *, update: bool = False) -> list[Tally]:
    """Write what is missing, all or nothing, and bring the current prices of the parts up to date."""
    with transaction.atomic():
        observed = _write_observations(prices.observations, starter)
        update_current_prices([row.pk for row in part_rows(starter).values()] if observed.created else [])
        return [
            _write_cloud(prices.cloud, update=update),
            sync(Provider, "name", prices.providers, update=update),
            observed,
            _write_gpu_prices(prices.gpus),
        ]


def _write_cloud(entries: list[Entry], *, update: bool) -> Tally:
    gpus = dict(Gpu.objects.values_list("name", "pk"))
    rows = [Entry({**entry.values, "gpu_id": _gpu_id(entry, gpus)}) for entry in entries]
    return sync(CloudOffer, "row", rows, update=update)


def _gpu_id(entry: Entry, gpus: dict[str, int]) -> int | None:
    name = entry.refers["gpu"]
    return None if name is None else gpus[name]


def _write_gpu_prices(entries: Iterable[Entry]) -> Tally:
    """Add prices of GPUs that are missing; one that is there is never changed, since it was observed."""
    gpus, sources = dict(Gpu.objects.values_list("name", "pk")), dict(Source.objects.values_list("key", "pk"))
    known = set(GpuPrice.objects.values_list(*GPU_PRICE_KEY))
    rows = [
        GpuPrice(gpu_id=gpus[str(entry.refers["gpu"])], source_id=sources[str(entry.refers["source"])], **entry.values)
        for entry in entries
    ]
    missing = [row for row in rows if tuple(getattr(row, name) for name in GPU_PRICE_KEY) not in known]
    GpuPrice.objects.bulk_create(missing, batch_size=BATCH)
    return Tally("prices of GPUs", created=len(missing), unchanged=len(rows) - len(missing))


def _write_observations(observations: Iterable[Observation], starter: Starter) -> Tally:
    """Add offers and points that are missing; a point that is there is never changed, since it was observed."""
    parts = part_rows(starter)
    sources = dict(Source.objects.values_list("key", "pk"))
    offers = _offers(observations, parts, sources)
    known = set(PricePoint.objects.filter(offer__in=offers.values()).values_list("offer_id", "observed_at"))
    tally = Tally("price points")
    missing = []
    for each in observations:
        offer = offers[_offer_key(each, parts, sources)]
        if (offer.pk, each.observed_at) in known:
            tally.unchanged += 1
            continue
        at = each.observed_at
        missing.append(PricePoint(offer=offer, observed_at=at, last_seen_at=at, **each.amount))
    PricePoint.objects.bulk_create(missing, batch_size=BATCH)
    tally.created = len(missing)
    return tally


OfferKey = tuple[int, int, str]


def _offer_key(each: Observation, parts: dict[str, Part], sources: dict[str, int]) -> OfferKey:
    return (parts[each.part].pk, sources[each.source], each.offer["seller"])


def _offers(
    observations: Iterable[Observation], parts: dict[str, Part], sources: dict[str, int]
) -> dict[OfferKey, Offer]:
    """Give the offers of the observations, created where they are missing."""
    wanted = {_offer_key(each, parts, sources): each.offer for each in observations}
    known = {
        (row.part_id, row.source_id, row.seller): row
        for row in Offer.objects.filter(source__in={source for _, source, _ in wanted}, url="")
    }
    missing = [
        Offer(part_id=part, source_id=source, **columns)
        for (part, source, seller), columns in wanted.items()
        if (part, source, seller) not in known
    ]
    Offer.objects.bulk_create(missing, batch_size=BATCH)
    return known | {(row.part_id, row.source_id, row.seller): row for row in missing}
