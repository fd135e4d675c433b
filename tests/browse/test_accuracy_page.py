"""The accuracy page: figures, misses, chart, runs, CSV; and that it says what the documentation says."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import make
import pytest

from browse import accuracy, accuracy_chart
from browse.accuracy_chart import MOST_LINKED, NARROW, WIDE, Point, decades, draw, outline
from browse.accuracy_figures import lines, misses, scored_runs
from catalog.fixtures import Reader
from catalog.measured import as_read
from catalog.models import MeasuredRun
from catalog.run_kinds import GROUPS, TYPES, group_of, types_of
from catalog.starter import RUN_COLUMNS, read
from engine.throughput import KINDS
from engine.vram import Workload

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
MEMORY = {
    "estimator": "memory", "type": "llm_qlora", "workload": "phi-2", "unit": "GiB", "gpu_name": "",
    "quantity": "reserved", "title": "phi-2, QLoRA",
    "asked": {"workload": "llm_qlora", "arch": "phi-2", "lora_targets": "q,v"},
}  # fmt: skip


def text(response):
    return " ".join(response.content.decode().split())


def titles(response):
    return [row.run.title for row in response.context["rows"]]


def test_a_run_stands_beside_its_prediction_its_error_and_its_source(client):
    make.gpu()
    make.measured_run(1000, 1250, peers={"bandwidth": 2000}, low=1100, high=1400)
    page = text(client.get("/accuracy/"))
    for said in ("ResNet-50, fp16 on GeForce RTX 4090", "1,000", "1,250", "+25 %", "out of range",
                 "1,100 – 1,400",
                 'Bandwidth: <span class="n">+100 %</span>', "a table of measurements", "CNN training"):  # fmt: skip
        assert said in page


def test_the_page_takes_three_queries_whatever_it_holds(client, django_assert_num_queries):
    gpu = make.gpu()
    for number in range(60):
        make.measured_run(100 + number, 110, gpu=gpu)
    with django_assert_num_queries(3):
        client.get("/accuracy/")
    with django_assert_num_queries(4):
        client.get("/accuracy/?gpu=geforce-rtx-4090&page=2&ordering=error")


def test_an_empty_catalogue_says_so(client):
    assert "No measured run is in the catalogue" in text(client.get("/accuracy/"))


def test_what_no_run_answers_leaves_a_way_out(client):
    make.measured_run()
    page = text(client.get("/accuracy/?q=nothing+like+it"))
    assert "No run is what you asked for" in page
    assert "Show all runs" in page


def test_what_does_not_count_is_shown_and_makes_no_figures(client):
    make.measured_run(100, 110)
    make.measured_run(100, 500, scored=False, flag="slow host (PCIe x1)")
    response = client.get("/accuracy/")
    assert len(response.context["rows"]) == 2
    [line, _whole] = response.context["tables"][1].lines
    assert (line.figures.rows, line.figures.median) == (1, pytest.approx(0.1))
    assert "Not counted" in text(response)
    assert response.context["chart"].points == 1


def test_a_run_without_a_prediction_says_why(client):
    make.measured_run(100, None, declined="Nothing is estimated for this kind of work.")
    make.measured_run()
    assert "Nothing is estimated for this kind of work." in text(client.get("/accuracy/"))


def test_runs_are_kept_by_kind_gpu_count_and_words(client):
    make.measured_run(title="one", gpu=make.gpu())
    make.measured_run(title="two", type="llm_decode", gpu_count=2)
    make.measured_run(**{**MEMORY, "title": "three"})
    for query, expected in (
        ("", {"one", "two"}), ("?type=llm_decode", {"two"}), ("?gpu=geforce-rtx-4090", {"one"}),
        ("?gpus=several", {"two"}), ("?q=TW", {"two"}), ("?estimator=memory", {"three"}),
        ("?estimator=memory&type=llm_lora", set()), ("?scored=false", set()),
    ):  # fmt: skip
        assert set(titles(client.get(f"/accuracy/{query}"))) == expected, query


def test_a_run_has_an_address_of_its_own_whatever_it_is_of(client):
    run = make.measured_run(key="memory-v1", **MEMORY)
    make.measured_run()
    assert titles(client.get("/accuracy/?run=memory-v1")) == [run.title]


def test_the_farthest_off_comes_first_and_the_order_can_be_turned(client):
    for title, predicted in (("high", 150), ("near", 101), ("low", 40)):
        make.measured_run(100, predicted, title=title)
    assert titles(client.get("/accuracy/")) == ["low", "high", "near"]
    assert titles(client.get("/accuracy/?ordering=error_size")) == ["near", "high", "low"]
    assert titles(client.get("/accuracy/?ordering=-error")) == ["high", "near", "low"]


@pytest.mark.parametrize(
    "query",
    ["estimator=watts", "type=%00", "gpu=nobodys-card", "gpus=0", "ordering=secret", "page=0", "page=99",
     "scored=maybe", "format=pdf", "nonsense=1", "run=" + "x" * 99, "page=NaN"],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_by_name(client, query):
    make.measured_run()
    response = client.get(f"/accuracy/?{query}")
    assert response.status_code in {400, 404}
    assert query.partition("=")[0] in text(response)


def test_the_page_only_shows(client):
    assert client.post("/accuracy/").status_code == 405


def test_the_file_has_what_the_table_has_and_the_same_filters(client):
    make.measured_run(1000, 1250, peers={"bandwidth": 2000})
    make.measured_run(type="llm_decode")
    response = client.get("/accuracy/?type=cnn_train&format=csv")
    [row] = csv.DictReader(response.content.decode().splitlines())
    assert (row["measured"], row["predicted"], row["error"], row["peer: bandwidth"]) == (
        "1000",
        "1250",
        "0.25",
        "2000",
    )
    assert "workload=lambda_resnet50" in row["asked"]


def test_a_memory_run_can_be_asked_of_the_calculator(client):
    make.measured_run(**MEMORY)
    assert 'href="/vram/?arch=phi-2&amp;lora_targets=q%2Cv&amp;workload=llm_qlora"' in text(
        client.get("/accuracy/?estimator=memory")
    )


def test_a_speed_run_can_be_asked_of_the_page_of_speed(client):
    """That page knows a GPU by its slug, and refuses what it does not know."""
    make.measured_run(gpu=make.gpu())
    link = re.search(r'href="(/speed/\?[^"]+)"', text(client.get("/accuracy/")))[1].replace("&amp;", "&")
    response = client.get(link)
    assert response.status_code == 200
    assert response.context["page"].gpu.name == "GeForce RTX 4090"


def test_a_run_on_what_is_no_gpu_of_the_catalogue_leads_nowhere():
    assert accuracy.ask_address(make.measured_run(gpu_name="CPU:Core i9")) == ""


def test_a_run_whose_estimator_has_no_page_leads_nowhere(monkeypatch):
    monkeypatch.setattr(accuracy, "PAGES", {"memory": "browse:nowhere"})
    assert accuracy.ask_address(make.measured_run(**MEMORY)) == ""


def test_it_is_linked_from_every_page_and_from_the_error_of_memory(client):
    make.preset()
    page = text(client.get("/vram/?model=Llama-3.1-8B"))
    assert page.count('href="/accuracy/"') == 1
    assert 'href="/accuracy/?estimator=memory"' in page


def test_misses_are_named_with_their_number_and_lead_to_their_runs(client):
    gpu = make.gpu()
    for number in range(5):
        make.measured_run(100, 150 + number, gpu=gpu, gpu_count=2)
    [by_gpu, by_work] = misses("speed", scored_runs())
    assert by_gpu.name == "CNN training: 2+ × GeForce RTX 4090"
    assert by_work.name == "CNN training: ResNet-50"
    for miss in (by_gpu, by_work):
        assert miss.figures.rows == 5
        assert len(client.get(f"/accuracy/?{miss.address}").context["rows"]) == 5


def test_a_few_runs_far_off_are_no_miss_yet():
    for _number in range(4):
        make.measured_run(100, 200)
    assert misses("speed", scored_runs()) == []


def test_a_simpler_way_that_covers_fewer_runs_stands_beside_ours_on_the_same(client):
    make.measured_run(100, 110, peers={"bandwidth": 150})
    make.measured_run(100, 190)
    assert "1 runs; ours 10.0 %" in text(client.get("/accuracy/"))


@pytest.fixture(scope="module")
def shipped():
    """The runs of the starter catalogue, not stored."""
    return [MeasuredRun(**entry.values) for entry in read(Reader(ROOT / "fixtures")).runs]


def stated(heading, names):
    """Rows, median, 90 % below and share in the range of a table of docs/models.md, by the group's key."""
    part = (ROOT / "docs/models.md").read_text().partition(heading)[2]
    for name, key in names.items():
        cells = [
            cell.strip()
            for cell in re.search(rf"^\| (?:– )?{re.escape(name)} \|(.*)\|$", part, re.MULTILINE)[1].split("|")
        ]
        yield key, cells


