"""How long functions are: fails over fifty lines, and shows the mean. Usage: `python .ci/lengths.py FOLDER …`."""

from __future__ import annotations

import ast
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 50  # lines, with the docstring


def functions(folder: Path) -> Iterator[tuple[int, str]]:
    """Give the length in lines of each function below a folder, and where it is."""
    for file in sorted(folder.rglob("*.py")):
        if "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{file}:{node.lineno} {node.name}"


def main(folders: list[str]) -> int:
    """Print the figures, and give 1 if a function is too long."""
    found = [entry for folder in folders for entry in functions(Path(folder))]
    lengths = [length for length, _ in found] or [0]
    long = [(length, where) for length, where in found if length > LONGEST]
    print(f"{len(found)} functions, {statistics.mean(lengths):.1f} lines on average, {max(lengths)} at most")
    for length, where in long:
        print(f"{where} has {length} lines; {LONGEST} are allowed")
    return 1 if long else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
