"""All benchmarks, one after the other: `make bench`.

Those that need material that is not part of the project (cases, the archive of the open data) look for it beside the
checkout, in ../shared, or where RIGWRIGHT_SHARED says, and are left out, with a word, where it is absent.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("RIGWRIGHT_SHARED") or ROOT.parent / "shared")
CASES, DATA = SHARED / "cases", SHARED / "data"

RUNS: tuple[tuple[str, ...], ...] = (
    (
        "compatibility",
        "--cases",
        f"{CASES}/compatibility/builds.json",
        "--opendb",
        f"{DATA}/buildcores-open-db-136a77a.tar.gz",
    ),
    ("rent_or_buy", "--cases", f"{CASES}/rent-or-buy/scenarios.json"),
    ("vram", "--rows", f"{CASES}/vram/measured.csv", "--framework-blind"),
    ("speed", "--rows", f"{CASES}/speed/measured.csv", "--leave-one-gpu-out"),
    ("serving", "--rows", f"{CASES}/speed/serving.csv"),
    ("price_pages", "--pages", f"{CASES}/price-pages", "--torture"),
    ("numbers", "--cases", f"{CASES}/price-pages/numbers.csv"),
    ("opendb_import", "--opendb", f"{DATA}/buildcores-open-db-136a77a.tar.gz"),
    ("cloud_payloads", "--payloads", f"{CASES}/cloud-payloads"),
    ("choices", "--opendb", f"{DATA}/buildcores-open-db-136a77a.tar.gz"),
    ("community", "--small"),
    ("pages", "--opendb", f"{DATA}/buildcores-open-db-136a77a.tar.gz"),
)


def main() -> int:
    """Run each benchmark whose material is there; the number of those that failed is the exit status."""
    failed = 0
    for name, *arguments in RUNS:
        print(f"\n== {name}", flush=True)
        absent = [each for each in arguments if each.startswith("/") and not Path(each).exists()]
        if absent:
            print(f"left out: {absent[0]} is not there")
            continue
        command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
        failed += bool(subprocess.run(command, cwd=ROOT, check=False).returncode)  # noqa: S603  # our own modules
    return failed


if __name__ == "__main__":
    sys.exit(main())
