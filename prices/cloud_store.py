"""A cloud's quotes as rows: a price that holds lengthens its row's span, another one ends it and opens a new row."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from catalog.models import Gpu
from prices.clouds.gpu_names import Listed, Match, match
from prices.clouds.merging import identity, merged
from prices.clouds.readers import CLOUDS
from prices.models import CloudOffer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from prices.clouds.feeds import FeedSpec
    from prices.clouds.quote import CloudQuote
    from prices.models import Feed

PLACES = Decimal("0.000001")  # as the columns keep
BATCH = 500  # rows of one statement
MONTHS = 12
NO_GPU = "(not stated)"
PRICES = ("on_demand_per_hour", "spot_per_hour", "committed_per_hour")
FACTS = ("gpu_id", "gpu_match", "vcpus", "ram_gib", "region", "available", "source")  # may change while the price holds
COLUMNS = [name.removesuffix("_id") for name in FACTS]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a run did to the rows."""

    added: int = 0
    unchanged: int = 0
    ended: int = 0


def store(feed: Feed, spec: FeedSpec, quotes: Iterable[CloudQuote], day: date) -> Tally:
    """Bring the rows of a list to what it says on a day; call it in a transaction.

    What the list no longer has is ended, not deleted. Rows that only got a day older are written 500 in a query, since
    a long transaction keeps others from writing; the few with other facts are written one by one in it.
    """
    wanted = {str(row["listing"]): row for row in _rows(spec, quotes, day)}
    running = {row.listing: row for row in CloudOffer.objects.filter(feed=feed, retired=False)}
    held = {key: row for key, row in running.items() if key in wanted and _same(row, wanted[key], PRICES)}
    ended = [row.pk for key, row in running.items() if key not in held]
    _update(ended, retired=True)
    _update([row.pk for row in held.values()], observed_latest=day)
    differing = [row for key, row in held.items() if not _same(row, wanted[key], FACTS)]
    for row in differing:
        for name in FACTS:
            setattr(row, name, wanted[row.listing][name])
    CloudOffer.objects.bulk_update(differing, COLUMNS, batch_size=BATCH)
    added = [wanted[key] for key in wanted if key not in held]
    _open(feed, added, day)
    return Tally(len(added), len(held), len(ended))


def _update(keys: list[int], **columns: object) -> None:
    for start in range(0, len(keys), BATCH):
        CloudOffer.objects.filter(pk__in=keys[start : start + BATCH]).update(**columns)


def _open(feed: Feed, rows: list[dict[str, Any]], day: date) -> None:
    """Add rows; one that was ended on the same day at the same price is taken up again."""
    ended = dict(CloudOffer.objects.filter(feed=feed, retired=True, observed_earliest=day).values_list("row", "pk"))
    _update([ended[row["row"]] for row in rows if row["row"] in ended], retired=False)
    new = [CloudOffer(feed=feed, observed_earliest=day, **row) for row in rows if row["row"] not in ended]
    CloudOffer.objects.bulk_create(new, batch_size=BATCH)


def _same(row: CloudOffer, wanted: dict[str, Any], names: tuple[str, ...]) -> bool:
    return all(getattr(row, name) == wanted[name] for name in names)


def _rows(spec: FeedSpec, quotes: Iterable[CloudQuote], day: date) -> list[dict[str, Any]]:
    """Give the columns of each quote."""
    catalogue = [Listed(*row) for row in Gpu.objects.order_by("pk").values_list("name", "memory_gib")]
    keys = dict(Gpu.objects.values_list("name", "pk"))
    found: dict[tuple[str, float | None, str], Match] = {}
    rows = []
    for quote in merged(quotes):
        asked = (quote.gpu or "", quote.vram_gb_each, quote.form)
        if asked not in found:
            found[asked] = match(asked[0], asked[1], catalogue, form=asked[2]) if asked[0] else Match(None, "")
        gpu = found[asked].gpu
        rows.append(_row(spec, quote, day) | {"gpu_id": keys[gpu] if gpu else None, "gpu_match": found[asked].how})
    return rows


def _row(spec: FeedSpec, quote: CloudQuote, day: date) -> dict[str, Any]:
    resold = spec.shape == "shadeform"
    listing = sha256(repr((spec.name, identity(quote))).encode()).hexdigest()[:32]
    amounts = (quote.on_demand, quote.spot if quote.spot_is_real else None, quote.reserved_1y)
    prices = {name: amount and amount.quantize(PLACES) for name, amount in zip(PRICES, amounts, strict=True)}
    opened = sha256(repr((listing, day, *map(str, prices.values()))).encode()).hexdigest()[:18]
    return {
        "row": f"c{opened}",
        "listing": listing,
        "provider": CLOUDS.get(quote.provider.lower(), quote.provider)[:60],
        "tier": "Shadeform" if resold else (quote.tier or "")[:30],
        "instance": quote.instance[:80],
        "gpu_stated": (quote.gpu or NO_GPU)[:80],
        "gpu_count": quote.count,
        "memory_gib_each": quote.vram_gb_each,
        "vcpus": quote.vcpu,
        "ram_gib": quote.ram_gb,
        "region": (quote.region or ", ".join(quote.regions))[:120],
        "available": quote.available,
        "currency": "USD",
        "observed_latest": day,
        "source": f"{spec.title} {spec.address}".strip(),
        "retired": False,
        **{name: amount or None for name, amount in prices.items()},
        "commitment_months": MONTHS if quote.reserved_1y else None,
    }
