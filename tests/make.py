"""Rows for tests: each maker takes only what matters and fills in the rest with parts that fit one another."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal

from django.contrib.auth.models import Group

from builder.models import Build, Item
from catalog.models import (
    SPECS,
    Chipset,
    Country,
    Framework,
    FrameworkRelease,
    Gpu,
    Kind,
    MeasuredRun,
    ModelPreset,
    Part,
    Source,
)
from community.querysets import MODERATORS
from prices.models import CloudOffer, CurrentPrice, GpuPrice, Offer, PricePoint, Provider

_numbers = itertools.count(1)

DEFAULTS = {
    Kind.CPU: {
        "socket": "AM5", "microarchitecture": "Zen 4", "cores": 8, "tdp_w": 65, "package_power_w": 88,
        "memory_types": ["DDR5"], "memory_channels": 2, "max_memory_gib": 128, "integrated_graphics": "Radeon",
    },
    Kind.COOLER: {"sockets": ["AM5", "LGA 1700"], "height_mm": 155},
    Kind.BOARD: {
        "socket": "AM5", "chipset": "B650", "form_factor": "ATX", "memory_type": "DDR5", "memory_slots": 4,
        "max_memory_gib": 128, "x16_slots": 2, "narrow_slots": 0, "sata_ports": 4, "eps_sockets": 1,
        "m2_sockets": [{"lengths_mm": [80], "pcie": True, "sata": False, "pcie5": False}] * 2,
    },
    Kind.MEMORY: {"memory_type": "DDR5", "modules": 2, "module_gib": 16, "speed_mts": 6000},
    Kind.CARD: {
        "chipset": "GeForce RTX 4090", "vendor": "NVIDIA", "memory_gib": 24, "board_power_w": 450, "length_mm": 304,
        "slot_width": 3, "slots": 3, "sockets_16pin": 1, "sockets_8pin": 0, "sockets_6pin": 0,
        "bus_generation": 4, "bus_lanes": 16, "compute_capability": 8.9,
    },
    Kind.STORAGE: {"attachment": "m2", "capacity_gb": 1000, "m2_length_mm": 80, "nvme": True},
    Kind.PSU: {
        "rated_w": 1000, "form_factor": "ATX", "length_mm": 160, "efficiency_rating": "80+ Gold", "leads_16pin": 1,
        "leads_8pin": 4, "eps_leads": 2, "sata_plugs": 8, "atx3": True,
    },
    Kind.CASE: {
        "form_factor": "ATX Mid Tower", "board_form_factors": ["ATX", "Micro ATX", "Mini-ITX"],
        "psu_form_factors": ["ATX"], "max_card_length_mm": 360, "max_cooler_height_mm": 170, "max_psu_length_mm": 220,
        "expansion_slots": 7, "bays_3_5": 2, "bays_2_5": 2,
    },
    Kind.FAN: {"size_mm": 120},
}  # fmt: skip


def source(key="test-source", **fields):
    """Make (or find) a source."""
    return Source.objects.get_or_create(
        key=key, defaults={"name": key, "licence": "CC0", "credit": "Nobody", **fields}
    )[0]


def part(kind, name=None, *, price=None, fields=None, **facts):
    """Make a part of a kind with its facts, and a price in USD if one is given."""
    number = next(_numbers)
    row = Part.objects.create(
        kind=kind,
        name=name or f"{kind} {number}",
        slug=f"{kind}-{number}",
        source_ref=f"ref-{number}",
        **{"source": source(), "manufacturer": "Maker", **(fields or {})},
    )
    SPECS[Kind(kind)].objects.create(part=row, **{**DEFAULTS[Kind(kind)], **facts})
    if price is not None:
        priced(row, price)
    return row


def priced(row, amount, *, at=datetime(2025, 7, 23, tzinfo=UTC), currency="USD"):
    """Give a part a price, observed at a time."""
    offer = Offer.objects.create(part=row, source=source(), seller=f"shop {next(_numbers)}")
    point = PricePoint.objects.create(
        offer=offer, amount=Decimal(str(amount)), currency=currency, observed_at=at, last_seen_at=at
    )
    CurrentPrice.objects.update_or_create(
        part=row,
        defaults={"point": point, "amount": point.amount, "currency": currency, "observed_at": at},
    )
    return point


def cpu(name=None, **facts):
    return part(Kind.CPU, name, **facts)


def cooler(name=None, **facts):
    return part(Kind.COOLER, name, **facts)


def board(name=None, **facts):
    return part(Kind.BOARD, name, **facts)


def memory(name=None, **facts):
    return part(Kind.MEMORY, name, **facts)


def card(name=None, **facts):
    return part(Kind.CARD, name, **facts)


def drive(name=None, **facts):
    return part(Kind.STORAGE, name, **facts)


def psu(name=None, **facts):
    return part(Kind.PSU, name, **facts)


def case(name=None, **facts):
    return part(Kind.CASE, name, **facts)


def fan(name=None, **facts):
    return part(Kind.FAN, name, **facts)


def gpu(name="GeForce RTX 4090", **fields):
    """Make a GPU, with a chipset of the same name."""
    row = Gpu.objects.create(
        **{
            "name": name,
            "slug": name.lower().replace(" ", "-"),
            "vendor": "NVIDIA",
            "memory_gib": 24,
            "board_power_w": 450,
            "source": source(),
            **fields,
        }
    )
    Chipset.objects.create(name=name, gpu=row)
    return row


def build(*rows, **fields):
    """Make a build of parts; (part, quantity) where more than one is meant."""
    made = Build.objects.create(**fields)
    for position, row in enumerate(rows, start=1):
        each, quantity = row if isinstance(row, tuple) else (row, 1)
        Item.objects.create(build=made, kind=each.kind, part=each, name=each.name, quantity=quantity, position=position)
    return made


def whole(**changes):
    """Make one part of each kind that a machine needs; they fit one another. Changes: kind name to facts."""
    makers = {
        "cpu": cpu, "cooler": cooler, "board": board, "memory": memory, "card": card, "drive": drive, "psu": psu,
        "case": case,
    }  # fmt: skip
    return {name: maker(**changes.get(name, {})) for name, maker in makers.items()}


def cloud_offer(gpu_row=None, *, per_hour=1, **fields):
    """Make an offer of one GPU of 24 GB, seen today."""
    number = next(_numbers)
    return CloudOffer.objects.create(
        **{
            "row": f"row-{number}",
            "provider": "Cloud",
            "instance": f"instance-{number}",
            "gpu": gpu_row,
            "gpu_stated": "RTX 4090",
            "memory_gib_each": 24,
            "on_demand_per_hour": per_hour,
            "observed_earliest": date.today(),  # noqa: DTZ011  # the day on which the test runs
            "observed_latest": date.today(),  # noqa: DTZ011
            "source": "a list of offers",
            **fields,
        }
    )


def provider(name="Cloud", **fields):
    """Make a provider; what is said of it was read on a page."""
    sources = {f"{what}_source": "a page" for what in ("billing", "storage", "egress", "retired")}
    return Provider.objects.create(name=name, slug=name.lower().replace(" ", "-"), **{**sources, **fields})


def preset(name="Llama-3.1-8B", **fields):
    """Make a language model of eight billion parameters whose shape is known."""
    return ModelPreset.objects.create(
        **{
            "name": name,
            "slug": name.lower().replace(".", "-"),
            "family": "llm",
            "parameters": 8_030_261_248,
            "layers": 32,
            "hidden": 4096,
            "heads": 32,
            "kv_heads": 8,
            "head_dim": 128,
            "ffn": 14336,
            "vocabulary": 128_256,
            "context": 131_072,
            "gated_mlp": True,
            "tied_embeddings": False,
            "source": "a list of models",
            **fields,
        }
    )


def country(code="US", name="United States", usd_per_kwh=0.2, **fields):
    return Country.objects.create(code=code, name=name, usd_per_kwh=usd_per_kwh, **fields)


def framework(name="PyTorch", **fields):
    """Make a framework for NVIDIA's GPUs whose facts all have a source."""
    facts = {"use": "training", "graph": "both", "state": "active", "backends": ["CUDA"], **fields}
    sources = {fact: f"page of {name}" for fact in Framework.FACTS if facts.get(fact)}
    values = {"name": name, "slug": name.lower().replace(".", "-"), "fact_sources": sources, **facts}
    return Framework.objects.create(**values)


