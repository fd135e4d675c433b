"""Sending the mails that are written down, each at most once."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage, get_connection
from django.db.models import F

from prices import alerts
from prices.alert_models import AlertMail

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail.backends.base import BaseEmailBackend

log = logging.getLogger(__name__)

BUDGET = 30.0  # seconds of one run: a task has 60, and one mail may take the 10 s of EMAIL_TIMEOUT twice
RETRY = timedelta(minutes=5)
MOST_ATTEMPTS = 100  # to reach the mail server: about eight hours


def run(at: datetime) -> None:
    """Do all that is due: forget, look, send. A second run at the same time does nothing twice."""
    alerts.forget(at)
    alerts.look_at_due(at)
    send_waiting(at)


def send_waiting(at: datetime) -> int:
    """Send what waits, the oldest first, over one connection; say how many went.

    A server that cannot be reached leaves the mails waiting. Once a mail is taken up it is not taken up again: it may
    have gone before the process died, and two mails are worse than none.
    """
    ends = time.monotonic() + BUDGET
    waiting = AlertMail.objects.filter(state=AlertMail.State.WAITING, next_try__lte=at).order_by("created_at", "pk")
    keys = list(waiting.values_list("pk", flat=True)[:200])
    if not keys:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:  # noqa: BLE001  # each backend raises its own kinds, and none may end the worker
        _put_off(keys, at, error)
        return 0
    sent = 0
    try:
        for pk in keys:
            if time.monotonic() > ends:
                break
            sent += _send(pk, connection, at)
    finally:
        connection.close()
    return sent


def _put_off(keys: list[int], at: datetime, error: Exception) -> None:
    """Leave mails waiting for a server that cannot be reached; the patient ones fail in the end."""
    log.warning("The mail server cannot be reached: %s", type(error).__name__)
    rows = AlertMail.objects.filter(pk__in=keys, state=AlertMail.State.WAITING)
    said = f"no connection: {type(error).__name__}"
    rows.update(attempt=F("attempt") + 1, next_try=at + RETRY, error=said)
    rows.filter(attempt__gte=MOST_ATTEMPTS).update(state=AlertMail.State.FAILED, settled_at=at)


def _send(pk: int, connection: BaseEmailBackend, at: datetime) -> bool:
    """Take one mail up and send it."""
    taken = AlertMail.objects.filter(pk=pk, state=AlertMail.State.WAITING)
    if not taken.update(state=AlertMail.State.SENDING, settled_at=at):
        return False
    mail = AlertMail.objects.get(pk=pk)
    try:
        message_of(mail, connection).send()
    except Exception as error:  # noqa: BLE001  # as above
        log.warning("Mail %s was not sent: %s", pk, type(error).__name__)
        AlertMail.objects.filter(pk=pk).update(state=AlertMail.State.FAILED, error=type(error).__name__)
        return False
    AlertMail.objects.filter(pk=pk).update(state=AlertMail.State.SENT, text="", error="")
    return True


def message_of(mail: AlertMail, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """Put a mail into the form in which it goes. Prices can be unsubscribed by one click (RFC 8058)."""
    headers = {"Auto-Submitted": "auto-generated"}
    if mail.unsubscribe:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return EmailMessage(mail.subject, mail.text, to=[mail.to], headers=headers, connection=connection)
