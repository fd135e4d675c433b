"""What one can ask of lists of the catalogue through an address; pages and API share it.

Nonsense in a parameter is an error of its field, never ignored: a list that is longer than what was asked for misleads.
"""

# django-filter is not annotated, and its classes are there to be subclassed.
# mypy: disallow-subclassing-any=false
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.core.validators import RegexValidator
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from catalog.models import Country, Framework, Gpu, Kind, MeasuredRun, ModelPreset, Part
from catalog.run_kinds import TYPES, types_of
from catalog.several import SeveralField
from engine.platforms import features

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from catalog.querysets import GpuQuerySet, MeasuredRunQuerySet, PartQuerySet

MAX_WORDS = 100
TRUE = "true"
YES_NO = ((TRUE, TRUE), ("false", "false"))
PLAIN_NUMBER = RegexValidator(
    r"\A[0-9]{1,10}(\.[0-9]{1,4})?\Z", _("Write a number with the digits 0 to 9, such as 24 or 249.99.")
)


class PlainNumberField(forms.DecimalField):
    """A number of at least 0 in the digits 0 to 9; other scripts, exponents and infinities are refused."""

    def to_python(self, value: object) -> Any:  # noqa: ANN401  # Django's own
        """Read the number after looking at how it is written."""
        if isinstance(value, str) and value.strip():
            PLAIN_NUMBER(value.strip())
        return super().to_python(value)


class NumberFilter(django_filters.NumberFilter):
    """A filter by a number."""

    field_class = PlainNumberField


class OneOfFilter(django_filters.ChoiceFilter):
    """A filter by one of a few names; an error lists them."""

    def __init__(self, *, choices: Iterable[tuple[str, Any]], **options: Any) -> None:  # noqa: ANN401  # django-filter's own
        choices = list(choices)
        message = _("“%(value)s” is not allowed here. Allowed: ") + ", ".join(name for name, _label in choices)
        super().__init__(choices=choices, error_messages={"invalid_choice": message}, **options)


class YesNoFilter(OneOfFilter):
    """A filter that is true or false; its method is given the word."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # as above
        super().__init__(choices=YES_NO, **options)


class GpuChoiceFilter(django_filters.ModelChoiceFilter):
    """A filter by a GPU, named by its slug."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # as above
        super().__init__(
            queryset=Gpu.objects.only("pk", "slug", "name"),
            to_field_name="slug",
            error_messages={"invalid_choice": _("No GPU of the catalogue has this slug.")},
            **options,
        )


