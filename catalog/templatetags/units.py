"""Numbers with their units, as every page writes them. An unknown is never written as zero."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError, numbers
from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engine.findings import Word
from engine.registry import RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from decimal import Decimal

    from django.core.paginator import Paginator
    from django.utils.safestring import SafeString

    from engine.findings import Finding

register = template.Library()
HUNDRED, TEN = 100, 10
SECONDS_IN_HOUR, MINUTES_IN_HOUR, HOURS_IN_DAY = 3600, 60, 24
DAYS_FROM = 72  # hours; below it people still count hours


def babel_locale() -> Locale:
    """Give Babel's locale for the language of the page."""
    return _locale(_language())


@lru_cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except UnknownLocaleError:
        return Locale("en")


# The same prices and lengths stand on many pages, and writing one anew takes Babel 30 to 100 µs: what was written in a
# language is kept.
@lru_cache(16_384)
def _decimal(value: Decimal | float, pattern: str, language: str) -> str:
    return str(numbers.format_decimal(value, format=pattern, locale=_locale(language)))


@lru_cache(16_384)
def _currency(amount: Decimal | float, currency: str, pattern: str | None, language: str) -> str:
    return str(
        numbers.format_currency(
            amount, currency, format=pattern, locale=_locale(language), currency_digits=pattern is None
        )
    )


@lru_cache(4_096)
def _date(value: date, language: str) -> str:  # noqa: ARG001  # Django writes it in the language of the page
    return formats.date_format(value, "j M Y")


def _language() -> str:
    return get_language() or "en"


def unknown(text: str | None = None) -> SafeString:
    """Write that something is not known, with the mark for it."""
    return format_html('<span class="dash">{}</span>', text or _("Not stated"))


@register.filter
def money(amount: Decimal | float | None, currency: str = "USD") -> str:
    """Write an amount with its currency, to the cent."""
    if amount is None:
        return unknown(_("No price"))
    return _currency(amount, currency, None, _language())


@register.filter
def money0(amount: Decimal | float | None, currency: str = "USD") -> str:
    """Write an amount with its currency, in whole units."""
    if amount is None:
        return unknown(_("No price"))
    return _currency(round(amount), currency, "¤#,##0", _language())


@register.filter
def number(value: float | None, digits: int = 0) -> str:
    """Write a number with its digits grouped and at most so many decimals."""
    if value is None:
        return unknown()
    return _decimal(round(value, digits), "#,##0" + ("." + "#" * digits if digits else ""), _language())


def number_writer() -> Callable[[int], str]:
    """Give a writer of whole numbers in the language of the page, for where there are very many of them."""
    return partial(_decimal, pattern="#,##0", language=_language())


@register.filter
def speed(value: float | None) -> str:
    """Write a speed with three figures that mean something."""
    if value is None:
        return unknown()
    return number(value, 0 if value >= HUNDRED else 1 if value >= TEN else 2)


@register.filter
def hours(value: float | None) -> str:
    """Write a time in the unit that people would say it in."""
    if value is None:
        return unknown()
    if value < 1 / MINUTES_IN_HOUR:
        return _("%(n)s s") % {"n": number(value * SECONDS_IN_HOUR, 1)}
    if value < 1:
        return _("%(n)s min") % {"n": number(value * MINUTES_IN_HOUR)}
    if value < DAYS_FROM:
        return _("%(n)s h") % {"n": number(value, 1)}
    return _("%(n)s days") % {"n": number(value / HOURS_IN_DAY, 1)}


@register.filter
def fixed(value: Decimal | float | None, digits: int = 2) -> str:
    """Write a number with exactly so many decimals, so that a column of them lines up."""
    if value is None:
        return unknown()
    return _decimal(value, "#,##0." + "0" * digits, _language())


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
def share(value: float | None) -> str:
    """Write a share of one in percent to a tenth, so that a column of them lines up."""
    return unknown() if value is None else f"{fixed(value * 100, 1)} %"


@register.filter
def signed_share(value: float | None) -> str:
    """Write a share of one with its sign."""
    return unknown() if value is None else f"{'−' if value < 0 else '+'}{share(abs(value))}"


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a date, with the month as a word."""
    if value is None:
        return unknown()
    return _date(value.date() if isinstance(value, datetime) else value, _language())


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
def matters(finding: Finding) -> str:
    """Write why a finding matters, in the language of the page; nothing if its rule is no more."""
    rule = RULES.get(finding.code)
    return _(rule.about.why) if rule else ""


@register.filter
def of(table: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401  # whatever the table holds
    """Give what a table has under a key, None if it has nothing."""
    return table.get(key) if table else None


@register.filter
def level_word(level: str) -> str:
    """Write a level of findings as a word."""
    return {"problem": _("Problem"), "warning": _("Warning"), "note": _("Note"), "unknown": _("Unknown")}[level]


@register.filter
def elided(paginator: Paginator[Any], page: int) -> Iterator[int | str]:
    """Give the page numbers to show around a page, with gaps where some are left out."""
    return paginator.get_elided_page_range(page, on_each_side=2, on_ends=1)
