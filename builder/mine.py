"""Which builds are one's own: by account, or, without one, by the keys that this browser holds.

A browser holds two kinds of keys: of builds made in it, which go to the account at sign-in, and of builds opened in it
by somebody's secret link, which stay nobody's, so that opening a link never takes a build away from its maker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from builder.models import Build

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet
    from django.http import HttpRequest

MADE, OPENED = "builds", "opened-builds"  # in the session
KEPT_KEYS = 100


def made(request: HttpRequest, build: Build) -> None:
    """Note a new build: it belongs to the account that is signed in, else its key stays in this browser."""
    if request.user.is_authenticated:
        claim_one(build, request.user)
    else:
        _keep(request, MADE, build.edit_code)


def opened(request: HttpRequest, build: Build) -> None:
    """Note a build that was opened by its secret link, so that it is found again."""
    if not holds(request, build):
        _keep(request, OPENED, build.edit_code)


def holds(request: HttpRequest, build: Build) -> bool:
    """Tell whether the reader may change a build without being shown its key."""
    if build.owner_id is not None:
        return build.owner_id == request.user.pk
    return build.edit_code in keys_made(request) or build.edit_code in request.session.get(OPENED, [])


def keys_made(request: HttpRequest) -> list[str]:
    """Give the keys of builds that were made in this browser."""
    return list(request.session.get(MADE, []))


def has_any(request: HttpRequest) -> bool:
    """Tell without a query whether the reader may have builds at all."""
    return request.user.is_authenticated or bool(keys_made(request) or request.session.get(OPENED))


def builds_of(request: HttpRequest) -> QuerySet[Build]:
    """Give the builds that the reader may change: the account's, and those of this browser; newest change first."""
    keys = keys_made(request) + request.session.get(OPENED, [])
    if not keys and not request.user.is_authenticated:
        return Build.objects.none()
    mine = Q(owner=None, edit_code__in=keys)
    if request.user.is_authenticated:
        mine |= Q(owner=request.user)
    return Build.objects.filter(mine).order_by("-updated_at", "-pk")


def claim(request: HttpRequest, keys: list[str], user: User) -> int:
    """Give the builds of these keys, as far as they are nobody's, to an account; the browser's list is emptied."""
    claimed = Build.objects.filter(owner=None, edit_code__in=keys).update(owner=user)
    request.session.pop(MADE, None)
    return claimed


def claim_one(build: Build, user: User) -> None:
    """Give a build that is nobody's to an account."""
    if Build.objects.filter(pk=build.pk, owner=None).update(owner=user):
        build.owner = user


def _keep(request: HttpRequest, kind: str, key: str) -> None:
    keys = [kept for kept in request.session.get(kind, []) if kept != key]
    request.session[kind] = [*keys, key][-KEPT_KEYS:]
