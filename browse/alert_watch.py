"""Watching lists of parts and builds for alerts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.urls import reverse

from browse.parts import asked
from browse.wanted import UnreadableError
from builder.models import Build, Item
from catalog.models import Kind
from catalog.revisions import current
from prices.alert_hits import OLDEST, Hit, hit_of, in_currency
from prices.models import Alert, CurrentPrice

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

SHOWN = 5  # parts of a list that a mail names
AT_ONCE = 500  # rows of a query
PAGE_ONLY = ("page", "all", "format", "ordering")  # parameters that do not change which parts are listed


def of_filter(alert: Alert, at: datetime) -> list[Hit]:
    """Look at the parts of a list: those under the limit, the cheapest first."""
    try:
        selection = asked(QueryDict(alert.query), Kind(alert.kind), current())
    except (UnreadableError, ValueError):  # a value that the list once knew, or a build that is gone
        return []
    keys, hits = selection.keys(selection[:]), []
    for start in range(0, len(keys), AT_ONCE):
        prices = CurrentPrice.objects.filter(part__in=keys[start : start + AT_ONCE], observed_at__gte=at - OLDEST)
        if alert.currency == "USD":  # most prices, so that the database leaves out what is dearer
            prices = prices.exclude(currency="USD", amount__gt=alert.amount)
        rows = prices.select_related("part", "point__offer").defer("part__raw", "part__search_text")
        hits += [hit for row in rows if (hit := hit_of(row, alert, at))]
    return sorted(hits, key=lambda hit: (hit.amount, hit.name))[:SHOWN]


def of_build(alert: Alert, at: datetime) -> list[Hit]:
    """Look at the total of a build: only where every part to buy has a price of the last two weeks."""
    build = Build.objects.filter(code=alert.build).first()
    items = [item for item in Item.objects.filter(build=build) if not item.owned] if build else []
    if build is None or not items:
        return []
    rows = CurrentPrice.objects.filter(part__in={item.part_id for item in items if item.part_id})
    prices = {row.part_id: row for row in rows}
    total, days, converted = Decimal(0), [at], False
    for item in items:
        if item.own_price is not None:
            each = (item.own_price, "") if alert.currency == "USD" else None
        else:
            row = prices.get(item.part_id or 0)
            each = in_currency(row, alert.currency) if row and row.observed_at >= at - OLDEST else None
            days += [row.observed_at] if row else []
        if each is None:
            return []
        total, converted = total + each[0] * item.quantity, converted or bool(each[1])
    if total > alert.amount:
        return []
    words = "partly converted at the rates of the days on which the prices were seen" if converted else ""
    return [Hit(str(build), total, min(days), "", build.get_absolute_url(), words)]


WATCHERS: dict[str, Callable[[Alert, datetime], list[Hit]]] = {
    Alert.Target.FILTER: of_filter,
    Alert.Target.BUILD: of_build,
}


def path_of(alert: Alert) -> str:
    """Give where what an alert watches is seen."""
    if alert.part:
        return alert.part.get_absolute_url()
    if alert.kind:
        return f"{reverse('browse:parts', args=[alert.kind])}?{alert.query}"
    return reverse("community:build", args=[alert.build])
