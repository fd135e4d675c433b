"""Cooling the processor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.facts import need
from engine.findings import Finding, problem, warning
from engine.findings import gettext_noop as _
from engine.platforms.mechanics import mountable
from engine.registry import About, rule
from engine.rules.sources import PART_DATA, UNCHECKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Case, Cooler, Cpu

# Which small coolers are asked too much: general knowledge, unchecked. (below this height in mm, above this power in W)
LOW_COOLERS = ((70, 95), (100, 150))
SMALL_RADIATOR_MM = 140
SMALL_RADIATOR_W = 200


@rule(
    "COOLER_SOCKET",
    "problem",
    About(
        _("Threadripper and EPYC need large brackets that few coolers have."),
        _("Part data; mount families are general knowledge, unchecked."),
        unknown=_("when the cooler's list of sockets or the processor's socket is not recorded."),
    ),
    fields="cpu.socket cooler.sockets",
    mends="cooler",
)
def socket(cpu: Cpu, cooler: Cooler) -> Iterator[Finding]:
    """The cooler can be mounted on the processor's socket.

    A cooler that lists one socket of a mount family (such as AM4 and AM5) is taken to fit all of it. The processor's
    socket counts, not the board's.
    """
    fits, wants = need(cooler, "sockets"), need(cpu, "socket")
    if wants not in mountable(fits):
        yield problem(
            _("%(cpu)s has socket %(socket)s, but %(cooler)s is made for %(sockets)s."),
            _("Choose a cooler for socket %(socket)s, or ask its maker for a mounting kit."),
            cpu=cpu,
            cooler=cooler,
            socket=wants,
            sockets=", ".join(fits),
        )


@rule(
    "COOLER_HEIGHT",
    "problem",
    About(
        _("Tower coolers are the quiet way to cool a processor that works for days, and the side panel decides."),
        PART_DATA,
        unknown=_("when either height is not recorded; two of three cases do not state theirs."),
    ),
    fields="cooler.water_cooled cooler.height_mm case.max_cooler_height_mm",
    mends="cooler case",
)
def height(cpu: Cpu, cooler: Cooler, case: Case) -> Iterator[Finding]:  # noqa: ARG001  # cpu: a condition
    """An air cooler is no higher than the case allows.

    Liquid coolers are not judged by height.
    """
    if cooler.water_cooled:
        return
    limit, high = need(case, "max_cooler_height_mm"), need(cooler, "height_mm")
    if high > limit:
        yield problem(
            _("%(cooler)s is %(height)s mm high, but %(case)s takes coolers up to %(limit)s mm."),
            _("Choose a cooler of %(limit)s mm or less, a liquid cooler, or a wider case."),
            cooler=cooler,
            case=case,
            height=high,
            limit=limit,
        )


@rule(
    "COOLER_RADIATOR",
    "problem",
    About(
        _("A radiator shares the front with long cards, and whether it has a place is known only to the case's maker."),
        PART_DATA,
        unknown=_("for every liquid cooler in a case, until someone says which radiator the case takes."),
    ),
    fields="cooler.water_cooled cooler.radiator_mm case.max_radiator_mm",
    mends="cooler case",
)
def radiator(cpu: Cpu, cooler: Cooler, case: Case) -> Iterator[Finding]:  # noqa: ARG001  # cpu: a condition
    """The case has a place for the radiator of a liquid cooler."""
    if not cooler.water_cooled:
        return
    limit, size = need(case, "max_radiator_mm"), need(cooler, "radiator_mm")
    if size > limit:
        yield problem(
            _("%(cooler)s has a radiator of %(size)s mm, but %(case)s takes radiators up to %(limit)s mm."),
            _("Choose a liquid cooler of %(limit)s mm or less, an air cooler, or another case."),
            cooler=cooler,
            case=case,
            size=size,
            limit=limit,
        )


@rule(
    "COOLER_TDP",
    "warning",
    About(
        _("Data loading keeps all cores busy, and a processor that is too hot slows down and starves the cards."),
        UNCHECKED,
        silent=_("when the cooler's size or the processor's power is not recorded."),
    ),
    fields="cpu.package_power_w cpu.tdp_w cooler.water_cooled cooler.height_mm cooler.radiator_mm",
    mends="cooler",
)
def heat(cpu: Cpu, cooler: Cooler) -> Iterator[Finding]:
    """The cooler is large enough for the power of the processor.

    It speaks of air coolers below 70 mm above 95 W and below 100 mm above 150 W, and of radiators of 140 mm or less
    above 200 W.
    """
    watts = cpu.package_power_w or cpu.tdp_w or 0
    size = cooler.radiator_mm if cooler.water_cooled else cooler.height_mm
    if size is None:
        return
    if cooler.water_cooled:
        small = size <= SMALL_RADIATOR_MM and watts > SMALL_RADIATOR_W
    else:
        small = any(size < high and watts > limit for high, limit in LOW_COOLERS)
    if small:
        yield warning(
            _("%(cpu)s draws up to %(watts)s W, which is much for %(cooler)s with its %(size)s mm."),
            _("Choose a larger cooler, or limit the processor's power in the BIOS."),
            cpu=cpu,
            cooler=cooler,
            watts=watts,
            size=size,
        )
