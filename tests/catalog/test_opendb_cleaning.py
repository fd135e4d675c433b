"""How each field of OpenDB is read: a row of a table per case."""

from __future__ import annotations

import opendb_samples as samples
import pytest

from catalog.convert import engine_part
from catalog.models import SPECS
from catalog.opendb.clean import CATEGORIES, draft


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_column_of_a_kind_is_read_and_the_engine_takes_it(category):
    made = draft(category, samples.record(category))
    assert {*made.facts} | {"gpu"} == {*SPECS[made.kind].fact_names()} | {"gpu"}
    assert engine_part(made.kind, "key", "name", made.facts).name == "name"


def test_a_draft_says_who_made_it_what_it_is_called_and_keeps_the_record():
    record = samples.record(
        "RAM", " Hammer 64 GB ", number=7, metadata={"series": "Hammer", "releaseYear": 2024, "part_numbers": ["A", ""]}
    )
    made = draft("RAM", record)
    assert (made.kind, made.source_ref, made.name) == ("memory", samples.identity(7), "Hammer 64 GB")
    assert (made.manufacturer, made.series, made.part_numbers) == ("Anvil", "Hammer", ["A"])
    assert made.released_year == 2024
    assert made.raw == record


@pytest.mark.parametrize(("recorded", "year"), [(2019, 2019), (0, None), (4, None), (20117, None), (None, None)])
def test_a_year_that_cannot_be_is_not_known(recorded, year):
    assert draft("PSU", samples.record("PSU", metadata={"releaseYear": recorded})).released_year == year


def test_a_name_that_is_an_advertisement_is_shortened_at_a_word_but_read_whole():
    name = "Anvil Server Memory " + "with heat spreader, " * 10 + "Registered"
    made = draft("RAM", samples.record("RAM", name))
    assert len(made.name) <= 200
    assert made.name.endswith(("spreader…", "heat…", "with…"))
    assert made.facts["registered"]


@pytest.mark.parametrize(
    ("fields", "fact", "value"),
    [
        ({"socket": "LGA 2011"}, "socket", "LGA 2011"),
        ({"socket": "sTR4"}, "socket", "TR4"),
        ({"socket": "sTRX4"}, "socket", "sTRX4"),
        ({"socket": ""}, "socket", None),
        ({"microarchitecture": "Broadwell-E"}, "microarchitecture", "Broadwell"),
        ({"microarchitecture": "Raptor Lake Refresh"}, "microarchitecture", "Raptor Lake Refresh"),
        ({"specifications": {"tdp": 0, "ppt": 0}}, "tdp_w", None),
        ({"specifications": {"tdp": 0, "ppt": 0}}, "package_power_w", None),
        ({"specifications": {"tdp": 65, "ppt": 0}}, "package_power_w", 65),
        ({"specifications": {"tdp": 65, "ppt": 88}}, "package_power_w", 88),
        ({"specifications": {"memory": {"types": []}}}, "memory_types", None),
        ({"specifications": {"memory": {"types": ["DDR4", "DDR5"]}}}, "memory_types", ["DDR4", "DDR5"]),
        ({"specifications": {"memory": {"channels": 0}}}, "memory_channels", None),
        ({"specifications": {"memory": {"maxSupport": 0}}}, "max_memory_gib", None),
        ({"specifications": {"memory": {"maxSupport": 2}}}, "max_memory_gib", 2048),
        ({"specifications": {"memory": {"maxSupport": 8}}}, "max_memory_gib", 8),
        ({"specifications": {"eccSupport": False}}, "supports_ecc", False),
        ({"specifications": {}}, "supports_ecc", None),
        ({"specifications": {"includesCooler": True}}, "includes_cooler", True),
        ({"specifications": None}, "includes_cooler", False),
        ({"specifications": {"integratedGraphics": {"model": "None"}}}, "integrated_graphics", ""),
        ({"specifications": {"integratedGraphics": {"model": "0"}}}, "integrated_graphics", ""),
        ({"specifications": {"integratedGraphics": {"model": "UHD 770"}}}, "integrated_graphics", "UHD 770"),
        ({"clocks": {"performance": {"base": 3.4, "boost": 0}}}, "boost_clock_ghz", None),
        ({"cores": {"total": 16}}, "cores", 16),
    ],
)
def test_processors(fields, fact, value):
    assert samples.facts("CPU", **fields)[fact] == value


