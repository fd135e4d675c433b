"""How fast a GPU does the standard works, and how much somebody measured on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from catalog.models import MeasuredRun
from catalog.speed import facts_of
from engine.standard import STANDARD, standard_speed
from engine.throughput import Prediction

if TYPE_CHECKING:
    from catalog.models import Gpu
    from engine.standard import Standard


@dataclass(frozen=True, slots=True)
class StandardSpeed:
    """A standard work on a GPU: its estimate, or why there is none; and where to ask on."""

    title: str
    estimate: Prediction | None
    refusal: str
    query: str


def standard_speeds(gpu: Gpu) -> list[StandardSpeed]:
    """Give the standard works in their order. No query."""
    facts, made = facts_of(gpu), []
    for key, work in STANDARD.items():
        found = standard_speed(key, facts)
        estimate = found if isinstance(found, Prediction) else None
        reason = "" if isinstance(found, Prediction) else _(found.reason)
        made.append(StandardSpeed(_(work.title), estimate, reason, _query(work, gpu)))
    return made


def _query(work: Standard, gpu: Gpu) -> str:
    asked = work.question
    named = "model" if asked.stated_shape else "workload"
    told = {"type": asked.type, named: asked.workload, "precision": asked.precision, "extra": asked.extra}
    length = {"seq": str(asked.seq)} if asked.seq else {}
    return urlencode({name: value for name, value in {**told, **length, "gpu": gpu.slug}.items() if value})


def measured_count(gpu: Gpu) -> int:
    """Count the measured speeds of a GPU. One query."""
    return MeasuredRun.objects.filter(gpu=gpu, estimator=MeasuredRun.Estimator.SPEED).count()
