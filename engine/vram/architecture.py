"""The shape of a model, and its parameters by group. None means that the source does not say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


class UnknownFactError(Exception):
    """The estimate needs a fact of the model that is not known. `fact` is its field."""

    def __init__(self, fact: str, model: str) -> None:
        """Name the missing fact and the model that lacks it."""
        super().__init__(f"{fact} of {model} is not known")
        self.fact = fact
        self.model = model


@dataclass(frozen=True, slots=True)
class Groups:
    """Parameters by what quantisation does to them: embeddings, head and norms mostly stay as they are."""

    linear: int
    embedding: int
    head: int  # 0 where input and output share one matrix
    norms: int


@dataclass(frozen=True, slots=True)
class Architecture:
    """A transformer's shape; fields as in the catalogue's presets."""

    name: str
    parameters: int | None = None
    layers: int | None = None
    hidden: int | None = None
    heads: int | None = None
    kv_heads: int | None = None
    head_dim: int | None = None
    ffn: int | None = None
    vocabulary: int | None = None
    context: int | None = None
    gated_mlp: bool | None = None
    tied_embeddings: bool | None = None
    experts: int | None = None
    active_experts: int | None = None
    moe_ffn: int | None = None
    sliding_window: int | None = None
    norms_per_layer: int = 2  # four in Gemma 2 and 3
    latent_values: int | None = None  # MLA: values cached per token and layer, one vector in place of keys and values

    def need(self, fact: str) -> int:
        """Give a number, or say that it is not known."""
        value = getattr(self, fact)
        if value is None:
            raise UnknownFactError(fact, self.name)
        return int(value)

    @property
    def groups(self) -> Groups:
        """Parameters by group; what is neither embedding, head nor norm is in the linear layers."""
        embedding = self.need("vocabulary") * self.need("hidden")
        head = 0 if self.need("tied_embeddings") else embedding
        width = 1 if self.need("gated_mlp") else 2  # RMSNorm goes with a gated MLP, LayerNorm has a bias too
        norms = self.norms_per_layer * self.need("layers") * self.need("hidden") * width + self.need("hidden")
        return Groups(self.need("parameters") - embedding - head - norms, embedding, head, norms)

    @property
    def kv_width(self) -> int:
        """Values of the keys of one token in one layer: fewer than the hidden size with grouped queries."""
        return self.need("kv_heads") * self.need("head_dim")