def test_a_xeon_v4_filed_under_the_old_socket_is_put_right_by_its_name():
    assert samples.facts("CPU", "Intel Xeon E5-2699 v4", socket="LGA 2011")["socket"] == "LGA 2011-3"


@pytest.mark.parametrize(
    ("fields", "fact", "value"),
    [
        ({"socket": "2 x LGA 2011-3 Narrow"}, "socket", "LGA 2011-3"),
        ({"socket": "2 x LGA 2011-3 Narrow"}, "socket_count", 2),
        ({"socket": "LGA 1151v2"}, "socket", "LGA 1151"),
        ({"socket": None}, "socket", None),
        ({"chipset": "Intel Z790"}, "chipset", "Z790"),
        ({"chipset": "AMD 570X"}, "chipset", "X570"),
        ({"memory": {"ram_type": "DDR5", "max": 0}}, "max_memory_gib", None),
        ({"memory": {"ram_type": "DDR5", "max": 1}}, "max_memory_gib", 1024),
        ({"memory": {"ram_type": "DDR3", "max": 4}}, "max_memory_gib", 4),
        ({"memory": {"ram_type": "DDR5", "slots": 0}}, "memory_slots", None),
        ({"form_factor": "Thin Mini-ITX"}, "takes_so_dimm", True),
        ({"form_factor": "Mini-ITX"}, "takes_so_dimm", False),
        ({"ecc_support": None}, "supports_ecc", None),
        ({"pcie_slots": []}, "x16_slots", None),
        ({"pcie_slots": []}, "narrow_slots", None),
        ({"pcie_slots": [{"lanes": 1, "quantity": 3}]}, "x16_slots", 0),
        ({"pcie_slots": [{"lanes": 16, "quantity": 2}, {"lanes": 16, "quantity": 31}]}, "x16_slots", 2),
        ({"pcie_slots": [{"lanes": 16}, {"lanes": 16, "quantity": 1}]}, "x16_slots", 1),
        (
            {"pcie_slots": [{"lanes": 8, "quantity": 1}, {"lanes": 4, "quantity": 2}, {"lanes": 2, "quantity": 1}]},
            "narrow_slots",
            3,
        ),
        ({"storage_devices": {"sata_6_gb_s": 4, "sata_3_gb_s": 2}}, "sata_ports", 6),
        ({"storage_devices": {"sata_6_gb_s": 0}}, "sata_ports", None),
        ({"storage_devices": {"sata_6_gb_s": 64}}, "sata_ports", None),
        ({"storage_devices": {"sata_6_gb_s": 16}}, "sata_ports", 16),
        ({"storage_devices": {"u2": None}}, "u2_ports", 0),
        ({"power_connectors": {"cpu_power": []}}, "eps_sockets", None),
        ({"power_connectors": {"cpu_power": ["8-pin ", "8 pin", "4-pin"]}}, "eps_sockets", 2),
        ({"power_connectors": {"cpu_power": ["4-pin", "6-pin"]}}, "eps_sockets", 0),
        ({"bios_features": {"flashback": None}}, "bios_flashback", False),
        ({"back_connect_connectors": True}, "back_connect", True),
        ({"fan_headers": {"cpu_fan": 1, "cpu_opt": 1, "case_fan": 4, "pump": 2}}, "fan_headers", 6),
        ({"fan_headers": {"cpu_fan": 1, "case_fan": 3, "pump": None}}, "fan_headers", 3),
        ({"fan_headers": {"cpu_fan": 1, "case_fan": 0, "pump": 1}}, "fan_headers", None),
        ({"fan_headers": None}, "fan_headers", None),
        ({"onboard_ethernet": [{"speed": "1 Gb/s"}, {"speed": "2.5 Gb/s"}]}, "ethernet_mbps", 2500),
        ({"onboard_ethernet": [{"speed": None}, {"speed": "100 Mb/s"}]}, "ethernet_mbps", 100),
        ({"onboard_ethernet": [{"speed": "fast"}, {"controller": "Intel"}]}, "ethernet_mbps", None),
        ({"onboard_ethernet": []}, "ethernet_mbps", None),
        ({"onboard_ethernet": [{"speed": "10 Gb/s", "controller": "Intel I219-V"}]}, "ethernet_mbps", 1000),
        ({"onboard_ethernet": [{"speed": "5 Gb/s", "controller": "Realtek RTL8125BG"}]}, "ethernet_mbps", 2500),
        ({"onboard_ethernet": [{"speed": "5 Gb/s", "controller": "Realtek 8126"}]}, "ethernet_mbps", 5000),
    ],
)
def test_motherboards(fields, fact, value):
    assert samples.facts("Motherboard", **fields)[fact] == value


