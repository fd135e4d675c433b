"""What a GPU can do and what it cost used, as its own page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.facts import Fact
from browse.gpu_columns import flash_words, month, pytorch_words, status_words
from browse.labels import yes_no
from catalog.templatetags.units import money, unknown
from engine.platforms.features import AMD, INTEL, NVIDIA
from prices.models import GpuPrice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.functional import _StrPromise

    from browse.letters import Letters
    from catalog.models import Gpu
    from engine.platforms.features import Features

YES_NO = (
    ("tensor_units", _l("Matrix units")),
    ("fast_fp16", _l("fp16 at twice fp32 or more")),
    ("bf16", _l("bf16 in matrix units")),
    ("tf32", _l("TF32 in matrix units")),
    ("int8", _l("int8 in matrix units")),
    ("fp8", _l("fp8 in matrix units")),
    ("fp4", _l("fp4 in matrix units")),
)
SHOWN_PRICES = 24


def feature_facts(gpu: Gpu, letters: Letters) -> list[Fact]:
    """Give what a GPU can do, with the letter of where that is said."""
    features = gpu.features
    source = "; ".join(features.sources)
    return [
        Fact(
            label,
            text if known else unknown(),
            letters.of(source) if known and source else "",
            unchecked=bool(known and names & features.unchecked),
        )
        for names, label, text, known in _lines(gpu.vendor, features)
    ]


def _lines(vendor: str, features: Features) -> Iterator[tuple[set[str], _StrPromise, str, bool]]:
    for name, label in YES_NO:
        known = getattr(features, name)
        yield {name}, label, yes_no(known), known is not None
    yield {"flash_attention"}, _l("FlashAttention"), flash_words(features), features.flash_attention is not None
    if vendor == NVIDIA:
        known = features.cuda is not None
        yield {"first_cuda", "last_cuda"}, _l("CUDA toolkits"), _toolkits(features), known
        yield {"last_pytorch", "wheels"}, _l("PyTorch wheels"), pytorch_words(features), known
    if vendor == AMD:
        yield {"gfx"}, _l("Target of ROCm"), features.gfx, bool(features.gfx)
        for name, label in (("rocm_linux", _l("ROCm on Linux")), ("rocm_windows", _l("ROCm on Windows"))):
            status = getattr(features, name)
            yield {name}, label, status_words(status), status is not None
    if vendor == INTEL:
        yield {"xpu"}, _l("XPU of PyTorch (oneAPI)"), status_words(features.xpu), features.xpu is not None


def _toolkits(features: Features) -> str:
    versions = {"first": features.first_cuda, "last": features.last_cuda}
    return _("%(first)s to %(last)s") % versions if features.last_cuda else _("From %(first)s on") % versions


@dataclass(frozen=True, slots=True)
class Sold:
    """A price of a GPU as such, as a line of a table."""

    price: GpuPrice
    letter: str

    @property
    def amount(self) -> str:
        """The price."""
        return money(self.price.amount, self.price.currency)

    @property
    def when(self) -> str:
        """Its month or day."""
        return month(self.price)

    @property
    def condition(self) -> str:
        """Which price it is."""
        return str(GpuPrice.Condition(self.price.condition).label)


def sold(gpu: Gpu, letters: Letters) -> list[Sold]:
    """Give the used prices and the launch price of a GPU, the latest first. One query."""
    prices = GpuPrice.objects.filter(gpu=gpu).select_related("source").order_by("-observed_on", "condition")
    return [Sold(price, letters.of_source(price.source)) for price in prices[:SHOWN_PRICES]]
