"""What a measured row is called in a few words: the work, how it was run, and on what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST: Final = 160
NAMES: Final = {
    "lambda_resnet50": "ResNet-50",
    "lambda_ssd": "SSD",
    "lambda_bert_base_squad": "BERT base, SQuAD",
    "lambda_bert_large_squad": "BERT large, SQuAD",
    "lambda_transformerxlbase": "Transformer-XL base",
    "lambda_transformerxllarge": "Transformer-XL large",
    "lambda_gnmt": "GNMT",
    "lambda_tacotron2": "Tacotron 2",
    "lambda_waveglow": "WaveGlow",
    "lambda_ncf": "NCF",
    "bert_large_layer_fwdbwd": "BERT large, one layer, both ways",
    "gpt2_layer_fwdbwd": "GPT-2, one layer, both ways",
    "mamf_bf16": "Products of matrices",
    "sd15_diffusers_512_50": "Stable Diffusion 1.5, 512 px, 50 steps",
    "llama3.1_8B_vllm_peak": "Llama 3.1 8B, vLLM",
}
FAMILIES: Final = (
    ("gpt-oss-", "gpt-oss"), ("llama", "Llama"), ("qwen", "Qwen"), ("mistral", "Mistral"), ("phi", "Phi"),
    ("granite", "Granite"), ("mpt", "MPT"),
)  # fmt: skip
SIZE: Final = re.compile(r"\d+(\.\d+)?[bm]", re.IGNORECASE)
SPELT: Final = {
    "bert": "BERT", "bert-99": "BERT", "resnet": "ResNet-50", "resnet50": "ResNet-50", "ssd": "SSD",
    "ssd-resnet34": "SSD, ResNet-34", "maskrcnn": "Mask R-CNN", "rnnt": "RNN-T", "dlrm": "DLRM", "minigo": "Minigo",
    "dlrm_dcnv2": "DLRM DCNv2", "unet3d": "3D U-Net", "3d-unet-99": "3D U-Net", "gnn": "R-GAT", "rgat": "R-GAT",
    "retinanet": "RetinaNet", "gptj-99": "GPT-J", "llama2-70b-99": "Llama 2 70B",
    "llama2_70b_lora": "Llama 2 70B, LoRA", "stable_diffusion": "Stable Diffusion",
    "stable-diffusion-xl": "Stable Diffusion XL",
}  # fmt: skip
MLPERF: Final = re.compile(r"mlperf_(train|infer)_(v[\d.]+)_(.+)")
STEPS: Final = {"train": "training", "infer": "inference"}
# What is done with the model, where the name does not say it.
DEEDS: Final = {
    "llm_decode": "writing", "llm_prefill": "reading a prompt", "llm_train": "training",
    "cpu_llm_decode": "writing", "cpu_llm_prefill": "reading a prompt",
}  # fmt: skip
WORDS: Final = {
    "llm_infer": "inference", "llm_full": "full training", "llm_full_ds": "full training, DeepSpeed",
    "llm_galore": "GaLore", "llm_lora": "LoRA", "llm_lora_emb": "LoRA with embeddings",
    "llm_lora_z3": "LoRA, ZeRO-3", "llm_lora_fsdp": "LoRA, FSDP", "llm_qlora": "QLoRA", "llm_misc": "training",
    "gguf_file": "GGUF file", "diffusion_infer": "inference", "diffusion_train": "training", "bert_train": "training",
    "bert_infer": "inference", "vit_train": "training", "vit_infer": "inference", "whisper_infer": "inference",
    "cnn_train": "training", "det_train": "training", "t5_bloom_train": "training",
}  # fmt: skip


def work_name(workload: str) -> str:
    """Call a benchmark's work what people call it."""
    if workload in NAMES:
        return NAMES[workload]
    if found := MLPERF.fullmatch(workload):
        return f"{SPELT.get(found[3], found[3])}, MLPerf {STEPS[found[1]]} {found[2]}"
    if workload.startswith("timm_"):
        return f"{workload.removeprefix('timm_')}, timm"
    known = next(((start, word) for start, word in FAMILIES if workload.startswith(start)), None)
    if known is None:
        return workload
    model, _, form = workload.removeprefix(known[0]).partition("_")
    size, _, rest = form.partition("_")
    if not SIZE.fullmatch(size):
        size, rest = "", form
    model = model.upper() if SIZE.fullmatch(model) else model
    return " ".join(f"{known[1]} {model} {size.upper()}".split()) + (f", {rest}" if rest else "")


def speed_title(asked: Mapping[str, object], precision: str) -> str:
    """Name a row of speed."""
    work, kind = work_name(str(asked["workload"])), str(asked["type"])
    words = [work]
    if kind in DEEDS:
        words.append(DEEDS[kind])
    if precision and precision not in work:
        words.append(precision)
    if asked.get("seq"):
        words.append(
            f"{int(str(asked['seq'])):,} tokens" if kind.startswith(("llm", "cpu_llm")) else f"{asked['seq']} px"
        )
    if asked.get("batch") and asked["batch"] != 1:
        words.append(f"batch {asked['batch']:,}" if isinstance(asked["batch"], int) else str(asked["batch"]))
    return f"{', '.join(words)} on {_cards(asked)}"[:LONGEST]


def _cards(asked: Mapping[str, object]) -> str:
    name = str(asked["gpu"]).partition(":")[2] or str(asked["gpu"])
    count = asked.get("n_gpu", 1)
    return f"{count} × {name}" if isinstance(count, int) and count > 1 else name


def memory_title(asked: Mapping[str, object], kind: str, model: str) -> str:
    """Name a row of memory."""
    words = [model, WORDS.get(kind, kind)]
    words += [str(asked["weights_quant"])] if asked.get("weights_quant") else []
    if asked.get("prompt_len"):
        answer = f" + {asked['gen_len']:,}" if asked.get("gen_len") else ""
        words.append(f"{asked['prompt_len']:,}{answer} tokens")
    if asked.get("seq_len"):
        words.append(f"{asked['seq_len']:,} tokens")
    if asked.get("kv_bits") == "8":
        words.append("8-bit cache")
    if asked.get("grad_ckpt"):
        words.append("checkpointing")
    batch, cards = asked.get("batch", 1), asked.get("n_gpus", 1)
    words += [f"batch {batch}"] if batch != 1 else []
    return ", ".join(words)[:LONGEST] + (f" on {cards} cards" if cards != 1 else "")
