"""Engine parts for tests: each maker takes only what matters; left alone, the parts fit one another."""

from __future__ import annotations

from inspect import signature

from engine.findings import Level
from engine.parts import Board, Build, Card, Case, Context, Cooler, Cpu, Drive, Fan, M2Socket, MemoryKit, Psu
from engine.registry import About, Rule, check

M2 = M2Socket(lengths_mm=(80,))


def cpu(name="Ryzen", **facts):
    """Make a processor."""
    given = {
        "socket": "AM5", "microarchitecture": "Zen 4", "tdp_w": 65, "package_power_w": 88, "memory_types": ("DDR5",),
        "memory_channels": 2, "max_memory_gib": 128, "integrated_graphics": "Radeon",
    }  # fmt: skip
    return Cpu(name=name, **{**given, **facts})


def board(name="Board", **facts):
    """Make a motherboard."""
    given = {
        "socket": "AM5", "chipset": "B650", "form_factor": "ATX", "memory_type": "DDR5", "memory_slots": 4,
        "max_memory_gib": 128, "x16_slots": 2, "narrow_slots": 0, "m2_sockets": (M2, M2), "sata_ports": 4,
        "eps_sockets": 1,
    }  # fmt: skip
    return Board(name=name, **{**given, **facts})


def kit(name="Kit", **facts):
    """Make a kit of memory."""
    return MemoryKit(name=name, **{"memory_type": "DDR5", "modules": 2, "module_gib": 16, "speed_mts": 6000, **facts})


def card(name="Card", **facts):
    """Make a graphics card."""
    given = {
        "chipset": "GeForce RTX 4090", "vendor": "NVIDIA", "memory_gib": 24, "board_power_w": 450, "length_mm": 304,
        "slots": 3, "sockets_16pin": 1, "sockets_8pin": 0, "sockets_6pin": 0, "bus_generation": 4, "bus_lanes": 16,
        "compute_capability": 8.9,
    }  # fmt: skip
    return Card(name=name, **{**given, **facts})


def old_card(name="Old card", **facts):
    """Make a graphics card with two 8-pin sockets."""
    return card(name, **{"sockets_16pin": 0, "sockets_8pin": 2, "board_power_w": 250, "slots": 2, **facts})


def drive(name="Drive", **facts):
    """Make an M.2 drive."""
    return Drive(name=name, **{"attachment": "m2", "capacity_gb": 1000, "m2_length_mm": 80, "nvme": True, **facts})


def psu(name="Supply", **facts):
    """Make a power supply."""
    given = {
        "rated_w": 1000, "form_factor": "ATX", "length_mm": 160, "efficiency_rating": "80+ Gold", "leads_16pin": 1,
        "leads_8pin": 4, "eps_leads": 2, "sata_plugs": 8, "atx3": True,
    }  # fmt: skip
    return Psu(name=name, **{**given, **facts})


def case(name="Tower", **facts):
    """Make a case."""
    given = {
        "form_factor": "ATX Mid Tower", "board_form_factors": ("ATX", "Micro ATX", "Mini-ITX"),
        "psu_form_factors": ("ATX",), "max_card_length_mm": 360, "max_cooler_height_mm": 170, "max_psu_length_mm": 220,
        "expansion_slots": 7, "bays_3_5": 2, "bays_2_5": 2,
    }  # fmt: skip
    return Case(name=name, **{**given, **facts})


def cooler(name="Cooler", **facts):
    """Make an air cooler."""
    return Cooler(name=name, **{"sockets": ("AM5", "LGA 1700"), "height_mm": 155, **facts})


def fan(name="Fan", **facts):
    """Make a pack of case fans."""
    return Fan(name=name, **{"size_mm": 120, "fans": 2, **facts})


def whole():
    """Give a whole machine, as a build: nothing is to be said of it."""
    plain = kit(speed_mts=5200, height_mm=31)
    newest = card(chipset="GeForce RTX 5090", compute_capability=12.0)
    return Build((cpu(cores=8), cooler(), board(), plain, newest, drive(), psu(), case(width_mm=240), fan()))


def findings(*parts, **context):
    """Put parts before all rules."""
    return check(Build(parts), Context(**context))


def finding(code, *parts, **context):
    """Give the one finding of a rule about these parts, None if there is none; a code is reported once."""
    found = [each for each in findings(*parts, **context) if each.code == code]
    assert len(found) < 2, f"{code} was reported {len(found)} times"
    return found[0] if found else None


def level(code, *parts, **context):
    """Give the level at which a rule speaks about these parts, "" if it does not."""
    found = finding(code, *parts, **context)
    return found.level.value if found else ""


def rule(judge, code="X", *, reads=(), fields=(), levels=(Level.PROBLEM,), mends=(), **about):
    """Make a rule that is not in the registry."""
    said = About(**{"why": "It matters.", "source": "A page.", **about})
    return Rule(
        code, judge, tuple(signature(judge).parameters), tuple(levels), tuple(fields), tuple(mends), (),
        frozenset(reads), absence=False, about=said,
    )  # fmt: skip
