"""Who may do what: readers, people with an account, authors, moderators, operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

    from builder.models import Build
    from community.models import Post

MODERATORS = "moderators"  # the group
KEPT = "_moderates"


def is_moderator(user: User | AnonymousUser) -> bool:
    """Tell whether somebody looks after the place. One query, kept with the user; none for an operator or a visitor."""
    if not user.is_authenticated:
        return False
    kept: bool | None = user.__dict__.get(KEPT)
    if kept is None:
        kept = user.is_superuser or user.groups.filter(name=MODERATORS).exists()
        user.__dict__[KEPT] = kept  # for the request
    return kept


def refuse_hidden(shown: Build, user: User | AnonymousUser) -> None:
    """Raise Http404 for a build whose post is hidden, except for its author and for moderators."""
    post: Post | None = getattr(shown, "post", None)
    if post is not None and post.hidden_at and post.author_id != user.pk and not is_moderator(user):
        raise Http404
