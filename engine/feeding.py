"""How graphics cards get their power: sockets of cards against leads of supplies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.parts import Card, Psu

Supplies = tuple["Psu", ...]
Cards = tuple["Card", ...]

LEADS_EXPECTED_FROM_W = 450  # a supply this large has leads for cards: if none are recorded, they are unknown
W_PER_ADAPTER_LEAD = 150  # what an 8-pin lead carries
LEADS_PER_ADAPTER = 2  # the smallest adapter from 8-pin leads to one 16-pin socket


class Feed(NamedTuple):
    """How the graphics cards are fed: sockets against leads, over all cards and supplies."""

    sockets_16pin: int
    sockets_8pin: int  # and 6-pin: a 6+2 lead feeds either
    leads_16pin: int
    leads_8pin: int
    adapter_leads: int  # 8-pin leads that adapters to 16-pin take

    @property
    def needed(self) -> int:
        """8-pin leads needed, adapters included."""
        return self.sockets_8pin + self.adapter_leads

    @property
    def enough(self) -> bool:
        """Whether the leads feed every card."""
        return self.needed <= self.leads_8pin

    @property
    def only_adapters_lack(self) -> bool:
        """Whether it is the cards with a 16-pin socket alone that cannot be fed."""
        return not self.enough and self.adapter_leads > 0 and self.sockets_8pin <= self.leads_8pin


def adapter_leads(card: Card) -> int:
    """Give how many 8-pin leads an adapter to a card's 16-pin socket takes: 2 up to 300 W, 3 up to 450 W and so on."""
    return max(LEADS_PER_ADAPTER, ceil((card.board_power_w or 0) / W_PER_ADAPTER_LEAD))


def feed(supplies: Supplies, cards: Cards) -> Feed:
    """Count sockets and leads. Where 16-pin leads are short, the hungriest cards are taken to be on adapters."""
    sockets_16pin = sum([card.sockets_16pin or 0 for card in cards])
    leads_16pin = sum([supply.leads_16pin for supply in supplies])
    short = max(0, sockets_16pin - leads_16pin)
    adapters = sorted([adapter_leads(card) for card in cards if card.sockets_16pin], reverse=True)[:short]
    return Feed(
        sockets_16pin=sockets_16pin,
        sockets_8pin=sum([(card.sockets_8pin or 0) + (card.sockets_6pin or 0) for card in cards]),
        leads_16pin=leads_16pin,
        leads_8pin=sum([supply.leads_8pin for supply in supplies]),
        adapter_leads=sum(adapters),
    )


def recorded(cards: Cards) -> Cards:
    """Give the cards of which it is recorded how they are fed."""
    return tuple(card for card in cards if is_recorded(card))


def is_recorded(card: Card) -> bool:
    """Tell whether it is recorded how a card is fed."""
    return None not in (card.sockets_16pin, card.sockets_8pin, card.sockets_6pin)


def _fed_by_a_lead(card: Card) -> bool:
    return bool(card.sockets_16pin or card.sockets_8pin or card.sockets_6pin)


def leads_unrecorded(supplies: Supplies, cards: Cards) -> bool:
    """Tell whether cards need leads of which nothing is recorded.

    Small supplies without such leads exist; a large one, or one of unknown size, only lacks the record of them.
    """
    if not any(map(_fed_by_a_lead, cards)):
        return False
    if any(supply.leads_8pin or supply.leads_16pin for supply in supplies):
        return False
    ratings = [supply.rated_w or LEADS_EXPECTED_FROM_W for supply in supplies]
    return sum(ratings) >= LEADS_EXPECTED_FROM_W


_NO_SOCKETS: dict[str, Any] = {"sockets_16pin": 0, "sockets_8pin": 0, "sockets_6pin": 0}


class Fed(StrEnum):
    """How a card gets its power beyond what its slot gives."""

    SLOT = "slot"  # it has no power socket
    NATIVE = "native"  # 16-pin leads
    ADAPTER = "adapter"  # an adapter from 8-pin leads to its 16-pin socket
    LEADS = "leads"  # 8-pin leads
    UNKNOWN = "unknown"  # its sockets or the supplies' leads are not recorded, or there is no supply


