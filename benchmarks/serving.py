"""Compare the model of serving with what was published, row by row, and measure how long it takes.

Run it as `python -m benchmarks.serving --rows serving.csv`. A row with a latency and a rate of its own fits the model's
two times, so that its latency says nothing; what is compared is the rate in batches of 32, which the fit leaves open.
A row at batch 1 is compared with the row of the same device in a larger batch, which the model was not told of. A row
with a rate alone, or with a latency alone, is reproduced by the way the model is made: it only shows that nothing is
lost on the way, and counts as no evidence. Then the closed form is held against the simulation, and boxes against the
worked example.
"""

from __future__ import annotations

import argparse
import csv
import re
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from engine.serving import Box, Promise, Question, Server, compare, from_latency, mean_latency, simulate
from engine.serving.sizing import boxes_needed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MS = 1000
BATCH = {"BERT-large (seq 384)": 16}
MOST = 32
LOADS = (0.1, 0.5, 0.8, 0.95)
FORMULA_WITHIN, THROUGHPUT_WITHIN = 0.15, 0.02
LAPTOP, A30 = Server(0.0, 0.0328), from_latency(0.000552, 19_303.9, MOST)
BOXES = {1: 1, 10: 1, 15: 2, 30: 2, 50: 3, 100: 4, 250: 9, 1000: 33}  # of the worked example, p95 within 100 ms
EXACT, ABOUT = (10, 100, 250, 1000), (15, 50)
SIMULATION_S, TABLE_S = 0.05, 0.5


def check_row(row: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> tuple[str, float, float, bool]:
    """Give what is compared, the model's figure, the measured one, and whether the model could have got it wrong."""
    rate = float(row["rate"])
    latency = float(row["latency_ms"]) / MS if row["latency_ms"] else None
    size = re.fullmatch(r"batch (\d+)", row["batching"])
    if latency is None:
        return "rate alone", Box("", rate=rate).capacity, rate, False
    if size is None:
        most = BATCH.get(row["workload"], MOST)
        return f"rate in batches of {most}", from_latency(latency, rate, most).capacity, rate, True
    if (batch := int(size[1])) == 1:
        return "rate at batch 1", from_latency(latency, None, 1).capacity, rate, False
    single = next((each for each in rows if each["batching"] == "batch 1" and _same(each, row)), None)
    if single is None:
        return "rate of a batch", batch / latency, rate, False
    return f"rate at {batch}, from batch 1", Server(0.0, float(single["latency_ms"]) / MS).capacity, rate, True


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all(one[name] == other[name] for name in ("device", "workload", "precision"))


def print_rows(rows: Sequence[Mapping[str, str]]) -> None:
    """Print each row with the model's error."""
    errors = []
    for row in rows:
        what, model, measured, open_to_error = check_row(row, rows)
        error = model / measured - 1
        if open_to_error:
            errors.append(abs(error))
        print(
            f"{row['id']:4} {row['device'][:34]:34} {row['workload'][:22]:22} {what:24} {model:10.5g} {measured:10.5g} "
            f"{error:+7.1%}{'' if open_to_error else '  by construction'}"
        )
    if errors:
        print(f"{len(errors)} of {len(rows)} rows can tell: median error {statistics.median(errors):.1%}, "
              f"largest {max(errors):.1%}")  # fmt: skip


def print_formula() -> bool:
    """Hold the closed form against the simulation; tell whether both keep what is asked of them."""
    good = True
    for name, server in (("i7-12700H", LAPTOP), ("A30", A30)):
        for load in LOADS:
            rate = load * server.capacity
            found = simulate(server, rate)
            error = mean_latency(server, rate) / found.mean_s - 1
            lost = found.throughput / rate - 1
            good &= abs(error) <= FORMULA_WITHIN and abs(lost) <= THROUGHPUT_WITHIN
            print(f"{name:10} {load:4.0%} load  mean {found.mean_s * MS:8.3f} ms  p95 {found.p95_s * MS:8.3f} ms  "
                  f"batch {found.batch:4.1f}  formula {error:+6.1%}  throughput {lost:+6.2%}")  # fmt: skip
    return good


def print_boxes() -> bool:
    """Count boxes of the worked example."""
    box, found = Box("", LAPTOP), {}
    for rate in BOXES:
        found[rate] = boxes_needed(box, rate, Promise(0.1))
    print("boxes: " + ", ".join(f"{rate}/s {boxes} ({BOXES[rate]})" for rate, boxes in found.items()))
    exact = all(found[rate] == BOXES[rate] for rate in EXACT)
    return exact and all(abs((found[rate] or 0) - BOXES[rate]) <= 1 for rate in ABOUT)


def print_times() -> bool:
    """Measure the simulation of a figure and the whole comparison, with new chances each time."""
    runs, tables = [], []
    for seed in range(2, 9):
        start = time.perf_counter()
        simulate(A30, 0.5 * A30.capacity, seed=seed)
        runs.append(time.perf_counter() - start)
        start = time.perf_counter()
        compare(Question(Box("", LAPTOP, price=0.4), Box("", A30, price=0.6), 32, Promise(0.1, seed)))
        tables.append(time.perf_counter() - start)
    simulation, table = statistics.median(runs), statistics.median(tables)
    print(f"a simulation {simulation * MS:.0f} ms (limit {SIMULATION_S * MS:.0f}), "
          f"boxes, latency and break-even table {table * MS:.0f} ms (limit {TABLE_S * MS:.0f})")  # fmt: skip
    return simulation < SIMULATION_S and table < TABLE_S


def main() -> int:
    """Print everything; 1 if a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, required=True, help="the published rows")
    options = parser.parse_args()
    with options.rows.open(newline="") as file:
        print_rows(list(csv.DictReader(file)))
    good = [print_formula(), print_boxes(), print_times()]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
