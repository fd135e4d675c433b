"""What optimizers keep for every parameter, and what their step needs for a moment."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

USUAL_RANK = 128
GALORE = re.compile(r"galore[ -]?(\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Optimizer:
    """Bytes per parameter: what is kept (moments, masters), and copies of the step."""

    key: str
    states: float
    step: float = 0.0
    gradients: bool = True  # False: used up matrix by matrix while going backward
    moment_bytes: int = 4  # of one of the two moments, where they are kept for a part of the parameters only
    rank: int | None = None  # GaLore: moments of a projection of this rank


OPTIMIZERS: dict[str, Optimizer] = {
    each.key: each
    for each in (
        # Two moments of 2 bytes; the multi-tensor update makes one copy of the parameters.
        Optimizer("adamw(bf16 states)", 4, 2, moment_bytes=2),
        Optimizer("adamw(fp32)", 8),  # two moments of 4 bytes: Kingma and Ba, arXiv 1412.6980
        # Master 4, moments 8, gradients 4, and a copy of the step: ZeRO, arXiv 1910.02054, section 3.1
        Optimizer("adamw(deepspeed fp32 master)", 16, 4),
        Optimizer("adamw8bit", 2, moment_bytes=1),  # two moments of 1 byte: Dettmers et al., arXiv 2110.02861
        Optimizer("adafactor", 0.01),  # a row and a column in place of the second moment: arXiv 1804.04235
        Optimizer("sgd", 0),
        Optimizer("sgd momentum", 4),
        Optimizer("optimizer in backward", 0, gradients=False),
        Optimizer("none(fwd+bwd)", 0),
    )
}
# The first of these words that is found tells which it is, however the rest is written.
WORDS: tuple[tuple[str, str], ...] = (
    ("opt-in-bwd", "optimizer in backward"),
    ("in backward", "optimizer in backward"),
    ("8bit", "adamw8bit"),
    ("8-bit", "adamw8bit"),
    ("fp32 master", "adamw(deepspeed fp32 master)"),
    ("bf16 states", "adamw(bf16 states)"),
    ("adafactor", "adafactor"),
    ("momentum", "sgd momentum"),
    ("sgd", "sgd"),
    ("adam", "adamw(fp32)"),
    ("none", "none(fwd+bwd)"),
)


def optimizer_named(text: str) -> Optimizer | None:
    """Find an optimizer by the way people write it; None where it is not known."""
    key = " ".join(text.lower().replace("_", " ").split())
    if match := GALORE.search(key):
        moment = 1 if "8bit" in key else 4
        return replace(OPTIMIZERS["adamw(fp32)"], key="galore", rank=int(match[1] or USUAL_RANK), moment_bytes=moment)
    if found := OPTIMIZERS.get(key):
        return found
    return next((OPTIMIZERS[name] for word, name in WORDS if word in key), None)
