"""From what one wants to do to the GPUs for it, in four steps. The address holds all answers given so far."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from browse.letters import Letters
from browse.rent_or_buy import wants_panel
from browse.speed_fields import noun
from browse.vram import NO_FIELD, SHOWN_NAME, query
from browse.vram_answer import Answer as MemoryAnswer
from browse.vram_fields import ASKED, LABELS, RUN, TRAIN, entries, workload_of
from browse.wizard_choices import ORDERS, SHOWN, Choice, Use, best_to_buy, choices
from catalog import work
from catalog.models import Country, Gpu, ModelPreset
from catalog.vram import FIELDS, name_of
from engine.economics.inputs import number
from engine.economics.limits import Limits
from engine.refusals import InputError
from engine.vram.inputs import ONE_OF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

STEPS: dict[str, _StrPromise] = {
    "work": _l("What to do"),
    "memory": _l("Memory it needs"),
    "use": _l("Hours and electricity"),
    "gpus": _l("GPUs for it"),
}
HOURS = Limits(high=168, low_open=True)
BUDGET = Limits(high=1e7)
CARDS = Limits(low=1, high=8, whole=True)
OWN_LIMITS = {"hours": HOURS, "budget": BUDGET, "cards": CARDS}
OWN_LABELS: dict[str, _StrPromise] = {
    "hours": _l("Use, hours a week"),
    "budget": _l("Budget for the cards, USD"),
    "cards": _l("Cards at the most"),
    "country": _l("Electricity of"),
    "sort": _l("Order"),
    "step": _l("Step"),
}
OWN = frozenset(OWN_LABELS)
ON_PAGE = FIELDS | OWN
USUAL_HOURS, USUAL_CARDS, USUAL_COUNTRY = 20.0, 4, "US"
NO_COUNTRY = gettext_noop("%(field)s: there is no country “%(name)s” here. Choose one of the list.")
STARTS: tuple[tuple[str, str, dict[str, str]], ...] = (
    (gettext_noop("Ask a language model"), gettext_noop("Llama 3.1 8B, Q4_K_M"),
     {"model": "Llama-3.1-8B", "workload": "llm_infer", "weights_quant": "Q4_K_M"}),
    (gettext_noop("Ask a large language model"), gettext_noop("Llama 3.3 70B, Q4_K_M"),
     {"model": "Llama-3.3-70B-Instruct", "workload": "llm_infer", "weights_quant": "Q4_K_M"}),
    (gettext_noop("Fine-tune a language model"), gettext_noop("Llama 3.1 8B, QLoRA"),
     {"model": "Llama-3.1-8B", "workload": "llm_qlora", "grad_ckpt": "1"}),
    (gettext_noop("Train a language model whole"), gettext_noop("Llama 3.2 1B"),
     {"model": "Llama-3.2-1B", "workload": "llm_full", "grad_ckpt": "1"}),
    (gettext_noop("Train on pictures"), gettext_noop("ResNet-50, batch of 64"),
     {"model": "resnet50", "workload": "cnn_train", "batch": "64"}),
    (gettext_noop("Make pictures"), gettext_noop("FLUX.1"),
     {"model": "FLUX.1-dev", "workload": "diffusion_infer"}),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the row of steps shows it."""

    key: str
    place: int
    title: str
    said: str  # what was answered, in a few words
    address: str
    current: bool
    open: bool  # whether it can be gone to


