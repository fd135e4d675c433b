"""Filters in the address: the FilterSets that the pages use, and no name that none of them knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError

from api.sparse import FIELDS, SparseMixin

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.views import APIView


class StrictFilterBackend(DjangoFilterBackend):  # type: ignore[misc]  # django-filter is not annotated
    """A parameter that is misspelt would make a list longer than what was asked for, so it is refused."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        """Filter, after looking at the names of the parameters."""
        refuse_unknown(request, allowed_names(view))
        return super().filter_queryset(request, queryset, view)  # type: ignore[no-any-return]  # as above


def allowed_names(view: APIView) -> list[str]:
    """Give the parameters of a list."""
    filterset = getattr(view, "filterset_class", None)
    filters = list(filterset.base_filters) if filterset else []
    sparse = [FIELDS] if isinstance(view, SparseMixin) else []
    return [*filters, *getattr(getattr(view, "pagination_class", None), "parameters", ()), *sparse]


def refuse_unknown(request: Request, allowed: list[str]) -> None:
    """Refuse an address with parameters that are not allowed, and name those that are."""
    text = _("There is no such parameter here. Allowed: %(names)s.") % {"names": ", ".join(allowed) or _("none")}
    if unknown := [name for name in request.query_params if name not in allowed]:
        raise ValidationError(dict.fromkeys(unknown, text))
