"""How far estimates lie from what was measured: figures by kind of work, a chart, and every run."""

# django-filter is not annotated, and its classes are there to be subclassed.
# mypy: disallow-subclassing-any=false
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django import forms
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse import accuracy_chart
from browse.accuracy_figures import lines, misses, scored_runs
from browse.accuracy_words import NAMES, PEERS, PEERS_OF, PEERS_SHORT, QUANTITIES, group_name
from browse.asking import Query, RefusedError, page_of, shows
from browse.sheets import sheet
from catalog.filters import MeasuredRunFilter
from catalog.models import Gpu, MeasuredRun
from catalog.run_kinds import GROUPS, group_of
from catalog.templatetags.units import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from browse.accuracy_figures import Line
    from catalog.querysets import MeasuredRunQuerySet

PAGE_SIZE: Final = 50
SMALL: Final = 10  # figures below have decimals
LARGE: Final = 100
ORDERS: Final = (
    ("-error_size", _l("Farthest off first")),
    ("error_size", _l("Nearest first")),
    ("error", _l("Most too low first")),
    ("-error", _l("Most too high first")),
    ("title", _l("By name")),
)
COUNTS: Final = (("", _l("One or several")), ("one", _l("One")), ("several", _l("Several")))
SCORED: Final = (("", _l("All")), ("true", _l("Those that count")), ("false", _l("Those that do not")))
PAGES: Final = {MeasuredRun.Estimator.MEMORY: "browse:vram", MeasuredRun.Estimator.SPEED: "browse:speed"}


class AccuracyQuery(Query):
    """What the page may be asked beyond the filters that it shares with the API."""

    defaults = {"estimator": "speed", "ordering": ["-error_size"]}
    format = forms.ChoiceField(required=False, choices=[("csv", "csv")])

    def clean(self) -> dict[str, Any]:
        """Put the page's own defaults in place of what was left out."""
        cleaned = super().clean() or self.cleaned_data
        for name, default in (self.defaults | self._of_run).items():
            if name not in self.errors:
                cleaned[name] = cleaned.get(name) or default
        return cleaned

    @property
    def _of_run(self) -> dict[str, Any]:
        """The estimator that a run's key names."""
        start = self.data.get("run", "").partition("-")[0]
        return {"estimator": start} if start in MeasuredRun.Estimator.values else {}

    @property
    def chosen(self) -> dict[str, Any]:
        """What is asked, defaults included, as it is written in the address."""
        given = {name: self.data.get(name, "") for name in self.fields}
        order = given["ordering"] or self.defaults["ordering"][0]
        return {**given, "estimator": self.value("estimator"), "ordering": order}


class AccuracyPage(MeasuredRunFilter):
    """The runs as the page asks for them."""

    class Meta(MeasuredRunFilter.Meta):
        form = AccuracyQuery


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of one estimator, kind by kind."""

    estimator: str
    lines: Sequence[Line]

    @property
    def name(self) -> str:
        """What is estimated."""
        return str(MeasuredRun.Estimator(self.estimator).label)

    @property
    def peers(self) -> list[str]:
        """The heads of the columns of simpler ways."""
        return [str(PEERS_SHORT[name]) for name in PEERS_OF[self.estimator]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A run as the table shows it."""

    run: MeasuredRun

    @property
    def kind(self) -> str:
        """The name of its group."""
        return group_name(self.run.estimator, group_of(self.run.estimator, self.run.type))

    @property
    def quantity(self) -> str:
        """Which quantity of memory was read."""
        return str(QUANTITIES.get(self.run.quantity, self.run.quantity))

    @property
    def off(self) -> str:
        """How much the estimate is above the measurement; empty: there is none."""
        return "" if self.run.predicted is None else signed(100 * (self.run.predicted / self.run.measured - 1))

    @property
    def figures(self) -> tuple[str, str]:
        """What was measured and predicted, written."""
        return figure(self.run.measured), "" if self.run.predicted is None else figure(self.run.predicted)

    @property
    def within(self) -> bool | None:
        """Whether the stated range holds the measurement."""
        low, high = self.run.low, self.run.high
        return None if low is None or high is None else low <= self.run.measured <= high

    @property
    def range(self) -> str:
        """The stated range."""
        low, high = self.run.low, self.run.high
        return "" if low is None or high is None else f"{figure(low)} – {figure(high)}"

    @property
    def peers(self) -> list[tuple[str, str]]:
        """What simpler ways predict: their names and how far they are off."""
        known = self.run.peers
        return [
            (str(PEERS_SHORT[name]), signed(100 * (known[name] / self.run.measured - 1)))
            for name in PEERS_OF[self.run.estimator]
            if name in known
        ]

    @property
    def ask(self) -> str:
        """The address that asks the estimator this run's question; empty: there is no such page."""
        return ask_address(self.run)


