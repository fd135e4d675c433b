"""From a pasted list to a build: what is offered for each line, and what the reader made of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from builder.answering import checked
from builder.facts import stated_part
from builder.forms import MAX_PRICE_USD
from builder.limits import limit_error
from builder.lists import types
from builder.lists.reading import read
from builder.matching import match
from builder.models import MAX_ITEMS, MAX_QUANTITY, SINGLE_KINDS, Build, Item
from builder.surroundings import SurroundingsForm
from catalog import convert
from catalog.models import Kind, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import _StrPromise

    from builder.lists.rows import LeftOut, ReadList, Row, TooLargeError
    from builder.matching import Match, Matched

OWN, LEAVE = "own", ""  # what a line is taken as, if not as a part of the catalogue
LEVELS = {"certain": "ok", "likely": "note", "unsure": "warning", "": "unknown"}
CONFIDENCE: dict[str, _StrPromise] = {
    "certain": gettext_lazy("Certain"),
    "likely": gettext_lazy("Likely"),
    "unsure": gettext_lazy("Unsure"),
    "": gettext_lazy("Not found"),
}
MAX_TITLE = 120


@dataclass
class Line:
    """A line of the list as the page shows it: with what is offered, and what has been chosen."""

    number: int
    matched: Matched
    taken: str
    kind: str
    quantity: str
    error: str = ""

    @property
    def row(self) -> Row:
        """The line as it was read."""
        return self.matched.row

    @property
    def best(self) -> Match | None:
        """What it probably means."""
        return self.matched.best

    @property
    def level(self) -> str:
        """The icon of the confidence."""
        return LEVELS[self.best.level if self.best else ""]

    @property
    def confidence_text(self) -> str:
        """The confidence in words."""
        if self.best and self.best.by_number:
            return _("Certain: same part number") if self.best.level == "certain" else _("Likely: same part number")
        return str(CONFIDENCE[self.best.level if self.best else ""])

    @property
    def offered(self) -> list[Part]:
        """The parts to choose among."""
        return [self.best.part, *(each.part for each in self.matched.alternatives)] if self.best else []

    @property
    def own_price(self) -> Decimal | None:
        """The stated price, where a part of one's own can keep it."""
        price = self.row.price
        if self.row.own_price is not None:
            return self.row.own_price
        return price.amount if price and price.currency == "USD" else None

    @property
    def price_lost(self) -> bool:
        """Whether a price is stated that cannot be kept."""
        return self.row.price is not None and self.row.price.currency != "USD"


@dataclass
class Paste:
    """A pasted list, read and matched."""

    read: ReadList
    lines: list[Line]
    errors: list[str]

    @property
    def left_out(self) -> list[tuple[str, str]]:
        """Lines that were left out, each with the reason."""
        return [(each.text, why(each)) for each in self.read.left_out]

    @cached_property
    def found(self) -> int:
        """How many lines have a match."""
        return sum(line.best is not None for line in self.lines)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds that a part of one's own may have."""
        return [(kind.value, str(kind.label)) for kind in Kind]


def why(left: LeftOut) -> str:
    """Say why a line was left out."""
    if left.why == "type":
        return _("“%(type)s” is not a kind of part that a build has.") % {"type": types.plain(left.stated_type)}
    return _("It names no part.") if left.why == "empty" else _("It asks for none.")


def too_large(error: TooLargeError) -> str:
    """Say what a list has too much of."""
    if error.what == "lines":
        return _("List: at most %(max)s lines that name a part are read.") % {"max": f"{error.most:,}"}
    return _("List: write at most %(max)s characters.") % {"max": f"{error.most:,}"}


def paste_of(text: str, chosen: Mapping[str, str] | None = None) -> Paste:
    """Read and match a list; `chosen`: what the reader has made of it so far. Raises TooLargeError."""
    found = read(text)
    lines = [_line(number, each, chosen) for number, each in enumerate(match(found.rows), start=1)]
    return Paste(found, lines, [])


def make(paste: Paste) -> Build | None:
    """Make a build of the lines as they were chosen; None, with errors at the lines, if something cannot be."""
    items = _items(paste)
    _refuse_too_many(paste, items)
    if paste.errors or any(line.error for line in paste.lines):
        return None
    told = surroundings_of(paste.read)
    with transaction.atomic():
        build = Build.objects.create(title=paste.read.title[:MAX_TITLE], **told)
        for place, item in enumerate(items, start=1):
            item.build, item.position = build, place
        Item.objects.bulk_create(items)
    return build


