"""Compare the rent-or-buy engine with worked cases: every figure within 1e-6; then say how long answers take.

python -m benchmarks.rent_or_buy --cases scenarios.json [--out figures.json] [--random 100000]

--random works out so many random questions, and fails if one figure of them is not finite.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.random_scenarios import question
from engine import economics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOLERANCE = 1e-6  # of max(1, |expected|)
ROUNDS = 9  # of each case; the median counts
TOTALS_MS, WHOLE_MS = 2.0, 100.0  # what an answer may take
FOUR = {
    "cloud_price": [0.7, 1.0, 1.3],
    "hours": [0.5, 1.0, 1.5],
    "price_drift": [-0.15, 0.0, 0.15],
    "resale_value": [0.6, 1.0, 1.2],
}


def differences(expected: object, found: object, path: str) -> Iterator[str]:
    """Name every figure that differs, with both values."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted(expected.keys() | found.keys()):
            yield from differences(expected.get(key, "absent"), found.get(key, "absent"), f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, pair in enumerate(zip(expected, found, strict=True)):
            yield from differences(*pair, f"{path}[{index}]")
    elif not same(expected, found):
        yield f"{path}: expected {expected!r}, found {found!r}"


def same(expected: object, found: object) -> bool:
    """Tell whether two figures agree; words and nulls exactly."""
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return abs(expected - found) <= TOLERANCE * max(1, abs(expected))
    return expected == found


def figures_of(case: dict[str, Any]) -> dict[str, Any]:
    """Work out a case, its errors included."""
    try:
        return economics.report(economics.parse(case["input"]))
    except economics.InputError as error:
        return {"error": str(error), "field": error.field}


def milliseconds(work: Callable[[], object]) -> float:
    """Give how long something takes, the median of several times."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def speed(cases: list[dict[str, Any]]) -> None:
    """Print what the slowest case takes: totals, verdict and break-even month; and everything, four uncertain."""
    totals, whole = [], []
    for case in cases:
        try:
            asked = economics.parse({**case["input"], "uncertainty": FOUR})
        except economics.InputError:
            continue
        totals.append(milliseconds(partial(economics.compare, asked)))
        whole.append(milliseconds(partial(economics.report, asked)))
    for what, times, limit in (
        ("totals, verdict, break-even month", totals, TOTALS_MS),
        ("everything, four uncertain", whole, WHOLE_MS),
    ):
        kept = "kept" if max(times) < limit else "BROKEN"
        middle = statistics.median(times)
        print(f"{what}: median {middle:.2f} ms, slowest {max(times):.2f} ms (limit {limit:g} ms, {kept})")


def unfinished(count: int) -> list[int]:
    """Work out random questions; give the seeds of those with a figure that is not finite."""
    return [seed for seed in range(count) if not all(map(math.isfinite, _numbers(_random_figures(seed))))]


def _random_figures(seed: int) -> dict[str, Any]:
    return economics.report(economics.parse(question(random.Random(seed), uncertain=1)))  # noqa: S311  # not a secret


def _numbers(value: object) -> Iterator[float]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _numbers(each)
    elif isinstance(value, list):
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, float):
        yield value


def main() -> int:
    """Print what matched and what did not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--random", type=int, default=0)
    options = parser.parse_args()
    cases = json.loads(options.cases.read_text())
    found = {case["id"]: figures_of(case) for case in cases}
    if options.out:
        options.out.write_text(json.dumps(found, indent=1) + "\n")
    matched = 0
    for case in cases:
        differing = list(differences(case.get("expected", {}), found[case["id"]], case["id"]))
        matched += not differing
        for line in differing:
            print(line)
    print(f"{matched}/{len(cases)} cases match, every figure within {TOLERANCE:g}")
    speed(cases)
    wild = unfinished(options.random)
    if options.random:
        print(f"{options.random - len(wild)}/{options.random} random questions end in finite figures {wild[:9] or ''}")
    return 0 if matched == len(cases) and not wild else 1


if __name__ == "__main__":
    sys.exit(main())
