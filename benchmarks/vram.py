"""Compare the memory estimate for running language models with measured rows, without knowing the framework.

Run it as `python -m benchmarks.vram --cases measured.csv`. Training, images, speech and encoders are not modelled yet.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from engine import vram
from engine.vram.estimate import GIB
from engine.vram.weights import weight_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MODELLED = {"gguf_file", "llm_infer"}
# Gated MLP or not and tied embeddings or not, by words of a model's name; all others are gated and untied.
PLAIN = (
    "phi-1",
    "phi-2",
    "pythia",
    "stablelm-base-alpha",
    "octocoder",
    "opt-",
    "falcon",
    "gpt",
    "bloom",
    "bert",
    "vit",
)
TIED = ("octocoder", "opt-", "Qwen2-0.5B", "Qwen2-1.5B", "Qwen2.5-0.5B", "Qwen2.5-1.5B", "Qwen2.5-3B", "Qwen3-0.6B",
        "Qwen3-1.7B", "Qwen3-4B", "gemma", "falcon", "Llama-3.2", "bloom")  # fmt: skip
RANGE = 0.2


def architecture(row: Mapping[str, str]) -> vram.Architecture:
    """Read the shape of a row's model."""
    name = row["arch"] or row["model"]
    numbers = {
        field: int(row[column])
        for field, column in (
            ("parameters", "params"), ("layers", "layers"), ("hidden", "hidden"), ("heads", "heads"),
            ("kv_heads", "kv_heads"), ("head_dim", "head_dim"), ("ffn", "ffn"), ("vocabulary", "vocab"),
        )
        if row[column]
    }  # fmt: skip
    lower = name.lower()
    return vram.Architecture(
        name,
        **numbers,
        gated_mlp=not any(lower.startswith(word) for word in PLAIN),
        tied_embeddings=any(lower.startswith(word.lower()) for word in TIED),
    )


def estimate_gib(row: Mapping[str, str]) -> float:
    """Estimate the quantity that the row measured."""
    model = architecture(row)
    if row["workload"] == "gguf_file":
        return weight_bytes(model, vram.QUANTISATIONS[row["weights_quant"]]) / GIB
    answer, prompt = int(row["gen_len"] or 0), int(row["prompt_len"] or 0)
    estimate = vram.inference(
        model,
        row["weights_quant"],
        prompt + answer,
        int(row["batch"] or 1),
        answer_tokens=answer,
        cache_bits=int(row["kv_bits"] or 16),
        flash_attention=row["attn"] != "eager",
    )
    return estimate.total_gib if row["measure_kind"] == "process" else estimate.peak_gib


def describe(errors: Iterable[float]) -> str:
    """Say how a group of errors lies."""
    signed = list(errors)
    sizes = sorted(abs(error) for error in signed)
    within = sum(size <= RANGE for size in sizes) / len(sizes)
    ninth = sizes[int(0.9 * len(sizes))]
    return (
        f"n {len(sizes):3}  median error {statistics.median(sizes):6.1%}  P90 {ninth:6.1%}"
        f"  bias {statistics.median(signed):+6.1%}  within 20 % {within:6.1%}"
    )


def main() -> int:
    """Print the error by workload and by format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--rows", action="store_true", help="print every row")
    options = parser.parse_args()
    with options.cases.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["score"] == "1" and row["workload"] in MODELLED]
    groups: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        estimate, measured = estimate_gib(row), float(row["measured_gib"])
        for group in ("all", row["workload"], row["weights_quant"]):
            groups[group].append(estimate / measured - 1)
        if options.rows:
            print(f"{row['id']:6} {row['model']:28} {row['weights_quant']:10} {estimate:7.2f} {measured:7.2f}"
                  f" {estimate / measured - 1:+6.1%}")  # fmt: skip
    for group, errors in groups.items():
        print(f"{group:12} {describe(errors)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
