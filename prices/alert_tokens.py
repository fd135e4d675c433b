"""Signed tokens of the links in mails: each is good for one thing, and for a time."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

from prices.alert_models import Alert, AlertAddress

CONFIRM_WITHIN = timedelta(hours=48)
LINK_WITHIN = timedelta(days=90)
_CONFIRM, _LIST, _STOP = (f"rigwright.alerts.{name}" for name in ("confirm", "list", "stop"))


def confirm_token(alert: Alert) -> str:
    """Give the token that confirms an alert."""
    return signing.dumps([alert.pk, alert.address.email], salt=_CONFIRM)


def list_token(address: AlertAddress) -> str:
    """Give the token with which the alerts of an address are seen and deleted."""
    return signing.dumps(address.email, salt=_LIST)


def stop_token(address: AlertAddress) -> str:
    """Give the token that ends all alerts of an address."""
    return signing.dumps(address.email, salt=_STOP)


def confirmed_by(token: str) -> Alert | None:
    """Find the alert of a token; None if it is wrong, too old, or the alert is gone."""
    try:
        key, email = signing.loads(token, salt=_CONFIRM, max_age=CONFIRM_WITHIN)
    except (signing.BadSignature, ValueError):
        return None
    return Alert.objects.select_related("address", "part").filter(pk=key, address__email=email).first()


def listed_by(token: str) -> str | None:
    """Give the mail address whose alerts a token shows; None if it is wrong or too old."""
    return _email(token, _LIST, LINK_WITHIN)


def stopped_by(token: str) -> str | None:
    """Give the mail address whose alerts a token ends; None if it is wrong. It stays good: an old mail still stops."""
    return _email(token, _STOP, None)


def _email(token: str, salt: str, within: timedelta | None) -> str | None:
    try:
        return str(signing.loads(token, salt=salt, max_age=within))
    except signing.BadSignature:
        return None
