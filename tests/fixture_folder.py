"""A small folder of fixtures for tests: one row of each kind that matters, in the real format."""

from __future__ import annotations

import csv
import io
import json

from catalog.models import SPECS, Kind
from catalog.starter import COUNTRY_COLUMNS, GPU_COLUMNS, PRESET_COLUMNS, RELEASE_COLUMNS, SOURCE_COLUMNS
from prices.starter import CLOUD_COLUMNS, GPU_PRICE_COLUMNS, PRICE_COLUMNS, PROVIDER_COLUMNS

SOURCE = {"key": "opendb", "name": "OpenDB", "url": "https://example.org/", "licence": "ODC-By 1.0", "checked": "True"}
GPU = {
    "name": "GeForce RTX 3090", "slug": "geforce-rtx-3090", "vendor": "NVIDIA", "memory_gib": "24",
    "compute_capability": "8.6", "tensor_bf16_tflops": "71", "tensor_source": "a whitepaper", "source": "opendb",
    "source_ref": "3090", "retrieved_on": "2026-08-17",
}  # fmt: skip
CHIPSET = {"name": "GeForce RTX 3090", "gpu": "GeForce RTX 3090"}
PRESET = {"name": "Llama", "slug": "llama", "family": "llm", "parameters": "8000000000", "source": "its config"}
COUNTRY = {"code": "DE", "name": "Germany", "usd_per_kwh": "0.397", "other_tariffs": '[{"amount": 0.38}]'}
PRICE = {
    "part": "card", "amount": "1599.99", "currency": "USD", "observed_on": "2025-07-23", "seller": "A shop",
    "source": "opendb", "match": "name",
}  # fmt: skip
CLOUD = {
    "row": "o001", "provider": "AWS", "gpu": "GeForce RTX 3090", "gpu_count": "1", "on_demand_per_hour": "0.44",
    "currency": "USD", "retired": "False", "source": "a page",
}  # fmt: skip
FRAMEWORK = {
    "name": "PyTorch", "slug": "pytorch", "vendor": "", "licence": "", "use": "training", "graph": "both",
    "languages": ["Python"], "backends": ["CUDA"], "state": "active", "state_since": "", "note": "",
    "site": "https://example.org/", "read_on": "2026-11-24",
    "fact_sources": dict.fromkeys(("use", "graph", "languages", "backends", "state"), "its page"),
}  # fmt: skip
RELEASE = {
    "key": "pytorch-2-14-cu126", "framework": "pytorch", "version": "2.14", "build": "cu126", "accelerator": "cuda",
    "capabilities": "[7.5, 8.6]", "announced": "False", "source": "its page", "read_on": "2026-11-24",
}  # fmt: skip
PROVIDER = {
    "name": "AWS", "slug": "aws", "retired": "False", "billing_step_seconds": "1", "billing_source": "a page",
    "read_on": "2026-11-24",
}  # fmt: skip
GPU_PRICE = {
    "gpu": "GeForce RTX 3090", "condition": "used", "amount": "704", "currency": "USD", "observed_on": "2023-10-01",
    "whole_month": "True", "source": "opendb", "note": "eBay",
}  # fmt: skip
RUN = {
    "key": "speed-1", "estimator": "speed", "type": "cnn_train", "workload": "lambda_resnet50",
    "gpu_name": "GeForce RTX 3090", "gpu_count": 1, "title": "ResNet-50 on GeForce RTX 3090",
    "asked": {"type": "cnn_train", "workload": "lambda_resnet50", "gpu": "GeForce RTX 3090"}, "quantity": "",
    "measured": 1000.0, "unit": "images/s", "flag": "", "source": "a table", "predicted": 900.0, "low": 720.0,
    "high": 1125.0, "declined": "", "peers": {}, "scored": True,
}  # fmt: skip
CARD_FACTS = {"chipset": "GeForce RTX 3090", "vendor": "NVIDIA", "memory_gib": 24, "board_power_w": 350, "slots": 3}


def columns(kind):
    """The columns of a kind's facts that a fixture gives; a card's GPU follows from its chipset."""
    fields = SPECS[kind]._meta.fields  # noqa: SLF001  # public in spite of its name
    return [column for column in fields if column.name not in {"part", "gpu"}]


def part(kind=Kind.CARD, facts=CARD_FACTS, **fields):
    """A part as a line of its file; what is not given is the column's default."""
    blank = {column.name: None if column.null else column.get_default() for column in columns(kind)}
    return {
        "slug": "card", "name": "A card", "manufacturer": "Maker", "series": "", "part_numbers": [],
        "released_year": None, "source": "opendb", "source_ref": "ref-1", "retrieved_on": "2026-08-17",
        "verified": False, "facts": {**blank, **facts}, "fact_sources": {}, "raw": {}, **fields,
    }  # fmt: skip


def table(header, *rows):
    """A CSV file; a column that a row does not have is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write(folder, **changes):
    """Write the folder. Changes: the rows of a table, `parts` as {kind: lines}, or `files` as {name: text}."""
    tables = {
        "sources": (SOURCE_COLUMNS, [SOURCE]),
        "gpus": ((*GPU_COLUMNS, "source", "source_ref", "retrieved_on"), [GPU]),
        "chipsets": (("name", "gpu"), [CHIPSET]),
        "models": (PRESET_COLUMNS, [PRESET]),
        "countries": (COUNTRY_COLUMNS, [COUNTRY]),
        "prices": (PRICE_COLUMNS, [PRICE]),
        "cloud_offers": (CLOUD_COLUMNS, [CLOUD]),
        "framework_releases": (("key", "framework", *RELEASE_COLUMNS[1:]), [RELEASE]),
        "providers": (PROVIDER_COLUMNS, [PROVIDER]),
        "gpu_prices": (GPU_PRICE_COLUMNS, [GPU_PRICE]),
    }
    (folder / "parts").mkdir(exist_ok=True)
    for name, (header, rows) in tables.items():
        (folder / f"{name}.csv").write_text(table(header, *changes.get(name, rows)))
    parts = changes.get("parts", {Kind.CARD: [part()]})
    for kind in Kind:
        lines = (json.dumps(each) + "\n" for each in parts.get(kind, []))
        (folder / "parts" / f"{kind}.jsonl").write_text("".join(lines))
    frameworks = changes.get("frameworks", [FRAMEWORK])
    (folder / "frameworks.jsonl").write_text("".join(json.dumps(each) + "\n" for each in frameworks))
    runs = changes.get("runs", [RUN])
    (folder / "measured_runs.jsonl").write_text("".join(json.dumps(each) + "\n" for each in runs))
    (folder / "builds.json").write_text("[]")
    for name, text in changes.get("files", {}).items():
        (folder / name).write_text(text)
    return folder
