"""How fast GPUs do a piece of work: a form over the address, and what comes of it."""

from __future__ import annotations

from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from browse.letters import Letters
from browse.rent_or_buy import wants_panel
from browse.speed_answer import ORDERS, Answer, Look
from browse.speed_fields import (
    BENCHMARKS,
    JOB,
    LABELS,
    LANGUAGE_WORK,
    OTHER_WORK,
    TYPES,
    entries,
    more_fields,
    seen_fields,
    shown_fields,
    takes_a_model,
    title_of,
    workloads_of,
)
from browse.vram import NO_FIELD, NO_GPU, SHOWN_NAME, query
from catalog.models import Gpu, ModelPreset
from catalog.speed import FIELDS, LANGUAGE_FAMILY, Asked, answers, ask
from catalog.vram import preset_named
from engine.refusals import InputError
from engine.throughput.kinds import DECODE
from engine.vram.inputs import ONE_OF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

ON_PAGE = FIELDS | {"sort"}
KEPT = frozenset({"type", "model", "gpu", "sort", "n_gpu", "interconnect", "power_limit_w"})  # of another work
EXAMPLES: tuple[tuple[str, dict[str, str]], ...] = (
    (gettext_noop("Llama 3.1 8B in 4 bits answers"), {"model": "Llama-3.1-8B"}),
    (
        gettext_noop("Fine-tune Llama 3.1 8B (QLoRA) on 10 million tokens"),
        {"type": "llm_train", "model": "Llama-3.1-8B", "precision": "nf4", "extra": "lora actckpt",
         "amount": "10000000"},
    ),
    (
        gettext_noop("Train ResNet-50 on ImageNet, 90 times through 1.28 million pictures"),
        {"type": "cnn_train", "workload": "lambda_resnet50", "amount": "1281167", "rounds": "90"},
    ),
    (
        gettext_noop("Train BERT large on four cards"),
        {"type": "transformer_train", "workload": "lambda_bert_large_squad", "n_gpu": "4"},
    ),
    (gettext_noop("Read prompts with Qwen3 32B"), {"type": "llm_prefill", "model": "Qwen3-32B"}),
)  # fmt: skip


