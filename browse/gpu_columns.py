"""The columns that a reader may choose for the table of GPUs: what each shows, how it is sorted and written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.labels import worded
from browse.letters import is_unchecked
from catalog.templatetags.units import day, money, money0, number, speed, unknown
from engine.platforms import software
from engine.platforms.features import AMD, INTEL, NVIDIA, Status
from engine.standard import standard_speed
from engine.throughput import Prediction, Refusal
from engine.throughput.gates import TOO_LARGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from django.utils.functional import _StrPromise

    from browse.gpu_rows import Row
    from browse.rents import Rent
    from catalog.models import Gpu
    from engine.platforms.features import Features
    from prices.models import GpuPrice

    Value = float | str | date | None
    Words = _StrPromise | str

WRITTEN = 8192  # figures kept: the facts of all GPUs change rarely, and Babel takes 20 µs for each
DECIMALS_BELOW = 10  # 2.5, but 25
DECIMALS = 4  # in the file: more would be noise of the arithmetic
USD: Final = "USD"


@dataclass(frozen=True, slots=True)
class Extra:
    """A column that goes into the file beside another: whose price, of which day."""

    title: Words
    value: Callable[[Row], object]


@dataclass(frozen=True, slots=True)
class Column:
    """A measure that GPUs are compared by. `value` is sorted by; None: not known."""

    key: str
    title: Words
    value: Callable[[Row], Value]
    unit: Words = ""
    text: Callable[[Row], str] | None = None  # else the number as it is
    absent: Callable[[Row], bool] | None = None  # known not to have it, which is more than not known
    gauge: bool = False
    least_first: bool = False  # what is good comes first
    wordy: bool = False  # words that may break over lines
    as_shown: bool = False  # in the file as on the page: its value is only sorted by
    unchecked: Callable[[Row], bool] | None = None
    note: Callable[[Row], tuple[str, str]] | None = None  # what stands below the figure, and its day
    extras: tuple[Extra, ...] = ()

    def shown(self, row: Row) -> str:
        """Write the measure of a GPU; what it does not have is told apart from what is not known."""
        value = self.value(row)
        if value is None:
            return _("None") if self.absent and self.absent(row) else unknown("?")
        if self.text:
            return self.text(row)
        return value if isinstance(value, str) else figure(value)

    def cell(self, row: Row) -> object:
        """Give what goes into the file: figures bare, words as on the page, nothing for what is not known."""
        value = self.value(row)
        if value is None:
            return "none" if self.absent and self.absent(row) else None
        if self.text and self.as_shown:
            return self.text(row)
        return round(value, DECIMALS) if isinstance(value, float) else value


@lru_cache(WRITTEN)
def _figure(value: float, digits: int, language: str | None) -> str:
    del language  # part of the key: it decides how numbers are written
    return number(value, digits)


@lru_cache(WRITTEN)
def _amount(value: float, cents: bool, language: str | None) -> str:  # noqa: FBT001  # part of the key
    del language
    return money(value, USD) if cents else money0(value, USD)


def figure(value: object) -> str:
    """Write a number."""
    known = float(str(value))
    return _figure(known, 1 if abs(known) < DECIMALS_BELOW else 0, get_language())


def dollars(value: float | None) -> str:
    """Write an amount in whole dollars."""
    return unknown("?") if value is None else _amount(value, False, get_language())  # noqa: FBT003  # cents


def cents(value: float | None) -> str:
    """Write an amount to the cent."""
    return unknown("?") if value is None else _amount(value, True, get_language())  # noqa: FBT003  # cents


def month(price: GpuPrice) -> str:
    """Write when a price was seen: its month, or its day."""
    return formats.date_format(price.observed_on, "M Y") if price.whole_month else day(price.observed_on)


def lacks(capability: software.Capability | None = None) -> Callable[[Row], bool]:
    """Make a test for what a GPU is known not to have: no tensor cores at all, or none for a number format."""

    def absent(row: Row) -> bool:
        gpu = row.gpu
        if gpu.vendor != NVIDIA:
            return row.features.tensor_units is False
        too_old = capability is not None and gpu.compute_capability is not None
        return row.features.tensor_units is False or (
            too_old and float(gpu.compute_capability or 0) < capability.capability  # type: ignore[union-attr]  # too_old says so
        )

    return absent


def fact(name: str) -> Callable[[Row], Value]:
    """Make a reader of a column of the catalogue; an empty text is not known."""

    def read(row: Row) -> Value:
        found: Value = getattr(row.gpu, name)
        return None if found == "" else found

    return read


def _rate(
    key: str, title: Words, name: str, capability: software.Capability | None = None, *, gauge: bool = False
) -> Column:
    unit = "TOPS" if name.endswith("tops") else "TFLOPS"
    value = fact(name)

    def unchecked(row: Row) -> bool:
        return value(row) is not None and is_unchecked(row.gpu.tensor_source)

    return Column(key, title, value, unit, absent=lacks(capability), gauge=gauge, unchecked=unchecked)


def _feature(key: str, title: Words, name: str) -> Column:
    def value(row: Row) -> Value:
        known = getattr(row.features, name)
        return None if known is None else int(known)

    return Column(
        key, title, value, "" if name == "tensor_units" else _l("matrix units"),
        text=lambda row: _("Yes") if getattr(row.features, name) else _("No"), as_shown=True,
        unchecked=lambda row: name in row.features.unchecked,
    )  # fmt: skip


STATUS_WORDS = {
    Status.SUPPORTED: _l("Supported"),
    Status.PARTLY: _l("In part"),
    Status.DEPRECATED: _l("Deprecated"),
    Status.NOT_LISTED: _l("Not listed"),
}
RANKS: dict[Status | None, int] = {Status.SUPPORTED: 3, Status.PARTLY: 2, Status.DEPRECATED: 1, Status.NOT_LISTED: 0}


def status_words(status: Status | None) -> str:
    """Say how far a platform takes a GPU."""
    return unknown("?") if status is None else str(STATUS_WORDS[status])


def _status(vendor: str, key: str, title: Words, unit: Words) -> Column:
    name = {"rocm": "rocm_linux", "rocm-windows": "rocm_windows", "xpu": "xpu"}[key]
    return Column(
        key, title, lambda row: RANKS.get(getattr(row.features, name)), unit,
        text=lambda row: status_words(getattr(row.features, name)), absent=lambda row: row.gpu.vendor != vendor,
        wordy=True, as_shown=True, unchecked=lambda row: name in row.features.unchecked,
    )  # fmt: skip


def flash_words(features: Features) -> str:
    """Say which generations of FlashAttention run."""
    return ", ".join(features.flash_attention or ()) or _("No")


def pytorch_words(features: Features) -> str:
    """Say until when PyTorch's wheels for CUDA carry a GPU."""
    if features.cuda:
        return _("Current")
    wheels = {"version": features.last_pytorch, "wheels": features.wheels}
    return _("Until %(version)s, %(wheels)s") % wheels


