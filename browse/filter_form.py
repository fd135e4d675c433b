"""The filters of a list of parts as its form shows them: values to tick with their counts, and bounds to enter.

What is set already is shown above the list, each with the address without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from browse.facets import FACETS, RANGES, UNKNOWN, OneOf, Range, plain
from browse.markup import escaped
from browse.wanted import PRICE, orders
from catalog.templatetags.units import number, number_writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict
    from django.utils.safestring import SafeString

    from browse.selection import Option, Selection
    from catalog.models import Kind

SHOWN_OPTIONS = 8  # of a facet, and those that are chosen; `all=<facet>` shows every one
ALL = "all"


# A value to tick, and bounds to enter. A form has a hundred of them: as for browse/lines.py.
TICK = '<label class="ck"><input type="checkbox" name="%s" value="%s"%s><span>%s</span><i>%s</i></label>'
BOUNDS = (
    '<fieldset class="rng"><legend>{label}</legend>'
    '<input type="text" inputmode="decimal" name="min_{name}" value="{low}" maxlength="15" placeholder="{from_}" '
    'aria-label="{label}: {from_}">'
    '<input type="text" inputmode="decimal" name="max_{name}" value="{high}" maxlength="15" placeholder="{to}" '
    'aria-label="{label}: {to}"></fieldset>'
)


@dataclass(frozen=True, slots=True)
class Values:
    """A facet with values to tick."""

    name: str
    label: str
    choices: SafeString
    more: str  # the address that shows every value; empty where all are shown
    hidden: int

    is_range = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """A figure with bounds to enter."""

    name: str
    label: str
    low: str
    high: str

    is_range = True

    @property
    def fields(self) -> SafeString:
        """The two fields."""
        texts = {"name": self.name, "label": self.label, "low": self.low, "high": self.high}
        return escaped(BOUNDS, **texts, from_=_("from"), to=_("to"))


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that narrows the list, and the address without it."""

    text: str
    without: str


def address(query: QueryDict, *without: str, **changed: str) -> str:
    """Give the query string with some parameters left out or changed; the page's number goes with any change."""
    changing = query.copy()
    for name in ("page", *without, *changed):
        changing.pop(name, None)
    for name, value in changed.items():
        if value:
            changing[name] = value
    return changing.urlencode()


def groups(selection: Selection, query: QueryDict) -> list[Values | Bounds]:
    """Give the facets of the list, those that tell its parts apart; price comes first."""
    first = _bounds(PRICE, str(_("Price")), "USD", query)
    return [first, *_facets(selection, query)]


def _facets(selection: Selection, query: QueryDict) -> Iterator[Values | Bounds]:
    shown_whole = query.get(ALL, "")
    for facet in FACETS[selection.wanted.kind]:
        if isinstance(facet, Range):
            yield _bounds(facet.name, str(facet.label.text), facet.unit, query)
            continue
        options = selection.options(facet)
        if len(facet.options(selection.shelf)) > 1 and options:
            yield _values(facet, options, selection, query, whole=shown_whole == facet.name)


def _bounds(name: str, label: str, unit: str, query: QueryDict) -> Bounds:
    named = f"{label}, {unit}" if unit else label
    return Bounds(name, named, query.get(f"min_{name}", ""), query.get(f"max_{name}", ""))


def _values(facet: OneOf, options: list[Option], selection: Selection, query: QueryDict, *, whole: bool) -> Values:
    most = sorted(options, key=lambda option: (not option.chosen, -option.number))
    shown = most if whole else [*most[:SHOWN_OPTIONS], *(each for each in most[SHOWN_OPTIONS:] if each.chosen)]
    shown.sort(key=_in_order)
    return Values(
        name=facet.name,
        label=str(facet.label.text),
        choices=mark_safe("".join(_ticks(facet, shown, selection))),  # noqa: S308  # every text in it is escaped
        more="" if len(shown) == len(options) else address(query, all=facet.name),
        hidden=len(options) - len(shown),
    )


def _ticks(facet: OneOf, options: list[Option], selection: Selection) -> Iterator[str]:
    write = number_writer()
    for token, count, chosen in options:
        text = escape(_said(facet, token, selection))
        yield TICK % (facet.name, escape(token), " checked" if chosen else "", text, write(count))


def _said(facet: OneOf, token: str, selection: Selection) -> str:
    return _("Not stated") if token == UNKNOWN else facet.text(selection.shelf, token)


def _in_order(option: Option) -> tuple[Any, ...]:
    """Numbers go by their size, words by how many parts have them; what is not stated comes last."""
    value = plain(option.token)
    if option.token == UNKNOWN:
        return (2, 0, "")
    return (0, value, "") if isinstance(value, float) else (1, -option.number, option.token)


def chips(selection: Selection, query: QueryDict) -> Iterator[Chip]:
    """Give everything that narrows the list."""
    wanted, kind = selection.wanted, selection.wanted.kind
    if wanted.words:
        yield Chip(f"“{wanted.words}”", address(query, "q"))
    for facet in FACETS[kind]:
        if isinstance(facet, OneOf):
            for token in wanted.of(facet):
                text = _said(facet, token, selection)
                yield Chip(f"{facet.label.text}: {text}", _without_value(query, facet.name, token))
    for name in wanted.bounds or ():
        yield Chip(_range_text(kind, name, *wanted.within(name)), address(query, f"min_{name}", f"max_{name}"))
    if wanted.price_known is not None:
        text = _("Price known") if wanted.price_known else _("Price not known")
        yield Chip(text, address(query, "price_known"))


def _without_value(query: QueryDict, name: str, token: str) -> str:
    changing = query.copy()
    changing.setlist(name, [each for each in query.getlist(name) if each.casefold() != token.casefold()])
    return address(changing)


def _range_text(kind: Kind, name: str, low: Any, high: Any) -> str:  # noqa: ANN401  # decimals or None
    label, unit = (_("Price"), "USD") if name == PRICE else (RANGES[kind][name].label.text, RANGES[kind][name].unit)
    ends = {"label": label, "low": number(low or 0, 2), "high": number(high or 0, 2), "unit": unit}
    if low is None:
        return (_("%(label)s: at most %(high)s %(unit)s") % ends).strip()
    if high is None:
        return (_("%(label)s: at least %(low)s %(unit)s") % ends).strip()
    return (_("%(label)s: %(low)s to %(high)s %(unit)s") % ends).strip()


def order_choices(kind: Kind) -> list[tuple[str, str]]:
    """Give the orders that a list can be put in, with what they are called."""
    known = {"name": _("Name"), PRICE: _("Price")}
    named = [(key, known.get(key) or str(RANGES[kind][key].label.text)) for key in orders(kind)]
    up = [(key, _("%(figure)s, lowest first") % {"figure": text}) for key, text in named if key != "name"]
    down = [(f"-{key}", _("%(figure)s, highest first") % {"figure": text}) for key, text in named if key != "name"]
    both = [each for pair in zip(up, down, strict=True) for each in pair]
    return [("name", _("Name")), ("-name", _("Name, backwards")), *both]
