"""What makers promise of processors: the speed of memory, and firmware that does not wear them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Finding, note
from engine.findings import gettext_noop as _
from engine.platforms import processors
from engine.registry import About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Cpu, MemoryKit


@rule(
    "CPU_LEAKY_STEP",
    "note",
    About(
        _("Data loading loads all cores for days, and a worn processor breaks runs with errors that look like bugs."),
        _("Intel's post on the root cause of Vmin shift instability; each row of the table has its source."),
        outline=True,
    ),
    fields="cpu.socket cpu.name",
    mends="cpu",
)
def worn(cpu: Cpu) -> Iterator[Finding]:
    """The processor is none that wears out under its first firmware: Intel's K parts of the 13th and 14th generation.

    It is told by its name.
    """
    row = processors.unstable(cpu.socket, cpu.name)
    if row:
        yield note(
            _("%(cpu)s wears out under firmware older than microcode %(microcode)s."),
            _("Update the BIOS to microcode %(microcode)s before the first long run; buy no used one."),
            cpu=cpu,
            microcode=row.microcode,
        )


@rule(
    "RAM_SPEED",
    "note",
    About(
        _("Above the promised speed memory is overclocked: what passes a game may flip a bit in a run of days."),
        _("Table of memory speeds; each row has its source."),
        silent=_("when the table does not speak of the processor, or a kit's speed or type is not recorded."),
        outline=True,
    ),
    fields="cpu.socket cpu.microarchitecture kit.memory_type kit.speed_mts",
    mends="kit",
)
def memory_speed(cpu: Cpu, kits: tuple[MemoryKit, ...]) -> Iterator[Finding]:
    """No kit is faster than the memory that the processor's maker promises to work.

    The fastest kit counts. The promise is that for one module to a channel; RAM_4DIMM_SPEED speaks of four modules.
    """
    kit = max(kits, key=lambda each: each.speed_mts)
    promised = processors.memory_speed(cpu.socket, cpu.microarchitecture, kit.memory_type)
    if promised is not None and kit.speed_mts > promised:
        yield note(
            _("%(kit)s is sold for %(speed)s MT/s, but %(type)s at more than %(promised)s MT/s overclocks %(cpu)s."),
            _("Set %(promised)s MT/s for long runs, or switch XMP or EXPO on and test the memory for a night."),
            kit=kit,
            cpu=cpu,
            type=kit.memory_type,
            speed=kit.speed_mts,
            promised=promised,
        )
