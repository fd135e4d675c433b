"""CPU or GPU in production: nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from api.documents import WRITES, documented
from api.examples import SERVING_ANSWERED, SERVING_ASKED
from api.filtering import refuse_unknown
from api.serializers.serving import ServedSerializer, ServingAskedSerializer
from api.throttling import CheckThrottle
from browse import serving_prices
from engine import serving
from engine.economics import InputError
from engine.serving.inputs import MS, is_own

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

    from browse.rents import Rent
    from engine.serving import Asked, Comparison, Fleet

ASKED = OpenApiExample("Pictures, 32 a second", value=SERVING_ASKED, request_only=True)
ANSWERED = OpenApiExample(
    "A GPU pays from 15 a second",
    description="The table is shortened.",
    value=SERVING_ANSWERED,
    response_only=True,
    status_codes=["200"],
)


class Serving(APIView):
    """Compare CPU boxes with GPU boxes."""

    throttle_classes = (CheckThrottle,)

    @documented(
        "CPU or GPU in production",
        "How many CPU or GPU boxes answer so many requests a second, 95 % of them within a limit, what that costs, and "
        "from which rate a GPU pays. Every field may be left out. Fields are those of the page `/serving/`. Requests "
        "come at random, the same way for the same seed. Nothing is stored.",
        {200: ServedSerializer},
        WRITES,
        request=ServingAskedSerializer,
        examples=[ASKED, ANSWERED],
        operation_id="serving",
    )
    def post(self, request: Request) -> Response:
        """Compare."""
        refuse_unknown(request, [])
        read = ServingAskedSerializer(data=request.data)
        read.is_valid(raise_exception=True)
        asked = asked_of(read.validated_data)
        rents = serving_prices.rents(timezone.localdate())
        found = serving.compare(serving.question(asked, serving_prices.prices(rents)))
        return Response(ServedSerializer(answer(asked, found, rents)).data)


def asked_of(raw: Mapping[str, Any]) -> Asked:
    """Let the engine read the question."""
    try:
        return serving.parse(raw)
    except InputError as error:
        raise ValidationError({error.field: [_(error.message) % error.values]}) from error


def answer(asked: Asked, found: Comparison, rents: Mapping[str, Rent]) -> dict[str, Any]:
    """Give the answer in the API's names."""
    return {
        "workload": asked.workload,
        "rate": found.question.rate,
        "limit_ms": found.question.promise.limit_s * MS,
        "currency": "USD",
        "verdict": found.verdict,
        "break_even_rate": found.break_even,
        "even_cpu_price": found.here.even_cpu_price,
        "cpu": fleet(asked, "cpu", found.cpu, rents),
        "gpu": fleet(asked, "gpu", found.gpu, rents),
        "both": found.both,
        "table": found.rungs,
    }


def fleet(asked: Asked, kind: str, found: Fleet, rents: Mapping[str, Rent]) -> dict[str, Any]:
    """Give boxes of one kind in the API's names."""
    device = None if is_own(asked, kind) else asked.device(kind)
    priced = asked.device(kind)
    entered = getattr(asked, f"{kind}_price") is not None
    rent = rents.get(priced.gpu) if priced and not entered else None
    return {
        "device": device.key if device else None,
        "device_source": f"{device.source} ({device.how})" if device else None,
        "boxes": found.total,
        "price_per_hour": found.box.price,
        "price_source": price_source(rent) if rent else None,
        "cost_per_hour": found.per_hour,
        "cost_per_month": found.per_month,
        "cost_per_million": found.per_million,
        "utilisation": found.utilisation,
        "one_box_holds": found.one_holds,
        "latency": latency(found),
    }


def price_source(rent: Rent) -> dict[str, Any]:
    """Say where a price comes from."""
    offer = rent.offer
    return {
        "offer": offer.row,
        "provider": offer.provider,
        "observed_earliest": offer.observed_earliest,
        "observed_latest": offer.observed_latest,
        "source": offer.source,
    }


def latency(found: Fleet) -> dict[str, float] | None:
    """Give latencies in milliseconds."""
    times = found.latencies
    if times is None:
        return None
    return {
        "mean_ms": times.mean_s * MS,
        "p50_ms": times.p50_s * MS,
        "p95_ms": times.p95_s * MS,
        "p99_ms": times.p99_s * MS,
        "mean_batch": times.batch,
    }
