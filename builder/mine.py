"""Which builds are one's own: by account, or, without one, by the keys that this browser holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.models import Build

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet
    from django.http import HttpRequest

SESSION_KEY = "builds"
KEPT_KEYS = 100


def remember(request: HttpRequest, build: Build) -> None:
    """Keep the key of a build in this browser, or give the build to the account that is signed in."""
    if request.user.is_authenticated:
        claim_one(build, request.user)
        return
    keys = [key for key in request.session.get(SESSION_KEY, []) if key != build.edit_code]
    request.session[SESSION_KEY] = [*keys, build.edit_code][-KEPT_KEYS:]


def holds(request: HttpRequest, build: Build) -> bool:
    """Tell whether the reader may change a build without being shown its key."""
    if build.owner_id is not None:
        return build.owner_id == request.user.pk
    return build.edit_code in request.session.get(SESSION_KEY, [])


def builds_of(request: HttpRequest) -> QuerySet[Build]:
    """Give one's own builds, the newest change first."""
    if request.user.is_authenticated:
        mine = Build.objects.filter(owner=request.user)
    else:
        mine = Build.objects.filter(owner=None, edit_code__in=request.session.get(SESSION_KEY, []))
    return mine.order_by("-updated_at", "-pk")


def claim(request: HttpRequest, keys: list[str], user: User) -> int:
    """Give the builds of these keys, as far as they are nobody's, to an account; the browser's list is emptied."""
    claimed = Build.objects.filter(owner=None, edit_code__in=keys).update(owner=user)
    request.session.pop(SESSION_KEY, None)
    return claimed


def claim_one(build: Build, user: User) -> None:
    """Give a build that is nobody's to an account."""
    if Build.objects.filter(pk=build.pk, owner=None).update(owner=user):
        build.owner = user
