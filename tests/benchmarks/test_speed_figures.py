"""The speed benchmark: fitting, leaving a GPU out, scoring, and its file."""

from __future__ import annotations

import csv
import math
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.throughput.fitting import fit, solved
from benchmarks.throughput.folds import leave_one_gpu_out, predicted
from benchmarks.throughput.report import tables, write
from benchmarks.throughput.rows import gpus, rows
from benchmarks.throughput.scores import baseline, score

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ("id", "type", "workload", "gpu", "n_gpu", "precision", "batch", "seq", "throughput", "unit", "params_b",
           "stack", "interconnect", "system", "flag", "extra", "source")  # fmt: skip
CARDS = ("GeForce RTX 3080", "GeForce RTX 3090", "GeForce RTX 4090", "RTX A6000", "RTX A4000")


@pytest.fixture
def file(tmp_path):
    """Rows of our own making: pictures a second in proportion to bandwidth, and what a benchmark has to leave out."""
    known = gpus()
    made = [
        {"id": number, "type": "cnn_train", "workload": "mine", "gpu": name, "n_gpu": 1, "precision": "fp16",
         "throughput": known[name].bandwidth_gbs, "unit": "images/s", "stack": "s1"}
        for number, name in enumerate(CARDS)
    ]  # fmt: skip
    made += [
        {**made[0], "id": 90, "flag": "suspect (superlinear)", "throughput": 1e9},
        {**made[0], "id": 91, "gpu": "APPLE:M1 7-core"},
        {**made[0], "id": 92, "precision": "int3"},
        {**made[0], "id": 93, "gpu": "Nobody's Card"},
        {**made[0], "id": 94, "type": "llm_decode", "workload": "llama3_8B", "unit": "tokens/s", "precision": "Q4_K_M",
         "throughput": ""},
    ]  # fmt: skip
    path = tmp_path / "measured.csv"
    with path.open("w", newline="") as target:
        lines = csv.DictWriter(target, COLUMNS)
        lines.writeheader()
        lines.writerows(made)
    return path


def test_equations_are_solved():
    assert solved([[4, 2], [2, 3]], [10, 8]) == pytest.approx([1.75, 1.5])


def test_rows_in_proportion_to_bandwidth_are_found_out_for_a_card_that_was_left_out(file):
    found = [each for each in leave_one_gpu_out(rows(file)) if each.scored]
    assert len(found) == len(CARDS)
    assert all(abs(math.expm1(each.residual)) < 0.35 for each in found)


def test_a_share_of_the_cards_can_be_left_out_at_a_time(file):
    found = list(leave_one_gpu_out(rows(file), folds=2))
    assert sorted(each.row.id for each in found) == sorted(row.id for row in rows(file))
    assert sum(each.scored for each in found) == len(CARDS)


def test_an_impossible_row_moves_nothing(file):
    given = [row for row in rows(file) if row.type == "cnn_train"]
    assert fit("cnn_train", given) == fit("cnn_train", [row for row in given if row.counts])


def test_a_baseline_takes_its_factor_from_other_cards(file):
    given = list(rows(file))
    assert baseline("bandwidth", given, given) == pytest.approx(dict.fromkeys("01234", 0.0))
    assert not baseline("bandwidth", given[:1], given[:1])


def test_rows_that_cannot_be_predicted_say_why(file):
    why = {each.row.id: each.why for each in map(predicted, rows(file))}
    assert "only measured" in why["91"]
    assert why["92"].startswith("precision must be one of")
    assert why["93"] == "The GPU is not in the catalogue."
    assert why["94"] == ""


def test_scores_count_bias_coverage_and_rank(file):
    given = [each for each in leave_one_gpu_out(rows(file)) if each.scored]
    found = score(given)
    assert found.rows == 5
    assert found.rank > 0.8
    assert score([]) is None


def test_tables_and_file_hold_every_row(file, tmp_path):
    given = list(rows(file))
    found = list(leave_one_gpu_out(given))
    printed = "\n".join(tables(found, given))
    assert "cnn_train" in printed
    assert "overall" in printed
    assert "not scored for their flag: 1" in printed
    write(found, tmp_path / "out.csv")
    lines = {line["id"]: line for line in csv.DictReader((tmp_path / "out.csv").read_text().splitlines())}
    assert len(lines) == len(given)
    assert lines["94"]["measured"] == ""
    assert float(lines["94"]["predicted"]) > 0
    assert lines["93"]["predicted"] == ""


def test_the_command_prints_its_tables(file):
    command = [sys.executable, "-m", "benchmarks.speed", "--rows", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "declined" in done.stdout
