"""Addresses below the API that lead nowhere: a problem, not a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.views import APIView

if TYPE_CHECKING:
    from django.http import HttpResponseBase
    from rest_framework.request import Request


@extend_schema(exclude=True)
class Nowhere(APIView):
    """Answer 404 to every method."""

    authentication_classes = ()

    def initial(self, request: Request, *_args: object, **_named: object) -> NoReturn:
        """Say that there is nothing, and what was meant if only the last slash is missing."""
        meant = f"{request.path_info}/"
        if not request.path_info.endswith("/") and _leads_somewhere(meant):
            raise NotFound(_("There is nothing here. Addresses end in a slash: %(path)s") % {"path": meant})
        raise NotFound(_("There is nothing here."))

    def get(self, _request: Request) -> HttpResponseBase:  # pragma: no cover  # initial() never lets it through
        """Be there, so that the view takes part in OPTIONS and HEAD as well."""
        raise NotFound


def _leads_somewhere(path: str) -> bool:
    try:
        match = resolve(path)
    except Resolver404:
        return False
    return getattr(match.func, "cls", None) is not Nowhere
