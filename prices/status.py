"""How the prices are doing: their age by source and seller, what runs, what is due and what fails, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery

from prices.models import Feed, FeedRun, Host, Offer, PricePoint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

STALE = timedelta(hours=48)  # an enabled offer is looked at daily: past this two looks were missed
OLD = timedelta(days=14)  # as long as prices/current.py compares prices with the newest
MOST_SELLERS = 200  # lines; a market place may have thousands of sellers
MOST_REASONS = 10
SHOWN_RUNS = 20
SHOWN_LOOKS = 10
AGE_COLUMNS = (
    "source__key",
    "source__name",
    "seller",
    "offers",
    "priced",
    "fresh",
    "stale",
    "old",
    "newest",
    "oldest",
)  # in the order of the fields of Age


@dataclass(frozen=True, slots=True)
class Age:
    """The prices of a seller at a source: of each of its offers the newest. Shares of `offers`."""

    source: str
    source_name: str
    seller: str
    offers: int
    priced: int
    fresh: int  # seen within 48 hours
    stale: int  # older, up to 14 days
    old: int  # older than that
    newest: datetime | None
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Queue:
    """What there is to do of one sort of work."""

    enabled: int
    due: int
    leased: int
    failing: int  # enabled, and the last look failed
    never: int  # enabled, and no look has succeeded yet
    overdue_since: datetime | None  # when the longest overdue one was due
    last_success_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why looks fail: the words of the last error, and how many rows have it."""

    text: str
    rows: int


@dataclass(frozen=True, slots=True)
class Breaker:
    """A host that is left alone for a while."""

    host: str
    reason: str
    until: datetime | None


def open_hosts(at: datetime) -> list[Breaker]:
    """Give the hosts whose breaker is open. One query."""
    return [Breaker(host.name, host.open_reason, host.open_until) for host in Host.objects.left_alone(at)]


# Who keeps hosts from being asked says here which they are: functions that take the time and give open breakers. Each
# is a query or none; what it raises is not caught.
BREAKERS: list[Callable[[datetime], list[Breaker]]] = [open_hosts]


def ages(at: datetime) -> list[Age]:
    """Give the ages of prices by source and seller, the most offers first, at most 200. One query."""
    counting = PricePoint.objects.filter(offer=OuterRef("pk"), state=PricePoint.State.TAKEN)
    newest = counting.order_by("-observed_at").values("last_seen_at")[:1]
    seen = Offer.objects.annotate(seen=Subquery(newest)).order_by().values("source__key", "source__name", "seller")
    counted = seen.annotate(
        offers=Count("pk"),
        priced=Count("pk", filter=Q(seen__isnull=False)),
        fresh=Count("pk", filter=Q(seen__gte=at - STALE)),
        stale=Count("pk", filter=Q(seen__lt=at - STALE, seen__gte=at - OLD)),
        old=Count("pk", filter=Q(seen__lt=at - OLD)),
        newest=Max("seen"),
        oldest=Min("seen"),
    )
    rows = counted.order_by("-offers", "source__key", "seller")[:MOST_SELLERS]
    return [Age(*row) for row in rows.values_list(*AGE_COLUMNS)]


def offers_to_do(at: datetime) -> Queue:
    """Count the work with offers. One query."""
    return _queue(Offer.objects.aggregate(**_counts(at, due=Q(next_due__lte=at))))


def feeds_to_do(at: datetime) -> Queue:
    """Count the work with lists. One query."""
    due = Q(next_due=None) | Q(next_due__lte=at)
    return _queue(Feed.objects.aggregate(**_counts(at, due=due)))


def _counts(at: datetime, *, due: Q) -> dict[str, Any]:
    enabled, free = Q(enabled=True), Q(lease_until=None) | Q(lease_until__lte=at)
    return {
        "n_enabled": Count("pk", filter=enabled),
        "n_due": Count("pk", filter=enabled & free & due),
        "n_leased": Count("pk", filter=Q(lease_until__gt=at)),
        "n_failing": Count("pk", filter=enabled & ~Q(last_error="")),
        "n_never": Count("pk", filter=enabled & Q(last_success_at=None)),
        "n_overdue_since": Min("next_due", filter=enabled & free & Q(next_due__lte=at)),
        "n_last_success_at": Max("last_success_at"),
    }  # the prefix keeps them apart from the columns


def _queue(counted: Mapping[str, Any]) -> Queue:
    return Queue(**{name.removeprefix("n_"): value for name, value in counted.items()})


def reasons() -> list[Reason]:
    """Give the reasons for which enabled offers fail, the most frequent first. One query."""
    failing = Offer.objects.filter(enabled=True).exclude(last_error="").order_by().values("last_error")
    counted = failing.annotate(rows=Count("pk")).order_by("-rows", "last_error")[:MOST_REASONS]
    return [Reason(row["last_error"], row["rows"]) for row in counted]


def feeds() -> list[Feed]:
    """Give every list that is on or was ever looked at. One query."""
    ran = FeedRun.objects.filter(feed=OuterRef("pk"))
    return list(Feed.objects.filter(Q(enabled=True) | Exists(ran)))


def feed_runs() -> list[FeedRun]:
    """Give the last looks at lists, the newest first. One query."""
    return list(FeedRun.objects.select_related("feed").defer("excerpt", "skipped")[:SHOWN_RUNS])


def offer_looks() -> list[Offer]:
    """Give the offers that were looked at with success last. One query."""
    looked = Offer.objects.filter(last_success_at__isnull=False).select_related("part", "source")
    return list(
        looked.order_by(F("last_success_at").desc(), "pk").defer("part__raw", "part__search_text")[:SHOWN_LOOKS]
    )


def breakers(at: datetime) -> list[Breaker]:
    """Give the hosts that are left alone, as far as anyone keeps count of them."""
    return [breaker for hook in BREAKERS for breaker in hook(at)]
