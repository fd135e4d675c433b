"""How the constants of the memory estimate are fitted, and what they are worth on rows that they have not seen."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from engine import vram
from engine.vram.fitted import FITTED, Fitted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.vram import Estimate, Task

    Measured = tuple[str, Task, str, float]  # document, task, kind of quantity, GiB
    Quantity = Callable[[Estimate, str], float]

# The constants that the data moves, and where they are looked for; the others are flat or rest on one document.
SEARCHED: dict[str, tuple[float, ...]] = {
    "activations": (0.9, 1.0, 1.1, 1.15, 1.2, 1.25, 1.3, 1.4),
    "convolutions": (0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2),
    "vision_context_gib": (0.3, 0.4, 0.5, 0.6, 0.8, 1.0),
}
ROUNDS = 2


def errors(rows: Sequence[Measured], quantity: Quantity, fitted: Fitted) -> list[float]:
    """Give the relative errors with some constants."""
    return [quantity(vram.estimate(task, fitted), kind) / truth - 1 for _, task, kind, truth in rows]


def fit(rows: Sequence[Measured], quantity: Quantity) -> Fitted:
    """Find the constants with the smallest mean absolute logarithm of predicted / measured, one after the other."""
    best = replace(FITTED, activations=1.0, convolutions=1.0, vision_context_gib=FITTED.context_gib / 2)
    for _ in range(ROUNDS):
        for name, values in SEARCHED.items():
            tried = [replace(best, **{name: value}) for value in values]
            best = min(tried, key=lambda each: _distance(rows, quantity, each))
    return best


def _distance(rows: Sequence[Measured], quantity: Quantity, fitted: Fitted) -> float:
    return sum(abs(math.log1p(error)) for error in errors(rows, quantity, fitted)) / len(rows)


def cross_validated(rows: Sequence[Measured], quantity: Quantity) -> tuple[list[float], Fitted]:
    """Give each row's error with constants that were fitted without its document, and the constants of all rows."""
    found = []
    for document in sorted({row[0] for row in rows}):
        seen = [row for row in rows if row[0] != document]
        unseen = [row for row in rows if row[0] == document]
        found += errors(unseen, quantity, fit(seen, quantity) if seen else FITTED)
    return found, fit(rows, quantity)
