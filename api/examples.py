"""Examples in the description of the API: a question about parts of the starter catalogue, and its answer."""

from __future__ import annotations

from typing import Any

CHECK_ASKED: dict[str, Any] = {
    "context": {"circuit": "US-15A", "os": "linux", "framework": "pytorch-2.11", "purpose": "dl", "nvlink": False},
    "parts": [
        {
            "slug": "evga-xc3-ultra-gaming-geforce-rtx-3090-24gb-gddr6x-black-red",
            "quantity": 2,
            "used": True,
            "answers": {"across_mm": 150},
        },
        {"opendb_id": "47b52ade-e791-467a-b717-bd8c3d084aad", "quantity": 1},
        {"slug": "amd-ryzen-9-7950x", "quantity": 1},
    ],
}
CHECK_ANSWERED: dict[str, Any] = {
    "findings": [
        {
            "rule": "COOLER_MISSING",
            "level": "problem",
            "text": "AMD Ryzen 9 7950X comes without a cooler, and none has been chosen.",
            "hint": "Choose a cooler that fits the processor's socket and the height of the case.",
            "why": "Most processors for workstations come without one. Data loading keeps all cores busy for days.",
            "parts": ["amd-ryzen-9-7950x"],
            "answered": [],
            "values": {"cpu": "amd-ryzen-9-7950x"},
        },
        {
            "rule": "PSU_HEADROOM",
            "level": "warning",
            "text": (
                "The parts draw an estimated 945 W, which is 94 % of the 1,000 W of Corsair RM1000x (2024) Black ATX "
                "1000W Fully Modular. Under 80 % it runs cooler and quieter, and has something left for peaks."
            ),
            "hint": "Choose a supply of 1,200 W or more, or limit the power of the graphics cards.",
            "why": (
                "At a load that lasts for days, a supply near its limit is hot, loud and short of reserve for the "
                "peaks "
                "of cards."
            ),
            "parts": ["corsair-rm1000x-2024-black-atx-1000w-fully-modular"],
            "answered": [],
            "values": {
                "supplies": ["corsair-rm1000x-2024-black-atx-1000w-fully-modular"],
                "load": 945,
                "rated": 1000,
                "share": 94,
                "enough": 1200,
            },
        },
    ],
    "fixes": [
        {
            "rule": "COOLER_MISSING",
            "kind": "cpu-cooler",
            "instead": "",
            "quantity": 1,
            "count": 59,
            "sure": True,
            "part": "enermax-ets-f40-fs-7433-cfm-air-158mm-white",
            "amount": "24.79",
            "currency": "USD",
            "setting": None,
        },
        {
            "rule": "PSU_HEADROOM",
            "kind": None,
            "instead": None,
            "quantity": None,
            "count": None,
            "sure": None,
            "part": None,
            "amount": None,
            "currency": None,
            "setting": {"name": "power_limit_w", "value": 240},
        },
    ],
    "load_w": 945.0,
    "wall_w": 1181.25,
    "psu_rated_w": 1000,
    "vram": {
        "total_gib": 48.0,
        "cards": 2,
        "context_tokens": 8192,
        "fits": [
            {"model": "Llama-3.3-70B-Instruct", "precision": "Q4_K_M", "needs_gib": 42.80223083496094, "fits": True},
            {"model": "Llama-3.1-405B", "precision": "Q4_K_M", "needs_gib": 231.24044799804688, "fits": False},
        ],
    },
}
_CARD = {
    "part": "evga-xc3-ultra-gaming-geforce-rtx-3090-24gb-gddr6x-black-red",
    "name": "EVGA XC3 ULTRA GAMING GeForce RTX 3090 24GB GDDR6X Black / Red",
    "count": 2,
}
CHECK_ANSWERED["power"] = {
    "load_w": 945.0,
    "load_without_limit_w": 945.0,
    "idle_w": {"low": 27.0, "high": 110.0},
    "shares": [{**_CARD, "load_w": 700.0, "idle_w": {"low": 16.0, "high": 70.0}}],
    "limits": [],
    "rated_w": 1000,
    "load_share": 0.945,
    "load_level": "warning",
    "wall_w": 1181.25,
    "heat_btu_per_hour": 4030.5927375,
    "efficiency": {"by_rules": 0.8, "by_level": None, "wall_by_level_w": None, "curve": []},
    "peak_w": 1295.0,
    "peaks": [{**_CARD, "factor": 2.0, "watts": 700.0, "source": "Igor's Lab measured 901 W on a 575 W RTX 5090"}],
    "atx3": False,
    "bearings": [{"milliseconds": None, "share": 1.1, "watts": 1100.0, "level": "warning", "source": "design choice"}],
    "circuits": [
        {
            "name": "US-15A",
            "volts": 120,
            "amps": 15,
            "continuous_w": 1440.0,
            "full_w": 1800,
            "share": 0.8203125,
            "level": None,
            "too_few_volts": False,
            "chosen": True,
        }
    ],
    "cost": None,
}
CHECK_ANSWERED["layout"] = None
PARTS_LISTED: dict[str, Any] = {
    "slug": "evga-xc3-ultra-gaming-geforce-rtx-3090-24gb-gddr6x-black-red",
    "kind": "graphics-card",
    "name": "EVGA XC3 ULTRA GAMING GeForce RTX 3090 24GB GDDR6X Black / Red",
    "manufacturer": "EVGA",
    "released_year": None,
    "opendb_id": "79ee2e7d-ed73-41fc-b604-ba1ed7f9e202",
    "price": {
        "amount": "1598.00",
        "currency": "USD",
        "observed_at": "2025-07-23T00:00:00Z",
        "seller": "Lowest listing on PCPartPicker",
        "source": "pc-part-dataset",
    },
    "facts": {"memory_gib": 24.0, "board_power_w": 350, "length_mm": 285.0, "slots": 3},
}
LIST_ASKED: dict[str, Any] = {
    "text": "Type|Item|Price\n:--|:--|:--\n**CPU** | AMD Ryzen 9 7950X 4.5 GHz 16-Core Processor | $549.00 @ Shop\n"
    "**Monitor** | A monitor | $300.00",
}
LIST_ANSWERED: dict[str, Any] = {
    "title": "",
    "lines": [
        {
            "text": "CPU AMD Ryzen 9 7950X 4.5 GHz 16-Core Processor $549.00 @ Shop",
            "name": "AMD Ryzen 9 7950X 4.5 GHz 16-Core Processor",
            "kind": "cpu",
            "quantity": 1,
            "part_number": "",
            "price": {"amount": "549.00", "currency": "USD"},
            "owned": False,
            "match": {
                "part": "amd-ryzen-9-7950x",
                "kind": "cpu",
                "name": "AMD Ryzen 9 7950X",
                "confidence": 1.0,
                "level": "certain",
                "by_part_number": False,
            },
            "alternatives": [],
        },
    ],
    "left_out": [
        {
            "text": "Monitor A monitor $300.00",
            "reason": "“monitor” is not a kind of part that a build has.",
        },
    ],
}
RULE_READ: dict[str, Any] = {
    "code": "CPU_SOCKET",
    "summary": "The processor sits in the motherboard's socket.",
    "concern": "Processor and motherboard",
    "levels": ["problem"],
    "fields": ["cpu.socket", "board.socket"],
    "kinds": ["cpu", "motherboard"],
    "mends": ["motherboard", "cpu"],
    "settings": [],
    "tables": [],
    "outline": False,
    "why": "Nothing else helps if the processor cannot be put in.",
    "source": "Part data; spellings of sockets as counted in BuildCores OpenDB.",
    "unknown": "when either socket is not recorded; CPU_CHIPSET and CPU_BIOS_UPDATE are then silent.",
    "silent": "",
    "url": "/rules/CPU_SOCKET/",
    "details": [
        (
            "Names that look alike are told apart: sTRX4 is not TR4, and LGA 1851 is not LGA 1700. It silences "
            "CPU_CHIPSET and CPU_BIOS_UPDATE."
        ),
    ],
    "examples": [
        {
            "level": "problem",
            "finding": {
                "rule": "CPU_SOCKET",
                "level": "problem",
                "text": "AMD Ryzen 5 5600 needs socket AM4, but ASRock B650 Steel Legend WiFi AM5 DDR5 ATX has AM5.",
                "hint": "Choose a board with socket AM4, or a processor for socket AM5.",
                "why": "Nothing else helps if the processor cannot be put in.",
                "parts": ["amd-ryzen-5-5600", "asrock-b650-steel-legend-wifi-am5-ddr5-atx"],
                "values": {
                    "cpu": "amd-ryzen-5-5600",
                    "board": "asrock-b650-steel-legend-wifi-am5-ddr5-atx",
                    "wants": "AM4",
                    "has": "AM5",
                },
            },
            "made_of": {"code": "kpynpd6", "title": "Budget start: RTX 3060 12 GB"},
            "parts": [
                {
                    "slug": "amd-ryzen-5-5600",
                    "name": "AMD Ryzen 5 5600",
                    "kind": "cpu",
                    "quantity": 1,
                    "read": {"socket": "AM4"},
                },
                {
                    "slug": "asrock-b650-steel-legend-wifi-am5-ddr5-atx",
                    "name": "ASRock B650 Steel Legend WiFi AM5 DDR5 ATX",
                    "kind": "motherboard",
                    "quantity": 1,
                    "read": {"socket": "AM5"},
                },
            ],
            "surroundings": {},
        },
    ],
}
PLATFORM_TABLE: dict[str, Any] = {
    "slug": "wall-circuits",
    "title": "Wall circuits",
    "rows": [
        {"key": "EU-16A", "volts": 230, "amps": 16, "source": "general knowledge, unchecked"},
        {"key": "US-20A", "volts": 120, "amps": 20, "source": "NEC 80 % rule; general knowledge, unchecked"},
    ],
}

