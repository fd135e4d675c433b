"""A catalogue of an earlier Rigwright gets the facts that are read since."""

import importlib
from types import SimpleNamespace

import make
import opendb_samples as samples
import pytest
from django.apps import apps
from django.db import connection

from catalog.models import Kind, MemorySpec, Part
from catalog.opendb.importing import SOURCE_KEY

pytestmark = pytest.mark.django_db

HEADERS = {"cpu_fan": 1, "case_fan": 4, "pump": 2}


def migrate():
    importlib.import_module("catalog.migrations.0008_more_facts").fill(apps, SimpleNamespace(connection=connection))


def imported(category, kind, *, verified=False, fact_sources=None, facts=None, **fields):
    """A part as an import left it, with its whole record, before the columns were there."""
    about = {"source": make.source(SOURCE_KEY), "raw": samples.record(category, **fields)}
    return make.part(kind, fields={**about, "verified": verified, "fact_sources": fact_sources or {}}, **(facts or {}))


def spec(part):
    return Part.objects.get(pk=part.pk).spec


def test_the_migration_reads_the_records_that_are_kept():
    board = imported("Motherboard", Kind.BOARD, fan_headers=HEADERS, onboard_ethernet=[{"speed": "2.5 Gb/s"}])
    kit = imported("RAM", Kind.MEMORY, height=44)
    case = imported("PCCase", Kind.CASE, front_usb_ports=["1 x Type-C"])
    migrate()
    assert (spec(board).fan_headers, spec(board).ethernet_mbps, spec(board).usb_c_headers) == (6, 2500, None)
    assert spec(kit).height_mm == 44
    assert spec(case).front_usb_c is True


def test_the_migration_asks_few_questions_for_many_kits(django_assert_max_num_queries):
    for height in (40, 41, 42):
        imported("RAM", Kind.MEMORY, height=height)
    with django_assert_max_num_queries(10):
        migrate()
    assert sorted(MemorySpec.objects.values_list("height_mm", flat=True)) == [40, 41, 42]


def test_the_migration_leaves_what_people_checked_or_found_elsewhere():
    board = imported("Motherboard", Kind.BOARD, verified=True, fan_headers=HEADERS)
    found = imported(
        "CaseFan", Kind.FAN, fact_sources={"max_noise_db": "a test"}, facts={"max_noise_db": 0.4}, min_noise_level=0.3
    )
    slip = imported("CaseFan", Kind.FAN, facts={"max_noise_db": 0.3}, min_noise_level=0.3)
    migrate()
    assert spec(board).fan_headers is None
    assert spec(found).max_noise_db == 0.4
    assert spec(slip).max_noise_db is None


def test_the_migration_passes_over_what_holds_no_record():
    board = make.part(Kind.BOARD, fields={"source": make.source(SOURCE_KEY), "raw": {"opendb_id": "x"}}, fan_headers=3)
    other = make.part(Kind.BOARD, fan_headers=2)
    migrate()
    assert [spec(each).fan_headers for each in (board, other)] == [3, 2]