def software_words(row: Row) -> str:
    """Say in a few words what a GPU runs on."""
    found = row.features
    if found.cuda is not None:
        return (
            _("CUDA, current") if found.cuda else _("CUDA, PyTorch until %(version)s") % {"version": found.last_pytorch}
        )
    status = found.rocm_linux or found.xpu
    name = "ROCm" if found.rocm_linux else "XPU"
    return f"{name}: {str(STATUS_WORDS[status]).lower()}" if status else unknown("?")


def _software_rank(row: Row) -> Value:
    found = row.features
    if found.cuda is not None:
        return 4 if found.cuda else 1
    status = found.rocm_linux or found.xpu
    return RANKS[status] if status else None


def _cards(row: Row) -> tuple[str, str]:
    if row.prices is None:
        return "", ""
    cards = row.prices.cards
    return ngettext("%(n)s card", "%(n)s cards", cards) % {"n": figure(cards)}, day(row.prices.cheapest.observed_at)


def _provider(row: Row) -> tuple[str, str]:
    return (row.rent.offer.provider, row.rent.seen) if row.rent else ("", "")


def _spot_provider(row: Row) -> tuple[str, str]:
    return (row.spot.offer.provider, row.spot.seen) if row.spot else ("", "")


def seen(rent: Rent | None) -> str | None:
    """Give the last day on which a rent is known to have held, for programs; an open end is said."""
    if rent is None:
        return None
    if rent.offer.observed_latest:
        return rent.offer.observed_latest.isoformat()
    earliest = rent.offer.observed_earliest
    return _("%(day)s or later") % {"day": earliest.isoformat()} if earliest else None


