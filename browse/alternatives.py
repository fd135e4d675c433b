"""What could be bought instead of a part: cheaper, or better for about the price; by browse.interchange.

Which parts come into question is read off the stock, which this process holds: each term is a set of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from browse.interchange import KIT_GIB, TERMS, comparable, fact_names, holds, improves, judge, known
from catalog.models import Gpu, Kind
from catalog.templatetags.units import money0
from engine.shelf import among, union
from prices.stock import CURRENCY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from browse.interchange import Term
    from browse.near import Near
    from catalog.models import Part
    from engine.shelf import Shelf
    from prices.models import CurrentPrice
    from prices.stock import Stock

SHOWN = 6
READ = 8  # candidates of each sort: some are another colour of one product, or of the part itself
SAME_PRICE = Decimal("1.05")  # up to five hundredths more counts as about the same price
GPU_NAME = "gpu_name"  # without the maker's brand words


@dataclass(frozen=True, slots=True)
class Alternative:
    """A part that could be bought instead, with the reason."""

    part: Near
    words: str  # what is the same, and what is better
    difference: str  # of the price; empty where one's own part has none
    dearer: bool  # or as dear: it is better in something

    @property
    def reason(self) -> str:
        """The line that says why."""
        return "; ".join(text for text in (self.words, self.difference) if text)


def facts_of(part: Part) -> dict[str, Any]:
    """Give the facts that the tables name, of a part whose facts are loaded."""
    spec: Any = part.spec
    facts = {name: known(name, getattr(spec, name, None)) for name in fact_names(part.kind)}
    if part.kind == Kind.MEMORY:
        facts[KIT_GIB] = known(KIT_GIB, spec.modules * spec.module_gib)
    if part.kind == Kind.CARD:
        facts[GPU_NAME] = spec.gpu.short_name if spec.gpu else None
    return facts


def facts_on(shelf: Shelf, kind: str, row: int) -> dict[str, Any]:
    """Give the same facts of a row of a shelf."""
    names = fact_names(kind) - {GPU_NAME}
    facts = {name: known(name, value) for name, value in shelf.facts(row, names).items()}
    if kind == Kind.CARD:
        facts[GPU_NAME] = _short_name(shelf.columns["gpu__name"].at(row))
    return facts


@lru_cache(512)
def _short_name(gpu: str | None) -> str | None:
    return Gpu(name=gpu).short_name if gpu else None


def price_of(part: Part) -> CurrentPrice | None:
    """Give the price that a part is shown with."""
    return getattr(part, "price", None)


def candidates(part: Part, stock: Stock) -> list[int]:
    """Give keys of parts that may stand in: the cheaper ones, and better ones at about the price.

    Where the part has no price, of those that have one. They need sorting out by `alternatives`.
    """
    cheapest_first = stock.prices.cheapest_first[1]
    rows = [row for mask in _sorts(part, stock) if mask for row in islice(among(cheapest_first, mask), READ)]
    return [stock.shelf.keys[row] for row in dict.fromkeys(rows)]


def _sorts(part: Part, stock: Stock) -> Iterator[int]:
    """Give the rows that stand in by each set of terms, those that cost less apart from those that are better."""
    own, price, shelf = facts_of(part), price_of(part), stock.shelf
    if price is not None and price.currency != CURRENCY:
        return
    own_row = shelf.row_of.get(part.pk)
    others = shelf.everyone if own_row is None else shelf.everyone & ~(1 << own_row)
    for terms in TERMS[part.kind]:
        if not comparable(terms, own):
            continue
        fitting = others & standing_in(shelf, terms, own)
        if price is None:
            yield fitting
        elif fitting:
            about = stock.prices.within(price.amount, price.amount * SAME_PRICE)
            yield fitting & stock.prices.within(None, price.amount) & ~about
            yield fitting & about & improved(shelf, terms, own)


def standing_in(shelf: Shelf, terms: Iterable[Term], own: Mapping[str, Any]) -> int:
    """Give the rows for which all of a set of terms hold."""
    found = shelf.everyone
    for term in terms:
        if own[term.fact] not in (None, ""):
            found &= _where(shelf, term, own, holds)
    return found


def improved(shelf: Shelf, terms: Iterable[Term], own: Mapping[str, Any]) -> int:
    """Give the rows that are better in at least one fact, where the terms hold."""
    return union(_where(shelf, term, own, _better) for term in terms)


def _better(term: Term, own: Any, has: Any) -> bool:  # noqa: ANN401  # as the columns have them
    return has is not None and improves(term, own, has)


def _where(shelf: Shelf, term: Term, own: Mapping[str, Any], says: Callable[[Term, Any, Any], bool]) -> int:
    of_value = partial(says, term, own[term.fact])
    return shelf.columns[term.fact].where(lambda has: of_value(known(term.fact, has)))


def alternatives(part: Part, found: Iterable[Near], shelf: Shelf) -> list[Alternative]:
    """Sort out what `candidates` gave: of each product the cheapest, in turn by set of terms; cheaper ones first."""
    own, price = facts_of(part), price_of(part)
    groups: dict[tuple[int, bool], list[Alternative]] = {}
    products = {part.product_key}
    for row in sorted(found, key=_by_price):
        if row.product_key in products or not _comparable(row, price) or row.pk not in shelf.row_of:
            continue
        verdict = judge(part.kind, own, facts_on(shelf, part.kind, shelf.row_of[row.pk]))
        dearer = price is not None and _amount(row) >= price.amount
        if verdict is None or (dearer and not verdict.better):
            continue
        products.add(row.product_key)
        each = Alternative(row, verdict.words, difference(row, price), dearer=dearer)
        groups.setdefault((verdict.terms, dearer), []).append(each)
    in_turn = [each for turn in zip_longest(*(groups[key] for key in sorted(groups))) for each in turn if each]
    return sorted(in_turn[:SHOWN], key=lambda each: (each.dearer, *_by_price(each.part)))


def _comparable(row: Near, own: CurrentPrice | None) -> bool:
    return row.amount is not None and (own is None or row.currency == own.currency)


def _by_price(row: Near) -> tuple[Decimal, int]:
    return _amount(row), row.pk


def _amount(row: Near) -> Decimal:
    return Decimal("Infinity") if row.amount is None else row.amount


def difference(row: Near, own: CurrentPrice | None) -> str:
    """Say how much less or more a part costs, in whole units; nothing where one's own has no price."""
    if own is None:
        return ""
    by = own.amount - _amount(row)
    if round(abs(by)) == 0:
        return _("the same price")
    amount = money0(abs(by), own.currency)
    return _("%(amount)s less") % {"amount": amount} if by > 0 else _("%(amount)s more") % {"amount": amount}
