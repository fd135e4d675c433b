"""From a model repository's `config.json` to an architecture: fields by the names that Transformers gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.findings import gettext_noop
from engine.refusals import InputError
from engine.vram.architecture import Architecture, UnknownFactError
from engine.vram.inputs import LIMITS, read_number

OBJECT = gettext_noop("%(field)s must be an object of named values, as in a config.json.")
DIVIDES = gettext_noop("%(field)s must divide the hidden size without remainder.")
LONGEST_NAME = 100

# Where each fact stands, by any of its names in config files; the first that is there counts.
NAMES: dict[str, tuple[str, ...]] = {
    "layers": ("num_hidden_layers", "n_layer", "num_layers", "decoder_layers", "n_layers"),
    "hidden": ("hidden_size", "n_embd", "d_model"),
    "heads": ("num_attention_heads", "n_head", "decoder_attention_heads", "n_heads"),
    "kv_heads": ("num_key_value_heads", "num_kv_heads"),
    "head_dim": ("head_dim",),
    "ffn": ("intermediate_size", "n_inner", "decoder_ffn_dim", "ffn_dim", "d_ff"),
    "vocabulary": ("vocab_size",),
    "context": ("max_position_embeddings", "n_positions", "n_ctx", "max_target_positions"),
    "experts": ("num_local_experts", "num_experts", "n_routed_experts"),
    "active_experts": ("num_experts_per_tok",),
    "moe_ffn": ("moe_intermediate_size",),
    "sliding_window": ("sliding_window",),
}
COLUMN_OF = {"vocabulary": "vocab", "context": "prompt_len"}
NEEDED = ("layers", "hidden", "heads", "ffn", "vocabulary", "gated_mlp", "tied_embeddings")


@dataclass(frozen=True, slots=True)
class Family:
    """What a kind of model is by its own definition, and a config file need not say."""

    gated: bool
    tied: bool = False  # unless the file says otherwise
    norms_per_layer: int = 2
    windowed_share: float | None = None
    wide_mlp: bool = False  # 4 × hidden unless the file says otherwise
    positions: bool = False  # learned, so that they are parameters


GATED, PLAIN = Family(gated=True), Family(gated=False, tied=True, positions=True)
FAMILIES: dict[str, Family] = {
    **dict.fromkeys(("llama", "qwen2", "qwen3", "qwen2_moe", "qwen3_moe", "mixtral", "phi3", "olmo2", "deepseek_v2",
                     "deepseek_v3", "internlm2", "yi", "baichuan"), GATED),
    "mistral": replace(GATED, windowed_share=1.0),
    "gemma": replace(GATED, tied=True),
    "gemma2": replace(GATED, tied=True, norms_per_layer=4, windowed_share=1 / 2),
    **dict.fromkeys(("gemma3", "gemma3_text"), replace(GATED, tied=True, norms_per_layer=4, windowed_share=5 / 6)),
    "gpt_oss": replace(GATED, windowed_share=1 / 2),
    "gpt2": replace(PLAIN, wide_mlp=True),
    "opt": PLAIN,
    "gpt_neox": replace(PLAIN, tied=False, positions=False),
    "phi": replace(PLAIN, tied=False, positions=False),
    "falcon": replace(PLAIN, positions=False, wide_mlp=True),
    **dict.fromkeys(("bert", "roberta", "xlm-roberta", "distilbert"), PLAIN),
    **dict.fromkeys(("vit", "deit", "dinov2"), PLAIN),
    "whisper": PLAIN,
}  # fmt: skip
NO_WORDS = ("vit", "deit", "dinov2")  # pictures have no vocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a config file, and the facts that an estimate needs and the file does not give."""

    architecture: Architecture
    lacks: tuple[str, ...]
    kind: str  # "model_type" of the file; empty where it says none


def read_config(config: object, name: str = "") -> Reading:
    """Read a config file that was parsed from JSON; raises InputError at what is no file of that kind."""
    if not isinstance(config, Mapping):
        raise InputError(field="config", message=OBJECT)
    kind = _text(config.get("model_type"))
    inner = config.get("text_config")  # models that see pictures too keep their words in here
    values = {**config, **inner} if isinstance(inner, Mapping) else config
    family = FAMILIES.get(kind)
    facts = {fact: _fact(values, fact, names) for fact, names in NAMES.items()}
    model = Architecture(name or _text(config.get("_name_or_path")) or kind or "this model", **facts)  # type: ignore[arg-type]  # only facts that are numbers
    made = _with_parameters(_with_family(model, values, kind, family), values, family)
    lacks = tuple(fact for fact in NEEDED if getattr(made, fact) is None)
    return Reading(made, lacks, kind)


def _text(value: object) -> str:
    return value[:LONGEST_NAME] if isinstance(value, str) else ""


