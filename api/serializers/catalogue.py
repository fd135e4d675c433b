"""The catalogue as JSON.

Facts go by the names of their columns, which carry the units; null: the source does not say.
"""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from browse.related import related
from browse.rents import Rent
from catalog import shelves
from catalog.models import Country, Gpu, Kind, ModelPreset, Part, Source
from catalog.revisions import current
from catalog.shelves import known
from prices.models import CloudOffer, GpuPrice, Offer, Provider

if TYPE_CHECKING:
    from collections.abc import Mapping

    from browse.alternatives import Alternative
    from browse.near import Near
    from browse.related import Related, Variant
    from catalog.models import Sourced
    from engine.platforms.features import Features
    from prices.models import CurrentPrice, PricePoint

GPU_IDENTITY = ("id", "name", "slug", "vendor", "architecture", "chip", "tier", "released_on")
SOURCED = ("source", "source_ref", "retrieved_on", "verified", "fact_sources", "raw")
TEXT_SOURCES = ("tensor_source", "correction")
GPU_FACTS = tuple(
    field.name
    for field in Gpu._meta.fields  # noqa: SLF001  # Django's documented way to a model's columns
    if field.name not in {*GPU_IDENTITY, *SOURCED, *TEXT_SOURCES}
)
TENSOR_FACTS = tuple(name for name in GPU_FACTS if name.startswith("tensor_") and name != "tensor_cores")


class SourceSerializer(serializers.ModelSerializer[Source]):
    """Where facts or prices come from. `checked` is false for general knowledge that was not tied to a document."""

    class Meta:
        model = Source
        fields = ("key", "name", "url", "licence", "credit", "checked")


class PriceSerializer(serializers.Serializer[Any]):
    """A price as it was observed."""

    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    currency = serializers.CharField(max_length=3)
    observed_at = serializers.DateTimeField()


class CurrentPriceSerializer(PriceSerializer):
    """The cheapest latest price of a part, and who asks it."""

    seller = serializers.CharField(source="point.offer.seller")
    source = serializers.SlugField(source="point.offer.source.key")  # type: ignore[assignment]  # it is taken out again


class PricePointSerializer(PriceSerializer):
    """A price, and until when it was seen unchanged."""

    last_seen_at = serializers.DateTimeField()
    availability = serializers.CharField()
    condition = serializers.CharField()


class OfferSerializer(serializers.Serializer[Any]):
    """A part at a seller, with its latest price. `match` says how the listing was matched to the part."""

    seller = serializers.CharField()
    url = serializers.CharField()
    source = serializers.SlugField(source="source.key")  # type: ignore[assignment]  # as above
    match = serializers.CharField()
    price = serializers.SerializerMethodField()

    @extend_schema_field(PricePointSerializer(allow_null=True))
    def get_price(self, offer: Offer) -> dict[str, Any] | None:
        """Give the latest price; the view has loaded it."""
        latest: list[PricePoint] = offer.latest  # type: ignore[attr-defined]  # prefetched by the view
        return PricePointSerializer(latest[0]).data if latest else None


class PartSerializer(serializers.ModelSerializer[Part]):
    """A part in a list."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    opendb_id = serializers.SerializerMethodField()
    price = serializers.SerializerMethodField()
    facts = serializers.SerializerMethodField()

    class Meta:
        model = Part
        fields = ("slug", "kind", "name", "manufacturer", "released_year", "opendb_id", "price", "facts")

    def get_opendb_id(self, part: Part) -> str | None:
        """Give the record's id in BuildCores OpenDB, if it comes from there."""
        return part.source_ref if part.source.key == "opendb" else None

    @extend_schema_field(CurrentPriceSerializer(allow_null=True))
    def get_price(self, part: Part) -> dict[str, Any] | None:
        """Give the cheapest latest price."""
        return price_of(part)

    def get_facts(self, part: Part) -> dict[str, Any]:
        """Give the facts by column; which there are depends on the kind."""
        spec = part.spec
        return {name: fact(known(part.kind, name, getattr(spec, name))) for name in spec.fact_names()}


