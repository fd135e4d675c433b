"""The catalogue in the admin: parts with the facts of their kind, GPUs, models, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db import models
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from catalog.models import (
    SPECS,
    Chipset,
    Country,
    Download,
    FactReport,
    Framework,
    FrameworkRelease,
    Gpu,
    Kind,
    MeasuredRun,
    ModelPreset,
    Part,
    Source,
    Spec,
)
from catalog.opendb.reporting import lines

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

PROVENANCE = (
    _("Where it comes from"),
    {"fields": ("source", "source_ref", "retrieved_on", "verified", "fact_sources")},
)
RAW = (_("The record as the source gives it"), {"classes": ("collapse",), "fields": ("raw",)})


class FactsInline(admin.StackedInline):  # type: ignore[type-arg]  # generic for the type checker only
    """The one row of facts of a part."""

    can_delete = False
    verbose_name_plural = _("facts")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:  # noqa: ANN401  # Django's signature
        """Ask for the facts of this kind; one empty row is offered while there is none."""
        return super().get_formset(request, obj, min_num=1, **kwargs)


def _inline(spec: type[Spec]) -> type[FactsInline]:
    has_gpu = any(isinstance(column, models.ForeignKey) and column.name == "gpu" for column in spec._meta.fields)  # noqa: SLF001  # public in spite of its name
    return type(
        f"{spec.__name__}Inline",
        (FactsInline,),
        {"model": spec, "autocomplete_fields": ("gpu",) if has_gpu else (), "__doc__": spec.__doc__},
    )


INLINES = {kind: _inline(spec) for kind, spec in SPECS.items()}


@admin.register(Part)
class PartAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """A part. Its facts are those of its kind, hence the kind is chosen first and stays."""

    list_display = ("name", "kind", "manufacturer", "released_year", "source", "verified", "withdrawn_at")
    list_filter = ("kind", "verified", "source", ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("source",)
    search_fields = ("name", "manufacturer", "slug", "source_ref", "part_numbers")
    show_full_result_count = False
    list_per_page = 50
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields = ("updated_at",)
    fieldsets: ClassVar[Any] = (  # texts to translate among plain ones
        (None, {"fields": ("kind", "name", "slug", "manufacturer", "series", "part_numbers", "released_year")}),
        (None, {"fields": ("withdrawn_at", "updated_at")}),
        PROVENANCE,
        RAW,
    )

    def get_inlines(self, request: HttpRequest, obj: Part | None) -> list[type[FactsInline]]:  # type: ignore[override]  # noqa: ARG002  # Django's signature; a narrower list
        """Show the facts of the part's kind, once it has one."""
        return [] if obj is None else [INLINES[Kind(obj.kind)]]

    def get_readonly_fields(self, request: HttpRequest, obj: Part | None = None) -> tuple[str, ...]:  # noqa: ARG002  # as above
        """Keep the kind of an existing part: its facts hang on it."""
        return self.readonly_fields if obj is None else ("kind", *self.readonly_fields)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Part | None = None) -> dict[str, tuple[str, ...]]:  # type: ignore[override]  # noqa: ARG002  # as above
        """Offer an address for a new part only: an old one is in links."""
        return self.prepopulated_fields if obj is None else {}  # type: ignore[return-value]  # declared more widely


class ChipsetInline(admin.TabularInline):  # type: ignore[type-arg]  # as above
    """The names under which open data knows a GPU."""

    model = Chipset
    extra = 0


@admin.register(Gpu)
class GpuAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """A GPU."""

    list_display = ("name", "vendor", "architecture", "memory_gib", "bandwidth_gbs", "board_power_w", "source")
    list_filter = ("vendor", "tier", "architecture", "verified", "source")
    list_select_related = ("source",)
    search_fields = ("name", "chip", "chipsets__name")
    inlines = (ChipsetInline,)


@admin.register(Chipset)
class ChipsetAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """A chipset's name, and the GPU that it means."""

    list_display = ("name", "gpu")
    list_select_related = ("gpu",)
    search_fields = ("name", "gpu__name")
    autocomplete_fields = ("gpu",)


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """A source."""

    list_display = ("name", "key", "licence", "checked", "url")
    list_filter = ("checked",)
    search_fields = ("name", "key", "credit")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(ModelPreset)
class ModelPresetAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """A model that people run."""

    list_display = ("name", "family", "parameters_text", "layers", "hidden", "context")
    list_filter = ("family",)
    search_fields = ("name", "slug")


@admin.register(Country)
class CountryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """A country's tariff and grid."""

    list_display = ("name", "code", "usd_per_kwh", "tariff_observed", "grid_g_co2_per_kwh")
    search_fields = ("name", "code")


class ReleaseInline(admin.StackedInline):  # type: ignore[type-arg]  # as above
    """The builds of a framework's releases."""

    model = FrameworkRelease
    extra = 0
    classes = ("collapse",)
    prepopulated_fields = {"key": ("version", "build")}


@admin.register(Framework)
class FrameworkAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """A framework, with its builds."""

    list_display = ("name", "vendor", "licence", "use", "graph", "state", "state_since", "read_on")
    list_filter = ("state", "use", "graph")
    search_fields = ("name", "slug", "vendor")
    inlines = (ReleaseInline,)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(FrameworkRelease)
class FrameworkReleaseAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """One build of a release."""

    list_display = ("framework", "version", "build", "accelerator", "announced", "read_on")
    list_filter = ("framework", "accelerator", "announced")
    list_select_related = ("framework",)
    search_fields = ("key", "framework__name", "version", "build")
    autocomplete_fields = ("framework",)


@admin.register(Download)
class DownloadAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """An archive that is fetched again and again, to be looked at: `manage.py update_catalog` writes the rows."""

    list_display = ("key", "checked_at", "imported_at", "commit", "lease_until", "last_error")
    fields = (
        ("checked_at", "imported_at"),
        "url",
        "commit",
        ("etag", "last_modified"),
        "what_changed",
        "last_error",
        "lease_until",
    )

    @admin.display(description=_("What the last import changed"))
    def what_changed(self, row: Download) -> str:
        """Write the report a line each."""
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines(row.changes))) or "-"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the rows are written by updates."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Download | None = None) -> bool:
        """Nobody: the rows are written by updates."""
        del request, obj
        return False


@admin.register(FactReport)
class FactReportAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """A reader's report. Accepting it changes no fact: put the part right yourself, with the source that was read."""

    list_display = ("part", "fact", "shown", "proposed", "evidence", "status", "created_at", "reporter")
    list_filter = ("status", "part__kind", "created_at")
    list_select_related = ("part", "reporter")
    search_fields = ("part__name", "part__slug", "fact", "proposed", "evidence")
    date_hierarchy = "created_at"
    actions = ("accept", "refuse")
    fields = ("part", "fact", "shown", "proposed", "evidence", "contact", "reporter", "created_at", "status")
    readonly_fields = tuple(name for name in fields if name != "status")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  # Django's signature
        """Reports come from readers."""
        return False

    @admin.action(description=_("Accept the chosen reports"), permissions=["change"])
    def accept(self, request: HttpRequest, queryset: QuerySet[FactReport]) -> None:
        """Mark reports as true."""
        self._decide(request, queryset, FactReport.Status.ACCEPTED)

    @admin.action(description=_("Refuse the chosen reports"), permissions=["change"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[FactReport]) -> None:
        """Mark reports as not true, or not shown to be."""
        self._decide(request, queryset, FactReport.Status.REFUSED)

    def _decide(self, request: HttpRequest, reports: QuerySet[FactReport], status: str) -> None:
        decided = reports.update(status=status)
        self.message_user(request, _("%(n)s reports are marked.") % {"n": decided})


@admin.register(MeasuredRun)
class MeasuredRunAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """What somebody measured, beside what the estimate says of it."""

    list_display = ("title", "estimator", "type", "gpu_name", "measured", "predicted", "unit", "scored", "source")
    list_filter = ("estimator", "scored", "type")
    search_fields = ("key", "title", "gpu_name", "source")
    autocomplete_fields = ("gpu",)
