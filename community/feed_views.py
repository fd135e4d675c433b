"""Atom feeds of the list: one for every filter."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community import limits
from community.listing import listing
from community.talk_views import limited

if TYPE_CHECKING:
    from django.http import HttpRequest

    from community.entries import Entry
    from community.listing import Listing


UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML 1.0


@require_safe
@limited
def feed(request: HttpRequest) -> HttpResponse:
    """Give the builds that the address asks for, the newest first unless it names an order; 400 for a wrong value."""
    asked = request.GET.copy()
    asked.pop("page", None)
    asked.setdefault("tab", "new")
    if asked.get("q"):
        limits.hold("search", limits.address_of(request))
    found = listing(asked, request.user, timezone.now())
    if found.status != HttpResponse.status_code:
        text = "\n".join(str(error) for errors in found.form.errors.values() for error in errors)
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    written = _write(request, found)
    return HttpResponse(written, content_type="application/atom+xml; charset=utf-8")


def _write(request: HttpRequest, found: Listing) -> str:
    page = request.build_absolute_uri(f"{reverse('community:builds')}?{found.query}")
    atom = Atom1Feed(
        title=_("Shared builds at Rigwright"),
        link=page,
        description="",
        language="en",
        feed_url=request.build_absolute_uri(),
    )
    for entry in found.entries:
        address = request.build_absolute_uri(entry.post.get_absolute_url())
        published = entry.post.published_at
        atom.add_item(
            title=_writable(entry.post.title),
            link=address,
            description=_writable(escape(_summary(entry))),  # readers take it for HTML
            author_name=_writable(entry.post.author.username),
            pubdate=published,
            updateddate=published,
            unique_id=address,
            categories=[name for name, _label in entry.tags],
        )
    return atom.writeString("utf-8")


def _writable(text: str) -> str:
    """Leave out what XML cannot hold: one such row would keep the whole feed from being written."""
    return UNWRITABLE.sub("", text)


def _summary(entry: Entry) -> str:
    post = entry.post
    figures = [post.gpu_text or _("No GPU"), entry.verdict]
    if post.gpu_count:
        figures.append(f"{post.vram_gib:g} GB")
    if post.total_usd is not None:
        figures.append(f"{'' if entry.whole else '≥ '}${post.total_usd:,.0f}")
    if post.wall_w is not None:
        figures.append(f"{post.wall_w:,} W")
    return ", ".join(figures)
