"""Prices over time for pages of layers above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils import timezone

from browse.build_history import BuildHistory, build_history

if TYPE_CHECKING:
    from builder.models import Build

register = template.Library()


@register.simple_tag
def total_over_time(build: Build) -> BuildHistory | None:
    """Give what the parts of a build cost together over time. Two queries."""
    return build_history(build, timezone.localdate())
