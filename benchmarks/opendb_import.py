"""How long the import of OpenDB takes, how much memory, and whether a second run changes anything.

    python -m benchmarks.opendb_import --opendb ARCHIVE [--out FILE]

runs `manage.py import_opendb` twice in processes of its own, on an empty SQLite file in a temporary folder, or on the
(empty) database of DATABASE_URL. Ends with 1 when a limit is passed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
LONGEST_S = 120
LARGEST_MB = 600
KB_PER_MB = 1024


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the import."""

    seconds: float
    peak_mb: float
    read: int
    changed: int
    refused: int

    @property
    def within_limits(self) -> bool:
        """Whether it was quick and small enough."""
        return self.seconds < LONGEST_S and self.peak_mb < LARGEST_MB


def manage(folder: Path, *arguments: str) -> tuple[float, float]:
    """Run a command of manage.py; give its seconds and its peak memory in MB."""
    started = time.monotonic()
    process = subprocess.Popen(  # noqa: S603  # this project's own command
        [sys.executable, str(MANAGE), *arguments], env={**os.environ, "VAR_DIR": str(folder)}
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # wait4 took it, for its memory
    if process.returncode:
        message = f"manage.py {arguments[0]} ended with {process.returncode}"
        raise SystemExit(message)
    return time.monotonic() - started, usage.ru_maxrss / KB_PER_MB


def measured(folder: Path, opendb: str) -> Run:
    """Import once."""
    report = folder / "report.json"
    seconds, peak = manage(folder, "import_opendb", opendb, "--report", str(report), "--verbosity", "0")
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return Run(round(seconds, 1), round(peak), found["read"], found["changed"], len(found["refused"]))


def main() -> int:
    """Measure two runs and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opendb", required=True, help="the archive, or a folder")
    parser.add_argument("--out", type=Path, help="write the figures as JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manage(folder, "migrate", "--verbosity", "0")
        runs = [measured(folder, str(Path(options.opendb).resolve())) for _ in range(2)]
    for title, run in zip(("first", "second"), runs, strict=True):
        print(
            f"{title} run: {run.seconds} s, {run.peak_mb:.0f} MB at its peak, {run.read:,} records read, "
            f"{run.changed:,} rows changed, {run.refused:,} refused"
        )
    if options.out is not None:
        options.out.write_text(json.dumps([asdict(run) for run in runs], indent=1), encoding="utf-8")
    return 0 if all(run.within_limits for run in runs) and runs[1].changed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