def _fact(values: Mapping[str, Any], fact: str, names: tuple[str, ...]) -> int | None:
    """Read a number, and refuse what no model has."""
    for name in names:
        if values.get(name) is not None:
            return int(read_number(name, values[name], LIMITS[COLUMN_OF.get(fact, fact)]))
    return None


def _with_family(model: Architecture, values: Mapping[str, Any], kind: str, family: Family | None) -> Architecture:
    """Fill in what follows from the kind of model and from other fields."""
    tied = values.get("tie_word_embeddings")
    multi_query = values.get("multi_query") is True and not values.get("new_decoder_architecture")
    made = replace(
        model,
        kv_heads=1 if multi_query else model.kv_heads,
        tied_embeddings=tied if isinstance(tied, bool) else family.tied if family else None,
        gated_mlp=family.gated if family else None,
        norms_per_layer=family.norms_per_layer if family else 2,
        sliding_window=None if values.get("use_sliding_window") is False else model.sliding_window,
        latent_values=_latent(values),
        vocabulary=0 if kind in NO_WORDS else model.vocabulary,
        windowed_share=_windowed_share(values, family) if model.sliding_window else None,
    )
    if made.ffn is None and family and family.wide_mlp and made.hidden:
        made = replace(made, ffn=4 * made.hidden)
    if made.heads and made.hidden and made.head_dim is None and made.latent_values is None and made.hidden % made.heads:
        raise InputError(field="num_attention_heads", message=DIVIDES)
    return made


def _windowed_share(values: Mapping[str, Any], family: Family | None) -> float | None:
    kinds: object = values.get("layer_types")
    if isinstance(kinds, list) and kinds:
        return kinds.count("sliding_attention") / len(kinds)
    return family.windowed_share if family else None


def _latent(values: Mapping[str, Any]) -> int | None:
    """DeepSeek's latent attention caches the compressed vector and the rotary part of the key (arXiv 2405.04434)."""
    rank, rotary = values.get("kv_lora_rank"), values.get("qk_rope_head_dim")
    if rank is None or rotary is None:
        return None
    limits = LIMITS["latent_values"]
    return int(read_number("kv_lora_rank", rank, limits)) + int(read_number("qk_rope_head_dim", rotary, limits))


def _with_parameters(model: Architecture, values: Mapping[str, Any], family: Family | None) -> Architecture:
    made = model.completed() if model.latent_values is None else model
    try:
        if made.latent_values is not None:
            return _latent_model(made, values)
        extra = 0
        if family and family.positions and made.vocabulary and made.context:
            extra = made.context * made.need("hidden")
        if "encoder_layers" in values:
            extra += _listening(made, values)
        return replace(made, parameters=made.counted + extra)
    except UnknownFactError:
        return made


def _listening(model: Architecture, values: Mapping[str, Any]) -> int:
    """Count the half of Whisper that listens, and the attention to it in the half that writes."""
    hidden, ffn = model.need("hidden"), model.need("ffn")
    layers = int(read_number("encoder_layers", values["encoder_layers"], LIMITS["layers"]))
    attention = 4 * hidden**2
    return layers * (attention + 2 * hidden * ffn) + model.need("layers") * attention


def _latent_model(model: Architecture, values: Mapping[str, Any]) -> Architecture:
    """Count a model with latent attention: its projections down and up (arXiv 2405.04434, 2.1), dense layers first."""

    def part(name: str, default: int = 0) -> int:
        value = values.get(name)
        return default if value is None else int(read_number(name, value, replace(LIMITS["hidden"], low=0)))

    hidden, heads, layers = model.need("hidden"), model.need("heads"), model.need("layers")
    plain, rotary, wide = part("qk_nope_head_dim"), part("qk_rope_head_dim"), part("v_head_dim")
    rank, query_rank = part("kv_lora_rank"), part("q_lora_rank")
    queries = heads * (plain + rotary)
    down = hidden * query_rank + query_rank * queries if query_rank else hidden * queries
    attention = down + hidden * (rank + rotary) + rank * heads * (plain + wide) + heads * wide * hidden
    dense = part("first_k_dense_replace") if model.experts else layers
    experts = (model.experts or 0) + part("n_shared_experts")
    sparse = experts * 3 * hidden * (model.moe_ffn or 0) + hidden * (model.experts or 0)
    mlp = dense * 3 * hidden * model.need("ffn") + (layers - dense) * sparse
    made = replace(model, head_dim=plain + rotary, kv_heads=model.kv_heads or heads)
    embeddings = made.need("vocabulary") * hidden * (1 if made.need("tied_embeddings") else 2)
    return replace(made, parameters=layers * attention + mlp + embeddings + made.norms)
