"""What is suggested while somebody types, as for the search fields of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from api.documents import documented
from api.filtering import refuse_unknown
from api.serializers.suggestions import SuggestionsSerializer
from browse.asking import MAX_WORDS, RefusedError, read
from browse.suggestions import KEPT_SECONDS, SuggestQuery, suggestions
from catalog.models import Kind

if TYPE_CHECKING:
    from rest_framework.request import Request

PARAMETERS = [
    OpenApiParameter("q", str, description=f"The words as far as they are typed, at most {MAX_WORDS} characters."),
    OpenApiParameter("kind", str, enum=Kind.values, description="Parts of one kind only, and no GPUs."),
]


@method_decorator((cache_control(public=True, max_age=KEPT_SECONDS), conditional_page), name="dispatch")
class Suggestions(APIView):
    """Suggestions. Nobody's answer differs, so no session is looked up, and caches may keep it."""

    authentication_classes = ()

    @documented(
        "Suggest parts and GPUs",
        "The eight best for words as they are typed: at most two GPUs by name, then parts of all kinds or of one. "
        "Fewer than two letters or digits find nothing.",
        {200: SuggestionsSerializer},
        parameters=PARAMETERS,
        operation_id="suggestions",
    )
    def get(self, request: Request) -> Response:
        """Suggest."""
        refuse_unknown(request, [parameter.name for parameter in PARAMETERS])
        try:
            query = read(SuggestQuery(request.query_params))
        except RefusedError as refused:
            raise ValidationError(dict(refused.wrong)) from refused
        return Response(SuggestionsSerializer(suggestions(query.value("q"), query.value("kind"))).data)
