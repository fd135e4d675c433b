"""A part in one line: the few facts by which people tell parts of a kind apart. What is not known is left out."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.templatetags.units import gib, millimetres, number, watts
from engine import parts as engine

if TYPE_CHECKING:
    from collections.abc import Iterable


def _joined(pieces: Iterable[str | None]) -> str:
    return ", ".join(piece for piece in pieces if piece)


def _if_known(value: object, text: str) -> str | None:
    return text if value else None


@singledispatch
def summary(part: engine.Part) -> str:
    """Give the line for a part."""
    message = f"no line is written for {type(part).__name__}"
    raise NotImplementedError(message)


@summary.register
def _cpu(part: engine.Cpu) -> str:
    power = part.package_power_w or part.tdp_w
    return _joined(
        (
            part.socket,
            _if_known(part.cores, _("%(count)s cores") % {"count": part.cores}),
            _if_known(power, watts(power)),
        )
    )


@summary.register
def _cooler(part: engine.Cooler) -> str:
    if part.water_cooled:
        return _joined((_("Liquid"), _if_known(part.radiator_mm, _("radiator %s") % millimetres(part.radiator_mm))))
    return _joined((_("Air"), _if_known(part.height_mm, _("%s high") % millimetres(part.height_mm))))


@summary.register
def _board(part: engine.Board) -> str:
    return _joined(
        (
            part.socket if part.socket_count == 1 else f"{part.socket_count} × {part.socket}",
            part.form_factor,
            part.memory_type,
            _if_known(part.x16_slots, f"{part.x16_slots} × x16"),
            _if_known(part.m2_sockets, f"{len(part.m2_sockets or ())} × M.2"),
        )
    )


@summary.register
def _memory(part: engine.MemoryKit) -> str:
    return _joined(
        (
            f"{part.memory_type or ''}-{part.speed_mts}" if part.speed_mts else part.memory_type,
            f"{part.modules} × {gib(part.module_gib)}",
            _("registered") if part.registered else None,
            "ECC" if part.ecc else None,
        )
    )


@summary.register
def _card(part: engine.Card) -> str:
    return _joined(
        (
            gib(part.memory_gib) if part.memory_gib else None,
            _if_known(part.board_power_w, watts(part.board_power_w)),
            _if_known(part.length_mm, millimetres(part.length_mm)),
            _if_known(
                part.slots, ngettext("%(count)s slot", "%(count)s slots", part.slots or 0) % {"count": part.slots}
            ),
        )
    )


@summary.register
def _psu(part: engine.Psu) -> str:
    return _joined(
        (
            _if_known(part.rated_w, watts(part.rated_w)),
            part.efficiency_rating,
            _if_known(part.leads_16pin, _("%(count)s × 16-pin") % {"count": part.leads_16pin}),
            _if_known(part.leads_8pin, _("%(count)s × 8-pin") % {"count": part.leads_8pin}),
        )
    )


@summary.register
def _case(part: engine.Case) -> str:
    return _joined(
        (
            part.form_factor,
            _if_known(part.max_card_length_mm, _("cards to %s") % millimetres(part.max_card_length_mm)),
            _if_known(part.expansion_slots, _("%(count)s slots") % {"count": part.expansion_slots}),
        )
    )


@summary.register
def _drive(part: engine.Drive) -> str:
    bay = f"{part.bay_inches:g}″" if part.bay_inches else None
    size = f"M.2 {part.m2_length_mm} mm" if part.attachment == "m2" and part.m2_length_mm else None
    return _joined((_capacity(part.capacity_gb), size or bay, part.attachment.upper() if not size else None))


def _capacity(gigabytes: float | None) -> str | None:
    if not gigabytes:
        return None
    terabyte = 1000
    return f"{number(gigabytes / terabyte, 2)} TB" if gigabytes >= terabyte else f"{number(gigabytes)} GB"


@summary.register
def _fan(part: engine.Fan) -> str:
    return _joined((_if_known(part.size_mm, millimetres(part.size_mm)), f"{part.fans} ×" if part.fans > 1 else None))
