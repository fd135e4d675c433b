"""Celery's doors to what is done from time to time."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from community import upkeep
from community.digesting import send_due


@shared_task
def refresh_totals() -> None:
    """Work out anew what shared builds cost at today's prices, those whose totals are old."""
    upkeep.refresh_totals(timezone.now())


@shared_task
def forget_tries() -> None:
    """Take out counts that no limit needs any more."""
    upkeep.forget_tries(timezone.now())


@shared_task
def send_digests() -> None:
    """Send the mail that is due; what is left comes with the next look."""
    send_due(timezone.now())
