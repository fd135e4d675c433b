"""Which parts are one product in several dresses."""

import importlib
from types import SimpleNamespace

import make
import pytest
from django.apps import apps
from django.db import connection

from catalog.models import Part
from catalog.variants import dress, product_key, same_sizes

SAME = [  # names as the open data has them
    (
        "memory",
        "Corsair Vengeance Black DDR5-6000 CL36 32GB (2x16GB)",
        "Corsair Vengeance 32GB (2x16GB) DDR5 6000 CL36 Black",
    ),
    (
        "memory",
        "G.Skill Trident Z Black DDR5-6400 CL32 32GB (2x16GB)",
        "G.Skill Trident Z Metallic Silver DDR5-6400 CL32 32GB (2x16GB)",
    ),
    (
        "graphics-card",
        "Asus DUAL GeForce RTX 4060 8GB GDDR6 Black",
        "ASUS Dual GeForce RTX 4060 White OC Edition 8GB GDDR6",
    ),
    (
        "graphics-card",
        "Gigabyte EAGLE OC Rev 2.0 GeForce RTX 3060 12GB GDDR6 Black",
        "Gigabyte EAGLE GeForce RTX 3060 12GB GDDR6",
    ),
    ("graphics-card", "Asus ROG Astral OC GeForce RTX 5080 16 GB GDDR7", "ASUS ROG Astral GeForce RTX 5080 16GB GDDR7"),
    (
        "motherboard",
        "Gigabyte B760M AORUS ELITE AX (rev. 1.2) DDR5 Micro ATX",
        "Gigabyte B760M AORUS ELITE AX DDR5 Micro ATX",
    ),
    ("motherboard", "ASROCK X870 Challenger WIFI", "AsRock X870 Challenger WIFI White"),
    ("motherboard", "Gigabyte H610M H V2 DDR5 Micro ATX", "Gigabyte H610M H DDR5 Micro ATX"),
    (
        "power-supply",
        "Super Flower SF-1200F14MP Black 1200W Fully Modular 80+ Platinum Certified",
        "Super Flower SF-1200F14MP White 1200W Fully Modular 80+ Platinum Certified",
    ),
    (
        "case",
        "Fractal Design Define R4 ATX Mid Tower White Acrylic Side Panel",
        "Fractal Design Define R4 ATX Mid Tower Black Acrylic Side Panel",
    ),
    (
        "cpu-cooler",
        "ARCTIC Freezer 33 eSports ONE Air 150mm Black/Red",
        "ARCTIC Freezer 33 eSports ONE Air 150mm Black / White",
    ),
    ("case-fan", "NZXT F120 RGB 120mm Black RGB PWM Pack Of 3", "NZXT F120 RGB 120mm White RGB PWM Pack of 3"),
    ("cpu", "Intel Core i5 9400 OEM/Tray", "Intel Core i5-9400"),
]
DIFFERENT = [
    (
        "memory",
        "Corsair Vengeance Black DDR5-6000 CL36 32GB (2x16GB)",
        "Corsair Vengeance Black DDR5-6000 CL36 32GB (1x32GB)",
    ),
    (
        "memory",
        "Corsair Vengeance Black DDR5-6000 CL36 32GB (2x16GB)",
        "Corsair Vengeance Black DDR5-6000 CL30 32GB (2x16GB)",
    ),
    (
        "graphics-card",
        "MSI GeForce RTX 4060 Ti VENTUS 2X 8GB GDDR6 Black",
        "MSI GeForce RTX 4060 Ti VENTUS 2X 16GB GDDR6 Black",
    ),
    ("graphics-card", "PowerColor Red Devil Radeon RX 6800 16GB", "PowerColor Devil Radeon RX 6800 16GB"),
    ("graphics-card", "Asus GeForce RTX 3080 10GB", "MSI GeForce RTX 3080 10GB"),
    (
        "storage",
        "Western Digital Black SN850X 2TB SSD M.2-2280 PCIe 4.0 x4 NVMe",
        "Western Digital Blue SN850X 2TB SSD M.2-2280 PCIe 4.0 x4 NVMe",
    ),
    ("storage", "Sabrent Rocket 2TB M.2 SSD PCIe 4.0 NVMe", "Sabrent Rocket 4 2TB SSD M.2 PCIe 4.0 NVMe"),
    ("power-supply", "Corsair RM850x 850W 80+ Gold Fully Modular", "Corsair RM850x 850W 80+ Platinum Fully Modular"),
    ("power-supply", "be quiet! Pure Power 550W 80+ Silver", "be quiet! Pure Power 550W 80+ Gold"),
    ("power-supply", "ADATA XPG PYLON 650W 80+ Bronze", "ADATA XPG PYLON 750W 80+ Bronze"),
    ("cpu", "Intel Xeon E5-2680 v3", "Intel Xeon E5-2680 v4"),
    ("cpu-cooler", "be quiet! Dark Rock 4 Air 159mm", "be quiet! Pure Rock 4 Air 159mm"),
    ("case-fan", "ARCTIC P12 120mm Black 1-Pack", "ARCTIC P12 120mm Black 3-Pack"),
]


def key(kind, name):
    return product_key(kind, name, name.split()[0])


@pytest.mark.parametrize(("kind", "one", "other"), SAME)
def test_colours_revisions_and_packaging_are_one_product(kind, one, other):
    assert key(kind, one) == key(kind, other)


@pytest.mark.parametrize(("kind", "one", "other"), DIFFERENT)
def test_sizes_kits_and_lines_of_products_are_not_merged(kind, one, other):
    assert key(kind, one) != key(kind, other)


def test_the_same_words_of_another_kind_are_another_product():
    assert product_key("case", "Aurora", "Maker") != product_key("case-fan", "Aurora", "Maker")


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("graphics-card", "Gigabyte EAGLE OC Rev 2.0 GeForce RTX 3060 12GB GDDR6 Black", "OC Rev 2.0 Black"),
        ("case", "Fractal Design Define R4 white / Black", "White Black"),
        ("cpu", "Intel Core i5 9400 OEM/Tray", "OEM Tray"),
        ("power-supply", "Corsair RM850x 850W 80+ Gold", ""),
        ("cpu-cooler", "be quiet! Dark Rock 4", ""),
        ("memory", "G.Skill Ripjaws S5 Light Gray DDR5-6000", "Light Gray"),
    ],
)
def test_what_tells_a_part_from_the_others_of_its_product_is_read_from_its_name(kind, name, words):
    assert dress(kind, name) == words


def test_a_key_fits_its_column():
    assert len(product_key("case", "é" * 200, "ü" * 80)) <= Part._meta.get_field("product_key").max_length  # noqa: SLF001  # public in spite of its name


@pytest.mark.django_db
def test_what_a_record_has_wrong_in_its_size_is_no_variant():
    one, other = (make.memory("Kit 32GB", module_gib=size).spec for size in (16, 24))
    assert not same_sizes("memory", one, other)
    assert same_sizes("memory", one, one)


@pytest.mark.django_db
def test_the_key_follows_the_name_whenever_a_part_is_saved():
    part = make.case("Torrent Black")
    part.name = "Meshify White"
    part.save(update_fields=["name"])
    part.refresh_from_db()
    assert part.product_key == "case maker: meshify"


@pytest.mark.django_db
def test_the_migration_fills_the_key_of_parts_that_are_there():
    part = make.case("Torrent Black")
    Part.objects.update(product_key="")
    importlib.import_module("catalog.migrations.0006_product_key").fill(apps, SimpleNamespace(connection=connection))
    part.refresh_from_db()
    assert part.product_key == "case maker: torrent"