class Page:
    """What was answered so far, read once, with all rows that it takes."""

    def __init__(self, entered: Mapping[str, Any]) -> None:
        """Three queries: presets, countries and GPUs."""
        self.entered = dict(entered)
        self.presets = list(ModelPreset.objects.all())
        self.countries = {each.code: each for each in Country.objects.exclude(usd_per_kwh=None).order_by("name")}
        self.asked = work.named({name: value for name, value in entered.items() if name in FIELDS}, self.presets)
        self.named = bool(name_of(self.asked.values)) or self.asked.shaped
        self.workload = workload_of(self.asked)
        self.numbers: dict[str, float] = {}
        self.errors = self._own_errors()
        self.errors |= self.asked.errors if self.named else {}
        self.step = self._step()

    def _own_errors(self) -> dict[str, InputError]:
        """Read the page's own fields."""
        wrong = {}
        for name, limits in OWN_LIMITS.items():
            if name in self.entered:
                try:
                    self.numbers[name] = number(_float(self.entered[name]), limits, name)
                except InputError as error:
                    wrong[name] = error
        code = str(self.entered.get("country", ""))
        if code and code not in self.countries:
            wrong["country"] = InputError("country", NO_COUNTRY, name=code[:SHOWN_NAME])
        return wrong | self._odd_fields()

    def _odd_fields(self) -> dict[str, InputError]:
        wrong = {}
        for name in self.entered.keys() - ON_PAGE:
            short = name[:SHOWN_NAME].replace("\0", "�")
            wrong[short] = InputError(short, NO_FIELD, names=", ".join(sorted(ON_PAGE)))
        for name, allowed in (("sort", ORDERS), ("step", tuple(STEPS))):
            if self.entered.get(name, allowed[0]) not in allowed:
                wrong[name] = InputError(name, ONE_OF, names=", ".join(allowed))
        return wrong

    def _step(self) -> str:
        """Give the step to show: the one asked for, but never one whose questions are still open."""
        wanted = self.entered.get("step", "work")
        if wanted not in STEPS or not self.named or "model" in self.errors:
            return "work"
        return "memory" if self.asked.errors and wanted in {"use", "gpus"} else wanted

    @property
    def said(self) -> dict[str, str]:
        """Errors in words, by field."""
        labels = {**LABELS, **OWN_LABELS}
        return {
            name: _(error.message) % {**error.values, "field": labels.get(name, name)}
            for name, error in self.errors.items()
        }

    @cached_property
    def use(self) -> Use:
        """How much, where, for how much."""
        code = str(self.entered.get("country") or USUAL_COUNTRY)
        return Use(
            self.numbers.get("hours", USUAL_HOURS),
            self.countries.get(code) or next(iter(self.countries.values()), None),
            self.numbers.get("budget"),
            int(self.numbers.get("cards", USUAL_CARDS)),
        )

    @property
    def order(self) -> str:
        """By what the GPUs are sorted."""
        return str(self.entered.get("sort", ORDERS[0]))

    def address(self, **changed: object) -> str:
        """Give the query string with some values changed; an empty one is left out."""
        return query({**self.entered, **changed})

    @property
    def task_text(self) -> str:
        """The work in a few words."""
        name = self.asked.preset.name if self.asked.preset else name_of(self.asked.values)
        kinds = {**RUN, **TRAIN}
        return f"{name}: {kinds.get(self.workload, self.workload)}" if self.named else ""

    @property
    def memory_query(self) -> str:
        """The question of the memory calculator."""
        return query({name: value for name, value in self.entered.items() if name in FIELDS})

    @property
    def back_to_memory(self) -> str:
        """The address of the second step."""
        return self.address(step="memory")

    @property
    def steps(self) -> list[Step]:
        """The four steps."""
        estimate = self.asked.estimate
        said = {
            "work": self.task_text,
            "memory": _("≈ %(gib)s GiB") % {"gib": f"{estimate.total_gib:.1f}"} if estimate else "",
            "use": _("%(hours)s h a week") % {"hours": f"{self.use.hours_a_week:g}"} if self.named else "",
            "gpus": "",
        }
        return [
            Step(key, place, str(title), said[key], self.address(step=key), key == self.step, place == 1 or self.named)
            for place, (key, title) in enumerate(STEPS.items(), 1)
        ]

    def kept(self, *shown: str) -> list[tuple[str, str]]:
        """Give what a step's form has to carry along: everything that it does not show itself."""
        return [(name, value) for name, value in self.entered.items() if name not in {*shown, "step"}]

    def context(self) -> dict[str, Any]:
        """Give what the templates show."""
        letters = Letters()
        return {"page": self, "said": self.said, **self._of_step(letters), "sources": letters.sources}

    def _of_step(self, letters: Letters) -> dict[str, Any]:
        if self.step == "work":
            return self._work()
        if self.step == "memory":
            return self._memory()
        if self.step == "use":
            return {"kept": self.kept("hours", "country", "budget", "cards"), "next": "gpus"}
        return self._gpus(letters)

    def _work(self) -> dict[str, Any]:
        own = {name: value for name, value in self.entered.items() if name in OWN - {"step"}}
        starts = [(_(title), _(text), query({**values, **own, "step": "memory"})) for title, text, values in STARTS]
        tasks = [(_("Use"), list(RUN.items())), (_("Train"), list(TRAIN.items()))]
        return {"starts": starts, "tasks": tasks, "kept": list(own.items()), "next": "memory"}

    def _memory(self) -> dict[str, Any]:
        seen, folded = ASKED[self.workload]
        folded = tuple(name for name in folded if name not in {"n_gpus", "sharding"})  # the last step tries them
        more = list(entries((*folded, "headroom"), self.asked, self.said))
        answer = MemoryAnswer(self.asked, None) if self.asked.estimate else None
        return {
            "answer": answer,
            "seen": list(entries(seen, self.asked, self.said)),
            "folded": more,
            "folded_open": any(each.touched for each in more),
            "kept": self.kept(*seen, *folded, "headroom"),
            "next": "use",
        }

    def _gpus(self, letters: Letters) -> dict[str, Any]:
        if self.errors:
            return {"choices": [], "kept": self.kept()}
        gpus = list(Gpu.objects.defer("raw", "fact_sources").order_by("name"))
        made = choices(self.asked, gpus, self.use, order=self.order, letters=letters, today=timezone.localdate())
        unit = next((each.best.unit for each in made if each.best), "")
        return {
            "choices": made,
            "parts": [each for each in (made[:SHOWN], made[SHOWN:]) if each],
            "unit": unit,
            "noun": noun(unit) if unit.endswith("/s") and unit != "it/s" else "",
            "orders": [(key, self.address(sort=key), key == self.order) for key in ORDERS],
            "three": three(made),
            "against": made[0].against if made else None,
            "verdict": best_to_buy(made),
        }