RENT_OR_BUY_ASKED: dict[str, Any] = {
    "hours_per_month": 40,
    "horizon_months": 24,
    "discount_rate_annual": 0.05,
    "buy": {
        "hardware": [
            {
                "name": "GPU",
                "price": 300,
                "resale": {"model": "geometric", "annual_decline": 0.19, "initial_drop": 0.12},
            }
        ],
        "load_watts": 250,
        "electricity_price_per_kwh": 0.13,
    },
    "rent": {"hourly_price": 0.59, "free_hours_once": 10},
    "uncertainty": {"cloud_price": [0.8, 1, 1.2]},
    "hybrid": {"burst_share": 0.3},
}
SERVING_ASKED: dict[str, Any] = {
    "workload": "resnet-50",
    "rate": 32,
    "limit_ms": 100,
    "cpu": "i7-12700h",
    "cpu_price": 0.4,
    "gpu": "a30-pcie",
    "gpu_price": 0.6,
}
SERVING_ANSWERED: dict[str, Any] = {
    "workload": "resnet-50",
    "rate": 32.0,
    "limit_ms": 100.0,
    "currency": "USD",
    "verdict": "gpu",
    "break_even_rate": 14.8111,
    "even_cpu_price": 0.3,
    "cpu": {
        "device": "i7-12700h",
        "device_source": (
            "huggingface/pytorch-image-models@aa4b585, results/"
            "benchmark-infer-fp32-nchw-pt240-cpu-i7_12700h-dynamo.csv (one after the other)"
        ),
        "boxes": 2,
        "price_per_hour": 0.4,
        "price_source": None,
        "cost_per_hour": 0.8,
        "cost_per_month": 584.0,
        "cost_per_million": 6.94444,
        "utilisation": 0.5248,
        "one_box_holds": 14.7661,
        "latency": {"mean_ms": 39.5085, "p50_ms": 32.8, "p95_ms": 65.2521, "p99_ms": 89.8985, "mean_batch": 1.0},
    },
    "gpu": {
        "device": "a30-pcie",
        "device_source": (
            "mlcommons/inference_results_v1.1, closed, NVIDIA, A30x1_TRT_Triton (MLPerf offline and single stream)"
        ),
        "boxes": 1,
        "price_per_hour": 0.6,
        "price_source": None,
        "cost_per_hour": 0.6,
        "cost_per_month": 438.0,
        "cost_per_million": 5.20833,
        "utilisation": 0.00215789,
        "one_box_holds": 14827.8,
        "latency": {"mean_ms": 0.557487, "p50_ms": 0.552, "p95_ms": 0.552, "p99_ms": 0.835139, "mean_batch": 1.0002},
    },
    "both": None,
    "table": [
        {
            "rate": 10.0,
            "cpu_boxes": 1,
            "cpu_per_hour": 0.4,
            "gpu_boxes": 1,
            "gpu_per_hour": 0.6,
            "even_cpu_price": 0.6,
            "verdict": "cpu",
        },
        {
            "rate": 15.0,
            "cpu_boxes": 2,
            "cpu_per_hour": 0.8,
            "gpu_boxes": 1,
            "gpu_per_hour": 0.6,
            "even_cpu_price": 0.3,
            "verdict": "gpu",
        },
        {
            "rate": 1000.0,
            "cpu_boxes": 33,
            "cpu_per_hour": 13.2,
            "gpu_boxes": 1,
            "gpu_per_hour": 0.6,
            "even_cpu_price": 0.0181818,
            "verdict": "gpu",
        },
    ],
}
VRAM_ASKED: dict[str, Any] = {
    "model": "Llama-3.1-8B",
    "workload": "llm_lora",
    "lora_rank": 16,
    "seq_len": 1024,
    "gpu": "geforce-rtx-4090",
}
VRAM_ANSWERED: dict[str, Any] = {
    "total_gib": 20.24,
    "low_gib": 14.98,
    "high_gib": 27.73,
    "peak_gib": 18.02,
    "reserved_gib": 19.24,
    "cards": 1,
    "headroom": 1.2,
    "terms": [
        {"name": "weights", "gib": 14.96, "formula": "8,030,261,248 × 2.000 B"},
        {"name": "adapters with gradients and states", "gib": 0.62, "formula": "41,943,040 × 16 B + 0 × 12 B"},
        {"name": "activations", "gib": 0.48, "formula": "1,024 × (32 × 8,192 + 240,845) B"},
        {"name": "logits", "gib": 1.96, "formula": "1,024 × 128,256 × 16 B"},
        {"name": "held by the allocator", "gib": 1.22, "formula": "0.5 × 2.44 GiB"},
        {"name": "CUDA context", "gib": 1.0, "formula": "1 × 1.0 GiB"},
    ],
    "measured": {"kind": "LoRA", "rows": 39, "median_percent": 9.1, "most_percent": 27.7},
    "verdicts": [
        {"gpu": "geforce-rtx-3060-12-gb", "memory_gib": 12.0, "verdict": "too large"},
        {"gpu": "geforce-rtx-4090", "memory_gib": 24.0, "verdict": "tight"},
        {"gpu": "geforce-rtx-5090", "memory_gib": 32.0, "verdict": "fits"},
    ],
    "changes": [
        {
            "names": ["a fused loss"],
            "total_gib": 17.49,
            "values": {
                "workload": "llm_lora",
                "model": "Llama-3.1-8B",
                "lora_rank": 16,
                "seq_len": 1024,
                "logit_bytes": 1.0,
            },
        },
        {
            "names": ["a shorter context"],
            "total_gib": 18.41,
            "values": {"workload": "llm_lora", "model": "Llama-3.1-8B", "lora_rank": 16, "seq_len": 512},
        },
        {
            "names": ["QLoRA"],
            "total_gib": 13.97,
            "values": {"workload": "llm_qlora", "model": "Llama-3.1-8B", "seq_len": 1024, "weights_quant": "nf4"},
        },
        {
            "names": ["more cards"],
            "total_gib": 16.37,
            "values": {
                "workload": "llm_lora",
                "model": "Llama-3.1-8B",
                "lora_rank": 16,
                "seq_len": 1024,
                "n_gpus": 2,
                "sharding": "fsdp",
            },
        },
    ],
}

