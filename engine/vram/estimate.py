"""What an estimate says: its terms, their sum, and whether that fits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.findings import Word

GIB = 2**30
SAFETY = 1.10  # nine in ten measured runs needed less than this times the estimate: docs/models.md, "Memory"


class Verdict(StrEnum):
    """Whether a model runs in so much memory."""

    FITS = "fits"
    TIGHT = "tight"
    TOO_LARGE = "too large"


@dataclass(frozen=True, slots=True)
class Term:
    """One reason for memory being taken. `formula` has the numbers filled in."""

    name: Word
    bytes: float
    formula: str

    @property
    def gib(self) -> float:
        """The same in GiB."""
        return self.bytes / GIB


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a process needs on all cards together: terms that are live tensors, and terms for what lies around them."""

    live: tuple[Term, ...]
    around: tuple[Term, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms, the weights first."""
        return self.live + self.around

    @property
    def peak_gib(self) -> float:
        """Highest sum of live tensors, in GiB: what frameworks call "peak allocated"."""
        return sum(term.gib for term in self.live)

    @property
    def total_gib(self) -> float:
        """What the driver shows for the process, in GiB, and what has to be on the cards."""
        return sum(term.gib for term in self.terms)


def verdict(estimate: Estimate, memory_gib: float, headroom: float = SAFETY) -> Verdict:
    """Judge an estimate against the memory of all cards; tight: it is likely to run, and may fail on a long batch."""
    if estimate.total_gib > memory_gib:
        return Verdict.TOO_LARGE
    return Verdict.FITS if estimate.total_gib * headroom <= memory_gib else Verdict.TIGHT


def fits(estimate: Estimate, memory_gib: float, headroom: float = SAFETY) -> bool:
    """Tell whether it fits with the headroom that the measured error asks for."""
    return verdict(estimate, memory_gib, headroom) is Verdict.FITS
