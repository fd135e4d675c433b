"""The list of builds as an address of the API asks for it: the form of the page, so that both take the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend

from api.filtering import refuse_unknown
from api.paging import BuildPagination
from api.refusing import refusals
from community import limits
from community.listing import FilterForm
from community.querysets import ORDERS
from community.ranking import PERIODS
from community.tags import TAGS

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

FIRST = "new"  # a program reads on where it was; the page begins with "hot"
NAMES: dict[str, Any] = {  # as on the page, with what each is
    "q": _("Words that title, author or parts have, each of them; five searches a second."),
    "gpu": _("Builds whose main GPU is this one, by its slug."),
    "vram": _("GiB of all graphics cards together, at least."),
    "budget": _("USD for all parts, at most; builds without any price are left out."),
    "count": _("Graphics cards, at least."),
    "country": _("Of the electricity that it is reckoned with: two letters such as US."),
    "part": _("Builds with this part, by its slug."),
    "tag": _("A tag."),
    "tab": _("The order: docs/ranking.md; `new` unless given."),
    "period": _("With `tab=top`: only builds published since."),
}
CHOICES = {"tag": [*TAGS], "tab": [*ORDERS], "period": [*PERIODS]}


class BuildFilterBackend(BaseFilterBackend):
    """Filters and orders published builds."""

    def filter_queryset(self, request: Request, queryset: Any, _view: APIView) -> Any:  # noqa: ANN401  # the framework's own
        """Read the address and keep what it asks for. ValidationError names what is wrong in it."""
        refuse_unknown(request, [*NAMES, *BuildPagination.parameters])
        if request.query_params.get("q"):
            with refusals():
                limits.hold("search", limits.address_of(request._request))  # noqa: SLF001  # the framework has no door
        form = self._form(request)
        if not form.is_valid():
            raise ValidationError({name: [str(each) for each in errors] for name, errors in form.errors.items()})
        return form.arrange(form.narrow(queryset), timezone.now())

    def get_ordering(self, request: Request, _queryset: object, _view: APIView) -> tuple[str, ...]:
        """Say by what a page goes on where the one before ended."""
        return (*ORDERS[request.query_params.get("tab") or FIRST], "-id")

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:  # noqa: ARG002  # its name is asked for
        """Describe the parameters."""
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "description": str(text),
                "schema": {"type": "string", **({"enum": CHOICES[name]} if name in CHOICES else {})},
            }
            for name, text in NAMES.items()
        ]

    def _form(self, request: Request) -> FilterForm:
        asked = request.query_params.copy()
        asked.pop("page", None)
        if not asked.get("tab"):
            asked["tab"] = FIRST
        return FilterForm(asked)
