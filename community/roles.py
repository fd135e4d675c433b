"""Who may do what: readers, people with an account, authors, moderators, operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from community.querysets import MODERATORS

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

__all__ = ["MODERATORS", "is_moderator"]

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
