"""What narrows a list of parts, each with the address without it, and the orders that it can be put in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from browse.facets import FACETS, RANGES, OneOf, said
from browse.wanted import PRICE, orders
from catalog.templatetags.units import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict
    from django.utils.safestring import SafeString

    from browse.selection import Selection
    from catalog.models import Kind

SELECTED = mark_safe(" selected")
ALL = "all"  # the parameter that names the facet of which every value is shown


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


def chips(selection: Selection, query: QueryDict) -> Iterator[Chip]:
    """Give everything that narrows the list."""
    wanted, kind = selection.wanted, selection.wanted.kind
    if wanted.words:
        yield Chip(f"“{wanted.words}”", address(query, "q"))
    for facet in FACETS[kind]:
        if isinstance(facet, OneOf):
            for token in wanted.of(facet):
                text = said(facet, selection.shelf, token)
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


def order_markup(kind: Kind, chosen: str, *, by_name: bool) -> SafeString:
    """Write the orders as options of a choice; `by_name`: with the order by name, where it is not the usual one."""
    return _order_markup(kind, chosen, get_language(), by_name=by_name or chosen == "name")


@lru_cache(512)
def _order_markup(kind: Kind, chosen: str, language: str | None, *, by_name: bool) -> SafeString:  # noqa: ARG001  # Django's, of the page
    said = [each for each in order_choices(kind) if by_name or each[0] != "name"]
    markup = '<option value="{}"{}>{}</option>'
    return format_html_join("", markup, ((value, SELECTED if value == chosen else "", text) for value, text in said))


def order_choices(kind: Kind) -> list[tuple[str, str]]:
    """Give the orders that a list can be put in, with what they are called."""
    known = {"name": _("Name"), PRICE: _("Price")}
    named = [(key, known.get(key) or str(RANGES[kind][key].label.text)) for key in orders(kind)]
    up = [(key, _("%(figure)s, lowest first") % {"figure": text}) for key, text in named if key != "name"]
    down = [(f"-{key}", _("%(figure)s, highest first") % {"figure": text}) for key, text in named if key != "name"]
    both = [each for pair in zip(up, down, strict=True) for each in pair]
    return [("name", _("Name")), ("-name", _("Name, backwards")), *both]
