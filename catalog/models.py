"""Hardware as rows: parts with a typed table of facts per kind, the GPUs on graphics cards, models that people run.

NULL in a table of facts means that the source does not say. Units are in the names; what "gib" of a card or module
means: as sold, since memory is made in powers of two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.querysets import (
    DownloadQuerySet,
    GpuQuerySet,
    MeasuredRunQuerySet,
    PartQuerySet,
    SourceQuerySet,
    SpecQuerySet,
)
from catalog.reports import FactReport
from catalog.revisions import PARTS, Revision, changing
from catalog.searching import SEARCHED, SearchTextField
from catalog.variants import KEYED, LONGEST_KEY, ProductKeyField
from engine.platforms.features import Chip, Features, features_of

__all__ = ("FactReport", "Revision")  # models of this app, though each has a module of its own

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Kind(models.TextChoices):
    """The kinds of parts that a machine is made of, in the order in which people choose them."""

    CPU = "cpu", _("Processor")
    COOLER = "cpu-cooler", _("CPU cooler")
    BOARD = "motherboard", _("Motherboard")
    MEMORY = "memory", _("Memory")
    CARD = "graphics-card", _("Graphics card")
    STORAGE = "storage", _("Storage")
    PSU = "power-supply", _("Power supply")
    CASE = "case", _("Case")
    FAN = "case-fan", _("Case fan")


class Source(models.Model):
    """Where facts or prices come from, with its licence and the credit that it asks for."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    url = models.URLField(blank=True)
    licence = models.CharField(max_length=80, blank=True)
    credit = models.TextField(blank=True)
    checked = models.BooleanField(
        default=True, help_text=_("False for what is written down from general knowledge, without a source read.")
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def save(self, **named: Any) -> None:  # noqa: ANN401  # Django's
        """Write the row."""
        with changing(PARTS):
            super().save(**named)


class Sourced(models.Model):
    """A row that says where it comes from. `fact_sources` names a source, by key or in words, for single facts."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    source_ref = models.CharField(max_length=200, blank=True, help_text=_("The record's id at its source."))
    retrieved_on = models.DateField(null=True, blank=True)
    verified = models.BooleanField(default=False, help_text=_("Checked by hand against the maker's page."))
    fact_sources = models.JSONField(default=dict, blank=True)
    raw = models.JSONField(default=dict, blank=True, help_text=_("The record as the source gives it."))

    class Meta:
        abstract = True


class Gpu(Sourced):
    """A GPU: the chip with its memory, which graphics cards and cloud offers share.

    Rates are dense teraflops (`_tflops`) or tera-operations (`_tops`) of the tensor units, as far as there is a source.
    """

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=90, unique=True)
    vendor = models.CharField(max_length=20)
    architecture = models.CharField(max_length=40, blank=True)
    chip = models.CharField(max_length=40, blank=True)
    tier = models.CharField(max_length=20, blank=True)  # "cls" of the facts: consumer, workstation, datacentre …
    released_on = models.DateField(null=True, blank=True)
    memory_gib = models.FloatField(null=True, blank=True)
    memory_type = models.CharField(max_length=20, blank=True)
    bandwidth_gbs = models.FloatField(null=True, blank=True)
    board_power_w = models.PositiveIntegerField(null=True, blank=True)
    suggested_psu_w = models.PositiveIntegerField(null=True, blank=True)
    slot_width = models.CharField(max_length=30, blank=True)
    length_mm = models.FloatField(null=True, blank=True)
    power_connectors = models.CharField(max_length=60, blank=True)
    bus = models.CharField(max_length=40, blank=True)
    compute_capability = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    multiprocessors = models.PositiveIntegerField(null=True, blank=True)
    tensor_cores = models.PositiveIntegerField(null=True, blank=True)
    boost_mhz = models.FloatField(null=True, blank=True)
    fp32_tflops = models.FloatField(null=True, blank=True)
    fp16_shader_tflops = models.FloatField(null=True, blank=True)
    tensor_fp16_tflops = models.FloatField(null=True, blank=True)  # fp16 inputs, fp16 accumulation
    tensor_fp16_fp32_tflops = models.FloatField(null=True, blank=True)  # fp16 inputs, fp32 accumulation
    tensor_bf16_tflops = models.FloatField(null=True, blank=True)
    tensor_tf32_tflops = models.FloatField(null=True, blank=True)
    tensor_fp8_tflops = models.FloatField(null=True, blank=True)
    tensor_int8_tops = models.FloatField(null=True, blank=True)
    peak_train16_tflops = models.FloatField(null=True, blank=True)
    peak_train32_tflops = models.FloatField(null=True, blank=True)
    tensor_source = models.TextField(blank=True)
    correction = models.TextField(blank=True)

    objects = GpuQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """The name as people say it: without the maker's brand words."""
        words = [word for word in self.name.split() if word not in {"GeForce", "Radeon", "NVIDIA", "AMD"}]
        return " ".join(words)

    @property
    def features(self) -> Features:
        """What it can do: number types, FlashAttention, CUDA, ROCm and XPU. Worked out anew at each call."""
        rates = {
            "bf16": self.tensor_bf16_tflops,
            "tf32": self.tensor_tf32_tflops,
            "int8": self.tensor_int8_tops,
            "fp8": self.tensor_fp8_tflops,
        }
        return features_of(
            Chip(
                vendor=self.vendor,
                name=self.name,
                architecture=self.architecture,
                chip=self.chip,
                capability=None if self.compute_capability is None else float(self.compute_capability),
                tensor_cores=self.tensor_cores,
                rates=frozenset(name for name, rate in rates.items() if rate is not None),
                rate_source=self.tensor_source,
            )
        )


class Chipset(models.Model):
    """A GPU as the open data names it on a card, and the GPU that it means."""

    name = models.CharField(max_length=80, unique=True)
    gpu = models.ForeignKey(Gpu, on_delete=models.CASCADE, related_name="chipsets")

    def __str__(self) -> str:
        return self.name


class Part(Sourced):
    """A part that one can buy. Its facts are in the one-to-one table of its kind: `part.spec`."""

    kind = models.CharField(max_length=20, choices=Kind.choices)
    slug = models.SlugField(max_length=140, unique=True)
    name = models.CharField(max_length=200)
    manufacturer = models.CharField(max_length=80, blank=True)
    series = models.CharField(max_length=120, blank=True)
    part_numbers = models.JSONField(default=list, blank=True)
    released_year = models.PositiveSmallIntegerField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text=_("No longer offered for new builds."))
    updated_at = models.DateTimeField(auto_now=True)
    search_text = SearchTextField(default="", blank=True, editable=False)
    product_key = ProductKeyField(max_length=LONGEST_KEY, default="", blank=True, editable=False, db_index=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_ref"), condition=~models.Q(source_ref=""), name="part_once_per_source"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="part_kind_known"),
        )
        indexes = (models.Index(fields=("kind", "name")),)

    def __str__(self) -> str:
        return self.name

    def save(self, *, update_fields: Iterable[str] | None = None, **named: Any) -> None:  # noqa: ANN401  # Django's
        """Write the row; what is made of other columns (text of search, product's key) goes with these."""
        if update_fields is not None:
            made = {"search_text": SEARCHED, "product_key": KEYED}
            update_fields = {*update_fields, *(name for name, of in made.items() if set(of) & {*update_fields})}
        with changing(PARTS):
            super().save(update_fields=update_fields, **named)

    def get_absolute_url(self) -> str:
        """Where it is read."""
        return reverse("browse:part", args=[self.kind, self.slug])

    def delete(self, *args: Any, **named: Any) -> tuple[int, dict[str, int]]:  # noqa: ANN401  # Django's
        """Delete the row."""
        with changing(PARTS):
            return super().delete(*args, **named)

    @property
    def spec(self) -> Spec:
        """The row of facts of its kind."""
        return getattr(self, SPECS[Kind(self.kind)].accessor)  # type: ignore[no-any-return]  # one per kind, below


