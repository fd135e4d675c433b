"""The parts of a build as the rules see them. None means that the catalogue does not say.

`key` and `name` tell parts apart for people; they take no part in equality (but see Cpu), so two parts with the same
facts are judged once. Units are in the names. How each field is read from the open data: docs/sources.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

P = TypeVar("P", bound="Part")
ASKED = "asked"  # the mark of a field that no open data records: only the reader of a build can say it


def asked(default: Any = None) -> Any:  # noqa: ANN401  # any field's
    """Make a field that is known only where the reader of a build has answered it."""
    return field(default=default, metadata={ASKED: True})


@dataclass(frozen=True, slots=True)
class Part:
    """Something that goes into a machine.

    `product` tells products apart where `key` tells lines of a build apart; `answered` names the facts that are the
    reader's word and not the catalogue's.
    """

    key: str = field(default="", compare=False)
    name: str = field(default="", compare=False)
    product: str = field(default="", compare=False)
    answered: frozenset[str] = field(default=frozenset(), compare=False)
    used: bool = asked(default=False)  # bought second-hand

    def __str__(self) -> str:
        """Its name, as it stands in a sentence."""
        return self.name


@dataclass(frozen=True, slots=True)
class Cpu(Part):
    """A processor.

    Its name does take part in equality: that a Threadripper is a PRO stands nowhere else, and rules read it there.
    """

    name: str = ""
    socket: str | None = None
    microarchitecture: str | None = None
    cores: int | None = None
    tdp_w: int | None = None
    package_power_w: int | None = None  # the highest sustained draw that the maker states (PPT, PL2)
    memory_types: tuple[str, ...] | None = None
    memory_channels: int | None = None
    max_memory_gib: int | None = None
    supports_ecc: bool | None = None
    includes_cooler: bool = False
    integrated_graphics: str = ""  # empty: none
    card_lanes: int | None = asked()  # PCI Express lanes for graphics cards, where its socket does not tell


@dataclass(frozen=True, slots=True)
class M2Socket:
    """One M.2 socket of a board. `lengths_mm` is None when the board's record does not say which it takes."""

    lengths_mm: tuple[int, ...] | None = None
    pcie: bool = True
    sata: bool = False
    pcie5: bool = False


@dataclass(frozen=True, slots=True)
class Board(Part):
    """A motherboard."""

    socket: str | None = None
    socket_count: int = 1
    chipset: str | None = None
    form_factor: str | None = None
    memory_type: str | None = None
    memory_slots: int | None = None
    max_memory_gib: int | None = None
    takes_so_dimm: bool = False
    supports_ecc: bool | None = None
    x16_slots: int | None = None  # None together with narrow_slots: the board's slots are not recorded
    narrow_slots: int | None = None  # electrically x8 or x4
    m2_sockets: tuple[M2Socket, ...] | None = None
    sata_ports: int | None = None
    u2_ports: int = 0
    eps_sockets: int | None = None
    bios_flashback: bool = False
    back_connect: bool = False
    fan_headers: int | None = None  # for case fans and pumps, without the CPU fan's
    usb_c_headers: int | None = None  # inside, for a USB-C port at the case's front
    ethernet_mbps: int | None = None  # of the fastest wired port
    m2_takes_card_lanes: bool | None = asked()
    m2_takes_sata_ports: bool | None = asked()
    second_slot_lanes: int | None = asked()
    above_4g_decoding: bool | None = asked()


@dataclass(frozen=True, slots=True)
class MemoryKit(Part):
    """A kit of memory modules."""

    memory_type: str | None = None
    modules: int = 1
    module_gib: int = 0
    speed_mts: int = 0
    so_dimm: bool = False
    registered: bool = False
    ecc: bool = False
    height_mm: float | None = None  # of one module with its heat spreader

    @property
    def capacity_gib(self) -> int:
        """GiB of the whole kit."""
        return self.modules * self.module_gib