@pytest.mark.parametrize(
    ("headers", "ram_type", "count"),
    [
        ({"usb_3_2_gen_1": 1, "usb_3_2_gen_2": 1, "usb_3_2_gen_2x2": 0}, "DDR5", 1),
        ({"usb_3_2_gen_1": 2, "usb_3_2_gen_2": None, "usb_3_2_gen_2x2": 1}, "DDR5", 1),
        ({"usb_3_2_gen_2": 1, "usb_3_2_gen_2x2": 1}, "DDR5", 2),
        ({"usb_3_2_gen_2": 3, "usb_3_2_gen_2x2": 1}, "DDR5", None),  # those at the back are among them
        ({"usb_3_2_gen_1": 1, "usb_3_2_gen_2": 0, "usb_3_2_gen_2x2": 0}, "DDR4", 0),
        ({"usb_3_2_gen_1": 1, "usb_3_2_gen_2": 0, "usb_4": 1}, "DDR5", 0),  # that is for an add-in card
        ({"usb_3_2_gen_1": 2, "usb_3_2_gen_2": 0, "usb_3_2_gen_2x2": 0}, "DDR4", None),  # the second may be one
        ({"usb_3_2_gen_1": 1, "usb_3_2_gen_2": None, "usb_3_2_gen_2x2": None}, "DDR5", None),
        ({"usb_2_0": 0, "usb_3_2_gen_1": 0, "usb_3_2_gen_2": 0, "usb_3_2_gen_2x2": 0}, "DDR4", None),
        ({"usb_2_0": 2, "usb_3_2_gen_1": 0, "usb_3_2_gen_2": 0}, "DDR4", 0),
        (None, "DDR4", None),
        (None, "DDR3", 0),
        ({"usb_3_2_gen_1": 2, "usb_3_2_gen_2": 0}, "DDR3", 0),
    ],
)
def test_the_headers_for_usb_c_at_the_front(headers, ram_type, count):
    facts = samples.facts("Motherboard", usb_headers=headers, memory={"ram_type": ram_type})
    assert facts["usb_c_headers"] == count


def test_a_board_that_names_so_dimm_takes_them():
    assert samples.facts("Motherboard", "Anvil N100 (SO-DIMM)")["takes_so_dimm"]


def m2(*rows, ram_type="DDR5"):
    slots = [dict(zip(("size", "interface", "key"), row, strict=False)) for row in rows]
    return samples.facts("Motherboard", m2_slots=slots, memory={"ram_type": ram_type})["m2_sockets"]


PCIE4 = "PCIe 4.0 x4"


