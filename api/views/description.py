"""The description of the API, for programs and, with Swagger UI out of the project's own files, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response


class Description(SpectacularJSONAPIView):
    """The OpenAPI document."""

    authentication_classes = ()

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """Give the document."""
        document: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]  # as it is
        return document


# Swagger UI sets style attributes from its script, and draws its icons from data: addresses. Scripts stay as strict as
# everywhere: the split view keeps its start-up script in a file of its own.
@method_decorator(csp_update({"style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:"]}), name="dispatch")
class SwaggerUi(SpectacularSwaggerSplitView):
    """The document to read and try out."""

    http_method_names = ("get", "head")

    url_name = "api:schema"
    authentication_classes = ()
