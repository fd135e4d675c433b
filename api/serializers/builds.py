"""Builds as JSON: what is asked for a new or changed one, and what is answered about one."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.catalogue import CurrentPriceSerializer
from api.serializers.fields import (
    AnswersField,
    LineField,
    OneOfField,
    PriceField,
    QuantityField,
    RangeField,
    StrictSerializer,
    TextField,
    TruthField,
)
from api.serializers.findings import FindingSerializer, MemorySerializer
from api.serializers.surroundings import CountryField, surrounding
from builder.assess import Assessment  # noqa: TC001  # drf-spectacular reads the annotations
from builder.facts import Line, item_key
from builder.models import MAX_ITEMS, Build
from catalog.models import Kind
from community.models import Post
from community.notes import MAX_NOTES
from community.snapshot import Snapshot
from community.tags import MOST_TAGS, TAGS, names_of
from engine.platforms.power_limits import LEAST_LIMIT_W, MOST_LIMIT_W
from prices.models import CloudOffer  # noqa: TC001  # as above

MAX_TITLE = 120
CURRENCY = "USD"


class AskedItemSerializer(StrictSerializer):
    """A line of a build: a part of the catalogue by its slug, or one of the asker's own by kind and name."""

    part = TextField(required=False, max_length=140, help_text="The slug of a part of the catalogue.")
    kind = OneOfField(Kind.values, required=False, help_text="Of a part that the catalogue does not have.")
    name = LineField(required=False, max_length=200, help_text="Of a part that the catalogue does not have.")
    quantity = QuantityField(default=1)
    owned = TruthField(default=False, help_text="Whether one has it already; it costs nothing then.")
    own_price = PriceField(default=None, allow_null=True, help_text="USD for one piece, instead of the catalogue's.")
    used = TruthField(default=False, help_text="Whether it is bought second-hand.")
    power_limit_w = RangeField(
        LEAST_LIMIT_W,
        MOST_LIMIT_W,
        default=None,
        allow_null=True,
        help_text="Of a card, up to its board power.",
    )
    answers = AnswersField(default=dict)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A line names a part of the catalogue or describes one, not both."""
        described = [name for name in ("kind", "name") if name in attrs]
        if "part" in attrs and described:
            text = _("Leave it out: `part` says it already.")
            raise serializers.ValidationError(dict.fromkeys(described, text))
        if "part" not in attrs and len(described) < len(("kind", "name")):
            raise serializers.ValidationError(_("Name a part of the catalogue by `part`, or give `kind` and `name`."))
        return attrs


class ChangedBuildSerializer(StrictSerializer):
    """Title and surroundings. What is left out stays as it is."""

    title = LineField(required=False, max_length=MAX_TITLE, allow_blank=True)
    circuit = surrounding("circuit", required=False)
    os = surrounding("os", required=False)
    framework = surrounding("framework", required=False)
    purpose = surrounding("purpose", required=False)
    nvlink = surrounding("nvlink", required=False)
    room = surrounding("room", required=False)
    bridge_slots = surrounding("bridge_slots", required=False)
    riser_generation = surrounding("riser_generation", required=False)
    ups_va = surrounding("ups_va", required=False)
    needs_gib = surrounding("needs_gib", required=False)
    driver = surrounding("driver", required=False)
    shared_storage = surrounding("shared_storage", required=False)
    country = CountryField(required=False, help_text="Code of a country: its price of electricity counts.")


class AskedBuildSerializer(ChangedBuildSerializer):
    """A build with all its lines."""

    items = AskedItemSerializer(many=True, max_length=MAX_ITEMS)  # type: ignore[call-arg]  # the list takes it


class PublishSerializer(StrictSerializer):
    """What stands over and under a published build."""

    title = LineField(required=False, max_length=MAX_TITLE, help_text="The build's own title, unless given.")
    notes = TextField(required=False, max_length=MAX_NOTES, allow_blank=True, default="", help_text="Markdown.")
    tags = serializers.ListField(
        child=OneOfField(TAGS),
        required=False,
        max_length=MOST_TAGS,
        default=list,
        help_text=f"At most {MOST_TAGS}.",
    )


class NothingSerializer(StrictSerializer):
    """An empty object: there is nothing to say."""


class ItemSerializer(serializers.Serializer[Any]):
    """A line of a build. `key` is the name under which findings speak of it."""

    key = serializers.SerializerMethodField()
    kind = serializers.ChoiceField(choices=Kind.choices, source="item.kind")
    part = serializers.SerializerMethodField()
    name = serializers.CharField(source="item.name")
    quantity = serializers.IntegerField(source="item.quantity")
    owned = serializers.BooleanField(source="item.owned")
    own_price = serializers.DecimalField(
        max_digits=9, decimal_places=2, allow_null=True, source="item.own_price", help_text="USD for one piece."
    )
    price = CurrentPriceSerializer(allow_null=True)
    used = serializers.BooleanField(source="item.used")
    power_limit_w = serializers.IntegerField(source="item.power_limit_w", allow_null=True)
    answers = serializers.DictField(source="item.answers", help_text="The maker's word, by fact.")

    def get_key(self, line: Line) -> str:
        """Name the line."""
        return item_key(line.item)

    def get_part(self, line: Line) -> str | None:
        """Give the slug of the part; null for a part of one's own."""
        return line.item.part.slug if line.item.part else None


