"""Questions that are asked of many parts at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from catalog.models import Gpu, Part  # noqa: F401  # names in the generic annotations below


class PartQuerySet(models.QuerySet["Part"]):
    """Parts."""

    def of_kind(self, kind: str) -> PartQuerySet:
        """Keep one kind."""
        return self.filter(kind=kind)

    def offered(self) -> PartQuerySet:
        """Keep what can be put into a new build."""
        return self.filter(withdrawn_at=None)

    def matching(self, words: str) -> PartQuerySet:
        """Keep parts whose name, maker or part numbers contain every word, in any order."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(
                models.Q(name__icontains=word)
                | models.Q(manufacturer__icontains=word)
                | models.Q(part_numbers__icontains=word)
            )
        return found


class GpuQuerySet(models.QuerySet["Gpu"]):
    """GPUs."""
