"""All of one's own data to take along, and leaving: the account goes, what others built upon stays without its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from builder.models import REFERENCE_ACCOUNT, Build
from community.models import Measurement, Post, Vote
from community.publishing import search_text_of
from community.ranking import hot_with

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

DELETED = "deleted"  # the account that kept builds go to; the name is reserved, nobody can sign in to it


def export(user: User) -> dict[str, Any]:
    """Give all that is kept of somebody, as JSON-able values by kind."""
    return {
        "account": _rows([user], "username", "email", "date_joined", "last_login")[0],
        "builds": [_build(build) for build in user.builds.order_by("pk").prefetch_related("items")],
        "shared_builds": _rows(
            user.posts.order_by("pk"), "title", "notes", "published_at", "revision", "vote_count", "comment_count",
            "snapshot",
        ),
        "measurements": _rows(
            user.measurements.order_by("pk"), "workload", "model_name", "precision", "software", "cards", "batch",
            "context_tokens", "speed", "unit", "peak_gib", "wall_w", "noise_db", "measured_on",
        ),
        "comments": _rows(
            user.comments.order_by("pk"), "id", "post_id", "text", "made_at", "edited_at", "deleted_at", "hidden_at"
        ),
        "votes": _rows(user.votes.order_by("pk"), "post_id", "made_at"),
        "visits": _rows(user.visits.order_by("pk"), "post_id", "comments_seen", "at"),
        "reports": _rows(user.flags.order_by("pk"), "post_id", "comment_id", "why", "text", "made_at"),
        "saved": _rows(user.saves.order_by("pk"), "post_id", "at"),
        "follows": _rows(user.follows.order_by("pk"), "post_id", "part_id", "at"),
        "notices": _rows(user.notices.order_by("pk"), "why", "post_id", "comment_id", "made_at", "read_at"),
        "alerts": _rows(
            user.alerts.order_by("pk"), "target", "part_id", "kind", "query", "build", "amount", "currency",
            "created_at", "confirmed_at", "told_amount", "told_at",
        ),
        "moderation": _rows(user.suffered_actions.order_by("pk"), "deed", "reason", "at", "until", "undone_at"),
    }  # fmt: skip


def leave(user: User, *, keep_builds: bool) -> None:
    """Delete an account with its drafts, votes and notices. Comments stay without a name.

    `keep_builds`: shared builds stay under "deleted", with votes and comments; else they go, and what was said of them.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        _take_votes_back(user)
        if keep_builds:
            _hand_over(user)
        else:
            user.posts.all().delete()
        Build.objects.filter(owner=user).delete()
        user.delete()


def may_leave(user: User) -> bool:
    """Tell whether an account can be deleted by who has it: not the site's own."""
    return user.username not in {REFERENCE_ACCOUNT, DELETED}


def _take_votes_back(user: User) -> None:
    votes = Greatest(F("vote_count") - 1, Value(0))
    voted = Vote.objects.filter(voter=user)
    Post.objects.filter(pk__in=voted.values("post")).update(vote_count=votes, hot=hot_with(votes))
    voted.delete()


def _hand_over(user: User) -> None:
    heir, _created = User.objects.get_or_create(username=DELETED, defaults={"password": "!"})
    Vote.objects.filter(author=user, voter=heir).delete()
    Vote.objects.filter(author=user).update(author=heir)
    Measurement.objects.filter(by=user).update(by=heir)
    posts = list(user.posts.prefetch_related("build__items"))
    Build.objects.filter(post__in=posts).update(owner=heir)
    for post in posts:
        post.author = heir
        post.search_text = search_text_of(post.title, DELETED, [item.name for item in post.build.items.all()])
    Post.objects.bulk_update(posts, ["author", "search_text"], batch_size=100)


def _build(build: Build) -> dict[str, Any]:
    head = _rows([build], "code", "edit_code", "title", "created_at", "updated_at")[0]
    return {**head, **build.surroundings, "items": [item.as_kept() for item in build.items.all()]}


def _rows(found: Iterable[Model], *names: str) -> list[dict[str, Any]]:
    return [{name: getattr(each, name) for name in names} for each in found]