def three(made: list[Choice]) -> dict[str, Choice | None]:
    """Give the three that stand out: cheapest to own, cheapest to rent, fastest within the budget."""
    within = [each for each in made if not each.over_budget]
    owned = [each for each in within if each.own_in_all is not None]
    rented = [each for each in made if each.rent_in_all is not None]
    fast = [each for each in within if each.best and each.price is not None]
    return {
        "own": min(owned, key=lambda each: each.own_in_all or 0, default=None),
        "rent": min(rented, key=lambda each: each.rent_cost, default=None),
        "fast": max(fast, key=lambda each: each.best.speed if each.best else 0, default=None),
    }


def _float(value: object) -> float:
    """Read a number; what is none becomes NaN, which is in no range."""
    try:
        return math.nan if isinstance(value, bool) else float(str(value))
    except ValueError:
        return math.nan


@require_safe
@vary_on_headers("HX-Request")
def wizard(request: HttpRequest) -> HttpResponse:
    """Show the step that the address asks for."""
    page = Page({name: str(value).strip() for name, value in request.GET.items() if str(value).strip()})
    partial = wants_panel(request)
    template = "browse/partials/wizard_panel.html" if partial else "browse/wizard.html"
    wrong = HTTPStatus.UNPROCESSABLE_ENTITY if partial else HTTPStatus.BAD_REQUEST  # htmx shows the former
    response = TemplateResponse(request, template, page.context(), status=wrong if page.errors else HTTPStatus.OK)
    if partial:
        response["HX-Push-Url"] = f"{request.path}?{page.address()}"
    return response
