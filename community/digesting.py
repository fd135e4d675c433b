"""Notices by mail: at most one mail a day, to who asked for it, each with an address that ends it.

A row that is due is claimed by moving it on, one conditional UPDATE; whoever moved it sends. A mail that cannot be sent
is lost with that day's claim, not sent twice: the notices stay unread on their page.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from community.models import Digest, Notice
from community.noticing import notices_of

if TYPE_CHECKING:
    from datetime import datetime

EVERY = timedelta(days=1)
LOCAL_SITE = "http://localhost:8000"  # where nobody says what the site is called
MOST_SHOWN = 50  # notices in one mail
MOST_AT_ONCE = 200  # mails of one look
SALT = "community.digest"


def want(user: User, *, wanted: bool, at: datetime) -> None:
    """Send somebody mail from tomorrow on, or no more."""
    if wanted:
        Digest.objects.get_or_create(to=user, defaults={"due_at": at + EVERY})
    else:
        Digest.objects.filter(to=user).delete()


def send_due(at: datetime) -> int:
    """Send what is due; how many mails."""
    due = list(Digest.objects.filter(due_at__lte=at).order_by("due_at").values_list("pk", "to")[:MOST_AT_ONCE])
    return sum(_send(to, at) for pk, to in due if _claim(pk, at))


def token_of(user: User) -> str:
    """Make the part of an address that ends somebody's mail."""
    return signing.dumps(user.pk, salt=SALT)


def end_by(token: str) -> bool:
    """End mail by such a part of an address; False if it is none of ours."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return False
    Digest.objects.filter(to=pk).delete()
    return True


def _claim(pk: int, at: datetime) -> bool:
    return bool(Digest.objects.filter(pk=pk, due_at__lte=at).update(due_at=at + EVERY))


def _send(to: int, at: datetime) -> bool:
    user = User.objects.filter(pk=to, is_active=True).exclude(email="").first()
    new = [each for each in notices_of(user) if not (each.read_at or each.mailed_at)][:MOST_SHOWN] if user else []
    if user is None or not new:
        return False
    Notice.objects.filter(pk__in=[each.pk for each in new]).update(mailed_at=at)
    site = settings.SITE_URL or LOCAL_SITE
    end = site + reverse("community:digest-end", args=[token_of(user)])
    text = render_to_string("community/digest.txt", {"user": user, "notices": new, "site": site, "end": end})
    count = ngettext("%(n)s notice at Rigwright", "%(n)s notices at Rigwright", len(new)) % {"n": len(new)}
    headers = {"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return bool(EmailMessage(count, text, to=[user.email], headers=headers).send(fail_silently=True))
