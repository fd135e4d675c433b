"""How often one may do what costs others something. Counted in the database: exact, however many try at once.

A period begins with the first try and ends when its time is over, however often one tries in between. The limits, and
why they are what they are: docs/moderation.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.limit_models import Tries
from community.refusing import LimitedError

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

KEPT = timedelta(days=2)  # longer than any period

# One statement, so that of many at once each gets a number of its own. SQLite and PostgreSQL read it alike.
COUNT_ONE = """
INSERT INTO community_tries (who, since, number) VALUES (%s, %s, 1)
ON CONFLICT (who) DO UPDATE SET
  number = CASE WHEN community_tries.since <= %s THEN 1 ELSE community_tries.number + 1 END,
  since = CASE WHEN community_tries.since <= %s THEN excluded.since ELSE community_tries.since END
RETURNING number, since
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in a period."""

    most: int
    period: timedelta
    what: _StrPromise


LIMITS = {
    "sign-in": Limit(10, timedelta(minutes=5), gettext_lazy("tries to sign in to one account")),
    "sign-in-anywhere": Limit(60, timedelta(minutes=5), gettext_lazy("tries to sign in from one address")),
    "reset": Limit(5, timedelta(days=1), gettext_lazy("requests for a new password")),
    "sign-up": Limit(20, timedelta(hours=1), gettext_lazy("new accounts from one address")),
    "comment": Limit(30, timedelta(minutes=10), gettext_lazy("comments")),
    "first-comments": Limit(5, timedelta(minutes=10), gettext_lazy("comments from a new account")),
    "build": Limit(20, timedelta(hours=1), gettext_lazy("published builds")),
    "flag": Limit(20, timedelta(hours=1), gettext_lazy("reports")),
    "vote": Limit(120, timedelta(minutes=10), gettext_lazy("votes")),
    "search": Limit(5, timedelta(seconds=1), gettext_lazy("searches")),
}


def hold(name: str, *who: object, at: datetime | None = None) -> None:
    """Count a try; LimitedError, with when to come back, if it is one too many."""
    if not settings.COMMUNITY_LIMITED:
        return
    limit, now = LIMITS[name], at or timezone.now()
    number, since = _count(name, who, now, now - limit.period)
    if number > limit.most:
        wait = max(1, ceil((since + limit.period - now).total_seconds()))
        raise LimitedError(explained(limit, wait), wait)


def explained(limit: Limit, wait: int) -> str:
    """Say what the limit is and when to come back."""
    values = {"most": limit.most, "what": limit.what, "period": span(limit.period), "wait": span(wait)}
    return _("Too many %(what)s: %(most)s in %(period)s are allowed. Try again in %(wait)s.") % values


def address_of(request: HttpRequest) -> str:
    """Give the address that asks. Only what the proxy in front adds is believed, and only if there is one."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.BEHIND_PROXY and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def forget(before: datetime) -> int:
    """Take out what no period needs any more."""
    return Tries.objects.filter(since__lt=before).delete()[0]


def _count(name: str, who: tuple[object, ...], now: datetime, over: datetime) -> tuple[int, datetime]:
    key = salted_hmac(f"community.limits.{name}", "\n".join(map(str, who)), algorithm="sha256").hexdigest()
    field: Any = Tries._meta.get_field("since")  # noqa: SLF001  # Django's documented door to a model's fields
    moments = [field.get_db_prep_value(moment, connection) for moment in (now, over)]
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ONE, [key, moments[0], moments[1], moments[1]])
        number, since = cursor.fetchone()
    return number, _read(since)


def _read(since: datetime | str) -> datetime:
    """Read what the database gave: SQLite keeps moments as text."""
    moment = since if not isinstance(since, str) else datetime.fromisoformat(since)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment, timezone.get_default_timezone())


def span(length_of: timedelta | int) -> str:
    """Write a period, or a number of seconds, in its largest unit, rounded up."""
    seconds = int(length_of.total_seconds()) if isinstance(length_of, timedelta) else length_of
    for length, singular, plural in (
        (86_400, "%(n)s day", "%(n)s days"),
        (3_600, "%(n)s hour", "%(n)s hours"),
        (60, "%(n)s minute", "%(n)s minutes"),
    ):
        if seconds >= length:
            number = ceil(seconds / length)
            return ngettext(singular, plural, number) % {"n": number}
    return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
