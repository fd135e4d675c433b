"""What one can ask of the list of published builds through an address of the API."""

# django-filter is not annotated, and its classes are there to be subclassed.
# mypy: disallow-subclassing-any=false
from __future__ import annotations

from typing import TYPE_CHECKING

import django_filters
from django.utils.translation import gettext_lazy as _

from catalog.filters import GpuChoiceFilter, NumberFilter
from community.models import Post

if TYPE_CHECKING:
    from decimal import Decimal

    from community.querysets import PostQuerySet


class PostFilter(django_filters.FilterSet):
    """Published builds by GPU, cost and graphics memory."""

    gpu = GpuChoiceFilter(field_name="main_gpu", label=_("Builds whose main GPU is this one, by its slug."))
    max_total = NumberFilter(
        method="within", min_value=0, label=_("USD for all parts, at most; builds without any price are left out.")
    )
    min_vram = NumberFilter(method="holding", min_value=0, label=_("GiB of all graphics cards together, at least."))

    class Meta:
        model = Post
        fields = ()

    def within(self, queryset: PostQuerySet, _name: str, value: Decimal) -> PostQuerySet:
        """Keep builds that cost at most so much."""
        return queryset.within(value)

    def holding(self, queryset: PostQuerySet, _name: str, value: Decimal) -> PostQuerySet:
        """Keep builds with enough memory."""
        return queryset.holding(value)
