"""Alerts: asking for one, confirming it, looking at prices, and writing the mails down. prices/alert_mail.py sends.

Due work stands in rows that are claimed by a conditional UPDATE. A digest and the note that it was written share one
transaction, so a crash leaves either neither or both; and a mail that was taken up is never taken up again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from prices.alert_hits import WATCHERS
from prices.alert_models import Alert, AlertAddress, AlertMail
from prices.alert_tokens import CONFIRM_WITHIN, confirm_token, list_token, stop_token

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from decimal import Decimal

    from django.contrib.auth.models import User

    from catalog.models import Part
    from prices.alert_hits import Hit

MOST_ALERTS = 20  # of an address, confirmed or waiting
MOST_WAITING = 3  # of an address: so few mails a stranger can have sent there before somebody confirms
MOST_AN_HOUR = 5  # that one asker may ask for
LOOK_EVERY, DAY, HOUR = timedelta(hours=1), timedelta(days=1), timedelta(hours=1)
LEASE = timedelta(minutes=5)
AT_ONCE = 50  # addresses of one run
KEPT = timedelta(days=30)  # mails that went
LONGEST_SUBJECT = 150


class TooManyAsksError(Exception):
    """No more for now; `wait` says after how many seconds to come back."""

    def __init__(self, wait: int) -> None:
        """Note the wait."""
        super().__init__(wait)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to watch: one of part, kind with query, and build; and under which price. `title`: what to call it."""

    amount: Decimal
    currency: str
    title: str
    part: Part | None = None
    kind: str = ""
    query: str = ""
    build: str = ""

    @property
    def target(self) -> Alert.Target:
        """Which of the three it is."""
        return Alert.Target.PART if self.part else Alert.Target.FILTER if self.kind else Alert.Target.BUILD

    @property
    def columns(self) -> dict[str, object]:
        """The columns of an alert that watches it."""
        watched = {"part": self.part, "kind": self.kind, "query": self.query, "build": self.build}
        return {**watched, "target": self.target, "amount": self.amount, "currency": self.currency}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: a digest of the address that it comes from, the account, and the origin of the site as they see it."""

    digest: str
    user: User | None
    origin: str


@transaction.atomic
def ask(email: str, wanted: Wanted, by: Asker, at: datetime) -> bool:
    """Note an alert and the mail that confirms it; True if it needs none, as the account's own did before.

    What an address has already is never told: beyond its limits the mail is written down as dropped.

    Raises:
        TooManyAsksError: this asker has asked often enough in the last hour.
    """
    email = email.strip().lower()
    _look_at_limits(by.digest, at)
    address, _made = AlertAddress.objects.select_for_update().get_or_create(
        email=email, defaults={"origin": origin_of(by)}
    )
    mine = by.user is not None and address.alerts.filter(user=by.user, confirmed_at__isnull=False).exists()
    if _full(address, at):
        _write(email, AlertMail.Purpose.CONFIRM, by, at, state=AlertMail.State.DROPPED)
        return mine
    alert = Alert.objects.create(address=address, user=by.user, created_at=at, **wanted.columns)
    if mine:
        confirm(alert, at)
        _write(email, AlertMail.Purpose.CONFIRM, by, at, state=AlertMail.State.DROPPED)
        return True
    link = origin_of(by) + reverse("browse:alert-confirm", args=[confirm_token(alert)])
    text = render_to_string("alerts/confirm.txt", {"wanted": wanted, "link": link})
    _write(email, AlertMail.Purpose.CONFIRM, by, at, subject=f"Confirm: {wanted.title}", text=text)
    return False


@transaction.atomic
def ask_for_link(email: str, by: Asker, at: datetime) -> None:
    """Send an address the link to its alerts, if it has any; whoever asks sees no difference.

    Raises:
        TooManyAsksError: this asker has asked often enough in the last hour.
    """
    email = email.strip().lower()
    _look_at_limits(by.digest, at)
    address = AlertAddress.objects.filter(email=email, alerts__confirmed_at__isnull=False).first()
    link = origin_of(by) + reverse("browse:alerts-of", args=[list_token(AlertAddress(email=email))])
    text = render_to_string("alerts/link.txt", {"link": link})
    state = AlertMail.State.WAITING if address else AlertMail.State.DROPPED
    _write(email, AlertMail.Purpose.LINK, by, at, subject="Your price alerts", text=text, state=state)


def confirm(alert: Alert, at: datetime) -> bool:
    """Start an alert; doing it twice changes nothing. False if it is gone."""
    if not Alert.objects.filter(pk=alert.pk, confirmed_at=None).update(confirmed_at=at):
        return Alert.objects.filter(pk=alert.pk).exists()
    AlertAddress.objects.filter(pk=alert.address_id, next_due=None).update(next_due=at)
    return True


def stop(email: str) -> int:
    """End all alerts of an address, and mails to it that have not gone; say how many alerts that were."""
    waiting = AlertMail.objects.filter(to=email, state=AlertMail.State.WAITING)
    waiting.update(state=AlertMail.State.DROPPED, text="")
    count = Alert.objects.filter(address__email=email).count()
    AlertAddress.objects.filter(email=email).delete()
    return count


def origin_of(by: Asker) -> str:
    """Give scheme and host for links: what the operator set, else what the asker sees."""
    return str(settings.SITE_URL or by.origin).rstrip("/")


def _look_at_limits(digest: str, at: datetime) -> None:
    asked = AlertMail.objects.filter(asker=digest, created_at__gt=at - HOUR).order_by("-created_at")
    times = list(asked.values_list("created_at", flat=True)[:MOST_AN_HOUR])
    if len(times) >= MOST_AN_HOUR:
        raise TooManyAsksError(max(ceil((times[-1] + HOUR - at).total_seconds()), 1))


def _full(address: AlertAddress, at: datetime) -> bool:
    alive = address.alerts.filter(Q(confirmed_at__isnull=False) | Q(created_at__gt=at - CONFIRM_WITHIN))
    confirmed = list(alive.values_list("confirmed_at", flat=True)[:MOST_ALERTS])
    return len(confirmed) >= MOST_ALERTS or confirmed.count(None) >= MOST_WAITING


def _write(email: str, purpose: str, by: Asker, at: datetime, **columns: object) -> None:
    subject = " ".join(str(columns.pop("subject", "")).split())[:LONGEST_SUBJECT]
    AlertMail.objects.create(
        to=email, purpose=purpose, asker=by.digest, created_at=at, next_try=at, subject=subject, **columns
    )


def claim_due(at: datetime) -> list[int]:
    """Claim addresses that are due, the longest overdue first; each of several callers gets its own."""
    due = AlertAddress.objects.filter(Q(lease_until=None) | Q(lease_until__lte=at), next_due__lte=at)
    keys = list(due.order_by("next_due", "pk").values_list("pk", flat=True)[:AT_ONCE])
    return [pk for pk in keys if due.filter(pk=pk).update(lease_until=at + LEASE)]


def look(address: AlertAddress, at: datetime) -> int:
    """Look at what an address watches, and write a digest down if there is news; say how many alerts it tells of."""
    found = [(alert, _hits(alert, at)) for alert in _watched(address)]
    told = [(alert, hits) for alert, hits in found if hits and _is_news(alert, hits)]
    with transaction.atomic():
        columns = {"next_due": at + DAY, "last_mail_at": at} if told else {"next_due": at + LOOK_EVERY}
        held = AlertAddress.objects.filter(
            pk=address.pk, lease_until=address.lease_until, next_due=address.next_due, lease_until__isnull=False
        )
        if not held.update(lease_until=None, **columns):
            return 0
        risen = [alert.pk for alert, hits in found if not hits]
        Alert.objects.filter(pk__in=risen, told_amount__isnull=False).update(told_amount=None)
        for alert, hits in told:
            Alert.objects.filter(pk=alert.pk).update(told_amount=hits[0].amount, told_at=at)
        if told:
            _digest(address, told, at)
    return len(told)


def _watched(address: AlertAddress) -> Iterable[Alert]:
    return address.alerts.filter(confirmed_at__isnull=False).select_related("part")


def _hits(alert: Alert, at: datetime) -> list[Hit]:
    watch = WATCHERS.get(alert.target)
    return watch(alert, at) if watch else []


def _is_news(alert: Alert, hits: list[Hit]) -> bool:
    """Tell whether a price is lower than what was told last, or was above the limit in between."""
    return alert.told_amount is None or round(hits[0].amount, 2) < alert.told_amount


def _digest(address: AlertAddress, told: list[tuple[Alert, list[Hit]]], at: datetime) -> None:
    origin = str(settings.SITE_URL or address.origin).rstrip("/")
    stopping = origin + reverse("browse:alerts-stop", args=[stop_token(address)])
    context = {
        "told": told,
        "origin": origin,
        "list_link": origin + reverse("browse:alerts-of", args=[list_token(address)]),
        "stop_link": stopping,
    }
    first = told[0][1][0]
    subject = f"{first.name}: {round(first.amount, 2)} {told[0][0].currency}"
    more = f" and {len(told) - 1} more" if len(told) > 1 else ""
    AlertMail.objects.create(
        to=address.email,
        purpose=AlertMail.Purpose.DIGEST,
        subject=" ".join(subject.split())[:LONGEST_SUBJECT] + more,
        text=render_to_string("alerts/digest.txt", context),
        unsubscribe=stopping,
        created_at=at,
        next_try=at,
    )


def look_at_due(at: datetime) -> int:
    """Look at all addresses that are due, and say how many that were."""
    claimed = claim_due(at)
    for address in AlertAddress.objects.filter(pk__in=claimed):
        look(address, at)
    return len(claimed)


def forget(at: datetime) -> None:
    """Delete what nobody confirmed in time, addresses without an alert, and mails of long ago."""
    Alert.objects.filter(confirmed_at=None, created_at__lte=at - CONFIRM_WITHIN).delete()
    AlertAddress.objects.filter(alerts=None).delete()
    AlertMail.objects.filter(created_at__lte=at - KEPT).exclude(state=AlertMail.State.WAITING).delete()
