from __future__ import annotations

import json

import fixture_folder as fixtures
import make
import pytest

from catalog import starter
from catalog.fixtures import FixtureErrors, Reader
from catalog.models import Chipset, Country, Gpu, Kind, MeasuredRun, ModelPreset, MotherboardSpec, Part


def read(folder):
    reader = Reader(folder)
    catalogue = starter.read(reader)
    reader.finish()
    return catalogue


def errors_of(folder):
    with pytest.raises(FixtureErrors) as raised:
        read(folder)
    return raised.value.errors


def totals(tallies, name):
    return sum(getattr(tally, name) for tally in tallies)


@pytest.fixture
def folder(tmp_path):
    return fixtures.write(tmp_path)


@pytest.mark.django_db
def test_a_card_arrives_with_its_facts_its_source_and_its_gpu(folder):
    starter.write(read(folder))
    card = Part.objects.get(slug="card")
    assert card.kind == Kind.CARD
    assert card.source.key == "opendb"
    assert card.spec.board_power_w == 350
    assert card.spec.length_mm is None
    assert card.spec.gpu.memory_gib == 24


@pytest.mark.django_db
def test_a_gpu_says_for_each_tensor_rate_where_it_comes_from(folder):
    starter.write(read(folder))
    gpu = Gpu.objects.get()
    assert gpu.fact_sources == {"tensor_bf16_tflops": "a whitepaper"}
    assert gpu.tensor_fp8_tflops is None


@pytest.mark.django_db
def test_a_tensor_rate_from_general_knowledge_counts_as_unchecked(tmp_path):
    guess = {**fixtures.GPU, "tensor_source": "general knowledge (NOT looked up)"}
    starter.write(read(fixtures.write(tmp_path, gpus=[guess])))
    assert Gpu.objects.get().fact_sources == {"tensor_bf16_tflops": "general-knowledge"}


@pytest.mark.django_db
def test_a_card_of_the_server_tier_is_tied_to_its_gpu_by_name(tmp_path):
    starter.write(read(fixtures.write(tmp_path, chipsets=[])))
    assert Part.objects.get().spec.gpu.name == "GeForce RTX 3090"
    assert not Chipset.objects.exists()


def test_a_card_with_another_memory_size_than_usual_has_the_gpu_of_that_size(tmp_path):
    larger = {**fixtures.GPU, "name": "GeForce RTX 3090 48 GB", "slug": "larger", "memory_gib": "48"}
    line = fixtures.part(facts={**fixtures.CARD_FACTS, "memory_gib": 48})
    catalogue = read(fixtures.write(tmp_path, gpus=[fixtures.GPU, larger], parts={Kind.CARD: [line]}))
    assert catalogue.parts[0].gpu == "GeForce RTX 3090 48 GB"


@pytest.mark.django_db
def test_a_card_whose_gpu_is_not_among_them_has_none(tmp_path):
    facts = {**fixtures.CARD_FACTS, "chipset": "GeForce 210"}
    starter.write(read(fixtures.write(tmp_path, parts={Kind.CARD: [fixtures.part(facts=facts)]})))
    assert Part.objects.get().spec.gpu is None


@pytest.mark.django_db
def test_models_and_countries_come_too(folder):
    starter.write(read(folder))
    assert ModelPreset.objects.get().parameters == 8_000_000_000
    country = Country.objects.get()
    assert (country.usd_per_kwh, country.other_tariffs) == (0.397, [{"amount": 0.38}])


@pytest.mark.django_db
def test_a_second_load_changes_nothing(folder):
    first = starter.write(read(folder))
    second = starter.write(read(folder))
    assert totals(first, "created") == 10
    assert totals(second, "changed") == 0
    assert totals(second, "unchanged") == 10


@pytest.mark.django_db
def test_a_row_that_someone_changed_stays_until_update_is_asked_for(folder):
    starter.write(read(folder))
    Part.objects.update(name="Corrected by hand")
    kept = starter.write(read(folder))
    assert (totals(kept, "kept"), totals(kept, "changed")) == (1, 0)
    assert Part.objects.get().name == "Corrected by hand"
    updated = starter.write(read(folder), update=True)
    assert totals(updated, "updated") == 1
    assert Part.objects.get().name == "A card"


@pytest.mark.django_db
def test_a_gpu_that_an_import_made_gets_what_it_does_not_say_and_keeps_the_rest(folder):
    make.gpu("GeForce RTX 3090", memory_gib=23, slug="geforce-rtx-3090")
    starter.write(read(folder))
    gpu = Gpu.objects.get()
    assert (gpu.tensor_bf16_tflops, gpu.tensor_source) == (71, "a whitepaper")
    assert gpu.memory_gib == 23
    assert totals(starter.write(read(folder)), "changed") == 0


