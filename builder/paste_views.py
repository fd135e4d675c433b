"""The page that reads a pasted list. Nothing is kept between its two steps: the list is posted again with choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from builder import mine
from builder.lists.rows import MAX_TEXT, TooLargeError
from builder.pasting import make, paste_of, too_large

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@csrf_exempt  # until the body is known to be of a size that is read: `_paste` asks for the token
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """Ask for a list; read it; make a build of it."""
    try:
        request.POST  # noqa: B018  # it is read here, once, and kept
    except (RequestDataTooBig, TooManyFieldsSent):
        request._mark_post_parse_error()  # type: ignore[attr-defined]  # noqa: SLF001  # as Django's own handler does
        return show(request, "", errors=[too_large(TooLargeError(MAX_TEXT, "characters"))], status=413)
    return _paste(request)


@csrf_protect
def _paste(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return show(request, "")
    text = request.POST.get("text", "").replace("\r\n", "\n")
    made = request.POST.get("step") == "make"
    if not text.strip():
        return show(request, text, errors=[_("List: paste one first.")], status=422)
    try:
        found = paste_of(text, request.POST.dict() if made else None)
    except TooLargeError as error:
        return show(request, text[:MAX_TEXT], errors=[too_large(error)], status=422)
    build = make(found) if made else None
    if build is not None:
        mine.made(request, build)
        return HttpResponseRedirect(build.edit_url)
    return show(request, text, paste=found, errors=found.errors, status=422 if made else 200)


def show(request: HttpRequest, text: str, *, status: int = 200, **context: object) -> HttpResponse:
    """Show the page."""
    return TemplateResponse(
        request, "builder/paste.html", {"text": text, "max_text": MAX_TEXT, **context}, status=status
    )
