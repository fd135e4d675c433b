"""Reports of wrong facts: anyone may send some, an operator reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import Throttled
from rest_framework.response import Response
from rest_framework.views import APIView

from api.documents import WRITES, documented
from api.filtering import refuse_unknown
from api.serializers.reports import AskedReportSerializer, ReportSerializer
from api.throttling import WriteThrottle
from api.views.catalogue import part_rows
from browse.fact_reports import asker_of, shown
from browse.part import too_many
from catalog.reporting import Claim, TooManyReportsError, report

if TYPE_CHECKING:
    from rest_framework.request import Request


class PartReports(APIView):
    """Reports of one part's facts."""

    throttle_classes = (WriteThrottle,)

    @documented(
        "Report a wrong fact",
        "Says that a fact of a part is wrong: what it should be, and where that can be seen. No account is needed. The "
        "fact stays as it is until somebody has looked. At most ten an hour, and five of one fact that nobody has "
        "looked at yet.",
        {201: ReportSerializer},
        (*WRITES, 404),
        request=AskedReportSerializer,
        operation_id="parts_report",
    )
    def post(self, request: Request, slug: str) -> Response:
        """Report a wrong fact."""
        refuse_unknown(request, [])
        part = get_object_or_404(part_rows(None), slug=slug)
        asked = AskedReportSerializer(data=request.data, context={"part": part})
        asked.is_valid(raise_exception=True)
        claim = Claim(**asked.validated_data, shown=shown(part, asked.validated_data["fact"]))
        by = request.user if request.user.is_authenticated else None
        try:
            made = report(part, claim, by=by, asker=asker_of(request), at=timezone.now())
        except TooManyReportsError as error:
            raise TooOftenError(error) from error
        return Response(ReportSerializer(made).data, status=status.HTTP_201_CREATED)


class TooOftenError(Throttled):
    """More reports than one may send. It says which limit that is, in place of the framework's own sentence."""

    def __init__(self, error: TooManyReportsError) -> None:
        """Take the wait over."""
        super().__init__(wait=error.wait)
        self.detail = too_many(error)  # type: ignore[assignment]  # a text, as the framework's own becomes
