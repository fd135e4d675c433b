"""Which facts a rule reads of a build: the parts and the surroundings are put before it under watch.

What a property of a part is made of counts as read, the property does not. What a part is called is no fact, except
where it takes part in equality (a processor's name).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.parts import Build, Context, Part
from engine.registry import NAMES, slots_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.registry import Rule

CALLED = {"key", "answered"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One fact that was read: of which part (None: of the surroundings), which, and what it says."""

    part: Part | None
    name: str
    value: Any

    @property
    def field(self) -> str:
        """The fact as rules name it among their fields."""
        return f"{'context' if self.part is None else NAMES[type(self.part)]}.{self.name}"


def readings(rule: Rule, build: Build, context: Context) -> tuple[Reading, ...]:
    """Let a rule judge a build, and give what it read, each fact once, in the order of reading."""
    noted: dict[tuple[int, str], Reading] = {}
    watched = {id(part): _watch(part, part, noted) for part in build}
    seen = Build(tuple(watched[id(part)] for part in build))
    slots = {name: _seen(value, watched) for name, value in slots_of(build, context).items()}
    rule.run(slots | {"build": seen, "context": _watch(context, None, noted)})
    return tuple(noted.values())


def _seen(value: Any, watched: Mapping[int, Any]) -> Any:  # noqa: ANN401  # what a slot holds
    """Give what a slot holds, under watch."""
    return tuple(watched[id(part)] for part in value) if isinstance(value, tuple) else watched.get(id(value), value)


def _watch(thing: Any, part: Part | None, noted: dict[tuple[int, str], Reading]) -> Any:  # noqa: ANN401  # a part or the context
    kind = _watched(type(thing))  # type: ignore[arg-type]  # a class is hashable, its instances need not be
    seen = object.__new__(kind)
    for name, value in (("thing", thing), ("part", part), ("noted", noted)):
        object.__setattr__(seen, name, value)
    return seen


@cache
def _watched(kind: type[Any]) -> type[Any]:
    """Make a kind of thing that is another one under watch."""
    held = {each.name for each in fields(kind)}
    facts = {each.name for each in fields(kind) if each.name not in CALLED and (each.name != "name" or each.compare)}

    def get(self: Any, name: str) -> Any:  # noqa: ANN401  # as object's
        own = object.__getattribute__
        if name not in held:
            return own(self, name)
        value = getattr(own(self, "thing"), name)
        if name in facts:
            part = own(self, "part")
            own(self, "noted").setdefault((id(part), name), Reading(part, name, value))
        return value

    slots = ("noted", "part", "thing")
    return type(f"Watched{kind.__name__}", (kind,), {"__slots__": slots, "__getattribute__": get})
