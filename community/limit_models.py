"""How often something was tried."""

from __future__ import annotations

from django.db import models


class Tries(models.Model):
    """Tries of one kind by one person or address since a moment. `who` is a keyed hash: no address is kept."""

    who = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(db_index=True)
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "tries"

    def __str__(self) -> str:
        return f"{self.number} since {self.since}"
