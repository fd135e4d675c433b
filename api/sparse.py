"""Answers with only the fields that were asked for: `fields=name,price`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.serializers import BaseSerializer

FIELDS = "fields"
PARAMETER = OpenApiParameter(
    FIELDS, OpenApiTypes.STR, description="Names of the fields to answer with, parted by commas; all, unless given."
)


class SparseMixin:
    """A view whose answers can be narrowed to some fields."""

    def get_serializer(self, *args: Any, **named: Any) -> BaseSerializer[Any]:  # noqa: ANN401  # the framework's own
        """Make the serializer, and take out of it what was not asked for."""
        serializer: Any = super().get_serializer(*args, **named)  # type: ignore[misc]  # of the view it is mixed into
        one = getattr(serializer, "child", serializer)
        request: Request | None = self.request  # type: ignore[attr-defined]  # as above
        for name in set(one.fields) - wanted(request, list(one.fields)):
            one.fields.pop(name)
        return serializer  # type: ignore[no-any-return]  # as above


def wanted(request: Request | None, there_are: list[str]) -> set[str]:
    """Read which fields are asked for; one that there is not is refused by name."""
    written = request.query_params.get(FIELDS) if request else None
    if written is None:
        return set(there_are)
    asked = [name.strip() for name in written.split(",") if name.strip()]
    if unknown := [name for name in asked if name not in there_are]:
        said = _("There is no field “%(name)s” here. Allowed: %(names)s.")
        raise ValidationError({FIELDS: said % {"name": unknown[0][:60], "names": ", ".join(there_are)}})
    return set(asked) or set(there_are)
