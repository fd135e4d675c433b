"""The shape of a model, and its parameters by group. None means that the source does not say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

COUNT_TOLERANCE = 0.03  # a count this near to the stated parameters tells how embeddings and MLP are made


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
    windowed_share: float | None = None  # of the layers: 1/2 in Gemma 2, 5/6 in Gemma 3; None = not known

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
        norms = self.norms
        return Groups(self.need("parameters") - embedding - head - norms, embedding, head, norms)

    @property
    def norms(self) -> int:
        """Parameters of the norms: RMSNorm goes with a gated MLP, LayerNorm has a bias too."""
        width = 1 if self.need("gated_mlp") else 2
        return self.norms_per_layer * self.need("layers") * self.need("hidden") * width + self.need("hidden")

    @property
    def query_width(self) -> int:
        """Values of the queries of one token in one layer; not the hidden size in every model."""
        return self.need("heads") * self.need("head_dim")

    @property
    def kv_width(self) -> int:
        """Values of the keys of one token in one layer: fewer than the hidden size with grouped queries."""
        return self.need("kv_heads") * self.need("head_dim")

    @property
    def counted(self) -> int:
        """Parameters, counted from the shape without biases: matrices of attention and MLP, embeddings, norms.

        Attention: h·Hd + 2·h·Kd + Hd·h; MLP: 3·h·f gated, 2·h·f plain; experts: one such MLP each and a router.
        """
        hidden = self.need("hidden")
        attention = 2 * hidden * self.query_width + 2 * hidden * self.kv_width
        matrices = 3 if self.need("gated_mlp") else 2
        experts = self.experts or 1
        width = self.moe_ffn or self.need("ffn")
        mlp = experts * matrices * hidden * width + (hidden * experts if self.experts else 0)
        embeddings = self.need("vocabulary") * hidden * (1 if self.need("tied_embeddings") else 2)
        return self.need("layers") * (attention + mlp) + embeddings + self.norms

    @property
    def active_parameters(self) -> int:
        """Parameters that one token passes through: in a mixture of experts without those of the idle ones."""
        parameters = self.need("parameters")
        if not self.experts or not self.active_experts:
            return parameters
        matrices = 3 if self.need("gated_mlp") else 2
        width = self.moe_ffn or self.need("ffn")
        idle = max(0, self.experts - self.active_experts)
        return parameters - self.need("layers") * idle * matrices * self.need("hidden") * width

    def completed(self) -> Architecture:
        """Fill in what follows from the rest: the head's size, the parameters, and how MLP and embeddings are made.

        The stated parameters tell which of four counts is meant (MLP gated or plain, embeddings tied or not); where
        none comes near, that stays unknown.
        """
        head_dim = self.head_dim or (self.hidden // self.heads if self.hidden and self.heads else None)
        made = replace(self, head_dim=head_dim, kv_heads=self.kv_heads or self.heads)
        if made.parameters is None:
            return _with_parameters(made)
        return _with_flags(made)


def _with_parameters(model: Architecture) -> Architecture:
    try:
        return replace(model, parameters=model.counted)
    except UnknownFactError:
        return model


def _with_flags(model: Architecture) -> Architecture:
    gated = (True, False) if model.gated_mlp is None else (model.gated_mlp,)
    tied = (False, True) if model.tied_embeddings is None else (model.tied_embeddings,)
    kinds = [replace(model, gated_mlp=one, tied_embeddings=other) for one, other in product(gated, tied)]
    if len(kinds) == 1:
        return model
    try:
        best = min(kinds, key=lambda kind: abs(kind.counted - kind.need("parameters")))
        near = abs(best.counted / best.need("parameters") - 1) <= COUNT_TOLERANCE
    except UnknownFactError:
        return model
    return best if near else model
