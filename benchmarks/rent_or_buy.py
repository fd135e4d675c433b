"""Compare the rent-or-buy engine with worked cases: every figure within 1e-6.

python -m benchmarks.rent_or_buy --cases scenarios.json [--out figures.json]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import economics

if TYPE_CHECKING:
    from collections.abc import Iterator

TOLERANCE = 1e-6  # of max(1, |expected|)


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


def main() -> int:
    """Print what matched and what did not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    cases = json.loads(options.cases.read_text())
    began = time.perf_counter()
    found = {case["id"]: figures_of(case) for case in cases}
    seconds = time.perf_counter() - began
    matched = 0
    for case in cases:
        differing = list(differences(case.get("expected", {}), found[case["id"]], case["id"]))
        matched += not differing
        for line in differing:
            print(line)
    print(f"{matched}/{len(cases)} cases match, every figure within {TOLERANCE:g}; {seconds:.2f} s")
    if options.out:
        options.out.write_text(json.dumps(found, indent=1) + "\n")
    return 0 if matched == len(cases) else 1


if __name__ == "__main__":
    sys.exit(main())
