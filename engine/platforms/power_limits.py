"""What a power limit does to a card's speed: points that somebody measured, each with its source."""

from __future__ import annotations

from typing import NamedTuple

from engine.findings import gettext_noop

_PUGET = (
    "Puget Systems, Quad RTX3090 GPU Wattage Limited MaxQ TensorFlow Performance, 2020: "
    "https://www.pugetsystems.com/labs/hpc/quad-rtx3090-gpu-wattage-limited-maxq-tensorflow-performance-1974/"
)
_LLM_GARAGE = (
    "LLM Garage, Tokens-per-Second Test Bench: Power Limit Sweep, 2026: "
    "https://llmgarage.ai/power-limit-tokens-per-second-benchmark"
)
TRAINING = gettext_noop("training in TensorFlow")
PROMPTS = gettext_noop("reading long prompts in llama.cpp")
ANSWERS = gettext_noop("writing answers in llama.cpp")

# Design choice: so large a share of the board power counts as spent before any work is done, and the rest of it as
# worth its share of the speed. Every point below lies above that line. "In proportion to the power" would promise too
# much: reading prompts at 150 W of 350 W (43 %) ran at 26 %.
STANDING_SHARE = 1 / 3

LEAST_LIMIT_W = 50  # no card that computes runs on less (general knowledge, unchecked)
MOST_LIMIT_W = 2000  # beyond any card; the highest limit of a card is its own board power


class LimitPoint(NamedTuple):
    """The share of its full speed at which a card ran under a limit."""

    chipset: str
    limit_w: int
    full_w: int
    work: str
    speed: float
    source: str


LIMIT_POINTS = (
    LimitPoint("GeForce RTX 3090", 280, 350, TRAINING, 0.95, _PUGET),
    LimitPoint("GeForce RTX 3090", 300, 350, PROMPTS, 9326 / 9893, _LLM_GARAGE),
    LimitPoint("GeForce RTX 3090", 250, 350, PROMPTS, 8436 / 9893, _LLM_GARAGE),
    LimitPoint("GeForce RTX 3090", 200, 350, PROMPTS, 5941 / 9893, _LLM_GARAGE),
    LimitPoint("GeForce RTX 3090", 150, 350, PROMPTS, 2549 / 9893, _LLM_GARAGE),
    LimitPoint("GeForce RTX 3090", 100, 350, PROMPTS, 1390 / 9893, _LLM_GARAGE),
    LimitPoint("GeForce RTX 3090", 300, 350, ANSWERS, 72.1 / 72.6, _LLM_GARAGE),
    LimitPoint("GeForce RTX 3090", 250, 350, ANSWERS, 70.7 / 72.6, _LLM_GARAGE),
    LimitPoint("GeForce RTX 3090", 200, 350, ANSWERS, 68.3 / 72.6, _LLM_GARAGE),
    LimitPoint("GeForce RTX 3090", 150, 350, ANSWERS, 62.6 / 72.6, _LLM_GARAGE),
    LimitPoint("GeForce RTX 3090", 100, 350, ANSWERS, 12.1 / 72.6, _LLM_GARAGE),
)


def lowest_speed(share: float) -> float:
    """Give the share of its speed that a card keeps at the least, by the share of its board power that it may draw."""
    return max(0.0, min(1.0, (share - STANDING_SHARE) / (1 - STANDING_SHARE)))


def nearest(share: float) -> tuple[LimitPoint, ...]:
    """Give what was measured at the share of the power that comes nearest: one point for each kind of work."""
    best: dict[str, LimitPoint] = {}
    for point in LIMIT_POINTS:
        known = best.get(point.work)
        if known is None or _apart(point, share) < _apart(known, share):
            best[point.work] = point
    return tuple(best.values())


def _apart(point: LimitPoint, share: float) -> float:
    return abs(point.limit_w / point.full_w - share)
