from __future__ import annotations

from io import StringIO

import fixture_folder as fixtures
import pytest
from django.core.management import CommandError, call_command

from catalog.models import Part

pytestmark = pytest.mark.django_db


def load(folder, *options):
    out = StringIO()
    call_command("load_starter", "--folder", str(folder), *options, stdout=out)
    return out.getvalue()


def test_the_first_load_says_what_it_created(tmp_path):
    said = load(fixtures.write(tmp_path))
    assert "parts: 1 created, 0 updated" in said
    assert "price points: 1 created" in said


def test_the_second_load_says_that_nothing_changed(tmp_path):
    folder = fixtures.write(tmp_path)
    load(folder)
    assert load(folder) == "The starter catalogue is loaded already: nothing changed.\n"


def test_a_row_that_differs_is_mentioned_and_left_alone(tmp_path):
    folder = fixtures.write(tmp_path)
    load(folder)
    Part.objects.update(name="Corrected")
    assert "1 rows differ from the fixtures and stay as they are" in load(folder)
    assert "parts: 0 created, 1 updated" in load(folder, "--update")


def test_check_writes_nothing(tmp_path):
    assert load(fixtures.write(tmp_path), "--check") == "The fixtures are in order: 1 parts, 1 GPUs.\n"
    assert not Part.objects.exists()


def test_an_error_stops_the_load_before_anything_is_written(tmp_path):
    folder = fixtures.write(tmp_path, prices=[{**fixtures.PRICE, "amount": "-1"}])
    with pytest.raises(CommandError, match=r"1 errors in .*\n.*prices.csv:2: amount='-1'"):
        load(folder)
    assert not Part.objects.exists()


def test_a_broken_reference_build_takes_everything_back(tmp_path):
    folder = fixtures.write(tmp_path, files={"builds.json": "[{}]"})
    with pytest.raises(CommandError, match=r"builds\.json, build 1: title is missing"):
        load(folder)
    assert not Part.objects.exists()
