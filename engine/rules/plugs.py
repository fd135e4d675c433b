"""Plugs of the power supply: leads for graphics cards, processor and drives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.facts import MissingFactError, need
from engine.feeding import feed, is_recorded, leads_unrecorded, recorded
from engine.findings import Finding, Together, note, problem, warning
from engine.findings import gettext_noop as _
from engine.parts import Build, Cpu
from engine.registry import About, rule
from engine.rules.sources import PART_DATA, UNCHECKED
from engine.rules.storage import attached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Board, Card, Drive, Psu

Supplies = tuple["Psu", ...]
Cards = tuple["Card", ...]

EPS_MATTERS_FROM_W = 250  # a processor of this TDP uses a second plug: general knowledge, unchecked
FEED_FIELDS = (
    "card.sockets_16pin card.sockets_8pin card.sockets_6pin card.board_power_w supply.leads_16pin supply.leads_8pin "
    "supply.rated_w"
)


@rule(
    "PSU_PCIE_CONNECTORS",
    "problem",
    About(
        _("A second card is often one lead short, and splitting a lead overloads it."),
        _("Part data; 150 W per 8-pin lead is general knowledge, unchecked."),
        unknown=_(
            "when a card's sockets are not recorded, or when cards need a lead and none is recorded for supplies of "
            "450 W or more together, or of unknown rating. Below 450 W, no lead means no lead."
        ),
    ),
    fields=FEED_FIELDS,
    mends="supply",
)
def connectors(supplies: Supplies, cards: Cards) -> Iterator[Finding]:
    """The power supply has a lead for every power socket of the graphics cards.

    One 6+2 lead feeds one 8-pin or 6-pin socket. Where native 16-pin leads are short, an adapter takes one 8-pin lead
    per 150 W, two at least, and the hungriest cards are taken to be on adapters.
    """
    known = recorded(cards)
    if leads_unrecorded(supplies, cards):
        raise MissingFactError(supplies[0], "leads_8pin")
    found = feed(supplies, known)
    if not found.enough and not found.only_adapters_lack:
        yield problem(
            _("%(cards)s: %(needed)s 8-pin leads needed, adapters included, but %(supplies)s has %(has)s."),
            _("Choose a supply with %(needed)s PCIe 8-pin leads or native 16-pin leads; do not split one lead in two."),
            cards=Together(cards),
            supplies=Together(supplies),
            needed=found.needed,
            has=found.leads_8pin,
        )
    if len(known) < len(cards):
        raise MissingFactError(next(card for card in cards if not is_recorded(card)), "sockets_16pin")


@rule(
    "PSU_12VHPWR",
    "problem",
    About(
        _("Current cards with 24 GB and more have a 16-pin socket (12VHPWR, 12V-2x6)."),
        PART_DATA,
        silent=_("when nothing is recorded of the supply's leads; a card whose sockets are not recorded is left out."),
    ),
    fields=FEED_FIELDS,
    mends="supply",
)
def native_16pin(supplies: Supplies, cards: Cards) -> Iterator[Finding]:
    """Graphics cards with a 16-pin socket get a native lead, or enough 8-pin leads for an adapter.

    It speaks when the leads would do for every other card and only the adapters lack some; PSU_PCIE_CONNECTORS and
    PSU_12VHPWR_ADAPTER are then silent.
    """
    if leads_unrecorded(supplies, cards):
        return
    found = feed(supplies, recorded(cards))
    if found.only_adapters_lack:
        yield problem(
            _(
                "%(cards)s: 16-pin sockets: %(sockets)s; native 16-pin leads of %(supplies)s: %(native)s. "
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


@rule(
    "PSU_12VHPWR_ADAPTER",
    "warning",
    About(
        _("Adapters to 16 pins bend close to the side panel and have melted where they were not seated."),
        PART_DATA,
        silent=_("when PSU_PCIE_CONNECTORS is unknown."),
    ),
    fields=FEED_FIELDS,
    mends="supply",
)
def adapters(supplies: Supplies, cards: Cards) -> Iterator[Finding]:
    """Every 16-pin socket of a graphics card has a native lead, without an adapter."""
    if leads_unrecorded(supplies, cards) or len(recorded(cards)) < len(cards):
        return
    found = feed(supplies, cards)
    if found.adapter_leads and found.enough:
        yield warning(
            _(
                "%(cards)s: 16-pin sockets: %(sockets)s; native 16-pin leads of %(supplies)s: %(native)s. The rest "
                "hangs on adapters that take %(leads)s 8-pin leads."
            ),
            _("Choose a supply with %(sockets)s native 16-pin leads, or seat the adapters fully and without a bend."),
            cards=Together(cards),
            supplies=Together(supplies),
            sockets=found.sockets_16pin,
            native=found.leads_16pin,
            leads=found.adapter_leads,
        )


class Eps(NamedTuple):
    """Sockets for the processor's power on the board, and leads for them."""

    sockets: int
    leads: int
    tdp_w: int