@pytest.mark.django_db
def test_a_part_that_an_import_brought_in_keeps_its_row_and_its_slug(folder):
    imported = make.card("Imported")
    Part.objects.update(slug="another-slug", source=make.source("opendb"), source_ref="ref-1")
    starter.write(read(folder))
    assert Part.objects.get() == imported
    assert starter.part_rows(read(folder)) == {"card": imported}


@pytest.mark.django_db
def test_a_part_steps_aside_when_another_has_its_slug(folder):
    other = make.card("Another card")
    Part.objects.update(slug="card")
    starter.write(read(folder))
    other.refresh_from_db()
    assert (other.name, other.slug) == ("Another card", "card")
    assert starter.part_rows(read(folder))["card"].slug == "card-opendb"
    assert totals(starter.write(read(folder)), "changed") == 0


@pytest.mark.django_db
def test_reading_needs_no_database_and_writes_nothing(folder, django_assert_num_queries):
    with django_assert_num_queries(0):
        read(folder)


@pytest.mark.django_db
def test_loading_takes_as_many_queries_for_many_parts_as_for_one(tmp_path, django_assert_max_num_queries):
    many = [fixtures.part(slug=f"card-{number}", source_ref=f"ref-{number}") for number in range(100)]
    catalogue = read(fixtures.write(tmp_path, parts={Kind.CARD: many}))
    with django_assert_max_num_queries(70):
        starter.write(catalogue)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"memory_gib": "lots"}, "gpus.csv:2: memory_gib='lots'"),
        ({"memory_gib": "inf"}, "gpus.csv:2: memory_gib='inf': write a finite number"),
        ({"board_power_w": "-5"}, "gpus.csv:2: board_power_w='-5'"),
        ({"released_on": "yesterday"}, "gpus.csv:2: released_on='yesterday'"),
        ({"name": ""}, "gpus.csv:2: name='': must not be empty"),
        ({"source": "nowhere"}, "gpus.csv:2: source='nowhere': no such source in sources.csv"),
    ],
)
def test_a_wrong_cell_is_named_by_file_line_and_field(tmp_path, change, message):
    errors = errors_of(fixtures.write(tmp_path, gpus=[{**fixtures.GPU, **change}]))
    assert any(error.startswith(message) for error in errors), errors


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"board_power_w": 12.5}, "parts/graphics-card.jsonl:1: board_power_w=12.5: write a whole number"),
        ({"slots": True}, "parts/graphics-card.jsonl:1: slots=True: true and false are not allowed here"),
        ({"vendor": 3.5}, "parts/graphics-card.jsonl:1: vendor=3.5: write a text"),
        ({"length_mm": [1]}, "parts/graphics-card.jsonl:1: length_mm=[1]: a list or an object is not allowed here"),
        ({"wings": 2}, "parts/graphics-card.jsonl:1: facts="),
    ],
)
def test_a_wrong_fact_is_named_too(tmp_path, change, message):
    line = fixtures.part(facts={**fixtures.CARD_FACTS, **change})
    (error,) = errors_of(fixtures.write(tmp_path, parts={Kind.CARD: [line]}, prices=[]))
    assert error.startswith(message)


def test_facts_that_the_engine_cannot_read_are_refused(tmp_path):
    facts = {"m2_sockets": [{"lengths_mm": [80]}], "form_factor": "ATX"}
    line = fixtures.part(Kind.BOARD, facts)
    (error,) = errors_of(fixtures.write(tmp_path, parts={Kind.BOARD: [line]}))
    assert "motherboard.jsonl:1: facts=" in error
    assert "the engine cannot read them" in error


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        ({"wings": "opendb"}, "wings is no fact of this kind"),
        ({"slots": "hearsay"}, "'hearsay' does not begin with a source of sources.csv"),
    ],
)
def test_a_fact_needs_a_known_source(tmp_path, sources, message):
    line = fixtures.part(fact_sources=sources)
    (error,) = errors_of(fixtures.write(tmp_path, parts={Kind.CARD: [line]}))
    assert message in error


def test_a_fact_may_say_where_in_its_source_it_stands(tmp_path):
    line = fixtures.part(fact_sources={"slots": "opendb: the table on page 2"})
    catalogue = read(fixtures.write(tmp_path, parts={Kind.CARD: [line]}))
    assert catalogue.parts[0].part.values["fact_sources"]["slots"].endswith("page 2")


