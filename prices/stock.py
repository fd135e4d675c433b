"""Everything of a kind that is offered, with what it costs, ready to be filtered, counted and put into any order.

A stock lives in this process. Its facts are as new as the catalogue; its prices may lag behind by a moment where many
parts are refreshed all the time: reading them again never takes more than a twentieth of the time.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from catalog import shelves
from catalog.revisions import PRICES, current
from engine.recent import Recent
from engine.shelf import mask_of
from prices.models import CurrentPrice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from catalog.models import Kind
    from engine.shelf import Shelf

CURRENCY = "USD"  # amounts in other currencies are shown, and not compared
SHARE = 20  # at most one part in so many of the time goes into reading prices again
MAX_ORDERS = 24  # kept for a stock
NAME, PRICE = "name", "price"


@dataclass(frozen=True)
class Prices:
    """What the rows of a shelf cost: USD, None where it is not known. `known`: rows with a price in any currency."""

    amounts: Sequence[float | None]
    known: int

    @cached_property
    def cheapest_first(self) -> tuple[list[float], list[int]]:
        """Amounts in ascending order, and the rows that ask them."""
        pairs = sorted((amount, row) for row, amount in enumerate(self.amounts) if amount is not None)
        return [amount for amount, _row in pairs], [row for _amount, row in pairs]

    def within(self, low: Decimal | None, high: Decimal | None) -> int:
        """Give the rows that cost from `low` to `high` USD, both included."""
        amounts, rows = self.cheapest_first
        start = 0 if low is None else bisect_left(amounts, float(low))
        end = len(rows) if high is None else bisect_right(amounts, float(high))
        return mask_of(rows[start:end], len(self.amounts))


@dataclass(frozen=True, eq=False)
class Stock:
    """A shelf with its prices. Two stocks are never equal."""

    kind: Kind
    shelf: Shelf
    prices: Prices
    orders: Recent[Sequence[int]] = field(default_factory=lambda: Recent(MAX_ORDERS))

    def order(self, keys: tuple[str, ...]) -> Sequence[int]:
        """Give all rows in the order of some columns, "price" or "name"; a minus turns one round.

        Rows without a value come last in either direction; rows alike in all of it are in the order of their names.
        """
        return self.orders.get(keys, lambda: self._ordered(keys))

    def _ordered(self, keys: tuple[str, ...]) -> Sequence[int]:
        rows = list(range(len(self.shelf.keys)))
        for key in reversed(keys):
            value, down = self._value(key.removeprefix("-")), key.startswith("-")
            unknown = [row for row in rows if value(row) is None]
            rows = sorted((row for row in rows if value(row) is not None), key=value, reverse=down) + unknown
        return array("I", rows)

    def _value(self, key: str) -> Callable[[int], Any]:
        if key == NAME:
            return lambda row: row  # rows are on the shelf by name
        if key == PRICE:
            return self.prices.amounts.__getitem__
        at, zero_unknown = self.shelf.columns[key].at, key in shelves.ZERO_UNKNOWN.get(self.kind, ())
        return (lambda row: at(row) or None) if zero_unknown else at


@dataclass(slots=True)
class _Kept:
    revision: int
    stock: Stock
    read_at: float  # of the prices
    seconds: float  # that it took

    def fresh(self, shelf: Shelf, revision: int) -> bool:
        """Whether it need not be read again."""
        if self.stock.shelf is not shelf:
            return False
        return self.revision == revision or monotonic() - self.read_at < SHARE * self.seconds


_kept: dict[Kind, _Kept] = {}
_locks: dict[Kind, Lock] = defaultdict(Lock)


def stock_of(kind: Kind, revisions: Mapping[str, int] | None = None) -> Stock:
    """Give the stock of a kind. One query to see whether anything changed, unless the caller knows; two if it has."""
    numbers = current() if revisions is None else revisions
    shelf = shelves.shelf_of(kind, numbers)
    with _locks[kind]:
        kept = _kept.get(kind)
        if kept is None or not kept.fresh(shelf, numbers[PRICES]):
            start = monotonic()
            stock = Stock(kind, shelf, prices_on(shelf, kind))
            kept = _kept[kind] = _Kept(numbers[PRICES], stock, monotonic(), monotonic() - start)
        return kept.stock


def forget() -> None:
    """Keep nothing."""
    shelves.forget()
    _kept.clear()


def prices_on(shelf: Shelf, kind: Kind) -> Prices:
    """Read what the rows of a shelf cost. One query."""
    amounts: list[float | None] = [None] * len(shelf.keys)
    known = []
    rows = CurrentPrice.objects.filter(part__kind=kind, part__withdrawn_at=None)
    for key, amount, currency in rows.values_list("part_id", "amount", "currency"):
        row = shelf.row_of.get(key)
        if row is not None:
            known.append(row)
            amounts[row] = float(amount) if currency == CURRENCY else None
    return Prices(amounts, mask_of(known, len(amounts)))
