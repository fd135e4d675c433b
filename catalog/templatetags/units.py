"""Numbers with their units, as every page writes them. An unknown is never written as zero."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError, numbers
from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engine.findings import Word

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from django.core.paginator import Paginator
    from django.utils.safestring import SafeString

    from engine.findings import Finding

register = template.Library()


def babel_locale() -> Locale:
    """Give Babel's locale for the language of the page."""
    try:
        return Locale.parse((get_language() or "en").replace("-", "_"))
    except UnknownLocaleError:
        return Locale("en")


def unknown(text: str | None = None) -> SafeString:
    """Write that something is not known, with the mark for it."""
    return format_html('<span class="dash">{}</span>', text or _("Not stated"))


@register.filter
def money(amount: Decimal | float | None, currency: str = "USD") -> str:
    """Write an amount with its currency, to the cent."""
    if amount is None:
        return unknown(_("No price"))
    return str(numbers.format_currency(amount, currency, locale=babel_locale()))


@register.filter
def money0(amount: Decimal | float | None, currency: str = "USD") -> str:
    """Write an amount with its currency, in whole units."""
    if amount is None:
        return unknown(_("No price"))
    return str(
        numbers.format_currency(round(amount), currency, format="¤#,##0", locale=babel_locale(), currency_digits=False)
    )


@register.filter
def number(value: float | None, digits: int = 0) -> str:
    """Write a number with its digits grouped and at most so many decimals."""
    if value is None:
        return unknown()
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return str(numbers.format_decimal(round(value, digits), format=pattern, locale=babel_locale()))


@register.filter
def fixed(value: Decimal | float | None, digits: int = 2) -> str:
    """Write a number with exactly so many decimals, so that a column of them lines up."""
    if value is None:
        return unknown()
    return str(numbers.format_decimal(value, format="#,##0." + "0" * digits, locale=babel_locale()))


@register.filter
def watts(value: float | None) -> str:
    """Write a power."""
    return unknown() if value is None else f"{number(value)} W"


@register.filter
def millimetres(value: float | None) -> str:
    """Write a length."""
    return unknown() if value is None else f"{number(value, 1)} mm"


@register.filter
def gib(value: float | None) -> str:
    """Write a size of memory as sold: cards and modules name their GiB "GB"."""
    return unknown() if value is None else f"{number(value, 1)} GB"


@register.filter
def percent(value: float | None) -> str:
    """Write a share of one in percent."""
    return unknown() if value is None else f"{number(value * 100)} %"


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a date, with the month as a word."""
    return unknown() if value is None else formats.date_format(value, "j M Y")


@register.filter
def ago(value: datetime | None) -> str:
    """Write how long ago something was, in its largest unit."""
    if value is None:
        return unknown()
    return _("%(time)s ago") % {"time": timesince(value, timezone.now(), depth=1)}


@register.filter
def or_unknown(value: object) -> object:
    """Write a value, or that it is not stated."""
    return unknown() if value is None or value in ("", []) else value


@register.filter
def stale(value: date | datetime | None, days: int = 60) -> bool:
    """Tell whether a price is so old that it is a record rather than an offer."""
    if value is None:
        return False
    seen = value.date() if isinstance(value, datetime) else value
    return (timezone.localdate() - seen).days > days


def spoken(values: dict[str, Any] | Any) -> dict[str, Any]:  # noqa: ANN401  # what a sentence's values may be
    """Give a finding's values as they stand in a sentence: numbers grouped, words translated."""
    return {name: _spoken(value) for name, value in values.items()}


def _spoken(value: object) -> object:
    if isinstance(value, Word):
        return _(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value, 2)
    return value


@register.filter
def sentence(finding: Finding) -> str:
    """Write a finding in the language of the page."""
    return _(finding.message) % spoken(finding.values)


@register.filter
def advice(finding: Finding) -> str:
    """Write what to do about a finding in the language of the page."""
    return _(finding.hint) % spoken(finding.values) if finding.hint else ""


@register.filter
def level_word(level: str) -> str:
    """Write a level of findings as a word."""
    return {"problem": _("Problem"), "warning": _("Warning"), "note": _("Note"), "unknown": _("Unknown")}[level]


@register.filter
def elided(paginator: Paginator[Any], page: int) -> Iterator[int | str]:
    """Give the page numbers to show around a page, with gaps where some are left out."""
    return paginator.get_elided_page_range(page, on_each_side=2, on_ends=1)