class VariantSerializer(serializers.Serializer[Any]):
    """The same product in another colour or revision; `dress` has the words that tell it apart."""

    slug = serializers.SlugField(source="part.slug")
    name = serializers.CharField(source="part.name")
    dress = serializers.CharField()
    price = serializers.SerializerMethodField()

    @extend_schema_field(CurrentPriceSerializer(allow_null=True))
    def get_price(self, variant: Variant) -> dict[str, Any] | None:
        """Give the cheapest latest price."""
        return near_price(variant.part, self.context["sources"])


class AlternativeSerializer(serializers.Serializer[Any]):
    """A part that could be bought instead: the same in what matters and cheaper, or better for about the price."""

    slug = serializers.SlugField(source="part.slug")
    name = serializers.CharField(source="part.name")
    reason = serializers.CharField()
    price = serializers.SerializerMethodField()

    @extend_schema_field(CurrentPriceSerializer(allow_null=True))
    def get_price(self, alternative: Alternative) -> dict[str, Any] | None:
        """Give the cheapest latest price."""
        return near_price(alternative.part, self.context["sources"])


def price_of(part: Part) -> dict[str, Any] | None:
    """Write the cheapest latest price."""
    price: CurrentPrice | None = getattr(part, "price", None)
    return CurrentPriceSerializer(price).data if price else None


def near_price(row: Near, sources: Mapping[int | None, Source]) -> dict[str, Any] | None:
    """Write the same of a part that stands beside another."""
    if row.amount is None:
        return None
    offer = {"seller": row.seller, "source": sources[row.price_source_id]}
    price = {"amount": row.amount, "currency": row.currency, "observed_at": row.observed_at, "point": {"offer": offer}}
    return CurrentPriceSerializer(price).data


class PartDetailSerializer(PartSerializer):
    """A part with the source of each fact, its offers, and the parts that stand beside it."""

    fact_sources = serializers.SerializerMethodField()
    variants = serializers.SerializerMethodField()
    alternatives = serializers.SerializerMethodField()
    reports = serializers.SerializerMethodField()
    sources = serializers.SerializerMethodField()
    offers = OfferSerializer(many=True)
    withdrawn = serializers.SerializerMethodField()

    class Meta(PartSerializer.Meta):
        fields = (  # type: ignore[assignment]  # more than the list shows
            *PartSerializer.Meta.fields,
            "series",
            "part_numbers",
            "retrieved_on",
            "verified",
            "withdrawn",
            "fact_sources",
            "sources",
            "offers",
            "variants",
            "alternatives",
            "reports",
        )

    def to_representation(self, instance: Part) -> dict[str, Any]:
        """Find what stands beside the part first. Two queries, and those of what the process keeps."""
        revisions = current()
        self._related: Related = related(instance, revisions, drawn=False)
        self._known = {"sources": shelves.sources(revisions)}
        return super().to_representation(instance)

    @extend_schema_field(VariantSerializer(many=True))
    def get_variants(self, _part: Part) -> list[dict[str, Any]]:
        """Give the same product's other colours and revisions."""
        return list(VariantSerializer(self._related.variants, many=True, context=self._known).data)

    @extend_schema_field(AlternativeSerializer(many=True))
    def get_alternatives(self, _part: Part) -> list[dict[str, Any]]:
        """Give what could be bought instead, with the reason."""
        return list(AlternativeSerializer(self._related.alternatives, many=True, context=self._known).data)

    def get_reports(self, part: Part) -> str:
        """Give the address at which a wrong fact is reported."""
        return str(self.context["request"].build_absolute_uri(reverse("api:part-reports", args=[part.slug])))

    def get_withdrawn(self, part: Part) -> bool:
        """Tell whether it is no longer offered for new builds."""
        return part.withdrawn_at is not None

    def get_fact_sources(self, part: Part) -> dict[str, str]:
        """Say for each known fact where it comes from: a key of `sources`, or words."""
        spec = part.spec
        return origins(part, [name for name in spec.fact_names() if getattr(spec, name) is not None])

    @extend_schema_field(SourceSerializer(many=True))
    def get_sources(self, part: Part) -> list[dict[str, Any]]:
        """Give the sources that the facts, the offers and the other parts' prices name."""
        keys = {str(text) for text in part.fact_sources.values()}
        near = self._related
        others = [*(each.part for each in near.variants), *(each.part for each in near.alternatives)]
        priced = {self._known["sources"][other.price_source_id] for other in others if other.amount is not None}
        named = {part.source, *(offer.source for offer in part.offers.all()), *priced}
        named |= set(Source.objects.filter(key__in=keys)) if keys else set()
        return described(named)


