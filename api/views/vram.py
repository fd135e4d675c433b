"""The memory that a task takes, and what a config.json says of a model: nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from api.documents import WRITES, documented
from api.examples import VRAM_ANSWERED, VRAM_ASKED
from api.filtering import refuse_unknown
from api.serializers.vram import ConfigReadSerializer, ConfigSerializer, VramAnsweredSerializer, VramSerializer
from api.throttling import CheckThrottle
from catalog.models import Gpu, ModelPreset
from catalog.vram import FIELDS, Question, ask, name_of
from engine import vram
from engine.vram import InputError
from engine.vram.inputs import SHAPE
from engine.vram.measured import Measured, measured

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rest_framework.request import Request

COLUMNS = {fact: column for column, fact in SHAPE.items()}
ALLOWED = FIELDS | {"gpu"}
# Columns of measured rows that an estimate ignores: what was measured, by whom, and where it stands.
TOLD = frozenset(
    {"id", "source", "source_cell", "framework", "stated_value", "stated_unit", "unit_basis", "measure_kind",
     "measured_gib", "score", "notes", "timm"}
)  # fmt: skip
ASKED = OpenApiExample("Adapters for eight billion parameters", value=VRAM_ASKED, request_only=True)
ANSWERED = OpenApiExample(
    "It is tight, and what would make it fit",
    description="Verdicts are shortened.",
    value=VRAM_ANSWERED,
    response_only=True,
    status_codes=["200"],
)


class Vram(APIView):
    """Estimate memory."""

    throttle_classes = (CheckThrottle,)

    @documented(
        "Estimate the memory of a task",
        "Says what a task takes on each card, term by term, with the range in which nine in ten measured runs lie, "
        "which GPUs hold it, and what would make it fit into one of them. A model and a workload are enough; fields "
        "have the names of the columns in which measurements are written down; columns that tell of the measurement "
        "itself are ignored. Nothing is stored.",
        {200: VramAnsweredSerializer},
        WRITES,
        request=VramSerializer,
        examples=[ASKED, ANSWERED],
        operation_id="vram",
    )
    def post(self, request: Request) -> Response:
        """Estimate."""
        refuse_unknown(request, [])
        values = {name: value for name, value in an_object(request.data).items() if name not in TOLD}
        gpus = list(Gpu.objects.exclude(memory_gib=None).only("slug", "name", "memory_gib"))
        gpu, errors = chosen(values.pop("gpu", None), gpus)
        asked = ask(values, preset_of(values))
        errors |= {name: [_(error.message) % error.values] for name, error in asked.errors.items()}
        if errors:
            raise ValidationError(errors)
        return Response(VramAnsweredSerializer(answered(asked, gpus, gpu)).data)


class VramConfig(APIView):
    """Read a config.json."""

    throttle_classes = (CheckThrottle,)

    @documented(
        "Read the config.json of a model",
        "Gives the shape of a model by the names that `vram/` takes, and names what the file does not say. Nothing is "
        "stored.",
        {200: ConfigReadSerializer},
        WRITES,
        request=ConfigSerializer,
        operation_id="vram_config",
    )
    def post(self, request: Request) -> Response:
        """Read."""
        refuse_unknown(request, [])
        sent = an_object(request.data)
        if unknown := [name for name in sent if name != "config"]:
            raise ValidationError({name: [_("There is no such field here. Allowed: config.")] for name in unknown})
        try:
            reading = vram.read_config(sent.get("config"))
        except InputError as error:
            raise ValidationError({error.field: [_(error.message) % error.values]}) from error
        shape = {column: getattr(reading.architecture, fact) for column, fact in SHAPE.items()}
        values = {
            "model": reading.architecture.name,
            **{name: each for name, each in shape.items() if each is not None},
        }
        lacks = [COLUMNS[fact] for fact in reading.lacks]
        return Response({"kind": reading.kind, "values": values, "lacks": lacks})


def an_object(body: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    """Take the body if it is an object."""
    if not isinstance(body, dict):
        raise ValidationError(_("Write an object with named fields."))
    return dict(body)


def preset_of(values: dict[str, Any]) -> ModelPreset | None:
    """Find the preset that is named. One query, or none without a name."""
    name = name_of(values)
    return ModelPreset.objects.filter(Q(name__iexact=name) | Q(slug=name)).first() if name else None


def chosen(slug: object, gpus: Iterable[Gpu]) -> tuple[Gpu | None, dict[str, list[str]]]:
    """Find the GPU that is asked about, and say so where there is none."""
    if slug is None:
        return None, {}
    gpu = next((each for each in gpus if each.slug == slug), None)
    return gpu, {} if gpu else {"gpu": [_("There is no such GPU of known memory.")]}


def answered(asked: Question, gpus: list[Gpu], gpu: Gpu | None) -> dict[str, Any]:
    """Put an answer together."""
    estimate, task = asked.estimate, asked.task
    assert estimate is not None  # noqa: S101  # there are no errors
    assert task is not None  # noqa: S101  # as above
    sizes = sorted((each.memory_gib or 0, each.slug) for each in gpus)
    changes = asked.changes(gpu.memory_gib) if gpu and gpu.memory_gib else ()
    named = ("total_gib", "low_gib", "high_gib", "peak_gib", "reserved_gib")
    return {
        **{name: getattr(estimate, name) for name in named},
        "cards": task.cards,
        "headroom": asked.headroom,
        "terms": [{"name": _(term.name), "gib": term.gib, "formula": term.formula} for term in estimate.terms],
        "measured": _measured(measured(task)),
        "verdicts": [
            {"gpu": slug, "memory_gib": size, "verdict": vram.verdict(estimate, size, asked.headroom)}
            for size, slug in sizes
        ],
        "changes": [
            {
                "names": [_(name) for name in each.names],
                "total_gib": each.estimate.total_gib,
                "values": asked.changed(each),
            }
            for each in changes
        ],
    }


def _measured(found: Measured | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "kind": _(found.kind),
        "rows": found.rows,
        "median_percent": found.median_percent,
        "most_percent": found.most_percent,
    }
