"""The Celery application: `celery -A config worker`."""

from __future__ import annotations

import logging.config
import os

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("rigwright")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_site_does(**_details: object) -> None:
    """Let worker and beat log as the settings say, instead of in Celery's own way."""
    logging.config.dictConfig(settings.LOGGING)
