"""The tables of fact about platforms that rules read: shown row by row with their sources, and told apart by slug."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from engine.platforms import (
    chipsets,
    datacentre,
    drivers,
    electrics,
    features,
    lanes,
    mechanics,
    memory,
    processors,
    sockets,
    software,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.utils.functional import _StrPromise

    from engine.registry import Rule

TABLES: tuple[tuple[str, _StrPromise, object], ...] = (
    (
        "chipset-support",
        _l("Processors that a chipset does not take, or only with a new BIOS"),
        chipsets.CHIPSET_SUPPORT,
    ),
    ("socket-spellings", _l("Other spellings of sockets"), sockets.SPELLINGS),
    ("cooler-socket-spellings", _l("Other spellings of sockets on coolers"), sockets.COOLER_SPELLINGS),
    ("chipset-spellings", _l("Other spellings of chipsets"), sockets.CHIPSET_SPELLINGS),
    ("microarchitecture-spellings", _l("Other spellings of microarchitectures"), sockets.MICROARCHITECTURE_SPELLINGS),
    ("processor-corrections", _l("Processors filed under a wrong socket"), sockets.CPU_CORRECTIONS),
    ("mount-families", _l("Sockets that share a cooler's bracket"), mechanics.MOUNT_FAMILIES),
    ("slot-positions", _l("Expansion-slot positions of boards"), mechanics.SLOT_POSITIONS),
    ("board-stand-ins", _l("Boards that fit where a case lists another form factor"), mechanics.STAND_INS),
    ("supply-stand-ins", _l("Power supplies that fit where a case lists another form factor"), mechanics.SUPPLY_FITS),
    ("registered-only", _l("Sockets that take only registered memory"), (memory.REGISTERED_ONLY,)),
    ("unbuffered-only", _l("Sockets that take only unbuffered memory"), (memory.UNBUFFERED_ONLY,)),
    ("registered-or-unbuffered", _l("Sockets where it depends"), (memory.EITHER,)),
    ("processor-lanes", _l("PCI Express lanes for graphics cards"), lanes.CPU_LANES),
    ("processor-lanes-by-name", _l("Processors with other lanes than their socket"), lanes.CPU_LANES_BY_NAME),
    ("pcie-generations", _l("PCI Express generation of the slots"), lanes.PCIE_GENERATIONS),
    ("wall-circuits", _l("Wall circuits"), electrics.CIRCUITS),
    ("supply-efficiency", _l("Efficiency of power supplies"), electrics.PSU_EFFICIENCY),
    ("peak-factors", _l("Short peaks of graphics cards, as a multiple of their power"), electrics.PEAK_FACTORS),
    ("rocm-linux", _l("AMD chips that ROCm supports on Linux"), software.ROCM_LINUX),
    ("nvlink", _l("GPUs with NVLink"), software.NVLINK),
    ("cuda-generations", _l("What a CUDA compute capability means"), features.GENERATIONS),
    ("amd-chips", _l("AMD chips as ROCm names them, and how far it takes them"), features.AMD_CHIPS),
    ("intel-series", _l("Series of Intel that PyTorch names for its XPU backend"), features.INTEL_SERIES),
    ("memory-speeds", _l("Memory speeds that makers of processors promise"), processors.MEMORY_SPEEDS),
    ("unstable-processors", _l("Processors that wear out under their first firmware"), processors.UNSTABLE),
    ("eps-plugs", _l("Cards that take a processor's power plug (EPS)"), datacentre.EPS_PLUGS),
    ("large-windows", _l("Cards that want a large range of addresses"), datacentre.LARGE_WINDOWS),
    ("driver-branches", _l("Drivers that a major version of CUDA needs"), drivers.DRIVER_BRANCHES),
    ("default-builds", _l("The CUDA of a framework's usual build"), drivers.DEFAULT_BUILDS),
    ("no-peers", _l("GeForce cards that do not reach one another directly"), drivers.NO_PEERS),
)
HEADS: dict[str, _StrPromise] = {
    "": _l("Name"),
    "source": _l("Source"),
    "socket": _l("Socket"),
    "sockets": _l("Sockets"),
    "chipset": _l("Chipset"),
    "chipsets": _l("Chipsets"),
    "microarchitectures": _l("Microarchitectures"),
    "support": _l("Verdict"),
    "why": _l("Why"),
    "except_name": _l("Except names with"),
    "written": _l("Written"),
    "read_as": _l("Read as"),
    "name_matches": _l("Names with"),
    "positions": _l("Positions"),
    "board": _l("Board"),
    "listed": _l("The case lists"),
    "case_form_factor": _l("Only in cases called"),
    "supplies": _l("Power supply"),
    "lanes": _l("Lanes"),
    "generation": _l("Generation"),
    "volts": _l("Volts"),
    "amperes": _l("Amperes"),
    "share": _l("Share"),
    "factor": _l("Factor"),
    "vendor": _l("Maker"),
    "value": _l("Value"),
    "first_cuda": _l("CUDA from"),
    "last_cuda": _l("CUDA until"),
    "last_pytorch": _l("PyTorch until"),
    "wheels": _l("Wheels for"),
    "rocm_linux": _l("ROCm, Linux"),
    "rocm_windows": _l("ROCm, Windows"),
    "unchecked": _l("General knowledge, unchecked"),
    "memory_type": _l("Memory"),
    "mts": _l("MT/s"),
    "microcode": _l("Mended by microcode"),
    "adapter_in_box": _l("Adapter in the box"),
    "gib": _l("GiB of addresses"),
    "branch": _l("Driver from"),
    "cuda": _l("CUDA"),
    "cuda_for_older": _l("CUDA for older cards"),
    "names_begin": _l("Names that begin with"),
}
SOFTWARE = re.compile(r"\b(frameworks?|PyTorch|ROCm|CUDA|bf16)\b", re.IGNORECASE)  # what /frameworks/ says more about
VERDICTS: dict[Enum, _StrPromise] = {
    chipsets.Support.NEVER: _l("Does not run"),
    chipsets.Support.BIOS_UPDATE: _l("Needs a BIOS update"),
    features.Status.SUPPORTED: _l("Supported"),
    features.Status.PARTLY: _l("In part"),
    features.Status.DEPRECATED: _l("Deprecated"),
    features.Status.NOT_LISTED: _l("Not listed"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of facts about platforms, ready to be shown. `fields` are the names of its columns in the engine."""

    slug: str
    title: _StrPromise
    fields: tuple[str, ...]
    rows: list[list[str]]

    @property
    def heads(self) -> list[str]:
        """What the columns are called."""
        return [str(HEADS.get(name, name.replace("_", " ").capitalize())) for name in self.fields]

    @property
    def about_frameworks(self) -> bool:
        """Whether it speaks of software that the page of frameworks says more about."""
        return bool(SOFTWARE.search(str(self.title)))


