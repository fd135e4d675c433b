"""The filters of a list of parts as its form shows them: values to tick with their counts, and bounds to enter.

A form has a hundred of them, so they are written here and not by a template's loops: docs/speed.md.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from browse.facets import FACETS, UNKNOWN, OneOf, Range, plain, said
from browse.filter_form import ALL, address
from browse.wanted import PRICE
from catalog.templatetags.units import number_writer
from engine.recent import Recent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import QueryDict
    from django.utils.safestring import SafeString

    from browse.selection import Option, Selection
    from prices.stock import Stock

SHOWN_OPTIONS = 8  # of a facet, and those that are chosen
KEPT_FORMS = 8  # of a stock; one is 10 to 25 kB
_kept: WeakKeyDictionary[Stock, Recent[SafeString]] = WeakKeyDictionary()
# Each field has an id, by which the focus comes back to it after a swap.
TICK = '<label class="ck"><input type="checkbox" id="%s" name="%s" value="%s"%s><span>%s</span><i>%s</i></label>'
VALUES = '<fieldset class="val"><legend>%s</legend>%s%s</fieldset>\n'
MORE = (
    '<a class="more" id="more-{name}" href="{url}" hx-get="{url}" hx-target="#parts" hx-swap="outerHTML show:none" '
    'hx-push-url="true">{text}<span class="vh"> {label}</span></a>'
)
BOUNDS = (
    '<fieldset class="rng"><legend>{label}</legend>'
    '<input type="text" inputmode="decimal" id="min_{name}" name="min_{name}" value="{low}" maxlength="15" '
    'placeholder="{start}" aria-label="{label}: {start}">'
    '<input type="text" inputmode="decimal" id="max_{name}" name="max_{name}" value="{high}" maxlength="15" '
    'placeholder="{end}" aria-label="{label}: {end}"></fieldset>\n'
)


def facet_markup(selection: Selection, query: QueryDict, url: str) -> SafeString:
    """Write the facets that tell the parts apart; price comes first. `url` is the list's without its query.

    The pages of one list share them, so they are kept with the stock; with a build, for as long as it is what it is.
    """
    build = selection.fitting.trial.key if selection.fitting else None
    kept = _kept.setdefault(selection.stock, Recent(KEPT_FORMS))
    return kept.get((get_language(), url, address(query), build), lambda: _markup(selection, query, url))


def _markup(selection: Selection, query: QueryDict, url: str) -> SafeString:
    return mark_safe("".join(_facets(selection, query, url)))  # noqa: S308  # every text in it is escaped


def _facets(selection: Selection, query: QueryDict, url: str) -> Iterator[str]:
    ends = {"start": escape(_("from")), "end": escape(_("to"))}
    yield _bounds(PRICE, _("Price"), "USD", query, ends)
    for facet in FACETS[selection.wanted.kind]:
        if isinstance(facet, Range):
            yield _bounds(facet.name, str(facet.label.text), facet.unit, query, ends)
        elif len(facet.options(selection.shelf)) > 1 and (options := selection.options(facet)):
            yield _values(facet, options, selection, query, url)


def _bounds(name: str, label: str, unit: str, query: QueryDict, ends: dict[str, str]) -> str:  # noqa: PLR0917  # what two fields are made of
    return BOUNDS.format(
        name=name,
        label=escape(f"{label}, {unit}" if unit else label),
        low=escape(query.get(f"min_{name}", "")),
        high=escape(query.get(f"max_{name}", "")),
        **ends,
    )


def _values(facet: OneOf, options: list[Option], selection: Selection, query: QueryDict, url: str) -> str:  # noqa: PLR0917  # what a list of ticks is made of
    most = sorted(options, key=lambda option: (not option.chosen, -option.number))
    whole = query.get(ALL) == facet.name
    shown = [option for place, option in enumerate(most) if whole or place < SHOWN_OPTIONS or option.chosen]
    shown.sort(key=_in_order)
    label = escape(str(facet.label.text))
    more, hidden = "", len(options) - len(shown)
    if hidden or (whole and len(options) > SHOWN_OPTIONS):
        other = escape(f"{url}?{address(query, ALL) if whole else address(query, all=facet.name)}")
        text = escape(_("fewer") if whole else _("%(n)s more") % {"n": number_writer()(hidden)})
        more = MORE.format(name=facet.name, url=other, text=text, label=label)
    return VALUES % (label, "".join(_ticks(facet, shown, selection)), more)


def _ticks(facet: OneOf, options: Iterable[Option], selection: Selection) -> Iterator[str]:
    write = number_writer()
    for token, count, chosen in options:
        text = escape(said(facet, selection.shelf, token))
        own = escape(f"{facet.name}-{token}".replace(" ", "_"))
        yield TICK % (own, facet.name, escape(token), " checked" if chosen else "", text, write(count))


def _in_order(option: Option) -> tuple[Any, ...]:
    """Numbers go by their size, words by how many parts have them; what is not stated comes last."""
    value = plain(option.token)
    if option.token == UNKNOWN:
        return (2, 0, "")
    return (0, value, "") if isinstance(value, float) else (1, -option.number, option.token)
