"""Tables of fact: how names are read, and that every row says where it comes from."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from engine import platforms
from engine.platforms import (
    chipsets,
    contexts,
    datacentre,
    drivers,
    electrics,
    lanes,
    mechanics,
    memory,
    processors,
    sockets,
    software,
)


@pytest.mark.parametrize(
    ("written", "name", "read"),
    [
        ("AM5", "Ryzen", "AM5"),
        ("sTR4", "Threadripper", "TR4"),
        ("sTRX4", "Threadripper", "sTRX4"),
        ("LGA 2011", "Intel Xeon E5-2680 v3", "LGA 2011-3"),
        ("LGA 2011", "Intel Xeon E5-2687W v4", "LGA 2011-3"),
        ("LGA 2011", "Intel Xeon E5-2680 v2", "LGA 2011"),
        ("LGA 1150", "Intel Xeon E3-1231 v3", "LGA 1150"),
        ("LGA 115", "Intel", "LGA 115"),
        (None, "Ryzen", None),
        ("", "Ryzen", None),
    ],
)
def test_a_processors_socket_is_read(written, name, read):
    assert platforms.read_cpu_socket(written, name) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("AM5", ("AM5", 1)),
        ("LGA 1151v2", ("LGA 1151", 1)),
        ("LGA 2011-3 Narrow", ("LGA 2011-3", 1)),
        ("2 x LGA 2011-3 Narrow", ("LGA 2011-3", 2)),
        ("2 x SP3", ("SP3", 2)),
        (None, (None, 1)),
        ("", (None, 1)),
    ],
)
def test_a_boards_socket_is_read_with_how_many_there_are(written, read):
    assert platforms.read_board_socket(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["AM4", "sTR4", "TR4"], ("AM4", "TR4")),
        (["LGA 115"], ("LGA 1150",)),
        (["LGA 1151v2", "LGA 1151"], ("LGA 1151",)),
        ([], None),
        ([""], None),
        (None, None),
    ],
)
def test_a_coolers_sockets_are_read(written, read):
    assert platforms.read_cooler_sockets(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("AMD B650", "B650"), ("Intel Z790", "Z790"), ("B850", "B850"), ("AMD 570X", "X570"), ("AMD AM1", "AM1"),
     ("NVIDIA nForce 750i SLI", "NVIDIA nForce 750i SLI"), (None, None), ("", None)],
)  # fmt: skip
def test_a_chipset_is_read_without_its_vendor(written, read):
    assert platforms.read_chipset(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Zen 4", "Zen 4"), ("Broadwell E", "Broadwell"), ("Broadwell-E", "Broadwell"), ("Ivy Bridge EP", "Ivy Bridge"),
        ("Sandy Bridge-EP", "Sandy Bridge"), ("Skylake-X", "Skylake"), ("2x Zen 4 , 4x Zen 4c", "Zen 4"),
        ("Coffee Lake Refresh", "Coffee Lake Refresh"), ("Zen+", "Zen+"), (None, None), ("", None),
    ],
)  # fmt: skip
def test_a_microarchitecture_is_read_without_its_suffix(written, read):
    assert platforms.read_microarchitecture(written) == read


@pytest.mark.parametrize(
    ("socket", "name", "lanes"),
    [
        ("AM5", "Ryzen", 16), ("sTR5", "Threadripper 7960X", 48), ("sTR5", "Threadripper PRO 7965WX", 128),
        ("LGA 2011-3", "Core i7-5820K", 28), ("LGA 2011-3", "Core i7-5930K", 40), ("LGA 2066", "Core i7-7740X", 16),
        ("LGA 2066", "Core i9-7900X", 44), ("LGA 775", "Core 2", None), (None, "Own", None),
    ],
)  # fmt: skip
def test_lanes_follow_the_socket_unless_the_name_says_otherwise(socket, name, lanes):
    assert platforms.cpu_lanes(socket, name) == lanes


@pytest.mark.parametrize(
    ("conditions", "name", "generation"),
    [
        (("AM4", "Zen 3", "X570"), "Ryzen 9 5950X", 4), (("AM4", "Zen 3", "X570"), "Ryzen 7 5700G", 3),
        (("AM4", "Zen 3", "B450"), "Ryzen 9 5950X", 3), (("AM5", "Zen 5", "X870E"), "Ryzen", 5),
        (("AM5", "Zen 4", "B650"), "Ryzen", 4), (("LGA 1200", "Rocket Lake", "Z590"), "Core", 4),
        (("LGA 1200", "Comet Lake", "Z590"), "Core", 3), (("LGA 1155", "Sandy Bridge", "Z77"), "Core", 2),
        (("LGA 1155", "Ivy Bridge", "Z77"), "Core", 3), ((None, None, None), "Own", 3),
    ],
)  # fmt: skip
def test_the_first_row_that_holds_gives_the_generation(conditions, name, generation):
    assert platforms.pcie_generation(*conditions, name=name) == generation


@pytest.mark.parametrize(
    ("supply", "listed", "fits"),
    [
        ("ATX", ("ATX",), True), ("ATX/EPS", ("ATX",), True), ("ATX", ("SFX",), False), ("SFX", ("ATX",), True),
        ("SFX-L", ("SFX",), True), ("TFX", ("TFX",), True), ("TFX", ("ATX",), False),
    ],
)  # fmt: skip
def test_a_small_supply_goes_where_a_larger_one_does(supply, listed, fits):
    assert platforms.supply_fits(supply, listed) is fits


def test_a_circuit_knows_what_it_carries_at_once_and_for_hours():
    assert (platforms.CIRCUITS["US-15A"].full_w, platforms.CIRCUITS["US-15A"].continuous_w) == (1800, 1440)
    assert (platforms.CIRCUITS["EU-16A"].full_w, platforms.CIRCUITS["EU-16A"].continuous_w) == (3680, 2944)


def test_no_processor_is_both_unsupported_and_in_need_of_an_update():
    seen = [
        (row.socket, chipset, name)
        for row in chipsets.CHIPSET_SUPPORT
        for chipset in row.chipsets
        for name in row.microarchitectures
    ]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    ("one", "other"), [("sTRX4", "TR4"), ("LGA 1700", "LGA 1851"), ("LGA 2011", "LGA 2011-3"), ("AM4", "AM5")]
)
def test_sockets_that_only_look_alike_are_never_read_as_one(one, other):
    for read in (lambda text: platforms.read_cpu_socket(text, ""), lambda text: platforms.read_board_socket(text)[0]):
        assert (read(one), read(other)) == (one, other)


def test_a_spelling_leads_to_a_name_and_not_to_another_spelling():
    spellings = (*sockets.SPELLINGS, *sockets.COOLER_SPELLINGS)
    written = [each.written for each in spellings]
    assert len(written) == len(set(written))
    assert {each.read_as for each in (*spellings, *sockets.CPU_CORRECTIONS)} <= set(sockets.SOCKETS) - set(written)


def test_a_socket_is_in_one_row_of_a_table_and_has_one_name():
    tables = {
        "memory": [memory.REGISTERED_ONLY.sockets, memory.UNBUFFERED_ONLY.sockets, memory.EITHER.sockets],
        "mounts": [row.sockets for row in mechanics.MOUNT_FAMILIES],
        "lanes": [lanes.CPU_LANES.keys()],
    }
    for table in tables.values():
        named = [socket for row in table for socket in row]
        assert len(named) == len(set(named))
        assert set(named) <= set(sockets.SOCKETS)
    assert {row.socket for row in lanes.CPU_LANES_BY_NAME} <= set(lanes.CPU_LANES)
    assert {row.socket for row in chipsets.CHIPSET_SUPPORT} <= set(sockets.SOCKETS)
    assert {row.socket for row in lanes.PCIE_GENERATIONS} <= {"", *sockets.SOCKETS}


def test_tables_tried_from_the_top_end_with_a_row_for_everything_and_repeat_none():
    conditions = [dataclasses.replace(row, generation=0, source="") for row in lanes.PCIE_GENERATIONS]
    assert conditions[-1] == lanes.Generation(0, source="")
    assert len(conditions) == len(set(conditions))
    assert dataclasses.replace(electrics.PEAK_FACTORS[-1], factor=0, source="") == electrics.PeakFactor(0, "")


def test_what_a_case_may_list_is_a_form_factor_that_boards_or_supplies_have():
    assert {each.board for each in mechanics.STAND_INS} | {each.listed for each in mechanics.STAND_INS} <= set(
        mechanics.BOARD_FORM_FACTORS
    )
    supplies = [shape for row in mechanics.SUPPLY_FITS for shape in row.supplies]
    assert len(supplies) == len(set(supplies))
    assert {shape for row in mechanics.SUPPLY_FITS for shape in row.listed} <= set(supplies)
    assert set(supplies) <= set(mechanics.SUPPLY_FORM_FACTORS)


def test_software_thresholds_rise_and_every_chip_on_a_list_has_a_source():
    rising = (software.CUDA_SUPPORTED_FROM, software.CUDA_CURRENT_FROM, software.BF16_FROM, software.FP8_FROM)
    assert [row.capability for row in rising] == sorted(row.capability for row in rising)
    assert software.FP8_FROM.capability < software.FP4_FROM.capability
    assert all(row.source for row in (*rising, software.FP4_FROM))
    assert all((*software.ROCM_LINUX.values(), *software.NVLINK.values()))


def rows(module):
    """Give every row of the tables of a module."""
    for name, value in vars(module).items():
        if name.isupper():
            yield from value.values() if hasattr(value, "values") else value if isinstance(value, tuple) else (value,)


@pytest.mark.parametrize(
    "module",
    [chipsets, datacentre, drivers, electrics, lanes, mechanics, memory, processors, sockets],
    ids=lambda m: m.__name__,
)
def test_every_row_has_a_source(module):
    found = [row for row in rows(module) if dataclasses.is_dataclass(row) or hasattr(row, "_fields")]
    assert found
    assert all(row.source for row in found)


def test_sources_that_nobody_checked_say_so():
    modules = (chipsets, datacentre, drivers, lanes, mechanics, memory, processors, sockets)
    sources = [row.source for module in modules for row in rows(module)
               if hasattr(row, "source")] + [*software.ROCM_LINUX.values(), *software.NVLINK.values()]  # fmt: skip
    assert sources
    for source in sources:
        assert re.search("general knowledge(?!, unchecked)", source) is None


def test_every_build_of_a_framework_that_may_be_chosen_has_a_driver():
    assert set(drivers.DEFAULT_BUILDS) <= set(contexts.FRAMEWORKS)
    for row in drivers.DEFAULT_BUILDS.values():
        assert drivers.least_driver(row.cuda_for_older) <= drivers.least_driver(row.cuda)


def test_no_two_rows_promise_a_processor_different_memory():
    seen = [(row.socket, name, row.memory_type) for row in processors.MEMORY_SPEEDS for name in row.microarchitectures]
    assert len(seen) == len(set(seen))
    assert set(software.NVLINK).isdisjoint(name for name in software.NVLINK if name.startswith(drivers.NO_PEERS_BEGIN))


@pytest.fixture
def seed(shared):
    """Give the seed data that the tables were taken from."""
    return json.loads((shared / "cases/compatibility/platforms.json").read_text())


def test_the_chipset_table_is_the_seed_datas(seed):
    ours = {
        (row.socket, row.chipsets, row.microarchitectures, row.support.value, row.except_name)
        for row in chipsets.CHIPSET_SUPPORT
    }
    theirs = {
        (
            row["socket"],
            frozenset(row["chipsets"]),
            frozenset(row["microarchitectures"]),
            row["verdict"],
            row.get("only_if_name_does_not_match", ""),
        )
        for row in seed["chipset_support"]["pairs"]
    }
    assert ours == theirs


def test_the_other_tables_are_the_seed_datas(seed):
    assert {row.sockets for row in mechanics.MOUNT_FAMILIES} == {
        frozenset(row["sockets"]) for row in seed["mount_families"]["families"]
    }
    assert {name: row.positions for name, row in mechanics.SLOT_POSITIONS.items()} == {
        row["form_factor"]: row["positions"] for row in seed["slot_positions"]["by_board_form_factor"]
    }
    assert memory.REGISTERED_ONLY.sockets == set(seed["memory_modules"]["registered_only"]["sockets"])
    assert memory.UNBUFFERED_ONLY.sockets == set(seed["memory_modules"]["unbuffered_only"]["sockets"])
    assert memory.EITHER.sockets == set(seed["memory_modules"]["either"]["sockets"])
    assert {name: (row.volts, row.amps, row.full_w, row.continuous_w) for name, row in platforms.CIRCUITS.items()} == {
        row["circuit"]: (row["volts"], row["amps"], row["full_w"], row["continuous_w"]) for row in seed["circuits"]
    }
    assert {name: row.share for name, row in electrics.PSU_EFFICIENCY.items()} == {
        row["rating"]: row["efficiency"] for row in seed["psu_efficiency"]["rows"]
    }
    assert {name: row.lanes for name, row in lanes.CPU_LANES.items()} == {
        row["socket"]: row["lanes"] for row in seed["cpu_lanes"]["by_socket"]
    }
    assert [(row.socket, row.name_matches, row.lanes) for row in lanes.CPU_LANES_BY_NAME] == [
        (row["socket"], row["name_matches"], row["lanes"]) for row in seed["cpu_lanes"]["exceptions"]
    ]
    assert set(software.NVLINK) == {row["chipset"] for row in seed["nvlink_chipsets"]}
    assert set(software.ROCM_LINUX) == {row["chipset"] for row in seed["framework_support"]["rocm_linux"]}


def test_the_generation_table_is_the_seed_datas(seed):
    assert [
        (row.socket or "any other", row.microarchitectures, row.chipsets, row.except_name, row.generation)
        for row in lanes.PCIE_GENERATIONS
    ] == [
        (
            row["socket"],
            frozenset(row.get("microarchitectures", ())),
            frozenset(row.get("chipsets", ())),
            row.get("name_does_not_match", ""),
            row["generation"],
        )
        for row in seed["pcie_generation"]["rows"]
    ]


def test_spellings_fits_thresholds_and_peaks_are_the_seed_datas(seed):
    spellings = seed["sockets"]["spellings"]
    for ours, for_coolers in ((sockets.SPELLINGS, False), (sockets.COOLER_SPELLINGS, True)):
        assert {(each.written, each.read_as) for each in ours} == {
            (row["written"], row["read_as"]) for row in spellings if ("applies_to" in row) is for_coolers
        }
    assert [(each.socket, each.name_matches, each.read_as) for each in sockets.CPU_CORRECTIONS] == [
        (row["socket"], row["name_matches"], row["read_as"]) for row in seed["sockets"]["cpu_corrections"]
    ]
    assert [(row.board, row.listed) for row in mechanics.STAND_INS] == [
        (row["board"], row["also_fits_where_listed"]) for row in seed["board_fits_case"]["stand_ins"]
    ]
    assert [(row.supplies, row.listed) for row in mechanics.SUPPLY_FITS] == [
        (set(row["psu"]), set(row["fits_when_case_lists"])) for row in seed["psu_fits_case"]["rows"][:-1]
    ]
    support = seed["framework_support"]
    assert [software.CUDA_SUPPORTED_FROM.capability, software.CUDA_CURRENT_FROM.capability] == [
        float(support["cuda"][name]) for name in ("unsupported_below", "legacy_below")
    ]
    assert [software.BF16_FROM.capability, software.FP8_FROM.capability, software.FP4_FROM.capability] == [
        float(support[name]["compute_capability"])
        for name in ("bf16_and_flash_attention_2_from", "fp8_from", "fp4_from")
    ]
    peaks = seed["transient_factor"]
    assert [(row.factor, row.capability_from, row.chipset_matches) for row in electrics.PEAK_FACTORS] == [
        (row["factor"], _as_number(row.get("compute_capability_at_least")), row.get("chipset_matches", ""))
        for row in peaks["rows"]
    ]
    assert peaks["atx2_allowance"] == electrics.ATX2_ALLOWANCE
    assert seed["psu_efficiency"]["missing_or_other"]["efficiency"] == electrics.OTHER_EFFICIENCY.share


def _as_number(text):
    return None if text is None else float(text)