def test_a_slug_used_twice_is_refused_wherever_it_is_used(tmp_path):
    drive = fixtures.part(Kind.STORAGE, {"attachment": "m2"}, source_ref="ref-2")
    folder = fixtures.write(tmp_path, parts={Kind.CARD: [fixtures.part()], Kind.STORAGE: [drive]})
    (error,) = errors_of(folder)
    assert error == "parts/storage.jsonl:1: slug='card': also in parts/graphics-card.jsonl:1"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("gpus.csv", "name,slug\n", "gpus.csv:1: the columns are name, slug; they must be name, slug, vendor"),
        ("chipsets.csv", "name,gpu\nonly one cell\n", "chipsets.csv:2: 1 cells instead of 2"),
        ("chipsets.csv", 'name,gpu\n"open', "chipsets.csv:2: not CSV"),
        ("parts/cpu.jsonl", "{", "parts/cpu.jsonl:1: not JSON"),
        ("parts/cpu.jsonl", "[]", "parts/cpu.jsonl:1: write a JSON object"),
        ("parts/cpu.jsonl", json.dumps({"slug": "x"}), "parts/cpu.jsonl:1: has the keys slug; they must be"),
    ],
)
def test_a_broken_file_is_named(tmp_path, name, text, message):
    errors = errors_of(fixtures.write(tmp_path, files={name: text}))
    assert any(error.startswith(message) for error in errors), errors


def test_a_missing_file_is_named(folder):
    (folder / "models.csv").unlink()
    (error,) = errors_of(folder)
    assert error.startswith("models.csv: cannot be read")


def test_all_errors_are_told_at_once(tmp_path):
    lines = [fixtures.part(slug="Not a slug!"), fixtures.part(slug="b", source_ref=""), fixtures.part(slug="c")]
    errors = errors_of(fixtures.write(tmp_path, parts={Kind.CARD: lines}))
    assert [error.split(": ")[0] for error in errors] == [
        "parts/graphics-card.jsonl:1",
        "parts/graphics-card.jsonl:2",
    ]


def test_a_long_list_of_errors_shows_the_first_and_counts_the_rest():
    shown = str(FixtureErrors([f"error {number}" for number in range(1, 24)]))
    assert shown.endswith("error 20\n… and 3 more")


@pytest.fixture
def load(tmp_path):
    """Load a starter catalogue with one board of these facts."""

    def loading(**facts):
        line = fixtures.part(Kind.BOARD, facts, slug="board", raw={"opendb_id": "ref-1"})
        return starter.write(read(fixtures.write(tmp_path, parts={Kind.BOARD: [line]})))

    return loading


@pytest.mark.django_db
def test_a_starter_part_gets_the_facts_that_it_does_not_have(load):
    load(chipset="B650")
    load(chipset="B850", fan_headers=6, m2_sockets=[])
    board = MotherboardSpec.objects.get()
    assert (board.fan_headers, board.m2_sockets, board.chipset) == (6, [], "B650")
    assert not sum(tally.changed for tally in load(chipset="B650", fan_headers=6, m2_sockets=[]))


@pytest.mark.parametrize(
    "touched", [{"raw": {"opendb_id": "ref-1", "fan_headers": None}}, {"verified": True}, {"fact_sources": {"x": "y"}}]
)
@pytest.mark.django_db
def test_a_starter_part_that_an_import_or_a_person_has_been_at_stays_as_it_is(load, touched):
    load()
    Part.objects.update(**touched)
    load(fan_headers=6)
    assert MotherboardSpec.objects.get().fan_headers is None


@pytest.mark.django_db
def test_a_measured_run_finds_its_gpu_and_a_processor_stays_a_name(tmp_path):
    runs = [fixtures.RUN, {**fixtures.RUN, "key": "speed-2", "gpu_name": "CPU:Core i9"}]
    starter.write(read(fixtures.write(tmp_path, runs=runs)))
    assert {run.key: run.gpu and run.gpu.name for run in MeasuredRun.objects.select_related("gpu")} == {
        "speed-1": "GeForce RTX 3090", "speed-2": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"measured": 0}, "write a number above 0"),
        ({"predicted": None, "scored": False}, "say why there is no prediction"),
        ({"low": None}, "there is no prediction"),
    ],
)
def test_a_measured_run_that_makes_no_figures_is_refused(tmp_path, change, error):
    (found,) = errors_of(fixtures.write(tmp_path, runs=[{**fixtures.RUN, **change}]))
    assert error in found
