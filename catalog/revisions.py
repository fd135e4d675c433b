"""How often the catalogue and its prices were changed, so that what was worked out of them is known to be still true.

Whoever writes raises the number first and in the same transaction: so the numbers are taken in one order, and no reader
sees a new number with old rows. Rows that were written by SQL of one's own, past the querysets, raise nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, models, transaction
from django.db.models import F

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTS, PRICES = "parts", "prices"


class Revision(models.Model):
    """A number that rises with every change of what its name says."""

    name = models.CharField(max_length=20, unique=True)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


def current() -> dict[str, int]:
    """Give the numbers by name; what was never changed is at 0. One query."""
    with connection.cursor() as cursor:  # by hand: every page asks, and the query set would take four times as long
        cursor.execute(f"SELECT name, number FROM {Revision._meta.db_table}")  # noqa: S608, SLF001  # a table's name
        return {PARTS: 0, PRICES: 0} | dict(cursor.fetchall())


def raise_number(name: str) -> None:
    """Note a change. One query, after the first time."""
    if not Revision.objects.filter(name=name).update(number=F("number") + 1):
        Revision.objects.get_or_create(name=name, defaults={"number": 1})


@contextmanager
def changing(name: str) -> Iterator[None]:
    """Note that what is done inside changes something; both happen, or neither."""
    with transaction.atomic():
        raise_number(name)
        yield
