"""Measured rows, and the GPUs of the starter catalogue that they are judged by."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.refusals import InputError
from engine.throughput.gpus import Gpu, gpu_of
from engine.throughput.question import NUMBERS, OFFLOAD, TEXTS, Question, read

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURE: Final = Path(__file__).resolve().parents[2] / "fixtures" / "gpus.csv"
LEFT_OUT: Final = ("suspect", "slow host")  # flags of rows that are neither fitted nor scored


@dataclass(frozen=True, slots=True)
class Row:
    """One measured row. `question` is None where it cannot be asked; `why` says the reason then."""

    id: str
    type: str
    measured: float | None
    flag: str
    question: Question | None
    gpu: Gpu | None
    why: str = ""

    @property
    def counts(self) -> bool:
        """Whether it may be fitted and scored."""
        return self.measured is not None and not self.flag.startswith(LEFT_OUT)

    @property
    def log_measured(self) -> float:
        """The logarithm of the measured speed."""
        return math.log(self.measured or 1)


def gpus() -> dict[str, Gpu]:
    """Read the GPUs of the starter catalogue by name."""
    with FIXTURE.open(newline="", encoding="utf-8") as file:
        return {row["name"]: gpu_of(row) for row in csv.DictReader(file)}


def rows(path: Path) -> Iterator[Row]:
    """Read measured rows; `throughput` may be empty."""
    known = gpus()
    with path.open(newline="", encoding="utf-8") as file:
        for raw in csv.DictReader(file):
            yield _row(raw, known)


def _row(raw: dict[str, str], known: dict[str, Gpu]) -> Row:
    flag, measured = raw.get("flag", ""), float(raw.get("throughput") or 0) or None
    asked = {name: raw.get(name) or "" for name in (*TEXTS, *NUMBERS)}
    asked["flag"] = OFFLOAD if flag.startswith(OFFLOAD) else ""
    try:
        question = read(asked)
    except InputError as error:
        return Row(raw["id"], raw["type"], measured, flag, None, None, str(error))
    return Row(raw["id"], raw["type"], measured, flag, question, known.get(question.gpu))
