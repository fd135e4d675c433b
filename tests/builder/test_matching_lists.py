"""What lines of a list mean in the catalogue, and how sure that is."""

# ruff: noqa: E501  # a case is a line

from __future__ import annotations

import time

import list_samples as samples
import make
import pytest
from django.core.management import call_command

from builder.lists.reading import read
from builder.lists.rows import Row
from builder.matching import match
from catalog.models import Kind

pytestmark = pytest.mark.django_db


def best(name, kind="", **fields):
    (found,) = match([Row(name, name, kind, **fields)])
    return found.best


def meaning(text):
    return {each.best.part.name if each.best else each.row.name: each.row.quantity for each in match(read(text).rows)}


@pytest.fixture
def starter():
    call_command("load_starter", verbosity=0)


def test_a_whole_list_in_markdown_finds_its_parts(starter):
    assert meaning(samples.MARKDOWN) == samples.MEANT


def test_a_whole_list_in_bbcode_finds_its_parts(starter):
    assert meaning(samples.BBCODE) == samples.MEANT_BY_BBCODE


def test_a_part_number_is_certain():
    part = make.memory("Corsair Vengeance", fields={"part_numbers": ["CMK64GX5M2B5600C40"]})
    for name in ("CMK64GX5M2B5600C40", "cmk64gx5m2b5600c40", "Corsair kit CMK64GX5M2B5600C40"):
        found = best(name)
        assert (found.part, found.level, found.by_number) == (part, "certain", True)


def test_a_stated_part_number_decides_among_equal_names():
    make.psu("Corsair RM1000x", fields={"part_numbers": ["CP-9020271-NA"]})
    newer = make.psu("Corsair RM1000x", fields={"part_numbers": ["CP-9020301-NA"]})
    assert best("Corsair RM1000x", "power-supply", part_number="CP-9020301-NA").part == newer


@pytest.mark.parametrize(
    ("maker", "known", "facts", "stated"),
    [
        (make.cpu, "AMD Ryzen 9 7950X", {}, "AMD Ryzen 9 7950X3D"),
        (make.cpu, "AMD Ryzen 9 7950X3D", {}, "AMD Ryzen 9 7950X 4.5 GHz 16-Core Processor"),
        (make.cpu, "Intel Core i9 14900K", {}, "Intel Core i9-14900KF"),
        (make.card, "Asus DUAL GeForce RTX 4070 12GB", {"chipset": "GeForce RTX 4070", "memory_gib": 12}, "Asus DUAL GeForce RTX 4070 Ti SUPER 16 GB Video Card"),
        (make.card, "Asus DUAL GeForce RTX 4070 Ti SUPER", {"chipset": "GeForce RTX 4070 Ti SUPER", "memory_gib": 16}, "Asus DUAL RTX 4070"),
        (make.card, "MSI GeForce RTX 5060 Ti 16G GAMING", {"chipset": "GeForce RTX 5060 Ti", "memory_gib": 16}, "MSI GAMING GeForce RTX 5060 Ti 8 GB"),
        (make.memory, "Corsair Vengeance DDR5-6000 CL30 64GB (2x32GB)", {"module_gib": 32}, "Corsair Vengeance 32 GB (2 x 16 GB) DDR5-6000 CL30 Memory"),
        (make.memory, "Corsair Vengeance DDR5-6000 CL30 32GB (2x16GB)", {"module_gib": 16}, "Corsair Vengeance 32 GB (4 x 8 GB) DDR5-6000 CL30 Memory"),
        (make.memory, "Corsair Vengeance DDR5-6000 CL30 32GB (2x16GB)", {"module_gib": 16}, "Corsair Vengeance 32 GB (2 x 16 GB) DDR5-5600 CL30 Memory"),
        (make.psu, "Corsair RM850x 850W", {"rated_w": 850}, "Corsair RM1000x 1000 W"),
        (make.psu, "be quiet! Straight Power 12 850W", {"rated_w": 850}, "be quiet! Straight Power 12 1000 W"),
        (make.drive, "Samsung 990 Pro 1TB", {"capacity_gb": 1000}, "Samsung 990 Pro 2 TB"),
        (make.drive, "Samsung 980 Pro 2TB", {"capacity_gb": 2000}, "Samsung 990 Pro 2 TB"),
        (make.cooler, "Noctua NH-D15S", {}, "Noctua NH-D15"),
        (make.board, "Asus ROG STRIX X670E-F GAMING WIFI", {}, "Asus ROG STRIX X670E-E GAMING WIFI ATX AM5 Motherboard"),
        (make.board, "Gigabyte B760I AORUS PRO", {"memory_type": "DDR5"}, "Gigabyte B760I AORUS PRO DDR4 Mini ITX Motherboard"),
        (make.drive, "Samsung 970 Evo 1TB", {"capacity_gb": 1000}, "Samsung 970 Evo Plus 1 TB"),
        (make.drive, "Seagate Barracuda Compute 500GB", {"capacity_gb": 500}, "Seagate Barracuda Compute 512 GB"),
        (make.psu, "Cooler Master MWE 750W", {"efficiency_rating": "80+ Bronze"}, "Cooler Master MWE 750 W 80+ Gold"),
        (make.fan, "Noctua P12 120mm 3-Pack", {"fans": 3}, "Noctua P12 120 mm Fan"),
    ],
)  # fmt: skip
def test_another_model_capacity_or_wattage_is_no_match(maker, known, facts, stated):
    part = maker(known, **facts)
    assert best(stated, part.kind) is None
    assert best(stated) is None


