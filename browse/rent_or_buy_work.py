"""The work that machine and offers are compared at: what memory it needs, how fast it runs, how long jobs take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from catalog.speed import facts_of, shape_of
from catalog.vram import ask
from engine import throughput, vram
from engine.throughput.work import SECONDS_IN_HOUR

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from catalog.models import Gpu, ModelPreset
    from catalog.vram import Question
    from engine.throughput import Prediction, Refusal

MILLION, THOUSAND = 1_000_000, 1_000
LANGUAGE_MODEL = "llm"  # the family whose members are trained on and answer with tokens
PICTURE_STEPS = 50  # of the measured diffusion, for one picture
BILLION = 1e9
USUAL_MODEL = "llama-3-1-8b"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: its names in the memory and the speed model. `fixed`: the one model that both know."""

    label: _StrPromise
    memory: str
    speed: str
    told: tuple[tuple[str, str], ...] = ()  # what the speed model is told besides
    weights: str = ""
    fixed: str = ""
    measured: str = ""  # what the speed model calls that model
    sharded: str = ""  # how several cards share what one cannot hold
    steps: int = 1  # of the speed's unit, for one piece
    pictures: bool = False

    @property
    def size_unit(self) -> str:
        """What the size of a job is counted in."""
        return _("thousand pictures") if self.pictures else _("million tokens")

    @property
    def pieces(self) -> int:
        """Pieces in that unit."""
        return (THOUSAND if self.pictures else MILLION) * self.steps


KINDS: dict[str, Kind] = {
    "llm_qlora": Kind(
        _l("Fine-tune by QLoRA"), "llm_qlora", "llm_train", (("extra", "lora"), ("precision", "bf16")), sharded="fsdp"
    ),
    "llm_lora": Kind(
        _l("Fine-tune by LoRA"), "llm_lora", "llm_train", (("extra", "lora"), ("precision", "bf16")), sharded="fsdp"
    ),
    "llm_full": Kind(_l("Train a language model whole"), "llm_full", "llm_train", sharded="fsdp"),
    "llm_infer": Kind(_l("Write with a language model"), "llm_infer", "llm_decode", weights="Q4_K_M"),
    "cnn_train": Kind(
        _l("Train ResNet-50"), "cnn_train", "cnn_train", fixed="resnet50", measured="lambda_resnet50", pictures=True
    ),
    "diffusion_infer": Kind(
        _l("Draw with Stable Diffusion 1.5"),
        "diffusion_infer",
        "diffusion_infer",
        fixed="sd-1-5-unet",
        measured="sd15_diffusers_512_50",
        steps=PICTURE_STEPS,
        pictures=True,
    ),
}


@dataclass(frozen=True)
class Work:
    """A kind of work on a model, asked about card by card; answers are kept, since offers repeat themselves."""

    key: str
    preset: ModelPreset

    def __post_init__(self) -> None:
        """Start with nothing known."""
        object.__setattr__(self, "_speeds", {})
        object.__setattr__(self, "_needs", {})
        object.__setattr__(self, "_verdicts", {})

    @property
    def kind(self) -> Kind:
        """What it is."""
        return KINDS[self.key]

    @property
    def name(self) -> str:
        """The work in words."""
        label = str(self.kind.label)
        return label if self.kind.fixed else f"{label}: {self.preset.name}"

    @cached_property
    def question(self) -> Question:
        """The question about memory on one card; its errors say what the model's source does not."""
        return self._asked(1, "")

    def needs(self, cards: int) -> tuple[vram.Estimate, ...]:
        """What each of so many cards has to hold: all of it, or its share where they share it."""
        kept: dict[int, tuple[vram.Estimate, ...]] = self._needs  # type: ignore[attr-defined]  # set above
        if cards not in kept:
            asked = [self.question if cards == 1 else self._asked(cards, "")]
            if cards > 1 and self.kind.sharded:
                asked.append(self._asked(cards, self.kind.sharded))
            kept[cards] = tuple(each.estimate for each in asked if each.estimate)
        return kept[cards]

    def verdict(self, memory_gib_each: float, cards: int) -> vram.Verdict:
        """Tell whether so many cards of so much memory hold it."""
        kept: dict[tuple[float, int], vram.Verdict] = self._verdicts  # type: ignore[attr-defined]  # set above
        key = (memory_gib_each, cards)
        if key not in kept:
            found = [vram.verdict(need, memory_gib_each) for need in self.needs(cards)]
            kept[key] = min(found, key=list(vram.Verdict).index, default=vram.Verdict.TOO_LARGE)
        return kept[key]

    def least_gib(self, cards: int) -> float | None:
        """What each of so many cards has to hold at the least, in GiB."""
        return min((need.total_gib for need in self.needs(cards)), default=None)

    def speed(self, gpu: Gpu, cards: int) -> Prediction | Refusal:
        """Give the speed of so many cards together, or why there is none."""
        kept: dict[tuple[int, int], Prediction | Refusal] = self._speeds  # type: ignore[attr-defined]  # set above
        key = (gpu.pk, cards)
        if key not in kept:
            kept[key] = self._speed(gpu, cards)
        return kept[key]

    def hours(self, gpu: Gpu, cards: int, amount: float) -> float | None:
        """Give how long so much takes, in the unit of the kind's size; None: no speed is known."""
        speed = self.speed(gpu, cards)
        if isinstance(speed, throughput.Refusal):
            return None
        return amount * self.kind.pieces / speed.speed / SECONDS_IN_HOUR

    def _asked(self, cards: int, sharding: str) -> Question:
        values: dict[str, Any] = {"workload": self.kind.memory, "arch": self.preset.name}
        values |= {"weights_quant": self.kind.weights} if self.kind.weights else {}
        values |= {"n_gpus": cards} if cards > 1 else {}
        values |= {"sharding": sharding} if sharding else {}
        return ask(values, self.preset)

    @cached_property
    def _shape(self) -> throughput.Shape | None:
        """The shape of the language model; None: the work takes none, or its parameters have to do."""
        if self.kind.measured:
            return None
        try:
            return shape_of(self.preset)
        except vram.UnknownFactError:
            return None

    def _speed(self, gpu: Gpu, cards: int) -> Prediction | Refusal:
        asked: dict[str, Any] = {"type": self.kind.speed, "gpu": gpu.name, "n_gpu": cards, **dict(self.kind.told)}
        asked["workload"] = self.kind.measured or self.preset.name
        if not self.kind.measured and self.preset.parameters:
            asked["params_b"] = self.preset.parameters / BILLION
        try:
            return throughput.predict(throughput.read(asked, self._shape), facts_of(gpu))
        except throughput.InputError as error:
            return throughput.Refusal(_(error.message) % error.values)
