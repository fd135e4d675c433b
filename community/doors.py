"""Who is let in to what can only be sent: nobody is led back, after signing in, to an address that shows nothing."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.urls import reverse
from django.views.decorators.cache import never_cache

from community.roles import is_moderator

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    View = Callable[..., HttpResponse]

SAFE = {"GET", "HEAD"}


def signed_in_to_send(view: View) -> View:
    """Ask visitors to sign in, and lead them from there to the build: what they sent is not sent again."""

    @wraps(view)
    def answer(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  # a view's
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("community:build", args=[code]))
        return view(request, code, *args, **kwargs)

    return answer


def moderators_only(view: View) -> View:
    """Let moderators in; to others there is nothing here, and visitors are asked to sign in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  # a view's
        if not request.user.is_authenticated:
            path = request.get_full_path() if request.method in SAFE else reverse("community:moderation")
            return redirect_to_login(path)
        if not is_moderator(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(answer)
