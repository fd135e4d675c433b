"""The file of measured runs: what is written, what is left out, and what rows are called."""

from __future__ import annotations

import csv
import json

import pytest

from benchmarks import accuracy
from benchmarks.titles import memory_title, speed_title, work_name

SPEED = ("id", "type", "workload", "gpu", "n_gpu", "precision", "batch", "seq", "throughput", "unit", "params_b",
         "stack", "interconnect", "system", "flag", "extra", "source")  # fmt: skip
ROW = {"id": "7", "type": "cnn_train", "workload": "lambda_resnet50", "n_gpu": "2", "precision": "fp16", "batch": "64",
       "throughput": "812.3456789", "unit": "images/s", "stack": "lambda_v1", "extra": "peak 162.8W",
       "source": "a table"}  # fmt: skip
MEMORY = ("id", "source", "workload", "model", "arch", "weights_quant", "seq_len", "n_gpus", "framework", "notes",
          "measure_kind", "measured_gib", "score")  # fmt: skip
CARDS = ("GeForce RTX 3080", "GeForce RTX 3090", "GeForce RTX 4090", "RTX A6000", "RTX A4000")


def table(path, columns, rows):
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def written(tmp_path):
    speeds = [{**ROW, "id": str(number), "gpu": card} for number, card in enumerate(CARDS)]
    speeds += [
        {**ROW, "id": "10", "gpu": CARDS[0], "flag": "suspect (superlinear)"},
        {**ROW, "id": "11", "gpu": CARDS[0], "throughput": ""},
        {**ROW, "id": "12", "gpu": CARDS[0], "workload": "seen_once"},
        {**ROW, "id": "13", "gpu": CARDS[0], "source": "code search rank 2 (a log)", "flag": "slow host"},
    ]
    memory = [
        {"id": "v1", "source": "a page", "workload": "llm_infer", "model": "Llama 3.1 8B", "arch": "Llama-3.1-8B",
         "weights_quant": "bf16", "framework": "litgpt", "measure_kind": "reserved", "measured_gib": "16",
         "score": "1"},
        {"id": "v2", "source": "a page", "workload": "t5_train", "model": "T5", "measured_gib": "9", "score": "0",
         "notes": "batch not stated"},
    ]  # fmt: skip
    out = tmp_path / "runs.jsonl"
    arguments = ["--speed-rows", str(table(tmp_path / "s.csv", SPEED, speeds)), "--out", str(out)]

    def write():
        accuracy.main([*arguments, "--memory-rows", str(table(tmp_path / "m.csv", MEMORY, memory))])
        return out.read_text()

    return write


def runs_of(text):
    return {run["key"]: run for run in map(json.loads, text.splitlines())}


def test_the_same_rows_give_the_same_file(written):
    assert written() == written()


def test_a_run_keeps_what_is_asked_and_six_digits(written):
    run = runs_of(written())["speed-0"]
    assert run["measured"] == 812.346
    assert run["asked"] == {
        "type": "cnn_train", "workload": "lambda_resnet50", "gpu": CARDS[0], "n_gpu": 2, "batch": 64,
        "precision": "fp16", "unit": "images/s", "stack": "lambda_v1",
    }  # fmt: skip
    assert run["title"] == "ResNet-50, fp16, batch 64 on 2 × GeForce RTX 3080"
    assert run["low"] < run["predicted"] < run["high"]
    assert set(run["peers"]) == {"bandwidth", "tensor TFLOPS", "fp32 TFLOPS"}


def test_impossible_and_empty_rows_are_left_out_and_slow_hosts_do_not_count(written):
    runs = runs_of(written())
    assert not {"speed-10", "speed-11"} & runs.keys()
    assert not runs["speed-13"]["scored"]


def test_a_work_of_one_gpu_is_not_predicted_and_says_why(written):
    run = runs_of(written())["speed-12"]
    assert run["predicted"] is None
    assert run["declined"]


def test_a_document_without_an_address_says_so(written):
    assert runs_of(written())["speed-13"]["source"] == "a public repository whose address was not kept (a log)"


def test_memory_is_predicted_without_knowing_the_framework(written):
    runs = runs_of(written())
    run = runs["memory-v1"]
    assert "framework" not in run["asked"]
    assert "logit_bytes" not in run["asked"]
    assert set(run["peers"]) == {"weights × 1.2"}
    assert (runs["memory-v2"]["declined"], runs["memory-v2"]["flag"]) == (accuracy.NOT_ESTIMATED, "batch not stated")


@pytest.mark.parametrize(
    ("workload", "name"),
    [
        ("lambda_bert_base_squad", "BERT base, SQuAD"),
        ("llama3.2_3B_Q4_K_M", "Llama 3.2 3B, Q4_K_M"),
        ("gpt-oss-20b_MXFP4", "gpt-oss 20B, MXFP4"),
        ("mpt_760m", "MPT 760M"),
        ("mlperf_infer_v4.1_llama2-70b-99", "Llama 2 70B, MLPerf inference v4.1"),
        ("timm_resnet18", "resnet18, timm"),
        ("phi4-mini_Q4_K_M", "Phi 4-mini, Q4_K_M"),
        ("of_another_kind", "of_another_kind"),
    ],
)
def test_works_are_called_what_people_call_them(workload, name):
    assert work_name(workload) == name


def test_titles_say_how_it_was_run():
    asked = {"type": "llm_decode", "workload": "llama3_8B_Q4_K_M", "gpu": "CPU:Core i9", "seq": 1024, "batch": 1}
    assert speed_title(asked, "Q4_K_M") == "Llama 3 8B, Q4_K_M, writing, 1,024 tokens on Core i9"
    asked = {"weights_quant": "bf16", "seq_len": 2048, "batch": 2, "n_gpus": 4, "grad_ckpt": 1}
    assert (
        memory_title(asked, "llm_lora", "Qwen-7B")
        == "Qwen-7B, LoRA, bf16, 2,048 tokens, checkpointing, batch 2 on 4 cards"
    )
