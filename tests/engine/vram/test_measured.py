"""What pages say of the measured error is what the document says."""

from __future__ import annotations

from places import ROOT

from engine import vram
from engine.vram import Workload, measured

ROWS = {
    measured.ALL: "inference of all kinds",
    measured.ANSWERING: "– language models",
    measured.DRAWING: "– diffusion",
    measured.FILES: "– GGUF files",
    measured.FULL: "– full",
    measured.LORA: "– LoRA",
    measured.QLORA: "– QLoRA",
    measured.ENCODERS: "BERT, ViT training",
    measured.PICTURES: "convolutions, detectors",
}


def test_each_figure_stands_in_the_table():
    text = (ROOT / "docs" / "models.md").read_text()
    for kind, title in ROWS.items():
        assert f"| {title} | {kind.rows} | {kind.median_percent} % | {kind.most_percent} % |" in text


def test_every_kind_of_work_has_an_error_and_several_cards_have_none():
    for workload in Workload:
        assert measured.measured(vram.Task(workload, vram.Architecture("any"))) in ROWS
    assert measured.measured(vram.Task(Workload.LLM_LORA, vram.Architecture("any"))) is measured.LORA
    assert measured.measured(vram.Task(Workload.LLM_INFER, vram.Architecture("any"), cards=2)) is None
