"""How much data a task needs: advice for training, and what can be worked out of measuring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import Gpu
from catalog.speed import facts_of
from engine import data_needs
from engine.power import efficiency
from engine.standard import standard_speed
from engine.throughput import Prediction, work

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from engine.throughput import Work

RIGHT = 0.9  # the share of right answers in the table's example
FEW, MANY = 18, 1000  # the two examples that are often told
PERCENT = 100
GPUS = ("geforce-rtx-3060-12-gb", "geforce-rtx-4090", "h100-pcie-80-gb")  # a small, a large, a rented one
AMOUNTS = ((1_000, 50), (100_000, 50), (1_281_167, 90))  # pictures and rounds; the last is ImageNet as it is trained


@dataclass(frozen=True, slots=True)
class Row:
    """What so many unseen examples tell, in percent."""

    examples: int
    error: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Training:
    """How long so many pictures, gone through so often, take on the GPUs of the table; None: no figure."""

    pictures: int
    rounds: int
    work: list[Work | None]
    query: str


def trainings(gpus: list[Gpu]) -> list[Training]:
    """Work out how long training a ResNet-50 takes, by amount of data. The cards alone draw power."""
    made = []
    for pictures, rounds in AMOUNTS:
        asked = {"type": "cnn_train", "workload": "lambda_resnet50", "amount": pictures, "rounds": rounds}
        made.append(Training(pictures, rounds, [_work(gpu, pictures, rounds) for gpu in gpus], urlencode(asked)))
    return made


def _work(gpu: Gpu, pictures: int, rounds: int) -> Work | None:
    found = standard_speed("resnet", facts_of(gpu))
    if not isinstance(found, Prediction) or not gpu.board_power_w:
        return None
    return work(found, pictures, gpu.board_power_w / efficiency(None), rounds=rounds)


@require_safe
def how_much_data(request: HttpRequest) -> HttpResponse:
    """Say how much data training and measuring take, and how long training on it takes. One query."""
    ways = [{"name": _(way.name), "low": way.low, "high": way.high, "why": _(way.why)} for way in data_needs.WAYS]
    found = Gpu.objects.filter(slug__in=GPUS).in_bulk(field_name="slug")
    gpus = [found[slug] for slug in GPUS if slug in found]
    context = {
        "gpus": gpus,
        "trainings": trainings(gpus) if gpus else [],
        "ways": ways,
        "rows": [row(examples) for examples in data_needs.HELD_OUT],
        "few": data_needs.error_up_to(FEW) * PERCENT,
        "many": data_needs.error_up_to(MANY) * PERCENT,
    }
    return TemplateResponse(request, "browse/how_much_data.html", context)


def row(examples: int) -> Row:
    """Work out what so many examples tell."""
    low, high = (end * PERCENT for end in data_needs.uncertainty(RIGHT, examples))
    return Row(examples, data_needs.error_up_to(examples) * PERCENT, low, high)