def release(of=None, version="2.14", build="cu126", **fields):
    """Make a build with code for Pascal to Hopper, of PyTorch unless another framework is given."""
    owner = of or Framework.objects.filter(slug="pytorch").first() or framework()
    return FrameworkRelease.objects.create(
        **{
            "framework": owner,
            "version": version,
            "build": build,
            "key": f"{owner.slug}-{version}-{build}".replace(".", "-"),
            "accelerator": "cuda",
            "capabilities": [6.0, 7.0, 7.5, 8.0, 8.6, 9.0] if fields.get("accelerator", "cuda") == "cuda" else [],
            "source": f"matrix of {version}",
            **fields,
        }
    )


def gpu_price(gpu_row, amount=700, **fields):
    """Make a price of a GPU as such: used, of October 2023, unless told otherwise."""
    return GpuPrice.objects.create(
        **{
            "gpu": gpu_row,
            "condition": "used",
            "amount": Decimal(str(amount)),
            "observed_on": date(2023, 10, 1),
            "whole_month": True,
            "source": source(),
            **fields,
        }
    )


def measured_run(measured=100.0, predicted=90.0, **fields):
    """Make a run of ResNet-50 on an RTX 4090, with its prediction and a range of a quarter to both sides."""
    number = next(_numbers)
    gpu_name = fields.get("gpu_name", "GeForce RTX 4090")
    asked = {"type": "cnn_train", "workload": "lambda_resnet50", "gpu": gpu_name, "precision": "fp16",
             "stack": "lambda_v1", "unit": "images/s", "n_gpu": 1}  # fmt: skip
    ends = {} if predicted is None else {"low": predicted * 0.75, "high": predicted * 1.25}
    return MeasuredRun.objects.create(
        **{
            "key": f"speed-{number}",
            "estimator": "speed",
            "type": "cnn_train",
            "workload": "lambda_resnet50",
            "gpu_name": gpu_name,
            "title": f"ResNet-50, fp16 on {gpu_name}",
            "asked": asked,
            "measured": measured,
            "predicted": predicted,
            "unit": "images/s",
            "source": "a table of measurements",
            "scored": predicted is not None,
            **ends,
            **fields,
        }
    )


RATES = {
    "bandwidth_gbs": 1008.0, "board_power_w": 450, "fp32_tflops": 82.6, "peak_train16_tflops": 165.2,
    "peak_train32_tflops": 82.6, "tensor_cores": 512, "compute_capability": "8.9", "architecture": "Ada Lovelace",
    "tensor_fp8_tflops": 330.3, "tensor_int8_tops": 660.6,
}  # fmt: skip  # of a GeForce RTX 4090, as its data sheet has them


def fast_gpu(name="GeForce RTX 4090", **fields):
    """Make a GPU of which all is known that a speed is estimated from."""
    return gpu(name, **{**RATES, **fields})


def moderators():
    """Give the group of moderators; a test that empties the database takes along what the migration made."""
    return Group.objects.get_or_create(name=MODERATORS)[0]