PRICE_EXTRAS = (
    Extra(_l("Card, seen on"), lambda row: row.prices.cheapest.observed_at.date() if row.prices else None),
    Extra(_l("Card, seller"), lambda row: row.prices.cheapest.point.offer.seller if row.prices else None),
    Extra(_l("Card, source"), lambda row: row.prices.cheapest.point.offer.source.name if row.prices else None),
)
USED_EXTRAS = (
    Extra(_l("Used, month"), lambda row: row.used.observed_on.strftime("%Y-%m") if row.used else None),
    Extra(_l("Used, source"), lambda row: f"{row.used.source.name}: {row.used.note}" if row.used else None),
)
LAUNCH_EXTRAS = (
    Extra(_l("Launch, month"), lambda row: row.launch.observed_on.strftime("%Y-%m") if row.launch else None),
    Extra(_l("Launch, source"), lambda row: row.launch.source.name if row.launch else None),
)
RENT_EXTRAS = (
    Extra(_l("Rent, provider"), lambda row: row.rent.with_instance if row.rent else None),
    Extra(_l("Rent, seen on"), lambda row: seen(row.rent)),
    Extra(_l("Rent, source"), lambda row: row.rent.origin if row.rent else None),
)
SPOT_EXTRAS = (
    Extra(_l("Spot, provider"), lambda row: row.spot.with_instance if row.spot else None),
    Extra(_l("Spot, seen on"), lambda row: seen(row.spot)),
    Extra(_l("Spot, source"), lambda row: row.spot.origin if row.spot else None),
)


def _speed(key: str, title: Words, unit: str) -> Column:
    """Make a column of what a GPU does in a second of a standard work; it may be known not to hold it."""

    def found(row: Row) -> Prediction | Refusal:
        return standard_speed(key, row.speed_facts)

    def value(row: Row) -> Value:
        known = found(row)
        return known.speed if isinstance(known, Prediction) else None

    def band(row: Row) -> tuple[str, str]:
        known = found(row)
        return (f"{speed(known.low)} – {speed(known.high)}", "") if isinstance(known, Prediction) else ("", "")

    return Column(
        f"speed-{key}", title, value, unit, text=lambda row: f"≈ {speed(float(str(value(row))))}",
        absent=lambda row: isinstance(known := found(row), Refusal) and known.reason == TOO_LARGE, note=band,
        extras=(
            Extra(_l("from"), lambda row: _end(found(row), "low")),
            Extra(_l("to"), lambda row: _end(found(row), "high")),
        ),
    )  # fmt: skip


def _end(known: Prediction | Refusal, end: str) -> float | None:
    return round(getattr(known, end), DECIMALS) if isinstance(known, Prediction) else None


