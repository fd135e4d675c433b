"""From a record of OpenDB to the facts of a part, or a refusal that says why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from catalog.models import Kind, Part
from catalog.opendb.fields import Fields, RefusedError, refuse_what_no_database_keeps
from catalog.opendb.kinds import (
    case,
    cooler,
    drive,
    fan,
    graphics_card,
    memory,
    motherboard,
    power_supply,
    processor,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["CATEGORIES", "NOT_CARRIED", "Draft", "RefusedError", "draft"]

# Folder of the archive → kind of part, and the function that reads its facts from the fields and the name.
READERS: Mapping[str, tuple[Kind, Callable[[Fields, str], dict[str, Any]]]] = {
    "CPU": (Kind.CPU, processor.read),
    "CPUCooler": (Kind.COOLER, cooler.read),
    "Motherboard": (Kind.BOARD, motherboard.read),
    "RAM": (Kind.MEMORY, memory.read),
    "GPU": (Kind.CARD, graphics_card.read),
    "Storage": (Kind.STORAGE, drive.read),
    "PSU": (Kind.PSU, power_supply.read),
    "PCCase": (Kind.CASE, case.read),
    "CaseFan": (Kind.FAN, fan.read),
}
CATEGORIES: Mapping[str, Kind] = {category: kind for category, (kind, _) in READERS.items()}
NOT_CARRIED = frozenset({"NetworkCard", "ThermalCompound", "PrebuiltDesktop"})  # names only, no fact that a rule reads

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FIRST_YEAR, LAST_YEAR = 1990, 2100  # outside it is a slip of the pen (20117 for 2017) and counts as not known


def _column(name: str) -> int:
    length: int = Part._meta.get_field(name).max_length  # type: ignore[union-attr, assignment]  # noqa: SLF001  # a CharField
    return length


LONGEST_NAME, LONGEST_MANUFACTURER, LONGEST_SERIES = _column("name"), _column("manufacturer"), _column("series")


@dataclass(frozen=True, slots=True)
class Draft:
    """A part as read from a record: what goes into its row, and `facts`, the columns of its kind's table.

    `facts` is filled in further once all cards are known (modes.py, gpus.py); `fact_sources` names the source of each
    fact that is not the record's own. `raw` is the record.
    """

    kind: Kind
    source_ref: str  # its opendb_id
    name: str
    manufacturer: str
    series: str
    part_numbers: list[str]
    released_year: int | None
    facts: dict[str, Any]
    raw: dict[str, Any] = field(repr=False)
    fact_sources: dict[str, str] = field(default_factory=dict)


def draft(category: str, record: object) -> Draft:
    """Read a record of a category (a folder of the archive). Raises RefusedError, which names the field."""
    if category not in READERS:
        message = f"{category!r} is not a category that is read: {', '.join(READERS)}"
        raise RefusedError(message)
    if not isinstance(record, dict):
        message = "the file does not hold an object: write {…}"
        raise RefusedError(message)
    refuse_what_no_database_keeps(record)
    kind, read = READERS[category]
    fields = Fields(record)
    about = fields.under("metadata")
    name = _name(about)
    return Draft(
        kind=kind,
        source_ref=_identity(fields),
        name=_fitting(name, LONGEST_NAME),
        manufacturer=about.text("manufacturer", LONGEST_MANUFACTURER) or "",
        series=about.text("series", LONGEST_SERIES) or "",
        part_numbers=about.texts("part_numbers"),
        released_year=_year(about),
        facts=read(fields, name),
        raw=record,
    )


def _name(about: Fields) -> str:
    name = (about.text("name") or "").strip()
    if not name:
        refused = about.refusal("name", about.values.get("name"), "write the name of the part")
        raise refused
    return name


def _fitting(name: str, longest: int) -> str:
    """Shorten a name that holds a whole advertisement (5 of 29,454) at a word; the record keeps all of it."""
    if len(name) <= longest:
        return name
    head, _, _ = name[: longest - 1].rpartition(" ")
    return f"{head.rstrip(' ,') or name[: longest - 1]}…"


def _identity(fields: Fields) -> str:
    identity = fields.text("opendb_id")
    if identity is None or not UUID.fullmatch(identity):
        refused = fields.refusal("opendb_id", fields.values.get("opendb_id"), "write a UUID in small letters")
        raise refused
    return identity


def _year(about: Fields) -> int | None:
    year = about.whole("releaseYear", 100_000)
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None
