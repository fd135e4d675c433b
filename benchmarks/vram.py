"""Compare the memory estimate with measured rows.

    python -m benchmarks.vram --rows measured.csv [--out predicted.csv] [--framework-blind] [--cross-validate]

Rows have the columns that `engine.vram.parse` takes, beside id, workload, measure_kind and measured_gib, which may be
empty. Nothing of a measurement is read before the estimate is made. With --framework-blind the column `framework` is
not read either; without it, it says how the stack makes its loss and logits. A row whose `score` is 0 is estimated
and not counted.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from benchmarks.vram_fit import cross_validated
from catalog.presets import architecture_of
from engine import accuracy, vram
from engine.vram.estimate import GIB
from engine.vram.inputs import FIELDS
from engine.vram.words import TEXT_ENCODERS, WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from catalog.models import ModelPreset
    from engine.vram import Architecture, Estimate, Task

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "fixtures" / "models.csv"
NUMBERS = ("parameters", "layers", "hidden", "heads", "kv_heads", "head_dim", "ffn", "vocabulary", "context", "experts",
           "active_experts", "moe_ffn", "sliding_window")  # fmt: skip
FLAGS = {"True": True, "False": False, "": None}

# What a stack does, by words in the column `framework`; the first that is found counts.
STACKS: tuple[tuple[str, dict[str, object]], ...] = (
    ("<4.45", {"whole_prompt_logits": 1}),
    ("litgpt", {"logit_bytes": 6}),  # its loss is worked out in pieces
    ("qwen1", {"logit_bytes": 8}),  # no 32-bit copy
    ("chunked", {"logit_bytes": 1}),
    ("openai/whisper", {"beams_copy_cache": 1, "attn": "eager"}),
)
ONLY_CORE = "transformer quantised only"  # in the column `notes`
HEADROOM, TOLERATED = 1.2, 1.1
BASELINE, BASELINE_NAME = 1.2, "weights × 1.2"  # what simple calculators say
TRAINING = {"llm_full", "llm_full_ds", "llm_galore", "llm_lora", "llm_lora_emb", "llm_lora_z3", "llm_qlora"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was estimated: what it measured, if it says, and what was predicted, or why nothing was."""

    id: str
    workload: str
    source: str
    kind: str  # which of four quantities was measured
    measured_gib: float | None
    task: Task | None = None
    estimate: Estimate | None = None
    reason: str = ""
    counts: bool = True

    @property
    def predicted_gib(self) -> float | None:
        """The quantity that the row measures."""
        return quantity_gib(self.estimate, self.kind) if self.estimate else None


def quantity_gib(estimate: Estimate, kind: str) -> float:
    """Give the quantity that was measured: live tensors, what the allocator holds, or the whole process."""
    if kind == "process":
        return estimate.total_gib
    return estimate.reserved_gib if kind == "reserved" else estimate.peak_gib


def presets() -> dict[str, Architecture]:
    """Read the catalogue's presets, by name."""
    with MODELS.open(newline="", encoding="utf-8") as file:
        return {row["name"]: architecture_of(_preset(row)) for row in csv.DictReader(file)}


def _preset(row: Mapping[str, str]) -> ModelPreset:
    values: dict[str, object] = dict(row)
    values |= {name: int(row[name]) if row[name] else None for name in NUMBERS}
    values |= {name: FLAGS[row[name]] for name in ("gated_mlp", "tied_embeddings")}
    return cast("ModelPreset", SimpleNamespace(**values))


def question(row: Mapping[str, str], *, blind: bool) -> dict[str, Any]:
    """Give what the estimate may know of a row: its columns as they stand, and nothing that was measured."""
    asked: dict[str, Any] = {name: value for name, value in row.items() if name in FIELDS and value}
    if ONLY_CORE in row.get("notes", ""):
        asked["only_core_quantised"] = 1
    if not blind:
        framework = row.get("framework", "")
        asked |= next((fields for word, fields in STACKS if word in framework), {})
    return asked


def estimated(row: Mapping[str, str], known: Mapping[str, Architecture], *, blind: bool) -> Row:
    """Estimate one row, or say why that cannot be done."""
    made = Row(
        row["id"], row["workload"], row.get("source", ""), row.get("measure_kind", ""),
        float(row["measured_gib"]) if row.get("measured_gib") else None, counts=row.get("score", "1") != "0",
    )  # fmt: skip
    try:
        task = vram.parse(question(row, blind=blind), known)
        return replace(made, task=task, estimate=vram.estimate(task))
    except (vram.InputError, vram.UnknownFactError) as error:
        return replace(made, reason=str(error))


