"""Tags of a shared build: a few names, kept as bits of one number, so that a list needs no second table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

# The order is the place of the bit: append, never insert.
TAGS: dict[str, _StrPromise] = {
    "llm-inference": _("LLM inference"),
    "fine-tuning": _("Fine-tuning"),
    "vision": _("Vision"),
    "diffusion": _("Diffusion"),
    "research": _("Research"),
    "server": _("Server"),
    "itx": _("ITX"),
    "rack": _("Rack"),
    "open-frame": _("Open frame"),
    "budget": _("Budget"),
    "used-parts": _("Used parts"),
    "quiet": _("Quiet"),
}
BITS = {name: 1 << place for place, name in enumerate(TAGS)}
MOST_TAGS = 5  # of one build: more say nothing


def bits_of(names: Iterable[str]) -> int:
    """Put tags into one number. KeyError for a name that is none."""
    return sum(BITS[name] for name in set(names))


def names_of(bits: int) -> list[str]:
    """Read the tags out of the number."""
    return [name for name, bit in BITS.items() if bits & bit]
