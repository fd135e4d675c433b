"""From a task to the GPUs that hold it, with price, speed, electricity and rent: nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from api.documents import WRITES, documented
from api.filtering import refuse_unknown
from api.serializers.wizard import WizardAnsweredSerializer, WizardSerializer
from api.throttling import CheckThrottle
from api.views.vram import an_object
from browse.letters import Letters
from browse.wizard import ON_PAGE, Page
from browse.wizard_choices import Choice, choices
from catalog.models import Gpu

if TYPE_CHECKING:
    from rest_framework.request import Request

ALLOWED = ON_PAGE - {"step"}
ASKED = OpenApiExample(
    "Adapters, ten hours a week in Germany",
    value={"model": "Llama-3.1-8B", "workload": "llm_qlora", "grad_ckpt": True, "hours": 10, "country": "DE"},
    request_only=True,
)


class Wizard(APIView):
    """Find GPUs for a task."""

    throttle_classes = (CheckThrottle,)

    @documented(
        "Find the GPUs for a task",
        "Says which GPUs hold a task, alone or with others of their kind, each with its speed, price, power and rent, "
        "what a million of the work costs bought and rented, and from how much use buying pays. A task is asked for by "
        "the fields of `vram/`. Prices are those of the cards alone. Nothing is stored.",
        {200: WizardAnsweredSerializer},
        WRITES,
        request=WizardSerializer,
        examples=[ASKED],
        operation_id="wizard",
    )
    def post(self, request: Request) -> Response:
        """Find."""
        refuse_unknown(request, [])
        values = plain_values(an_object(request.data))
        page = Page({**values, "step": "gpus"})
        errors = {name: [_(error.message) % error.values] for name, error in page.errors.items()}
        if not page.named:
            errors.setdefault("model", [_("model is needed, or the shape of one.")])
        if errors:
            raise ValidationError(errors)
        return Response(WizardAnsweredSerializer(answered(page)).data)


def plain_values(values: dict[str, Any]) -> dict[str, Any]:
    """Refuse what is no plain value, and fields that there are not; leave out what is empty."""
    errors: dict[str, list[str]] = {}
    for name, value in values.items():
        if name not in ALLOWED:
            errors[name] = [
                _("There is no such field here. Allowed: %(names)s.") % {"names": ", ".join(sorted(ALLOWED))}
            ]
        elif value is not None and not isinstance(value, str | int | float):
            errors[name] = [_("Write a text, a number, true or false.")]
    if errors:
        raise ValidationError(errors)
    return {name: value for name, value in values.items() if value not in (None, "")}


def answered(page: Page) -> dict[str, Any]:
    """Put an answer together."""
    estimate = page.asked.estimate
    assert estimate is not None  # noqa: S101  # there are no errors
    gpus = list(Gpu.objects.defer("raw", "fact_sources").order_by("name"))
    today = timezone.localdate()
    made = choices(page.asked, gpus, page.use, order=page.order, letters=Letters(), today=today)
    against = made[0].against if made else None
    return {
        "needs_gib": estimate.total_gib,
        "low_gib": estimate.low_gib,
        "high_gib": estimate.high_gib,
        "horizon_months": page.use.horizon_months,
        "usd_per_kwh": page.use.tariff,
        "against": {"gpu": against.gpu.slug, "cards": against.cards, "per_hour": against.per_hour} if against else None,
        "choices": [_choice(each) for each in made],
    }


def _choice(choice: Choice) -> dict[str, Any]:
    best, price = choice.best, choice.prices.cheapest if choice.prices else None
    named = (
        "cards", "wall_w", "price", "over_budget", "electricity_a_month", "own_in_all", "own_of_a_million",
        "rent_of_a_million", "buying_wins",
    )  # fmt: skip
    return {
        **{name: getattr(choice, name) for name in named},
        "gpu": choice.gpu.slug,
        "name": choice.gpu.name,
        "needs_gib": choice.fitting.needs_gib,
        "speed": None if best is None else _speed(choice),
        "price_seen": price.observed_at.date() if price else None,
        "part": choice.prices.slug if choice.prices else None,
        "rent_per_hour": choice.per_hour,
        "rent_provider": choice.rent.offer.provider if choice.rent else None,
        "pays_from_hours_a_week": choice.pays_from,
    }


def _speed(choice: Choice) -> dict[str, Any]:
    best = choice.best
    assert best is not None  # noqa: S101  # the caller looked
    return {"speed": best.speed, "low": best.low, "high": best.high, "unit": best.unit, "measured": choice.is_measured}
