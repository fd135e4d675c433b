"""How fast GPUs do a piece of work: nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from api.documents import WRITES, documented
from api.examples import SPEED_ANSWERED, SPEED_ASKED
from api.filtering import refuse_unknown
from api.serializers.speed import SpeedAnsweredSerializer, SpeedSerializer
from api.throttling import CheckThrottle
from api.views.vram import an_object, preset_of
from catalog.models import Gpu
from catalog.speed import Asked, Speed, answers, ask
from engine.refusals import InputError
from engine.throughput import Measured, Prediction, Refusal, Work

if TYPE_CHECKING:
    from rest_framework.request import Request

ASKED = OpenApiExample("Adapters for eight billion parameters", value=SPEED_ASKED, request_only=True)
ANSWERED = OpenApiExample(
    "Hours and kilowatt-hours of a job", value=SPEED_ANSWERED, response_only=True, status_codes=["200"]
)


class SpeedOfWork(APIView):
    """Estimate speed."""

    throttle_classes = (CheckThrottle,)

    @documented(
        "Say how fast GPUs do a work",
        "Says what each GPU does in a second of a work: as measured, where somebody did, and as estimated from its "
        "data sheet, with the range that nine in ten measured values lie in; or why there is no figure. With `amount` "
        "also how long the job takes and what it draws. Fields have the names of the columns in which measurements "
        "are written down. Nothing is stored.",
        {200: SpeedAnsweredSerializer},
        WRITES,
        request=SpeedSerializer,
        examples=[ASKED, ANSWERED],
        operation_id="speed",
    )
    def post(self, request: Request) -> Response:
        """Estimate."""
        refuse_unknown(request, [])
        values = an_object(request.data)
        gpus = list(Gpu.objects.defer("raw", "fact_sources").order_by("name"))
        chosen, errors = among(gpus, values.pop("gpu", None))
        asked = ask(values, preset_of({"model": values.get("model")}))
        errors |= {name: [_(error.message) % error.values] for name, error in asked.errors.items()}
        if errors:
            raise ValidationError(errors)
        return Response(SpeedAnsweredSerializer(answered(asked, chosen)).data)


def among(gpus: list[Gpu], wanted: object) -> tuple[list[Gpu], dict[str, list[str]]]:
    """Find the GPU that is asked about, by slug or name; all of them if none is."""
    if wanted is None or wanted == "":
        return gpus, {}
    found = [gpu for gpu in gpus if wanted in (gpu.slug, gpu.name, gpu.short_name)]
    return found, {} if found else {"gpu": [_("There is no such GPU. `gpus/` lists their slugs.")]}


def answered(asked: Asked, gpus: list[Gpu]) -> dict[str, Any]:
    """Put an answer together."""
    assert asked.question is not None  # noqa: S101  # there are no errors
    try:
        found = answers(asked, gpus)
    except InputError as error:
        raise ValidationError({error.field: [_(error.message) % error.values]}) from error
    found.sort(key=lambda each: (-(each.answer.best.speed if each.answer.best else 0), each.gpu.name))
    return {
        "unit": next((each.answer.best.unit for each in found if each.answer.best), ""),
        "cards": asked.question.n_gpu,
        "needs_gib": asked.needs_gib,
        "speeds": [_speed(each) for each in found],
    }


def _speed(speed: Speed) -> dict[str, Any]:
    estimate = speed.answer.estimate
    return {
        "gpu": speed.gpu.slug,
        "name": speed.gpu.name,
        "measured": _measured(speed.answer.measured),
        "estimate": None if isinstance(estimate, Refusal) else _estimate(estimate),
        "refused": _(estimate.reason) if isinstance(estimate, Refusal) else "",
        "memory": None if speed.verdict is None else str(speed.verdict),
        "job": _job(speed.job),
    }


def _measured(found: Measured | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {**_range(found), "stack": found.stack, "sources": list(found.sources)}


def _estimate(found: Prediction) -> dict[str, Any]:
    return {**_range(found), "notes": [_(note) for note in found.notes]}


def _range(found: Measured | Prediction) -> dict[str, float]:
    return {"speed": found.speed, "low": found.low, "high": found.high}


def _job(work: Work | None) -> dict[str, float] | None:
    names = ("hours", "least_hours", "most_hours", "kwh", "least_kwh", "most_kwh")
    return None if work is None else {name: getattr(work, name) for name in names}
