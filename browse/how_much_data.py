"""How much data a task needs: advice for training, and what can be worked out of measuring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engine import data_needs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

RIGHT = 0.9  # the share of right answers in the table's example
FEW, MANY = 18, 1000  # the two examples that are often told
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Row:
    """What so many unseen examples tell, in percent."""

    examples: int
    error: float
    low: float
    high: float


@require_safe
def how_much_data(request: HttpRequest) -> HttpResponse:
    """Say how much data it takes to train a model, and to know how good it is."""
    ways = [{"name": _(way.name), "low": way.low, "high": way.high, "why": _(way.why)} for way in data_needs.WAYS]
    context = {
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
