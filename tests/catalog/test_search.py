from __future__ import annotations

import importlib
from types import SimpleNamespace

import make
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import search_index, starter
from catalog.fixtures import Reader
from catalog.models import Kind, Part
from catalog.searching import MAX_WORDS, search_text, typed

pytestmark = pytest.mark.django_db

# What people type, and the part of the starter catalogue that must come first.
FIRST = {
    # part numbers: whole, in pieces, without their signs, of another country
    "MZ-V9P2T0B/AM": "samsung-990-pro-2tb-ssd-m2-2280-pcie-40-x4-nvme",
    "MZ-V9P2T0BW": "samsung-990-pro-2tb-ssd-m2-2280-pcie-40-x4-nvme",
    "mzv9p2t0bam": "samsung-990-pro-2tb-ssd-m2-2280-pcie-40-x4-nvme",
    "MZ-V8P2T0BW": "samsung-980-pro-2tb-ssd-m2-2280-pcie-40-x4-nvme",
    "CT4000BX500SSD1": "crucial-bx500-4tb-ssd-25-sata",
    "ct4000bx500": "crucial-bx500-4tb-ssd-25-sata",
    "WDS400T3B0A": "western-digital-blue-sa510-4tb-ssd-25-sata-60-gbs",
    "100-100000514WOF": "amd-ryzen-9-7950x",
    "100000514": "amd-ryzen-9-7950x",
    "BX8071514900K": "intel-core-i9-14900k",
    "CMK96GX5M2B5200C38": "corsair-vengeance-black-ddr5-5200-cl38-96gb-2x48gb",
    "F5-6000J3636F32GX2-FX5": "gskill-f5-6000j3636f32gx2-fx5-black-ddr5-6000-cl36-64gb-2x32gb",
    "KSM32RS4": "kingston-server-premier-registered-ddr4-3200-cl22-32gb-1x32gb",
    "CP-9020087-NA": "corsair-ax1600i-atx-1600w-fully-modular-80-titanium-certified",
    "cp9020087": "corsair-ax1600i-atx-1600w-fully-modular-80-titanium-certified",
    "FD-C-DEF7A-03": "fractal-design-define-7-atx-mid-tower-black",
    "NH-U14S": "noctua-nh-u14s-air-165mm-8252-cfm",
    "nhu14s": "noctua-nh-u14s-air-165mm-8252-cfm",
    "ACFAN00286A": "arctic-p8-max-80mm-black-pwm-40-cfm",
    # a whole name, or its telling words, before longer ones that hold it too
    "ryzen 9 7950x": "amd-ryzen-9-7950x",
    "7950x": "amd-ryzen-9-7950x",
    "7950x3d": "amd-ryzen-9-7950x3d",
    "ryzen 7700": "amd-ryzen-7-7700",
    "9950x3d": "amd-ryzen-9-9950x3d",
    "5600": "amd-ryzen-5-5600",
    "i7 13700": "intel-core-i7-13700",
    "i9-14900k": "intel-core-i9-14900k",
    "core ultra 9 285k": "intel-core-ultra-9-285k",
    "epyc 7443p": "amd-epyc-7443p",
    "xeon w9": "intel-xeon-w9-3495x",
    "define 7": "fractal-design-define-7-atx-mid-tower-black",
    "x870 pro rs": "asrock-x870-pro-rs-am5-ddr5-atx",
    "mi50": "amd-radeon-instinct-mi50",
    "990 evo 2tb": "samsung-990-evo-2tb-ssd-m2-2280-pcie-50-x2-nvme",
    "l40": "nvidia-l40",
    "l40s": "nvidia-l40s",
    "a100 80gb": "nvidia-a100-80-gb-pcie",
    "rtx a6000": "pny-nvidia-rtx-a6000-48gb-gddr6",
    "rtx 6000 ada": "pny-nvidia-rtx-6000-ada-generation-48gb-gddr6",
    "rtx 4090 matrix": "asus-rog-matrix-platinum-geforce-rtx-4090-24gb-gddr6x",
    "vega 64": "amd-radeon-rx-vega-64",
    # the words in another order
    "7443p epyc": "amd-epyc-7443p",
    "tomahawk z790": "msi-mag-z790-tomahawk-wifi-ddr4-atx",
    "z790 tomahawk": "msi-mag-z790-tomahawk-wifi-ddr4-atx",
    "master x570 aorus": "gigabyte-x570-aorus-master-ddr4-atx",
    "2tb 990 pro": "samsung-990-pro-2tb-ssd-m2-2280-pcie-40-x4-nvme",
    "1600w corsair": "corsair-ax1600i-atx-1600w-fully-modular-80-titanium-certified",
    "wifi sage trx50": "asus-pro-ws-trx50-sage-wifi",
    # words glued together or taken apart
    "ryzen97950x": "amd-ryzen-9-7950x",
    "7950 x": "amd-ryzen-9-7950x",
    "990pro 4tb": "samsung-990-pro-4tb-m2-ssd-pcie-40-nvme",
    "tomahawkz790": "msi-mag-z790-tomahawk-wifi-ddr4-atx",
    "z790tomahawk": "msi-mag-z790-tomahawk-wifi-ddr4-atx",
    "threadripper7980x": "amd-ryzen-threadripper-7980x",
    "trx50sage": "asus-pro-ws-trx50-sage-wifi",
    "rx7900gre": "sapphire-pure-amd-radeon-rx-7900-gre-16gb-gddr6",
    "4090 rtx matrix": "asus-rog-matrix-platinum-geforce-rtx-4090-24gb-gddr6x",
    "rtx4090 suprim": "msi-geforce-rtx-4090-suprim-liquid-x-24g-gddr6x",
    "rtx5090astral": "asus-rog-astral-geforce-rtx-5090-32gb-gddr7",
    "7900gre rx": "sapphire-pure-amd-radeon-rx-7900-gre-16gb-gddr6",
    "h13 ssl": "supermicro-h13ssl-n",
    "nh d9l": "noctua-nh-d9l-air-110mm-4644-cfm",
    "bequiet dark base 701":
        "be-quiet-dark-base-701-atx-mid-tower-black-tempered-glass-side-panel-usb-32-gen-2-type-c-usb-32-gen",
    # words not finished yet
    "threadr 7980": "amd-ryzen-threadripper-7980x",
    "romed": "asrock-rack-romed8-2t",
    "tomah": "msi-mag-z790-tomahawk-wifi-ddr4-atx",
    "samsu 980 pro 2": "samsung-980-pro-2tb-ssd-m2-2280-pcie-40-x4-nvme",
    "velocita": "asrock-z590-pg-velocita-ddr4-atx",
    "kotets": "scythe-kotetsu-mark-ii-air-154mm-5117-cfm",
    # one mistake in a word: changed places, missing, extra, wrong
    "rzyen 7950x": "amd-ryzen-9-7950x",
    "tomahwak z790": "msi-mag-z790-tomahawk-wifi-ddr4-atx",
    "threadriper 7980x": "amd-ryzen-threadripper-7980x",
    "samsng 980 pro 2tb": "samsung-980-pro-2tb-ssd-m2-2280-pcie-40-x4-nvme",
    "samsumg 990 pro 2tb": "samsung-990-pro-2tb-ssd-m2-2280-pcie-40-x4-nvme",
    "supermicrro h13ssl": "supermicro-h13ssl-n",
    "valkirie z690": "biostar-z690-valkyrie-lga1700-ddr5-atx",
    "meshfiy 3 xl rgb":
        "fractal-design-meshify-3-xl-rgb-atx-full-tower-black-rgb-tinted-tempered-glass",
    "tubro rtx 3090 asus": "asus-turbo-geforce-rtx-3090-24gb-gddr6x-black",
    "hellhond 7900 xtx": "powercolor-hellhound-amd-radeon-rx-7900-xtx-24gb-gddr6",
    "kotetzu": "scythe-kotetsu-mark-ii-air-154mm-5117-cfm",
}  # fmt: skip
ODD = [
    "x" * 10_000, "rtx 4090 " * 2_000, "%", "_", "%_\"'\\", "'; DROP TABLE catalog_part; --", "🙂", "rtx 🙂", "\0",
    "rt\0x", "AND", "NOT OR", "NEAR(a b)", '"', "*", "name:x", "(", "[a", "^$", "ß", "ÉCLAIR", "日本", "\ud800",
    "a" * 41, "１２３４", "²²²", "٣٤٥٦", "i̇stanbul", "a.b.c.d", "  ", "-" * 99,
]  # fmt: skip


