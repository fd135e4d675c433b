"""Compare the speed estimate with measured rows.

python -m benchmarks.speed --rows measured.csv [--out predicted.csv] [--leave-one-gpu-out] [--folds 3] [--anchors o.csv]

Predictions come from the committed constants and the GPU's facts alone. With --leave-one-gpu-out each row is predicted
by constants fitted on the other GPUs' rows of its kind; with --folds 3 on those of two thirds of the GPUs. Baselines
take their factor from rows of other GPUs: those of --anchors, else those of --rows. How it works:
benchmarks/throughput.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.throughput.folds import leave_one_gpu_out, predicted
from benchmarks.throughput.report import tables, write
from benchmarks.throughput.rows import rows


def main() -> int:
    """Print the figures, and write the file if one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--anchors", type=Path)
    parser.add_argument("--leave-one-gpu-out", action="store_true")
    parser.add_argument("--folds", type=int, help="leave out so large a share of the GPUs at a time")
    options = parser.parse_args()
    given = list(rows(options.rows))
    anchors = list(rows(options.anchors)) if options.anchors else given
    without = options.leave_one_gpu_out or options.folds
    found = list(leave_one_gpu_out(given, options.folds) if without else map(predicted, given))
    if options.out:
        order = {row.id: place for place, row in enumerate(given)}
        write(sorted(found, key=lambda each: order[each.row.id]), options.out)
    for line in tables(found, anchors):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
