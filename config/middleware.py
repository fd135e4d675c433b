"""What every answer carries, and what no request gets past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict
from django.utils.cache import has_vary_header, patch_cache_control
from django.utils.translation import gettext as _

from browse.asking import RefusedError, refusal

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


def readable_address(get_response: Answer) -> Answer:
    """Refuse an address with more parameters than are read, and say so; the API has its own words for it."""

    def answer(request: HttpRequest) -> HttpResponse:
        try:
            request.GET  # noqa: B018  # it is read here, once, and kept
        except TooManyFieldsSent:
            if request.path.startswith("/api/"):
                return get_response(request)
            request.GET = QueryDict()
            text = _("An address may have %(most)s of them.") % {"most": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS}
            return refusal(request, RefusedError([(_("parameters"), text)])).render()
        return get_response(request)

    return answer
