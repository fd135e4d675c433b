"""Write the measured runs of the starter catalogue, each with what the estimators say of it.

python -m benchmarks.accuracy --speed-rows CSV --memory-rows CSV --out fixtures/measured_runs.jsonl

Speeds are predicted with constants that were fitted without the row's GPU, memory without knowing the framework.
What cannot have happened (flag "suspect") is left out, and so is what neither estimator can read. The same rows give
the same file.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks import vram
from benchmarks.throughput.folds import leave_one_gpu_out, predicted
from benchmarks.throughput.rows import rows
from benchmarks.throughput.scores import BASELINES, baseline
from benchmarks.titles import memory_title, speed_title
from engine.findings import gettext_noop
from engine.throughput.question import ADAPTERS, CHECKPOINTS, NUMBERS, TEXTS
from engine.vram import Workload
from engine.vram.inputs import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.throughput.folds import Predicted
    from benchmarks.throughput.rows import Row

DIGITS: Final = 6  # significant ones
IMPOSSIBLE: Final = "suspect"
NOT_ESTIMATED: Final = gettext_noop("This kind of work is not estimated.")
ONLY_HERE: Final = gettext_noop("No other GPU was measured at this work: without this one nothing is known of it.")
FOUND: Final = re.compile(r"^code search rank \d+")
LONGEST: Final = 200  # of a source, of a flag


def rounded(value: float | None) -> float | None:
    """Keep six significant digits: more would be noise of the last bits."""
    return None if value is None else float(f"{value:.{DIGITS}g}")


def _plain(text: str) -> str | int | float:
    """Give a number where a column holds one, else the word."""
    try:
        value = float(text)
    except ValueError:
        return text
    return int(value) if value == int(value) else value


def _source(text: str) -> str:
    """Give the document; of one that was only seen as a find of a search nobody kept the address."""
    return FOUND.sub("a public repository whose address was not kept", text)[:LONGEST]


def speed_runs(path: Path) -> Iterator[dict[str, Any]]:
    """Give the runs of a file of measured speeds."""
    given = list(rows(path))
    peers = {name: baseline(name, given, given) for name in BASELINES}
    with path.open(newline="", encoding="utf-8") as file:
        raw = {row["id"]: row for row in csv.DictReader(file)}
    for each in leave_one_gpu_out(given):
        kept = each.row.measured is not None and each.row.question is not None
        if kept and not each.row.flag.startswith(IMPOSSIBLE):
            yield _speed_run(raw[each.row.id], each, peers)


def _speed_run(raw: Mapping[str, str], each: Predicted, peers: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    row, known = each.row, each.prediction
    asked = _speed_asked(raw, row)
    return {
        "key": f"speed-{row.id}", "estimator": "speed", "type": row.type, "workload": asked["workload"],
        "gpu_name": asked["gpu"], "gpu_count": max(1, int(asked.get("n_gpu", 1))),
        "title": speed_title(asked, asked.get("precision", "")), "asked": asked, "quantity": "",
        "measured": rounded(row.measured), "unit": raw["unit"], "flag": row.flag, "source": _source(raw["source"]),
        "predicted": rounded(known.speed) if known else None,
        "low": rounded(known.low) if known else None, "high": rounded(known.high) if known else None,
        "declined": _declined(each), "scored": each.scored,
        "peers": {
            name: rounded(math.exp(found[row.id] + row.log_measured))
            for name, found in peers.items() if row.id in found
        } if each.scored else {},
    }  # fmt: skip


def _declined(each: Predicted) -> str:
    """Say why there is no prediction: a work of one GPU is unknown as soon as that is left out."""
    if each.why and each.row.gpu and predicted(each.row).prediction:
        return ONLY_HERE
    return each.why


def _speed_asked(raw: Mapping[str, str], row: Row) -> dict[str, Any]:
    asked: dict[str, Any] = {name: raw[name] for name in TEXTS if raw.get(name)}
    asked |= {name: _plain(raw[name]) for name in NUMBERS if raw.get(name)}
    asked.pop("flag", None)
    if not any(word in asked.get("extra", "") for word in (CHECKPOINTS, ADAPTERS)):
        asked.pop("extra", None)  # the rest of that column was measured: watts, minutes
    if row.question is not None:
        asked["precision"] = row.question.precision
        asked |= {"flag": row.question.flag} if row.question.flag else {}
    return asked


def memory_runs(path: Path) -> Iterator[dict[str, Any]]:
    """Give the runs of a file of measured memory."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        raw = {row["id"]: row for row in csv.DictReader(file)}
    for row in vram.read(path, blind=True):
        if row.measured_gib:
            yield _memory_run(raw[row.id], row)


def _memory_run(raw: Mapping[str, str], row: vram.Row) -> dict[str, Any]:
    asked = {name: _plain(value) if name in LIMITS else value for name, value in vram.question(raw, blind=True).items()}
    asked |= {"grad_ckpt": int(asked["grad_ckpt"])} if "grad_ckpt" in asked else {}
    guess, band = row.predicted_gib, row.estimate.band if row.estimate else None
    ends = (guess * band.low, guess * band.high) if guess is not None and band else (None, None)
    scored = row.counts and guess is not None
    declined = row.reason if row.workload in set(Workload) else NOT_ESTIMATED
    return {
        "key": f"memory-{row.id}", "estimator": "memory", "type": row.workload,
        "workload": raw["arch"] or raw["model"], "gpu_name": "", "gpu_count": int(raw["n_gpus"] or 1),
        "title": memory_title(asked, row.workload, raw["model"]), "asked": asked, "quantity": row.kind,
        "measured": rounded(row.measured_gib), "unit": "GiB", "flag": "" if scored else raw["notes"][:LONGEST],
        "source": _source(raw["source"]), "predicted": rounded(guess), "low": rounded(ends[0]),
        "high": rounded(ends[1]), "declined": declined, "scored": scored,
        "peers": {vram.BASELINE_NAME: rounded(vram.baseline_gib(row))} if scored else {},
    }  # fmt: skip


def _order(run: Mapping[str, Any]) -> tuple[str, int, str]:
    """Memory first, then by number."""
    key = str(run["key"])
    return str(run["estimator"]), int("".join(filter(str.isdigit, key)) or 0), key


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file, and say how many runs it holds."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--speed-rows", type=Path, required=True)
    parser.add_argument("--memory-rows", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    found = sorted([*memory_runs(options.memory_rows), *speed_runs(options.speed_rows)], key=_order)
    lines = (json.dumps(run, ensure_ascii=False, sort_keys=True) + "\n" for run in found)
    options.out.write_text("".join(lines), encoding="utf-8")
    print(f"{len(found)} runs, {sum(run['scored'] for run in found)} of them scored")
    return 0


if __name__ == "__main__":
    sys.exit(main())