class Page:
    """What was asked, read once, with all rows that it takes."""

    def __init__(self, entered: Mapping[str, str]) -> None:
        """Two queries: presets and GPUs."""
        self.entered = entered
        self.presets = list(ModelPreset.objects.all())
        self.gpus = list(Gpu.objects.defer("raw", "fact_sources").order_by("name"))
        self.kind = entered.get("type", DECODE) if entered.get("type", DECODE) in TYPES else DECODE
        known = {name: value for name, value in entered.items() if name in FIELDS}
        self.asked: Asked = ask(self._usual(known), preset_named(known.get("model", ""), self.presets))
        errors = {} if self.empty else self.asked.errors
        self.errors = {**errors, **self._own_errors()}

    def _usual(self, known: dict[str, str]) -> dict[str, str]:
        """Fill in the kind of work, and the first network of a kind that takes no model."""
        told = {"type": self.kind, **known}
        if not takes_a_model(self.kind) and "type" in self.entered and "workload" not in known:
            told["workload"] = workloads_of(self.kind)[0]
        return told

    def _own_errors(self) -> dict[str, InputError]:
        wrong = {}
        for name in self.entered:
            if name not in ON_PAGE:
                short = name[:SHOWN_NAME].replace("\0", "�")
                wrong[short] = InputError(short, NO_FIELD, names=", ".join(sorted(ON_PAGE)))
        if self.entered.get("gpu") and self.gpu is None:
            wrong["gpu"] = InputError("gpu", NO_GPU, name=self.entered["gpu"][:SHOWN_NAME])
        if self.entered.get("sort", ORDERS[0]) not in ORDERS:
            wrong["sort"] = InputError("sort", ONE_OF, names=", ".join(ORDERS))
        if self.entered.get("type", DECODE) not in TYPES:
            wrong["type"] = InputError("type", ONE_OF, names=", ".join(TYPES))
        return wrong

    @cached_property
    def gpu(self) -> Gpu | None:
        """The GPU of which more is to be said."""
        return next((gpu for gpu in self.gpus if gpu.slug == self.entered.get("gpu")), None)

    @property
    def models(self) -> list[str]:
        """The names of the language models."""
        return [preset.name for preset in self.presets if preset.family == LANGUAGE_FAMILY]

    @property
    def empty(self) -> bool:
        """Whether no work was named, so that there is nothing to work out."""
        return not {"type", "model", "workload"} & self.entered.keys()

    @property
    def names_a_model(self) -> bool:
        """Whether this kind of work takes any language model."""
        return takes_a_model(self.kind)

    @property
    def said(self) -> dict[str, str]:
        """Errors in words, by field."""
        return {
            name: _(error.message) % {**error.values, "field": LABELS.get(name, name)}
            for name, error in self.errors.items()
        }

    def address(self, **changed: object) -> str:
        """Give the query string with some values changed; an empty one is left out."""
        return query({**self.entered, **changed})

    def answer(self, letters: Letters) -> Answer | None:
        """Work it out; an error that only shows then joins the others."""
        if self.errors or self.empty:
            return None
        try:
            speeds = answers(self.asked, self.gpus)
        except InputError as error:
            self.errors[error.field] = error
            return None
        order = self.entered.get("sort", ORDERS[0])

        def address(gpu: Gpu) -> str:
            return self.address(gpu=gpu.slug)

        look = Look(order, self.gpu, timezone.localdate())
        return Answer(self.asked, speeds, look, letters=letters, address=address)

    def context(self) -> dict[str, Any]:
        """Give what the templates show."""
        letters = Letters()
        answer = self.answer(letters)
        said, kind = self.said, self.kind
        more = list(entries(more_fields(kind), self.asked, kind, said))
        order = self.entered.get("sort", ORDERS[0])
        own = {name: self.entered[name] for name in ("gpu", "sort") if name in self.entered}
        return {
            "page": self,
            "said": said,
            "answer": answer,
            "seen": list(entries(seen_fields(kind), self.asked, kind, said)),
            "job": list(entries(JOB, self.asked, kind, said)),
            "folded": more,
            "folded_open": any(each.touched for each in more),
            "types": self._types(),
            "networks": [(key, title_of(key), key == self._network) for key in workloads_of(kind)],
            "orders": [(key, self.address(sort=key), key == order) for key in ORDERS],
            "examples": [(_(text), query({**values, **own})) for text, values in EXAMPLES],
            "sources": letters.sources,
        }

    @property
    def _network(self) -> str:
        return self.asked.question.workload if self.asked.question else self.entered.get("workload", "")

    def _types(self) -> list[tuple[str, list[tuple[str, object]]]]:
        return [
            (_("Language models"), list(LANGUAGE_WORK.items())),
            (_("Other networks"), list(OTHER_WORK.items())),
            (_("Benchmarks"), list(BENCHMARKS.items())),
        ]


@require_safe
@vary_on_headers("HX-Request")
def calculator(request: HttpRequest) -> HttpResponse:
    """Say how fast GPUs do a work; the address is the state."""
    entered = {name: str(value).strip() for name, value in request.GET.items() if str(value).strip()}
    was = entered.pop("was", "")
    partial = wants_panel(request)
    page = Page(entered)
    if was:
        page = Page(of_the_work(page, was))
        if not partial:
            return HttpResponseRedirect(f"{request.path}?{page.address()}")
    return shown(request, page, partial=partial)


def of_the_work(page: Page, was: str) -> dict[str, str]:
    """Take what belongs to the work: another one than before begins with its own usual answers."""
    kept = shown_fields(page.kind) if page.kind == was else KEPT & shown_fields(page.kind)
    return {name: value for name, value in page.entered.items() if name in kept or name not in ON_PAGE}


def shown(request: HttpRequest, page: Page, *, partial: bool) -> HttpResponse:
    """Answer with the page or, for htmx, with the panel."""
    template = "browse/partials/speed_panel.html" if partial else "browse/speed.html"
    context = page.context()
    wrong = HTTPStatus.UNPROCESSABLE_ENTITY if partial else HTTPStatus.BAD_REQUEST  # htmx shows the former
    response = TemplateResponse(request, template, context, status=wrong if page.errors else HTTPStatus.OK)
    if partial:
        response["HX-Push-Url"] = f"{request.path}?{page.address()}"
    return response
