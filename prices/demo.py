"""The demo shop's offers and how they are refreshed: like real ones, in tables and through a door of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Count, F, Max, Min, Q, Value, When
from django.db.models.functions import Least

from catalog.models import Kind, Part, Source
from prices.demo_models import HOST, DemoError, DemoOffer, DemoPoint
from prices.demo_pages import Product, base_of
from prices.sources.quote import NoOfferError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from prices.sources.quote import Quote

SOURCE = "demo-shop"
MOST_OFFERS = 200
AT_ONCE = 10  # offers of one run: ten that never answer still end within a task's 60 s
INTERVAL, LEASE, FIRST_RETRY = timedelta(minutes=5), timedelta(seconds=90), timedelta(seconds=30)
MOST_ATTEMPTS = 1_000
LONGEST_ERROR = 300
JUMP = 3  # a price that is more than three times the last, or less than a third, is believed the second time


def products() -> dict[str, Product]:
    """Give what the shop sells: parts with a price first, graphics cards before others. One query."""
    priced = Case(When(price=None, then=Value(1)), default=Value(0))
    cards = Case(When(kind=Kind.CARD, then=Value(0)), default=Value(1))
    rows = Part.objects.offered().select_related("price").only("slug", "name", "kind", "price__amount")
    sold = rows.order_by(priced, cards, "slug")[:MOST_OFFERS]
    return {row.slug: Product(row.slug, row.name, row.kind, _base(row)) for row in sold}


def _base(row: Part) -> float:
    price = getattr(row, "price", None)
    return float(price.amount) if price else base_of(row.slug)


def open_shop(at: datetime) -> int:
    """Make an offer for each part that the shop sells, due now; say how many are new."""
    source, _made = Source.objects.get_or_create(
        key=SOURCE,
        defaults={
            "name": "Demo shop",
            "licence": "none",
            "credit": "Made-up prices, to try refreshing",
            "checked": False,
        },
    )
    wanted = Part.objects.filter(slug__in=products(), demo_offer=None).only("pk")
    made = DemoOffer.objects.bulk_create(
        [DemoOffer(part=part, source=source, next_due=at) for part in wanted], ignore_conflicts=True
    )
    return len(made)


def claim_due(at: datetime) -> list[int]:
    """Claim what is due, the longest overdue first; each of several callers gets its own."""
    due = DemoOffer.objects.filter(Q(lease_until=None) | Q(lease_until__lte=at), next_due__lte=at)
    keys = list(due.order_by("next_due", "pk").values_list("pk", flat=True)[:AT_ONCE])
    attempt = Least(F("attempt") + 1, MOST_ATTEMPTS)
    return [pk for pk in keys if due.filter(pk=pk).update(lease_until=at + LEASE, attempt=attempt)]


def refresh_due(at: datetime) -> int:
    """Look at what is due, one after the other, and say how many that were. Nothing while the demo is off."""
    if not settings.DEMO_SHOP:
        return 0
    claimed = claim_due(at)
    for offer in DemoOffer.objects.filter(pk__in=claimed).select_related("part"):
        refresh(offer, at)
    return len(claimed)


def refresh(offer: DemoOffer, at: datetime, fetch: Callable[[str], str] | None = None) -> None:
    """Fetch, read and store one price; a failure stays in the row with its reason, and the old price as it was."""
    from prices import demo_fetching  # noqa: PLC0415  # no page of the site needs what reads shop pages
    from prices.sources import page  # noqa: PLC0415

    try:
        quote = page.parse((fetch or demo_fetching.fetch)(url_of(offer.part.slug)))
        _check(offer, quote)
    except (DemoError, NoOfferError) as error:
        delay = min(FIRST_RETRY * (1 << min(max(offer.attempt - 1, 0), 6)), INTERVAL)
        _settle(offer, next_due=at + delay, last_error=str(error)[:LONGEST_ERROR], held=offer.held)
        return
    _store(offer, quote, at)


def _check(offer: DemoOffer, quote: Quote) -> None:
    """Hold back what cannot be right at first sight: the lowest of several, a jump, another currency."""
    if quote.price_kind == "from":
        message = f"only the lowest of several prices, from {quote.amount} {quote.currency}"
        raise DemoError(message)
    last = offer.points.first()
    seen, held = f"{quote.amount} {quote.currency}", offer.held
    if last is None or held == seen:
        return
    if last.currency != quote.currency or not last.amount / JUMP <= quote.amount <= last.amount * JUMP:
        offer.held = seen[: DemoOffer._meta.get_field("held").max_length]  # noqa: SLF001  # Django's documented way
        message = f"held back until it is seen again: {seen} after {last.amount} {last.currency}"
        raise DemoError(message)


@transaction.atomic
def _store(offer: DemoOffer, quote: Quote, at: datetime) -> None:
    if not _settle(offer, next_due=at + INTERVAL, attempt=0, last_error="", last_success_at=at, held=""):
        return
    facts = {"amount": quote.amount, "currency": quote.currency, "availability": quote.availability.value}
    last = offer.points.first()
    if last is not None and all(getattr(last, name) == value for name, value in facts.items()):
        DemoPoint.objects.filter(pk=last.pk, last_seen_at__lt=at).update(last_seen_at=at)
    else:
        offer.points.get_or_create(observed_at=at, defaults={**facts, "last_seen_at": at})


def _settle(offer: DemoOffer, **columns: object) -> bool:
    """Give the claim back, if it is still the one that was seen."""
    held = DemoOffer.objects.filter(pk=offer.pk, lease_until=offer.lease_until, next_due=offer.next_due)
    return bool(held.update(lease_until=None, **columns))


def url_of(slug: str) -> str:
    """Give the address of a part in the demo shop."""
    return f"http://{HOST}:{settings.DEMO_SHOP_PORT}/p/{slug}/"


def demo_points(part: Part, most: int = 20) -> list[DemoPoint]:
    """Give the made-up prices of a part, the newest first. One query; none while the demo is off."""
    if not settings.DEMO_SHOP:
        return []
    return list(DemoPoint.objects.filter(offer__part=part)[:most])


def demo_state(at: datetime) -> dict[str, object] | None:
    """Say how the demo's offers are doing. One query; None and none while the demo is off."""
    if not settings.DEMO_SHOP:
        return None
    return DemoOffer.objects.aggregate(
        offers=Count("pk"),
        due=Count("pk", filter=Q(next_due__lte=at)),
        failing=Count("pk", filter=~Q(last_error="")),
        newest=Max("last_success_at"),
        oldest=Min("last_success_at"),
    )
