"""Comments: said, changed and taken back. What was said stays in its place, so that answers keep their sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from community import notes
from community.models import Comment, CommentEdit, Post
from community.refusing import NotAllowedError, RefusedError
from community.talk_models import DEEPEST, MAX_KEY, STEP

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser, User


def say(post: Post, *, by: User, text: str, key: str, at: datetime, parent: Comment | None = None) -> Comment:
    """Keep a comment; a form that is sent twice gives what the first gave. `text` has been looked at before.

    Raises RefusedError, and then nothing has changed.
    """
    _look_at(post, key, parent)
    try:
        with transaction.atomic():
            comment = Comment.objects.create(
                post=post,
                author=by,
                parent=parent,
                depth=min(parent.depth + 1, DEEPEST) if parent else 0,
                text=text,
                html=notes.render(text),
                renderer=notes.RENDERER,
                revision=post.revision,
                key=key,
                made_at=at,
            )
            comment.path = _above(parent) + f"{comment.pk:0{STEP}}"
            Comment.objects.filter(pk=comment.pk).update(path=comment.path)
            count(post.pk, 1)
    except IntegrityError:
        return _sent_before(by, key)
    return comment


def amend(comment: Comment, *, text: str, at: datetime) -> None:
    """Change a comment; what it said before stays readable."""
    if text == comment.text:
        return
    with transaction.atomic():
        now = Comment.objects.select_for_update().get(pk=comment.pk)
        if now.gone:
            raise NotAllowedError(_("Comment: it is not there any more."), "text")
        CommentEdit.objects.create(comment=now, text=now.text, html=now.html, until=at)
        now.text, now.html, now.renderer, now.edited_at = text, notes.render(text), notes.RENDERER, at
        now.save(update_fields=["text", "html", "renderer", "edited_at"])


def withdraw(comment: Comment, *, at: datetime) -> None:
    """Take a comment back: its words go, also those of before; its place and what was answered stay."""
    with transaction.atomic():
        visible = Comment.objects.filter(pk=comment.pk, deleted_at=None)
        if visible.filter(hidden_at=None).update(deleted_at=at, text="", html=""):
            count(comment.post_id, -1)
        else:
            visible.update(deleted_at=at, text="", html="")
        CommentEdit.objects.filter(comment=comment).delete()


def count(post_id: int, by: int) -> None:
    """Count comments of a post up or down, in the database, so that two at a time both count."""
    Post.objects.filter(pk=post_id).update(comment_count=Greatest(F("comment_count") + by, 0))


def may_change(comment: Comment, user: User | AnonymousUser) -> bool:
    """Tell whether somebody may change a comment or take it back: who wrote it, while it is there."""
    return user.is_authenticated and comment.author_id == user.pk and not comment.gone


def gone_text() -> str:
    """Say that what is answered is gone."""
    return _("Answer to: that comment is not there any more.")


def _look_at(post: Post, key: str, parent: Comment | None) -> None:
    if not key or len(key) > MAX_KEY or not key.isascii() or not key.isprintable():
        raise RefusedError(
            _("Key: 1 to %(max)s letters and digits, another for each comment.") % {"max": MAX_KEY}, "key"
        )
    if post.locked_at or post.hidden_at:
        raise NotAllowedError(_("This thread is closed: nothing is added to it any more."), "text")
    if parent is not None and (parent.post_id != post.pk or parent.gone):
        raise RefusedError(gone_text(), "parent")


def _above(parent: Comment | None) -> str:
    """Give the path that an answer continues: below the deepest level it stands beside what it answers."""
    return parent.path[: STEP * DEEPEST] if parent else ""


def _sent_before(by: User, key: str) -> Comment:
    before = Comment.objects.filter(author=by, key=key).select_related("post__build").first()
    if before is None:
        raise RefusedError(_("Comment: the build has just gone."))
    return before
