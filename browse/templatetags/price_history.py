"""Prices over time for pages of layers above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.core.cache import cache
from django.utils import timezone

from browse.build_history import BuildHistory, build_history

if TYPE_CHECKING:
    from builder.models import Build

register = template.Library()
KEPT_SECONDS = 600


@register.simple_tag
def total_over_time(build: Build) -> BuildHistory | None:
    """Give what the parts of a build cost together over time. Two queries, and none again for ten minutes."""
    today = timezone.localdate()
    key = f"total-over-time:{build.code}:{build.updated_at.timestamp()}:{today}"
    kept = cache.get(key)
    if kept is None:
        kept = (build_history(build, today),)
        cache.set(key, kept, KEPT_SECONDS)
    found: BuildHistory | None = kept[0]
    return found
