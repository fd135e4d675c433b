"""Records as OpenDB writes them, made up here; and archives to put them in."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import tarfile
from datetime import date

from catalog.opendb.clean import draft

_numbers = itertools.count(1)

BODIES = {
    "CPU": {
        "socket": "AM5",
        "microarchitecture": "Zen 4",
        "cores": {"total": 8, "threads": 16},
        "clocks": {"performance": {"base": 4.5, "boost": 5.4}},
        "specifications": {
            "tdp": 105,
            "ppt": 142,
            "memory": {"types": ["DDR5"], "channels": 2, "maxSupport": 128},
            "eccSupport": True,
            "includesCooler": False,
            "integratedGraphics": {"model": "Radeon"},
        },
    },
    "CPUCooler": {"cpu_sockets": ["AM5", "LGA 1700"], "water_cooled": False, "height": 158, "max_noise_level": 24.6},
    "Motherboard": {
        "socket": "AM5",
        "chipset": "AMD B650",
        "form_factor": "ATX",
        "memory": {"ram_type": "DDR5", "slots": 4, "max": 192},
        "ecc_support": False,
        "pcie_slots": [{"lanes": 16, "quantity": 1, "gen": "4.0"}, {"lanes": 4, "quantity": 2}],
        "m2_slots": [{"size": "2280", "key": "M", "interface": "PCIe 4.0 x4"}],
        "storage_devices": {"sata_6_gb_s": 4, "sata_3_gb_s": 0, "u2": 0},
        "power_connectors": {"cpu_power": ["8-pin", "8 pin"]},
        "bios_features": {"flashback": True},
    },
    "RAM": {
        "ram_type": "DDR5",
        "form_factor": "288-pin DIMM",
        "modules": {"quantity": 2, "capacity_gb": 32},
        "speed": 6000,
        "cas_latency": 30,
        "ecc": "Non-ECC",
        "registered": "Unbuffered",
    },
    "GPU": {
        "chipset": "GeForce RTX 4090",
        "chipset_manufacturer": "NVIDIA",
        "memory": 24,
        "tdp": 450,
        "length": 340,
        "total_slot_width": 3.5,
        "power_connectors": {"pcie_12VHPWR": 1, "pcie_8_pin": 4},
        "interface": "PCIe x16",
        "cooling": "3 Fans",
    },
    "Storage": {
        "capacity": 2000,
        "form_factor": "M.2-2280",
        "interface": "M.2 PCIe 5.0 x4",
        "storage_type": "SSD",
        "nvme": True,
    },
    "PSU": {
        "wattage": 1000,
        "form_factor": "ATX",
        "length": 160,
        "efficiency_rating": "80+ Gold",
        "modular": "Full",
        "connectors": {"pcie_12vhpwr": 1, "pcie_6_plus_2_pin": 4, "eps_8_pin": 2, "sata": 8},
    },
    "PCCase": {
        "form_factor": "ATX Full Tower",
        "supported_motherboard_form_factors": ["ATX", "Micro ATX"],
        "max_video_card_length": 400,
        "max_cpu_cooler_height": 180.5,
        "expansion_slots": 8,
        "internal_3_5_bays": 0,
        "internal_2_5_bays": 3,
        "power_supply": "None",
        "side_panel": "Mesh",
        "dimensions_mm": {"width": 240, "height": 500, "depth": 500},
    },
    "CaseFan": {"size": 140, "quantity": 3, "min_airflow": 0, "max_airflow": 82.5, "min_noise_level": 19, "pwm": True},
}


def identity(number):
    return f"00000000-0000-4000-8000-{number:012d}"


def record(category, name=None, *, number=None, metadata=None, without=(), **fields):
    """Make a record: the category's usual fields, changed by those given."""
    number = next(_numbers) if number is None else number
    body = {key: value for key, value in {**BODIES.get(category, {}), **fields}.items() if key not in without}
    about = {"name": name or f"{category} sample {number}", "manufacturer": "Anvil", "part_numbers": [f"AN-{number}"]}
    return {"opendb_id": identity(number), "metadata": {**about, **(metadata or {})}, **body}


def facts(category, name=None, **changes):
    """Clean a record and give its facts."""
    return draft(category, record(category, name, **changes)).facts


def path(category, entry, root="buildcores-open-db-1"):
    return f"{root}/open-db/{category}/{entry['opendb_id']}.json"


def files(*entries):
    """Name (category, record) pairs as the archive does."""
    return {path(category, entry): json.dumps(entry) for category, entry in entries}


def tar(contents, *extra):
    """Pack files, and members of other types, into the bytes of a tar."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in contents.items():
            body = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
        for member in extra:
            archive.addfile(member)
    return out.getvalue()


def packed(folder, contents, *extra, cut=None):
    """Write a .tar.gz, cut off after `cut` bytes if that is given."""
    file = folder / "snapshot.tar.gz"
    file.write_bytes(gzip.compress(tar(contents, *extra))[:cut])
    return file


def snapshot(folder, *entries):
    """Write a .tar.gz of (category, record) pairs."""
    return packed(folder, files(*entries))


DAY = date(2026, 3, 4)
