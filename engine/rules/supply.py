"""Power supplies: watts and connectors. The load: engine/power.py."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from engine import power
from engine.findings import Finding, MissingFactError, Together, need, problem, warning
from engine.findings import gettext_noop as _
from engine.parts import Board, Build, Card, Cooler, Cpu, Drive, MemoryKit, Psu
from engine.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

Supplies = tuple[Psu, ...]
Cards = tuple[Card, ...]

DRAWING = {Cpu, Card, Board, MemoryKit, Drive, Cooler}
SUSTAINED_SHARE = 0.8  # a supply should run below four fifths of its rating: docs/models.md, "Power"
RATING_STEP_W = 50  # supplies are sold in steps of this
LEADS_EXPECTED_FROM_W = 450  # a supply this large has leads for cards: if none are recorded, they are unknown
W_PER_ADAPTER_LEAD = 150  # what an 8-pin lead carries
LEADS_PER_ADAPTER = 2  # the smallest adapter from 8-pin leads to one 16-pin socket


@rule("PSU_WATTAGE", reads=DRAWING)
def wattage(supplies: Supplies, build: Build) -> Iterator[Finding]:
    """The power supply is rated for the estimated load."""
    rated = sum(need(supply.rated_w, _("rated power"), supply) for supply in supplies)
    load = power.load_w(build)
    if load > rated:
        yield problem(
            _("The parts draw an estimated %(load)s W, but %(supplies)s can deliver %(rated)s W."),
            _("Choose a supply of %(enough)s W or more, which leaves a fifth of it free."),
            supplies=Together(supplies),
            load=load,
            rated=rated,
            enough=_enough(load),
        )


@rule("PSU_HEADROOM", reads=DRAWING)
def headroom(supplies: Supplies, build: Build) -> Iterator[Finding]:
    """The estimated load leaves a fifth of the power supply's rating free."""
    rated = power.rated_w(build)
    if rated is None:
        return
    load = power.load_w(build)
    if SUSTAINED_SHARE * rated < load <= rated:
        yield warning(
            _(
                "The parts draw an estimated %(load)s W, which is %(share)s %% of the %(rated)s W of %(supplies)s. "
                "Under 80 %% it runs cooler and quieter, and has something left for peaks."
            ),
            _("Choose a supply of %(enough)s W or more, or limit the power of the graphics cards."),
            supplies=Together(supplies),
            load=load,
            rated=rated,
            share=round(100 * load / rated),
            enough=_enough(load),
        )


def _enough(load: float) -> int:
    return RATING_STEP_W * ceil(load / SUSTAINED_SHARE / RATING_STEP_W)


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


def unrecorded(supplies: Supplies, cards: Cards) -> tuple[str, Card | Psu] | None:
    """Give the fact that is missing to tell how the cards are fed, and the part that lacks it."""
    for card in cards:
        if card.sockets_16pin is None or card.sockets_8pin is None or card.sockets_6pin is None:
            return _("power sockets"), card
    if _leads_unrecorded(supplies) and any(map(_fed_by_a_lead, cards)):
        return _("leads for graphics cards"), supplies[0]
    return None


def _fed_by_a_lead(card: Card) -> bool:
    return bool(card.sockets_16pin or card.sockets_8pin or card.sockets_6pin)


def _leads_unrecorded(supplies: Supplies) -> bool:
    """Small supplies without such leads exist; a large one, or one of unknown size, only lacks the record of them."""
    if any(supply.leads_8pin or supply.leads_16pin for supply in supplies):
        return False
    ratings = [supply.rated_w or LEADS_EXPECTED_FROM_W for supply in supplies]
    return sum(ratings) >= LEADS_EXPECTED_FROM_W


@rule("PSU_PCIE_CONNECTORS")
def connectors(supplies: Supplies, cards: Cards) -> Iterator[Finding]:
    """The power supply has a lead for every power socket of the graphics cards."""
    missing = unrecorded(supplies, cards)
    if missing:
        raise MissingFactError(*missing)
    found = feed(supplies, cards)
    if not found.enough and not found.only_adapters_lack:
        yield problem(
            _("%(cards)s: %(needed)s 8-pin leads needed, adapters included, but %(supplies)s has %(has)s."),
            _("Choose a supply with %(needed)s PCIe 8-pin leads or native 16-pin leads; do not split one lead in two."),
            cards=Together(cards),
            supplies=Together(supplies),
            needed=found.needed,
            has=found.leads_8pin,
        )


@rule("PSU_12VHPWR")
def native_16pin(supplies: Supplies, cards: Cards) -> Iterator[Finding]:
    """Graphics cards with a 16-pin socket get a native lead, or enough 8-pin leads for an adapter."""
    if unrecorded(supplies, cards):
        return
    found = feed(supplies, cards)
    if found.only_adapters_lack:
        yield problem(
            _(
                "%(cards)s: %(sockets)s 16-pin sockets, but %(supplies)s has %(native)s native 16-pin leads. "
                "With adapters, %(needed)s 8-pin leads are needed, and it has %(has)s."
            ),
            _("Choose a supply with %(sockets)s native 16-pin leads (12VHPWR or 12V-2x6)."),
            cards=Together(cards),
            supplies=Together(supplies),
            sockets=found.sockets_16pin,
            native=found.leads_16pin,
            needed=found.needed,
            has=found.leads_8pin,
        )
