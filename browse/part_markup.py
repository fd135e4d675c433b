"""The rows of the tables of a part's page, and its drawings.

A page has a hundred rows and lines, so they are written here and not by a template's loops: docs/speed.md.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from browse.facts import halves
from catalog.templatetags.units import day, money, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from browse.alternatives import Alternative
    from browse.facts import Fact
    from browse.letters import Letters
    from browse.related import Variant
    from browse.rents import Rent
    from browse.running import Judged
    from builder.to_scale import Drawing
    from prices.models import PricePoint

UNCHECKED = (
    '<small><span class="lv unknown"><svg class="ic" aria-hidden="true"><use href="#i-unknown"/></svg>%s</span></small>'
)
LEVEL = '<span class="lv {0}"><svg class="ic" aria-hidden="true"><use href="#i-{0}"/></svg>{1}</span>'


def safe(text: str) -> str:
    """Escape a text, unless it is markup already, as what is not known is."""
    return text if isinstance(text, SafeString) else escape(text)


def joined(rows: Iterable[str]) -> SafeString:
    """Put rows together, in each of which every text is escaped."""
    return mark_safe("".join(rows))  # noqa: S308  # see above


def facts_table(facts: list[Fact], letters: Letters) -> SafeString:
    """Write facts in two columns, each with the letter of its source."""
    unchecked = UNCHECKED % escape(_("General knowledge, unchecked"))
    columns = ("".join([_fact(fact, letters, unchecked) for fact in column]) for column in halves(facts))
    return joined(['<div class="two">', *(f'<dl class="facts">{rows}</dl>' for rows in columns), "</div>"])


def _fact(fact: Fact, letters: Letters, unchecked: str) -> str:
    text = safe(fact.text)
    if fact.url:
        text = f'<a href="{safe(fact.url)}">{text}</a>'
    if fact.letter:
        text = f'<span class="fs">{text}{letters.marked(fact.letter)}</span>{unchecked if fact.unchecked else ""}'
    return f"<div><dt>{escape(str(fact.label))}</dt><dd>{text}</dd></div>"


def point_row(point: PricePoint, mark: SafeString) -> str:
    """Write a price as it was seen."""
    offer, since, until = point.offer, day(point.observed_at), day(point.last_seen_at)
    match = f"<small>{escape(offer.match)}</small>" if offer.match else ""
    span = since if since == until else f"{since} – {until}"
    state = escape(", ".join(word for word in (point.condition, point.availability) if word))
    price = f'<span class="fs">{safe(money(point.amount, point.currency))}{mark}</span>'
    return (
        f'<tr><th scope="row">{escape(offer.seller)}{match}</th><td class="n">{span}</td><td>{state}</td>'
        f'<td class="r n">{price}</td></tr>'
    )


def rent_rows(rents: Iterable[tuple[Rent, SafeString]]) -> SafeString:
    """Write cloud offers with the letters of their sources."""
    labels = {"gpus": escape(_("GPUs")), "whole": escape(_("instance")), "one": escape(_("one GPU"))}
    return joined(_rent_row(rent, mark, labels) for rent, mark in rents)


def _rent_row(rent: Rent, mark: SafeString, labels: dict[str, str]) -> str:
    offer = rent.offer
    whole, one = (safe(money(price, offer.currency)) for price in (offer.on_demand_per_hour, rent.per_gpu))
    return (
        f'<tr><th scope="row">{escape(rent.with_instance)}<small>{escape(offer.region)}</small></th>'
        f'<td class="r" data-l="{labels["gpus"]}">{offer.gpu_count}</td>'
        f'<td class="r n" data-l="{labels["whole"]}">{whole}</td>'
        f'<td class="r n" data-l="{labels["one"]}"><b class="fs">{one}{mark}</b></td>'
        f'<td class="n"><span class="old">{safe(rent.seen)}</span></td></tr>'
    )


def fit_row(each: Judged, mark: SafeString) -> str:
    """Write what a model needs, against the memory of a card."""
    needs = f'<span class="fs"><span class="est">{number(each.fit.needs_gib, 1)}</span> GiB{mark}</span>'
    return (
        f'<tr><th scope="row">{escape(each.fit.model)}<small>{escape(each.how)}</small></th>'
        f'<td class="r n">{needs}</td><td>{LEVEL.format(each.level, escape(each.verdict))}</td></tr>'
    )


def variant(each: Variant, mark: SafeString) -> str:
    """Write the same product in another dress, with its price."""
    link = f'<a href="{each.part.get_absolute_url()}">{escape(each.dress)}</a>'
    return f'<span class="fs">{link} {safe(money(each.amount, each.currency))}{mark}</span>'


def alternative_row(each: Alternative, mark: SafeString, price_mark: SafeString) -> str:
    """Write what could be bought instead."""
    part, difference = each.part, f"<small>{escape(each.difference)}</small>" if each.difference else ""
    price = f'<span class="fs">{safe(money(part.amount, part.currency or ""))}{price_mark}</span>'
    return (
        f'<tr><th scope="row"><a href="{part.get_absolute_url()}">{escape(part.name)}</a></th>'
        f'<td><span class="fs">{safe(each.words)}{mark}</span>{difference}</td>'
        f'<td class="r n">{price}<small>{safe(day(part.observed_at))}</small></td></tr>'
    )


def drawn(drawing: Drawing, words: str) -> str:
    """Write a drawing as SVG; `words` say what it shows."""
    name = drawing.name
    lines = [f'<path class="{line.css}" d="{line.d}"/>' for line in drawing.lines]
    boxes = [
        f'<rect class="{box.css}" x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}"/>'
        for box in drawing.boxes
    ]
    texts = [
        f'<text class="{text.css}" x="{text.x}" y="{text.y}" text-anchor="{text.anchor}">{safe(text.words)}</text>'
        for text in drawing.texts
    ]
    return (
        f'<svg class="draw {name}" viewBox="{drawing.view_box}" role="img" aria-labelledby="fit-{name}">'
        f'<title id="fit-{name}">{safe(words)}</title>{"".join([*lines, *boxes, *texts])}</svg>'
    )
