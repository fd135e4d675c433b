"""Frameworks and their builds: every fact says where it was read, and the shipped rows give the right answers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import fixture_folder
import make
import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog import starter
from catalog.fixtures import FixtureErrors, Reader
from catalog.models import Framework, FrameworkRelease
from catalog.wheels import chip, wheel
from engine.platforms.sources import UNCHECKED
from engine.platforms.wheels import Runs, answer

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
ADDRESS = re.compile(r"https?://\S+\.\S+")


@pytest.fixture(scope="module")
def catalogue():
    reader = Reader(FIXTURES)
    read = starter.read(reader)
    reader.finish()
    return read


def errors_of(folder):
    reader = Reader(folder)
    starter.read(reader)
    with pytest.raises(FixtureErrors) as found:
        reader.finish()
    return found.value.errors


def test_the_frameworks_that_people_ask_for_are_there(catalogue):
    slugs = {entry.values["slug"] for entry in catalogue.frameworks}
    assert slugs >= {
        "pytorch",
        "tensorflow",
        "jax",
        "keras",
        "paddlepaddle",
        "mxnet",
        "cntk",
        "deeplearning4j",
        "caffe2",
    }
    assert slugs >= {"caffe", "nnabla", "theano", "chainer", "tinygrad", "onnx-runtime", "llama-cpp", "vllm", "mlx"}


def test_every_fact_of_the_shipped_frameworks_has_a_source(catalogue):
    for entry in catalogue.frameworks:
        stated = {name for name in Framework.FACTS if entry.values[name]}
        assert set(entry.values["fact_sources"]) == stated, entry.values["slug"]
        assert entry.values["read_on"], entry.values["slug"]
        assert entry.values["site"], entry.values["slug"]


def test_every_shipped_build_has_a_source_and_a_day(catalogue):
    assert catalogue.releases
    for entry in catalogue.releases:
        assert entry.values["source"], entry.values["key"]
        assert entry.values["read_on"], entry.values["key"]


def test_a_source_is_an_address_or_says_that_nothing_was_read(catalogue):
    sources = [text for entry in catalogue.frameworks for text in entry.values["fact_sources"].values()]
    sources += [entry.values["source"] for entry in catalogue.releases]
    for source in sources:
        assert ADDRESS.match(source) or source == UNCHECKED, source
        assert re.search("general knowledge(?!, unchecked)", source) is None, source


def test_a_retired_framework_says_since_when(catalogue):
    for entry in catalogue.frameworks:
        assert bool(entry.values["state_since"]) or entry.values["state"] != "retired", entry.values["slug"]


def test_files_are_sorted_and_keys_follow_the_build(catalogue):
    slugs = [entry.values["slug"] for entry in catalogue.frameworks]
    assert slugs == sorted(slugs)
    for entry in catalogue.releases:
        assert entry.values["key"].startswith(entry.refers["framework"])


def test_capabilities_are_numbers_in_order(catalogue):
    for entry in catalogue.releases:
        listed = entry.values["capabilities"]
        assert listed == sorted(listed)
        assert all(isinstance(each, float) for each in listed)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"fact_sources": {"state": "its page"}}, "write a source for each of"),
        ({"licence": "MIT"}, "write a source for each of"),
        ({"fact_sources": {**fixture_folder.FRAMEWORK["fact_sources"], "state": ""}}, "write a source for each of"),
        ({"fact_sources": []}, "write a source for each of"),
        ({"state": "asleep"}, "state='asleep'"),
        ({"graph": "round"}, "graph='round'"),
    ],
)
def test_a_framework_without_a_source_for_a_fact_or_with_a_wrong_word_is_refused(tmp_path, changed, message):
    folder = fixture_folder.write(tmp_path, frameworks=[{**fixture_folder.FRAMEWORK, **changed}], framework_releases=[])
    assert any(error.startswith("frameworks.jsonl:1") and message in error for error in errors_of(folder))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"framework": "torch"}, "no such framework"),
        ({"source": ""}, "must not be empty"),
        ({"accelerator": "npu"}, "accelerator='npu'"),
        ({"ptx": "120"}, "ptx='120'"),
    ],
)
def test_a_build_that_cannot_be_read_is_refused(tmp_path, changed, message):
    folder = fixture_folder.write(tmp_path, framework_releases=[{**fixture_folder.RELEASE, **changed}])
    assert any(error.startswith("framework_releases.csv:2") and message in error for error in errors_of(folder))


@pytest.mark.django_db
def test_loading_brings_frameworks_with_their_builds_and_a_second_time_nothing(tmp_path):
    reader = Reader(fixture_folder.write(tmp_path))
    read = starter.read(reader)
    reader.finish()
    starter.write(read)
    assert [(each.framework.slug, each.build) for each in FrameworkRelease.objects.all()] == [("pytorch", "cu126")]
    tallies = {tally.table: tally for tally in starter.write(read)}
    assert (tallies["frameworks"].changed, tallies["framework releases"].changed) == (0, 0)


@pytest.mark.django_db
def test_a_row_that_someone_corrected_stays_until_update_is_asked_for(tmp_path):
    reader = Reader(fixture_folder.write(tmp_path))
    read = starter.read(reader)
    starter.write(read)
    FrameworkRelease.objects.update(note="corrected")
    starter.write(read)
    assert FrameworkRelease.objects.get().note == "corrected"
    starter.write(read, update=True)
    assert FrameworkRelease.objects.get().note == ""


@pytest.mark.django_db
def test_the_same_build_cannot_stand_there_twice_and_a_state_is_one_of_three():
    make.release()
    with pytest.raises(IntegrityError), transaction.atomic():
        make.release(key="another")
    with pytest.raises(IntegrityError), transaction.atomic():
        Framework.objects.update(state="asleep")


@pytest.fixture
def shipped(db):
    """PyTorch's builds as they ship."""
    call_command("load_starter", verbosity=0)
    return [wheel(each) for each in FrameworkRelease.objects.filter(framework__slug="pytorch")]