class OrderFilter(django_filters.OrderingFilter):
    """The order of a list: rows without the value come last, and rows alike in it keep one order."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # as above
        super().__init__(**options)
        names = ", ".join(name for name, _label in self.extra["choices"])
        self.extra["error_messages"] = {"invalid_choice": _("“%(value)s” is not allowed here. Allowed: ") + names}

    def filter(self, qs: QuerySet[Any], value: list[str] | None) -> QuerySet[Any]:
        """Put the rows into the order asked for."""
        names = [self.get_ordering_value(name) for name in value or () if name]
        if not names:
            return qs
        return qs.order_by(*(_nulls_last(name) for name in names), "pk")


def _nulls_last(name: str) -> Any:  # noqa: ANN401  # an OrderBy, which the stubs do not name
    field = F(name.lstrip("-"))
    return field.desc(nulls_last=True) if name.startswith("-") else field.asc(nulls_last=True)


def words(**options: Any) -> django_filters.CharFilter:  # noqa: ANN401  # as above
    """Make a filter by words."""
    return django_filters.CharFilter(max_length=MAX_WORDS, **options)


class PartFilter(django_filters.FilterSet):
    """Parts by what they are."""

    kind = OneOfFilter(choices=Kind.choices, label=_("Kind of part."))
    maker = words(field_name="manufacturer", lookup_expr="iexact", label=_("The maker's name, in full."))
    q = words(method="matching", label=_("Words of the name, the maker or a part number; all have to occur."))
    gpu = GpuChoiceFilter(field_name="graphics_card__gpu", label=_("Graphics cards with this GPU, by its slug."))

    class Meta:
        model = Part
        fields = ()

    def matching(self, queryset: PartQuerySet, _name: str, value: str) -> PartQuerySet:
        """Keep parts that match all words."""
        return queryset.matching(value)


class SeveralFilter(django_filters.CharFilter):
    """A filter by several keys; its method is given the list."""

    field_class = SeveralField


class OrderedBounds(forms.Form):
    """A form in which `max_…` may not be below `min_…`: nothing could be between them."""

    def clean(self) -> dict[str, Any]:
        """Compare the bounds that come in pairs."""
        given = super().clean() or self.cleaned_data
        for name in [name for name in self.fields if name.startswith("min_")]:
            least, most = given.get(name), given.get(f"max_{name.removeprefix('min_')}")
            if least is not None and most is not None and most < least:
                text = _("This is below %(name)s, which is %(least)s: nothing is between them.")
                self.add_error(f"max_{name.removeprefix('min_')}", text % {"name": name, "least": f"{least:f}"})
        return given


def least(field_name: str, text: Any) -> NumberFilter:  # noqa: ANN401  # a text that is translated later
    """Make a filter by a lower bound; rows without the value are not within it."""
    return NumberFilter(field_name=field_name, lookup_expr="gte", min_value=0, label=text)


def most(field_name: str, text: Any) -> NumberFilter:  # noqa: ANN401  # as above
    """Make a filter by an upper bound; rows without the value are not within it."""
    return NumberFilter(field_name=field_name, lookup_expr="lte", min_value=0, label=text)


class GpuFilter(django_filters.FilterSet):
    """GPUs by what they are and can do."""

    q = words(field_name="name", lookup_expr="icontains", label=_("Part of the name."))
    vendor = words(lookup_expr="iexact", label=_("NVIDIA, AMD, Intel …"))
    architecture = words(lookup_expr="iexact", label=_("Ampere, RDNA 3.0 …, in full."))
    tier = words(lookup_expr="iexact", label=_("consumer, workstation, datacentre or system."))
    min_memory_gib = least("memory_gib", _("GiB, at least."))
    max_memory_gib = most("memory_gib", _("GiB, at most."))
    min_bandwidth_gbs = least("bandwidth_gbs", _("GB/s, at least."))
    max_bandwidth_gbs = most("bandwidth_gbs", _("GB/s, at most."))
    min_board_power_w = least("board_power_w", _("Watts, at least."))
    max_board_power_w = most("board_power_w", _("Watts, at most."))
    min_compute_capability = least("compute_capability", _("CUDA compute capability, at least."))
    max_compute_capability = most("compute_capability", _("CUDA compute capability, at most."))
    has = SeveralFilter(
        allowed=tuple(features.ASKED),
        method="having",
        label=_(
            "What it is known to have, several with commas between: tensor (matrix units), number types in them, flash "
            "(any FlashAttention), flash2, cuda (carried by the newest CUDA and PyTorch), rocm (on Linux), xpu."
        ),
    )
    ordering = OrderFilter(
        fields=(
            ("name", "name"),
            ("memory_gib", "memory_gib"),
            ("bandwidth_gbs", "bandwidth_gbs"),
            ("board_power_w", "board_power_w"),
            ("tensor_fp16_fp32_tflops", "tensor_fp16_fp32_tflops"),
            ("compute_capability", "compute_capability"),
            ("released_on", "released_on"),
        ),
        label=_("Order; with a minus, the largest comes first."),
    )

    class Meta:
        model = Gpu
        fields = ()
        form = OrderedBounds

    def having(self, queryset: GpuQuerySet, _name: str, value: list[str]) -> GpuQuerySet:
        """Keep GPUs that are known to have all of this. One query more: it is told by tables, not by the database."""
        return queryset.having(value)

    @property
    def qs(self) -> GpuQuerySet:
        """The GPUs that were asked for."""
        return super().qs  # type: ignore[no-any-return]  # django-filter is not annotated


class ModelPresetFilter(django_filters.FilterSet):
    """Model presets by name and family."""

    q = words(field_name="name", lookup_expr="icontains", label=_("Part of the name."))
    family = words(lookup_expr="iexact", label=_("The kind of model: llm, encoder, diffusion …"))
    ordering = OrderFilter(
        fields=(("name", "name"), ("parameters", "parameters")),
        label=_("Order; with a minus, the largest comes first."),
    )

    class Meta:
        model = ModelPreset
        fields = ()


class CountryFilter(django_filters.FilterSet):
    """Countries by code and by what electricity costs there."""

    code = words(lookup_expr="iexact", label=_("The two letters of ISO 3166."))
    q = words(field_name="name", lookup_expr="icontains", label=_("Part of the name."))
    ordering = OrderFilter(
        fields=(
            ("name", "name"),
            ("usd_per_kwh", "usd_per_kwh"),
            ("grid_g_co2_per_kwh", "grid_g_co2_per_kwh"),
        ),
        label=_("Order; with a minus, the largest comes first."),
    )

    class Meta:
        model = Country
        fields = ()


class FrameworkFilter(django_filters.FilterSet):
    """Frameworks by name, by whether they are still made and by what they run on."""

    q = words(field_name="name", lookup_expr="icontains", label=_("Part of the name."))
    state = OneOfFilter(choices=Framework.State.choices, label=_("Whether somebody still works on it."))
    backend = words(method="running_on", label=_("What it runs on: CUDA, ROCm, XPU, MPS, TPU, CPU …"))
    ordering = OrderFilter(
        fields=(("name", "name"), ("state", "state")), label=_("Order; with a minus, it is turned round.")
    )

    class Meta:
        model = Framework
        fields = ()

    def running_on(self, queryset: QuerySet[Framework], _name: str, value: str) -> QuerySet[Framework]:
        """Keep frameworks with this backend; SQLite cannot look into a list, so the text of it is searched."""
        return queryset.filter(backends__icontains=json.dumps(value))


class MeasuredRunFilter(django_filters.FilterSet):
    """Measured runs by what was run and on what. The page and the API ask alike."""

    estimator = OneOfFilter(choices=MeasuredRun.Estimator.choices, label=_("Memory or speed."))
    type = OneOfFilter(
        choices=[(name, name) for name in TYPES],
        method="of_type",
        label=_("The kind of work: a group of the summary, or a type of run."),
    )
    workload = words(label=_("The benchmark or the model, by its whole name."))
    gpu = GpuChoiceFilter(label=_("The GPU, by its slug."))
    gpus = OneOfFilter(
        choices=(("one", _("One")), ("several", _("Several"))), method="by_count", label=_("One GPU or several.")
    )
    scored = YesNoFilter(method="by_scored", label=_("Whether it takes part in the figures."))
    run = django_filters.CharFilter(field_name="key", max_length=40, label=_("One run, by its key."))
    q = words(field_name="title", lookup_expr="icontains", label=_("Words of the title, as they stand there."))
    ordering = OrderFilter(
        fields=(("error_size", "error_size"), ("error", "error"), ("title", "title"), ("measured", "measured")),
        label=_("How far it is off, the error with its sign, the title, or what was measured; - in front: downwards."),
    )

    class Meta:
        model = MeasuredRun
        fields = ()

    def filter_queryset(self, queryset: MeasuredRunQuerySet) -> MeasuredRunQuerySet:
        """Filter, with the errors that orders refer to; a page's form may ask more than filters do."""
        queryset = queryset.with_errors()
        for name, each in self.filters.items():
            queryset = each.filter(queryset, self.form.cleaned_data[name])
        return queryset

    def of_type(self, queryset: MeasuredRunQuerySet, _name: str, value: str) -> MeasuredRunQuerySet:
        """Keep the types that the name means."""
        return queryset.filter(type__in=types_of(value))

    def by_count(self, queryset: MeasuredRunQuerySet, _name: str, value: str) -> MeasuredRunQuerySet:
        """Keep runs on one GPU, or on several."""
        return queryset.filter(gpu_count=1) if value == "one" else queryset.filter(gpu_count__gt=1)

    def by_scored(self, queryset: MeasuredRunQuerySet, _name: str, value: str) -> MeasuredRunQuerySet:
        """Keep what makes the figures, or the rest."""
        return queryset.filter(scored=value == TRUE)