class FeaturesSerializer(serializers.Serializer[Any]):
    """What a GPU can do. null: nobody says; in `flash_attention` an empty list says that none runs.

    `last_cuda` and `last_pytorch` are empty while the newest carry it. ROCm and XPU: supported, partly (its chip or its
    series is named, the card is not), deprecated, not listed. `sources` are those of all of it; `unchecked`
    names the fields that are general knowledge.
    """

    tensor_units = serializers.BooleanField(allow_null=True)
    fast_fp16 = serializers.BooleanField(allow_null=True)
    bf16 = serializers.BooleanField(allow_null=True)
    tf32 = serializers.BooleanField(allow_null=True)
    int8 = serializers.BooleanField(allow_null=True)
    fp8 = serializers.BooleanField(allow_null=True)
    fp4 = serializers.BooleanField(allow_null=True)
    flash_attention = serializers.ListField(child=serializers.CharField(), allow_null=True)
    cuda = serializers.BooleanField(allow_null=True)
    first_cuda = serializers.CharField()
    last_cuda = serializers.CharField()
    last_pytorch = serializers.CharField()
    wheels = serializers.CharField()
    gfx = serializers.CharField()
    rocm_linux = serializers.CharField(allow_null=True)
    rocm_windows = serializers.CharField(allow_null=True)
    xpu = serializers.CharField(allow_null=True)
    note = serializers.CharField()
    sources = serializers.ListField(child=serializers.CharField())
    unchecked = serializers.ListField(child=serializers.CharField())


class GpuPriceSerializer(serializers.ModelSerializer[GpuPrice]):
    """What a GPU cost as such. With `whole_month` the day is the first of the month that the price is of."""

    source = serializers.SlugField(source="source.key")  # type: ignore[assignment]  # it is taken out again

    class Meta:
        model = GpuPrice
        fields = ("condition", "amount", "currency", "observed_on", "whole_month", "source", "note")


class GpuSerializer(serializers.ModelSerializer[Gpu]):
    """A GPU in a list."""

    facts = serializers.SerializerMethodField()
    features = serializers.SerializerMethodField()

    class Meta:
        model = Gpu
        fields = ("slug", "name", "vendor", "architecture", "chip", "tier", "released_on", "facts", "features")

    def get_facts(self, gpu: Gpu) -> dict[str, Any]:
        """Give the facts by column. Rates are dense, of the tensor units where the name says so."""
        return {name: fact(getattr(gpu, name)) for name in GPU_FACTS}

    @extend_schema_field(FeaturesSerializer)
    def get_features(self, gpu: Gpu) -> dict[str, Any]:
        """Give what follows from its compute capability, chip or architecture."""
        return written(gpu.features)


class GpuDetailSerializer(GpuSerializer):
    """A GPU with the source of each fact, and what it cost as such, used and at launch."""

    prices = GpuPriceSerializer(many=True)
    fact_sources = serializers.SerializerMethodField()
    sources = serializers.SerializerMethodField()

    class Meta(GpuSerializer.Meta):
        fields = (  # type: ignore[assignment]  # as above
            *GpuSerializer.Meta.fields,
            "prices",
            "correction",
            "retrieved_on",
            "verified",
            "fact_sources",
            "sources",
        )

    def get_fact_sources(self, gpu: Gpu) -> dict[str, str]:
        """Say for each known fact where it comes from: a key of `sources`, or words."""
        known = [name for name in GPU_FACTS if getattr(gpu, name) not in (None, "")]
        return origins(gpu, known, dict.fromkeys(TENSOR_FACTS, gpu.tensor_source))

    @extend_schema_field(SourceSerializer(many=True))
    def get_sources(self, gpu: Gpu) -> list[dict[str, Any]]:
        """Give the sources that the facts name."""
        keys = {str(text) for text in gpu.fact_sources.values()}
        named = {gpu.source, *(price.source for price in gpu.prices.all())}
        return described(named | set(Source.objects.filter(key__in=keys) if keys else ()))


def written(features: Features) -> dict[str, Any]:
    """Write what a GPU can do, field by field."""
    values = asdict(features)
    flash = features.flash_attention
    return {**values, "flash_attention": flash and list(flash), "unchecked": sorted(features.unchecked)}


