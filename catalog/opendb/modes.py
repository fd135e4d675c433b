"""Board power of graphics cards, judged over all cards at once.

Some records give the recommended supply size (1000, 850, 750 W) instead of the card's power. The most frequent figure
of a chipset tells them apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from catalog.models import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from catalog.opendb.clean import Draft

PLAUSIBLE = (0.5, 1.5)  # times the chipset's most frequent figure, ends included
FED_BY_THE_SLOT_W = 75  # what a PCIe x16 slot gives: a card up to here needs no power socket
SOCKETS = ("sockets_16pin", "sockets_8pin", "sockets_6pin")
FROM_MODE = "opendb: most frequent figure of the chipset"


def resolve_board_power(drafts: Iterable[Draft]) -> None:
    """Fill in `board_power_w` of all cards, and where no power socket is listed, whether that is none or unknown.

    Needs all cards of the snapshot: a part of them has other most frequent figures.
    """
    cards = [draft for draft in drafts if draft.kind == Kind.CARD]
    modes = most_frequent(cards)
    for card in cards:
        _resolve_power(card, modes.get(card.facts["chipset"]))
        _resolve_sockets(card)


def most_frequent(cards: Iterable[Draft]) -> Mapping[str, int]:
    """Give each chipset's most frequent known board power in watts, in a tie the smallest."""
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for card in cards:
        chipset, watts = card.facts["chipset"], card.facts["stated_tdp_w"]
        if chipset and watts:
            counts[chipset][watts] += 1
    return {chipset: min(seen, key=lambda watts: (-seen[watts], watts)) for chipset, seen in counts.items()}


def _resolve_power(card: Draft, mode: int | None) -> None:
    own = card.facts["stated_tdp_w"]
    low, high = PLAUSIBLE
    if mode is None or (own is not None and low * mode <= own <= high * mode):
        card.facts["board_power_w"] = own
        return
    card.facts["board_power_w"] = mode
    card.fact_sources["board_power_w"] = FROM_MODE


def _resolve_sockets(card: Draft) -> None:
    if any(card.facts[name] for name in SOCKETS):
        return
    watts = card.facts["board_power_w"]
    none = watts is None or watts <= FED_BY_THE_SLOT_W
    card.facts.update(dict.fromkeys(SOCKETS, 0 if none else None))
