"""Whether the machine suits the work: cores and memory for data, room for datasets, memory for the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.facts import need
from engine.findings import Finding, Together, note
from engine.findings import gettext_noop as _
from engine.registry import About, rule
from engine.rules.sources import UNCHECKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Board, Card, Context, Cpu, Drive, MemoryKit

Cards = tuple["Card", ...]

SEVERAL = 2
CORES_PER_CARD = 2  # one process that loads data, and the one that trains: Tim Dettmers' guide to hardware
FREE_GB = 500  # a few datasets and checkpoints: general knowledge, unchecked
SYSTEM_GB = 100  # what system, drivers, environments and caches take: general knowledge, unchecked
SLOW_MBPS = 1000
BITS_PER_BYTE = 8
LONG_RUNS = "dl-long"


@rule(
    "CPU_GPU_BALANCE",
    "note",
    About(
        _("Workers that decode and augment data run on the processor; with too few cores the cards wait for them."),
        _("Tim Dettmers' guide to hardware (tefter.io copy)."),
        unknown=_("when there are several cards and the number of cores is not recorded."),
        silent=_("when there is one card and the number of cores is not recorded: every current processor has two."),
        outline=True,
    ),
    fields="cpu.cores",
    mends="cpu",
)
def balance(cpus: tuple[Cpu, ...], cards: Cards) -> Iterator[Finding]:
    """The processors have two cores for every graphics card.

    The cores of all processors are added up. Two cores for each card pass.
    """
    if cpus[0].cores is None and len(cards) < SEVERAL:
        return
    cores = sum([need(cpu, "cores") for cpu in cpus])
    if cores < CORES_PER_CARD * len(cards):
        yield note(
            _("%(cpus)s: %(cores)s cores for %(cards)s; %(count)s cards want %(wanted)s to load their data."),
            _("Choose a processor with %(wanted)s cores or more, or prepare the data once and store it ready to use."),
            cpus=Together(cpus),
            cards=Together(cards),
            cores=cores,
            count=len(cards),
            wanted=CORES_PER_CARD * len(cards),
        )


@rule(
    "RAM_ECC_ABSENT",
    "note",
    About(
        _("Over weeks a bit flips now and then; without ECC nobody notices, and a checkpoint may carry it on."),
        UNCHECKED,
        outline=True,
    ),
    fields="kit.ecc context.purpose",
    mends="kit",
    settings="purpose",
)
def ecc_absent(kits: tuple[MemoryKit, ...], context: Context) -> Iterator[Finding]:
    """Where runs take days and weeks, all memory is ECC.

    It speaks for the purpose “dl-long” only. A kit whose record does not say ECC counts as one without.
    """
    if context.purpose != LONG_RUNS:
        return
    plain = tuple(kit for kit in kits if not kit.ecc)
    if plain:
        yield note(
            _("%(kits)s: %(plain)s of %(count)s kits without ECC, in a machine for runs of days and weeks."),
            _("Choose ECC memory, with a processor and a board that use it, or keep several older checkpoints."),
            kits=Together(plain),
            plain=len(plain),
            count=len(kits),
        )


@rule(
    "STORAGE_CAPACITY",
    "note",
    About(
        _("A dataset of images takes hundreds of gigabytes, and every checkpoint of a 7B model with its optimiser 80."),
        UNCHECKED,
        silent=_("when the capacity of a drive is not recorded."),
        outline=True,
    ),
    fields="drive.capacity_gb context.purpose context.shared_storage",
    mends="drive",
    settings="purpose",
)
def capacity(drives: tuple[Drive, ...], context: Context) -> Iterator[Finding]:
    """The drives leave 500 GB for datasets and checkpoints.

    100 GB are taken for the system and software, so 600 GB in all pass. It does not speak for the purpose “other”, nor
    where datasets are read over the network.
    """
    if context.purpose == "other" or context.shared_storage:
        return
    known = [drive.capacity_gb for drive in drives if drive.capacity_gb is not None]
    if len(known) < len(drives) or sum(known) >= SYSTEM_GB + FREE_GB:
        return
    yield note(
        _("%(drives)s: %(total)s GB, of which about %(free)s GB are left for datasets and checkpoints."),
        _("Choose drives of %(enough)s GB or more together; a second NVMe drive for the data is the simplest."),
        drives=Together(drives),
        total=sum(known),
        free=max(0, sum(known) - SYSTEM_GB),
        enough=SYSTEM_GB + FREE_GB,
    )


@rule(
    "GPU_VRAM_MIN",
    "note",
    About(
        _("What does not fit into the cards' memory is swapped to the host or does not run at all."),
        _("The build itself; what work needs: the VRAM cases of this project."),
        silent=_("when nobody has said what the work needs, or the memory of a card is not recorded."),
        outline=True,
    ),
    fields="card.memory_gib context.needs_gib",
    mends="card",
    settings="needs_gib",
)
def vram(cards: Cards, context: Context) -> Iterator[Finding]:
    """All graphics cards together have the memory that the work needs.

    The memory of all cards is added up: what can be split over them and what cannot is not told apart.
    """
    if context.needs_gib is None or not all(card.memory_gib for card in cards):
        return
    total = sum([card.memory_gib for card in cards])
    if total < context.needs_gib:
        yield note(
            _("%(cards)s: %(total)s GB of graphics memory, but the work needs %(needs)s GB."),
            _("Choose cards with more memory, more cards, a smaller number type, or a smaller model."),
            cards=Together(cards),
            total=total,
            needs=context.needs_gib,
        )


@rule(
    "NET_SPEED",
    "note",
    About(
        _("One gigabit a second is 125 MB a second, less than a hard disk: cards that read over it wait."),
        UNCHECKED,
        unknown=_("when datasets are read over the network and the board's port is not recorded."),
        outline=True,
    ),
    fields="board.ethernet_mbps context.shared_storage",
    mends="board",
    settings="shared_storage",
)
def network(board: Board, context: Context) -> Iterator[Finding]:
    """Where datasets are read over the network, the board's port is faster than 1 Gbit/s."""
    if not context.shared_storage:
        return
    speed = need(board, "ethernet_mbps")
    if speed <= SLOW_MBPS:
        yield note(
            _("Datasets come over the network, and %(board)s has a port of %(speed)s Mbit/s: %(rate)s MB a second."),
            _("Add a network card of 10 Gbit/s, choose a board with one, or copy the data to a drive inside first."),
            board=board,
            speed=speed,
            rate=speed / BITS_PER_BYTE,
        )
