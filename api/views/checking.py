"""The check of a list of parts: nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from api import finding_parts
from api.answering import items_of
from api.checking import Wanted, check
from api.documents import WRITES, documented
from api.examples import CHECK_ANSWERED, CHECK_ASKED
from api.filtering import refuse_unknown
from api.serializers.checking import CheckedSerializer, CheckSerializer
from api.throttling import CheckThrottle
from catalog.models import Country
from engine.parts import Context

if TYPE_CHECKING:
    from rest_framework.request import Request

    from builder.models import Item

ASKED = OpenApiExample("Two cards on one supply", value=CHECK_ASKED, request_only=True)
ANSWERED = OpenApiExample(
    "A tight supply and no cooler",
    description="Findings, models and the lists about power are shortened.",
    value=CHECK_ANSWERED,
    response_only=True,
    status_codes=["200"],
)


class Check(APIView):
    """Check parts together."""

    throttle_classes = (CheckThrottle,)

    @documented(
        "Check parts together",
        "Puts parts before the same rules as the builder and answers what they find, strongest first, with the load, "
        "the draw from the wall, what fits into the graphics memory, where the watts go and where the cards stand. "
        "`parts` of a finding are slugs. "
        "The context may be left out, and so may each of its fields. `answers` of a part say what the catalogue does "
        "not say of it; `used` and `power_limit_w` say how it was bought and is set. Nothing is stored.",
        {200: CheckedSerializer},
        WRITES,
        request=CheckSerializer,
        examples=[ASKED, ANSWERED],
        operation_id="check",
    )
    def post(self, request: Request) -> Response:
        """Check."""
        refuse_unknown(request, [])
        asked = CheckSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        items = asked_items(asked.validated_data["parts"])
        context = Context(**asked.validated_data.get("context", {}))
        wanted = wanted_power(asked.validated_data.get("power", {}))
        return Response(CheckedSerializer(check(items, context, wanted)).data)


def wanted_power(asked: dict[str, Any]) -> Wanted:
    """Find the country that is asked about, if one is."""
    code = asked.get("country")
    if code is None:
        return Wanted(**asked)
    country = Country.objects.exclude(usd_per_kwh=None).filter(code=code.upper()).first()
    if country is None:
        raise ValidationError({"power": {"country": [_("No tariff of such a country is known.")]}})
    return Wanted(**{**asked, "country": country})


def asked_items(asked: list[dict[str, Any]]) -> list[Item]:
    """Give the parts that are asked about as items that are not stored."""
    names = {}
    for place, each in enumerate(asked):
        field = "slug" if "slug" in each else "opendb_id"
        names[f"parts[{place}].{field}"] = (field, each[field])
    parts = dict(enumerate(finding_parts.find(names).values()))
    lines = [{name: value for name, value in each.items() if name != "name"} for each in asked]
    return items_of(lines, parts, "parts")
