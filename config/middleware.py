"""What every answer carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.cache import has_vary_header, patch_cache_control

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Answer = Callable[[HttpRequest], HttpResponse]


def private_where_personal(get_response: Answer) -> Answer:
    """Keep answers that depend on who asks out of shared caches, unless a view has said something itself."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if has_vary_header(response, "Cookie") and "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return answer