def eps(supplies: Supplies, board: Board, build: Build) -> Eps:
    """Count sockets and leads, or end the rule with an unknown. Without a processor its power counts 0 W."""
    sockets = need(board, "eps_sockets")
    leads = sum([supply.eps_leads for supply in supplies])
    if not leads:
        raise MissingFactError(supplies[0], "eps_leads")
    cpu = build.first(Cpu)
    return Eps(sockets, leads, (cpu.tdp_w or 0) if cpu else 0)


@rule(
    "PSU_EPS",
    "problem",
    About(
        _("Boards for workstation processors have two or three such sockets, and all carry current under load."),
        PART_DATA,
        unknown=_("when the board's list, as for most boards, or the supply's leads are not recorded."),
    ),
    fields="board.eps_sockets supply.eps_leads cpu.tdp_w",
    mends="supply",
)
def eps_leads(supplies: Supplies, board: Board, build: Build) -> Iterator[Finding]:
    """A processor of 250 W and more gets a lead for every 8-pin socket beside it."""
    found = eps(supplies, board, build)
    if found.sockets > found.leads and found.tdp_w >= EPS_MATTERS_FROM_W:
        yield problem(
            _(
                "%(board)s has %(sockets)s 8-pin sockets for a processor of %(tdp)s W, but %(supplies)s has %(leads)s "
                "leads."
            ),
            _("Choose a supply with %(sockets)s EPS leads."),
            board=board,
            supplies=Together(supplies),
            sockets=found.sockets,
            leads=found.leads,
            tdp=found.tdp_w,
        )


@rule(
    "PSU_EPS_OPTIONAL",
    "note",
    About(
        _("The second socket is for overclocking; below 250 W one lead carries enough."),
        UNCHECKED,
        silent=_("when the board's list or the supply's leads are not recorded."),
    ),
    fields="board.eps_sockets supply.eps_leads cpu.tdp_w",
    mends="supply",
)
def eps_optional(supplies: Supplies, board: Board, build: Build) -> Iterator[Finding]:
    """Every 8-pin socket beside the processor has a lead, also where one is enough."""
    try:
        found = eps(supplies, board, build)
    except MissingFactError:
        return
    if found.sockets > found.leads and found.tdp_w < EPS_MATTERS_FROM_W:
        yield note(
            _("%(board)s has %(sockets)s 8-pin sockets for the processor, but %(supplies)s has %(leads)s leads."),
            _("Leave the second socket empty: a processor of %(tdp)s W does not need it."),
            board=board,
            supplies=Together(supplies),
            sockets=found.sockets,
            leads=found.leads,
            tdp=found.tdp_w,
        )


@rule(
    "PSU_SATA_POWER",
    "problem",
    About(
        _("A shelf of disks for datasets needs a plug each, and splitters from one lead overheat."),
        PART_DATA,
        unknown=_("when there is such a drive and the supply's plugs are not recorded."),
    ),
    fields="drive.attachment supply.sata_plugs",
    mends="supply",
)
def sata_power(supplies: Supplies, drives: tuple[Drive, ...]) -> Iterator[Finding]:
    """The power supply has a plug for every SATA and SAS drive, M.2 aside."""
    disks = attached(drives, "sata", "sas")
    if not disks:
        return
    plugs = sum([supply.sata_plugs for supply in supplies])
    if not plugs:
        raise MissingFactError(supplies[0], "sata_plugs")
    if len(disks) > plugs:
        yield problem(
            _("%(drives)s: %(count)s drives with a SATA power socket, but %(supplies)s has %(plugs)s such plugs."),
            _("Choose a supply with %(count)s SATA plugs, or fewer and larger drives."),
            drives=Together(disks),
            supplies=Together(supplies),
            count=len(disks),
            plugs=plugs,
        )
