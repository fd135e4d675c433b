"""Number formats, builds and drivers that a card wants of the software."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Finding, Together, note
from engine.findings import gettext_noop as _
from engine.platforms.drivers import DEFAULT_BUILDS, least_driver
from engine.platforms.software import CUDA_CURRENT_FROM, FP4_FROM, FP8_FROM
from engine.registry import About, rule
from engine.rules.cards import CAPABILITY_FIELDS, weakest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Card, Context

Cards = tuple["Card", ...]


@rule(
    "GPU_NO_FP4",
    "note",
    About(
        _("Weights in fp4 take half the memory of fp8, which is what large models are served in."),
        FP4_FROM.source,
        silent=_("when no compute capability is recorded."),
        outline=True,
    ),
    fields=CAPABILITY_FIELDS,
    mends="card",
)
def no_fp4(cards: Cards) -> Iterator[Finding]:
    """The GPU computes in fp4: compute capability 10.0 or newer.

    It speaks of cards that compute in fp8; GPU_NO_FP8 and GPU_NO_BF16_FA2 speak of older ones.
    """
    card = weakest(cards)
    if card and FP8_FROM.capability <= (card.compute_capability or 0) < FP4_FROM.capability:
        yield note(
            _("%(card)s (compute capability %(has)s) does not compute in fp4; that needs %(needs)s."),
            _("Use fp8, which it computes in, or weights of four bits that are turned into bf16 on the way."),
            card=card,
            has=card.compute_capability,
            needs=FP4_FROM.capability,
        )


@rule(
    "GPU_XPU",
    "note",
    About(
        _("Code written for CUDA names its devices; on Intel's cards it has to name them otherwise."),
        _("docs.pytorch.org, notes on the XPU backend; each row of the table of series has its source."),
        outline=True,
    ),
    fields="card.vendor context.framework",
    mends="card",
)
def xpu(cards: Cards, context: Context) -> Iterator[Finding]:
    """With PyTorch, no graphics card is Intel's: those need its XPU build."""
    arcs = tuple([card for card in cards if card.vendor == "Intel"])
    if arcs and context.framework.startswith("pytorch"):
        yield note(
            _("%(cards)s: PyTorch runs here in its XPU build, not in the usual one for CUDA."),
            _("Install PyTorch from its XPU index and call the device “xpu”; look whether your libraries support it."),
            cards=Together(arcs),
        )


@rule(
    "OS_DRIVER_MIN",
    "note",
    About(
        _("A build for a newer CUDA than the driver knows finds no card at all, and says so only when it starts."),
        _("docs.nvidia.com, CUDA Compatibility, minor version compatibility; pytorch/pytorch#177975."),
        silent=_(
            "when nobody has said which driver is installed, or the framework is not a release of PyTorch that the "
            "table knows."
        ),
        outline=True,
    ),
    fields=f"{CAPABILITY_FIELDS} context.driver context.framework",
    mends="",
    settings="driver framework",
)
def driver(cards: Cards, context: Context) -> Iterator[Finding]:
    """The installed branch of NVIDIA's driver runs the framework's usual build for CUDA.

    Where the weakest card is too old for that build, the build for older cards counts. It is the same branch on Linux
    and on Windows.
    """
    builds = DEFAULT_BUILDS.get(context.framework)
    card = next((each for each in cards if each.vendor == "NVIDIA"), None)
    if context.driver is None or builds is None or card is None:
        return
    old = weakest(cards)
    too_old = old is not None and (old.compute_capability or 0) < CUDA_CURRENT_FROM.capability
    cuda = builds.cuda_for_older if too_old else builds.cuda
    if context.driver < least_driver(cuda):
        yield note(
            _("%(card)s with driver %(has)s: the build of %(framework)s for CUDA %(cuda)s needs driver %(needs)s."),
            _("Install driver %(needs)s or newer, or a build for an older CUDA."),
            card=old if old and too_old else card,
            has=context.driver,
            framework=context.framework,
            cuda=cuda,
            needs=least_driver(cuda),
        )
