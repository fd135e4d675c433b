"""How much memory a model needs: a form over the address, and what comes of it; a config.json is read into it."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from browse.letters import Letters
from browse.rent_or_buy import wants_panel
from browse.vram_answer import ORDERS, Answer, groups, ways
from browse.vram_fields import (
    ASKED,
    LABELS,
    OTHER,
    RUN,
    TRAIN,
    entries,
    shape_fields,
    shown_fields,
    workload_of,
)
from catalog.models import Gpu, ModelPreset
from catalog.vram import FIELDS, Question, ask, name_of, preset_named
from engine import vram
from engine.vram import InputError
from engine.vram.inputs import ONE_OF, SHAPE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

KEPT = ("model", "workload", "gpu", "headroom", "sort", *SHAPE)  # what another task keeps
MOST_CHARACTERS = 200_000
NO_GPU = gettext_noop("%(field)s: there is none called “%(name)s”. Choose one of the list.")
NO_FIELD = gettext_noop("%(field)s: there is no such field. Allowed: %(names)s.")
NO_JSON = gettext_noop("%(field)s is not JSON: line %(line)s, column %(column)s.")
TOO_DEEP = gettext_noop("%(field)s cannot be read: it is nested too deeply or has a number of too many digits.")
TOO_LONG = gettext_noop("%(field)s must be text of at most %(most)s characters; this has %(has)s.")
LACKS = gettext_noop("%(field)s does not say: %(names)s. Enter them below, beside what was read.")
ON_PAGE = FIELDS | {"gpu", "sort"}
SHOWN_NAME = 60
EXAMPLES: tuple[tuple[str, dict[str, str]], ...] = (
    (gettext_noop("Run Llama 3.1 8B"), {"model": "Llama-3.1-8B"}),
    (
        gettext_noop("Run Llama 3.3 70B in 4 bits, 32,768 tokens"),
        {"model": "Llama-3.3-70B-Instruct", "weights_quant": "Q4_K_M", "prompt_len": "32768"},
    ),
    (gettext_noop("QLoRA on Qwen3 32B"), {"model": "Qwen3-32B", "workload": "llm_qlora"}),
    (gettext_noop("Train Llama 3.2 3B whole"), {"model": "Llama-3.2-3B", "workload": "llm_full"}),
    (gettext_noop("Make pictures with FLUX.1"), {"model": "FLUX.1-dev", "workload": "diffusion_infer"}),
    (gettext_noop("Train a ResNet-50"), {"model": "resnet50", "workload": "cnn_train"}),
)


class Page:
    """What was asked, read once, with all rows that it takes."""

    def __init__(self, entered: Mapping[str, str], rows: Page | None = None) -> None:
        """Two queries: presets and GPUs; none if another page of this request has them already."""
        self.presets: list[ModelPreset] = rows.presets if rows else list(ModelPreset.objects.all())
        self.gpus: list[Gpu] = rows.gpus if rows else list(Gpu.objects.defer("raw", "fact_sources").order_by("name"))
        self.entered = entered
        known = {name: value for name, value in entered.items() if name in FIELDS}
        self.asked: Question = ask(known, preset_named(name_of(known), self.presets))
        if not name_of(known) and not self.asked.shaped:
            self.asked.errors = {name: each for name, each in self.asked.errors.items() if name in known}
        self.said = {
            name: _(error.message) % {**error.values, "field": LABELS.get(name, name)}
            for name, error in {**self.asked.errors, **self._own_errors()}.items()
        }
        self.workload = workload_of(self.asked)

    def _own_errors(self) -> dict[str, InputError]:
        wrong = {}
        allowed = ", ".join(sorted(ON_PAGE))
        for name in self.entered:
            if name not in ON_PAGE:
                short = name[:SHOWN_NAME].replace("\0", "�")
                wrong[short] = InputError(short, NO_FIELD, names=allowed)
        if self.entered.get("gpu") and self.gpu is None:
            wrong["gpu"] = InputError("gpu", NO_GPU, name=self.entered["gpu"][:SHOWN_NAME])
        if self.entered.get("sort", ORDERS[0]) not in ORDERS:
            wrong["sort"] = InputError("sort", ONE_OF, names=", ".join(ORDERS))
        return wrong

    @property
    def gpu(self) -> Gpu | None:
        """The GPU to fit into."""
        return next((gpu for gpu in self.gpus if gpu.slug == self.entered.get("gpu")), None)

    @property
    def order(self) -> str:
        """By what GPUs are sorted."""
        return self.entered.get("sort") or ORDERS[0]

    @property
    def empty(self) -> bool:
        """Whether no model was named, so that there is nothing to work out."""
        return not name_of(self.asked.values) and not self.asked.shaped

    @property
    def task_name(self) -> object:
        """The task in words."""
        return {**RUN, **TRAIN, **OTHER}[self.workload]

    def address(self, **changed: object) -> str:
        """Give the query string with some values changed; an empty one is left out."""
        return query({**self.entered, **changed})

    def context(self) -> dict[str, Any]:
        """Give what the templates show."""
        letters = Letters()
        answer = None if self.said or self.empty else Answer(self.asked, self.gpu)
        seen, folded = ASKED[self.workload]
        more = list(entries((*folded, "headroom"), self.asked, self.said))
        shape = list(entries(shape_fields(self.workload), self.asked, self.said))
        own = {name: self.entered[name] for name in ("gpu", "sort") if name in self.entered}
        return {
            "page": self,
            "answer": answer,
            "model_letter": letters.of(answer.model_source) if answer and answer.model_source else "",
            "groups": self._groups(answer, letters) if answer else [],
            "ways": ways(answer, lambda values: query({**values, **own})) if answer else [],
            "seen": list(entries(seen, self.asked, self.said)),
            "folded": more,
            "folded_open": any(each.touched for each in more),
            "shape": shape,
            "shape_open": any(each.touched for each in shape),
            "tasks": self._tasks(),
            "orders": [(key, self.address(sort=key), key == self.order) for key in ORDERS],
            "examples": [(_(text), query({**values, **own})) for text, values in EXAMPLES],
            "sources": letters.sources,
        }

    def _groups(self, answer: Answer, letters: Letters) -> list[Any]:
        def address(gpu: Gpu) -> str:
            return self.address(gpu=gpu.slug)

        today = timezone.localdate()
        return groups(answer, self.gpus, today, order=self.order, letters=letters, address=address)

    def _tasks(self) -> list[tuple[str, list[tuple[str, object]]]]:
        other = {key: text for key, text in OTHER.items() if key == self.workload}
        return [(_("Use"), list(RUN.items())), (_("Train"), [*TRAIN.items(), *other.items()])]


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def calculator(request: HttpRequest) -> HttpResponse:
    """Say how much memory a task takes; the address is the state. A POST is a config.json to be read into it."""
    entered = {
        name: str(value).strip() for name, value in (request.POST if request.method == "POST" else request.GET).items()
    }
    if request.method == "POST":
        return read_config(request, {name: value for name, value in entered.items() if name != "csrfmiddlewaretoken"})
    was = entered.pop("was", "")
    page = Page({name: value for name, value in entered.items() if value})
    if was:
        page = of_the_task(page, was)
        if not wants_panel(request):
            return HttpResponseRedirect(f"{request.path}?{page.address()}")
    return shown(request, page)


def of_the_task(page: Page, was: str) -> Page:
    """Take what belongs to the task: another one than before begins with its own usual answers."""
    kept = shown_fields(page.workload) if page.workload == was else frozenset(KEPT)
    given = page.entered.items()
    return Page({name: value for name, value in given if name in kept or name not in ON_PAGE}, page)


def shown(request: HttpRequest, page: Page, config: str = "") -> HttpResponse:
    """Answer with the page or, for htmx, with the panel."""
    partial = wants_panel(request)
    template = "browse/partials/vram_panel.html" if partial else "browse/vram.html"
    wrong = HTTPStatus.UNPROCESSABLE_ENTITY if partial else HTTPStatus.BAD_REQUEST  # htmx shows the former
    status = wrong if page.said else HTTPStatus.OK
    context = {**page.context(), "config": config, "most_characters": MOST_CHARACTERS}
    response = TemplateResponse(request, template, context, status=status)
    if partial:
        response["HX-Push-Url"] = f"{request.path}?{page.address()}"
    return response


def read_config(request: HttpRequest, entered: dict[str, str]) -> HttpResponse:
    """Read a pasted config.json and lead to the address with the shape that it gives."""
    text = entered.pop("config", "").replace("\r\n", "\n")
    given = {name: value for name, value in entered.items() if value and name not in SHAPE}
    try:
        reading = vram.read_config(parsed(text))
    except InputError as error:
        page = Page(given)
        page.said = {"config": _(error.message) % {**error.values, "field": _named(error.field)}}
        return shown(request, page, text)
    model = reading.architecture
    shape = {column: getattr(model, fact) for column, fact in SHAPE.items()}
    told = {column: str(int(value)) for column, value in shape.items() if value is not None}
    values = {**given, "model": model.name, **told}
    if not reading.lacks:
        return HttpResponseRedirect(f"{request.path}?{query(values)}")
    page = Page(values)
    columns = {fact: column for column, fact in SHAPE.items()}
    names = ", ".join(str(LABELS[columns[fact]]) for fact in reading.lacks)
    page.said = {
        "config": _(LACKS) % {"field": "config.json", "names": names},
        **{columns[fact]: _("Needed.") for fact in reading.lacks},
    }
    return shown(request, page, text)


def _named(field: str) -> str:
    return "config.json" if field == "config" else f"config.json: {field}"


def parsed(text: str) -> object:
    """Read JSON that somebody pasted; raises InputError at what is none."""
    if len(text) > MOST_CHARACTERS:
        raise InputError(field="config", message=TOO_LONG, most=f"{MOST_CHARACTERS:,}", has=f"{len(text):,}")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(field="config", message=NO_JSON, line=error.lineno, column=error.colno) from error
    except (RecursionError, ValueError) as error:
        raise InputError(field="config", message=TOO_DEEP) from error


def query(values: Mapping[str, object]) -> str:
    """Write a query string, the question first and then what it is looked at by; an empty value is left out."""
    names = sorted(values, key=lambda name: (name != "model", name != "workload", name in {"gpu", "headroom", "sort"}))
    return urlencode({name: values[name] for name in names if values[name] not in (None, "")})