def test_the_shipped_builds_answer_as_the_documents_do(shipped):
    cases = {
        3.5: (Runs.NONE, "", ()),
        3.7: (Runs.LAST, "2.6", ("cu118",)),
        5.2: (Runs.OLDER_BUILD, "2.14", ("cu126",)),
        6.1: (Runs.OLDER_BUILD, "2.14", ("cu126",)),
        7.0: (Runs.OLDER_BUILD, "2.14", ("cu126",)),
        7.5: (Runs.NEWEST, "2.14", ("cu126", "cu130", "cu132")),
        8.9: (Runs.NEWEST, "2.14", ("cu126", "cu130", "cu132")),
        12.0: (Runs.NEWEST, "2.14", ("cu130", "cu132")),
    }
    for capability, expected in cases.items():
        found = answer(shipped, chip(make_gpu(compute_capability=capability)))
        assert (found.runs, found.version, found.tags) == expected, capability
    assert answer(shipped, chip(make_gpu(compute_capability=7.0))).ends == "2.15"
    amd = {
        name: answer(shipped, chip(make_gpu(vendor="AMD", chip=name))).runs
        for name in ("Navi 31", "Vega 20", "Navi 22")
    }
    assert amd == {"Navi 31": Runs.NEWEST, "Vega 20": Runs.LAST, "Navi 22": Runs.NONE}
    assert answer(shipped, chip(make_gpu(vendor="Intel", architecture="Xe2-HPG"))).tags == ("xpu",)


def make_gpu(**fields):
    """A GPU that is not stored."""
    return make.Gpu(**{"vendor": "NVIDIA", **fields})


def test_an_operator_sees_a_framework_with_its_builds(admin_client, db):
    release = make.release()
    page = admin_client.get(reverse("admin:catalog_framework_change", args=[release.framework_id])).content.decode()
    assert "cu126" in page
    for name in ("framework", "frameworkrelease"):
        assert admin_client.get(reverse(f"admin:catalog_{name}_changelist"), {"q": "pytorch"}).status_code == 200
        assert admin_client.get(reverse(f"admin:catalog_{name}_add")).status_code == 200


def test_the_shipped_lines_are_objects_with_one_order_of_keys():
    lines = [json.loads(line) for line in (FIXTURES / "frameworks.jsonl").read_text().splitlines()]
    assert len({tuple(line) for line in lines}) == 1