SPEED_TABLE = {
    "CNN training": "cnn_train", "transformer training": "transformer_train", "sequence training": "seq_train",
    "recommender training": "recsys_train", "language models: training": "llm_train",
    "language models: decoding": "llm_decode", "language models: prompts": "llm_prefill",
    "MLPerf inference": "mlperf_infer", "MLPerf training": "mlperf_train", "all": "all",
}  # fmt: skip
MEMORY_TABLE = {
    "all": "all", "inference of all kinds": "inference", "language models": "llm_infer", "diffusion": "diffusion_infer",
    "GGUF files": "gguf_file", "training of language models": "llm_training", "full": "llm_full", "LoRA": "llm_lora",
    "QLoRA": "llm_qlora", "BERT, ViT training": "encoder_train", "convolutions, detectors": "vision_train",
}  # fmt: skip


@pytest.mark.parametrize(
    ("estimator", "heading", "table", "within"),
    [("speed", "### Measured error", SPEED_TABLE, 4), ("memory", "### Constants and measured error", MEMORY_TABLE, 5)],
)
def test_the_page_says_what_the_documentation_says(shipped, estimator, heading, table, within):
    scored = [(run, known) for run in shipped if (known := as_read(run))]
    found = {line.key: line.figures for line in lines(estimator, scored)}
    for key, cells in stated(heading, table):
        known = found[key]
        said = [f"{known.rows}", *(f"{100 * value:.1f}" for value in (known.median, known.ninth))]
        assert [cell.removesuffix(" %") for cell in cells[:3]] == said, key
        assert float(cells[within].removesuffix(" %")) == pytest.approx(100 * known.within, abs=0.051), key


