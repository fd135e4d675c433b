"""The fields of rent or buy as the page shows them: in sections, the rarer ones folded away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.rent_or_buy_work import KINDS
from catalog.models import Gpu
from catalog.templatetags.units import number
from prices.models import CurrentPrice, GpuPrice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.functional import _StrPromise

    from browse.rent_or_buy_form import RentOrBuyForm

Rows = tuple[tuple[str, ...], ...]
STARTS: Rows = (("gpu",), ("gpus", "rest"))
OPEN: tuple[tuple[_StrPromise, Rows], ...] = (
    (_l("Work"), (("task",), ("model",), ("jobs", "size"), ("hours", "per"), ("months", "interest"))),
    (_l("Buying"), (("price",), ("watts", "tax"), ("country",), ("tariff", "grid"), ("decline", "drop"))),
    (_l("Renting"), (("offer",), ("rent", "speed"), ("memory", "trend"))),
)
FOLDED: tuple[tuple[_StrPromise, Rows], ...] = (
    (_l("Currency"), (("currency", "fx"), ("fx_on",))),
    (
        _l("More about buying"),
        (
            ("owned",),
            ("shipping", "recover"),
            ("idle", "idle_hours"),
            ("inflation", "upkeep"),
            ("warranty", "failure"),
            ("repair", "selling"),
            ("setup", "care"),
            ("time",),
        ),
    ),
    (
        _l("More about renting"),
        (
            ("provider",),
            ("most", "step"),
            ("spot", "lost"),
            ("committed", "committed_price"),
            ("free", "free_monthly"),
            ("credit", "fee"),
            ("sessions", "overhead"),
            ("billing", "rent_tax"),
            ("storage", "storage_free"),
            ("storage_price",),
            ("egress", "egress_free"),
            ("egress_price",),
            ("rent_setup", "rent_care"),
            ("rent_grid", "rent_watts"),
        ),
    ),
    (_l("How sure"), (("u_hours", "u_cloud"), ("u_trend", "u_resale"))),
    (_l("Both"), (("burst",),)),
)


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A field as the page shows it: what was entered, or the default greyed in."""

    name: str
    label: str
    unit: str
    entered: str
    default: str
    errors: tuple[str, ...]
    missing: bool
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Fold:
    """Fields behind a line that opens; it stands open where one of them was touched or is needed."""

    title: _StrPromise
    rows: list[list[Entry]]

    @property
    def open(self) -> bool:
        """Whether one of its fields was touched."""
        return any(entry.entered or entry.errors or entry.missing for row in self.rows for entry in row)


def sections(form: RentOrBuyForm) -> Iterator[tuple[_StrPromise, list[list[Entry]]]]:
    """Give the fields that are always in sight."""
    for title, rows in OPEN:
        yield title, _rows(form, rows)


def folds(form: RentOrBuyForm) -> Iterator[Fold]:
    """Give those that are folded away."""
    for title, rows in FOLDED:
        yield Fold(title, _rows(form, rows))


def starts(form: RentOrBuyForm) -> list[list[Entry]]:
    """Give the fields that choose a GPU; a build leaves nothing to choose."""
    return [] if form.machine.build else _rows(form, STARTS)


def _rows(form: RentOrBuyForm, rows: Rows) -> list[list[Entry]]:
    return [[entry(form, name) for name in row] for row in rows]


def entry(form: RentOrBuyForm, name: str) -> Entry:
    """Give a field with what was entered, kept even where it cannot be read."""
    field = form.fields[name]
    default = form.defaults.get(name)
    entered = str(form.data.get(name, "")).strip()
    return Entry(
        name=name,
        label=str(field.label),
        unit=_unit(form, name),
        entered=entered,
        default="" if default is None else number(default, getattr(field, "digits", 0)),
        errors=tuple(str(error) for error in form.errors.get(name, ())),
        missing=not form.errors and name in form.missing,
        options=tuple(_options(form, name, entered)),
    )


def _unit(form: RentOrBuyForm, name: str) -> str:
    if name == "size":
        kind = KINDS.get(form.cleaned_data.get("task") or "")
        return kind.size_unit if kind else ""
    unit = str(getattr(form.fields[name], "unit", ""))
    return unit % {"currency": form.money} if "%(" in unit else unit


def _options(form: RentOrBuyForm, name: str, entered: str) -> Iterator[Option]:
    if name == "gpu":
        yield from _gpus(entered)
    elif name == "model":
        yield from _models(form, entered)
    elif name == "country":
        yield from _countries(form)
    elif name == "provider":
        names = sorted({offer.provider for offer in form.all_offers}, key=str.casefold)
        yield from _chosen([("", _("Any")), *((each, each) for each in names)], entered)
    elif name in {"task", "per", "recover", "currency"}:
        choices = form.fields[name].choices  # type: ignore[attr-defined]  # these are choices
        yield from _chosen([(str(value), str(label)) for value, label in choices], entered)


def _chosen(choices: list[tuple[str, str]], entered: str) -> Iterator[Option]:
    """Mark what was chosen; what is not among the choices stays to be seen."""
    if entered and entered not in dict(choices):
        choices.insert(0, (entered, entered))
    return (Option(value, label, value == entered) for value, label in choices)


def _gpus(entered: str) -> Iterator[Option]:
    """Offer the GPUs that have a price, as a card or used. Two queries."""
    priced = set(
        CurrentPrice.objects.filter(currency="USD", part__withdrawn_at=None, part__graphics_card__gpu__isnull=False)
        .values_list("part__graphics_card__gpu", flat=True)
        .distinct()
    )
    priced |= set(GpuPrice.objects.filter(condition=GpuPrice.Condition.USED).values_list("gpu", flat=True))
    rows = Gpu.objects.filter(pk__in=priced).order_by("name").values_list("slug", "name")
    return _chosen([("", _("None: I enter a price")), *rows], entered)


def _models(form: RentOrBuyForm, entered: str) -> Iterator[Option]:
    named = form.work.preset.slug if form.work else ""
    for preset in form.language_models:
        yield Option(preset.slug, preset.name, preset.slug == named)
    if entered and "model" in form.errors:
        yield Option(entered, entered, selected=True)


def _countries(form: RentOrBuyForm) -> Iterator[Option]:
    for code, country in form.countries.items():
        value = "" if code == form.default_country else code
        yield Option(value, country.name, country == form.chosen_country)
