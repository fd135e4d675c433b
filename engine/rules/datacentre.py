"""Cards made for servers in a machine that is none: their plug, and their window into the address space."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.facts import MissingFactError, need
from engine.findings import Finding, Together, note, problem, warning
from engine.findings import gettext_noop as _
from engine.parts import Board, Build
from engine.platforms.datacentre import EPS_PLUGS, LARGE_WINDOWS
from engine.registry import About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Card, Psu

Cards = tuple["Card", ...]

LEADS_PER_ADAPTER = 2  # from leads for graphics cards to one EPS plug
NEW_MEMORY = "DDR5"  # boards for it came with the option on: general knowledge, unchecked


class Plugs(NamedTuple):
    """How many cards want an EPS plug, and what there is for them beside the board's own sockets and other cards."""

    cards: int
    eps_free: int
    leads_free: int

    @property
    def on_adapters(self) -> int:
        """Cards that get no EPS lead of their own."""
        return max(0, self.cards - self.eps_free)


def plugs(supplies: tuple[Psu, ...], cards: Cards, build: Build) -> Plugs:
    """Count plugs; end the rule with an unknown where a supply's are not recorded."""
    eps = sum([supply.eps_leads for supply in supplies])
    if not eps:
        raise MissingFactError(supplies[0], "eps_leads")
    board = build.first(Board)
    taken = 0 if board is None else 1 if board.eps_sockets is None else board.eps_sockets
    leads = sum([supply.leads_8pin for supply in supplies]) - sum(map(_leads_taken, cards))
    return Plugs(sum(map(_is_bare, cards)), max(0, eps - taken), max(0, leads))


def _is_bare(card: Card) -> bool:
    row = EPS_PLUGS.get(card.chipset or "")
    return row is not None and not row.adapter_in_box


def _leads_taken(card: Card) -> int:
    """Give the leads for graphics cards that a card takes anyway, bare ones aside."""
    row = EPS_PLUGS.get(card.chipset or "")
    if row is not None:
        return LEADS_PER_ADAPTER if row.adapter_in_box else 0
    return (card.sockets_8pin or 0) + (card.sockets_6pin or 0)


@rule(
    "GPU_EPS_PLUG",
    "problem warning note",
    About(
        _("The plugs look alike: forced into one another, they put 12 V on the ground of a card or a supply."),
        _("gpudojo's page on the P40; each row of the table has its source."),
        unknown=_("when the leads for the processor are not recorded of any supply."),
        outline=True,
    ),
    fields=("card.chipset card.sockets_8pin card.sockets_6pin supply.eps_leads supply.leads_8pin board.eps_sockets"),
    mends="supply card",
)
def eps_plug(supplies: tuple[Psu, ...], cards: Cards, build: Build) -> Iterator[Finding]:
    """A datacentre card that takes the processor's 8-pin plug (EPS) gets a lead of that kind.

    Leads that the board's sockets do not need are free; a board whose sockets are not recorded counts one. A card
    beyond those takes an adapter and two 8-pin leads that no other card needs: a warning, and a problem where there
    are not enough. A card with the adapter in its box (RTX A6000) gets a note.
    """
    wanting = tuple([card for card in cards if card.chipset in EPS_PLUGS])
    if not wanting:
        return
    bare = tuple(filter(_is_bare, wanting))
    if bare:
        found = plugs(supplies, cards, build)
        if found.on_adapters:
            yield _on_adapters(found, bare, supplies)
    else:
        yield note(
            _("%(cards)s: a processor's 8-pin plug (EPS) and not one for graphics cards; an adapter is in the box."),
            _("Use it with two 8-pin leads of %(supplies)s, or a free EPS lead; force no other plug in."),
            cards=Together(wanting),
            supplies=Together(supplies),
        )


def _on_adapters(found: Plugs, cards: Cards, supplies: tuple[Psu, ...]) -> Finding:
    leads = LEADS_PER_ADAPTER * found.on_adapters
    say = problem if leads > found.leads_free else warning
    return say(
        _(
            "%(cards)s: %(count)s cards take a processor's 8-pin plug (EPS), but %(supplies)s has %(free)s such leads "
            "beside the board's. With adapters, %(leads)s 8-pin leads are needed, and %(has)s are free."
        ),
        _("Buy adapters from two 8-pin leads to one EPS plug, or a supply with %(count)s spare EPS leads."),
        cards=Together(cards),
        supplies=Together(supplies),
        count=found.cards,
        free=found.eps_free,
        leads=leads,
        has=found.leads_free,
    )


@rule(
    "GPU_ABOVE_4G",
    "note",
    About(
        _("Old boards place all devices below 4 GiB: with such a card they do not start, or the driver finds none."),
        _("Reports with old boards; each row of the table has its source."),
        unknown=_("for such a card on a board of DDR4 or older, until someone has looked into its BIOS."),
        outline=True,
    ),
    fields="card.chipset board.above_4g_decoding board.memory_type",
    mends="board card",
)
def above_4g(board: Board, cards: Cards) -> Iterator[Finding]:
    """The board gives a datacentre card the large window into its memory that it wants (“Above 4G decoding”).

    The table lists cards that want 16 GiB and more. Boards with DDR5 are taken to have the option.
    """
    card = next((each for each in cards if each.chipset in LARGE_WINDOWS), None)
    if card is None or (board.above_4g_decoding is None and board.memory_type == NEW_MEMORY):
        return
    if not need(board, "above_4g_decoding"):
        yield note(
            _("%(card)s wants %(gib)s GiB of addresses above 4 GiB, and the BIOS of %(board)s cannot give them."),
            _("Look for a newer BIOS with “Above 4G decoding”, or choose another board."),
            card=card,
            board=board,
            gib=LARGE_WINDOWS[card.chipset or ""].gib,
        )
