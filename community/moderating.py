"""What moderators do: each deed has a reason, is logged, and can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from builder.saying import on_one_line
from community import talk
from community.models import Comment, Post
from community.moderation_models import MAX_ENTRY, MAX_REASON, Action, Deed, Flag, Unwanted
from community.refusing import RefusedError
from community.roles import MODERATORS

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User
    from django.db.models import QuerySet


def flag(post: Post, comment: Comment | None, *, by: User, why: str, text: str, at: datetime) -> bool:
    """Report a comment or a build; False if this person has done so before."""
    try:
        with transaction.atomic():
            Flag.objects.create(post=post, comment=comment, by=by, why=why, text=on_one_line(text), made_at=at)
    except IntegrityError:
        return False
    return True


def queue() -> list[Any]:
    """Give what is reported and not settled, the most reported first. One query."""
    open_flags = Flag.objects.filter(settled_at=None)
    rows = open_flags.values("post_id", "post__title", "post__build__code", "comment_id").annotate(
        number=Count("pk"), last=Max("made_at")
    )
    return list(rows.order_by("-number", "last")[:100])


def act(  # noqa: PLR0913  # what a log has to say
    deed: Deed,
    *,
    by: User,
    reason: str,
    at: datetime,
    post: Post | None = None,
    comment: Comment | None = None,
    person: User | None = None,
    until: datetime | None = None,
) -> Action:
    """Do it, log it, and settle the reports of it. Raises RefusedError, and then nothing has changed."""
    reason = on_one_line(reason)
    if not reason or len(reason) > MAX_REASON:
        raise RefusedError(_("Reason: say why, in 1 to %(max)s characters.") % {"max": MAX_REASON}, "reason")
    if person is not None and (person == by or person.is_superuser or person.groups.filter(name=MODERATORS).exists()):
        raise RefusedError(_("Person: moderators and operators are not banned here."), "person")
    with transaction.atomic():
        if not _apply(deed, post, comment, at):
            raise RefusedError(_("Deed: that is done already."), "deed")
        if person is not None and person.suffered_actions.filter(deed=Deed.BAN, undone_at=None).exists():
            raise RefusedError(_("Person: banned already. Lift that ban first."), "person")
        if person is None:
            Flag.objects.filter(post=post, comment=comment, settled_at=None).update(settled_at=at)
        return Action.objects.create(
            by=by, deed=deed, post=post, comment=comment, person=person, reason=reason, at=at, until=until
        )


def undo(action: Action, *, by: User, at: datetime) -> bool:
    """Undo a deed; False if somebody had undone it."""
    with transaction.atomic():
        if not Action.objects.filter(pk=action.pk, undone_at=None).update(undone_at=at, undone_by=by):
            return False
        if action.deed == Deed.HIDE and action.comment is not None:
            shown = Comment.objects.filter(pk=action.comment.pk, deleted_at=None, hidden_at__isnull=False)
            if shown.update(hidden_at=None):
                talk.count(action.comment.post_id, 1)
            Comment.objects.filter(pk=action.comment.pk).update(hidden_at=None)
        elif action.deed == Deed.HIDE and action.post is not None:
            Post.objects.filter(pk=action.post.pk).update(hidden_at=None)
        elif action.deed == Deed.LOCK and action.post is not None:
            Post.objects.filter(pk=action.post.pk).update(locked_at=None)
    return True


def log() -> QuerySet[Action]:
    """Give what was done, the newest first."""
    return Action.objects.select_related("by", "post__build", "comment", "person", "undone_by").defer(
        "post__snapshot", "post__notes", "post__notes_html", "post__search_text"
    )


def put_on_list(kind: str, entry: str, *, by: User, at: datetime) -> None:
    """Refuse a word or a domain from now on. Raises RefusedError."""
    entry = on_one_line(entry).lower().removeprefix("http://").removeprefix("https://").strip("/. ")
    if not entry or len(entry) > MAX_ENTRY or " " in entry or "/" in entry:
        raise RefusedError(_("Entry: one word, or one domain such as example.org."), "entry")
    try:
        with transaction.atomic():
            Unwanted.objects.create(kind=kind, entry=entry, by=by, at=at)
    except IntegrityError as error:
        raise RefusedError(_("Entry: it is on the list already."), "entry") from error


def take_off_list(entry: Unwanted, *, at: datetime) -> None:
    """Take a word or a domain off the list again."""
    Unwanted.objects.filter(pk=entry.pk, gone_at=None).update(gone_at=at)


def _apply(deed: Deed, post: Post | None, comment: Comment | None, at: datetime) -> bool:
    """Change what the deed changes, by a condition on the row, so that of two moderators one does it."""
    if deed is Deed.HIDE and comment is not None:
        done = Comment.objects.filter(pk=comment.pk, hidden_at=None).update(hidden_at=at)
        if done and comment.deleted_at is None:
            talk.count(comment.post_id, -1)
        return bool(done)
    if deed is Deed.HIDE and post is not None:
        return bool(Post.objects.filter(pk=post.pk, hidden_at=None).update(hidden_at=at))
    if deed is Deed.LOCK and post is not None:
        return bool(Post.objects.filter(pk=post.pk, locked_at=None).update(locked_at=at))
    return True