class Spec(models.Model):
    """The facts of one part. Subclasses add the columns; `accessor` is the part's attribute that leads here."""

    accessor: str = ""
    objects = SpecQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"facts of part {self.pk}"

    def save(self, **named: Any) -> None:  # noqa: ANN401  # Django's
        """Write the row."""
        with changing(PARTS):
            super().save(**named)

    @classmethod
    def fact_names(cls) -> list[str]:
        """Give the columns that hold facts."""
        return [field.name for field in cls._meta.fields if field.name != "part"]


def _part(accessor: str) -> models.OneToOneField[Part, Part]:
    return models.OneToOneField(Part, on_delete=models.CASCADE, primary_key=True, related_name=accessor)


class ProcessorSpec(Spec):
    """Facts of a processor."""

    accessor = "processor"
    part = _part(accessor)
    socket = models.CharField(max_length=30, null=True, blank=True)
    microarchitecture = models.CharField(max_length=40, null=True, blank=True)
    cores = models.PositiveSmallIntegerField(null=True, blank=True)
    threads = models.PositiveSmallIntegerField(null=True, blank=True)
    base_clock_ghz = models.FloatField(null=True, blank=True)
    boost_clock_ghz = models.FloatField(null=True, blank=True)
    tdp_w = models.PositiveSmallIntegerField(null=True, blank=True)
    package_power_w = models.PositiveSmallIntegerField(null=True, blank=True)
    memory_types = models.JSONField(null=True, blank=True)
    memory_channels = models.PositiveSmallIntegerField(null=True, blank=True)
    max_memory_gib = models.PositiveIntegerField(null=True, blank=True)
    supports_ecc = models.BooleanField(null=True, blank=True)
    includes_cooler = models.BooleanField(default=False)
    integrated_graphics = models.CharField(max_length=60, blank=True, default="")  # empty: none


