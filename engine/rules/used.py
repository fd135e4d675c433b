"""Parts that somebody else has used before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Finding, Together, note
from engine.findings import gettext_noop as _
from engine.parts import Build, Card, Psu
from engine.registry import About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "USED_PART",
    "note",
    About(
        _("Used cards give the most memory for the money; a used supply can take the rest of the machine with it."),
        _("mylocalai.org."),
        silent=_("of parts of which nobody has said that they are used."),
        outline=True,
    ),
    fields="card.used supply.used cpu.used board.used kit.used drive.used case.used cooler.used fan.used",
    mends="supply card",
)
def used(build: Build) -> Iterator[Finding]:
    """Every part is new.

    A used power supply is named before a used card, and that before anything else.
    """
    worn = tuple([part for part in build.parts if part.used])
    if not worn:
        return
    supplies = tuple([part for part in worn if isinstance(part, Psu)])
    cards = tuple([part for part in worn if isinstance(part, Card)])
    if supplies:
        yield note(
            _("%(parts)s: bought used; its capacitors have aged, and nothing tells how far."),
            _("Buy the power supply new, with a warranty of its own."),
            parts=Together(supplies),
        )
    elif cards:
        yield note(
            _("%(parts)s: bought used, perhaps after years of mining; pads, fans and warranty are in question."),
            _("Test the memory under load for an hour, watch temperatures, and renew paste and pads if need be."),
            parts=Together(cards),
        )
    else:
        yield note(
            _("%(parts)s: bought used; the maker's warranty may not pass on."),
            _("Ask for the bill, and test it while it can be sent back."),
            parts=Together(worn),
        )