@pytest.mark.parametrize(
    ("rows", "lengths"),
    [
        ([("2280", PCIE4, "M")], [[80]]),
        ([("2280", PCIE4, "M"), ("2230", PCIE4, "E")], [[80]]),
        ([("2280", PCIE4, "M"), ("2230", "PCIe WiFi", "M")], [[80]]),
        ([("2280", PCIE4, "M"), ("2280", "WIFI module", "M")], [[80]]),
        ([("2230", "PCIe", "M")], []),
        ([("2230", PCIE4, "M")], [[30]]),
        ([("2280", PCIE4, None), ("2280", PCIE4, "B")], [[80], [80]]),
        ([("2242-2260", PCIE4, "M"), ("2280", PCIE4, "M")], [[42, 60, 80]]),
        ([("2242-22110", PCIE4, "M")], [[42, 60, 80, 110]]),
        ([("2242-2260", PCIE4, "M"), ("2280", "PCIe 3.0 x4", "M")], [[42, 60], [80]]),
        ([("2242-2260", None, "M"), ("2280", "", "M")], [[42, 60, 80]]),
        (
            [("2242-2280", PCIE4, "M"), ("2280", PCIE4, "M"), ("2280", PCIE4, "M"), ("2242-2280", PCIE4, "M")],
            [[42, 60, 80], [80], [42, 60, 80]],
        ),
        ([("2242/2260/2280", PCIE4, "M"), ("2280", PCIE4, "M")], [[42, 60, 80], [80]]),
        ([("25110/2580", PCIE4, "M")], [[80, 110]]),
        ([("110mm", PCIE4, "M"), ("Vertical", PCIE4, "M"), (None, PCIE4, "M")], [None, None, None]),
    ],
)
def test_m2_rows_become_sockets_with_the_lengths_they_take(rows, lengths):
    assert [socket["lengths_mm"] for socket in m2(*rows)] == lengths


@pytest.mark.parametrize(
    ("interface", "pcie", "sata", "pcie5"),
    [
        ("PCIe 4.0 x4", True, False, False),
        ("PCI-E 3.0 x4, SATA3", True, True, False),
        ("Gen4x4", True, False, False),
        ("nvme", True, False, False),
        (" 4.0 x4", True, False, False),
        ("SATA III", False, True, False),
        ("SATA3 6.0 Gb/s", False, True, False),
        ("PCIe Gen5x4", True, False, True),
        ("", True, False, False),
        (None, True, False, False),
        ("U.2", False, False, False),
    ],
)
def test_what_an_m2_socket_speaks(interface, pcie, sata, pcie5):
    (socket,) = m2(("2280", interface, "M"))
    assert (socket["pcie"], socket["sata"], socket["pcie5"]) == (pcie, sata, pcie5)


@pytest.mark.parametrize(("ram_type", "sockets"), [("DDR3", []), ("DDR2", []), ("DDR4", None), (None, None)])
def test_a_board_that_lists_no_m2_socket_has_none_when_it_is_old_and_is_unknown_otherwise(ram_type, sockets):
    assert m2(ram_type=ram_type) == sockets


@pytest.mark.parametrize(
    ("name", "fields", "fact", "value"),
    [
        ("Kit", {}, "so_dimm", False),
        ("Kit", {"form_factor": "262-pin SO-DIMM"}, "so_dimm", True),
        ("Kit sodimm", {}, "so_dimm", True),
        ("Kit", {"modules": {"capacity_gb": 16}}, "modules", 1),
        ("Kit", {"modules": None}, "module_gib", 0),
        ("Kit", {"speed": None}, "speed_mts", 0),
        ("Kit", {"cas_latency": 0}, "cas_latency", None),
        ("Kit", {"registered": "Registered"}, "registered", True),
        ("Kit", {"registered": "Load Reduced"}, "registered", True),
        ("Kit Registered", {}, "registered", True),
        ("Kit Unregistered", {}, "registered", False),
        ("Kit RDIMM", {}, "registered", True),
        ("Kit LRDIMM", {}, "registered", True),
        ("Kit R-DIMM", {}, "registered", True),
        ("Kit UDIMM", {}, "registered", False),
        ("Kit RFD4", {}, "registered", True),
        ("Kit RFS4", {}, "registered", True),
        ("Kit XRFD4", {}, "registered", False),
        ("Kit RDIMM", {}, "ecc", True),
        ("Kit", {"ecc": "ECC"}, "ecc", True),
        ("Kit ECC", {}, "ecc", True),
        ("Kit ecc", {}, "ecc", False),
        ("Kit Non-ECC", {}, "ecc", False),
        ("Kit Non ECC", {}, "ecc", False),
        ("Kit", {}, "ecc", False),
        ("Kit", {"height": 44.8}, "height_mm", 44.8),
        ("Kit", {"height": 18.75}, "height_mm", 18.75),
        ("Kit", {"height": 14.896}, "height_mm", None),
        ("Kit", {"height": 440}, "height_mm", None),
        ("Kit", {"height": 0}, "height_mm", None),
        ("Kit", {"height": -1}, "height_mm", None),
        ("Kit", {}, "height_mm", None),
    ],
)
def test_memory(name, fields, fact, value):
    assert samples.facts("RAM", name, **fields)[fact] == value