@dataclass(frozen=True, slots=True)
class Card(Part):
    """A graphics card: a board that carries a GPU."""

    chipset: str | None = None
    vendor: str | None = None  # NVIDIA, AMD or Intel
    memory_gib: float = 0
    board_power_w: int | None = None  # an implausible own figure is replaced by the chipset's most frequent one
    length_mm: float | None = None
    slots: int | None = None  # whole expansion slots taken
    sockets_16pin: int | None = None  # all three None: how the card is fed is not recorded
    sockets_8pin: int | None = None
    sockets_6pin: int | None = None
    bus_generation: int | None = None
    bus_lanes: int | None = None
    compute_capability: float | None = None
    cooling: str = "open-air"  # open-air, blower, passive or liquid
    across_mm: float | None = asked()  # from the board towards the side panel, with the bend of its cable
    power_limit_w: int | None = asked()  # as set with nvidia-smi -pl

    @property
    def limited_w(self) -> int | None:
        """What it draws under load: its board power, or less where a limit is set. None: not recorded."""
        if self.power_limit_w is None or self.board_power_w is None:
            return self.board_power_w
        return min(self.power_limit_w, self.board_power_w)


@dataclass(frozen=True, slots=True)
class Psu(Part):
    """A power supply."""

    rated_w: int | None = None
    form_factor: str | None = None
    length_mm: float | None = None
    efficiency_rating: str | None = None
    leads_16pin: int = 0
    leads_8pin: int = 0
    eps_leads: int = 0
    sata_plugs: int = 0
    atx3: bool = False
    only_230v: bool = False
    rail_12v_a: float | None = asked()


@dataclass(frozen=True, slots=True)
class Case(Part):
    """A case."""

    form_factor: str | None = None
    board_form_factors: tuple[str, ...] | None = None
    psu_form_factors: tuple[str, ...] | None = None
    max_card_length_mm: float | None = None
    max_cooler_height_mm: float | None = None
    max_psu_length_mm: float | None = None
    expansion_slots: int | None = None
    bays_3_5: int | None = None
    bays_2_5: int | None = None
    back_connect: bool | None = None
    brings_supply: bool = False
    front_usb_c: bool | None = None
    width_mm: float | None = None
    max_radiator_mm: float | None = asked()


@dataclass(frozen=True, slots=True)
class Cooler(Part):
    """A CPU cooler, air or liquid."""

    sockets: tuple[str, ...] | None = None
    water_cooled: bool = False
    height_mm: float | None = None  # of an air cooler
    radiator_mm: int | None = None  # of a liquid cooler
    max_noise_db: float | None = None
    memory_clearance_mm: float | None = asked()


@dataclass(frozen=True, slots=True)
class Drive(Part):
    """A drive. `attachment` is m2, sata, sas, u2 or other."""

    attachment: str = "other"
    capacity_gb: float | None = None
    m2_length_mm: int | None = None
    m2_sata: bool = False
    pcie5: bool = False
    bay_inches: float | None = None  # 3.5, 2.5, or None for a drive that needs no bay
    hard_disk: bool = False
    nvme: bool = False


@dataclass(frozen=True, slots=True)
class Fan(Part):
    """A case fan, or a pack of them."""

    size_mm: int | None = None
    fans: int = 1
    max_noise_db: float | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """Where and for what a build is used. Names as in engine/platforms/contexts.py; None: nobody has said."""

    circuit: str = "US-15A"
    os: str = "linux"
    framework: str = "pytorch-2.11"
    purpose: str = "dl"
    nvlink: bool = False
    room: str = "room"
    bridge_slots: int | None = None  # that the NVLink bridge spans
    riser_generation: int | None = None  # None: the cards sit in their slots
    ups_va: int | None = None  # None: no uninterruptible supply
    needs_gib: float | None = None  # graphics memory that the work needs
    driver: int | None = None  # branch of NVIDIA's driver, such as 580
    shared_storage: bool = False  # datasets are read over the network


@dataclass(frozen=True, slots=True)
class Build:
    """All parts of a build, each as often as it is bought, in the build's order.

    `settled`: the parts before the first number and from the second on draw so many watts, as is known already. Builds
    that differ in one place only are then added up quickly.
    """

    parts: tuple[Part, ...] = ()
    settled: tuple[int, int, float] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, parts: Iterable[tuple[Part, int]]) -> Build:
        """Make a build from parts and how many of each."""
        return cls(tuple(part for part, quantity in parts for _ in range(quantity)))

    def every(self, kind: type[P]) -> tuple[P, ...]:
        """All parts of one kind."""
        return tuple(part for part in self.parts if isinstance(part, kind))

    def count(self, kind: type[Part]) -> int:
        """How many parts of one kind there are."""
        return sum(isinstance(part, kind) for part in self.parts)

    def first(self, kind: type[P]) -> P | None:
        """The part that counts where a build has one: the first."""
        return next((part for part in self.parts if isinstance(part, kind)), None)

    def __iter__(self) -> Iterator[Part]:
        """Over every part."""
        return iter(self.parts)
