"""What the site rests on: every rule with the tables that it reads."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

import engine.rules  # noqa: F401  # importing the package fills the registry
from browse.asking import refuse_unknown, shows
from engine import registry
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
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from engine.registry import Rule

TABLES: tuple[tuple[_StrPromise, object], ...] = (
    (_l("Processors that a chipset does not take, or only with a new BIOS"), chipsets.CHIPSET_SUPPORT),
    (_l("Other spellings of sockets"), sockets.SPELLINGS),
    (_l("Other spellings of sockets on coolers"), sockets.COOLER_SPELLINGS),
    (_l("Other spellings of chipsets"), sockets.CHIPSET_SPELLINGS),
    (_l("Other spellings of microarchitectures"), sockets.MICROARCHITECTURE_SPELLINGS),
    (_l("Processors filed under a wrong socket"), sockets.CPU_CORRECTIONS),
    (_l("Sockets that share a cooler's bracket"), mechanics.MOUNT_FAMILIES),
    (_l("Expansion-slot positions of boards"), mechanics.SLOT_POSITIONS),
    (_l("Boards that fit where a case lists another form factor"), mechanics.STAND_INS),
    (_l("Power supplies that fit where a case lists another form factor"), mechanics.SUPPLY_FITS),
    (_l("Sockets that take only registered memory"), (memory.REGISTERED_ONLY,)),
    (_l("Sockets that take only unbuffered memory"), (memory.UNBUFFERED_ONLY,)),
    (_l("Sockets where it depends"), (memory.EITHER,)),
    (_l("PCI Express lanes for graphics cards"), lanes.CPU_LANES),
    (_l("Processors with other lanes than their socket"), lanes.CPU_LANES_BY_NAME),
    (_l("PCI Express generation of the slots"), lanes.PCIE_GENERATIONS),
    (_l("Wall circuits"), electrics.CIRCUITS),
    (_l("Efficiency of power supplies"), electrics.PSU_EFFICIENCY),
    (_l("Short peaks of graphics cards, as a multiple of their power"), electrics.PEAK_FACTORS),
    (_l("AMD chips that ROCm supports on Linux"), software.ROCM_LINUX),
    (_l("GPUs with NVLink"), software.NVLINK),
    (_l("What a CUDA compute capability means"), features.GENERATIONS),
    (_l("AMD chips as ROCm names them, and how far it takes them"), features.AMD_CHIPS),
    (_l("Series of Intel that PyTorch names for its XPU backend"), features.INTEL_SERIES),
    (_l("Memory speeds that makers of processors promise"), processors.MEMORY_SPEEDS),
    (_l("Processors that wear out under their first firmware"), processors.UNSTABLE),
    (_l("Cards that take a processor's power plug (EPS)"), datacentre.EPS_PLUGS),
    (_l("Cards that want a large range of addresses"), datacentre.LARGE_WINDOWS),
    (_l("Drivers that a major version of CUDA needs"), drivers.DRIVER_BRANCHES),
    (_l("The CUDA of a framework's usual build"), drivers.DEFAULT_BUILDS),
    (_l("GeForce cards that do not reach one another directly"), drivers.NO_PEERS),
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
    """A table of facts about platforms, ready to be shown."""

    title: _StrPromise
    heads: list[str]
    rows: list[list[str]]

    @property
    def about_frameworks(self) -> bool:
        """Whether it speaks of software that the page of frameworks says more about."""
        return bool(SOFTWARE.search(str(self.title)))


@dataclass(frozen=True, slots=True)
class Explained:
    """A rule with what its docstring adds to the first line."""

    rule: Rule
    more: list[str]

    @property
    def summary(self) -> str:
        """The rule in one sentence."""
        return _(self.rule.summary)

    @property
    def about_frameworks(self) -> bool:
        """Whether it speaks of software that the page of frameworks says more about."""
        return bool(SOFTWARE.search(" ".join((self.rule.summary, *self.more))))


@shows
def rule_list(request: HttpRequest) -> HttpResponse:
    """Name every rule, and the tables of fact that rules read."""
    refuse_unknown(request.GET, ())
    context = {"rules": [explained(each) for each in registry.RULES.values()], "tables": list(platform_tables())}
    return TemplateResponse(request, "browse/rules.html", context)


def explained(rule: Rule) -> Explained:
    """Take a rule's docstring apart: the first line is its text, the paragraphs after it say more."""
    _first, _gap, rest = (inspect.getdoc(rule.judge) or "").partition("\n")
    return Explained(rule, [" ".join(paragraph.split()) for paragraph in rest.split("\n\n") if paragraph.strip()])


def platform_tables() -> Iterator[Table]:
    """Give the tables of fact about platforms that have rows."""
    for title, rows in TABLES:
        if named := list(named_rows(rows)):
            columns = [name for name in named[0] if any(row.get(name) not in ("", None) for row in named)]
            columns.sort(key=lambda name: name == "source")
            heads = [str(HEADS.get(name, name.replace("_", " ").capitalize())) for name in columns]
            yield Table(title, heads, [[row.get(name) or "" for name in columns] for row in named])


def named_rows(table: object) -> Iterator[dict[str, str]]:
    """Give a table's rows as texts by the names of their fields; the key of a mapping comes first."""
    if isinstance(table, Mapping):
        for key, row in table.items():
            yield {"": written(key)} | cells(row)
        return
    for row in table:  # type: ignore[attr-defined]  # every table that is no mapping is a tuple
        yield cells(row)


def cells(row: object) -> dict[str, str]:
    """Give the fields of a row as texts. A bare text is its source."""
    if isinstance(row, str):
        return {"source": row}
    if is_dataclass(row):
        return {field.name: written(getattr(row, field.name)) for field in fields(row)}
    named = row._asdict() if hasattr(row, "_asdict") else {"value": row}
    return {name: written(value) for name, value in named.items()}


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
