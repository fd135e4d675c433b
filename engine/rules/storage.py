"""Drives and where they are plugged in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.facts import need
from engine.findings import Finding, Together, note, problem, warning
from engine.findings import gettext_noop as _
from engine.registry import About, rule
from engine.rules.sources import PART_DATA, UNCHECKED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.parts import Board, Drive, M2Socket

Drives = tuple["Drive", ...]
BEFORE_M2 = {
    "DDR2",
    "DDR3",
}  # boards for these whose record lists no M.2 socket have none: general knowledge, unchecked
M2_FIELDS = "board.m2_sockets board.memory_type drive.attachment drive.m2_length_mm"


def attached(drives: Drives, *ways: str) -> Drives:
    """Give the drives that are plugged in in one of these ways."""
    return tuple(drive for drive in drives if drive.attachment in ways)


def sockets_of(board: Board) -> tuple[M2Socket, ...] | None:
    """Give the M.2 sockets of a board; None when nobody says."""
    return () if board.m2_sockets is None and board.memory_type in BEFORE_M2 else board.m2_sockets


def takes_length(socket: M2Socket, drive: Drive) -> bool:
    """Tell whether a socket takes the length of a drive; what is not recorded is taken to fit."""
    return socket.lengths_mm is None or drive.m2_length_mm is None or drive.m2_length_mm in socket.lengths_mm


def takes(socket: M2Socket, drive: Drive) -> bool:
    """Tell whether a socket takes a drive by length and protocol."""
    return takes_length(socket, drive) and (socket.sata if drive.m2_sata else socket.pcie)


def each_has_one(drives: Drives, sockets: Sequence[M2Socket], fits: Callable[[M2Socket, Drive], bool]) -> bool:
    """Tell whether every drive can be given a socket of its own: a matching, by augmenting paths."""
    taken: dict[int, int] = {}

    def place(drive: int, tried: set[int]) -> bool:
        for number, socket in enumerate(sockets):
            if number not in tried and fits(socket, drives[drive]):
                tried.add(number)
                if number not in taken or place(taken[number], tried):
                    taken[number] = drive
                    return True
        return False

    return all(place(drive, set()) for drive in range(len(drives)))


def _enough(board: Board, drives: Drives) -> tuple[Drives, tuple[M2Socket, ...]] | None:
    """Give M.2 drives and sockets, if there are enough of the latter."""
    sticks, sockets = attached(drives, "m2"), sockets_of(board)
    return (sticks, sockets) if sticks and sockets is not None and len(sticks) <= len(sockets) else None


@rule(
    "M2_SLOTS",
    "problem",
    About(
        _("Datasets and checkpoints want several fast drives."),
        _("Part data; for old boards general knowledge, unchecked."),
        unknown=_("when the board's list is not recorded; a board for DDR2 or DDR3 without a list has none."),
    ),
    fields="board.m2_sockets board.memory_type drive.attachment",
    mends="board drive",
)
def m2_slots(board: Board, drives: Drives) -> Iterator[Finding]:
    """There is an M.2 socket on the motherboard for every M.2 drive.

    The open data lists one socket as two rows on most boards; docs/sources.md says how they are read. It silences
    M2_SIZE and M2_PROTOCOL, and so does its unknown.
    """
    sticks = attached(drives, "m2")
    if not sticks:
        return
    sockets = sockets_of(board)
    has = len(need(board, "m2_sockets") if sockets is None else sockets)
    if len(sticks) > has:
        yield problem(
            _("%(drives)s: %(count)s M.2 drives, but %(board)s has %(has)s M.2 sockets."),
            _("Choose fewer and larger M.2 drives, SATA drives, or a board with %(count)s M.2 sockets."),
            drives=Together(sticks),
            board=board,
            count=len(sticks),
            has=has,
        )


@rule(
    "M2_SIZE",
    "problem",
    About(
        _("Server drives are 110 mm long, and most sockets of desktop boards end at 80 mm."),
        PART_DATA,
        silent=_("when there are too few sockets, or their list is not recorded."),
    ),
    fields=M2_FIELDS,
    mends="drive board",
)
def m2_size(board: Board, drives: Drives) -> Iterator[Finding]:
    """Every M.2 drive has a socket of its own that takes its length.

    A socket whose lengths are not recorded takes any. It silences M2_PROTOCOL.
    """
    found = _enough(board, drives)
    if found and not each_has_one(*found, takes_length):
        sticks, sockets = found
        lengths = sorted({length for socket in sockets for length in socket.lengths_mm or ()})
        yield problem(
            _("%(drives)s: %(long)s mm long, but the M.2 sockets of %(board)s take %(lengths)s mm."),
            _("Choose drives of 80 mm, or a board that takes them all."),
            drives=Together(sticks),
            board=board,
            long=" + ".join(str(drive.m2_length_mm) for drive in sticks if drive.m2_length_mm is not None),
            lengths=", ".join(map(str, lengths)),
        )


@rule(
    "M2_PROTOCOL",
    "problem",
    About(
        _("An M.2 drive for SATA fits a socket for PCIe, and is never found there."),
        PART_DATA,
        silent=_("as M2_SIZE, and when a length does not fit."),
    ),
    fields=f"{M2_FIELDS} drive.m2_sata",
    mends="drive board",
)
def m2_protocol(board: Board, drives: Drives) -> Iterator[Finding]:
    """Every M.2 drive has a socket of its own that takes its length and its protocol.

    A socket whose interface is not recorded takes PCIe.
    """
    found = _enough(board, drives)
    if found and each_has_one(*found, takes_length) and not each_has_one(*found, takes):
        sticks, sockets = found
        yield problem(
            _(
                "%(drives)s: %(sata)s of them for SATA, but of the %(sockets)s M.2 sockets of %(board)s %(takes_sata)s "
                "take SATA and %(takes_pcie)s take PCIe."
            ),
            _("Choose NVMe drives (PCIe), or a board whose M.2 sockets take SATA."),
            drives=Together(sticks),
            board=board,
            sata=sum(drive.m2_sata for drive in sticks),
            sockets=len(sockets),
            takes_sata=sum(socket.sata for socket in sockets),
            takes_pcie=sum(socket.pcie for socket in sockets),
        )


@rule(
    "M2_GEN",
    "note",
    About(_("The drive runs at half its rate; datasets that are read once from disk notice it."), PART_DATA),
    fields="board.m2_sockets drive.attachment drive.pcie5",
    mends="drive board",
)
def m2_generation(board: Board, drives: Drives) -> Iterator[Finding]:
    """A drive for PCIe 5.0 has a socket for PCIe 5.0."""
    fast = next((drive for drive in attached(drives, "m2") if drive.pcie5), None)
    if fast and board.m2_sockets and not any(socket.pcie5 for socket in board.m2_sockets):
        yield note(
            _("%(drive)s is made for PCIe 5.0, but none of the %(count)s M.2 sockets of %(board)s is."),
            _("It works, more slowly: choose a PCIe 4.0 drive and save, or a board with PCIe 5.0 sockets."),
            drive=fast,
            board=board,
            count=len(board.m2_sockets),
        )


@rule(
    "SATA_PORTS",
    "problem",
    About(
        _("Large datasets lie on hard disks, and newer boards have only two or four ports."),
        PART_DATA,
        unknown=_("when there is a SATA drive and the board's ports are not recorded."),
    ),
    fields="board.sata_ports drive.attachment",
    mends="board drive",
)
def sata_ports(board: Board, drives: Drives) -> Iterator[Finding]:
    """There is a SATA port on the motherboard for every SATA drive, M.2 aside."""
    disks = attached(drives, "sata")
    if disks and len(disks) > need(board, "sata_ports"):
        yield problem(
            _("%(drives)s: %(count)s SATA drives, but %(board)s has %(has)s SATA ports."),
            _("Choose fewer and larger drives, a board with %(count)s ports, or add a SATA card."),
            drives=Together(disks),
            board=board,
            count=len(disks),
            has=board.sata_ports,
        )


@rule(
    "SAS_HBA",
    "problem",
    About(_("Used server disks are cheap by the terabyte, and no desktop board has plugs for SAS."), UNCHECKED),
    fields="drive.attachment",
    mends="drive",
)
def sas(board: Board, drives: Drives) -> Iterator[Finding]:
    """No SAS drive hangs on the motherboard alone: it needs a host bus adapter."""
    disks = attached(drives, "sas")
    if disks:
        yield problem(
            _("%(drives)s: %(count)s SAS drives, and %(board)s has no plugs for SAS."),
            _("Choose SATA drives, or add a SAS host bus adapter and note it among the parts of your own."),
            drives=Together(disks),
            board=board,
            count=len(disks),
        )


@rule(
    "U2_PORTS",
    "warning",
    About(_("U.2 drives are the large fast ones of servers; a cheap adapter card gives them a PCIe slot."), PART_DATA),
    fields="board.u2_ports drive.attachment",
    mends="board drive",
)
def u2(board: Board, drives: Drives) -> Iterator[Finding]:
    """There is a U.2 port on the motherboard for every U.2 drive.

    A board that records none has none.
    """
    disks = attached(drives, "u2")
    if len(disks) > board.u2_ports:
        yield warning(
            _("%(drives)s: %(count)s U.2 drives, but %(board)s has %(has)s U.2 ports."),
            _("Add an adapter from PCIe or M.2 to U.2, or choose M.2 drives."),
            drives=Together(disks),
            board=board,
            count=len(disks),
            has=board.u2_ports,
        )
