"""What a list of parts can be narrowed by, kind by kind. Page, CSV and API read the same.

A facet is asked of a shelf (engine/shelf.py), so that every count beside every value costs microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.labels import LABELS, Label, count, yes_no
from catalog.models import Kind
from catalog.shelves import JSON_FACTS
from catalog.templatetags.units import gib
from engine.shelf import first, union

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from engine.shelf import Shelf

UNKNOWN = "unknown"  # how an address asks for what the source does not say
TRUE, FALSE = "true", "false"

# Labels of columns that no page of one part shows.
OWN_LABELS: Mapping[str, Label] = {
    "maker": Label(_l("Maker")),
    "verified": Label(_l("Checked by hand"), yes_no),
    "released_year": Label(_l("Year")),
    "gpu__slug": Label(_l("GPU")),
    "m2_count": Label(_l("M.2 sockets"), count),
    "kit_gib": Label(_l("Kit"), gib, zero_unknown=True),
}
GPU_COLUMN = "gpu__slug"
NAMES = {GPU_COLUMN: "gpu", "m2_count": "m2_sockets"}  # in the address, where it is not the column's own


@dataclass(frozen=True, slots=True)
class OneOf:
    """Parts with one of some values. `name` is the parameter of the address, given once for each value."""

    name: str
    column: str
    label: Label

    def options(self, shelf: Shelf) -> dict[str, int]:
        """Give every value, as an address writes it, with its rows; what no source says is one of them."""
        kept = _options.setdefault(shelf, {})
        if self.name not in kept:
            kept[self.name] = self._options(shelf)
        return kept[self.name]

    def _options(self, shelf: Shelf) -> dict[str, int]:
        column, found = shelf.columns[self.column], dict[str, int]()
        for value, mask in zip(column.values, column.masks, strict=True):
            for token in self._tokens(value):
                found[token] = found.get(token, 0) | mask
        return found

    def _tokens(self, value: Any) -> list[str]:  # noqa: ANN401  # whatever the fact is
        if isinstance(value, tuple):
            return [str(each) for each in value] or [UNKNOWN]
        return [token(value) if self.label.knows(value) else UNKNOWN]

    def mask(self, shelf: Shelf, chosen: Iterable[str]) -> int:
        """Give the rows with any of the chosen values."""
        options = self.options(shelf)
        return union(options.get(each, 0) for each in chosen)

    def text(self, shelf: Shelf, each: str) -> str:
        """Write a value as people read it."""
        if self.column == GPU_COLUMN and each in self.options(shelf):
            return str(shelf.columns["gpu__name"].at(first(self.options(shelf)[each])))
        return each if self.column in {*JSON_FACTS, GPU_COLUMN} else self.label.write(plain(each))


@dataclass(frozen=True, slots=True)
class Range:
    """Parts whose figure is at least or at most something. Parameters: `min_` and `max_` before the name."""

    name: str
    column: str
    label: Label
    unit: str

    def mask(self, shelf: Shelf, low: Decimal | None, high: Decimal | None) -> int:
        """Give the rows within the bounds; what is not known is within none."""

        def within(value: float | None) -> bool:
            if value is None or not self.label.knows(value):
                return False
            return (low is None or value >= low) and (high is None or value <= high)

        return shelf.columns[self.column].where(within)


Facet = OneOf | Range
_options: WeakKeyDictionary[Shelf, dict[str, dict[str, int]]] = WeakKeyDictionary()
_said: WeakKeyDictionary[Shelf, dict[tuple[str, str, str | None], str]] = WeakKeyDictionary()


def said(facet: OneOf, shelf: Shelf, each: str) -> str:
    """Write a value as people read it; what was written in a language is kept with the shelf."""
    kept, key = _said.setdefault(shelf, {}), (facet.name, each, get_language())
    if key not in kept:
        kept[key] = _("Not stated") if each == UNKNOWN else facet.text(shelf, each)
    return kept[key]


def token(value: object) -> str:
    """Write a value as an address does."""
    if isinstance(value, bool):
        return TRUE if value else FALSE
    return f"{value:g}" if isinstance(value, float) else str(value)


def plain(each: str) -> Any:  # noqa: ANN401  # a word, a number, or yes and no
    """Read a value of an address for the writers of labels."""
    if each in {TRUE, FALSE}:
        return each == TRUE
    try:
        return float(each)
    except ValueError:
        return each


@dataclass(frozen=True, slots=True)
class _Kind:
    """Facets by column: values to choose from, and figures with bounds and their unit."""

    one_of: tuple[str, ...]
    ranges: Mapping[str, str] = field(default_factory=dict)


_TABLE: Mapping[Kind, _Kind] = {
    Kind.CPU: _Kind(
        ("socket", "microarchitecture", "memory_types", "memory_channels", "supports_ecc", "includes_cooler"),
        {"cores": "", "tdp_w": "W", "max_memory_gib": "GB"},
    ),
    Kind.COOLER: _Kind(("water_cooled", "sockets", "radiator_mm"), {"height_mm": "mm", "max_noise_db": "dB"}),
    Kind.BOARD: _Kind(
        (
            "socket", "chipset", "form_factor", "memory_type", "memory_slots", "x16_slots", "m2_count", "supports_ecc",
            "eps_sockets", "bios_flashback", "usb_c_headers", "ethernet_mbps",
        ),
        {"max_memory_gib": "GB", "sata_ports": "", "fan_headers": ""},
    ),
    Kind.MEMORY: _Kind(
        ("memory_type", "kit_gib", "modules", "registered", "ecc", "so_dimm"),
        {"speed_mts": "MT/s", "cas_latency": "", "height_mm": "mm"},
    ),
    Kind.CARD: _Kind(
        (
            "gpu__slug", "memory_gib", "vendor", "slots", "sockets_16pin", "sockets_8pin", "compute_capability",
            "cooling",
        ),
        {"memory_gib": "GB", "length_mm": "mm", "board_power_w": "W"},
    ),
    Kind.STORAGE: _Kind(
        ("attachment", "form_factor", "m2_length_mm", "nvme", "pcie5", "hard_disk"), {"capacity_gb": "GB"}
    ),
    Kind.PSU: _Kind(
        ("efficiency_rating", "form_factor", "modular", "leads_16pin", "leads_8pin", "eps_leads", "atx3"),
        {"rated_w": "W", "length_mm": "mm"},
    ),
    Kind.CASE: _Kind(
        (
            "board_form_factors", "form_factor", "psu_form_factors", "expansion_slots", "bays_3_5", "side_panel",
            "front_usb_c",
        ),
        {"max_card_length_mm": "mm", "max_cooler_height_mm": "mm", "width_mm": "mm", "volume_l": "l"},
    ),
    Kind.FAN: _Kind(("size_mm", "fans", "pwm"), {"max_airflow_cfm": "CFM", "max_noise_db": "dB"}),
}  # fmt: skip
OF_ALL = ("maker", "verified")


def _label(kind: Kind, column: str) -> Label:
    return OWN_LABELS.get(column) or LABELS[kind][column]


def _facets(kind: Kind) -> tuple[Facet, ...]:
    table = _TABLE[kind]
    choices = [OneOf(NAMES.get(each, each), each, _label(kind, each)) for each in (*table.one_of, *OF_ALL)]
    bounds = [
        Range(each, each, _label(kind, each), unit) for each, unit in (*table.ranges.items(), ("released_year", ""))
    ]
    return (*choices, *bounds)


FACETS: Mapping[Kind, tuple[Facet, ...]] = {kind: _facets(kind) for kind in Kind}
ONE_OF: Mapping[Kind, Mapping[str, OneOf]] = {
    kind: {facet.name: facet for facet in facets if isinstance(facet, OneOf)} for kind, facets in FACETS.items()
}
RANGES: Mapping[Kind, Mapping[str, Range]] = {
    kind: {facet.name: facet for facet in facets if isinstance(facet, Range)} for kind, facets in FACETS.items()
}