def ask_address(run: MeasuredRun) -> str:
    """Give the address of the estimator's page with the run's question in its fields, if the site has that page."""
    on_gpu = {"gpu": run.gpu.slug} if run.gpu else {}  # pages know a GPU by its slug
    if run.predicted is None or ("gpu" in run.asked and not on_gpu):
        return ""
    try:
        page = reverse(PAGES[MeasuredRun.Estimator(run.estimator)])
    except NoReverseMatch:
        return ""
    return f"{page}?{urlencode(sorted({**run.asked, **on_gpu}.items()))}"


def question_of(run: MeasuredRun) -> str:
    """Write the question as a query string, the same on every database: PostgreSQL keeps names in another order."""
    return urlencode(sorted(run.asked.items()))


def figure(value: float) -> str:
    """Write a measured figure: three digits or more."""
    if value >= LARGE:
        return number(value)
    return number(value, 1) if value >= SMALL else number(value, 2)


def signed(percent: float) -> str:
    """Write an error with its sign; a whole percent is as fine as it gets."""
    size = number(abs(percent), 0 if abs(percent) >= SMALL else 1)
    return f"{'+' if percent >= 0 else '−'}{size} %"


@shows
def accuracy(request: HttpRequest) -> HttpResponseBase:
    """Show figures, chart and runs, or give the runs as a CSV file. Three queries."""
    query, runs = asked(request)
    if query.value("format") == "csv":
        return sheet("measured-runs.csv", HEADS, map(cells, runs))
    estimator = query.value("estimator")
    scored, found = scored_runs(), list(runs)
    page = page_of(found, query, PAGE_SIZE)
    context = {
        "query": query,
        "choices": choices(query),
        "estimator": estimator,
        "tables": [Table(name, lines(name, scored)) for name in PEERS_OF],
        "misses": misses(estimator, scored),
        "chart": chart_of(found),
        "page": page,
        "rows": [Shown(run) for run in page.object_list],
        "total": len(scored),
    }
    return TemplateResponse(request, "browse/accuracy.html", context)


def asked(request: HttpRequest) -> tuple[AccuracyQuery, MeasuredRunQuerySet]:
    """Read the address: what it asks, and the runs in the order asked for."""
    found = AccuracyPage(request.GET, queryset=MeasuredRun.objects.select_related("gpu"))
    form: AccuracyQuery = found.form
    allowed = _("There is no such parameter here. Allowed: %(names)s.") % {"names": ", ".join(form.fields)}
    wrong = [(name, allowed) for name in request.GET if name not in form.fields]
    if not form.is_valid():
        wrong += [(name, " ".join(str(error) for error in errors)) for name, errors in form.errors.items()]
    if wrong:
        raise RefusedError(wrong)
    return form, found.qs