@pytest.mark.parametrize(
    ("width", "kept", "slots"),
    [
        (0, None, None), (None, None, None), (1, 1, 1), (0.5, 0.5, 1), (2, 2, 2), (2.1, 2.1, 2), (2.2, 2.2, 3),
        (2.5, 2.5, 3), (3.1, 3.1, 3), (4.1, 4.1, 4), (6, 6, 6), (55.6, None, None), (120, None, None),
    ],
)  # fmt: skip
def test_the_slots_that_a_card_takes(width, kept, slots):
    facts = samples.facts("GPU", total_slot_width=width)
    assert (facts["slot_width"], facts["slots"]) == (kept, slots)


@pytest.mark.parametrize(
    ("connectors", "sockets"),
    [
        ({"pcie_12VHPWR": 1, "pcie_12V_2x6": 1}, (1, 0, 0)),
        ({"pcie_12V_2x6": 2, "pcie_8_pin": 3, "pcie_6_pin": 1}, (2, 0, 0)),
        ({"pcie_8_pin": 2, "pcie_6_pin": 1}, (0, 2, 1)),
        ({"pcie_8_pin": None}, (0, 0, 0)),
        (None, (0, 0, 0)),
    ],
)
def test_the_power_sockets_of_a_card_as_listed(connectors, sockets):
    facts = samples.facts("GPU", power_connectors=connectors)
    assert (facts["sockets_16pin"], facts["sockets_8pin"], facts["sockets_6pin"]) == sockets


@pytest.mark.parametrize(
    ("interface", "bus"),
    [
        ("PCIe 4.0 x16", (4, 16)), ("PCIe 5.0 x8", (5, 8)), ("PCIe x16", (None, None)), (None, (None, None)),
        ("AGP 8x", (None, None)),
    ],
)  # fmt: skip
def test_the_bus_of_a_card_when_its_text_says_the_generation(interface, bus):
    facts = samples.facts("GPU", interface=interface)
    assert (facts["bus_generation"], facts["bus_lanes"]) == bus


@pytest.mark.parametrize(
    ("name", "chipset", "text", "cooling"),
    [
        ("Card", "GeForce RTX 4090", "Water Cooled", "liquid"),
        ("Card Turbo", "GeForce RTX 4090", "Hybrid", "liquid"),
        ("Card", "GeForce RTX 4090", "Blower", "blower"),
        ("Card", "GeForce RTX 4060", "1 Fan", "open-air"),
        ("Card Founders Edition", "GeForce RTX 2060", "1 Fan", "blower"),
        ("Card Founders Edition", "GeForce RTX 4090", "2 Fans", "open-air"),
        ("Card", "Quadro P4000", "1 Fan", "blower"),
        ("Card", "RTX A4000", "1 Fan", "blower"),
        ("Card", "RTX 6000 Ada", "1 Fan", "blower"),
        ("Card", "RTX PRO 6000", "1 Fan", "blower"),
        ("Card", "RTX A4000", "2 Fans", "open-air"),
        ("Card Turbo 24G", "GeForce RTX 3090", "2 Fans", "blower"),
        ("Card TurboJet", "GeForce RTX 3090", "2 Fans", "open-air"),
        ("Card", "GeForce GT 1030", "Passive", "passive"),
        ("Card", "GeForce RTX 4090", None, "open-air"),
    ],
)
def test_how_a_card_is_cooled(name, chipset, text, cooling):
    facts = samples.facts("GPU", name, chipset=chipset, cooling=text)
    assert facts["cooling"] == cooling
    assert facts["cooling_text"] == (text or "")


