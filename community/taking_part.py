"""What page and API do alike when somebody takes part: look at the person, the text and the limits, then do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from community import guarding, limits, talk, voting

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User

    from community.models import Comment, Post


def comment_on(post: Post, *, by: User, text: str, key: str, at: datetime, parent: Comment | None = None) -> Comment:
    """Keep somebody's comment. Raises RefusedError or LimitedError, and then nothing has changed."""
    text = guarding.look_at_comment(text, by, at)
    before = by.comments.filter(key=key).select_related("post__build").first()
    if before is not None:  # the form was sent twice
        return before
    guarding.look_for_repeats(text, by, at, key)
    guarding.count_comment(by, at)
    return talk.say(post, by=by, text=text, key=key, at=at, parent=parent)


def amend_comment(comment: Comment, *, by: User, text: str, at: datetime) -> None:
    """Change one's comment. Raises RefusedError or LimitedError, and then nothing has changed."""
    text = guarding.look_at_comment(text, by, at)
    guarding.count_comment(by, at)
    talk.amend(comment, text=text, at=at)


def cast_vote(post: Post, *, by: User, wanted: bool, at: datetime) -> None:
    """Vote, or take the vote back. Raises RefusedError or LimitedError, and then nothing has changed."""
    guarding.look_at_person(by, at)
    limits.hold("vote", by.pk, at=at)
    if wanted:
        voting.vote(post, by=by, at=at)
    else:
        voting.unvote(post, by=by)


def look_at_publishing(by: User, notes: str, at: datetime) -> None:
    """Look at who publishes and at the notes. Raises RefusedError or LimitedError."""
    guarding.look_at_person(by, at)
    guarding.look_for_unwanted(notes)
    limits.hold("build", by.pk, at=at)
