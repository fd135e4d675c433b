"""Who may write, and what may be written: bans, new accounts, the same text again, words and domains."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db.models import CharField, DateTimeField, Q, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from catalog.templatetags.units import day
from community import limits, notes
from community.models import Comment
from community.moderation_models import Action, Deed, Unwanted
from community.refusing import NotAllowedError, TextError
from community.wording import MAX_LINKS, checked_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.models import User
    from django.db.models import QuerySet

    Row = tuple[str, str, datetime | None]  # what stands against writing: of which kind, in which words, until when

NEW_FOR = timedelta(days=1)  # an account is new for a day
LINKS_OF_NEW = 1
SAID = "said"  # beside the kinds of entries and of deeds
SAME_FOR = timedelta(days=1)  # the same words again within a day are once too many


def is_new(user: User, at: datetime) -> bool:
    """Tell whether an account is so new that less is trusted to it."""
    return at - user.date_joined < NEW_FOR


def look_at_person(user: User, at: datetime) -> None:
    """Raise NotAllowedError for somebody who may read and not write. One query."""
    for _what, reason, until in _bans(user, at)[:1]:
        raise _banned(reason, until)


def look_at_change(text: str, user: User, at: datetime) -> str:
    """Give a comment's new text as it is kept. Raises RefusedError. One query."""
    text = checked_text(text, most_links=LINKS_OF_NEW if is_new(user, at) else MAX_LINKS)
    _look_at_rows(_bans(user, at).union(_entries(), all=True), text)
    return text


def look_at_comment(text: str, user: User, at: datetime, key: str) -> tuple[str, bool]:
    """Give a comment's text as it is kept, and whether it was sent before under the same key.

    Raises RefusedError: for the banned, for what cannot be taken, and for the same words again. One query.
    """
    text = checked_text(text, most_links=LINKS_OF_NEW if is_new(user, at) else MAX_LINKS)
    rows = list(_bans(user, at).union(_entries(), _said(text, user, at, key), all=True))
    _look_at_rows(rows, text)
    said = [entry for what, entry, _until in rows if what == SAID]
    if key in said:
        return text, True
    if said:
        raise TextError(_("Comment: you have said exactly this within a day. Link to it instead."))
    return text, False


def count_comment(user: User, at: datetime) -> None:
    """Count a comment; of a new account by a limit that is smaller for the same time. Raises LimitedError."""
    limits.hold("first-comments" if is_new(user, at) else "comment", user.pk, at=at)


def look_for_unwanted(text: str, label: str = "", field: str = "text") -> None:
    """Raise TextError for a word or a link's domain that moderators have put on the list. One query; none for "".

    `label` and `field` name what was looked at; a comment, unless they say otherwise.
    """
    if not text:
        return
    _look_for(_entries(), text, label or _("Comment"), field)


def _bans(user: User, at: datetime) -> QuerySet[Action, Row]:
    """Give bans in force, as rows of what stands against writing."""
    in_force = Q(until=None) | Q(until__gt=at)
    found = Action.objects.filter(in_force, person=user, deed=Deed.BAN, undone_at=None).order_by()
    return found.values_list(Cast("deed", CharField()), Cast("reason", TextField()), "until")


def _entries() -> QuerySet[Unwanted, Row]:
    """Give words and domains that are not taken, as rows alike."""
    never = Cast(Value(None), DateTimeField())
    found = Unwanted.objects.filter(gone_at=None).order_by()
    return found.values_list(Cast("kind", CharField()), Cast("entry", TextField()), never)


def _said(text: str, user: User, at: datetime, key: str) -> QuerySet[Comment, Row]:
    """Give the keys of what somebody sent under this key, or lately in these words, as rows alike."""
    lately = Q(made_at__gt=at - SAME_FOR, text=text, deleted_at=None)
    found = Comment.objects.filter(Q(key=key) | lately, author=user).order_by()
    return found.values_list(
        Cast(Value(SAID), CharField()), Cast("key", TextField()), Cast(Value(None), DateTimeField())
    )


def _look_at_rows(rows: Iterable[Row], text: str) -> None:
    """Raise NotAllowedError for a ban, TextError for an unwanted word or domain."""
    rows = list(rows)
    for what, reason, until in rows:
        if what == Deed.BAN:
            raise _banned(reason, until)
    _look_for(rows, text, _("Comment"), "text")


def _banned(reason: str, until: datetime | None) -> NotAllowedError:
    values = {"reason": reason, "until": day(until) if until else _("a moderator lifts it")}
    return NotAllowedError(_("You may read and not write, until %(until)s. The reason: %(reason)s") % values)


def _look_for(entries: Iterable[Row], text: str, label: str, field: str) -> None:
    """Raise TextError for the first word or domain that the text has."""
    words = set(re.findall(r"\w+", text.lower()))
    hosts = {host for address in notes.links(text) if (host := _host(address))}
    for kind, entry, _until in entries:
        if kind == Unwanted.Kind.WORD and entry in words:
            message = _("%(label)s: the word “%(word)s” is not taken here.")
            raise TextError(message % {"label": label, "word": entry}, field)
        if kind == Unwanted.Kind.DOMAIN and any(host == entry or host.endswith(f".{entry}") for host in hosts):
            message = _("%(label)s: links to %(domain)s are not taken here.")
            raise TextError(message % {"label": label, "domain": entry}, field)


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""