def first(words, rows=None):
    found = (Part.objects.offered() if rows is None else rows).found(words, 1)
    return Part.objects.get(pk=found[0][0]).slug if found else None


def names(words):
    return set(Part.objects.matching(words).values_list("name", flat=True))


def test_people_find_the_part_that_they_mean():
    reader = Reader(settings.BASE_DIR / "fixtures")
    starter.write(starter.read(reader))
    reader.finish()
    wrong = {words: (got, slug) for words, slug in FIRST.items() if (got := first(words)) != slug}
    assert len(FIRST) >= 60
    assert len(wrong) <= 1, wrong  # "tomahawkz790": nothing says where its words part


@pytest.mark.parametrize(
    "words", ["rtx 4090", "4090 rtx", "rtx4090", "4090rtx", "RTX-4090", "asus 4090", "strix  oc", "geforec 4090"]
)
def test_a_card_is_found_however_its_name_is_typed(words):
    make.card("ASUS ROG Strix GeForce RTX 4090 OC")
    make.card("ASUS ROG Strix Radeon RX 7900")
    found = Part.objects.found(words, 9)
    assert [Part.objects.get(pk=key).name for key, _kind in found] == ["ASUS ROG Strix GeForce RTX 4090 OC"]


def test_mistakes_are_forgiven_only_where_nothing_is_right():
    make.board("Alpha Tomahawk")
    make.board("Beta Tomahawq")
    assert names("tomahawk") == {"Alpha Tomahawk"}
    assert names("tomahawl") == {"Alpha Tomahawk", "Beta Tomahawq"}


