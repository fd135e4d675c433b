"""What the columns of the facts tables are called on a page, and how their values are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from catalog.models import Kind
from catalog.templatetags.units import day, gib, millimetres, number, unknown, watts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.functional import _StrPromise

GIGABYTES_PER_TERABYTE = 1000  # drives are sold in powers of ten
MEGABITS_PER_GIGABIT = 1000


def plain(value: object) -> str:
    """Write a word or a count as it is."""
    return str(value)


def count(value: float) -> str:
    """Write a count or a ratio."""
    return number(value, 2)


def yes_no(value: object) -> str:
    """Write whether something holds."""
    return _("Yes") if value else _("No")


def listed(values: list[str]) -> str:
    """Write a list of words."""
    return ", ".join(values)


def or_none(value: str) -> str:
    """Write a word; an empty one says that there is none."""
    return value or _("None")


def capacity(gigabytes: float) -> str:
    """Write what a drive holds, in the larger of the units that it is sold in."""
    if gigabytes >= GIGABYTES_PER_TERABYTE:
        return f"{number(gigabytes / GIGABYTES_PER_TERABYTE, 2)} TB"
    return f"{number(gigabytes)} GB"


def m2(sockets: list[dict[str, Any]]) -> str:
    """Write the M.2 sockets of a board, those that are alike together."""
    if not sockets:
        return _("None")
    alike: dict[str, int] = {}
    for socket in sockets:
        text = _m2_socket(socket)
        alike[text] = alike.get(text, 0) + 1
    return "; ".join(f"{times} × {text}" for text, times in alike.items())


def _m2_socket(socket: dict[str, Any]) -> str:
    lengths = socket.get("lengths_mm")
    longest = _("to %(length)s") % {"length": millimetres(max(lengths))} if lengths else _("length not stated")
    bus = ("PCIe 5.0" if socket.get("pcie5") else "PCIe") if socket.get("pcie") else ""
    return ", ".join(word for word in (longest, bus, "SATA" if socket.get("sata") else "") if word)


WORDS: Mapping[str, _StrPromise] = {
    "consumer": _l("Home computers"),
    "workstation": _l("Workstations"),
    "datacentre": _l("Data centres"),
    "system": _l("A system of its own"),
    "open-air": _l("Open air"),
    "blower": _l("Blower"),
    "passive": _l("Passive, needs the case's air"),
    "liquid": _l("Liquid"),
    "m2": _l("An M.2 socket"),
    "sata": _l("A SATA port"),
    "sas": _l("A SAS port"),
    "u2": _l("A U.2 port"),
    "other": _l("Something else"),
}


def worded(value: str) -> str:
    """Write one of the catalogue's own words as people say it."""
    return str(WORDS.get(value, value))


def lanes(value: int) -> str:
    """Write the width of a slot."""
    return f"x{value}"


def slots(value: float) -> str:
    """Write a width in slots."""
    return ngettext("%(n)s slot", "%(n)s slots", round(value)) % {"n": number(value, 2)}


def in_unit(unit: str, digits: int = 0) -> Callable[[float], str]:
    """Make a writer of numbers in a unit."""
    return lambda value: f"{number(value, digits)} {unit}"


mhz = in_unit("MHz")
ghz = in_unit("GHz", 2)
mts = in_unit("MT/s")
gbs = in_unit("GB/s")
tflops = in_unit("TFLOPS", 1)
tops = in_unit("TOPS", 1)
decibels = in_unit("dB", 1)
airflow = in_unit("CFM", 1)
gigabits = in_unit("Gbit/s", 1)
litres = in_unit("l", 1)
inches = in_unit("inch", 1)


def ethernet(megabits: float) -> str:
    """Write the speed of a network port, in the larger of its units."""
    if megabits >= MEGABITS_PER_GIGABIT:
        return gigabits(megabits / MEGABITS_PER_GIGABIT)
    return f"{number(megabits)} Mbit/s"


@dataclass(frozen=True, slots=True)
class Label:
    """A column's name, how its values are written, and whether 0 stands for a value that is not known."""

    text: _StrPromise
    write: Callable[[Any], str] = plain
    zero_unknown: bool = False
    empty_known: bool = False  # an empty text says "none" rather than nothing

    def shown(self, value: object) -> str:
        """Write a value; what is not known with the mark for it."""
        return self.write(value) if self.knows(value) else unknown()

    def key(self, value: object) -> str:
        """Give the text by which two values are told to be the same: as written, whatever the order of a list."""
        return "; ".join(sorted(self.write([each]) for each in value)) if isinstance(value, list) else self.shown(value)

    def knows(self, value: object) -> bool:
        """Tell whether a value says anything."""
        if value is None or (value == "" and not self.empty_known):
            return False
        return not (self.zero_unknown and value == 0)