def choices(query: AccuracyQuery) -> dict[str, list[tuple[str, object]]]:
    """Give what the fields of the form offer; what the address asks for is always among it. One query."""
    estimator, chosen = query.value("estimator"), query.chosen
    gpus = Gpu.objects.filter(measured_runs__isnull=False).distinct().order_by("name").values_list("slug", "name")
    offered: list[tuple[str, object]] = [("", _("Any")), *gpus]
    if (gpu := query.value("gpu")) and gpu.slug not in dict(offered):
        offered.append((gpu.slug, gpu.name))
    types: list[tuple[str, object]] = [("", _("Any")), *((key, NAMES[estimator][key]) for key in GROUPS[estimator])]
    if chosen["type"] not in dict(types):
        types.append((chosen["type"], chosen["type"]))
    orders: list[tuple[str, object]] = list(ORDERS)
    if chosen["ordering"] not in dict(orders):
        orders.append((chosen["ordering"], chosen["ordering"]))
    return {
        "estimator": list(MeasuredRun.Estimator.choices),
        "type": types,
        "gpu": offered,
        "gpus": list(COUNTS),
        "scored": list(SCORED),
        "ordering": orders,
    }


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart, its two drawings, and what it shows in a sentence."""

    drawings: list[tuple[str, accuracy_chart.Drawing]]
    band: accuracy_chart.Band
    points: int
    units: list[str]

    @property
    def legend(self) -> tuple[accuracy_chart.Cloud, ...]:
        """The kinds with their marks."""
        return self.drawings[0][1].clouds

    @property
    def ends(self) -> tuple[str, str]:
        """Where the middle of the stated ranges ends, as factors of the estimate."""
        return number(self.band.low, 2), number(self.band.high, 2)


def chart_of(runs: Iterable[MeasuredRun]) -> Chart | None:
    """Draw the runs that count, or where none does those with a prediction; None: there is none."""
    predicted = [run for run in runs if run.predicted and run.low and run.high]
    rows = [run for run in predicted if run.scored] or predicted
    points = list(points_of(rows))
    if not points:
        return None
    others = _("Others")
    drawings = [(name, accuracy_chart.draw(points, frame, on_axis, others)) for name, frame in accuracy_chart.FRAMES]
    units = sorted({run.unit for run in rows})
    return Chart(drawings, accuracy_chart.band_of(points), len(points), units)


def points_of(runs: Sequence[MeasuredRun]) -> Iterator[accuracy_chart.Point]:
    """Make the points of a chart."""
    base = reverse("browse:accuracy")
    for run in runs:
        assert run.predicted  # noqa: S101  # only such runs are handed in
        assert run.low  # noqa: S101
        assert run.high  # noqa: S101
        shown = Shown(run)
        measured, predicted = shown.figures
        said = _("%(title)s: measured %(measured)s, predicted %(predicted)s %(unit)s") % {
            "title": run.title, "measured": measured, "predicted": predicted, "unit": run.unit,
        }  # fmt: skip
        address = f"{base}?{urlencode({'estimator': run.estimator, 'run': run.key})}"
        yield accuracy_chart.Point(run.measured, run.predicted, run.low, run.high, shown.kind, said, address)


def on_axis(value: float) -> str:
    """Write a tick."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if value >= size:
            return f"{number(value / (1e3 if letter == 'k' else size))} {letter}"
    return number(value) if value >= 1 else f"{value:g}"


HEADS: Final = (
    "key", "estimator", "type", "group", "title", "workload", "gpu", "gpu_count", "quantity", "unit", "measured",
    "predicted", "low", "high", "error", "scored", "flag", "declined", *(f"peer: {name}" for name in PEERS), "source",
    "asked",
)  # fmt: skip


def cells(run: MeasuredRun) -> list[object]:
    """Write a run as a row of the CSV file."""
    error = None if run.predicted is None else float(f"{run.predicted / run.measured - 1:.6g}")
    return [
        run.key, run.estimator, run.type, group_of(run.estimator, run.type), run.title, run.workload, run.gpu_name,
        run.gpu_count, run.quantity, run.unit, run.measured, run.predicted, run.low, run.high, error, run.scored,
        run.flag, run.declined, *(run.peers.get(name) for name in PEERS), run.source, question_of(run),
    ]  # fmt: skip
