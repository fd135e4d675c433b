"""What the author of a published build measured on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.response import Response
from rest_framework.views import APIView

from api.documents import READS_ONE, WRITES, documented
from api.filtering import refuse_unknown
from api.refusing import refusals
from api.serializers.measurements import AskedMeasurementSerializer, MeasurementSerializer
from api.throttling import WriteThrottle
from community import taking_part
from community.measuring import MeasuringError
from community.models import Post

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from rest_framework.request import Request

WRITES_ONE = (*WRITES, 404)


class Measurements(APIView):
    """The measurements of a build."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    throttle_classes = (WriteThrottle,)

    @documented(
        "Read what was measured on a build",
        "What the author of a published build measured: speed, memory, watts at the wall and noise, with who and when.",
        {200: MeasurementSerializer(many=True)},
        READS_ONE,
        operation_id="builds_measurements",
    )
    def get(self, request: Request, code: str) -> Response:
        """Read the measurements."""
        refuse_unknown(request, [])
        post = get_object_or_404(Post.objects.readable_by(request.user), build__code=code)
        return Response(MeasurementSerializer(post.measurements.select_related("by"), many=True).data)

    @documented(
        "Say what you measured on your build",
        "Keeps a measurement with your name and the day. The build has to be published, and yours. It takes a session "
        "and its CSRF token in the header `X-CSRFToken`.",
        {201: MeasurementSerializer},
        WRITES_ONE,
        request=AskedMeasurementSerializer,
        operation_id="builds_measure",
    )
    def post(self, request: Request, code: str) -> Response:
        """Keep a measurement."""
        refuse_unknown(request, [])
        post = own_post(request, code)
        asked = AskedMeasurementSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            with refusals():
                by = cast("User", request.user)
                kept = taking_part.measure_on(post, by=by, at=timezone.now(), **asked.validated_data)
        except MeasuringError as error:
            raise ValidationError({error.field: [error.message]}) from error
        return Response(MeasurementSerializer(kept).data, status=status.HTTP_201_CREATED)


class OneMeasurement(APIView):
    """One measurement."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    throttle_classes = (WriteThrottle,)

    @documented(
        "Take a measurement back",
        "Removes one of your measurements.",
        {204: None},
        WRITES_ONE,
        operation_id="builds_unmeasure",
    )
    def delete(self, request: Request, code: str, number: int) -> Response:
        """Remove it."""
        refuse_unknown(request, [])
        post = own_post(request, code)
        with refusals():
            found = taking_part.take_measurement_back(post, number, by=cast("User", request.user), at=timezone.now())
        if not found:
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)


def own_post(request: Request, code: str) -> Post:
    """Find one's own published build; another's is not found."""
    return get_object_or_404(Post, build__code=code, author=cast("User", request.user))