def test_a_number_is_never_taken_for_another():
    make.card("GeForce RTX 4090")
    assert names("4080") == set()
    assert names("rtx4080") == set()


def test_what_is_right_is_asked_within_the_rows_at_hand():
    make.board("Tomahawk board")
    make.card("Tomahawl card")
    assert [row.name for row in Part.objects.of_kind(Kind.CARD).matching("tomahawk")] == ["Tomahawl card"]


def test_no_words_are_all_parts_and_signs_alone_are_none():
    make.card("One")
    assert names("  ") == {"One"}
    assert names("%_") == set()


@pytest.mark.parametrize("words", ODD)
def test_nothing_that_is_typed_is_an_error(words):
    make.card("GeForce RTX 4090")
    assert len(Part.objects.found(words, 9)) <= 1
    assert Part.objects.matching(words).count() <= 1


def test_a_search_is_one_query_and_a_second_one_only_to_forgive():
    make.card("GeForce RTX 4090")
    for words, queries in (("geforce 4090", 1), ("gefroce 4090", 2), ("%%", 0), ("", 0)):
        with CaptureQueriesContext(connection) as captured:
            found = Part.objects.found(words, 9)
        assert len(captured) == queries
        assert len(found) == (queries > 0)


WORDS = [
    "rtx 4090",
    "4090",
    "gefroce",
    "geforce rtx",
    "mi50",
    "mi 50",
    "7950 x",
    "x",
    "rx",
    "a6",
    "tomahwak b650",
    "oc",
]


@pytest.mark.parametrize("words", [*FIRST, *WORDS])
def test_what_is_found_is_what_matches(words):
    for name in (
        "ASUS ROG Strix GeForce RTX 4090 OC",
        "MSI B650 Tomahawk WiFi",
        "AMD Radeon Instinct MI50",
        "AMD Ryzen 9 7950X",
        "PNY RTX A6000",
        "Sapphire RX 7900 GRE",
        "Samsung 990 Pro 2TB",
        "Intel Core i9-14900K",
        "Nothing 50 like it",
    ):
        make.card(name)
    assert {key for key, _kind in Part.objects.found(words, 99)} == set(
        Part.objects.matching(words).values_list("pk", flat=True)
    )


def test_so_many_parts_are_given_and_no_more():
    for number in range(5):
        make.card(f"GeForce RTX 409{number}")
    assert len(Part.objects.found("geforce", 3)) == 3


def test_a_part_is_found_by_what_it_became_and_no_longer_by_what_it_was():
    row = make.card("Firstname")
    row.name, row.part_numbers = "Secondname", ["AB-12/C"]
    row.save()
    assert names("firstname") == set()
    assert names("ab12c") == {"Secondname"}
    row.delete()
    assert names("secondname") == set()


def test_saving_only_the_name_is_enough():
    row = make.card("Firstname")
    row.name = "Secondname"
    row.save(update_fields=["name"])
    assert names("secondname") == {"Secondname"}


def test_accents_and_case_make_no_difference():
    make.case("Éclair TÖWER")
    assert names("eclair tower") == names("ÉCLAIR töwer") == {"Éclair TÖWER"}


def test_the_text_holds_words_neighbours_glued_and_part_numbers():
    text = search_text("MSI B650 Tomahawk", "MSI", "MAG", ["7D75-001R"])
    assert text.startswith(" msi b650 tomahawk msi mag ")
    for word in ("b650tomahawk", "msib650", "7d75001r", "7d75", "msib650tomahawk"):
        assert f" {word} " in text


def test_only_so_many_words_are_read():
    assert len(typed(" ".join(f"word{number}" for number in range(50)))) == MAX_WORDS


def test_the_migration_fills_the_text_of_parts_that_were_there():
    row = make.card("Firstname")
    Part.objects.update(search_text="")
    assert names("firstname") == set()
    migration = importlib.import_module("catalog.migrations.0002_part_search_text")
    migration.fill(apps, SimpleNamespace(connection=connection))
    assert names("firstname") == {row.name}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the triggers are SQLite's")
def test_lost_triggers_come_back_with_what_they_missed():
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {search_index.TABLE}_insert")
    make.card("Firstname")
    assert names("firstname") == set()
    search_index.mend(connection)
    assert names("firstname") == {"Firstname"}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the extension is PostgreSQL's")
def test_where_the_extension_cannot_be_added_searching_still_works(monkeypatch, caplog):
    search_index.drop(connection)
    monkeypatch.setattr(search_index, "POSTGRESQL", ("CREATE EXTENSION no_such_extension", search_index.POSTGRESQL[1]))
    search_index.create(connection)
    assert "pg_trgm cannot be added" in caplog.text
    make.card("GeForce RTX 4090")
    assert names("rtx4090") == names("gefroce") == {"GeForce RTX 4090"}
