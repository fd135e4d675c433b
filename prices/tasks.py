"""Celery's doors to the work in `refresh.py` and `cloud_refresh.py`."""

from __future__ import annotations

import random

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from prices import alert_mail, cloud_refresh, rounds
from prices.current import let_old_prices_go
from prices.models import Feed
from prices.runs import prune
from prices.sending import send

EXPIRES = 2 * settings.DUE_SCAN_SECONDS  # seconds; the next scan sends another, so that none pile up


@shared_task(expires=EXPIRES)
def refresh_due() -> None:
    """Send workers to offers that are due, if there are any."""
    for _ in range(rounds.wanted(timezone.now())):
        send(refresh_round)


@shared_task(expires=EXPIRES, time_limit=rounds.TIME_LIMIT)
def refresh_round() -> None:
    """Look at offers, as long as there are some whose host may be asked."""
    rounds.work(timezone.now, random.random, threads=settings.REFRESH_THREADS)


@shared_task(expires=EXPIRES)
def tidy() -> None:
    """Let prices go that are too old, and forget looks of long ago."""
    let_old_prices_go(timezone.now())
    prune(timezone.now())


@shared_task(expires=EXPIRES)
def refresh_due_feeds() -> None:
    """Claim lists that are due, and send each to a worker."""
    for pk in cloud_refresh.claim_due(timezone.now()):
        send(refresh_feed, pk)


@shared_task(time_limit=int(cloud_refresh.LEASE.total_seconds()))
def refresh_feed(pk: int) -> None:
    """Look at one list that was claimed."""
    for feed in Feed.objects.filter(pk=pk):
        cloud_refresh.refresh(feed, timezone.now(), chance=random.random())  # noqa: S311  # spreads load; nothing to guess


@shared_task
def send_alerts() -> None:
    """Look at watched prices that are due, and send the mails that wait."""
    alert_mail.run(timezone.now())
