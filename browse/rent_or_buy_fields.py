"""The fields of rent or buy as the page shows them: in sections, the rarer ones folded away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.rent_or_buy_help import help_text, options_html, size_unit
from browse.rent_or_buy_work import USUAL_MODEL
from catalog.models import Gpu
from catalog.templatetags.units import number
from prices.models import CurrentPrice, GpuPrice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

    from browse.rent_or_buy_form import RentOrBuyForm

Rows = tuple[tuple[str, ...], ...]
STARTS: Rows = (("gpu",), ("gpus", "rest"))
OPEN: tuple[tuple[_StrPromise, Rows], ...] = (
    (_l("Work"), (("task",), ("model",), ("jobs", "size"), ("hours", "per"), ("months", "interest"))),
    (_l("Buying"), (("price",), ("watts", "tax"), ("country",), ("tariff",), ("grid",), ("decline", "drop"))),
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
class Entry:
    """A field as the page shows it: what was entered, or the default greyed in."""

    name: str
    label: str
    unit: str
    entered: str
    default: str
    errors: tuple[str, ...]
    missing: bool
    options: SafeString | str = ""  # of a choice, as HTML
    help: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """Fields behind a line that opens; it stands open where one of them was touched or is needed."""

    title: _StrPromise
    rows: list[list[Entry]]

    @property
    def open(self) -> bool:
        """Whether one of its fields was touched."""
        return any(entry.entered or entry.errors or entry.missing for row in self.rows for entry in row)


@dataclass(frozen=True, slots=True)
class Fields:
    """All fields of a page. `letter`: of the chosen offer's source."""

    form: RentOrBuyForm
    letter: str

    @property
    def starts(self) -> list[list[Entry]]:
        """Those that choose a GPU; a build leaves nothing to choose."""
        return [] if self.form.machine.build else self._rows(STARTS)

    @property
    def sections(self) -> list[tuple[_StrPromise, list[list[Entry]]]]:
        """Those that are always in sight."""
        return [(title, self._rows(rows)) for title, rows in OPEN]

    @property
    def folds(self) -> list[Fold]:
        """Those that are folded away."""
        return [Fold(title, self._rows(rows)) for title, rows in FOLDED]

    def _rows(self, rows: Rows) -> list[list[Entry]]:
        return [[entry(self.form, name, self.letter) for name in row] for row in rows]


def entry(form: RentOrBuyForm, name: str, letter: str) -> Entry:
    """Give a field with what was entered, kept even where it cannot be read."""
    field = form.fields[name]
    default = form.defaults.get(name)
    entered = str(form.data.get(name, "")).strip()
    written = "" if default is None else number(default, getattr(field, "digits", 0))
    return Entry(
        name=name,
        label=str(field.label),
        unit=_unit(form, name),
        entered=entered,
        default=written,
        errors=tuple(str(error) for error in form.errors.get(name, ())),
        missing=not form.errors and name in form.missing,
        options=options_html(list(_options(form, name, entered))),
        help=help_text(form, name, default=written, letter=letter),
    )


def _unit(form: RentOrBuyForm, name: str) -> str:
    if name == "size":
        return size_unit(form)
    unit = str(getattr(form.fields[name], "unit", ""))
    return unit % {"currency": form.money} if "%(" in unit else unit


Option = tuple[str, str, bool]  # its value, its words, whether it is chosen


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
    return ((value, label, value == entered) for value, label in choices)


def _gpus(entered: str) -> Iterator[Option]:
    """Offer the GPUs that have a price, as a card or used. One query."""
    cards = CurrentPrice.objects.filter(
        currency="USD", part__withdrawn_at=None, part__graphics_card__gpu__isnull=False
    ).values("part__graphics_card__gpu")
    used = GpuPrice.objects.filter(condition=GpuPrice.Condition.USED, currency="USD").values("gpu")
    rows = Gpu.objects.filter(Q(pk__in=cards) | Q(pk__in=used)).order_by("name").values_list("slug", "name")
    return _chosen([("", _("None: I enter a price")), *rows], entered)


def _models(form: RentOrBuyForm, entered: str) -> Iterator[Option]:
    named = form.work.preset.slug if "task" in form.cleaned_data and form.work else USUAL_MODEL
    for slug, name in form.language_models:
        yield slug, name, slug == named
    if entered and "model" in form.errors:
        yield entered, entered, True


def _countries(form: RentOrBuyForm) -> Iterator[Option]:
    for code, country in form.countries.items():
        yield "" if code == form.default_country else code, country.name, country == form.chosen_country