_SOCKET = Label(_l("Socket"))
_FORM_FACTOR = Label(_l("Form factor"))
_MEMORY_TYPE = Label(_l("Memory type"))
_MAX_MEMORY = Label(_l("Memory, at most"), gib)
_ECC = Label(_l("ECC memory"), yes_no)
_BACK_CONNECT = Label(_l("Connectors on the back"), yes_no)
_NOISE = Label(_l("Noise, at most"), decibels)

LABELS: Mapping[str, Mapping[str, Label]] = {
    Kind.CPU: {
        "socket": _SOCKET,
        "microarchitecture": Label(_l("Microarchitecture")),
        "cores": Label(_l("Cores"), count),
        "threads": Label(_l("Threads"), count),
        "base_clock_ghz": Label(_l("Base clock"), ghz),
        "boost_clock_ghz": Label(_l("Boost clock"), ghz),
        "tdp_w": Label(_l("TDP"), watts),
        "package_power_w": Label(_l("Package power, at most"), watts),
        "memory_types": Label(_l("Memory types"), listed),
        "memory_channels": Label(_l("Memory channels"), count),
        "max_memory_gib": _MAX_MEMORY,
        "supports_ecc": _ECC,
        "includes_cooler": Label(_l("Cooler in the box"), yes_no),
        "integrated_graphics": Label(_l("Graphics of its own"), or_none, empty_known=True),
    },
    Kind.BOARD: {
        "socket": _SOCKET,
        "socket_count": Label(_l("Processors"), count),
        "chipset": Label(_l("Chipset")),
        "form_factor": _FORM_FACTOR,
        "memory_type": _MEMORY_TYPE,
        "memory_slots": Label(_l("Memory slots"), count),
        "max_memory_gib": _MAX_MEMORY,
        "takes_so_dimm": Label(_l("Takes SO-DIMM"), yes_no),
        "supports_ecc": _ECC,
        "x16_slots": Label(_l("PCIe x16 slots"), count),
        "narrow_slots": Label(_l("Narrower PCIe slots"), count),
        "m2_sockets": Label(_l("M.2 sockets"), m2),
        "sata_ports": Label(_l("SATA ports"), count),
        "u2_ports": Label(_l("U.2 ports"), count),
        "eps_sockets": Label(_l("CPU power sockets (EPS)"), count),
        "bios_flashback": Label(_l("BIOS update without a processor"), yes_no),
        "back_connect": _BACK_CONNECT,
        "fan_headers": Label(_l("Headers for case fans and pumps"), count),
        "usb_c_headers": Label(_l("Headers for USB-C at the front"), count),
        "ethernet_mbps": Label(_l("Wired network"), ethernet),
    },
    Kind.MEMORY: {
        "memory_type": _MEMORY_TYPE,
        "modules": Label(_l("Modules in the kit"), count),
        "module_gib": Label(_l("One module"), gib, zero_unknown=True),
        "speed_mts": Label(_l("Speed"), mts, zero_unknown=True),
        "cas_latency": Label(_l("CAS latency"), count),
        "so_dimm": Label(_l("SO-DIMM"), yes_no),
        "registered": Label(_l("Registered"), yes_no),
        "ecc": Label(_l("ECC"), yes_no),
        "height_mm": Label(_l("Height"), millimetres),
    },
    Kind.CARD: {
        "gpu": Label(_l("GPU")),
        "chipset": Label(_l("Chip, as the record names it")),
        "vendor": Label(_l("Maker of the chip")),
        "memory_gib": Label(_l("Memory"), gib, zero_unknown=True),
        "stated_tdp_w": Label(_l("Power, as the record states it"), watts),
        "board_power_w": Label(_l("Power to reckon with"), watts),
        "length_mm": Label(_l("Length"), millimetres),
        "slot_width": Label(_l("Width"), slots),
        "slots": Label(_l("Takes up"), slots),
        "sockets_16pin": Label(_l("16-pin power sockets"), count),
        "sockets_8pin": Label(_l("8-pin power sockets"), count),
        "sockets_6pin": Label(_l("6-pin power sockets"), count),
        "bus_generation": Label(_l("PCI Express generation"), count),
        "bus_lanes": Label(_l("PCI Express lanes"), lanes),
        "compute_capability": Label(_l("Compute capability"), plain),
        "cooling": Label(_l("Cooling"), worded),
        "cooling_text": Label(_l("Cooling, as the record states it")),
    },
    Kind.STORAGE: {
        "capacity_gb": Label(_l("Capacity"), capacity),
        "form_factor": _FORM_FACTOR,
        "interface": Label(_l("Interface")),
        "attachment": Label(_l("Plugs into"), worded),
        "m2_length_mm": Label(_l("M.2 length"), millimetres),
        "m2_sata": Label(_l("M.2 with SATA signals"), yes_no),
        "pcie5": Label(_l("PCIe 5.0"), yes_no),
        "bay_inches": Label(_l("Bay"), inches),
        "hard_disk": Label(_l("Hard disk"), yes_no),
        "nvme": Label(_l("NVMe"), yes_no),
    },
    Kind.PSU: {
        "rated_w": Label(_l("Rating"), watts),
        "form_factor": _FORM_FACTOR,
        "length_mm": Label(_l("Length"), millimetres),
        "efficiency_rating": Label(_l("Efficiency rating")),
        "modular": Label(_l("Modular")),
        "leads_16pin": Label(_l("16-pin leads"), count),
        "leads_8pin": Label(_l("8-pin (6+2) leads"), count),
        "eps_leads": Label(_l("CPU power leads (EPS)"), count),
        "sata_plugs": Label(_l("SATA power plugs"), count),
        "atx3": Label(_l("ATX 3.0 or later"), yes_no),
        "only_230v": Label(_l("Only for 230 V"), yes_no),
    },
    Kind.CASE: {
        "form_factor": _FORM_FACTOR,
        "board_form_factors": Label(_l("Takes boards"), listed),
        "psu_form_factors": Label(_l("Takes power supplies"), listed),
        "max_card_length_mm": Label(_l("Graphics card, at most"), millimetres),
        "max_cooler_height_mm": Label(_l("CPU cooler, at most"), millimetres),
        "max_psu_length_mm": Label(_l("Power supply, at most"), millimetres),
        "expansion_slots": Label(_l("Expansion slots"), count),
        "bays_3_5": Label(_l("3.5 inch bays"), count),
        "bays_2_5": Label(_l("2.5 inch bays"), count),
        "back_connect": _BACK_CONNECT,
        "brings_supply": Label(_l("Power supply in the box"), yes_no),
        "supply_text": Label(_l("Power supply, as the record states it")),
        "side_panel": Label(_l("Side panel")),
        "width_mm": Label(_l("Width"), millimetres),
        "height_mm": Label(_l("Height"), millimetres),
        "depth_mm": Label(_l("Depth"), millimetres),
        "volume_l": Label(_l("Volume"), litres),
        "front_usb_c": Label(_l("USB-C at the front"), yes_no),
    },
    Kind.COOLER: {
        "sockets": Label(_l("Fits sockets"), listed),
        "water_cooled": Label(_l("Liquid"), yes_no),
        "height_mm": Label(_l("Height"), millimetres),
        "radiator_mm": Label(_l("Radiator"), millimetres),
        "max_noise_db": _NOISE,
    },
    Kind.FAN: {
        "size_mm": Label(_l("Size"), millimetres),
        "fans": Label(_l("Fans in the pack"), count),
        "max_airflow_cfm": Label(_l("Airflow, at most"), airflow),
        "max_noise_db": _NOISE,
        "pwm": Label(_l("PWM"), yes_no),
    },
}

