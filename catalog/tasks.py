"""Celery's door to the updates of the catalogue."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from catalog.opendb.updating import LEASE, update_if_due


@shared_task(time_limit=int(LEASE.total_seconds()))
def update_catalog_weekly() -> None:
    """Bring the catalogue up to the newest archive, if a week has gone since the last look."""
    update_if_due(timezone.now())