@pytest.mark.parametrize(
    ("fields", "fact", "value"),
    [
        ({"tdp": 0}, "stated_tdp_w", None),
        ({"length": 0}, "length_mm", None),
        ({"memory": None}, "memory_gib", 0),
        ({"chipset": None}, "chipset", None),
        ({"chipset_manufacturer": "AMD"}, "vendor", "AMD"),
    ],
)
def test_graphics_cards(fields, fact, value):
    assert samples.facts("GPU", **fields)[fact] == value


@pytest.mark.parametrize(
    ("form_factor", "interface", "expected"),
    [
        ("M.2-2280", "M.2 PCIe 5.0 x4", {"attachment": "m2", "m2_length_mm": 80, "pcie5": True, "m2_sata": False}),
        ("M.2-22110", "M.2 PCIe 4.0 x4", {"attachment": "m2", "m2_length_mm": 110, "pcie5": False}),
        ("M.2-2280", "SATA 6.0 Gb/s", {"attachment": "m2", "m2_sata": True, "bay_inches": None}),
        ('3.5"', "SATA 6.0 Gb/s", {"attachment": "sata", "bay_inches": 3.5, "m2_length_mm": None, "m2_sata": False}),
        ('2.5"', "U.2", {"attachment": "u2", "bay_inches": 2.5}),
        ('2.5"', "SAS 12.0 Gb/s", {"attachment": "sas"}),
        ("PCIe", "M.2 PCIe 5.0 x4", {"attachment": "other", "bay_inches": None, "pcie5": False}),
        ("mSATA", "mSATA", {"attachment": "other"}),
        (None, None, {"attachment": "other", "form_factor": None}),
    ],
)
def test_drives(form_factor, interface, expected):
    facts = samples.facts("Storage", form_factor=form_factor, interface=interface)
    assert {name: facts[name] for name in expected} == expected


@pytest.mark.parametrize(("kind", "hard_disk"), [("HDD", True), ("SSHD", False), ("SSD", False), (None, False)])
def test_only_hdd_is_a_hard_disk(kind, hard_disk):
    assert samples.facts("Storage", storage_type=kind)["hard_disk"] is hard_disk


@pytest.mark.parametrize(
    ("name", "leads", "atx3"),
    [
        ("Supply", 1, True), ("Supply", 0, False), ("Supply ATX 3.0", 0, True), ("Supply atx3", 0, True),
        ("Supply ATX 350W", 0, False), ("Supply ATX300", 0, False), ("Supply PCIe 5.1", 0, True),
        ("Supply PCI-e5", 0, True), ("Supply PCIe 4", 0, False), ("Supply Gen5", 0, True), ("Supply Gen 5", 0, True),
        ("Supply Gen 50", 0, False),
    ],
)  # fmt: skip
def test_an_atx_3_supply_is_known_by_its_lead_or_its_name(name, leads, atx3):
    assert samples.facts("PSU", name, connectors={"pcie_12vhpwr": leads})["atx3"] is atx3


@pytest.mark.parametrize(
    ("name", "fields", "fact", "value"),
    [
        ("Supply", {"wattage": 0}, "rated_w", None),
        ("Supply", {"length": 0}, "length_mm", None),
        ("Supply", {"efficiency_rating": None}, "efficiency_rating", None),
        ("Supply", {"connectors": None}, "leads_8pin", 0),
        ("Supply", {"connectors": {"eps_8_pin": 2}}, "eps_leads", 2),
        ("Supply 230V", {}, "only_230v", True),
        ("Supply 230 V", {}, "only_230v", True),
        ("Supply", {}, "only_230v", False),
    ],
)
def test_power_supplies(name, fields, fact, value):
    assert samples.facts("PSU", name, **fields)[fact] == value


@pytest.mark.parametrize(
    ("text", "brings"),
    [
        ("500 W", True), ("RM750e (750W)", True), ("80+ Gold SFX-L PSU", True), ("SFX-L 650W 80 Plus Gold", True),
        ("None", False), ("No", False), ("Not Included", False), ("ATX (not included)", False), (None, False),
        ("Standard PS2 PSU (optional)", False), ("SFX/SFX-L", False),
        ("Compatible with ATX 12V/ EPS up to 220mm Power Supply", False),
    ],
)  # fmt: skip
def test_a_case_brings_a_supply_when_its_text_names_a_wattage(text, brings):
    assert samples.facts("PCCase", power_supply=text)["brings_supply"] is brings


