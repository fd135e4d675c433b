"""CPU or GPU in production: a form over the address, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from browse.letters import Letters
from browse.rent_or_buy import wants_panel
from browse.serving_answer import Answer
from browse.serving_form import KINDS, BoundedField, ServingForm
from browse.serving_prices import prices, rents
from catalog.templatetags.units import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

LISTS = ("workload", *KINDS)
SECTIONS: tuple[tuple[_StrPromise, tuple[tuple[str, ...], ...]], ...] = (
    (_l("Service"), (("workload",), ("rate", "limit_ms"), ("batch", "spare"))),
    (_l("CPU"), (("cpu",), ("cpu_price",), ("cpu_latency_ms", "cpu_rate"))),
    (_l("GPU"), (("gpu",), ("gpu_price",), ("gpu_latency_ms", "gpu_rate"))),
    (_l("Simulation"), (("seed",),)),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A field as the page shows it: what was entered, or the default greyed in."""

    name: str
    label: str
    unit: str
    entered: str
    default: str
    errors: tuple[str, ...]
    choices: list[tuple[str, str, bool]]


@require_safe
@vary_on_headers("HX-Request")
def serving(request: HttpRequest) -> HttpResponse:
    """Compare CPU boxes with GPU boxes; the address is the state."""
    found = rents(timezone.localdate())
    form = ServingForm(request.GET, prices(found))
    valid = form.is_valid()
    letters = Letters()
    answer = Answer(form.asked, found, letters) if valid and form.asked else None
    device = form.device("gpu")
    context = {
        "form": form,
        "answer": answer,
        "rent": found.get(device.gpu) if device else None,
        "sections": [(title, [[entry(form, name) for name in row] for row in rows]) for title, rows in SECTIONS],
        "with_assumed": address(form, cpu_price="0.40"),
        "sources": letters.sources,
    }
    partial = wants_panel(request)
    template = "browse/partials/serving_panel.html" if partial else "browse/serving.html"
    response = TemplateResponse(request, template, context, status=200 if valid else 422)
    if partial:  # a wrong value has an address as well, so that going back brings back what stood there
        response["HX-Push-Url"] = f"{request.path}?{address(form)}"
    return response


def entry(form: ServingForm, name: str) -> Entry:
    """Give a field with what was entered, kept even where it cannot be read."""
    field = form.fields[name]
    default = form.defaults.get(name)
    return Entry(
        name=name,
        label=str(field.label),
        unit=str(field.unit) if isinstance(field, BoundedField) else "",
        entered=form.written(name),
        default="" if default is None else number(default, getattr(field, "digits", 0)),
        errors=tuple(str(error) for error in form.errors.get(name, ())),
        choices=form.choices(name) if name in LISTS else [],
    )


def address(form: ServingForm, **changed: str) -> str:
    """Give the query string with what was entered, and nothing that was not."""
    return urlencode({name: value for name, value in _given(form, changed) if value})


def _given(form: ServingForm, changed: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name in form.fields:
        yield name, changed.get(name, form.written(name))
