"""How many examples a task needs: what is said of training, and what can be worked out of measuring.

What training needs is advice, general knowledge that nobody checked here. How well a model can be measured by so many
examples is a law of chance and is worked out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.findings import gettext_noop

DOUBT = 0.05  # one in twenty: what statisticians commonly put up with
NORMAL_95 = 1.96  # so many standard deviations hold 95 % of a normal distribution
HELD_OUT = (4, 18, 100, 300, 1000, 10_000)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to begin, and how many examples of each kind it is said to need, from and to. General knowledge."""

    name: str
    low: int
    high: int
    why: str


WAYS: tuple[Way, ...] = (
    Way(
        gettext_noop("From a model trained on pictures or texts like yours"),
        10,
        300,
        gettext_noop("It knows edges, shapes or grammar already; only its last layers have to learn your kinds."),
    ),
    Way(
        gettext_noop("From a model trained on something else, such as photographs for scans"),
        100,
        1000,
        gettext_noop("Its first layers still help; more of the others have to change."),
    ),
    Way(
        gettext_noop("From nothing"),
        1000,
        100_000,
        gettext_noop("Everything has to be learnt from your examples, as in the large public collections."),
    ),
)


def error_up_to(examples: int) -> float:
    """Give the error that a model may still have, at 95 %, when it got all of so many unseen examples right."""
    return float(1 - DOUBT ** (1 / examples))


def uncertainty(share: float, examples: int) -> tuple[float, float]:
    """Give where the true share of right answers lies, at 95 %, if so many unseen examples gave this one (Wilson)."""
    spread = NORMAL_95**2 / examples
    middle = (share + spread / 2) / (1 + spread)
    half = NORMAL_95 / (1 + spread) * math.sqrt(share * (1 - share) / examples + spread / (4 * examples))
    return max(0.0, middle - half), min(1.0, middle + half)