class CostSerializer(serializers.Serializer[Any]):
    """What the parts cost, as far as prices are known. Parts are counted by pieces."""

    total = serializers.DecimalField(max_digits=16, decimal_places=2, allow_null=True)
    currency = serializers.SerializerMethodField()
    priced = serializers.IntegerField()
    unpriced = serializers.IntegerField()
    owned = serializers.IntegerField()
    oldest = serializers.DateTimeField(allow_null=True, help_text="When the oldest of the prices was observed.")
    newest = serializers.DateTimeField(allow_null=True)

    def get_currency(self, _cost: object) -> str:
        """Name the currency."""
        return CURRENCY


class RentedOfferSerializer(serializers.Serializer[Any]):
    """The cloud offer that a build is compared with."""

    id = serializers.CharField(source="row")
    provider = serializers.CharField()
    instance = serializers.CharField()
    gpu = serializers.SerializerMethodField()
    gpu_count = serializers.IntegerField()
    on_demand_per_hour = serializers.DecimalField(max_digits=12, decimal_places=6)
    currency = serializers.CharField()
    observed_earliest = serializers.DateField(allow_null=True)
    observed_latest = serializers.DateField(allow_null=True)

    def get_gpu(self, offer: CloudOffer) -> str | None:
        """Give the GPU's slug."""
        return offer.gpu.slug if offer.gpu else None


class BreakEvenSerializer(serializers.Serializer[Any]):
    """From how many hours a month buying is cheaper than an offer; null: never."""

    hours_per_month = serializers.FloatField(source="hours", allow_null=True)
    any_use = serializers.BooleanField()
    lower_bound = serializers.BooleanField(help_text="Some parts have no price: buying costs more.")
    horizon_months = serializers.IntegerField()
    hours_a_month = serializers.FloatField(help_text="Of use, for the costs of a month below.")
    buy_a_month = serializers.FloatField(help_text="USD of today, spread evenly; resale taken off.")
    rent_a_month = serializers.FloatField(help_text="USD of today.")
    country = serializers.CharField(source="country.code")
    offer = RentedOfferSerializer()


class AssessmentSerializer(serializers.Serializer[Any]):
    """What a build amounts to today. Watts; a figure that cannot be known is null."""

    findings = FindingSerializer(many=True)
    cost = CostSerializer()
    load_w = serializers.FloatField(source="load.total_w")
    wall_w = serializers.FloatField(allow_null=True)
    psu_rated_w = serializers.SerializerMethodField()
    vram = MemorySerializer(source="memory")
    break_even = BreakEvenSerializer(allow_null=True)

    def get_psu_rated_w(self, assessment: Assessment) -> int | None:
        """Give the rating of all supplies together."""
        return assessment.supply.rated_w if assessment.supply else None


class PostSerializer(serializers.ModelSerializer[Post]):
    """A published build in a list: figures of the day on which it was published."""

    code = serializers.CharField(source="build.code")
    author = serializers.CharField(source="author.username")
    gpu = serializers.SerializerMethodField()
    total = serializers.DecimalField(source="total_usd", max_digits=16, decimal_places=2, allow_null=True)
    now_total = serializers.DecimalField(
        source="now_usd", max_digits=16, decimal_places=2, allow_null=True, help_text="The same parts, lately."
    )
    tags = serializers.SerializerMethodField()
    currency = serializers.SerializerMethodField()
    api_url = serializers.SerializerMethodField()
    page_url = serializers.SerializerMethodField()

    class Meta:
        model = Post
        fields = (
            "code",
            "title",
            "author",
            "published_at",
            "gpu",
            "gpu_text",
            "gpu_count",
            "vram_gib",
            "total",
            "currency",
            "priced_count",
            "part_count",
            "wall_w",
            "problem_count",
            "warning_count",
            "note_count",
            "unknown_count",
            "vote_count",
            "comment_count",
            "revision",
            "country",
            "tags",
            "usd_per_gib",
            "now_total",
            "now_priced",
            "now_at",
            "model_version",
            "api_url",
            "page_url",
        )

    def get_gpu(self, post: Post) -> str | None:
        """Give the slug of the main GPU."""
        return post.main_gpu.slug if post.main_gpu else None

    def get_currency(self, _post: Post) -> str:
        """Name the currency."""
        return CURRENCY

    def get_tags(self, post: Post) -> list[str]:
        """Name its tags."""
        return names_of(post.tags)

    def get_api_url(self, post: Post) -> str:
        """Say where programs read it."""
        return self._absolute(reverse("api:build", args=[post.build.code]))

    def get_page_url(self, post: Post) -> str:
        """Say where people read it."""
        return self._absolute(post.build.get_absolute_url())

    def _absolute(self, path: str) -> str:
        return str(self.context["request"].build_absolute_uri(path))


