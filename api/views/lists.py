"""Reading a pasted list of parts: nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from api.documents import READS_ONE, WRITES, documented
from api.examples import LIST_ANSWERED, LIST_ASKED
from api.filtering import refuse_unknown
from api.serializers.lists import ListSerializer, ReadListSerializer
from api.throttling import CheckThrottle
from builder.lists.reading import read
from builder.lists.rows import TooLargeError
from builder.matching import match
from builder.models import Build
from builder.pasting import too_large, why
from community.exporting import FORMATS

if TYPE_CHECKING:
    from rest_framework.request import Request

ASKED = OpenApiExample("A table", value=LIST_ASKED, request_only=True)
ANSWERED = OpenApiExample(
    "One found, one left out",
    value=LIST_ANSWERED,
    response_only=True,
    status_codes=["200"],
)
AS = OpenApiParameter(
    "as", enum=[*FORMATS], required=True, description="markdown, bbcode, text, csv or json: what the importer reads."
)


class ReadList(APIView):
    """Read a list."""

    throttle_classes = (CheckThrottle,)

    @documented(
        "Read a pasted list of parts",
        "Reads a list as people paste it and says for each line which part of the catalogue it probably means, how "
        "sure that is, and what else it may mean. A part that contradicts a model number, capacity or wattage of "
        "the line is never proposed. Links are not followed, nothing is stored: `builds/` makes a build of the slugs.",
        {200: ReadListSerializer},
        WRITES,
        request=ListSerializer,
        examples=[ASKED, ANSWERED],
        operation_id="builds_read_list",
    )
    def post(self, request: Request) -> Response:
        """Read it."""
        refuse_unknown(request, [])
        asked = ListSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            found = read(asked.validated_data["text"])
        except TooLargeError as error:
            raise ValidationError({"text": too_large(error)}) from error
        left_out = [{"text": each.text, "reason": why(each)} for each in found.left_out]
        body = {"title": found.title, "lines": match(found.rows), "left_out": left_out}
        return Response(ReadListSerializer(body).data)


class BuildExport(APIView):
    """A build as a list."""

    @documented(
        "Take a build along as a list",
        "The build as it is now as Markdown, BBCode, text, CSV or JSON, each of which `builds/read-list/` reads back. "
        "JSON loses nothing.",
        {(200, written.media_type.partition(";")[0]): OpenApiTypes.STR for written in FORMATS.values()},  # type: ignore[misc]
        READS_ONE,
        parameters=[AS],
        operation_id="builds_export",
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """Write it."""
        refuse_unknown(request, ["as"])
        build = get_object_or_404(Build.objects.readable_by(request.user), code=code)
        form = request.query_params.get("as", "")
        if form not in FORMATS:
            raise ValidationError({"as": _("Choose one of %(names)s.") % {"names": ", ".join(FORMATS)}})
        body = FORMATS[form].write(build, request.build_absolute_uri(build.get_absolute_url()))
        return HttpResponse(body, content_type=FORMATS[form].media_type)