def test_the_stated_range_holds_about_nine_in_ten_of_every_kind(shipped):
    scored = [(run, known) for run in shipped if (known := as_read(run))]
    for estimator in GROUPS:
        for line in lines(estimator, scored):
            if line.figures.rows >= 20:
                assert 0.85 <= line.figures.within <= 0.95, line.key


def test_the_estimate_beats_every_simpler_way_in_the_kinds_that_matter(shipped):
    scored = [(run, known) for run in shipped if (known := as_read(run))]
    found = {line.key: line for line in lines("speed", scored)}
    for key in ("cnn_train", "transformer_train", "seq_train", "llm_train", "llm_decode", "llm_prefill"):
        assert all(beside.better for _name, beside in found[key].theirs), key


def test_every_kind_of_run_has_a_group_with_a_name(shipped):
    for run in shipped:
        assert group_of(run.estimator, run.type) in GROUPS[run.estimator]
    assert set(KINDS) == set(GROUPS["speed"])
    modelled = {name for names in GROUPS["memory"].values() for name in names}
    assert set(Workload) <= modelled
    for estimator, groups in GROUPS.items():
        assert set(groups) <= set(accuracy.NAMES[estimator])
    assert types_of("llm_lora") >= {"llm_lora", "llm_lora_z3"}
    assert types_of("cnn_train") == {"cnn_train"}
    assert len(TYPES) == len(set(TYPES))
    assert set(RUN_COLUMNS) >= {"asked", "peers"}


def point(measured=100.0, predicted=100.0, kind="a", **fields):
    return Point(
        measured,
        predicted,
        **{"low": predicted * 0.8, "high": predicted * 1.25, "kind": kind, "title": "t", "url": "/", **fields},
    )


def test_both_scales_are_one_and_hold_every_value():
    drawn = draw([point(3, 4), point(900_000, 500)], WIDE, str, "others")
    assert [each.words for each in drawn.grid] == [each.words for each in drawn.ticks]
    assert drawn.diagonal == f"M{WIDE.left:.1f} {WIDE.floor:.1f}L{WIDE.right_edge:.1f} {WIDE.top:.1f}"


def test_a_prediction_that_is_too_high_lies_above_the_diagonal():
    plane = accuracy_chart.Plane(NARROW, decades([10, 1000], 6))
    assert (plane.x(10), plane.y(10)) == (NARROW.left, NARROW.floor)
    assert plane.y(500) < plane.y(100)  # places are counted from the top


@pytest.mark.parametrize("values", [[1, 1], [0.37, 0.39], [3.5, 180], [1e-3, 1e9], [99, 101], [1000, 1000], [7e-7, 1]])
def test_every_span_of_values_gets_a_scale_that_holds_it(values):
    axis = decades(values, 6)
    assert axis.low <= min(values)
    assert axis.high >= max(values)
    assert axis.low < axis.high
    assert 2 <= len(axis.ticks) <= 9


def test_the_band_is_drawn_where_the_ranges_end():
    drawn = draw([point(10, 10), point(1000, 1000)], WIDE, str, "")
    assert len(drawn.band) == 2
    known = accuracy_chart.band_of([point(10, 10), point(1000, 1000)])
    assert (known.low, known.high) == (pytest.approx(0.8), pytest.approx(1.25))


def test_kinds_have_marks_of_their_own_and_rare_ones_share_the_last():
    points = [point(kind=f"kind {n}") for n in range(12) for _ in range(13 - n)]
    clouds = draw(points, WIDE, str, "others").clouds
    assert len(clouds) == 8
    assert clouds[-1].name == "others"
    assert len({outline(cloud.mark, 0, 0) for cloud in clouds}) == 8
    assert sum(cloud.count for cloud in clouds) == len(points)


def test_few_dots_lead_to_their_runs_and_many_are_one_outline():
    few = draw([point()] * MOST_LINKED, WIDE, str, "").clouds[0]
    many = draw([point()] * (MOST_LINKED + 1), WIDE, str, "").clouds[0]
    assert (len(few.dots), few.d) == (MOST_LINKED, "")
    assert (many.dots, many.d != "") == ((), True)


@pytest.mark.parametrize(
    ("value", "words"), [(0.1, "0.1"), (1, "1"), (2000, "2,000"), (1e5, "100 k"), (1e7, "10 M"), (1e9, "1 G")]
)
def test_ticks_are_short(value, words):
    assert accuracy.on_axis(value) == words
