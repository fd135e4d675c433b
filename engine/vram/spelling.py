"""From a task back to plain values, by the names that `parse` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.vram.inputs import RENAMED, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.vram.architecture import Architecture
    from engine.vram.task import Task

AS_THEY_ARE = ("weights_quant", "compute_dtype", "optimizer", "batch", "images", "logit_bytes")
SWITCHED = ("windowed_cache", "paged_cache", "whole_prompt_logits", "beams_copy_cache", "only_core_quantised")
ROUNDS = 3  # usual answers hang on other values, and those on no third


def spelt(task: Task) -> dict[str, str | int | float]:
    """Give all values of a task but those of its model; what has none is left out."""
    named = {column: getattr(task, field) for column, field in RENAMED.items()}
    values = {
        "workload": str(task.workload),
        **{name: getattr(task, name) for name in AS_THEY_ARE},
        **named,
        **{name: int(getattr(task, name)) for name in SWITCHED},
        "grad_ckpt": int(task.checkpointing),
        "attn": "eager" if task.eager_attention else "sdpa",
        "kv_bits": str(task.cache_bits),
        "lora_targets": "all" if task.adapters_everywhere else "q,v",
        "sharding": str(task.sharding),
    }
    return {name: value for name, value in values.items() if value is not None}


def respelt(raw: Mapping[str, Any], wanted: Task, presets: Mapping[str, Architecture] | None = None) -> dict[str, Any]:
    """Change as few values as it takes for `parse` to read them as another task on the same model."""
    target = spelt(wanted)
    values = {**raw, **_differing(spelt(parse(raw, presets)), target)}
    for _ in range(ROUNDS):
        now = spelt(parse({name: value for name, value in values.items() if value is not None}, presets))
        changed = _differing(now, target)
        if not changed:
            break
        values.update(changed)
    return {name: value for name, value in values.items() if value is not None}


def _differing(now: Mapping[str, Any], target: Mapping[str, Any]) -> dict[str, Any]:
    """Give what has to be said; None is what has to be left out."""
    changed = {name: target.get(name) for name in {**now, **target} if now.get(name) != target.get(name)}
    if "trainable_params" in changed:
        changed["lora_rank"] = None  # it says the same in another way
    return changed
