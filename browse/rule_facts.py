"""What the facts are called that a rule reads, and how their values are written."""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.labels import LABELS, count, listed, yes_no
from browse.rule_examples import KINDS
from catalog.templatetags.units import number, unknown
from engine.facts import FACTS
from engine.parts import ASKED
from engine.registry import ONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import _StrPromise

    from engine.facts import Fact
    from engine.parts import Part
    from engine.watching import Reading

CONTEXT = "context"
SURROUNDINGS: Mapping[str, _StrPromise] = {
    "circuit": _l("Wall circuit"),
    "power_limit_w": _l("Power limit of the cards"),
    "os": _l("Operating system"),
    "framework": _l("Framework"),
    "purpose": _l("What it is for"),
    "nvlink": _l("NVLink wanted"),
    "room": _l("Where it stands"),
    "bridge_slots": _l("Slots that the NVLink bridge spans"),
    "riser_generation": _l("PCI Express generation of the risers"),
    "ups_va": _l("Uninterruptible supply, in VA"),
    "needs_gib": _l("Graphics memory that the work needs, in GB"),
    "driver": _l("Branch of the driver"),
    "shared_storage": _l("Datasets on the network"),
}


def owner_label(owner: str) -> str:
    """Name what a field is read of: a kind of part, or the surroundings."""
    return _("Surroundings") if owner == CONTEXT else str(KINDS[ONE[owner]].label)


def label_of(field: str) -> str:
    """Name a fact, such as "board.socket", apart from what it is a fact of; unnamed ones by the words of the field."""
    owner, _dot, name = field.partition(".")
    if owner == CONTEXT:
        return str(SURROUNDINGS.get(name) or words(name))
    label, fact = LABELS[KINDS[ONE[owner]]].get(name), asked_fact(ONE[owner], name)
    if label is not None:
        return str(label.text)
    return capfirst(_(fact.label).rstrip(",")) if fact else words(name)


def asked_fact(kind: type[Part], name: str) -> Fact | None:
    """Give what is known of a fact that rules can miss."""
    return FACTS.get(kind, {}).get(name)


def words(name: str) -> str:
    """Make words of the name of a field."""
    return {"name": _("Name"), "product": _("Product"), "used": _("Bought used")}.get(
        name, name.replace("_", " ").capitalize()
    )


def grouped(names: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Give the facts by what they are facts of, as people call both."""
    by_owner: dict[str, list[str]] = {}
    for name in names:
        by_owner.setdefault(name.partition(".")[0], []).append(label_of(name))
    return [(owner_label(owner), labels) for owner, labels in by_owner.items()]


def shown(reading: Reading) -> str:
    """Write the value of a fact that was read."""
    value = raw(reading.value)
    if reading.part is None:
        return _("not said") if value is None else plainly(value)
    kind = type(reading.part)
    label = LABELS[KINDS[kind]].get(reading.name)
    if label is not None:
        return label.shown(value)
    fact = asked_fact(kind, reading.name)
    if value is None:
        return _("nobody has said") if only_asked(kind, reading.name) else unknown()
    return f"{plainly(value)} {fact.unit}".strip() if fact else plainly(value)


def only_asked(kind: type[Part], name: str) -> bool:
    """Tell whether a fact is one that no data records, only a reader can say."""
    return any(each.name == name and bool(each.metadata.get(ASKED)) for each in fields(kind))


def plainly(value: Any) -> str:  # noqa: ANN401  # whatever a fact is
    """Write a value that has no column of its own."""
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, list):
        return listed([str(each) for each in value])
    return number(value, 1) if isinstance(value, float) else count(value) if isinstance(value, int) else str(value)


def raw(value: Any) -> Any:  # noqa: ANN401  # as the engine holds it, as JSON gives it
    """Turn what the engine holds into what tables hold."""
    if isinstance(value, tuple):
        return [raw(each) for each in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
