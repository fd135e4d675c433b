"""Power and layout of a stored build, by its reading code: what its pages show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from api.documents import READS_ONE, documented
from api.filtering import refuse_unknown
from api.machines import layout_of, power_of
from api.serializers.machines import AnsweredLayoutSerializer, PowerSerializer
from builder.models import Build
from community.power import machine_of
from community.power_form import PowerQuery
from community.views import post_of
from engine.layout import layout

if TYPE_CHECKING:
    from rest_framework.request import Request

    from community.power import Machine

PARAMETERS = [
    OpenApiParameter("country", str, description="Whose tariff: a code of /api/v1/countries/; US unless given."),
    OpenApiParameter("hours", float, description="Hours of work a day, 0 to 24; 8 unless given."),
    OpenApiParameter("limit", int, description="A power limit on every graphics card, in watts."),
]


def machine(request: Request, code: str) -> Machine:
    """Find a build that the reader may see: as it was published, else as it is."""
    build = get_object_or_404(Build.objects.readable_by(request.user).select_related("post"), code=code)
    return machine_of(build, post_of(build))


@method_decorator(never_cache, name="dispatch")
class BuildPower(APIView):
    """A build's power."""

    @documented(
        "Read a build's power",
        "Where the watts go under load and at idle, efficiency, short peaks, every circuit, heat and cost. Of a "
        "published build the parts are those that were published, with the facts of today.",
        {200: PowerSerializer},
        READS_ONE,
        parameters=PARAMETERS,
        operation_id="builds_power",
    )
    def get(self, request: Request, code: str) -> Response:
        """Read a build's power."""
        refuse_unknown(request, ["country", "hours", "limit"])
        found = machine(request, code)
        form = PowerQuery(request.query_params, found.country)
        if not form.is_valid():
            raise ValidationError({name: [str(each) for each in errors] for name, errors in form.errors.items()})
        asked = form.cleaned_data
        hours = float(form.value("hours"))
        body = power_of(found.parts, found.context.circuit, country=asked["country"], hours=hours, limit=asked["limit"])
        return Response(PowerSerializer(body).data)


@method_decorator(never_cache, name="dispatch")
class BuildLayout(APIView):
    """Cards on their board."""

    @documented(
        "Read where a build's cards stand",
        "Position, free slots, air, lanes and power leads of each graphics card: an estimate, since no open data says "
        "where a board's slots are. `layout` is null without a board or without a card.",
        {200: AnsweredLayoutSerializer},
        READS_ONE,
        operation_id="builds_layout",
    )
    def get(self, request: Request, code: str) -> Response:
        """Read where a build's cards stand."""
        refuse_unknown(request, [])
        found = machine(request, code)
        return Response(AnsweredLayoutSerializer({"layout": layout_of(layout(found.parts, found.context))}).data)