class Lead(NamedTuple):
    """A lead for graphics cards: of which supply, counted from 1, and which of its leads of that sort."""

    supply: int
    number: int


@dataclass(frozen=True, slots=True)
class CardFeed:
    """Which leads feed one card. Sockets are None where its record does not say."""

    how: Fed
    sockets_16pin: int | None = None
    sockets_8pin: int | None = None  # and 6-pin
    leads_16pin: tuple[Lead, ...] = ()
    leads_8pin: tuple[Lead, ...] = ()
    lacking: int = 0  # leads, 8-pin ones except where a native one is missing beside an adapter

    @property
    def of_several(self) -> bool:
        """Whether more than one supply feeds it, which no card should be."""
        return len({lead.supply for lead in (*self.leads_16pin, *self.leads_8pin)}) > 1


def fed(supplies: Supplies, cards: Cards) -> list[CardFeed]:
    """Give each card its leads, as `feed` counts them: native ones to the less hungry cards, adapters to the others.

    A card's leads come from one supply where one has enough.
    """
    if not supplies or leads_unrecorded(supplies, cards):
        return [_unfed(card) for card in cards]
    left16, left8 = _Leads([each.leads_16pin for each in supplies]), _Leads([each.leads_8pin for each in supplies])
    known = [card if recorded((card,)) else replace(card, **_NO_SOCKETS) for card in cards]
    on_adapters = _on_adapters(supplies, known)
    natives = [left16.take(_natives(card, place in on_adapters)) for place, card in enumerate(known)]
    eights = [left8.take(_eights(card)) for card in known]
    adapters = [left8.take(adapter_leads(card)) if place in on_adapters else () for place, card in enumerate(known)]
    return [
        _card_feed(card, natives[place], (*eights[place], *adapters[place]), adapted=place in on_adapters)
        for place, card in enumerate(cards)
    ]


def _on_adapters(supplies: Supplies, cards: Sequence[Card]) -> set[int]:
    """Give the places of the cards that hang on adapters: the hungriest, as many as native leads are short."""
    short = sum([card.sockets_16pin or 0 for card in cards]) - sum([supply.leads_16pin for supply in supplies])
    with_socket = [place for place, card in enumerate(cards) if card.sockets_16pin]
    return set(sorted(with_socket, key=lambda place: -adapter_leads(cards[place]))[: max(0, short)])


def _natives(card: Card, adapted: bool) -> int:  # noqa: FBT001  # private
    return max(0, (card.sockets_16pin or 0) - adapted)


def _eights(card: Card) -> int:
    return (card.sockets_8pin or 0) + (card.sockets_6pin or 0)


def _unfed(card: Card) -> CardFeed:
    how = Fed.SLOT if recorded((card,)) and not _fed_by_a_lead(card) else Fed.UNKNOWN
    return CardFeed(how, card.sockets_16pin, _eights(card) if recorded((card,)) else None)


def _card_feed(card: Card, natives: tuple[Lead, ...], eights: tuple[Lead, ...], *, adapted: bool) -> CardFeed:
    if not recorded((card,)) or not _fed_by_a_lead(card):
        return _unfed(card)
    wanted = _natives(card, adapted) + _eights(card) + (adapter_leads(card) if adapted else 0)
    how = Fed.ADAPTER if adapted else Fed.NATIVE if card.sockets_16pin else Fed.LEADS
    lacking = wanted - len(natives) - len(eights)
    return CardFeed(how, card.sockets_16pin, _eights(card), natives, eights, lacking)


class _Leads:
    """The leads of one sort that are not taken yet."""

    def __init__(self, counts: list[int]) -> None:
        self.left = [
            [Lead(supply, number) for number in range(1, count + 1)] for supply, count in enumerate(counts, start=1)
        ]

    def take(self, count: int) -> tuple[Lead, ...]:
        """Take leads: of the first supply that has enough, else from all; fewer where there are no more."""
        enough = next((leads for leads in self.left if len(leads) >= count), None)
        if enough is not None:
            taken = enough[:count]
            del enough[:count]
            return tuple(taken)
        rest = [lead for leads in self.left for lead in leads][:count]
        self.left = [[lead for lead in leads if lead not in rest] for leads in self.left]
        return tuple(rest)
