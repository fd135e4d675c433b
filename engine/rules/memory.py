"""Memory: type, shape, number and size of modules, registered or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Finding, Together, need, problem
from engine.findings import gettext_noop as _
from engine.parts import Board, Cpu, MemoryKit
from engine.platforms.memory import REGISTERED_ONLY, UNBUFFERED_ONLY
from engine.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

Kits = tuple[MemoryKit, ...]


@rule("CPU_RAM_TYPE")
def processor_type(cpu: Cpu, board: Board, kits: Kits) -> Iterator[Finding]:  # noqa: ARG001  # kits: a condition
    """The processor's memory controller knows the type of memory that the motherboard takes."""
    if cpu.memory_types and board.memory_type and board.memory_type not in cpu.memory_types:
        yield problem(
            _("%(board)s takes %(has)s memory, but %(cpu)s works only with %(types)s."),
            _("Choose a board for %(types)s, or a processor that works with %(has)s."),
            cpu=cpu,
            board=board,
            has=board.memory_type,
            types=", ".join(cpu.memory_types),
        )


@rule("RAM_TYPE")
def memory_type(board: Board, kits: Kits) -> Iterator[Finding]:
    """Every memory kit is of the type that the motherboard takes."""
    takes = need(board.memory_type, _("memory type"), board)
    for kit in sorted(kits, key=lambda kit: kit.memory_type is None):  # a known misfit goes before an unknown
        if need(kit.memory_type, _("memory type"), kit) != takes:
            yield problem(
                _("%(kit)s is %(has)s memory, but %(board)s takes %(takes)s."),
                _("Choose %(takes)s memory, or a board for %(has)s."),
                kit=kit,
                board=board,
                has=kit.memory_type,
                takes=takes,
            )
            return


@rule("RAM_FORM_FACTOR")
def form_factor(board: Board, kits: Kits) -> Iterator[Finding]:
    """No laptop module (SO-DIMM) goes into a board for full-size modules."""
    kit = next((kit for kit in kits if kit.so_dimm), None)
    if kit and not board.takes_so_dimm:
        yield problem(
            _("%(kit)s is made of SO-DIMM modules for laptops, but %(board)s takes full-size DIMMs."),
            _("Choose a kit of full-size DIMMs."),
            kit=kit,
            board=board,
        )


@rule("RAM_SLOTS")
def slots(board: Board, kits: Kits) -> Iterator[Finding]:
    """There is a memory slot on the motherboard for every module."""
    has = need(board.memory_slots, _("number of memory slots"), board)
    modules = sum(kit.modules for kit in kits)
    if modules > has:
        yield problem(
            _("%(kits)s: %(modules)s modules, but %(board)s has %(slots)s memory slots."),
            _("Choose fewer and larger modules, %(slots)s at most, or a board with more slots."),
            kits=Together(kits),
            board=board,
            modules=modules,
            slots=has,
        )


@rule("RAM_CAPACITY_BOARD")
def board_capacity(board: Board, kits: Kits) -> Iterator[Finding]:
    """The motherboard takes as much memory as all kits have together."""
    most = need(board.max_memory_gib, _("largest amount of memory"), board)
    total = sum(kit.capacity_gib for kit in kits)
    if total > most:
        yield problem(
            _("%(kits)s: %(total)s GB of memory, but %(board)s takes %(most)s GB at most."),
            _("Choose %(most)s GB or less, or a board that takes more."),
            kits=Together(kits),
            board=board,
            total=total,
            most=most,
        )


@rule("RAM_REGISTERED")
def registered(board: Board, kits: Kits) -> Iterator[Finding]:
    """No registered memory goes into a platform that takes only unbuffered memory."""
    if board.socket in UNBUFFERED_ONLY.sockets and all(kit.registered for kit in kits):
        yield problem(
            _("%(kits)s: registered memory (RDIMM), but %(board)s (socket %(socket)s) takes only unbuffered memory."),
            _("Choose unbuffered memory (UDIMM); with ECC if the board supports it."),
            kits=Together(kits),
            board=board,
            socket=board.socket,
        )


@rule("RAM_UNBUFFERED")
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
