"""The page of a build's power."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from browse.asking import read, shows
from builder.models import Build
from community.power import power_page
from community.power_form import PowerQuery
from community.views import post_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@shows
def power(request: HttpRequest, code: str) -> HttpResponse:
    """Show where a build's watts go; country, hours and limit are in the address."""
    shown = get_object_or_404(Build.objects.readable_by(request.user).select_related("post"), code=code)
    page = power_page(shown, post_of(shown), read(PowerQuery(request.GET, shown.country)))
    return TemplateResponse(request, "community/power.html", {"page": page})