def run_of(row: Row) -> accuracy.Run | None:
    """Give a row that counts as the figures read it."""
    guess, truth = row.predicted_gib, row.measured_gib
    if not (row.counts and truth and guess is not None and row.estimate is not None):
        return None
    band = row.estimate.band
    peers = {BASELINE_NAME: baseline_gib(row)}
    return accuracy.Run(truth, guess, guess * band.low, guess * band.high, row.workload, peers)


def baseline_gib(row: Row) -> float:
    """Give the weights × 1.2."""
    assert row.estimate  # noqa: S101  # as above
    return BASELINE * sum(term.bytes for term in row.estimate.live if term.name in {WEIGHTS, TEXT_ENCODERS}) / GIB


def describe(rows: Sequence[Row]) -> str:
    """Say how the estimates of a group lie."""
    runs = [run for row in rows if (run := run_of(row))]
    known = accuracy.figures(runs)
    if known is None:
        return f"{0:4}"
    short = sum(run.measured > TOLERATED * HEADROOM * run.predicted for run in runs)
    rank = "     –" if known.rank is None else f"{known.rank:6.3f}"
    return (
        f"{known.rows:4}  {known.median:6.1%}  {known.ninth:6.1%}  {known.bias:+6.1%}  {known.under:6.1%}"
        f"  {rank}  {known.within:6.1%}  {short / known.rows:6.1%}  {known.peers[BASELINE_NAME].theirs:6.1%}"
    )


HEADING = """                    n  median     P90    bias   under  rank r   range   short  w×1.2
median and P90 of |error|; under: estimate more than 10 % below; range: measured within the 90 % range;
short: measured more than 1.1 × 1.2 × the estimate; w×1.2: median |error| of the weights × 1.2
"""


def groups(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Sort rows by kind of work, and into what is stated as a whole."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.workload].append(row)
    whole = {
        "inference": [row for name, each in found.items() if name.endswith(("_infer", "_file")) for row in each],
        "LLM training": [row for name, each in found.items() if name in TRAINING for row in each],
        "overall": [row for each in found.values() for row in each],
    }
    return {**dict(sorted(found.items())), **{name: each for name, each in whole.items() if each}}


def report(rows: Sequence[Row]) -> None:
    """Print the figures by kind of work and as a whole."""
    counted = [row for row in rows if row.counts and row.measured_gib and row.estimate is not None]
    declined = [row for row in rows if row.reason]
    print(f"{len(rows)} rows: {len(counted)} counted, {len(declined)} declined")
    print(HEADING)
    for name, group in groups(counted).items():
        print(f"{name:16} {describe(group)}")


def write(rows: Iterable[Row], path: Path) -> None:
    """Write what was measured and what was predicted."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "measured_gib", "predicted_gib", "low_gib", "high_gib", "reason"])
        for row in rows:
            measured = "" if row.measured_gib is None else row.measured_gib
            guess, band = row.predicted_gib, row.estimate.band if row.estimate else None
            numbers = [""] * 3
            if guess is not None and band is not None:
                numbers = [f"{guess * share:.4f}" for share in (1, band.low, band.high)]
            writer.writerow([row.id, measured, *numbers, row.reason])


def read(path: Path, *, blind: bool) -> list[Row]:
    """Estimate every row of a file; end with a sentence if it is none."""
    known = presets()
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return [estimated(row, known, blind=blind) for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, KeyError, ValueError, csv.Error) as error:
        sys.exit(f"--rows {path}: not a file of measured rows ({error!r})")


def report_cross_validation(rows: Sequence[Row]) -> None:
    """Print the error of rows whose document was left out of the fit."""
    counted = [row for row in rows if row.counts and row.measured_gib and row.task is not None]
    measured = [(row.source, row.task, row.kind, row.measured_gib) for row in counted]
    errors, fitted = cross_validated(measured, quantity_gib)  # type: ignore[arg-type]  # none of them is None
    sizes = sorted(abs(error) for error in errors)
    short = sum(1 / (1 + error) > TOLERATED * HEADROOM for error in errors) / len(errors)
    print(f"\nfitted to all rows: {fitted}")
    print(
        f"each document left out in turn: n {len(sizes)}  median {statistics.median(sizes):.1%}"
        f"  P90 {sizes[int(0.9 * len(sizes))]:.1%}  short {short:.1%}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Estimate the rows, print the figures, write the predictions."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.vram", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=Path, required=True, help="a CSV file of rows to estimate")
    parser.add_argument("--out", type=Path, help="where to write id, measured and predicted GiB")
    parser.add_argument("--framework-blind", action="store_true", help="do not read the column framework")
    parser.add_argument("--cross-validate", action="store_true", help="fit anew, each document left out in turn")
    options = parser.parse_args(arguments)
    rows = read(options.rows, blind=options.framework_blind)
    report(rows)
    if options.cross_validate:
        report_cross_validation(rows)
    if options.out:
        write(rows, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
