"""What is compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.serving.server import Box
    from engine.serving.simulation import Promise


@dataclass(frozen=True, slots=True)
class Question:
    """So many requests a second, 95 % of them to be answered within a limit, by boxes of two kinds."""

    cpu: Box
    gpu: Box
    rate: float
    promise: Promise
    spare: bool = False
