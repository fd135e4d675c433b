"""Celery's door to the demo shop. It is there only while DEMO_SHOP is on: config/settings.py, CELERY_IMPORTS."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from prices.demo import refresh_due


@shared_task
def refresh_demo() -> None:
    """Look at offers of the demo shop that are due."""
    refresh_due(timezone.now())