def fact(value: object) -> object:
    """Write a fact: a GPU as its slug, a decimal as a number."""
    if isinstance(value, Gpu):
        return value.slug
    return float(value) if isinstance(value, Decimal) else value


def origins(row: Sourced, names: list[str], own: dict[str, str] | None = None) -> dict[str, str]:
    """Give the source of each fact: the one named for it, else what a column says, else that of the whole row."""
    own = own or {}
    return {name: str(row.fact_sources.get(name) or own.get(name) or row.source.key) for name in names}


def described(sources: set[Source]) -> list[dict[str, Any]]:
    """Write sources, each once, in one order."""
    return [dict(SourceSerializer(source).data) for source in sorted(sources, key=lambda source: source.key)]


def rate(path: str) -> serializers.DecimalField:
    """Make a field for a price of one GPU or GiB, by its path in `Rent`; rounded, since a division need not end."""
    return serializers.DecimalField(max_digits=None, decimal_places=6, read_only=True, allow_null=True, source=path)


class ProviderSerializer(serializers.ModelSerializer[Provider]):
    """What holds for all offers of a provider. 0 USD: free. Each `_source` says where the facts beside it were read."""

    class Meta:
        model = Provider
        exclude = ("id",)


class CloudOfferSerializer(serializers.ModelSerializer[CloudOffer]):
    """An instance with GPUs to rent. Prices are per hour of the whole instance, or of one GPU or GiB where named so.

    Those of one GPU or GiB are null where the offer is not comparable. `spot` is null where the list only repeats the
    price on demand. `provider_facts` is null where nothing was read about the provider.
    """

    per_gpu_hour = rate("rent.on_demand.per_gpu")
    per_gib_hour = rate("rent.on_demand.per_gib")
    spot = serializers.DecimalField(max_digits=12, decimal_places=6, read_only=True, allow_null=True)
    spot_per_gpu_hour = rate("rent.spot.per_gpu")
    spot_per_gib_hour = rate("rent.spot.per_gib")
    committed_per_gpu_hour = rate("rent.committed.per_gpu")
    provider_facts = serializers.SerializerMethodField()
    gpu = serializers.SlugRelatedField[Gpu](slug_field="slug", read_only=True, allow_null=True)
    id = serializers.CharField(source="row")
    memory_gib = serializers.SerializerMethodField()

    class Meta:
        model = CloudOffer
        fields = (
            "id",
            "provider",
            "tier",
            "instance",
            "gpu",
            "gpu_stated",
            "gpu_match",
            "gpu_count",
            "memory_gib_each",
            "memory_gib",
            "vcpus",
            "ram_gib",
            "region",
            "on_demand_per_hour",
            "spot_per_hour",
            "committed_per_hour",
            "commitment_months",
            "per_gpu_hour",
            "per_gib_hour",
            "spot",
            "spot_per_gpu_hour",
            "spot_per_gib_hour",
            "committed_per_gpu_hour",
            "currency",
            "observed_earliest",
            "observed_latest",
            "retired",
            "comparable",
            "source",
            "note",
            "provider_facts",
        )

    def to_representation(self, instance: CloudOffer) -> dict[str, Any]:
        """Write the offer, with its prices brought down."""
        instance.rent = Rent(instance)  # type: ignore[attr-defined]  # for the fields made by `rate`
        return super().to_representation(instance)

    @extend_schema_field(ProviderSerializer(allow_null=True))
    def get_provider_facts(self, offer: CloudOffer) -> dict[str, Any] | None:
        """Give what is known of the provider; the view has loaded it."""
        provider = self.context["providers"].get(offer.provider)
        return ProviderSerializer(provider).data if provider else None

    def get_memory_gib(self, offer: CloudOffer) -> float | None:
        """Give the memory of all its GPUs."""
        return None if offer.memory_gib_each is None else offer.memory_gib_each * offer.gpu_count


class ModelPresetSerializer(serializers.ModelSerializer[ModelPreset]):
    """A model that people run, with the architecture that memory and speed are worked out from."""

    class Meta:
        model = ModelPreset
        exclude = ("id",)


class CountrySerializer(serializers.ModelSerializer[Country]):
    """What a household pays for electricity, and the grid's CO2."""

    class Meta:
        model = Country
        exclude = ("id",)
