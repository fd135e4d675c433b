"""Questions about published builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from catalog.models import Gpu

if TYPE_CHECKING:
    from decimal import Decimal

    from catalog.querysets import GpuQuerySet
    from community.models import Post  # noqa: F401  # a name in the generic annotation below


class PostQuerySet(models.QuerySet["Post"]):
    """Published builds."""

    def for_list(self) -> PostQuerySet:
        """Load what a line of the list shows, and leave the long texts where they are."""
        return self.select_related("author", "build").defer("snapshot", "notes", "notes_html")

    def with_gpu(self, slug: str) -> PostQuerySet:
        """Keep builds whose main GPU is this one."""
        return self.filter(main_gpu__slug=slug)

    def within(self, usd: Decimal) -> PostQuerySet:
        """Keep builds whose parts cost at most so much, as far as prices are known; without any price none is kept."""
        return self.filter(total_usd__lte=usd)

    def holding(self, memory_gib: Decimal) -> PostQuerySet:
        """Keep builds whose graphics cards together have at least so much memory."""
        return self.filter(vram_gib__gte=float(memory_gib))

    def gpus(self) -> GpuQuerySet:
        """Give the main GPUs of these builds, each once."""
        return Gpu.objects.filter(pk__in=self.order_by().values("main_gpu")).only("name", "slug").order_by("name")
