"""What the page of GPUs may be asked: filters, columns, order, a chart. All of it stays in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.asking import MAX_WORDS, Query, WholeNumber
from browse.gpu_chart import XS, YS
from browse.gpu_columns import COLUMNS, USUAL
from browse.labels import worded
from catalog.filters import PlainNumberField
from catalog.models import Gpu
from catalog.several import SeveralField
from engine.platforms import features
from prices.gpu_filters import PricedGpuFilter

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_MEMORY_GIB = 100_000
MAX_WATTS = 100_000
MAX_PRICE = 10_000_000
SORTS = ["name", "-name", *COLUMNS, *(f"-{key}" for key in COLUMNS)]
MARKETS = (
    ("", _l("Whether or not")),
    ("buy", _l("Priced")),
    ("rent", _l("Rentable")),
    ("both", _l("Priced and rentable")),
)
ABILITIES = {
    "tensor": _l("Matrix units"),
    "bf16": "bf16",
    "tf32": "TF32",
    "int8": "int8",
    "fp8": "fp8",
    "fp4": "fp4",
    "flash": _l("Any FlashAttention"),
    "flash2": _l("FlashAttention 2 or later"),
    "cuda": _l("Current CUDA and PyTorch"),
    "rocm": _l("ROCm on Linux"),
    "xpu": _l("XPU of PyTorch"),
}
FILTERS: Final = {  # the page's parameter → the API's, which has the unit in its name
    "q": "q",
    "vendor": "vendor",
    "architecture": "architecture",
    "tier": "tier",
    "memory": "min_memory_gib",
    "memory_most": "max_memory_gib",
    "bandwidth": "min_bandwidth_gbs",
    "power": "max_board_power_w",
    "price_least": "min_price",
    "price": "max_price",
    "capability": "min_compute_capability",
    "has": "has",
    "market": "market",
}
MORE_FILTERS: Final = ("q", "architecture", "tier", "capability", "memory_most", "bandwidth", "price_least", "has")
BOUNDS = (("memory", "memory_most"), ("price_least", "price"))
SEVERAL = ("columns", "has")


class GpusQuery(Query):
    """What the table of GPUs may be asked."""

    defaults = {"sort": "-bandwidth", "x": "memory", "y": "price"}
    vendor = forms.ChoiceField(required=False, label=_l("Maker of the chip"))
    memory = WholeNumber(required=False, min_value=0, max_value=MAX_MEMORY_GIB, label=_l("Memory ≥"))
    power = WholeNumber(required=False, min_value=0, max_value=MAX_WATTS, label=_l("Power ≤"))
    price = WholeNumber(required=False, min_value=0, max_value=MAX_PRICE, label=_l("Card ≤"))
    market = forms.ChoiceField(required=False, choices=MARKETS, label=_l("To buy or to rent"))
    q = forms.CharField(required=False, max_length=MAX_WORDS, strip=True, label=_l("Name"))
    architecture = forms.ChoiceField(required=False, label=_l("Architecture"))
    tier = forms.ChoiceField(required=False, label=_l("Made for"))
    capability = PlainNumberField(required=False, min_value=0, max_value=99, label=_l("CUDA capability ≥"))
    memory_most = WholeNumber(required=False, min_value=0, max_value=MAX_MEMORY_GIB, label=_l("Memory ≤"))
    bandwidth = WholeNumber(required=False, min_value=0, max_value=MAX_MEMORY_GIB, label=_l("Bandwidth ≥"))
    price_least = WholeNumber(required=False, min_value=0, max_value=MAX_PRICE, label=_l("Card ≥"))
    has = SeveralField(required=False, allowed=features.ASKED, label=_l("Known to have"))
    columns = SeveralField(required=False, allowed=COLUMNS, label=_l("Columns"))
    sort = forms.ChoiceField(required=False, choices=[(name, name) for name in SORTS])
    x = forms.ChoiceField(required=False, choices=[(name, axis.title) for name, axis in XS.items()], label=_l("Across"))
    y = forms.ChoiceField(required=False, choices=[(name, axis.title) for name, axis in YS.items()], label=_l("Up"))
    format = forms.ChoiceField(required=False, choices=[("", ""), ("csv", "csv")])

    def offer(self, gpus: Iterable[Gpu]) -> None:
        """Fill in which makers, architectures and uses there are."""
        rows = list(gpus)
        for name in ("vendor", "architecture", "tier"):
            values = sorted({getattr(gpu, name) for gpu in rows} - {""})
            choices = [(value, worded(value)) for value in values]
            self.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]  # a choice

    def clean(self) -> dict[str, Any]:
        """Compare the bounds that come in pairs: nothing is between reversed ones."""
        given = super().clean() or self.cleaned_data
        for least, most in BOUNDS:
            low, high = given.get(least), given.get(most)
            if low is not None and high is not None and high < low:
                text = _("This is below “%(name)s”, which is %(low)s: nothing is between them.")
                self.add_error(most, text % {"name": least, "low": low})
        return given

    @property
    def chosen(self) -> list[str]:
        """The keys of the columns shown."""
        return self.cleaned_data["columns"] or list(USUAL)

    @property
    def charted(self) -> bool:
        """Whether a chart was asked for."""
        return bool(self.cleaned_data["x"] or self.cleaned_data["y"])

    @property
    def axes(self) -> tuple[str, str]:
        """The measures of the chart asked for, or of the usual one."""
        return self.value("x"), self.value("y")

    @property
    def more(self) -> bool:
        """Whether one of the filters that are folded away was asked for."""
        return any(self.data.get(name) for name in MORE_FILTERS)

    @property
    def scattered(self) -> bool:
        """Whether a list came as several parameters, as a form sends it, rather than as one."""
        return any(len(self.data.getlist(name)) > 1 for name in SEVERAL)  # type: ignore[attr-defined]  # a QueryDict

    def address(self, **changed: object) -> str:
        """Give the query string with some parameters changed: lists as one parameter, no usual columns, no format."""
        columns = self.cleaned_data["columns"]
        kept = {
            "columns": ",".join(columns) if columns and tuple(columns) != USUAL else "",
            "has": ",".join(self.cleaned_data["has"]),
            "format": "",
        }
        return super().address(**{**kept, **changed}).replace("%2C", ",")  # a comma may stand in an address as it is

    def kept(self, *names: str) -> list[tuple[str, str]]:
        """Give parameters that a form has to hand on, with their values."""
        return [(name, str(self.data[name])) for name in names if self.data.get(name)]

    def asked(self) -> set[int] | None:
        """Give the keys of the GPUs that were asked for; None: all. A query or two, those of the API's own filter."""
        asked = {FILTERS[name]: self.cleaned_data[name] for name in FILTERS}
        given = {name: value for name, value in asked.items() if value not in (None, "", [])}
        if not given:
            return None
        given["has"] = ",".join(given.get("has", ()))
        found = PricedGpuFilter(given, queryset=Gpu.objects.order_by())
        return set(found.qs.values_list("pk", flat=True))
