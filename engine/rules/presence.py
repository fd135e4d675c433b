"""What every machine needs before anything can be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Finding, note, problem, warning
from engine.findings import gettext_noop as _
from engine.parts import Board, Build, Card, Case, Context, Cooler, Cpu, Drive, MemoryKit, Part, Psu
from engine.registry import About, rule
from engine.rules.sources import BUILD_ALONE, PART_DATA, UNCHECKED

if TYPE_CHECKING:
    from collections.abc import Iterator


def _lacks(build: Build, kind: type[Part], message: str, hint: str) -> Iterator[Finding]:
    if build.first(kind) is None:
        yield problem(message, hint)


@rule(
    "CPU_MISSING",
    "problem",
    About(_("It loads and prepares the data for every card, and decides how many lanes they get."), BUILD_ALONE),
    mends="cpu",
    absence=True,
)
def cpu(build: Build) -> Iterator[Finding]:
    """The build has a processor."""
    yield from _lacks(build, Cpu, _("No processor has been chosen."), _("Choose a processor."))


@rule(
    "BOARD_MISSING",
    "problem",
    About(_("It decides how many cards, modules and drives the machine can ever hold."), BUILD_ALONE),
    mends="board",
    absence=True,
)
def board(build: Build) -> Iterator[Finding]:
    """The build has a motherboard."""
    yield from _lacks(build, Board, _("No motherboard has been chosen."), _("Choose a motherboard."))


@rule(
    "RAM_MISSING",
    "problem",
    About(_("Data is prepared and models are loaded through it; a machine does not start without."), BUILD_ALONE),
    mends="kit",
    absence=True,
)
def memory(build: Build) -> Iterator[Finding]:
    """The build has memory."""
    yield from _lacks(
        build, MemoryKit, _("No memory has been chosen."), _("Choose at least as much as the cards have together.")
    )


@rule(
    "STORAGE_MISSING",
    "problem",
    About(_("The system, the datasets and every checkpoint lie on it."), UNCHECKED),
    mends="drive",
    absence=True,
)
def storage(build: Build) -> Iterator[Finding]:
    """The build has a drive."""
    yield from _lacks(build, Drive, _("No drive has been chosen."), _("Choose a drive; NVMe is read fastest."))


@rule(
    "CASE_MISSING",
    "note",
    About(_("An open bench cools well, and collects dust and children’s fingers."), BUILD_ALONE),
    mends="case",
    absence=True,
)
def case(build: Build) -> Iterator[Finding]:
    """The build has a case."""
    if build.first(Case) is None:
        yield note(_("No case has been chosen: an open bench."), _("Choose a case, or leave it at that on purpose."))


@rule(
    "PSU_MISSING",
    "problem",
    About(_("It is bought for the cards: what they draw decides it more than all the rest."), PART_DATA),
    fields="case.brings_supply",
    mends="supply",
    absence=True,
)
def supply(build: Build) -> Iterator[Finding]:
    """The build has a power supply, its own or one that comes with the case."""
    housing = build.first(Case)
    if build.first(Psu) is None and not (housing and housing.brings_supply):
        yield problem(_("No power supply has been chosen."), _("Choose one for the load and the cards’ sockets."))


@rule(
    "COOLER_MISSING",
    "problem",
    About(
        _("Most processors for workstations come without one. Data loading keeps all cores busy for days."), PART_DATA
    ),
    fields="cpu.includes_cooler",
    mends="cooler",
    absence=True,
)
def cooler(cpu: Cpu, build: Build) -> Iterator[Finding]:
    """The processor has a cooler: a chosen one, or the one in its box.

    A cooler in the box that is not recorded counts as none.
    """
    if not cpu.includes_cooler and build.first(Cooler) is None:
        yield problem(
            _("%(cpu)s comes without a cooler, and none has been chosen."),
            _("Choose a cooler that fits the processor's socket and the height of the case."),
            cpu=cpu,
        )


@rule(
    "GPU_MISSING",
    "warning",
    About(_("Training on a processor takes ten to a hundred times as long."), UNCHECKED),
    fields="context.purpose",
    mends="card",
    absence=True,
)
def card(cpu: Cpu, build: Build, context: Context) -> Iterator[Finding]:
    """A machine for deep learning has a graphics card."""
    if build.first(Card) is None and context.purpose.startswith("dl"):
        yield warning(
            _("No graphics card has been chosen: models would be trained on %(cpu)s."),
            _("Choose a graphics card, or rent GPUs by the hour."),
            cpu=cpu,
        )


@rule(
    "NO_DISPLAY",
    "problem",
    About(
        _("Many boards do not even start without a picture, also when they will be used over the network only."),
        PART_DATA,
    ),
    fields="cpu.integrated_graphics",
    mends="card cpu",
    absence=True,
)
def display(cpu: Cpu, build: Build) -> Iterator[Finding]:
    """Something can show a picture: graphics in the processor, or a graphics card.

    The outputs of a card are not looked at. Integrated graphics that are not recorded count as none.
    """
    if not cpu.integrated_graphics and build.first(Card) is None:
        yield problem(
            _("%(cpu)s has no integrated graphics, and no graphics card has been chosen."),
            _("Choose a graphics card, or a processor with integrated graphics."),
            cpu=cpu,
        )


@rule(
    "CPU_NO_IGPU",
    "note",
    About(_("A desktop takes up to a gigabyte of the memory that training would use."), UNCHECKED),
    fields="cpu.integrated_graphics",
    mends="cpu",
)
def desktop(cpu: Cpu, cards: tuple[Card, ...]) -> Iterator[Finding]:
    """The desktop has graphics of its own, and leaves the card's memory alone.

    Integrated graphics that are not recorded count as none.
    """
    if not cpu.integrated_graphics:
        yield note(
            _("%(cpu)s has no integrated graphics: a desktop would take memory from %(card)s."),
            _("Use the machine over the network, or choose a processor with integrated graphics."),
            cpu=cpu,
            card=cards[0],
        )