class MotherboardSpec(Spec):
    """Facts of a motherboard. `m2_sockets` is a list of {lengths_mm, pcie, sata, pcie5}.

    `fan_headers` are those for case fans and pumps, without the CPU fan's. `usb_c_headers` are for a port at the front.
    `ethernet_mbps` is the fastest wired port.
    """

    accessor = "motherboard"
    part = _part(accessor)
    socket = models.CharField(max_length=30, null=True, blank=True)
    socket_count = models.PositiveSmallIntegerField(default=1)
    chipset = models.CharField(max_length=40, null=True, blank=True)
    form_factor = models.CharField(max_length=30, null=True, blank=True)
    memory_type = models.CharField(max_length=20, null=True, blank=True)
    memory_slots = models.PositiveSmallIntegerField(null=True, blank=True)
    max_memory_gib = models.PositiveIntegerField(null=True, blank=True)
    takes_so_dimm = models.BooleanField(default=False)
    supports_ecc = models.BooleanField(null=True, blank=True)
    x16_slots = models.PositiveSmallIntegerField(null=True, blank=True)
    narrow_slots = models.PositiveSmallIntegerField(null=True, blank=True)
    m2_sockets = models.JSONField(null=True, blank=True)
    sata_ports = models.PositiveSmallIntegerField(null=True, blank=True)
    u2_ports = models.PositiveSmallIntegerField(default=0)
    eps_sockets = models.PositiveSmallIntegerField(null=True, blank=True)
    bios_flashback = models.BooleanField(default=False)
    back_connect = models.BooleanField(default=False)
    fan_headers = models.PositiveSmallIntegerField(null=True, blank=True)
    usb_c_headers = models.PositiveSmallIntegerField(null=True, blank=True)
    ethernet_mbps = models.PositiveIntegerField(null=True, blank=True)


class MemorySpec(Spec):
    """Facts of a kit of memory."""

    accessor = "memory"
    part = _part(accessor)
    memory_type = models.CharField(max_length=20, null=True, blank=True)
    modules = models.PositiveSmallIntegerField(default=1)
    module_gib = models.PositiveIntegerField(default=0)
    speed_mts = models.PositiveIntegerField(default=0)
    cas_latency = models.FloatField(null=True, blank=True)
    so_dimm = models.BooleanField(default=False)
    registered = models.BooleanField(default=False)
    ecc = models.BooleanField(default=False)
    height_mm = models.FloatField(null=True, blank=True)


class GraphicsCardSpec(Spec):
    """Facts of a graphics card.

    `stated_tdp_w` is the record's own figure, `board_power_w` the one to reckon with: an implausible own figure gives
    way to the most frequent one of its chipset. All three socket counts NULL: how the card is fed is not recorded.
    """

    accessor = "graphics_card"
    part = _part(accessor)
    gpu = models.ForeignKey(Gpu, on_delete=models.PROTECT, null=True, blank=True, related_name="cards")
    chipset = models.CharField(max_length=80, null=True, blank=True)
    vendor = models.CharField(max_length=20, null=True, blank=True)
    memory_gib = models.FloatField(default=0)
    stated_tdp_w = models.PositiveIntegerField(null=True, blank=True)
    board_power_w = models.PositiveIntegerField(null=True, blank=True)
    length_mm = models.FloatField(null=True, blank=True)
    slot_width = models.FloatField(null=True, blank=True)
    slots = models.PositiveSmallIntegerField(null=True, blank=True)
    sockets_16pin = models.PositiveSmallIntegerField(null=True, blank=True)
    sockets_8pin = models.PositiveSmallIntegerField(null=True, blank=True)
    sockets_6pin = models.PositiveSmallIntegerField(null=True, blank=True)
    bus_generation = models.PositiveSmallIntegerField(null=True, blank=True)
    bus_lanes = models.PositiveSmallIntegerField(null=True, blank=True)
    compute_capability = models.FloatField(null=True, blank=True)
    cooling = models.CharField(max_length=20, default="open-air")
    cooling_text = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=("chipset",)),)