GPU_LABELS: Mapping[str, Label] = {
    "vendor": Label(_l("Maker of the chip")),
    "architecture": Label(_l("Architecture")),
    "chip": Label(_l("Chip")),
    "tier": Label(_l("Made for"), worded),
    "released_on": Label(_l("Released"), day),
    "memory_gib": Label(_l("Memory"), gib),
    "memory_type": Label(_l("Memory type")),
    "bandwidth_gbs": Label(_l("Memory bandwidth"), gbs),
    "board_power_w": Label(_l("Board power"), watts),
    "suggested_psu_w": Label(_l("Power supply, as the maker suggests"), watts),
    "slot_width": Label(_l("Width")),
    "length_mm": Label(_l("Length of the reference card"), millimetres),
    "power_connectors": Label(_l("Power sockets")),
    "bus": Label(_l("Bus")),
    "compute_capability": Label(_l("Compute capability")),
    "multiprocessors": Label(_l("Multiprocessors"), count, zero_unknown=True),
    "tensor_cores": Label(_l("Tensor cores"), count),
    "boost_mhz": Label(_l("Boost clock"), mhz),
    "fp32_tflops": Label(_l("fp32"), tflops),
    "fp16_shader_tflops": Label(_l("fp16, shader units"), tflops),
    "tensor_fp16_tflops": Label(_l("Tensor, fp16 summed in fp16"), tflops),
    "tensor_fp16_fp32_tflops": Label(_l("Tensor, fp16 summed in fp32"), tflops),
    "tensor_bf16_tflops": Label(_l("Tensor, bf16"), tflops),
    "tensor_tf32_tflops": Label(_l("Tensor, TF32"), tflops),
    "tensor_fp8_tflops": Label(_l("Tensor, fp8"), tflops),
    "tensor_int8_tops": Label(_l("Tensor, int8"), tops),
    "peak_train16_tflops": Label(_l("Training peak, 16 bit"), tflops),
    "peak_train32_tflops": Label(_l("Training peak, 32 bit"), tflops),
}
TENSOR_FACTS = frozenset(name for name in GPU_LABELS if name.startswith(("tensor_", "peak_"))) - {"tensor_cores"}
