"""Facts that a rule can miss: what they are called, and what a person may answer where the catalogue does not say.

An answer holds for one build and is marked as the reader's wherever it counts. Two kinds of facts are only ever
answered, since no open data records them: fields of a part marked `asked` in engine/parts.py, and the surroundings.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from engine.findings import Finding, Level, Word, gettext_noop
from engine.parts import ASKED, Board, Card, Case, Cooler, Cpu, M2Socket, MemoryKit, Part, Psu
from engine.platforms.chipsets import CHIPSET_SUPPORT
from engine.platforms.lanes import PCIE_GENERATIONS
from engine.platforms.mechanics import BOARD_FORM_FACTORS, SUPPLY_FORM_FACTORS
from engine.platforms.processors import MEMORY_SPEEDS
from engine.platforms.sockets import SOCKETS

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")
_ = gettext_noop

MOST_MM = 1000  # no card, cooler or supply of a workstation is as long as a metre
OTHER = "other"  # a chipset or generation that no table speaks of
TABLES = (*CHIPSET_SUPPORT, *PCIE_GENERATIONS)
CHIPSETS = (*sorted(frozenset().union(*(row.chipsets for row in TABLES))), OTHER)
MICROARCHITECTURES = (
    *sorted(frozenset().union(*(row.microarchitectures for row in (*TABLES, *MEMORY_SPEEDS)))),
    OTHER,
)
DDR = ("DDR2", "DDR3", "DDR4", "DDR5")


@dataclass(frozen=True, slots=True)
class Fact:
    """What a fact is called inside a sentence, and which answers it takes: numbers, one or several words, yes or no.

    `low` and `high` bound a number; `choices` are the words; neither: yes or no. `count_of` makes a list of so many
    sockets from a number. `zero_is_missing`: the open data writes 0 where it does not know.
    """

    label: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    several: bool = False
    whole: bool = True
    zero_is_missing: bool = False
    count_of: type | None = None

    @property
    def yes_or_no(self) -> bool:
        """Whether the answer is yes or no."""
        return self.high is None and not self.choices


def _number(label: str, low: float, high: float, unit: str = "", **more: Any) -> Fact:  # noqa: ANN401  # as Fact's
    return Fact(label, unit, low, high, **more)


def _mm(label: str, high: int = MOST_MM) -> Fact:
    return Fact(label, "mm", 1, high, whole=False)


FACTS: Mapping[type[Part], Mapping[str, Fact]] = {
    Cpu: {
        "socket": Fact(_("socket"), choices=SOCKETS),
        "microarchitecture": Fact(_("microarchitecture"), choices=MICROARCHITECTURES),
        "max_memory_gib": _number(_("largest amount of memory"), 1, 65_536, "GB"),
        "cores": _number(_("number of cores"), 1, 1024),
        "card_lanes": _number(_("number of PCI Express lanes for graphics cards"), 1, 512),
    },
    Board: {
        "socket": Fact(_("socket"), choices=SOCKETS),
        "chipset": Fact(_("chipset"), choices=CHIPSETS),
        "form_factor": Fact(_("form factor"), choices=BOARD_FORM_FACTORS),
        "memory_type": Fact(_("memory type"), choices=DDR),
        "memory_slots": _number(_("number of memory slots"), 1, 48),
        "max_memory_gib": _number(_("largest amount of memory"), 1, 65_536, "GB"),
        "x16_slots": _number(_("list of PCI Express slots"), 0, 16),
        "m2_sockets": _number(_("list of M.2 sockets"), 0, 16, count_of=M2Socket),
        "sata_ports": _number(_("number of SATA ports"), 0, 64),
        "eps_sockets": _number(_("number of 8-pin processor power sockets"), 0, 4),
        "fan_headers": _number(_("number of fan headers"), 0, 32),
        "usb_c_headers": _number(_("number of headers for USB-C at the front"), 0, 4),
        "ethernet_mbps": _number(_("speed of the network port"), 10, 400_000, "Mbit/s"),
        "m2_takes_card_lanes": Fact(_("answer whether an M.2 drive takes lanes away from a graphics card")),
        "m2_takes_sata_ports": Fact(_("answer whether an M.2 drive switches SATA ports off")),
        "second_slot_lanes": _number(_("lanes of the second long PCI Express slot"), 1, 16),
        "above_4g_decoding": Fact(_("answer whether its BIOS has “Above 4G decoding”")),
    },
    MemoryKit: {
        "memory_type": Fact(_("memory type"), choices=DDR),
        "height_mm": _mm(_("height"), 100),
    },
    Card: {
        "length_mm": _mm(_("length")),
        "slots": _number(_("width in slots"), 1, 6),
        "sockets_16pin": _number(_("power sockets"), 0, 4, _("× 16-pin")),
        "sockets_8pin": _number(_("power sockets"), 0, 4, _("× 8-pin")),
        "sockets_6pin": _number(_("power sockets"), 0, 4, _("× 6-pin")),
        "compute_capability": Fact(_("compute capability"), "", 1, 20, whole=False),
        "across_mm": _mm(_("extent from the board, with the bend of its cable,"), 300),
        "power_limit_w": _number(_("power limit"), 1, 2000, "W"),
    },
    Psu: {
        "rated_w": _number(_("rated power"), 1, 10_000, "W"),
        "form_factor": Fact(_("form factor"), choices=SUPPLY_FORM_FACTORS),
        "length_mm": _mm(_("length")),
        "leads_8pin": _number(_("leads for graphics cards"), 0, 32, zero_is_missing=True),
        "eps_leads": _number(_("leads for the processor"), 0, 8, zero_is_missing=True),
        "sata_plugs": _number(_("SATA power plugs"), 0, 64, zero_is_missing=True),
        "rail_12v_a": Fact(_("current of its strongest 12 V rail"), "A", 1, 500, whole=False),
    },
    Case: {
        "board_form_factors": Fact(_("list of board form factors"), choices=BOARD_FORM_FACTORS, several=True),
        "psu_form_factors": Fact(_("list of supply form factors"), choices=SUPPLY_FORM_FACTORS, several=True),
        "max_card_length_mm": _mm(_("limit for the length of a card")),
        "max_cooler_height_mm": _mm(_("limit for the height of a cooler")),
        "max_psu_length_mm": _mm(_("limit for the length of a supply")),
        "max_radiator_mm": _mm(_("largest radiator that it takes")),
        "expansion_slots": _number(_("number of expansion slots"), 1, 24),
        "bays_3_5": _number(_("number of 3.5-inch bays"), 0, 64),
        "bays_2_5": _number(_("number of 2.5-inch bays"), 0, 64),
        "back_connect": Fact(_("answer whether it takes boards with connectors at the back")),
        "width_mm": _mm(_("width")),
        "front_usb_c": Fact(_("answer whether it has USB-C at the front")),
    },
    Cooler: {
        "sockets": Fact(_("list of sockets"), choices=SOCKETS, several=True),
        "height_mm": _mm(_("height")),
        "radiator_mm": _mm(_("size of the radiator")),
        "memory_clearance_mm": _mm(_("room above the memory"), 200),
        "max_noise_db": Fact(_("noise"), "dB(A)", 1, 100, whole=False),
    },
}
# Facts that are asked for in one breath, since a rule needs all of them: by the one that it names.
TOGETHER: Mapping[str, tuple[str, ...]] = {"sockets_16pin": ("sockets_16pin", "sockets_8pin", "sockets_6pin")}
# What an answer says of facts beside it that the catalogue leaves open as well: a card with two 8-pin sockets has no
# other ones, and a board of which only the long slots were counted has no others that a card could use.
IMPLIED: Mapping[str, Mapping[str, Any]] = {
    **{name: dict.fromkeys(TOGETHER["sockets_16pin"], 0) for name in TOGETHER["sockets_16pin"]},
    "x16_slots": {"narrow_slots": 0},
}
CONTEXT_FACTS: Mapping[str, Fact] = {
    "bridge_slots": _number(_("slots that the NVLink bridge spans"), 2, 4),
    "ups_va": _number(_("rating of the uninterruptible supply"), 100, 100_000, "VA"),
    "riser_generation": _number(_("PCI Express generation of the risers"), 1, 6),
    "driver": _number(_("branch of the installed driver"), 300, 999),
}


class MissingFactError(Exception):
    """A rule needs a fact that nobody has stated; the registry turns it into an UNKNOWN finding."""

    def __init__(self, part: Part | None, name: str) -> None:
        """Name the missing fact, and the part that lacks it; None: the surroundings of the build lack it."""
        super().__init__(name)
        self.part = part
        self.name = name

    def __str__(self) -> str:
        """Name both; the part's name is read here and not before: a rule does not depend on it."""
        return f"{self.name} of {self.part or 'the surroundings'}"

    def finding(self) -> Finding:
        """Say what is missing."""
        if self.part is None:
            label = CONTEXT_FACTS[self.name].label
            return Finding(
                Level.UNKNOWN,
                _("Nobody has said the %(fact)s."),
                _("Say it among the surroundings of the build."),
                {"fact": Word(label), "field": self.name},
            )
        return Finding(
            Level.UNKNOWN,
            _("The catalogue does not say the %(fact)s of %(part)s."),
            _("Look it up with the maker, and enter it here: then it is judged."),
            {"fact": Word(fact_of(type(self.part), self.name).label), "part": self.part, "field": self.name},
        )


