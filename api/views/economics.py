"""Rent or buy: nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from api.documents import WRITES, documented
from api.examples import RENT_OR_BUY_ASKED
from api.filtering import refuse_unknown
from api.serializers.economics import RentOrBuyAnsweredSerializer, RentOrBuySerializer
from api.throttling import CheckThrottle
from engine import economics

if TYPE_CHECKING:
    from rest_framework.request import Request

ASKED = OpenApiExample("A box of 2017 against rented hours", value=RENT_OR_BUY_ASKED, request_only=True)


class RentOrBuy(APIView):
    """Compare renting with buying."""

    throttle_classes = (CheckThrottle,)

    @documented(
        "Rent or buy",
        "What a machine of one's own costs over time beside the same hours of work rented, when buying catches up, and "
        "how the answer moves with each assumption. An amount that is left out is 0, unless docs/models.md says "
        "otherwise. A wrong value is named by its path, such as `buy.hardware[0].price`. Nothing is stored.",
        {200: RentOrBuyAnsweredSerializer},
        WRITES,
        request=RentOrBuySerializer,
        examples=[ASKED],
        operation_id="rent_or_buy",
    )
    def post(self, request: Request) -> Response:
        """Compare; `parse` says it of whatever is no object."""
        refuse_unknown(request, [])
        try:
            return Response(economics.report(economics.parse(cast("dict[str, Any]", request.data))))
        except economics.InputError as error:
            raise ValidationError({error.field: [_(error.message) % error.values]}) from error
