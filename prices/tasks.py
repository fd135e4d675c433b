"""Celery's doors to the work in `refresh.py` and `cloud_refresh.py`."""

from __future__ import annotations

import random

from celery import shared_task
from django.utils import timezone

from prices import alert_mail, cloud_refresh
from prices.models import Feed, Offer
from prices.refresh import claim_due, refresh
from prices.sending import send


@shared_task
def refresh_due() -> None:
    """Claim what is due, and send each offer to a worker."""
    for pk in claim_due(timezone.now()):
        send(refresh_offer, pk)


@shared_task
def refresh_offer(pk: int) -> None:
    """Look at one offer that was claimed; one that is gone by now needs no look."""
    for offer in Offer.objects.filter(pk=pk):
        refresh(offer, timezone.now(), chance=random.random())  # noqa: S311  # spreads load; nothing to guess


@shared_task
def refresh_due_feeds() -> None:
    """Claim lists that are due, and send each to a worker."""
    for pk in cloud_refresh.claim_due(timezone.now()):
        send(refresh_feed, pk)


@shared_task(time_limit=int(cloud_refresh.LEASE.total_seconds()))
def refresh_feed(pk: int) -> None:
    """Look at one list that was claimed."""
    for feed in Feed.objects.filter(pk=pk):
        cloud_refresh.refresh(feed, timezone.now(), chance=random.random())  # noqa: S311  # as above


@shared_task
def send_alerts() -> None:
    """Look at watched prices that are due, and send the mails that wait."""
    alert_mail.run(timezone.now())