def need(part: Part, name: str) -> Any:  # noqa: ANN401  # whatever the fact is
    """Give a fact of a part, or end the rule with an UNKNOWN that names it."""
    value = getattr(part, name)
    if value is None:
        raise MissingFactError(part, name)
    return value


def asked(value: T | None, name: str) -> T:
    """Give a fact of the surroundings, or end the rule with an UNKNOWN that names it."""
    if value is None:
        raise MissingFactError(None, name)
    return value


def fact_of(kind: type[Part], name: str) -> Fact:
    """Give what is known of a fact; a kind made from another (such as a watched one) has its facts."""
    for each in kind.__mro__:
        if name in FACTS.get(each, {}):
            return FACTS[each][name]
    raise KeyError(name)


def asked_facts(kind: type[Part]) -> list[str]:
    """Give the facts of a kind that no open data records."""
    return [each.name for each in fields(kind) if each.metadata.get(ASKED)]


def missing(part: Part, name: str) -> bool:
    """Tell whether a fact may be answered: the catalogue does not say it."""
    value = getattr(part, name)
    return value is None or (not value and FACTS[type(part)][name].zero_is_missing)


def answered(fact: Fact, value: Any) -> Any:  # noqa: ANN401  # a number, a word, words, yes or no
    """Give the fact that an answer means: a list of so many sockets for a number, a tuple for several words."""
    if fact.count_of is not None:
        return tuple(fact.count_of() for _each in range(int(value)))
    return tuple(value) if fact.several else value