SPEED_ASKED: dict[str, Any] = {
    "type": "llm_train",
    "model": "Llama-3.1-8B",
    "precision": "nf4",
    "extra": "lora actckpt",
    "gpu": "geforce-rtx-4090",
    "amount": 10_000_000,
    "wall_w": 560,
}
SPEED_ANSWERED: dict[str, Any] = {
    "unit": "tokens/s",
    "cards": 1,
    "needs_gib": 17.62,
    "speeds": [
        {
            "gpu": "geforce-rtx-4090",
            "name": "GeForce RTX 4090",
            "measured": None,
            "estimate": {
                "speed": 2355.71,
                "low": 1750.4,
                "high": 3170.35,
                "notes": ["Training of adapters is counted, not measured."],
            },
            "refused": "",
            "memory": "fits",
            "job": {
                "hours": 1.1792,
                "least_hours": 0.8762,
                "most_hours": 1.5869,
                "kwh": 0.6603,
                "least_kwh": 0.4907,
                "most_kwh": 0.8887,
            },
        }
    ],
}

COMMENT_ASKED: dict[str, Any] = {"text": "How **loud** is it?", "key": "2026-11-24-1", "parent": None}
THREAD_ANSWERED: dict[str, Any] = {
    "count": 1,
    "open": True,
    "more": False,
    "results": [
        {
            "id": 12,
            "parent": None,
            "depth": 0,
            "author": "bob",
            "by_author": False,
            "mine": True,
            "gone": "",
            "text": "How **loud** is it?",
            "html": "<p>How <strong>loud</strong> is it?</p>\n",
            "revision": 1,
            "made_at": "2026-11-24T12:00:00Z",
            "edited_at": None,
            "page_url": "https://example.org/b/abcdefg/comments/12/",
        }
    ],
}
VOTE_ANSWERED: dict[str, Any] = {"voted": True, "vote_count": 7}
FLAG_ASKED: dict[str, Any] = {"why": "spam", "text": "The same link in nine threads."}