GROUPS: tuple[tuple[Words, tuple[Column, ...]], ...] = (
    (
        _l("What it is"),
        (
            Column("vendor", _l("Maker"), fact("vendor"), least_first=True, wordy=True),
            Column("architecture", _l("Architecture"), fact("architecture"), least_first=True, wordy=True),
            Column("chip", _l("Chip"), fact("chip"), least_first=True, wordy=True),
            Column("tier", _l("Made for"), lambda row: worded(row.gpu.tier) or None, least_first=True, wordy=True),
            Column(
                "released", _l("Released"), fact("released_on"),
                text=lambda row: formats.date_format(row.gpu.released_on, "M Y") if row.gpu.released_on else "",
            ),
        ),
    ),
    (
        _l("Memory"),
        (
            Column("memory", _l("Memory"), fact("memory_gib"), "GB", gauge=True),
            Column("memory-type", _l("Memory type"), fact("memory_type"), least_first=True, wordy=True),
            Column("bandwidth", _l("Bandwidth"), fact("bandwidth_gbs"), "GB/s", gauge=True),
        ),
    ),
    (
        _l("Rates, dense"),
        (
            Column("fp32", "fp32", fact("fp32_tflops"), "TFLOPS"),
            _rate("fp16", "fp16", "tensor_fp16_fp32_tflops", gauge=True),
            _rate("fp16-fast", _l("fp16, summed in fp16"), "tensor_fp16_tflops"),
            _rate("bf16", "bf16", "tensor_bf16_tflops", software.BF16_FROM),
            _rate("tf32", "TF32", "tensor_tf32_tflops", software.BF16_FROM),
            _rate("fp8", "fp8", "tensor_fp8_tflops", software.FP8_FROM),
            _rate("int8", "int8", "tensor_int8_tops"),
        ),
    ),
    (
        _l("Speed, estimated"),
        (
            _speed("decode", _l("Llama 8B answers"), "tokens/s"),
            _speed("prefill", _l("Llama 8B reads"), "tokens/s"),
            _speed("qlora", _l("Llama 8B QLoRA"), "tokens/s"),
            _speed("resnet", _l("ResNet-50 trains"), "images/s"),
            _speed("bert", _l("BERT large trains"), "sequences/s"),
        ),
    ),
    (
        _l("Power and size"),
        (
            Column("power", _l("Power"), fact("board_power_w"), "W", least_first=True),
            Column("psu", _l("Power supply"), fact("suggested_psu_w"), _l("W, suggested"), least_first=True),
            Column("slots", _l("Width"), fact("slot_width"), least_first=True, wordy=True),
            Column("length", _l("Length"), fact("length_mm"), "mm", least_first=True),
            Column("plugs", _l("Power sockets"), fact("power_connectors"), least_first=True, wordy=True),
            Column("bus", _l("Bus"), fact("bus"), least_first=True, wordy=True),
        ),
    ),
    (
        _l("What it costs"),
        (
            Column(
                "price", _l("Card, from"), lambda row: row.price, USD, text=lambda row: dollars(row.price),
                least_first=True, note=_cards, extras=PRICE_EXTRAS,
            ),
            Column(
                "per-gb", _l("Per GB"), lambda row: row.per_gib, USD, text=lambda row: dollars(row.per_gib),
                least_first=True,
            ),
            Column(
                "used", _l("Used"), lambda row: row.used_price, USD, text=lambda row: dollars(row.used_price),
                least_first=True, note=lambda row: ("", month(row.used)) if row.used else ("", ""),
                extras=USED_EXTRAS,
            ),
            Column(
                "used-per-gb", _l("Used, per GB"), lambda row: row.used_per_gib, USD,
                text=lambda row: dollars(row.used_per_gib), least_first=True,
            ),
            Column(
                "launch", _l("At launch"), lambda row: row.launch_price, USD,
                text=lambda row: dollars(row.launch_price), least_first=True,
                unchecked=lambda row: row.launch is not None and not row.launch.source.checked,
                note=lambda row: (month(row.launch), "") if row.launch else ("", ""), extras=LAUNCH_EXTRAS,
            ),
            Column(
                "rent", _l("Rent, from"), lambda row: row.per_hour, _l("USD a GPU-hour"),
                text=lambda row: cents(row.per_hour), least_first=True, note=_provider, extras=RENT_EXTRAS,
            ),
            Column(
                "spot", _l("Spot, from"), lambda row: row.spot_per_hour, _l("USD a GPU-hour"),
                text=lambda row: cents(row.spot_per_hour), least_first=True, note=_spot_provider, extras=SPOT_EXTRAS,
            ),
        ),
    ),
    (
        _l("What it can do"),
        (
            Column(
                "capability", "CUDA",
                lambda row: None if row.gpu.compute_capability is None else float(row.gpu.compute_capability),
                _l("capability"), text=lambda row: str(row.gpu.compute_capability), as_shown=True,
                absent=lambda row: row.gpu.vendor != NVIDIA,
            ),
            Column(
                "software", _l("Runs on"), _software_rank, text=software_words, wordy=True, as_shown=True,
                unchecked=lambda row: bool({"cuda", "rocm_linux"} & row.features.unchecked),
            ),
            _feature("tensor", _l("Matrix units"), "tensor_units"),
            _feature("can-bf16", "bf16", "bf16"),
            _feature("can-tf32", "TF32", "tf32"),
            _feature("can-int8", "int8", "int8"),
            _feature("can-fp8", "fp8", "fp8"),
            _feature("can-fp4", "fp4", "fp4"),
            Column(
                "flash", _l("FlashAttention"),
                lambda row: None if row.features.flash_attention is None else flash_words(row.features),
                _l("generations"), wordy=True,
            ),
            Column(
                "pytorch", _l("PyTorch wheels"),
                lambda row: None if row.features.cuda is None else int(row.features.cuda), _l("for CUDA"),
                text=lambda row: pytorch_words(row.features), as_shown=True,
                absent=lambda row: row.gpu.vendor != NVIDIA, wordy=True,
                unchecked=lambda row: "last_pytorch" in row.features.unchecked,
            ),
            Column(
                "cuda-from", _l("CUDA from"), lambda row: float(row.features.first_cuda or 0) or None, _l("version"),
                text=lambda row: row.features.first_cuda, as_shown=True, absent=lambda row: row.gpu.vendor != NVIDIA,
                unchecked=lambda row: "first_cuda" in row.features.unchecked,
            ),
            _status(AMD, "rocm", "ROCm", "Linux"),
            _status(AMD, "rocm-windows", "ROCm", "Windows"),
            _status(INTEL, "xpu", "XPU", _l("PyTorch, oneAPI")),
        ),
    ),
)  # fmt: skip
COLUMNS = {column.key: column for _title, columns in GROUPS for column in columns}
USUAL = (
    "memory", "bandwidth", "fp16", "speed-decode", "power", "price", "per-gb", "used", "rent", "software"
)  # fmt: skip