def surroundings_of(found: ReadList) -> dict[str, Any]:
    """Give the surroundings that a list states, as far as they make sense."""
    form = SurroundingsForm(
        {
            name: str(value).lower() if isinstance(value, bool) else str(value)
            for name, value in found.surroundings.items()
        }
    )
    form.is_valid()
    return form.cleaned_data


def _line(number: int, matched: Matched, chosen: Mapping[str, str] | None) -> Line:
    row = matched.row
    if chosen is None:
        first = matched.best.part.slug if matched.best else LEAVE
        return Line(number, matched, first, row.kind, str(row.quantity))
    return Line(
        number,
        matched,
        taken=chosen.get(f"take-{number}", LEAVE),
        kind=chosen.get(f"kind-{number}", "") or (matched.best.part.kind if matched.best else row.kind),
        quantity=chosen.get(f"quantity-{number}", str(row.quantity)),
    )


def _items(paste: Paste) -> list[Item]:
    wanted = {line.taken for line in paste.lines} - {OWN, LEAVE}
    parts = {part.slug: part for part in _parts_called(wanted)}
    items = []
    for line in paste.lines:
        if line.taken == LEAVE:
            continue
        line.error = _wrong(line, parts)
        if not line.error:
            items.append(_item(line, parts))
    return items


def _parts_called(slugs: set[str]) -> Iterable[Part]:
    return Part.objects.offered().defer("raw").select_related(*convert.accessors()).filter(slug__in=slugs)


def _wrong(line: Line, parts: Mapping[str, Part]) -> str:
    """Say what is wrong with a line that is to be taken; empty: nothing."""
    written = line.quantity.strip()
    if not (written.isascii() and written.isdigit() and len(written) <= len(str(MAX_QUANTITY))) or not (
        1 <= int(written) <= MAX_QUANTITY
    ):
        return _("Quantity: write a whole number from 1 to %(max)s.") % {"max": MAX_QUANTITY}
    if line.taken == OWN:
        if line.kind not in Kind.values:
            return _("Kind: choose what this is.")
        if line.own_price is not None and line.own_price > MAX_PRICE_USD:
            return _("Price: it is higher than a part may cost.")
        return ""
    return "" if line.taken in parts else _("Part: it is not in the catalogue any more.")


def _item(line: Line, parts: Mapping[str, Part]) -> Item:
    row, quantity = line.row, int(line.quantity)
    if line.taken == OWN:
        price = None if line.own_price is None else line.own_price.quantize(Decimal("0.01"))
        item = Item(kind=line.kind, name=row.name, quantity=quantity, owned=row.owned, own_price=price, used=row.used)
        return item if row.slug else _as_it_was(item, row)
    part = parts[line.taken]
    kept = row.own_price if row.own_price is not None and row.own_price <= MAX_PRICE_USD else None
    item = Item(kind=part.kind, part=part, name=part.name, quantity=quantity, owned=row.owned, own_price=kept)
    item.used = row.used
    return _as_it_was(item, row) if part.slug == row.slug else item


def _as_it_was(item: Item, row: Row) -> Item:
    """Keep the limit and the answers that our own list states of this very part, as far as they make sense."""
    if limit_error(item, row.power_limit_w) is None:
        item.power_limit_w = row.power_limit_w
    item.answers, _wrong_ones = checked(stated_part(item), row.answers)
    return item


def _refuse_too_many(paste: Paste, items: list[Item]) -> None:
    if len(items) > MAX_ITEMS:
        text = _("A build has at most %(max)s lines; %(count)s are chosen.")
        paste.errors.append(text % {"max": MAX_ITEMS, "count": len(items)})
    if not items and not any(line.error for line in paste.lines):
        paste.errors.append(_("Choose at least one part."))
    for kind in SINGLE_KINDS:
        count = sum(item.kind == kind for item in items)
        if count > 1:
            text = ngettext(
                "A build has one line of the kind %(kind)s; %(count)s is chosen. Leave the others out.",
                "A build has one line of the kind %(kind)s; %(count)s are chosen. Leave the others out.",
                count,
            )
            paste.errors.append(text % {"kind": Kind(kind).label, "count": count})
