"""Power limits of graphics cards: what may be set, and what it does to the speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from catalog.models import Kind
from catalog.templatetags.units import percent, watts
from engine.parts import Card
from engine.platforms.power_limits import LEAST_LIMIT_W, nearest
from engine.power import speed_range

if TYPE_CHECKING:
    from builder.models import Item
    from engine.parts import Part


def highest_limit(item: Item) -> int | None:
    """Give the board power of an item's card in watts: no limit above it limits anything. None: not known, no card."""
    if item.kind != Kind.CARD or item.part is None:
        return None
    watts_: int | None = item.part.graphics_card.board_power_w
    return watts_


def limit_error(item: Item, limit_w: int | None) -> str | None:
    """Say what is wrong with a limit, and what is allowed; None: nothing is."""
    if limit_w is None:
        return None
    if item.kind != Kind.CARD:
        return _("Power limit (W): only a graphics card can be limited; %(name)s is none.") % {"name": item.name}
    high = highest_limit(item)
    if high is None:
        return _("Power limit (W): the board power of %(name)s is not known, so it cannot be limited here.") % {
            "name": item.name
        }
    if not LEAST_LIMIT_W <= limit_w <= high:
        return _("Power limit (W): write a whole number from %(low)s to %(high)s, the board power of %(name)s.") % {
            "low": LEAST_LIMIT_W,
            "high": f"{high:,}",
            "name": item.name,
        }
    return None


def speed_text(part: Part) -> str:
    """Say what its limit does to the speed of a card, with what was measured nearest to it; empty without a limit."""
    if not isinstance(part, Card) or not part.board_power_w or part.limited_w in {None, part.board_power_w}:
        return ""
    low, high = speed_range(part)
    share = (part.limited_w or 0) / part.board_power_w
    points = "; ".join(
        _("%(card)s at %(limit)s of %(full)s: %(speed)s, %(work)s")
        % {
            "card": point.chipset,
            "limit": watts(point.limit_w),
            "full": watts(point.full_w),
            "speed": percent(point.speed),
            "work": _(point.work),
        }
        for point in nearest(share)
    )
    return _(
        "At %(share)s of its power it keeps %(low)s to %(high)s of its speed: an estimate. Measured: %(points)s."
    ) % {"share": percent(share), "low": percent(low), "high": percent(high), "points": points}


def limit_sources(part: Part) -> list[str]:
    """Name where the measurements were read."""
    if not speed_text(part) or not isinstance(part, Card):
        return []
    share = (part.limited_w or 0) / (part.board_power_w or 1)
    return list(dict.fromkeys(point.source for point in nearest(share)))