def in_order(rows: Sequence[Row], sort: str) -> list[Row]:
    """Sort by a measure, with a minus the largest first; a GPU whose measure is not known comes last either way."""
    key, down = sort.removeprefix("-"), sort.startswith("-")
    by_name = sorted(rows, key=lambda row: row.gpu.name.casefold(), reverse=down and key == "name")
    if key == "name":
        return by_name
    value = COLUMNS[key].value
    measured = [(value(row), row) for row in by_name]
    known = [pair for pair in measured if pair[0] is not None]
    known.sort(key=lambda pair: _comparable(pair[0]), reverse=down)
    return [row for _value, row in known] + [row for each, row in measured if each is None]


def _comparable(value: Value) -> float | str:
    if isinstance(value, str):
        return value.casefold()
    return value if isinstance(value, (int, float)) else value.toordinal() if value else 0


def sheet_heads(columns: Iterable[Column]) -> list[str]:
    """Name the columns of the file, each with its unit."""
    heads = [_("GPU")]
    for column in columns:
        heads.append(f"{column.title} ({column.unit})" if column.unit else str(column.title))
        heads += [str(extra.title) for extra in column.extras]
    return [*heads, _("Facts, source"), _("Rates, source")]


def sheet_row(row: Row, columns: Iterable[Column]) -> list[object]:
    """Give the cells of a GPU for the file."""
    cells: list[object] = [row.gpu.name]
    for column in columns:
        cells.append(column.cell(row))
        cells += [extra.value(row) for extra in column.extras]
    return [*cells, source_of(row.gpu), row.gpu.tensor_source or None]


def source_of(gpu: Gpu) -> str:
    """Name where the facts of a GPU come from, with the record and the day."""
    read = gpu.retrieved_on.isoformat() if gpu.retrieved_on else ""
    return ", ".join(word for word in (gpu.source.name, gpu.source_ref, read) if word)
