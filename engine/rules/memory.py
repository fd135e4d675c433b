"""Memory: type, shape, number and size of modules, registered or not, and whether it is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.facts import need
from engine.findings import Finding, Together, note, problem, warning
from engine.findings import gettext_noop as _
from engine.parts import Board, Build, Card, Cpu, MemoryKit
from engine.platforms.memory import REGISTERED_ONLY, UNBUFFERED_ONLY
from engine.registry import About, rule
from engine.rules.sources import PART_DATA, PART_DATA_AND_UNCHECKED, UNCHECKED

if TYPE_CHECKING:
    from collections.abc import Iterator

Kits = tuple[MemoryKit, ...]
MODULE_FIELDS = "kit.modules kit.module_gib"
SOCKET_TABLE = _("Table of sockets, general knowledge, unchecked.")
FOUR_MODULES = 4
FOUR_MODULES_MTS = 5200  # above this, four modules of DDR5 rarely hold their rated speed: general knowledge, unchecked
FOUR_MODULES_SOCKETS = {"AM5", "LGA 1700", "LGA 1851"}


def modules_of(kits: Kits) -> int:
    """Give how many modules there are."""
    return sum([kit.modules for kit in kits])


def capacity_of(kits: Kits) -> int:
    """Give GiB of all kits together."""
    return sum([kit.capacity_gib for kit in kits])


@rule(
    "CPU_RAM_TYPE",
    "problem",
    About(
        _("LGA 1700 boards exist for DDR4 and for DDR5, and not every processor works with both."),
        PART_DATA,
        silent=_("when the processor's types or the board's type are not recorded."),
    ),
    fields="cpu.memory_types board.memory_type",
    mends="board cpu",
)
def processor_type(cpu: Cpu, board: Board, kits: Kits) -> Iterator[Finding]:  # noqa: ARG001  # kits: a condition
    """The processor's memory controller knows the type of memory that the motherboard takes.

    It is judged apart from RAM_TYPE: both can be true at once.
    """
    if cpu.memory_types and board.memory_type and board.memory_type not in cpu.memory_types:
        yield problem(
            _("%(board)s takes %(has)s memory, but %(cpu)s works only with %(types)s."),
            _("Choose a board for %(types)s, or a processor that works with %(has)s."),
            cpu=cpu,
            board=board,
            has=board.memory_type,
            types=", ".join(cpu.memory_types),
        )


@rule(
    "RAM_TYPE",
    "problem",
    About(
        _(
            "DDR4 does not go into a DDR5 slot. Large kits for data preparation are the second largest cost of many "
            "builds."
        ),
        PART_DATA,
        unknown=_("when the type of the board or of a kit is not recorded."),
    ),
    fields="kit.memory_type board.memory_type",
    mends="kit board",
)
def memory_type(board: Board, kits: Kits) -> Iterator[Finding]:
    """Every memory kit is of the type that the motherboard takes.

    It silences RAM_UNBUFFERED.
    """
    takes = need(board, "memory_type")
    wrong = next((kit for kit in kits if kit.memory_type not in (None, takes)), None)
    if wrong:
        yield problem(
            _("%(kit)s is %(has)s memory, but %(board)s takes %(takes)s."),
            _("Choose %(takes)s memory, or a board for %(has)s."),
            kit=wrong,
            board=board,
            has=wrong.memory_type,
            takes=takes,
        )
    for kit in kits:
        need(kit, "memory_type")


@rule(
    "RAM_FORM_FACTOR",
    "problem",
    About(_("The modules have similar names and prices."), PART_DATA_AND_UNCHECKED),
    fields="kit.so_dimm board.takes_so_dimm",
    mends="kit",
)
def form_factor(board: Board, kits: Kits) -> Iterator[Finding]:
    """No laptop module (SO-DIMM) goes into a board for full-size modules.

    Which modules a board takes is no field of the open data: a Thin Mini-ITX board, or one whose name says SO-DIMM,
    takes SO-DIMMs; every other is taken to have full-size slots. The reverse is not decided.
    """
    kit = next((kit for kit in kits if kit.so_dimm), None)
    if kit and not board.takes_so_dimm:
        yield problem(
            _("%(kit)s is made of SO-DIMM modules for laptops, but %(board)s takes full-size DIMMs."),
            _("Choose a kit of full-size DIMMs."),
            kit=kit,
            board=board,
        )


@rule(
    "RAM_SLOTS",
    "problem",
    About(
        _(
            "Twice as much memory as VRAM is a usual aim, and kits are sold in pairs: it is quickly reached that a "
            "third "
            "pair has no place."
        ),
        PART_DATA,
        unknown=_("when the board's number of slots is not recorded."),
    ),
    fields="kit.modules board.memory_slots",
    mends="kit board",
)
def slots(board: Board, kits: Kits) -> Iterator[Finding]:
    """There is a memory slot on the motherboard for every module."""
    has, modules = need(board, "memory_slots"), modules_of(kits)
    if modules > has:
        yield problem(
            _("%(kits)s: %(modules)s modules, but %(board)s has %(slots)s memory slots."),
            _("Choose fewer and larger modules, %(slots)s at most, or a board with more slots."),
            kits=Together(kits),
            board=board,
            modules=modules,
            slots=has,
        )


@rule(
    "RAM_CAPACITY_BOARD",
    "problem",
    About(
        _("Offloading a model's weights to memory asks for sizes that consumer boards do not take."),
        _("Part data. On boards for DDR4 and DDR5 a limit of 1 to 7 is read as TB."),
        unknown=_("when the board's largest amount is not recorded."),
    ),
    fields=f"{MODULE_FIELDS} board.max_memory_gib",
    mends="kit board",
)
def board_capacity(board: Board, kits: Kits) -> Iterator[Finding]:
    """The motherboard takes as much memory as all kits have together."""
    most, total = need(board, "max_memory_gib"), capacity_of(kits)
    if total > most:
        yield problem(
            _("%(kits)s: %(total)s GB of memory, but %(board)s takes %(most)s GB at most."),
            _("Choose %(most)s GB or less, or a board that takes more."),
            kits=Together(kits),
            board=board,
            total=total,
            most=most,
        )


@rule(
    "RAM_CAPACITY_CPU",
    "problem",
    About(
        _("Older desktop processors stop at 64 GB, which a model that is offloaded to memory soon passes."),
        PART_DATA,
        unknown=_("when the processor's largest amount is not recorded."),
    ),
    fields=f"{MODULE_FIELDS} cpu.max_memory_gib",
    mends="kit cpu",
)
def processor_capacity(cpus: tuple[Cpu, ...], board: Board, kits: Kits) -> Iterator[Finding]:  # noqa: ARG001  # as above
    """The processors can address as much memory as all kits have together."""
    most, total = need(cpus[0], "max_memory_gib") * len(cpus), capacity_of(kits)
    if total > most:
        yield problem(
            _("%(kits)s: %(total)s GB of memory, but %(cpu)s addresses %(most)s GB at most."),
            _("Choose %(most)s GB or less, or a processor that addresses more."),
            kits=Together(kits),
            cpu=cpus[0],
            total=total,
            most=most,
        )


@rule(
    "RAM_MIX_REGISTERED",
    "problem",
    About(_("A machine with both does not start, and used server memory is tempting to add later."), UNCHECKED),
    fields="kit.registered",
)
def mixed(board: Board, kits: Kits) -> Iterator[Finding]:
    """Registered and unbuffered memory are not mixed.

    It silences RAM_REGISTERED and RAM_UNBUFFERED.
    """
    registered = tuple(kit for kit in kits if kit.registered)
    if registered and len(registered) < len(kits):
        yield problem(
            _("%(registered)s is registered memory and %(others)s is not: %(board)s runs with one sort only."),
            _("Take kits of one sort, best of one and the same part number."),
            registered=Together(registered),
            others=Together(tuple(kit for kit in kits if not kit.registered)),
            board=board,
        )


@rule(
    "RAM_REGISTERED",
    "problem",
    About(
        _("Used server memory is the cheapest by the gigabyte; a desktop board does not start with it."),
        SOCKET_TABLE,
        silent=_("when the board's socket is not recorded."),
    ),
    fields="kit.registered board.socket",
    mends="kit board",
)
def registered(board: Board, kits: Kits) -> Iterator[Finding]:
    """No registered memory goes into a platform that takes only unbuffered memory.

    Kits that mix both are another rule's matter.
    """
    if board.socket in UNBUFFERED_ONLY.sockets and all(kit.registered for kit in kits):
        yield problem(
            _("%(kits)s: registered memory (RDIMM), but %(board)s (socket %(socket)s) takes only unbuffered memory."),
            _("Choose unbuffered memory (UDIMM); with ECC if the board supports it."),
            kits=Together(kits),
            board=board,
            socket=board.socket,
        )


@rule(
    "RAM_UNBUFFERED",
    "problem",
    About(
        _("Threadripper 7000, EPYC and Xeon boards, chosen for their lanes to several cards, need registered modules."),
        SOCKET_TABLE,
        silent=_("when the board's socket is not recorded, or when a kit is not of the board's type (see RAM_TYPE)."),
    ),
    fields="kit.registered kit.memory_type board.socket board.memory_type",
    mends="kit board",
)
def unbuffered(board: Board, kits: Kits) -> Iterator[Finding]:
    """No unbuffered memory goes into a platform that takes only registered memory."""
    right_type = board.memory_type is not None and all(kit.memory_type == board.memory_type for kit in kits)
    if right_type and board.socket in REGISTERED_ONLY.sockets and not any(kit.registered for kit in kits):
        yield problem(
            _("%(kits)s: unbuffered memory (UDIMM), but %(board)s (socket %(socket)s) takes only registered memory."),
            _("Choose registered memory (RDIMM) of type %(type)s."),
            kits=Together(kits),
            board=board,
            socket=board.socket,
            type=board.memory_type,
        )


@rule(
    "RAM_ECC_UNUSED",
    "warning",
    About(
        _("ECC costs more, and guards a run of weeks only where board and processor both use it."),
        PART_DATA,
        silent=_("when neither says anything: only an explicit no counts, and that is often a default in the data."),
    ),
    fields="kit.ecc kit.registered board.supports_ecc cpu.supports_ecc",
    mends="kit board",
)
def ecc_unused(board: Board, kits: Kits, build: Build) -> Iterator[Finding]:
    """Memory with ECC has a board and a processor that use it."""
    if not all(kit.ecc for kit in kits) or any(kit.registered for kit in kits):
        return
    cpu = build.first(Cpu)
    against = next((part for part in (board, cpu) if part is not None and part.supports_ecc is False), None)
    if against is not None:
        yield warning(
            _("%(kits)s has ECC, but ECC is not recorded as supported by %(part)s."),
            _("Ask the maker whether it is used, or save the price of ECC."),
            kits=Together(kits),
            part=against,
        )


@rule(
    "RAM_MIXED_KITS",
    "warning",
    About(_("Kits that were not tested together often run slower, or not at all, at their rated speed."), UNCHECKED),
    fields="kit.product",
)
def mixed_kits(board: Board, kits: Kits) -> Iterator[Finding]:  # noqa: ARG001  # board: a condition
    """All memory comes in kits of one and the same part number."""
    if len({kit.product or kit.name for kit in kits}) > 1:
        yield warning(
            _("%(kits)s: kits of different part numbers are not tested together."),
            _("Take one kit with all modules, or several of the same part number."),
            kits=Together(kits),
        )


@rule(
    "RAM_CHANNELS",
    "warning",
    About(
        _("An empty channel halves the rate at which data and offloaded weights reach the cards."),
        PART_DATA,
        silent=_("when the processor's number of channels is not recorded."),
    ),
    fields="kit.modules cpu.memory_channels",
    mends="kit",
)
def channels(cpus: tuple[Cpu, ...], board: Board, kits: Kits) -> Iterator[Finding]:  # noqa: ARG001  # board: as above
    """There is a module for every memory channel of the processors."""
    if cpus[0].memory_channels is None:
        return
    has, modules = cpus[0].memory_channels * len(cpus), modules_of(kits)
    if modules < has:
        yield warning(
            _("%(kits)s: %(modules)s modules for the %(channels)s memory channels of %(cpu)s."),
            _("Choose a kit of %(channels)s modules, or several kits of the same part number."),
            kits=Together(kits),
            cpu=cpus[0],
            modules=modules,
            channels=has,
        )


@rule(
    "RAM_VRAM_RATIO",
    "warning",
    About(
        _("Models are loaded through memory, and batches are prepared in it while the cards work."),
        _("benjaminspivey.net 2018: “at least as much RAM as the GPUs”."),
    ),
    fields=f"{MODULE_FIELDS} card.memory_gib",
    mends="kit",
)
def ratio(board: Board, kits: Kits, cards: tuple[Card, ...]) -> Iterator[Finding]:  # noqa: ARG001  # board: as above
    """There is at least as much memory as the graphics cards have together.

    A card whose memory is not recorded counts 0 GB.
    """
    graphics, total = sum([card.memory_gib for card in cards]), capacity_of(kits)
    if graphics and total < graphics:
        yield warning(
            _("%(kits)s: %(total)s GB of memory, less than the %(graphics)s GB of %(cards)s."),
            _("Choose %(graphics)s GB or more."),
            kits=Together(kits),
            cards=Together(cards),
            total=total,
            graphics=graphics,
        )


@rule(
    "RAM_4DIMM_SPEED",
    "note",
    About(_("Four modules of DDR5 load the controller so much that it falls back to its slowest speed."), UNCHECKED),
    fields="kit.modules kit.speed_mts board.memory_type board.socket",
    mends="kit",
)
def four_modules(board: Board, kits: Kits) -> Iterator[Finding]:
    """Four modules of DDR5 are not expected to run faster than 5200 MT/s on desktop platforms."""
    speed = max(kit.speed_mts for kit in kits)
    desktop = board.memory_type == "DDR5" and board.socket in FOUR_MODULES_SOCKETS
    if desktop and modules_of(kits) == FOUR_MODULES and speed > FOUR_MODULES_MTS:
        yield note(
            _("%(kits)s: four modules of %(speed)s MT/s rarely run above %(usual)s MT/s on %(board)s (%(socket)s)."),
            _("Choose two larger modules, or expect a lower speed."),
            kits=Together(kits),
            board=board,
            socket=board.socket,
            speed=speed,
            usual=FOUR_MODULES_MTS,
        )