class StorageSpec(Spec):
    """Facts of a drive. `attachment`: m2, sata, sas, u2 or other."""

    accessor = "storage"
    part = _part(accessor)
    capacity_gb = models.FloatField(null=True, blank=True)
    form_factor = models.CharField(max_length=30, null=True, blank=True)
    interface = models.CharField(max_length=60, null=True, blank=True)
    attachment = models.CharField(max_length=10, default="other")
    m2_length_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    m2_sata = models.BooleanField(default=False)
    pcie5 = models.BooleanField(default=False)
    bay_inches = models.FloatField(null=True, blank=True)
    hard_disk = models.BooleanField(default=False)
    nvme = models.BooleanField(default=False)


class PowerSupplySpec(Spec):
    """Facts of a power supply. A count of 0 leads is as recorded; when that is a gap, see engine/rules/supply.py."""

    accessor = "power_supply"
    part = _part(accessor)
    rated_w = models.PositiveIntegerField(null=True, blank=True)
    form_factor = models.CharField(max_length=30, null=True, blank=True)
    length_mm = models.FloatField(null=True, blank=True)
    efficiency_rating = models.CharField(max_length=30, null=True, blank=True)
    modular = models.CharField(max_length=20, null=True, blank=True)
    leads_16pin = models.PositiveSmallIntegerField(default=0)
    leads_8pin = models.PositiveSmallIntegerField(default=0)
    eps_leads = models.PositiveSmallIntegerField(default=0)
    sata_plugs = models.PositiveSmallIntegerField(default=0)
    atx3 = models.BooleanField(default=False)
    only_230v = models.BooleanField(default=False)


class CaseSpec(Spec):
    """Facts of a case."""

    accessor = "case"
    part = _part(accessor)
    form_factor = models.CharField(max_length=40, null=True, blank=True)
    board_form_factors = models.JSONField(null=True, blank=True)
    psu_form_factors = models.JSONField(null=True, blank=True)
    max_card_length_mm = models.FloatField(null=True, blank=True)
    max_cooler_height_mm = models.FloatField(null=True, blank=True)
    max_psu_length_mm = models.FloatField(null=True, blank=True)
    expansion_slots = models.PositiveSmallIntegerField(null=True, blank=True)
    bays_3_5 = models.PositiveSmallIntegerField(null=True, blank=True)
    bays_2_5 = models.PositiveSmallIntegerField(null=True, blank=True)
    back_connect = models.BooleanField(null=True, blank=True)
    brings_supply = models.BooleanField(default=False)
    supply_text = models.CharField(max_length=80, blank=True, default="")
    side_panel = models.CharField(max_length=40, blank=True, default="")
    width_mm = models.FloatField(null=True, blank=True)
    height_mm = models.FloatField(null=True, blank=True)
    depth_mm = models.FloatField(null=True, blank=True)
    volume_l = models.FloatField(null=True, blank=True)
    front_usb_c = models.BooleanField(null=True, blank=True)


class CoolerSpec(Spec):
    """Facts of a CPU cooler. `height_mm` is read for air coolers only, `radiator_mm` for liquid ones only."""

    accessor = "cooler"
    part = _part(accessor)
    sockets = models.JSONField(null=True, blank=True)
    water_cooled = models.BooleanField(default=False)
    height_mm = models.FloatField(null=True, blank=True)
    radiator_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    max_noise_db = models.FloatField(null=True, blank=True)


class FanSpec(Spec):
    """Facts of a case fan or a pack of them."""

    accessor = "fan"
    part = _part(accessor)
    size_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    fans = models.PositiveSmallIntegerField(default=1)
    max_airflow_cfm = models.FloatField(null=True, blank=True)
    max_noise_db = models.FloatField(null=True, blank=True)
    pwm = models.BooleanField(null=True, blank=True)


