"""How fast the graphics cards of a build do the standard works: estimates, which stand beside measurements."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from catalog.speed import facts_of
from engine import throughput
from engine.parts import Card
from engine.standard import STANDARD
from engine.throughput import Prediction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.models import Gpu
    from engine.parts import Build

SHOWN: Final = ("decode", "qlora", "resnet")
ON_ONE: Final = frozenset({"decode"})  # works that more cards do not quicken


@dataclass(frozen=True, slots=True)
class WorkSpeed:
    """A standard work with its speed on so many of the cards."""

    key: str
    title: str
    cards: int
    estimate: Prediction


def only_gpu(gpus: Iterable[Gpu | None]) -> Gpu | None:
    """Give the GPU of all graphics cards, if they have the same one and each is known."""
    found = set(gpus)
    return found.pop() if len(found) == 1 else None


def limit_w(build: Build) -> float | None:
    """Give the lowest power limit of the graphics cards in watts; None: none is limited."""
    limits = [card.limited_w for card in build.every(Card) if card.limited_w and card.limited_w != card.board_power_w]
    return min(limits, default=None)


def speeds_of(gpu: Gpu, cards: int, power_limit_w: float | None = None) -> tuple[WorkSpeed, ...]:
    """Estimate the standard works that the cards hold. No query."""
    facts, made = facts_of(gpu), []
    for key in SHOWN:
        work = STANDARD[key]
        count = 1 if key in ON_ONE else cards
        asked = replace(
            work.question, gpu=gpu.name, n_gpu=count, needs_gib=work.needs_gib or None, power_limit_w=power_limit_w
        )
        found = throughput.predict(asked, facts)
        if isinstance(found, Prediction):
            made.append(WorkSpeed(key, work.title, count, found))
    return tuple(made)
