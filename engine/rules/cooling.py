"""Cooling the processor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Finding, need, problem
from engine.findings import gettext_noop as _
from engine.parts import Build, Case, Cooler, Cpu
from engine.platforms.mechanics import mountable
from engine.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("COOLER_MISSING", reads={Cooler}, absence=True)
def missing(cpu: Cpu, build: Build) -> Iterator[Finding]:
    """The processor has a cooler: a chosen one, or the one in its box."""
    if not cpu.includes_cooler and build.first(Cooler) is None:
        yield problem(
            _("%(cpu)s comes without a cooler, and none has been chosen."),
            _("Choose a cooler that fits the processor's socket and the height of the case."),
            cpu=cpu,
        )


@rule("COOLER_SOCKET")
def socket(cpu: Cpu, cooler: Cooler) -> Iterator[Finding]:
    """The cooler can be mounted on the processor's socket."""
    fits = need(cooler.sockets, _("list of sockets"), cooler)
    wants = need(cpu.socket, _("socket"), cpu)
    if wants not in mountable(fits):
        yield problem(
            _("%(cpu)s has socket %(socket)s, but %(cooler)s is made for %(sockets)s."),
            _("Choose a cooler for socket %(socket)s, or ask its maker for a mounting kit."),
            cpu=cpu,
            cooler=cooler,
            socket=wants,
            sockets=", ".join(fits),
        )


@rule("COOLER_HEIGHT")
def height(cpu: Cpu, cooler: Cooler, case: Case) -> Iterator[Finding]:  # noqa: ARG001  # cpu: a condition
    """An air cooler is no higher than the case allows."""
    if cooler.water_cooled:
        return
    limit = need(case.max_cooler_height_mm, _("limit for the height of a cooler"), case)
    high = need(cooler.height_mm, _("height"), cooler)
    if high > limit:
        yield problem(
            _("%(cooler)s is %(height)s mm high, but %(case)s takes coolers up to %(limit)s mm."),
            _("Choose a cooler of %(limit)s mm or less, a liquid cooler, or a wider case."),
            cooler=cooler,
            case=case,
            height=high,
            limit=limit,
        )
