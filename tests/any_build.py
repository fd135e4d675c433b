"""Builds of every sort for properties of the rules: plausible and odd parts, facts missing here and there."""

from __future__ import annotations

from hypothesis import strategies as st

from engine.parts import Board, Build, Card, Case, Context, Cooler, Cpu, Drive, M2Socket, MemoryKit, Psu
from engine.platforms import CIRCUITS
from engine.platforms.contexts import FRAMEWORKS, OPERATING_SYSTEMS, PURPOSES, ROOMS

SOCKETS = st.sampled_from([None, "AM5", "AM4", "LGA 1700", "sTR5", "TR4"])
GENERATIONS = st.sampled_from([None, "Zen 4", "Zen 3", "Zen", "Raptor Lake"])
DDR = st.sampled_from([None, "DDR4", "DDR5"])
SHAPES = st.sampled_from([None, "ATX", "Mini-ITX", "EATX", "SSI EEB", "Flex ATX"])
SUPPLY_SHAPES = st.sampled_from([None, "ATX", "SFX", "TFX"])
COUNT = st.none() | st.integers(0, 4)
MAYBE = st.none() | st.booleans()
M2 = st.builds(
    M2Socket,
    lengths_mm=st.none() | st.just((80,)) | st.just((30, 42, 60, 80, 110)),
    pcie=st.booleans(),
    sata=st.booleans(),
    pcie5=st.booleans(),
)
NAMES = st.sampled_from(["A", "B", "Threadripper PRO 5975WX"])


def _length(low, high):
    return st.none() | st.integers(low, high)


PARTS = {
    Cpu: st.builds(
        Cpu,
        name=NAMES,
        socket=SOCKETS,
        microarchitecture=GENERATIONS,
        cores=st.none() | st.integers(2, 64),
        tdp_w=st.none() | st.sampled_from([65, 170, 250, 350]),
        package_power_w=st.none() | st.sampled_from([88, 142, 230]),
        memory_types=st.none() | st.sampled_from([("DDR4",), ("DDR5",), ("DDR4", "DDR5")]),
        memory_channels=st.none() | st.sampled_from([2, 4, 8]),
        max_memory_gib=st.none() | st.sampled_from([64, 128, 2048]),
        supports_ecc=MAYBE,
        includes_cooler=st.booleans(),
        integrated_graphics=st.sampled_from(["", "Radeon"]),
    ),
    Board: st.builds(
        Board,
        socket=SOCKETS,
        socket_count=st.sampled_from([1, 1, 2]),
        chipset=st.sampled_from([None, "B650", "X399", "B550", "Z790"]),
        form_factor=SHAPES,
        memory_type=DDR,
        memory_slots=COUNT,
        max_memory_gib=st.none() | st.sampled_from([64, 128, 2048]),
        takes_so_dimm=st.booleans(),
        supports_ecc=MAYBE,
        x16_slots=COUNT,
        narrow_slots=COUNT,
        m2_sockets=st.none() | st.lists(M2, max_size=3).map(tuple),
        sata_ports=COUNT,
        u2_ports=st.integers(0, 2),
        eps_sockets=st.none() | st.integers(1, 2),
        bios_flashback=st.booleans(),
        back_connect=st.booleans(),
    ),
    MemoryKit: st.builds(
        MemoryKit,
        product=NAMES,
        memory_type=DDR,
        modules=st.integers(1, 4),
        module_gib=st.sampled_from([0, 8, 32, 64]),
        speed_mts=st.sampled_from([0, 3200, 6000]),
        so_dimm=st.booleans(),
        registered=st.booleans(),
        ecc=st.booleans(),
    ),
    Card: st.builds(
        Card,
        chipset=st.sampled_from([None, "GeForce RTX 4090", "GeForce RTX 3090", "Radeon RX 7900 XTX", "Radeon RX 580"]),
        vendor=st.sampled_from([None, "NVIDIA", "AMD", "Intel"]),
        memory_gib=st.sampled_from([0, 8, 24, 96]),
        board_power_w=st.none() | st.integers(30, 600),
        length_mm=_length(150, 400),
        slots=st.none() | st.integers(1, 4),
        sockets_16pin=COUNT,
        sockets_8pin=COUNT,
        sockets_6pin=COUNT,
        bus_generation=st.none() | st.integers(2, 5),
        bus_lanes=st.sampled_from([None, 4, 8, 16]),
        compute_capability=st.sampled_from([None, 3.5, 6.1, 7.5, 8.6, 8.9, 12.0]),
        cooling=st.sampled_from(["open-air", "blower", "passive", "liquid"]),
        power_limit_w=st.none() | st.integers(30, 600),
        used=st.booleans(),
    ),
    Drive: st.builds(
        Drive,
        attachment=st.sampled_from(["m2", "sata", "sas", "u2", "other"]),
        capacity_gb=st.none() | st.sampled_from([250, 2000]),
        m2_length_mm=st.none() | st.sampled_from([30, 80, 110]),
        m2_sata=st.booleans(),
        pcie5=st.booleans(),
        bay_inches=st.sampled_from([None, 2.5, 3.5]),
        hard_disk=st.booleans(),
        nvme=st.booleans(),
    ),
    Psu: st.builds(
        Psu,
        rated_w=st.none() | st.integers(200, 2000),
        form_factor=SUPPLY_SHAPES,
        length_mm=_length(100, 240),
        efficiency_rating=st.sampled_from([None, "80+ Gold", "80+ Titanium"]),
        leads_16pin=st.integers(0, 2),
        leads_8pin=st.integers(0, 6),
        eps_leads=st.integers(0, 2),
        sata_plugs=st.integers(0, 4),
        atx3=st.booleans(),
        only_230v=st.booleans(),
    ),
    Case: st.builds(
        Case,
        form_factor=st.sampled_from([None, "ATX Mid Tower", "ATX Full Tower"]),
        board_form_factors=st.none() | st.sampled_from([("ATX",), ("Mini-ITX",), ("ATX", "EATX")]),
        psu_form_factors=st.none() | st.sampled_from([("ATX",), ("SFX",)]),
        max_card_length_mm=_length(150, 400),
        max_cooler_height_mm=_length(50, 200),
        max_psu_length_mm=_length(120, 240),
        expansion_slots=st.none() | st.integers(1, 8),
        bays_3_5=COUNT,
        bays_2_5=COUNT,
        back_connect=MAYBE,
        brings_supply=st.booleans(),
        max_radiator_mm=st.none() | st.sampled_from([120, 240, 360]),
    ),
    Cooler: st.builds(
        Cooler,
        sockets=st.none() | st.sampled_from([("AM5",), ("LGA 1700", "AM5"), ("TR4",)]),
        height_mm=_length(40, 180),
        water_cooled=st.booleans(),
        radiator_mm=st.none() | st.sampled_from([120, 240, 360]),
    ),
}
CONTEXTS = st.builds(
    Context,
    circuit=st.sampled_from(list(CIRCUITS)),
    os=st.sampled_from(OPERATING_SYSTEMS),
    framework=st.sampled_from(FRAMEWORKS),
    purpose=st.sampled_from(PURPOSES),
    nvlink=st.booleans(),
    room=st.sampled_from(ROOMS),
)
MOST = {Cpu: 2, Board: 1, Case: 1, Cooler: 1}


@st.composite
def builds(draw):
    """Make a build of up to three of each kind, in any order."""
    parts = [part for kind, one in PARTS.items() for part in draw(st.lists(one, max_size=MOST.get(kind, 3)))]
    return Build(tuple(draw(st.permutations(parts))))
