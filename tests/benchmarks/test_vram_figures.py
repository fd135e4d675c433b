"""What the memory benchmark reads, prints and writes, and what its figures may be at the worst."""

from __future__ import annotations

import csv
import statistics

import pytest

from benchmarks import vram, vram_fit
from engine import accuracy

COLUMNS = ["id", "source", "workload", "model", "arch", "params", "weights_quant", "seq_len", "framework", "notes",
           "measure_kind", "measured_gib", "score"]  # fmt: skip
ROW = {"id": "a", "source": "one", "workload": "llm_full", "model": "Llama 3.1 8B", "arch": "Llama-3.1-8B",
       "weights_quant": "bf16", "seq_len": "512", "measure_kind": "reserved", "measured_gib": "75",
       "score": "1"}  # fmt: skip


@pytest.fixture
def rows(tmp_path):
    def write(*changes):
        path = tmp_path / "rows.csv"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows({**ROW, "id": f"r{number}", **change} for number, change in enumerate(changes))
        return path

    return write


def test_figures_are_printed_by_kind_of_work_and_as_a_whole(rows, capsys):
    path = rows({}, {"measured_gib": "80"}, {"workload": "llm_infer", "measured_gib": "18"}, {"score": "0"})
    assert vram.main(["--rows", str(path), "--framework-blind"]) == 0
    printed = capsys.readouterr().out
    assert "4 rows: 3 counted, 0 declined" in printed
    for name in ("llm_full", "llm_infer", "LLM training", "inference", "overall"):
        assert f"\n{name} " in printed


def test_predictions_are_written_and_what_is_declined_has_a_reason(rows, tmp_path):
    path, out = rows({}, {"measured_gib": ""}, {"workload": "t5_train"}), tmp_path / "out.csv"
    vram.main(["--rows", str(path), "--out", str(out)])
    with out.open(newline="") as file:
        first, second, third = csv.DictReader(file)
    assert float(first["low_gib"]) < float(first["predicted_gib"]) < float(first["high_gib"])
    assert (second["measured_gib"], second["predicted_gib"]) == ("", first["predicted_gib"])
    assert third["predicted_gib"] == ""
    assert third["reason"].startswith("workload must be one of")


def test_nothing_that_was_measured_is_asked_and_blind_means_blind():
    row = {**ROW, "framework": "litgpt", "stated_value": "75"}
    blind = vram.question(row, blind=True)
    assert not {"measured_gib", "framework", "source", "id", "stated_value", "measure_kind"} & blind.keys()
    assert "logit_bytes" not in blind
    assert vram.question(row, blind=False)["logit_bytes"] == 6


def test_a_file_that_is_none_ends_with_a_sentence(tmp_path):
    with pytest.raises(SystemExit, match="not a file of measured rows"):
        vram.main(["--rows", str(tmp_path / "absent.csv")])


def test_presets_have_all_that_follows_from_their_facts_and_the_rest_is_unknown():
    shapes = {name: shape for name, shape in vram.presets().items() if shape.ffn and shape.layers and shape.vocabulary}
    assert len(shapes) > 60
    assert {name for name, shape in shapes.items() if shape.gated_mlp is None} == {"t5-base", "flan-t5-xxl"}
    assert (shapes["gpt-oss-120b"].gated_mlp, shapes["gpt-oss-120b"].tied_embeddings) == (True, False)


@pytest.fixture
def measured(shared):
    found = vram.read(shared / "cases/vram/measured.csv", blind=True)
    return [row for row in found if row.counts and row.measured_gib is not None and row.estimate is not None]


def sizes(rows):
    return [abs(row.predicted_gib / row.measured_gib - 1) for row in rows]


def test_measured_rows_agree_as_well_as_the_page_says(measured):
    groups = vram.groups(measured)
    assert len(measured) == 192
    assert statistics.median(sizes(groups["overall"])) < 0.055
    assert statistics.median(sizes(groups["inference"])) < 0.035
    assert statistics.median(sizes(groups["LLM training"])) < 0.10
    short = sum(row.measured_gib > 1.32 * row.predicted_gib for row in measured)
    assert short / len(measured) < 0.06


def test_the_stated_range_holds_about_nine_in_ten(measured):
    for name, rows in vram.groups(measured).items():
        if len(rows) >= 20:
            assert 0.85 <= accuracy.figures([vram.run_of(row) for row in rows]).within <= 0.95, name


def test_the_constants_are_what_the_fit_gives(measured):
    rows = [(row.source, row.task, row.kind, row.measured_gib) for row in measured]
    assert vram_fit.fit(rows, vram.quantity_gib) == vram_fit.FITTED
