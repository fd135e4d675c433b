"""Prices over time, of a part and of a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import conditional_page
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.response import Response
from rest_framework.views import APIView

from api.documents import READS_ONE, documented
from api.filtering import refuse_unknown
from api.serializers.prices import (
    BuildPricesSerializer,
    DropSerializer,
    DropsQuerySerializer,
    PartPricesSerializer,
    PricesQuerySerializer,
)
from api.views.catalogue import KEPT_SECONDS
from browse.build_history import CURRENCY, build_history
from browse.part_prices import CURRENCIES, prices_of
from builder.models import Build
from catalog.models import Kind, Part
from prices.drops import drops

if TYPE_CHECKING:
    from rest_framework.request import Request

IN_CURRENCY = OpenApiParameter(
    "currency", OpenApiTypes.STR, enum=CURRENCIES, description="Convert into this currency, at the rate of each day."
)


@method_decorator((cache_control(public=True, max_age=KEPT_SECONDS), conditional_page), name="dispatch")
class PartPrices(APIView):
    """The prices of one part."""

    authentication_classes = ()

    @documented(
        "Read the prices of a part",
        "Every price as it was seen and for how long, the newest first, and the lowest ever by currency and condition. "
        "With `currency` each price of another currency is converted at the European Central Bank's rate of the day on "
        "which it was first seen; `converted` marks it, and `no_rate` says that there is none.",
        {200: PartPricesSerializer},
        READS_ONE,
        operation_id="parts_prices",
        parameters=[IN_CURRENCY],
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read the prices of a part."""
        refuse_unknown(request, ["currency"])
        asked = PricesQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        part = get_object_or_404(Part.objects.only("pk"), slug=slug)
        return Response(PartPricesSerializer(prices_of(part, asked.validated_data.get("currency", ""))).data)


@method_decorator(never_cache, name="dispatch")
class BuildPrices(APIView):
    """What a build costs over time."""

    authentication_classes = ()

    @documented(
        "Read a build's total over time",
        "The sum of the parts as they are now, each at its cheapest price of the day, new, in USD, for 14 days after "
        "it was last seen; over the last two years. A span without a total is one over which a part had no price.",
        {200: BuildPricesSerializer},
        READS_ONE,
        operation_id="builds_prices",
    )
    def get(self, request: Request, code: str) -> Response:
        """Read the total over time."""
        refuse_unknown(request, [])
        build = get_object_or_404(Build.objects.readable_by(request.user), code=code)
        history = build_history(build, timezone.localdate())
        found = {
            "currency": CURRENCY,
            "left_out": history.left_out if history else 0,
            "lowest": history.lowest if history else None,
            "spans": history.spans if history else [],
        }
        return Response(BuildPricesSerializer(found).data)


@method_decorator((cache_control(public=True, max_age=KEPT_SECONDS), conditional_page), name="dispatch")
class PriceDrops(APIView):
    """Prices that fell."""

    authentication_classes = ()

    @documented(
        "List prices that fell",
        "What fell in the last 30 days by at least so many percent against the sighting before it, of the same offer, "
        "condition and currency: new parts that can be had, the newest first, at most 50.",
        {200: DropSerializer(many=True)},
        operation_id="price_drops_list",
        parameters=[
            OpenApiParameter("kind", OpenApiTypes.STR, enum=Kind.values, description="Only parts of this kind."),
            OpenApiParameter(
                "percent", OpenApiTypes.INT, description="At least so many percent, 1 to 90; 5 unless given."
            ),
        ],
    )
    def get(self, request: Request) -> Response:
        """List prices that fell."""
        refuse_unknown(request, ["kind", "percent"])
        asked = DropsQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return Response(DropSerializer(drops(timezone.now(), **asked.validated_data), many=True).data)
