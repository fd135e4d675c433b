"""From rows to the engine's parts: columns of a facts table and fields of its engine class share their names."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from catalog.models import SPECS, Kind, Part, Spec
from engine import parts as engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CLASSES: dict[str, type[engine.Part]] = {
    Kind.CPU: engine.Cpu,
    Kind.COOLER: engine.Cooler,
    Kind.BOARD: engine.Board,
    Kind.MEMORY: engine.MemoryKit,
    Kind.CARD: engine.Card,
    Kind.STORAGE: engine.Drive,
    Kind.PSU: engine.Psu,
    Kind.CASE: engine.Case,
    Kind.FAN: engine.Fan,
}
NO_FACTS = {"key", "name", "product", "answered"}
FACTS: dict[str, tuple[str, ...]] = {
    kind: tuple(
        field.name for field in fields(cls) if field.name not in NO_FACTS and not field.metadata.get(engine.ASKED)
    )
    for kind, cls in CLASSES.items()
}


def engine_part(  # noqa: PLR0917  # what a part is, and what it is called
    kind: str,
    key: str,
    name: str,
    facts: Mapping[str, Any],
    product: str = "",
    **asked: Any,  # noqa: ANN401  # whatever a fact is
) -> engine.Part:
    """Make the engine's part from facts by name; what is not among them keeps the engine's default: unknown.

    `product` tells products apart, and is the key unless given; `asked` is what only the reader of a build can say.
    """
    given = {fact: facts[fact] for fact in FACTS[kind] if fact in facts}
    return CLASSES[kind](key=key, name=name, product=product or key, **frozen(given), **asked)


def frozen(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Turn lists, as JSON gives them, into the tuples that the engine's frozen parts hold."""
    return {fact: frozen_fact(fact, value) for fact, value in facts.items()}


def from_row(part: Part) -> engine.Part:
    """Make the engine's part from a row whose facts are loaded."""
    return engine_part(part.kind, part.slug, part.name, facts_of(part))


def facts_of(part: Part) -> dict[str, Any]:
    """Give the facts of a row that the engine reads."""
    spec = part.spec
    return {fact: getattr(spec, fact) for fact in FACTS[part.kind]}


def accessors(kinds: Iterable[str] | None = None) -> list[str]:
    """Give what `select_related` has to follow so that the facts of these kinds (all, unless given) are loaded."""
    wanted = SPECS if kinds is None else {Kind(kind) for kind in kinds}
    return [spec_class(kind).accessor for kind in SPECS if kind in wanted]


def spec_class(kind: str) -> type[Spec]:
    """Give the facts table of a kind."""
    return SPECS[Kind(kind)]


def frozen_fact(fact: str, value: Any) -> Any:  # noqa: ANN401  # as JSON gives it, as a dataclass holds it
    """Turn one fact."""
    if isinstance(value, list):
        if fact == "m2_sockets":
            return tuple(_m2_socket(socket) for socket in value)
        return tuple(value)
    return value


def _m2_socket(socket: dict[str, Any]) -> engine.M2Socket:
    lengths = socket.get("lengths_mm")
    return engine.M2Socket(
        lengths_mm=None if lengths is None else tuple(lengths),
        pcie=socket["pcie"],
        sata=socket["sata"],
        pcie5=socket["pcie5"],
    )