@pytest.mark.parametrize(
    ("fields", "fact", "value"),
    [
        ({"supported_power_supply_form_factors": []}, "psu_form_factors", None),
        ({"supported_motherboard_form_factors": ["EATX"]}, "board_form_factors", ["EATX"]),
        ({"max_video_card_length": 0}, "max_card_length_mm", None),
        ({"max_cpu_cooler_height": 0}, "max_cooler_height_mm", None),
        ({"max_psu_length": 180}, "max_psu_length_mm", 180),
        ({"expansion_slots": 0}, "expansion_slots", None),
        ({"internal_3_5_bays": 0}, "bays_3_5", 0),
        ({"internal_2_5_bays": None}, "bays_2_5", None),
        ({"supports_rear_connecting_motherboard": False}, "back_connect", False),
        ({}, "back_connect", None),
        ({"volume": 59}, "volume_l", 59),
        ({"volume": None}, "volume_l", 60),
        ({"dimensions_mm": None}, "volume_l", None),
    ],
)
def test_cases(fields, fact, value):
    assert samples.facts("PCCase", **fields)[fact] == value


@pytest.mark.parametrize(
    ("text", "ports", "usb_c"),
    [
        ("USB 3.2 Gen 2 Type-C                    USB 3.2 Gen 1 Type-A", None, True),
        ("USB 3.2 Gen 1 Type-CUSB 2.0 Type-A", None, True),
        ("USB 3.2 Gen 1 Type-A", ["2 x USB 3.0 Type A", "1 x USB 3.2 Type C"], True),
        (None, ["C-TYPE×1", "USB3.0×1"], True),
        (None, ["1x USB-C 3.2 Gen 2 "], True),
        (None, ["1 x Type-E"], True),
        ("USB 3.2 Gen 1 Type-A USB 2.0 Type-A", None, False),
        (None, ["USB 3.0 x 2", "USB case fans"], False),
        ("None", None, False),
        ("  ", ["  "], None),
        (None, None, None),
    ],
)
def test_a_usb_c_port_at_the_front_of_a_case(text, ports, usb_c):
    assert samples.facts("PCCase", front_panel_usb=text, front_usb_ports=ports)["front_usb_c"] is usb_c


@pytest.mark.parametrize(
    ("fields", "fact", "value"),
    [
        ({"cpu_sockets": []}, "sockets", None),
        ({"cpu_sockets": ["sTR4", "TR4", "LGA 115"]}, "sockets", ["TR4", "LGA 1150"]),
        ({"water_cooled": None}, "water_cooled", False),
        ({"height": 0}, "height_mm", None),
        ({"water_cooled": True, "height": 397, "radiator_size": 360}, "height_mm", None),
        ({"water_cooled": True, "height": 397, "radiator_size": 360}, "radiator_mm", 360),
        ({"water_cooled": True, "radiator_size": 0}, "radiator_mm", None),
        ({"water_cooled": False, "radiator_size": 360}, "radiator_mm", None),
        ({"max_noise_level": None, "min_noise_level": 21.5}, "max_noise_db", 21.5),
    ],
)
def test_coolers(fields, fact, value):
    assert samples.facts("CPUCooler", **fields)[fact] == value


@pytest.mark.parametrize(
    ("fields", "fact", "value"),
    [
        ({"quantity": None}, "fans", 1),
        ({"size": None}, "size_mm", None),
        ({"max_airflow": None, "min_airflow": 60.1}, "max_airflow_cfm", 60.1),
        ({"max_airflow": 2000}, "max_airflow_cfm", None),
        ({"max_airflow": 400}, "max_airflow_cfm", 400),
        ({"max_noise_level": 30, "min_noise_level": 10}, "max_noise_db", 30),
        ({"max_noise_level": None, "min_noise_level": 0.3}, "max_noise_db", None),
        ({"max_noise_level": None, "min_noise_level": 5}, "max_noise_db", 5),
        ({"pwm": None}, "pwm", None),
    ],
)
def test_fans(fields, fact, value):
    assert samples.facts("CaseFan", **fields)[fact] == value