SPECS: Mapping[Kind, type[Spec]] = {
    Kind.CPU: ProcessorSpec,
    Kind.COOLER: CoolerSpec,
    Kind.BOARD: MotherboardSpec,
    Kind.MEMORY: MemorySpec,
    Kind.CARD: GraphicsCardSpec,
    Kind.STORAGE: StorageSpec,
    Kind.PSU: PowerSupplySpec,
    Kind.CASE: CaseSpec,
    Kind.FAN: FanSpec,
}


class ModelPreset(models.Model):
    """A model that people run, with the architecture that memory and speed are worked out from."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=90, unique=True)
    family = models.CharField(max_length=20)  # llm, encoder, diffusion, cnn …: "kind" of the facts
    parameters = models.BigIntegerField(null=True, blank=True)
    parameters_text = models.CharField(max_length=60, blank=True)
    layers = models.PositiveIntegerField(null=True, blank=True)
    hidden = models.PositiveIntegerField(null=True, blank=True)
    heads = models.PositiveIntegerField(null=True, blank=True)
    kv_heads = models.PositiveIntegerField(null=True, blank=True)
    head_dim = models.PositiveIntegerField(null=True, blank=True)
    ffn = models.PositiveIntegerField(null=True, blank=True)
    vocabulary = models.PositiveIntegerField(null=True, blank=True)
    context = models.PositiveIntegerField(null=True, blank=True)
    gated_mlp = models.BooleanField(null=True, blank=True)
    tied_embeddings = models.BooleanField(null=True, blank=True)
    experts = models.PositiveIntegerField(null=True, blank=True)
    active_experts = models.PositiveIntegerField(null=True, blank=True)
    moe_ffn = models.PositiveIntegerField(null=True, blank=True)
    sliding_window = models.PositiveIntegerField(null=True, blank=True)
    extra = models.TextField(blank=True)
    source = models.TextField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Country(models.Model):
    """What a household pays for electricity, and the grid's CO2, by country."""

    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=60)
    usd_per_kwh = models.FloatField(null=True, blank=True)
    tariff_source = models.CharField(max_length=200, blank=True)
    tariff_observed = models.CharField(max_length=20, blank=True)
    other_tariffs = models.JSONField(default=list, blank=True)  # [{amount, currency, source}] where sources disagree
    grid_g_co2_per_kwh = models.FloatField(null=True, blank=True)
    grid_source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "countries"

    def __str__(self) -> str:
        return self.name


class Framework(models.Model):
    """A library that people write or run models with. `fact_sources` says for each fact where it was read."""

    class Graph(models.TextChoices):
        """When the graph of a computation is fixed."""

        DYNAMIC = "dynamic", _("Dynamic")
        STATIC = "static", _("Static")
        BOTH = "both", _("Dynamic or static")

    class Use(models.TextChoices):
        """What it is for."""

        TRAINING = "training", _("Training and inference")
        INFERENCE = "inference", _("Inference")

    class State(models.TextChoices):
        """Whether somebody still works on it."""

        ACTIVE = "active", _("Active")
        MAINTENANCE = "maintenance", _("Maintenance only")
        RETIRED = "retired", _("Retired")

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=70, unique=True)
    vendor = models.CharField(max_length=80, blank=True)
    licence = models.CharField(max_length=60, blank=True)
    use = models.CharField(max_length=12, choices=Use.choices)
    graph = models.CharField(max_length=8, choices=Graph.choices, blank=True)
    languages = models.JSONField(default=list, blank=True)
    backends = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=12, choices=State.choices)
    state_since = models.CharField(
        max_length=10, blank=True, help_text=_("2019, 2019-12 or 2019-12-05: as far as known.")
    )
    note = models.TextField(blank=True)
    site = models.URLField(blank=True)
    fact_sources = models.JSONField(default=dict, blank=True)
    read_on = models.DateField(null=True, blank=True, help_text=_("When the sources were read."))

    FACTS = ("vendor", "licence", "use", "graph", "languages", "backends", "state", "note")

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=("active", "maintenance", "retired")), name="framework_state_known"
            ),
        )

    def __str__(self) -> str:
        return self.name