class FrozenSerializer(serializers.Serializer[Any]):
    """A build as it was published: parts, prices, findings and figures of that day."""

    title = serializers.CharField()
    author = serializers.CharField(source="author.username")
    published_at = serializers.DateTimeField()
    notes = serializers.CharField(help_text="Markdown.")
    model_version = serializers.CharField()
    snapshot = serializers.SerializerMethodField()

    def get_snapshot(self, post: Post) -> dict[str, Any]:
        """Give what was frozen, with findings in words."""
        frozen = Snapshot.from_json(post.snapshot)
        return {**post.snapshot, "findings": FindingSerializer(frozen.findings, many=True).data}


class UrlsSerializer(serializers.Serializer[Any]):
    """Where a build is found."""

    api = serializers.URLField()
    page = serializers.URLField()


class BuildSerializer(serializers.ModelSerializer[Build]):
    """A build as it is today, and, if it is published, as it was then. The view hands in the assessment."""

    forked_from = serializers.SerializerMethodField()
    items = serializers.SerializerMethodField()
    assessment = serializers.SerializerMethodField()
    published = serializers.SerializerMethodField()
    urls = serializers.SerializerMethodField()

    class Meta:
        model = Build
        fields = (
            "code",
            "title",
            "circuit",
            "os",
            "framework",
            "purpose",
            "nvlink",
            "room",
            "bridge_slots",
            "riser_generation",
            "ups_va",
            "needs_gib",
            "driver",
            "shared_storage",
            "country",
            "created_at",
            "updated_at",
            "forked_from",
            "items",
            "assessment",
            "published",
            "urls",
        )

    def get_forked_from(self, build: Build) -> str | None:
        """Give the code of the build that this is a copy of."""
        return build.forked_from.code if build.forked_from else None

    @extend_schema_field(ItemSerializer(many=True))
    def get_items(self, _build: Build) -> list[dict[str, Any]]:
        """Give the lines."""
        return list(ItemSerializer(self.context["assessment"].lines, many=True).data)

    @extend_schema_field(AssessmentSerializer)
    def get_assessment(self, _build: Build) -> dict[str, Any]:
        """Say what it amounts to."""
        return dict(AssessmentSerializer(self.context["assessment"]).data)

    @extend_schema_field(FrozenSerializer(allow_null=True))
    def get_published(self, build: Build) -> dict[str, Any] | None:
        """Give what was published of it."""
        post = getattr(build, "post", None)
        return dict(FrozenSerializer(post).data) if post else None

    @extend_schema_field(UrlsSerializer)
    def get_urls(self, build: Build) -> dict[str, str]:
        """Say where it is read."""
        return {
            "api": self.absolute(reverse("api:build", args=[build.code])),
            "page": self.absolute(build.get_absolute_url()),
        }

    def absolute(self, path: str) -> str:
        """Give an address with the site's name."""
        return str(self.context["request"].build_absolute_uri(path))


class EditUrlsSerializer(UrlsSerializer):
    """Where a build is found and changed. Whoever has the addresses with the edit code may change it."""

    api_edit = serializers.URLField()
    page_edit = serializers.URLField()


class EditableBuildSerializer(BuildSerializer):
    """A build for whoever may change it."""

    class Meta(BuildSerializer.Meta):
        fields = ("code", "edit_code", *BuildSerializer.Meta.fields[1:])  # type: ignore[assignment]  # one more

    @extend_schema_field(EditUrlsSerializer)
    def get_urls(self, build: Build) -> dict[str, str]:
        """Say where it is read and changed."""
        return {
            **super().get_urls(build),
            "api_edit": self.absolute(reverse("api:build-edit", args=[build.edit_code])),
            "page_edit": self.absolute(build.edit_url),
        }
