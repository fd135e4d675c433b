"""Who may write, and what may be written: bans, new accounts, the same text again, words and domains."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.templatetags.units import day
from community import limits, notes
from community.models import Comment
from community.moderation_models import Action, Deed, Unwanted
from community.refusing import NotAllowedError, TextError
from community.wording import MAX_LINKS, checked_text

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User

NEW_FOR = timedelta(days=1)  # an account is new for a day
LINKS_OF_NEW = 1
SAME_FOR = timedelta(days=1)  # the same words again within a day are once too many


def is_new(user: User, at: datetime) -> bool:
    """Tell whether an account is so new that less is trusted to it."""
    return at - user.date_joined < NEW_FOR


def look_at_person(user: User, at: datetime) -> None:
    """Raise NotAllowedError for somebody who may read and not write. One query."""
    in_force = Q(until=None) | Q(until__gt=at)
    ban = Action.objects.filter(in_force, person=user, deed=Deed.BAN, undone_at=None).first()
    if ban is None:
        return
    values = {"reason": ban.reason, "until": day(ban.until) if ban.until else _("a moderator lifts it")}
    raise NotAllowedError(_("You may read and not write, until %(until)s. The reason: %(reason)s") % values)


def look_at_comment(text: str, user: User, at: datetime) -> str:
    """Give a comment's text as it is kept. Raises RefusedError; a limit counts what could have been kept."""
    look_at_person(user, at)
    new = is_new(user, at)
    text = checked_text(text, most_links=LINKS_OF_NEW if new else MAX_LINKS)
    look_for_unwanted(text)
    return text


def count_comment(user: User, at: datetime) -> None:
    """Count a comment. Raises LimitedError."""
    if is_new(user, at):
        limits.hold("first-comments", user.pk, at=at)
    limits.hold("comment", user.pk, at=at)


def look_for_repeats(text: str, user: User, at: datetime, key: str) -> None:
    """Raise TextError if somebody has just said the same, under another key."""
    lately = Comment.objects.filter(author=user, made_at__gt=at - SAME_FOR, text=text, deleted_at=None)
    if lately.exclude(key=key).exists():
        raise TextError(_("Comment: you have said exactly this within a day. Link to it instead."))


def look_for_unwanted(text: str) -> None:
    """Raise TextError for a word or a link's domain that moderators have put on the list. One query."""
    entries = Unwanted.objects.filter(gone_at=None).values_list("kind", "entry")
    words = set(re.findall(r"\w+", text.lower()))
    hosts = {host for address in notes.links(text) if (host := _host(address))}
    for kind, entry in entries:
        if kind == Unwanted.Kind.WORD and entry in words:
            raise TextError(_("Comment: the word “%(word)s” is not taken here.") % {"word": entry})
        if kind == Unwanted.Kind.DOMAIN and any(host == entry or host.endswith(f".{entry}") for host in hosts):
            raise TextError(_("Comment: links to %(domain)s are not taken here.") % {"domain": entry})


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""
