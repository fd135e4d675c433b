"""Which well-known models run in so much memory, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from browse.kept import Keeper
from builder.fits import CONTEXT_TOKENS, fits_in
from catalog.templatetags.units import number

if TYPE_CHECKING:
    from builder.fits import Fit


@dataclass(frozen=True, slots=True)
class Judged:
    """A model at a precision, against a memory in GiB."""

    fit: Fit
    memory_gib: float

    @property
    def how(self) -> str:
        """How it is run."""
        return _("%(precision)s, %(tokens)s tokens, one user") % {
            "precision": self.fit.precision,
            "tokens": number(CONTEXT_TOKENS),
        }

    @property
    def level(self) -> str:
        """The mark of the verdict."""
        if self.fit.fits:
            return "ok"
        return "problem" if self.short_gib > 0 else "warning"

    @property
    def short_gib(self) -> float:
        """What is missing; not above zero where it only gets tight."""
        return self.fit.needs_gib - self.memory_gib

    @property
    def verdict(self) -> str:
        """The verdict, with the figure."""
        if self.fit.fits:
            return _("Fits")
        if self.short_gib > 0:
            return _("%(gib)s GiB short") % {"gib": number(self.short_gib, 1)}
        return _("Tight")


JUDGED: Keeper[list[Judged]] = Keeper(256)


def judged(memory_gib: float) -> list[Judged]:
    """Judge the models of the list. One query, or none if that was done within the minute."""
    kept = JUDGED.get(memory_gib, dict)
    if kept is None:
        kept = JUDGED.keep(memory_gib, [Judged(fit, memory_gib) for fit in fits_in(memory_gib)], {})
    return kept
