"""Answers to what the catalogue does not say, and power limits, as a request gives them: looked at part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.exceptions import ValidationError

from builder.answering import checked
from builder.limits import limit_error
from builder.models import Item
from catalog import convert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from catalog.models import Part

Asked = dict[str, Any]  # a line as a serializer has read it


def items_of(asked: Sequence[Asked], parts: Mapping[int, Part], name: str) -> list[Item]:
    """Make items, not saved, of the lines of a request; `parts` by their place.

    ValidationError names each wrong answer and limit by its path below `name`.
    """
    items: list[Item] = []
    wrong: dict[str, str] = {}
    for place, each in enumerate(asked):
        item = _item(each, parts.get(place), place)
        wrong |= {f"{name}[{place}].{path}": text for path, text in _look(item).items()}
        items.append(item)
    if wrong:
        raise ValidationError(wrong)
    return items


def _item(asked: Asked, part: Part | None, place: int) -> Item:
    kept = {
        name: asked[name]
        for name in ("quantity", "owned", "own_price", "used", "power_limit_w", "answers")
        if name in asked
    }
    kind, name = (part.kind, part.name) if part else (asked["kind"], asked["name"])
    return Item(kind=kind, part=part, name=name, position=place + 1, **kept)


def _look(item: Item) -> dict[str, str]:
    """Keep the answers as they are kept, and say what is wrong."""
    stated = convert.engine_part(item.kind, "", item.name, convert.facts_of(item.part) if item.part else {})
    item.answers, wrong = checked(stated, item.answers)
    found = {f"answers.{name}": text for name, text in wrong.items()}
    if error := limit_error(item, item.power_limit_w):
        found["power_limit_w"] = error
    return found