class FrameworkRelease(models.Model):
    """One build of a release, and the GPUs that it holds code for; empty lists: the document does not say.

    `capabilities` are CUDA compute capabilities with machine code, `ptx` the one with code that later chips translate.
    """

    class Accelerator(models.TextChoices):
        """Whose GPUs a build is for."""

        CUDA = "cuda", _("CUDA (NVIDIA)")
        ROCM = "rocm", _("ROCm (AMD)")
        XPU = "xpu", _("XPU (Intel)")

    key = models.SlugField(max_length=100, unique=True)
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="releases")
    version = models.CharField(max_length=20, blank=True, help_text=_("Empty: the document is of no one release."))
    build = models.CharField(max_length=40)
    accelerator = models.CharField(max_length=6, choices=Accelerator.choices)
    capabilities = models.JSONField(default=list, blank=True)
    ptx = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    minimum_capability = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    architectures = models.JSONField(default=list, blank=True, help_text=_("gfx names of AMD, architectures of Intel."))
    announced = models.BooleanField(default=False, help_text=_("Not out when it was last read."))
    note = models.TextField(blank=True)
    source = models.TextField()
    read_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("framework__name", "key")
        constraints = (models.UniqueConstraint(fields=("framework", "version", "build"), name="framework_build_once"),)

    def __str__(self) -> str:
        return f"{self.framework_id} {self.version} {self.build}"


class Download(models.Model):
    """An archive that is fetched again and again: what was there the last time, what it changed, who is at it."""

    key = models.SlugField(unique=True, help_text=_("The source whose records it holds."))
    url = models.CharField(max_length=2000, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    commit = models.CharField(max_length=40, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True, help_text=_("When its server last said what is newest."))
    imported_at = models.DateTimeField(null=True, blank=True)
    changes = models.JSONField(default=dict, blank=True, help_text=_("What the last import changed."))
    last_error = models.CharField(max_length=300, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True, help_text=_("Until then one process is at it."))

    objects = DownloadQuerySet.as_manager()

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key


class MeasuredRun(models.Model):
    """What somebody measured and published, beside what the estimate says of it: docs/models.md, "Accuracy".

    `asked` holds plain values by the names of columns, as `engine.throughput.read` or `engine.vram.parse` takes them.
    `predicted`, with the ends of its range, and `peers` are in `unit`, like `measured`. A speed is predicted with
    constants that were fitted without that GPU; memory without knowing the framework.
    """

    class Estimator(models.TextChoices):
        """What is estimated."""

        MEMORY = "memory", _("Memory")
        SPEED = "speed", _("Speed")

    key = models.SlugField(max_length=40, unique=True)
    estimator = models.CharField(max_length=8, choices=Estimator.choices)
    type = models.CharField(max_length=30, help_text=_("The kind of work: llm_decode, cnn_train …"))
    workload = models.CharField(max_length=80, help_text=_("The benchmark, or the model's name."))
    gpu_name = models.CharField(max_length=80, blank=True, help_text=_("As stated; empty: the source does not say."))
    gpu = models.ForeignKey(Gpu, on_delete=models.SET_NULL, null=True, blank=True, related_name="measured_runs")
    gpu_count = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=160)
    asked = models.JSONField(default=dict)
    quantity = models.CharField(max_length=20, blank=True, help_text=_("Of memory: what was read, and how."))
    measured = models.FloatField()
    unit = models.CharField(max_length=20)
    flag = models.CharField(max_length=200, blank=True, help_text=_("What is unusual, or why it is not scored."))
    source = models.CharField(max_length=200)
    predicted = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    declined = models.CharField(max_length=300, blank=True, help_text=_("Why there is no prediction."))
    peers = models.JSONField(default=dict, blank=True, help_text=_("What simpler ways predict, by name."))
    scored = models.BooleanField(default=False, help_text=_("Whether it takes part in the figures."))

    objects = MeasuredRunQuerySet.as_manager()

    class Meta:
        ordering = ("estimator", "type", "key")
        indexes = (models.Index(fields=("estimator", "type", "workload", "gpu_name"), name="measured_run_asked"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(measured__gt=0), name="measured_run_above_zero"),
            models.CheckConstraint(
                condition=models.Q(scored=False)
                | models.Q(
                    *((f"{name}__isnull", False) for name in ("predicted", "low", "high")),  # NULL passes a check
                    predicted__gt=0,
                    low__gt=0,
                    high__gte=models.F("low"),
                ),
                name="measured_run_scored_if_predicted",
            ),
        )

    def __str__(self) -> str:
        return self.title
