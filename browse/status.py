"""The state of the site: how old prices are, what ran, waits and fails, and whether what it stands on answers."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from django.db import Error, connection
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from browse.asking import refuse_unknown, shows
from prices import status as prices
from prices.broker import broker_state
from prices.demo import demo_state

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from prices.broker import BrokerState
    from prices.models import Feed, FeedRun, Offer
    from prices.status import Age, Breaker, Queue, Reason

MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """What the database is, and how long it took to answer."""

    kind: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Status:
    """All that the page shows."""

    at: datetime
    database: DatabaseState
    broker: BrokerState
    ages: list[Age]
    offers: Queue
    reasons: list[Reason]
    feeds_queue: Queue
    feeds: list[Feed]
    runs: list[FeedRun]
    looks: list[Offer]
    breakers: list[Breaker]
    demo: dict[str, Any] | None  # None: the demo shop is off

    @property
    def cut(self) -> bool:
        """Whether there are more sellers than are shown."""
        return len(self.ages) >= prices.MOST_SELLERS


@never_cache
@shows
def status(request: HttpRequest) -> HttpResponse:
    """Show the state; with status 503 if the database does not answer."""
    refuse_unknown(request.GET, ())
    try:
        context = {"status": status_of(timezone.now())}
    except Error as error:
        connection.close()  # the next question gets a new connection instead of a broken one
        return TemplateResponse(request, "browse/status_down.html", {"reason": type(error).__name__}, status=503)
    return TemplateResponse(request, "browse/status.html", context)


def status_of(at: datetime) -> Status:
    """Gather the state. Nine queries."""
    return Status(
        at=at,
        database=database_state(),
        broker=broker_state(),
        ages=prices.ages(at),
        offers=prices.offers_to_do(at),
        reasons=prices.reasons(),
        feeds_queue=prices.feeds_to_do(at),
        feeds=prices.feeds(),
        runs=prices.feed_runs(),
        looks=prices.offer_looks(),
        breakers=prices.breakers(at),
        demo=demo_state(at),
    )


def database_state() -> DatabaseState:
    """Ask the database the shortest question there is. Whether a connection is to be had is part of the answer."""
    started = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return DatabaseState(connection.vendor, (perf_counter() - started) * MILLISECONDS)
