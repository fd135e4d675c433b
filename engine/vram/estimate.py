"""What an estimate says: its terms, their sum, how far that may be off, and whether it fits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.vram.words import CONTEXT, RESERVE, STEP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.findings import Word
    from engine.vram.fitted import Fitted

GIB = 2**30
SAFETY = 1.10  # nine in ten measured runs needed less than this times the estimate: docs/models.md, "Memory"
HEADROOM = 1.2  # for any kind of work, training too: docs/models.md, "Memory"


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
class Band:
    """Where nine in ten measured runs lie, as shares of the estimate."""

    low: float = 1.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a process needs: terms that are live tensors, and terms for what lies around them."""

    live: tuple[Term, ...]
    around: tuple[Term, ...]
    band: Band = Band()

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms, the weights first."""
        return self.live + self.around

    @property
    def peak_gib(self) -> float:
        """Highest sum of live tensors, in GiB: what frameworks call "peak allocated"."""
        return sum(term.gib for term in self.live)

    @property
    def reserved_gib(self) -> float:
        """What the framework's allocator holds, in GiB: the process without its CUDA context."""
        return sum(term.gib for term in self.terms if term.name != CONTEXT)

    @property
    def total_gib(self) -> float:
        """What the driver shows for the process, in GiB, and what has to be on the cards."""
        return sum(term.gib for term in self.terms)

    @property
    def low_gib(self) -> float:
        """The lower end of the range in which nine in ten measured runs lie."""
        return self.total_gib * self.band.low

    @property
    def high_gib(self) -> float:
        """The upper end of the range in which nine in ten measured runs lie."""
        return self.total_gib * self.band.high


@dataclass(frozen=True, slots=True)
class Parts:
    """The terms of a job by when they are there: always, while it works, and only while the optimizer steps."""

    static: tuple[Term, ...]
    dynamic: tuple[Term, ...] = ()
    step: Term | None = None
    held: bool = True  # whether the allocator holds more of what changes than it needs
    context: bool = True  # a file has none
    vision: bool = False  # its context is smaller
    reserve: Term | None = None  # what the allocator holds beside a share of what changes

    def assembled(self, fitted: Fitted, band: Band, cards: int = 1) -> Estimate:
        """Add up to the peak: max(static + dynamic, static + step), since activations are free when the step begins."""
        work = sum(term.bytes for term in self.dynamic)
        step = self.step.bytes if self.step else 0.0
        beyond = max(0.0, step - work)
        live = (*self.static, *self.dynamic)
        if self.step and beyond:
            live += (Term(STEP, beyond, f"{self.step.formula} − {work / GIB:,.2f} GiB"),)
        return Estimate(live, tuple(self._around(fitted, work, step, cards)), band)

    def _around(self, fitted: Fitted, work: float, step: float, cards: int) -> list[Term]:
        around = []
        if self.held:
            held = max((1 + fitted.held) * work, step) - max(work, step)
            around.append(Term(RESERVE, held, f"{fitted.held} × {work / GIB:,.2f} GiB"))
        if self.reserve:
            around.append(self.reserve)
        if self.context:
            each = fitted.vision_context_gib if self.vision else fitted.context_gib
            around.append(Term(CONTEXT, each * GIB * cards, f"{cards} × {each:.1f} GiB"))
        return around


def verdict(estimate: Estimate, memory_gib: float, headroom: float = SAFETY) -> Verdict:
    """Judge an estimate against the memory of all cards; tight: it is likely to run, and may fail on a long batch."""
    if estimate.total_gib > memory_gib:
        return Verdict.TOO_LARGE
    return Verdict.FITS if estimate.total_gib * headroom <= memory_gib else Verdict.TIGHT


def verdicts(
    estimate: Estimate, memory_gib: Iterable[float], headroom: float = HEADROOM
) -> tuple[tuple[float, Verdict], ...]:
    """Judge an estimate against several sizes of memory, in the order in which they are given."""
    return tuple((size, verdict(estimate, size, headroom)) for size in memory_gib)


def fits(estimate: Estimate, memory_gib: float, headroom: float = SAFETY) -> bool:
    """Tell whether it fits with the headroom that the measured error asks for."""
    return verdict(estimate, memory_gib, headroom) is Verdict.FITS
