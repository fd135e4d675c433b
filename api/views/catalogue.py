"""The catalogue: read by anyone, the same for everyone, so answers carry an ETag and may be kept for a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from rest_framework import generics

from api import documents
from api.filtering import StrictFilterBackend, refuse_unknown
from api.paging import CataloguePagination
from api.serializers import catalogue as serializers
from api.sparse import FIELDS, PARAMETER, SparseMixin
from catalog import convert
from catalog.filters import CountryFilter, ModelPresetFilter
from catalog.models import Country, Gpu, Kind, ModelPreset, Part
from prices.filters import CloudOfferFilter
from prices.gpu_filters import PricedGpuFilter
from prices.models import CloudOffer, GpuPrice, Offer, PricePoint, Provider

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

KEPT_SECONDS = 60


@method_decorator((cache_control(public=True, max_age=KEPT_SECONDS), conditional_page), name="dispatch")
class CatalogueList(SparseMixin, generics.ListAPIView[Any]):
    """A list, in pages. Nobody's answer differs, so no session is looked up, and caches may keep it."""

    authentication_classes = ()
    pagination_class = CataloguePagination
    filter_backends = (StrictFilterBackend,)


@method_decorator((cache_control(public=True, max_age=KEPT_SECONDS), conditional_page), name="dispatch")
class CatalogueDetail(SparseMixin, generics.RetrieveAPIView[Any]):
    """One resource, by its slug. As for lists, nobody's answer differs."""

    authentication_classes = ()
    lookup_field = "slug"
    filter_backends = ()

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """Show it; there is nothing to ask."""
        refuse_unknown(request, [FIELDS])
        return super().retrieve(request, *args, **kwargs)


PART_JOINS = ("source", "price__point__offer__source")


def part_rows(kind: str | None) -> QuerySet[Part]:
    """Give parts with facts and prices; of one kind the other kinds' tables are left alone."""
    accessors = convert.accessors([kind] if kind in Kind.values else None)
    gpu = ["graphics_card__gpu"] if "graphics_card" in accessors else []
    return Part.objects.select_related(*PART_JOINS, *accessors, *gpu).defer("raw", *(f"{name}__raw" for name in gpu))


COUNTING = PricePoint.objects.filter(state=PricePoint.State.TAKEN).order_by("-observed_at")
LATEST_POINT = Prefetch(
    "offers",
    Offer.objects.select_related("source")
    .order_by("seller", "pk")
    .prefetch_related(Prefetch("points", COUNTING[:1], to_attr="latest")),
)


class PartDetail(CatalogueDetail):
    """One part."""

    serializer_class = serializers.PartDetailSerializer
    queryset = Part.objects.all()

    def get_queryset(self) -> QuerySet[Part]:
        """Give all parts; withdrawn ones can still be read."""
        return part_rows(None).prefetch_related(LATEST_POINT)

    @documents.documented(
        "Read a part",
        "A part with its facts, the source of each fact, and the offers that are known. `fact_sources` names for each "
        "known fact a key of `sources`, or says in words where it comes from.",
        {200: serializers.PartDetailSerializer},
        documents.READS_ONE,
        operation_id="parts_read",
        parameters=[PARAMETER],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """Read a part."""
        return super().get(request, *args, **kwargs)


class Gpus(CatalogueList):
    """GPUs."""

    serializer_class = serializers.GpuSerializer
    filterset_class = PricedGpuFilter
    queryset = Gpu.objects.defer("raw", "fact_sources").order_by("name", "pk")

    @documents.documented(
        "List GPUs",
        "GPUs that graphics cards and cloud offers carry: memory, bandwidth, board power, dense rates by number type, "
        "and in `features` what follows from the compute capability, the AMD chip or the Intel architecture. Cards "
        "with a GPU: `parts/?gpu=<slug>`; offers to rent it: `cloud-offers/?gpu=<slug>`.",
        {200: serializers.GpuSerializer(many=True)},
        operation_id="gpus_list",
        parameters=[PARAMETER],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """List GPUs."""
        return super().get(request, *args, **kwargs)


class GpuDetail(CatalogueDetail):
    """One GPU."""

    serializer_class = serializers.GpuDetailSerializer
    queryset = (
        Gpu.objects.defer("raw")
        .select_related("source")
        .prefetch_related(
            Prefetch("prices", GpuPrice.objects.select_related("source").order_by("condition", "-observed_on"))
        )
    )

    @documents.documented(
        "Read a GPU",
        "A GPU with the source of each fact, and in `prices` what it cost used and at launch. "
        "`correction` says where a figure differs from its source, and why.",
        {200: serializers.GpuDetailSerializer},
        documents.READS_ONE,
        operation_id="gpus_read",
        parameters=[PARAMETER],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """Read a GPU."""
        return super().get(request, *args, **kwargs)


class CloudOffers(CatalogueList):
    """Cloud offers."""

    serializer_class = serializers.CloudOfferSerializer
    filterset_class = CloudOfferFilter
    queryset = CloudOffer.objects.select_related("gpu").defer("gpu__raw").order_by("provider", "instance", "row")

    def get_serializer_context(self) -> dict[str, Any]:
        """Look the providers up once, when the first offer is written."""
        return {**super().get_serializer_context(), "providers": SimpleLazyObject(by_name)}

    @documents.documented(
        "List cloud offers",
        "Instances with GPUs to rent, each with the days between which its price was observed. Prices are per hour of "
        "the whole instance, with all its GPUs; `per_gpu_hour` and `per_gib_hour` are those of one GPU and of one GiB "
        "of its memory. `provider_facts` says how the provider bills, and what storage and traffic cost.",
        {200: serializers.CloudOfferSerializer(many=True)},
        operation_id="cloud_offers_list",
        parameters=[PARAMETER],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """List cloud offers."""
        return super().get(request, *args, **kwargs)


def by_name() -> dict[str, Provider]:
    """Give all providers of which something is known."""
    return {provider.name: provider for provider in Provider.objects.all()}


class Models(CatalogueList):
    """Model presets."""

    serializer_class = serializers.ModelPresetSerializer
    filterset_class = ModelPresetFilter
    queryset = ModelPreset.objects.order_by("name", "pk")

    @documents.documented(
        "List model presets",
        "Models that people run, with the architecture that memory and speed are worked out from.",
        {200: serializers.ModelPresetSerializer(many=True)},
        operation_id="models_list",
        parameters=[PARAMETER],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """List model presets."""
        return super().get(request, *args, **kwargs)


class Countries(CatalogueList):
    """Countries."""

    serializer_class = serializers.CountrySerializer
    filterset_class = CountryFilter
    queryset = Country.objects.order_by("name", "pk")

    @documents.documented(
        "List countries",
        "What a household pays for a kilowatt-hour, in USD, and the grid's CO2 per kilowatt-hour, in grams.",
        {200: serializers.CountrySerializer(many=True)},
        operation_id="countries_list",
        parameters=[PARAMETER],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """List countries."""
        return super().get(request, *args, **kwargs)