def platform_tables() -> Iterator[Table]:
    """Give the tables of fact about platforms that have rows."""
    for slug, title, rows in TABLES:
        if named := list(named_rows(rows)):
            columns = columns_of(named)
            yield Table(slug, title, columns, [[row.get(name) or "" for name in columns] for row in named])


def columns_of(rows: list[dict[str, str]]) -> tuple[str, ...]:
    """Give the columns in which a row says anything, the source last."""
    said = [name for name in rows[0] if any(row.get(name) not in {"", None} for row in rows)]
    return tuple(sorted(said, key=lambda name: name == "source"))


@cache
def tables_read(rule: Rule) -> frozenset[str]:
    """Give the slugs of the tables that a rule may read: those that its function, and what it calls, speak of."""
    objects = {id(table): slug for slug, _title, table in TABLES}
    objects |= {id(each): slug for slug, _title, table in TABLES if isinstance(table, tuple) for each in table[:1]}
    return frozenset(objects[found] for found in _reached(rule.judge) if found in objects)


def _reached(function: Callable[..., object]) -> set[int]:
    """Give the identities of everything in the engine that a function speaks of, or what it calls."""
    found: set[int] = set()
    left: list[Any] = [function]
    while left:
        each = getattr(left[0], "__wrapped__", left[0])
        left = left[1:]
        if id(each) in found:
            continue
        found.add(id(each))
        if isinstance(each, FunctionType) and each.__module__.startswith("engine."):
            names = set(_names(each.__code__))
            spoken = [each.__globals__[name] for name in names if name in each.__globals__]
            inside = [vars(module) for module in spoken if isinstance(module, ModuleType)]
            left += spoken + [module[name] for module in inside for name in names if name in module]
    return found


def _names(code: CodeType) -> Iterator[str]:
    """Give the names that some code speaks of, with those of the code inside it."""
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _names(each)


def named_rows(table: object) -> Iterator[dict[str, str]]:
    """Give a table's rows as texts by the names of their fields; the key of a mapping comes first."""
    return ({name: written(value) for name, value in row.items()} for row in raw_rows(table))


def raw_rows(table: object) -> Iterator[dict[str, Any]]:
    """Give a table's rows by the names of their fields; the key of a mapping comes first, under no name."""
    if isinstance(table, Mapping):
        yield from ({"": key} | cells(row) for key, row in table.items())
        return
    yield from map(cells, table)  # type: ignore[call-overload]  # every table that is no mapping is a tuple


def cells(row: object) -> dict[str, Any]:
    """Give the fields of a row. A bare text is its source."""
    if isinstance(row, str):
        return {"source": row}
    if is_dataclass(row):
        return {field.name: getattr(row, field.name) for field in fields(row)}
    return row._asdict() if hasattr(row, "_asdict") else {"value": row}


def json_rows(slug: str) -> list[dict[str, Any]]:
    """Give the rows of a table as JSON holds them; the key of a mapping is called "key"."""
    table = next(rows for each, _title, rows in TABLES if each == slug)
    return [{name or "key": as_json(value) for name, value in row.items()} for row in raw_rows(table)]


def as_json(value: object) -> object:
    """Give a value as JSON holds it: a set as a sorted list, a verdict by its own word."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (frozenset, set)):
        return sorted(map(as_json, value), key=str)
    if isinstance(value, (tuple, list)):
        return [as_json(each) for each in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def written(value: object) -> str:
    """Write one value."""
    if isinstance(value, Enum):
        return str(VERDICTS.get(value, value))
    if isinstance(value, (frozenset, set, tuple, list)):
        return ", ".join(sorted(_each(value)))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else _(str(value)) if value else ""


def _each(values: Iterable[object]) -> Iterator[str]:
    return (written(value) for value in values)