@pytest.mark.parametrize(
    ("maker", "known", "facts", "stated"),
    [
        (make.cpu, "AMD Ryzen 9 7950X", {}, "AMD Ryzen 9 7950X 4.5 GHz 16-Core Processor"),
        (make.cpu, "Intel Core i9 14900K", {}, "i9-14900K"),
        (make.cpu, "AMD Ryzen 9 7950X3D", {}, "7950X3D"),
        (make.cooler, "Noctua NH-D15 Air 165mm 82.5 CFM", {}, "Noctua NH-D15 82.5 CFM CPU Cooler"),
        (make.card, "NVIDIA Founders Edition GeForce RTX 4090 24GB GDDR6X", {}, "NVIDIA Founders Edition GeForce RTX 4090 24 GB Video Card"),
        (make.drive, 'Crucial MX100 512GB SSD 2.5" SATA', {"capacity_gb": 512, "attachment": "sata", "m2_length_mm": None}, 'Crucial MX100 512 GB 2.5" SATA 6.0 Gb/s Solid State Drive'),
        (make.case, "Fractal Design Define 7 XL ATX Full Tower Black", {}, "Fractal Design Define 7 XL ATX Full Tower Case"),
    ],
)  # fmt: skip
def test_the_same_thing_in_other_words_is_found(maker, known, facts, stated):
    part = maker(known, **facts)
    found = best(stated)
    assert found.part == part
    assert found.level in {"certain", "likely"}


def test_colours_that_the_list_does_not_tell_apart_are_likely_at_most_and_offered():
    for colour in ("Black", "White"):
        make.case(f"NZXT H6 Flow ATX Mid Tower {colour}")
    (found,) = match([Row("", "NZXT H6 Flow ATX Mid Tower Case", "case")])
    assert found.best.level == "likely"
    assert len(found.alternatives) == 1


def test_products_that_the_list_does_not_tell_apart_are_unsure():
    for name in ("Asus TUF GeForce RTX 3090", "Zotac Trinity GeForce RTX 3090", "EVGA FTW3 GeForce RTX 3090"):
        make.card(name, chipset="GeForce RTX 3090")
    (found,) = match([Row("", "RTX 3090", "graphics-card")])
    assert found.best is None or found.best.level == "unsure"


def test_sizes_that_the_list_does_not_tell_apart_are_unsure():
    for size in (1, 2):
        make.drive(f"Samsung 990 EVO {size}TB SSD", capacity_gb=size * 1000)
    assert best("Samsung 990 EVO", "storage").level == "unsure"


def test_withdrawn_parts_and_nonsense_are_not_found():
    from django.utils import timezone  # noqa: PLC0415

    part = make.cpu("AMD Ryzen 9 7950X")
    part.withdrawn_at = timezone.now()
    part.save()
    assert best("AMD Ryzen 9 7950X", "cpu") is None
    assert best("hello world") is None
    assert best("!!!") is None
    assert match([]) == []


def test_a_list_costs_as_many_queries_as_it_has_kinds_and_two_more(django_assert_num_queries):
    for number in range(20):
        make.card(f"Maker Card {number}90 GeForce RTX 4090")
    rows = [Row("", f"Maker Card {number}90 GeForce RTX 4090", "graphics-card") for number in range(20)]
    with django_assert_num_queries(3):  # the revision, the names of the kind, the candidates
        match(rows)
    with django_assert_num_queries(2):  # the names are at hand
        match(rows)
    with django_assert_num_queries(len(Kind) + 1):
        match([Row("", row.name) for row in rows])


def test_two_hundred_lines_take_a_moment(starter):
    rows = [Row("", f"Corsair Vengeance {n} GB DDR5-6000 RTX 4090 Samsung 990 Pro Ryzen 9 7950X") for n in range(200)]
    begun = time.perf_counter()
    match(rows)
    assert time.perf_counter() - begun < 15  # about two seconds on an idle machine
