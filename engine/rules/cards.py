"""Graphics cards: how they stand beside one another, what they can do, and with which software."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.facts import need
from engine.findings import Finding, Together, note, problem, warning
from engine.findings import gettext_noop as _
from engine.platforms import software
from engine.platforms.mechanics import slot_positions
from engine.registry import About, rule
from engine.rules.sources import UNCHECKED
from engine.spacing import AIRY_W, GUIDED_AIR, positions_needed, widths_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Board, Card, Context
    from engine.platforms.software import Capability

Cards = tuple["Card", ...]

SEVERAL = 2
SPACING_FIELDS = "board.form_factor card.slots"
SLOTS_TABLE = _("Table of slot positions, general knowledge, unchecked. No open data says where a board's slots are.")
SLOT_FED_W = 75  # what a passive card in a slot may draw without a strong wind: general knowledge, unchecked


@rule(
    "MULTI_GPU_SPACING",
    "problem",
    About(
        _("Two cards of four slots do not fit over a board on which their slots are three apart, however many it has."),
        SLOTS_TABLE,
        silent=_("when the board's positions are not known; a card whose width is not known is left out."),
    ),
    fields=SPACING_FIELDS,
    mends="board card",
)
def spacing(board: Board, cards: Cards) -> Iterator[Finding]:
    """Several graphics cards can stand side by side on the motherboard (estimated from its form factor).

    All cards but the thinnest, and one position for that one, must fit into the positions that boards of this form
    factor have. It is judged apart from PCIE_SLOTS, and silences MULTI_GPU_AIRFLOW.
    """
    positions = slot_positions(board.form_factor)
    widths = [card.slots for card in cards if card.slots is not None]
    if len(widths) < SEVERAL or positions is None:
        return
    if positions_needed(widths) > positions:
        yield problem(
            _(
                "%(cards)s: %(needed)s slot positions needed, but %(board)s (%(shape)s) has about %(positions)s. "
                "Where the slots are is not recorded."
            ),
            _("Choose thinner cards (blower or liquid-cooled), fewer cards, a larger board, or risers."),
            cards=Together(cards),
            board=board,
            shape=board.form_factor,
            needed=positions_needed(widths),
            positions=positions,
        )


@rule(
    "MULTI_GPU_AIRFLOW",
    "warning",
    About(
        _("An open-air card close under another breathes its waste heat, and slows down after minutes of training."),
        _("lambdalabs.com, post on the RTX 30xx; Tim Dettmers' guide to hardware."),
        silent=_("when a card's width or the board's positions are not known, or the cards do not fit anyway."),
    ),
    fields=f"{SPACING_FIELDS} card.cooling card.board_power_w",
    mends="card board",
)
def airflow(board: Board, cards: Cards) -> Iterator[Finding]:
    """Between open-air cards of 150 W and more a slot stays free (estimated from the board's form factor).

    A passive card counts as open-air.
    """
    positions, widths = slot_positions(board.form_factor), widths_of(cards)
    if len(cards) < SEVERAL or widths is None or positions is None or positions_needed(widths) > positions:
        return
    airy = tuple(card for card in cards if card.cooling not in GUIDED_AIR and (card.board_power_w or 0) >= AIRY_W)
    needed = sum(widths) + len(cards) - 1
    if len(airy) >= SEVERAL and needed > positions:
        yield warning(
            _(
                "%(cards)s: %(needed)s slot positions with a free one between cards, but %(board)s (%(shape)s) has "
                "about "
                "%(positions)s. Open-air cards would stand without a gap."
            ),
            _("Choose blower or liquid-cooled cards, thinner ones, a larger board, or limit their power."),
            cards=Together(airy),
            board=board,
            shape=board.form_factor,
            needed=needed,
            positions=positions,
        )


@rule(
    "GPU_MIXED_VENDOR",
    "warning",
    About(_("CUDA runs on NVIDIA cards only and ROCm on AMD's: one process does not use both."), UNCHECKED),
    fields="card.vendor",
    mends="card",
)
def mixed_vendor(cards: Cards) -> Iterator[Finding]:
    """All graphics cards are of one maker.

    It silences GPU_MIXED_MODEL.
    """
    vendors = sorted({card.vendor for card in cards if card.vendor})
    if len(vendors) > 1:
        yield warning(
            _("%(cards)s: GPUs of %(vendors)s together; a training run uses those of one maker only."),
            _("Choose cards of one maker."),
            cards=Together(cards),
            vendors=", ".join(vendors),
        )


@rule(
    "GPU_MIXED_MODEL",
    "note",
    About(
        _("A model split evenly over different cards is bound by the smallest memory and the slowest card."), UNCHECKED
    ),
    fields="card.vendor card.chipset card.memory_gib",
    mends="card",
)
def mixed_model(cards: Cards) -> Iterator[Finding]:
    """All graphics cards have the same GPU."""
    vendors = {card.vendor for card in cards if card.vendor}
    chipsets = sorted({card.chipset for card in cards if card.chipset})
    if len(vendors) == 1 and len(chipsets) > 1:
        smallest = min(cards, key=lambda card: card.memory_gib)
        yield note(
            _("%(cards)s: different GPUs (%(chipsets)s); an even split is bound by the %(memory)s GB of %(smallest)s."),
            _("Give each card work of its own, or choose equal ones."),
            cards=Together(cards),
            chipsets=", ".join(chipsets),
            smallest=smallest,
            memory=smallest.memory_gib,
        )


@rule(
    "GPU_PASSIVE",
    "warning",
    About(
        _("Used datacentre cards are cheap by the gigabyte and have no fan of their own."), _("ariezlabs.com/blog/p40.")
    ),
    fields="card.cooling card.board_power_w",
    mends="card",
)
def passive(cards: Cards) -> Iterator[Finding]:
    """A graphics card without a fan draws no more than 75 W."""
    bare = next((each for each in cards if each.cooling == "passive" and (each.board_power_w or 0) > SLOT_FED_W), None)
    if bare:
        yield warning(
            _("%(card)s has no fan and turns %(watts)s W into heat: it needs a wind through it."),
            _("Add a blower with a duct, or choose a card with fans."),
            card=bare,
            watts=bare.board_power_w,
        )


def weakest(cards: Cards) -> Card | None:
    """Give the NVIDIA card with the lowest compute capability among those whose capability is known."""
    known = [card for card in cards if card.vendor == "NVIDIA" and card.compute_capability is not None]
    return min(known, key=lambda card: card.compute_capability or 0, default=None)


def _between(cards: Cards, low: Capability, high: Capability) -> Card | None:
    card = weakest(cards)
    if card and low.capability <= (card.compute_capability or 0) < high.capability:
        return card
    return None


CAPABILITY_FIELDS = "card.vendor card.compute_capability"


@rule(
    "GPU_CUDA_UNSUPPORTED",
    "problem",
    About(
        _("No build of a current framework holds code for such a chip: it heats the room and computes nothing."),
        software.CUDA_SUPPORTED_FROM.source,
        unknown=_("when the compute capability of an NVIDIA card is not recorded; the others are judged."),
    ),
    fields=CAPABILITY_FIELDS,
    mends="card",
)
def cuda_unsupported(cards: Cards) -> Iterator[Finding]:
    """Current frameworks still run on the GPU: CUDA compute capability 5.0 or newer.

    It silences GPU_CUDA_LEGACY and GPU_NO_BF16_FA2.
    """
    card = weakest(cards)
    if card and (card.compute_capability or 0) < software.CUDA_SUPPORTED_FROM.capability:
        yield problem(
            _("%(card)s has compute capability %(has)s; current frameworks need %(needs)s or newer."),
            _("Choose a newer card; from %(current)s on, all current builds run."),
            card=card,
            has=card.compute_capability,
            needs=software.CUDA_SUPPORTED_FROM.capability,
            current=software.CUDA_CURRENT_FROM.capability,
        )
    for each in cards:
        if each.vendor == "NVIDIA":
            need(each, "compute_capability")


@rule(
    "GPU_CUDA_LEGACY",
    "warning",
    About(
        _("Only the builds for an older CUDA still hold code for it, and the next release may not."),
        software.CUDA_CURRENT_FROM.source,
        silent=_("when no compute capability is recorded."),
    ),
    fields=CAPABILITY_FIELDS,
    mends="card",
)
def cuda_legacy(cards: Cards) -> Iterator[Finding]:
    """Every current build of PyTorch runs on the GPU: CUDA compute capability 7.5 or newer."""
    card = _between(cards, software.CUDA_SUPPORTED_FROM, software.CUDA_CURRENT_FROM)
    if card:
        yield warning(
            _(
                "%(card)s has compute capability %(has)s: of current PyTorch only the cu126 builds run; the others "
                "need %(needs)s."
            ),
            _("Install the cu126 build, or choose a newer card."),
            card=card,
            has=card.compute_capability,
            needs=software.CUDA_CURRENT_FROM.capability,
        )


@rule(
    "GPU_NO_BF16_FA2",
    "note",
    About(
        _("Recipes for large models assume bf16 and FlashAttention 2; without them they need care and more memory."),
        software.BF16_FROM.source,
        silent=_("when no compute capability is recorded."),
    ),
    fields=CAPABILITY_FIELDS,
    mends="card",
)
def no_bf16(cards: Cards) -> Iterator[Finding]:
    """The GPU computes in bf16 and runs FlashAttention 2: compute capability 8.0 or newer."""
    card = _between(cards, software.CUDA_SUPPORTED_FROM, software.BF16_FROM)
    if card:
        yield note(
            _("%(card)s (compute capability %(has)s) has no bf16 and no FlashAttention 2; both need %(needs)s."),
            _("Train in fp16 with loss scaling, or choose a newer card."),
            card=card,
            has=card.compute_capability,
            needs=software.BF16_FROM.capability,
        )


@rule(
    "GPU_NO_FP8",
    "note",
    About(
        _("fp8 halves the memory of weights and activations against bf16, and is up to twice as fast."),
        software.FP8_FROM.source,
        silent=_("when no compute capability is recorded."),
    ),
    fields=CAPABILITY_FIELDS,
    mends="card",
)
def no_fp8(cards: Cards) -> Iterator[Finding]:
    """The GPU computes in fp8: compute capability 8.9 or newer."""
    card = _between(cards, software.BF16_FROM, software.FP8_FROM)
    if card:
        yield note(
            _("%(card)s (compute capability %(has)s) does not compute in fp8; that needs %(needs)s."),
            _("Use bf16 or int8, which it does."),
            card=card,
            has=card.compute_capability,
            needs=software.FP8_FROM.capability,
        )


@rule(
    "GPU_ROCM_UNSUPPORTED",
    "problem note",
    About(
        _("PyTorch for AMD is built for the chips that ROCm supports; others fail at the first kernel or need tricks."),
        _("ROCm's system requirements for Linux; each row of the table has its source."),
    ),
    fields="card.vendor card.chipset context.framework",
    mends="card",
)
def rocm_unsupported(cards: Cards, context: Context) -> Iterator[Finding]:
    """An AMD GPU is on ROCm's list for Linux.

    It is a problem for PyTorch and a note for other software. Judged apart from OS_ROCM_WINDOWS.
    """
    listed = software.ROCM_LINUX
    card = next((each for each in cards if each.vendor == "AMD" and each.chipset not in listed), None)
    if card:
        say = problem if context.framework.startswith("pytorch") else note
        yield say(
            _("%(card)s (%(chipset)s) is not among the %(count)s chips that ROCm supports on Linux."),
            _("Choose a card on the list, an NVIDIA card, or software that runs over Vulkan."),
            card=card,
            chipset=card.chipset or "?",
            count=len(listed),
        )


@rule(
    "OS_ROCM_WINDOWS",
    "warning",
    About(
        _("On Windows, ROCm is a part of what it is on Linux, and most recipes are written for Linux."),
        _("rocm.docs.amd.com, install-on-windows (HIP SDK columns)."),
    ),
    fields="card.vendor context.os",
    mends="card",
    settings="os",
)
def rocm_windows(cards: Cards, context: Context) -> Iterator[Finding]:
    """An AMD GPU works under Linux."""
    found = next((card for card in cards if card.vendor == "AMD"), None)
    if found and context.os == "windows":
        yield warning(
            _("%(card)s under Windows: ROCm is there only in part."),
            _("Use Linux, or an NVIDIA card."),
            card=found,
        )


@rule(
    "OS_MULTI_GPU_WINDOWS",
    "warning",
    About(_("NCCL, which exchanges gradients between cards, does not exist for Windows."), UNCHECKED),
    fields="context.os",
    settings="os",
)
def several_on_windows(cards: Cards, context: Context) -> Iterator[Finding]:
    """Several graphics cards work under Linux."""
    if len(cards) >= SEVERAL and context.os == "windows":
        yield warning(
            _("%(cards)s: %(count)s graphics cards under Windows, where there is no NCCL."),
            _("Use Linux, or WSL 2 with its limits."),
            cards=Together(cards),
            count=len(cards),
        )


@rule(
    "NVLINK_UNSUPPORTED",
    "problem",
    About(
        _("The bridge makes two cards exchange gradients several times as fast as over PCI Express."),
        _("Table of GPUs with NVLink, general knowledge, unchecked."),
    ),
    fields="card.chipset context.nvlink",
    mends="card",
    settings="nvlink",
)
def nvlink(cards: Cards, context: Context) -> Iterator[Finding]:
    """Where NVLink is wanted there are two or more equal cards that have it."""
    if not context.nvlink:
        return
    bare = next((card for card in cards if card.chipset not in software.NVLINK), None)
    chipsets = {card.chipset for card in cards}
    if bare:
        yield problem(
            _("NVLink is wanted, but %(card)s has no connector for it."),
            _("Choose two cards with NVLink, or do without: training works over PCI Express."),
            card=bare,
        )
    elif len(cards) < SEVERAL:
        yield problem(
            _("NVLink is wanted, but there is only one card, %(card)s."),
            _("Take a second one, or do without NVLink."),
            card=cards[0],
        )
    elif len(chipsets) > 1:
        yield problem(
            _("NVLink is wanted, but %(cards)s are different GPUs (%(chipsets)s)."),
            _("Take two cards with the same GPU."),
            cards=Together(cards),
            chipsets=", ".join(sorted(chipset or "?" for chipset in chipsets)),
        )
