"""The case, and what has to find room in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from engine.facts import need
from engine.findings import Finding, Together, note, problem, warning
from engine.findings import gettext_noop as _
from engine.platforms.mechanics import board_fits, supply_fits
from engine.registry import About, rule
from engine.rules.sources import PART_DATA, PART_DATA_AND_UNCHECKED, UNCHECKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.parts import Board, Card, Case, Cooler, Drive, Part, Psu

    P = TypeVar("P", bound=Part)

Cards = tuple["Card", ...]
Supplies = tuple["Psu", ...]

FRONT_RADIATOR_MM = 240  # a radiator this long usually goes to the front: general knowledge, unchecked
FRONT_RADIATOR_DEPTH_MM = 55  # a radiator and its fans: general knowledge, unchecked
SMALL_SUPPLIES = {"SFX", "SFX-L"}
DRIVE_3_5, DRIVE_2_5 = 3.5, 2.5


def longest(parts: Iterable[P]) -> P | None:
    """Give the longest part among those whose length is recorded."""
    known = [part for part in parts if part.length_mm is not None]  # type: ignore[attr-defined]  # cards and supplies
    return max(known, key=lambda part: part.length_mm, default=None)  # type: ignore[attr-defined]  # as above


@rule(
    "CASE_BOARD_FORM_FACTOR",
    "problem",
    About(
        _("Boards with room for four cards are EATX or SSI boards, and few cases list them."),
        _("Part data; stand-ins are general knowledge, unchecked."),
        unknown=_("when the board's form factor or the case's list is not recorded."),
    ),
    fields="board.form_factor case.board_form_factors case.form_factor",
    mends="case board",
)
def board_form_factor(case: Case, board: Board) -> Iterator[Finding]:
    """The case has mounts for a motherboard of this form factor.

    Nothing is implied by size: a case that lists ATX but not Micro ATX does not take Micro ATX. An SSI CEB board may go
    where EATX is listed, an SSI EEB board only in a full tower that lists EATX.
    """
    listed, shape = need(case, "board_form_factors"), need(board, "form_factor")
    if not board_fits(shape, listed, case.form_factor):
        yield problem(
            _("%(board)s is a board of form factor %(shape)s, but %(case)s takes %(listed)s."),
            _("Choose a case that lists %(shape)s, or a board of another form factor."),
            board=board,
            case=case,
            shape=shape,
            listed=", ".join(listed),
        )


@rule(
    "CASE_BOARD_EEB",
    "warning",
    About(
        _("Server boards for many cards are sold as SSI EEB; their mounting holes differ from those of EATX."),
        UNCHECKED,
        silent=_("when the board's form factor or the case's list is not recorded."),
    ),
    fields="board.form_factor case.board_form_factors case.form_factor",
    mends="case",
)
def eeb(case: Case, board: Board) -> Iterator[Finding]:
    """An SSI EEB board stands in a case that lists SSI EEB, not only EATX."""
    listed, shape = case.board_form_factors, board.form_factor
    if shape != "SSI EEB" or listed is None or shape in listed:
        return
    if board_fits(shape, listed, case.form_factor):
        yield warning(
            _(
                "%(board)s is an %(shape)s board and %(case)s lists %(listed)s: it is large enough, but some mounts "
                "differ."
            ),
            _("Look for the mounts in the case's manual, and insulate those that touch the board."),
            board=board,
            case=case,
            shape=shape,
            listed=", ".join(listed),
        )


@rule(
    "CASE_BACK_CONNECT",
    "problem",
    About(
        _("Boards with all plugs at the back need a tray with holes for them."),
        PART_DATA,
        unknown=_("when the board has its plugs at the back and the case says nothing of it."),
    ),
    fields="board.back_connect case.back_connect",
    mends="case board",
)
def back_connect(case: Case, board: Board) -> Iterator[Finding]:
    """A motherboard with its connectors at the back stands in a case that is cut out for them."""
    if board.back_connect and not need(case, "back_connect"):
        yield problem(
            _("%(board)s has its connectors at the back, and %(case)s has no openings for them."),
            _("Choose a case for such boards, or a board with its connectors at the front."),
            board=board,
            case=case,
        )


@rule(
    "CASE_GPU_LENGTH",
    "problem",
    About(
        _("Cards with the most memory are the longest: 300 to 360 mm are usual."),
        PART_DATA,
        unknown=_("when the case's limit or the length of any card is not recorded."),
    ),
    fields="card.length_mm case.max_card_length_mm",
    mends="case card",
)
def card_length(case: Case, cards: Cards) -> Iterator[Finding]:
    """The longest graphics card is no longer than the case allows.

    It silences CASE_GPU_FRONT_RADIATOR, and so does its unknown.
    """
    limit = need(case, "max_card_length_mm")
    too_long = longest([card for card in cards if (card.length_mm or 0) > limit])
    if too_long:
        yield problem(
            _("%(card)s is %(length)s mm long, but %(case)s takes cards up to %(limit)s mm."),
            _("Choose a card of %(limit)s mm or less, or a longer case."),
            card=too_long,
            case=case,
            length=too_long.length_mm,
            limit=limit,
        )
    for each in cards:
        need(each, "length_mm")


@rule(
    "CASE_GPU_FRONT_RADIATOR",
    "warning",
    About(
        _("A radiator behind the front takes the last centimetres that the longest cards need."),
        UNCHECKED,
        silent=_(
            "when a length, the case's limit or the radiator's size is not recorded, or a card is too long anyway."
        ),
    ),
    fields="card.length_mm case.max_card_length_mm cooler.water_cooled cooler.radiator_mm",
    mends="case cooler card",
)
def front_radiator(case: Case, cooler: Cooler, cards: Cards) -> Iterator[Finding]:
    """A radiator of 240 mm or more behind the front leaves room for the longest graphics card.

    A radiator with its fans is taken to be 55 mm deep.
    """
    limit, card = case.max_card_length_mm, longest(cards)
    liquid = cooler.water_cooled and (cooler.radiator_mm or 0) >= FRONT_RADIATOR_MM
    if not liquid or limit is None or card is None or any(each.length_mm is None for each in cards):
        return
    if card.length_mm <= limit < card.length_mm + FRONT_RADIATOR_DEPTH_MM:  # type: ignore[operator]  # known
        yield warning(
            _(
                "%(card)s (%(length)s mm) and a radiator of %(cooler)s at the front (about %(depth)s mm) need more "
                "than "
                "the %(limit)s mm of %(case)s."
            ),
            _("Mount the radiator at the top or the side, if the case has a place there."),
            card=card,
            cooler=cooler,
            case=case,
            length=card.length_mm,
            depth=FRONT_RADIATOR_DEPTH_MM,
            limit=limit,
        )


@rule(
    "CASE_EXPANSION_SLOTS",
    "problem",
    About(
        _("Two cards of three and a half slots need eight, and most cases have seven."),
        PART_DATA,
        unknown=_("when a width or the case's number of slots is not recorded."),
    ),
    fields="card.slots case.expansion_slots",
    mends="case card",
)
def expansion_slots(case: Case, cards: Cards) -> Iterator[Finding]:
    """The case has enough expansion slots at the back for all graphics cards.

    A card takes its width, rounded up after a tenth of a slot is let pass.
    """
    has = need(case, "expansion_slots")
    taken = sum([card.slots or 0 for card in cards])
    if taken > has:
        yield problem(
            _("%(cards)s: %(taken)s expansion slots needed, but %(case)s has %(has)s."),
            _("Choose thinner or fewer cards, or a case with %(taken)s expansion slots."),
            cards=Together(cards),
            case=case,
            taken=taken,
            has=has,
        )
    for card in cards:
        need(card, "slots")


@rule(
    "CASE_PSU_FORM_FACTOR",
    "problem",
    About(
        _("Supplies for several cards are ATX units, and small cases take only SFX."),
        PART_DATA_AND_UNCHECKED,
        unknown=_("when the case's list or a supply's form factor is not recorded, as for nineteen of twenty cases."),
    ),
    fields="supply.form_factor case.psu_form_factors",
    mends="supply case",
)
def supply_form_factor(case: Case, supplies: Supplies) -> Iterator[Finding]:
    """The case takes a power supply of this form factor.

    ATX/EPS goes where ATX is listed, SFX and SFX-L also into an ATX opening; others only where they are listed.
    """
    listed = need(case, "psu_form_factors")
    wrong = next((each for each in supplies if each.form_factor and not supply_fits(each.form_factor, listed)), None)
    if wrong:
        yield problem(
            _("%(supply)s is a unit of form factor %(shape)s, but %(case)s takes %(listed)s."),
            _("Choose a supply that the case lists, or another case."),
            supply=wrong,
            case=case,
            shape=wrong.form_factor,
            listed=", ".join(listed),
        )
    for each in supplies:
        need(each, "form_factor")


@rule(
    "CASE_PSU_BRACKET",
    "note",
    About(
        _("The small unit leaves room for cables and cards, and hangs in the opening by a bracket only."),
        UNCHECKED,
        silent=_("when the case's list or the supply's form factor is not recorded."),
    ),
    fields="supply.form_factor case.psu_form_factors",
    mends="supply",
)
def supply_bracket(case: Case, supplies: Supplies) -> Iterator[Finding]:
    """A small power supply in an opening for ATX comes with a bracket."""
    listed = set(case.psu_form_factors or ())
    small = next((each for each in supplies if each.form_factor in SMALL_SUPPLIES), None)
    if small and "ATX" in listed and not listed & SMALL_SUPPLIES:
        yield note(
            _("%(supply)s is a unit of form factor %(shape)s in the ATX opening of %(case)s: it needs a bracket."),
            _("See whether the bracket is in the supply's box; some makers sell it apart."),
            supply=small,
            case=case,
            shape=small.form_factor,
        )


@rule(
    "CASE_PSU_LENGTH",
    "problem",
    About(
        _("Units of 1,200 W and more are long, and meet the drive cage or a card at the bottom."),
        PART_DATA,
        unknown=_("when the case's limit or a supply's length is not recorded, as for most cases."),
    ),
    fields="supply.length_mm case.max_psu_length_mm",
    mends="supply case",
)
def supply_length(case: Case, supplies: Supplies) -> Iterator[Finding]:
    """The power supply is no longer than the case allows."""
    limit, supply = need(case, "max_psu_length_mm"), longest(supplies)
    if supply and supply.length_mm > limit:
        yield problem(
            _("%(supply)s is %(length)s mm long, but %(case)s takes supplies up to %(limit)s mm."),
            _("Choose a supply of %(limit)s mm or less, or another case."),
            supply=supply,
            case=case,
            length=supply.length_mm,
            limit=limit,
        )
    for each in supplies:
        need(each, "length_mm")


@rule(
    "CASE_BAYS",
    "problem",
    About(
        _("Datasets on hard disks need bays, and airy cases for long cards have given them up."),
        PART_DATA,
        unknown=_("when there is a drive for a bay whose number is not recorded."),
    ),
    fields="drive.bay_inches case.bays_3_5 case.bays_2_5",
    mends="case drive",
)
def bays(case: Case, drives: tuple[Drive, ...]) -> Iterator[Finding]:
    """There is a bay for every 3.5-inch and every 2.5-inch drive.

    A 2.5-inch drive may go into a free bay for 3.5 inches, not the other way round.
    """
    large = tuple(drive for drive in drives if drive.bay_inches == DRIVE_3_5)
    small = tuple(drive for drive in drives if drive.bay_inches == DRIVE_2_5)
    has_large = need(case, "bays_3_5") if large else case.bays_3_5 or 0
    if len(large) > has_large:
        yield _no_bay(case, large, len(large), has_large)
    if small:
        has_small = need(case, "bays_2_5") + max(0, has_large - len(large))
        if len(small) > has_small and len(large) <= has_large:
            yield _no_bay(case, small, len(small), has_small)


def _no_bay(case: Case, drives: tuple[Drive, ...], count: int, has: int) -> Finding:
    return problem(
        _("%(drives)s: %(count)s drives of this size, but %(case)s has %(has)s bays for them."),
        _("Choose fewer and larger drives, M.2 drives, or a case with %(count)s such bays."),
        drives=Together(drives),
        case=case,
        count=count,
        has=has,
    )
