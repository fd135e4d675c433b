"""What one may ask of serving: a form over the address, read by the engine.

A field that is left empty takes its default: the task's, what was measured of the device, or the offer's price. Names
of fields are those of the API.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.rent_or_buy_form import NumberField
from engine import serving
from engine.economics import InputError
from engine.serving.inputs import MS, limits_of
from engine.serving.measured import DEFAULT_WORKLOAD, devices
from engine.serving.simulation import SEED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from engine.serving import Asked, Measured

KINDS = ("cpu", "gpu")
WORDS = 40  # no name of a device is longer


class BoundedField(NumberField):
    """A number that is refused with its limits, whatever was written instead."""

    def __init__(self, name: str, label: _StrPromise, unit: _StrPromise | str, digits: int = 3) -> None:
        """`name`: of the engine's number, which has the limits."""
        limits = limits_of(name)
        assert limits is not None  # noqa: S101  # only numbers are fields of this kind
        super().__init__(label, unit, limits, digits=digits)

    def to_python(self, value: object) -> float | None:
        """Read the number."""
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            said = _(self.limits.sentence) % {"field": self.label, **self._ends()}
            raise forms.ValidationError(said, code="limits") from error

    def _ends(self) -> dict[str, str]:
        return {"low": f"{self.limits.low:,g}", "high": f"{self.limits.high:,.0f}"}

    def validate(self, value: float | None) -> None:
        """Refuse what the engine would refuse."""
        if value is not None and not self.limits.allow(value):
            raise forms.ValidationError(_(self.limits.sentence) % {"field": self.label, **self._ends()}, code="limits")


def _word(label: _StrPromise) -> forms.CharField:
    long = _l("%(label)s: choose one of the list.") % {"label": label}
    return forms.CharField(label=label, required=False, max_length=WORDS, error_messages={"max_length": long})


class ServingForm(forms.Form):
    """The question. Only what is entered is sent; see the module's first lines."""

    workload = _word(_l("Task"))
    rate = BoundedField("rate", _l("Requests"), _l("a second"))
    limit_ms = BoundedField("limit_ms", _l("95 % within"), "ms")
    batch = BoundedField("batch", _l("Largest batch"), _l("on a GPU"), 0)
    seed = BoundedField("seed", _l("Seed"), _l("of chance"), 0)
    spare = forms.CharField(label=_l("A spare box"), required=False, max_length=WORDS)

    cpu = _word(_l("CPU box"))
    cpu_price = BoundedField("cpu_price", _l("Price of a CPU box"), _l("$/h"), 4)
    cpu_latency_ms = BoundedField("cpu_latency_ms", _l("CPU, one request"), "ms")
    cpu_rate = BoundedField("cpu_rate", _l("CPU, at most"), "/s")

    gpu = _word(_l("GPU box"))
    gpu_price = BoundedField("gpu_price", _l("Price of a GPU box"), _l("$/h"), 4)
    gpu_latency_ms = BoundedField("gpu_latency_ms", _l("GPU, one request"), "ms")
    gpu_rate = BoundedField("gpu_rate", _l("GPU, at most"), "/s")

    def __init__(self, data: Mapping[str, Any], prices: Mapping[str, float]) -> None:
        """`prices`: of an hour on one GPU, by its slug."""
        super().__init__(data)
        self.prices = prices

    asked: Asked | None = None

    def clean_spare(self) -> bool:
        """Read yes or no."""
        written = self.cleaned_data["spare"]
        if written not in {"", "0", "1"}:
            raise forms.ValidationError(_("A spare box: write 1 for yes or 0 for no."))
        return bool(written == "1")

    def clean(self) -> dict[str, Any]:
        """Let the engine read the whole."""
        cleaned = super().clean() or {}
        if not self.errors:
            self._read(cleaned)
        return cleaned

    def _read(self, cleaned: Mapping[str, Any]) -> None:
        try:
            self.asked = serving.parse({name: value for name, value in cleaned.items() if value not in {None, ""}})
        except InputError as error:
            label = self.fields[error.field].label
            said = {name: self._label(value) for name, value in error.values.items()}
            self.add_error(error.field, _(error.message) % {**said, "field": label})

    def _label(self, value: object) -> object:
        field = self.fields.get(str(value))
        return field.label if field and value not in KINDS else value

    @cached_property
    def task(self) -> serving.Workload:
        """The task, as far as it can be read."""
        return serving.WORKLOADS.get(self.written("workload"), serving.WORKLOADS[DEFAULT_WORKLOAD])

    def written(self, name: str) -> str:
        """Give what was entered, kept even where it cannot be read."""
        return str(self.data.get(name, "")).strip()

    def choices(self, name: str) -> list[tuple[str, str, bool]]:
        """Give what may be chosen: its key (empty for the default), its name, and whether it is chosen."""
        known = (
            {key: _(task.name) for key, task in serving.WORKLOADS.items()}
            if name == "workload"
            else {key: f"{each.name}, {each.precision}" for key, each in devices(self.task.key, name).items()}
        )
        written = self.written(name)
        found = [("" if place == 0 else key, said, key == written) for place, (key, said) in enumerate(known.items())]
        if written and written not in known:
            found.append((written[:WORDS], written[:WORDS], True))
        return found

    def device(self, kind: str) -> Measured | None:
        """Give the device that is chosen, or the task's first."""
        known = devices(self.task.key, kind)
        return known.get(self.written(kind)) or next(iter(known.values()), None)

    @cached_property
    def defaults(self) -> dict[str, float | None]:
        """What each number is when nothing is entered; None where there is no honest default."""
        found: dict[str, float | None] = {
            "rate": self.task.rate,
            "limit_ms": self.task.limit_ms,
            "batch": self.task.batch,
            "seed": SEED,
        }
        for kind in KINDS:
            device = self.device(kind)
            found[f"{kind}_latency_ms"] = device.latency_s * MS if device and device.latency_s else None
            found[f"{kind}_rate"] = device.rate if device else None
            found[f"{kind}_price"] = self.prices.get(device.gpu) if device else None
        return found
