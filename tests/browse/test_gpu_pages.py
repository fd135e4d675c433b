"""The table of GPUs and the page of one."""

import csv
import io
from datetime import date

import make
import pytest

from browse.gpu_columns import COLUMNS, USUAL
from browse.gpu_query import ABILITIES, FILTERS
from catalog.models import Gpu
from engine.platforms import features
from prices.gpu_filters import PricedGpuFilter

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(response.content.decode().split())


def names(response):
    return [row.gpu.name for row in response.context["table"].rows]


def cells(response, name):
    table = response.context["table"]
    titles = [str(head.title) for head in table.heads]
    line = next(line for row, line in table.lines if row.gpu.name == name)
    return dict(zip(titles, line, strict=True))


def test_a_gpu_shows_its_cheapest_card_and_its_cheapest_hour(client):
    gpu = make.gpu(memory_gib=24)
    make.card(gpu=gpu, price=2400)
    make.card(gpu=gpu, price=1800)
    make.cloud_offer(gpu, per_hour="3.00", gpu_count=4)
    make.cloud_offer(gpu, per_hour="0.90")
    shown = cells(client.get("/gpus/"), gpu.name)
    assert (shown["Card, from"].text, shown["Card, from"].notes) == ("$1,800", ("2 cards",))
    assert shown["Per GB"].text == "$75"
    assert shown["Rent, from"].text == "$0.75"


def test_what_is_not_known_is_dashed_and_what_is_not_there_is_called_none(client):
    make.gpu("Old", tensor_cores=0, compute_capability="6.1")
    make.gpu("Middle", tensor_cores=512, compute_capability="8.6")
    make.gpu("New", tensor_cores=512, compute_capability="8.9")
    make.gpu("Other", vendor="AMD", tensor_cores=0)
    response = client.get("/gpus/?columns=fp16,fp8,price")
    unknown = '<span class="dash">?</span>'
    assert cells(response, "Old")["fp16"].text == "None"
    assert cells(response, "Middle")["fp16"].text == unknown
    assert cells(response, "Middle")["fp8"].text == "None"
    assert cells(response, "New")["fp8"].text == unknown
    assert cells(response, "Other")["fp16"].text == unknown
    assert cells(response, "Other")["Card, from"].text == unknown


@pytest.mark.parametrize(("sort", "order"), [("memory", ["B", "A", "C"]), ("-memory", ["A", "B", "C"])])
def test_what_is_not_known_comes_last_in_either_direction(client, sort, order):
    make.gpu("A", memory_gib=48)
    make.gpu("B", memory_gib=8)
    make.gpu("C", memory_gib=None)
    assert names(client.get("/gpus/", {"sort": sort})) == order


ALL = ",".join(COLUMNS)


def test_every_measure_can_be_sorted_by(client, every_gpu):
    for head in client.get("/gpus/", {"columns": ALL}).context["table"].heads:
        assert "sort=" in head.query
        assert names(client.get(f"/gpus/?{head.query}"))


@pytest.mark.parametrize("key", [key for key in COLUMNS if key != "vendor"])
def test_a_gpu_of_which_nothing_is_known_comes_last_in_either_direction(client, every_gpu, key):
    for sort in (key, f"-{key}"):
        assert names(client.get("/gpus/", {"sort": sort})) == ["Known", "Riddle"]


@pytest.fixture
def every_gpu():
    """A GPU with all that can be known, and one of which nothing is."""
    known = make.gpu(
        "Known", architecture="Ampere", chip="GA102", tier="consumer", released_on=date(2020, 9, 1),
        memory_type="GDDR6X", bandwidth_gbs=936.2, suggested_psu_w=750, slot_width="Dual-slot", length_mm=313,
        power_connectors="1x 12-pin",
        bus="PCIe 4.0 x16", compute_capability="8.6", tensor_cores=328, fp32_tflops=35.6, tensor_fp16_tflops=142,
        tensor_fp16_fp32_tflops=71, tensor_bf16_tflops=71, tensor_tf32_tflops=35.6, tensor_int8_tops=284,
        tensor_source="a whitepaper",
    )  # fmt: skip
    make.card(gpu=known, price=1800)
    make.cloud_offer(known, per_hour="0.90", spot_per_hour="0.30")
    make.gpu_price(known, 704)
    make.gpu_price(known, 1499, condition="launch", source=make.source("general-knowledge", checked=False))
    make.gpu("Riddle", vendor="Acme", memory_gib=None, board_power_w=None)
    return known


def test_the_reader_chooses_columns_and_every_link_keeps_them(client, every_gpu):
    response = client.get("/gpus/?columns=power,memory&vendor=NVIDIA")
    table = response.context["table"]
    assert [str(head.title) for head in table.heads] == ["Power", "Memory"]
    for address in [*(head.query for head in table.heads), response.context["sheet_query"],
                    *(address for _x, _y, address, _on in response.context["charts"])]:  # fmt: skip
        assert "columns=power,memory" in address
        assert "vendor=NVIDIA" in address
    assert text(response).count('name="columns"') == len(COLUMNS)
    assert text(response).count('name="columns" value="memory" checked') == 1


def test_ticks_become_one_parameter_and_the_usual_columns_none(client):
    make.gpu()
    moved = client.get("/gpus/?columns=memory&columns=power&has=bf16&has=fp8&q=")
    assert moved.status_code == 302
    assert moved.headers["Location"] == "/gpus/?columns=memory,power&has=bf16,fp8"
    usual = client.get("/gpus/?" + "&".join(f"columns={key}" for key in USUAL) + "&sort=name")
    assert usual.headers["Location"] == "/gpus/?sort=name"


def test_the_usual_columns_follow_the_order_of_the_chooser(client):
    """So that ticks, which come in that order, are recognised as the usual ones."""
    assert [key for key in COLUMNS if key in USUAL] == list(USUAL)


def test_all_columns_can_be_shown_and_what_is_not_checked_says_so(client, every_gpu):
    shown = cells(client.get("/gpus/", {"columns": "used,launch,cuda-from,flash,pytorch,rocm,spot"}), "Known")
    assert (shown["Used"].text, shown["Used"].notes) == ("$704", ())
    assert (shown["At launch"].text, shown["At launch"].notes) == ("$1,499", ("Oct 2023", "unchecked"))
    assert (shown["CUDA from"].text, shown["CUDA from"].notes) == ("11.1", ("unchecked",))
    assert [shown[title].text for title in ("FlashAttention", "PyTorch wheels", "ROCm", "Spot, from")] == [
        "2", "Current", "None", "$0.30",
    ]  # fmt: skip
    assert client.get("/gpus/", {"columns": ALL}).status_code == 200


@pytest.mark.parametrize(
    ("gpu", "words"),
    [
        ({"compute_capability": "8.9"}, "CUDA, current"),
        ({"compute_capability": "6.1"}, "CUDA, PyTorch until 2.14"),
        ({"vendor": "AMD", "chip": "Navi 33"}, "ROCm: not listed"),
        ({"vendor": "Intel", "architecture": "Xe-HPG"}, "XPU: in part"),
        ({"vendor": "Acme"}, '<span class="dash">?</span>'),
    ],
)
def test_a_few_words_say_what_a_gpu_runs_on(client, gpu, words):
    make.gpu("Card", **gpu)
    assert cells(client.get("/gpus/"), "Card")["Runs on"].text == words


def test_names_from_the_catalogue_are_escaped(client):
    make.gpu("<b>Bold</b>", slug="bold", architecture="<i>x</i>")
    page = client.get("/gpus/", {"columns": "architecture"}).content.decode()
    assert "<b>Bold" not in page
    assert "<i>x" not in page


def test_the_page_filters_as_the_api_does(client, every_gpu):
    make.gpu("New", compute_capability="9.0", memory_gib=80, architecture="Hopper", tier="datacentre")
    asked = {
        "q": "new", "vendor": "NVIDIA", "architecture": "Hopper", "tier": "datacentre", "memory": "25",
        "memory_most": "24", "bandwidth": "900", "power": "450", "price_least": "1000", "price": "1800",
        "capability": "8.9", "has": "bf16,fp8", "market": "rent",
    }  # fmt: skip
    assert asked.keys() == FILTERS.keys()
    for name, value in asked.items():
        found = set(
            PricedGpuFilter({FILTERS[name]: value}, queryset=Gpu.objects.all()).qs.values_list("name", flat=True)
        )
        assert set(names(client.get("/gpus/", {name: value}))) == found
        assert found
        assert len(found) < 3


def test_whatever_can_be_asked_of_a_gpu_has_a_name(client):
    assert ABILITIES.keys() == features.ASKED.keys()


def sheet(response):
    rows = list(csv.reader(io.StringIO(response.content.decode(), newline="")))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_the_file_has_what_was_filtered_with_the_chosen_columns_days_and_sources(client, every_gpu):
    response = client.get("/gpus/?vendor=NVIDIA&columns=memory,price,used,rent,fp8,can-bf16&format=csv")
    assert response["Content-Type"].startswith("text/csv")
    assert 'filename="gpus.csv"' in response["Content-Disposition"]
    (row,) = sheet(response)
    assert row["GPU"] == "Known"
    assert row["Memory (GB)"] == "24"
    assert (row["Card, from (USD)"], row["Card, seen on"], row["Card, source"]) == ("1800", "2025-07-23", "test-source")
    assert (row["Used (USD)"], row["Used, month"]) == ("704", "2023-10")
    assert row["Used, source"].startswith("test-source")
    assert row["Rent, from (USD a GPU-hour)"] == "0.9"
    assert row["Rent, seen on"] == date.today().isoformat()  # noqa: DTZ011  # the maker's day
    assert (row["fp8 (TFLOPS)"], row["bf16 (matrix units)"]) == ("none", "Yes")
    assert (row["Facts, source"], row["Rates, source"]) == ("test-source", "a whitepaper")


def test_what_is_not_known_is_an_empty_cell_and_every_column_can_be_had(client, every_gpu):
    rows = sheet(client.get("/gpus/", {"columns": ALL, "format": "csv", "sort": "name"}))
    assert [row["GPU"] for row in rows] == ["Known", "Riddle"]
    assert rows[1]["Memory (GB)"] == rows[1]["Card, from (USD)"] == rows[1]["Used (USD)"] == ""
    assert not any("<" in value for row in rows for value in row.values())


def test_a_name_that_is_a_formula_is_harmless_in_the_file(client):
    make.gpu('=HYPERLINK("x")', slug="formula")
    (row,) = sheet(client.get("/gpus/?format=csv"))
    assert row["GPU"] == '\'=HYPERLINK("x")'


def test_a_chart_is_drawn_when_it_is_asked_for(client, every_gpu):
    assert client.get("/gpus/").context["chart"] is None
    response = client.get("/gpus/?x=bandwidth&y=price")
    page = text(response)
    assert page.count('<a href="/gpus/known/"') == 3  # wide, narrow, and the table
    assert "1 GPU is not drawn: no price of a card is known." in page
    assert [str(chart.y.column) for chart in [response.context["chart"]]] == ["price"]
    assert 'aria-current="true"' in page


@pytest.mark.parametrize("x", ["memory", "bandwidth", "fp16"])
@pytest.mark.parametrize("y", ["price", "used", "rent", "power"])
def test_every_pair_of_measures_can_be_drawn(client, every_gpu, x, y):
    chart = client.get("/gpus/", {"x": x, "y": y}).context["chart"]
    assert [point.name for point in chart.points] == ["Known"]
    assert len(chart.drawings) == 2
    assert len(chart.left_out) == 1


def test_a_chart_of_nothing_says_so_in_words(client):
    make.gpu("A", memory_gib=None)
    page = text(client.get("/gpus/?x=memory&y=price"))
    assert "1 GPU is not drawn: no price of a card is known." in page
    assert 'viewBox="0 0 860' not in page


def test_each_gpu_that_is_not_drawn_is_counted_once(client):
    make.gpu("A", memory_gib=None)
    make.card(gpu=make.gpu("B", memory_gib=None), price=5)
    words = client.get("/gpus/?x=memory&y=price").context["chart"].left_out
    assert words == ["1 GPU is not drawn: no price of a card is known.", "1 GPU is not drawn: its memory is not known."]


def test_the_head_says_how_the_table_is_sorted_and_a_click_turns_it(client):
    make.gpu()
    response = client.get("/gpus/?sort=price&vendor=NVIDIA")
    assert 'aria-sort="ascending"' in text(response)
    head = next(head for head in response.context["table"].heads if head.direction)
    assert head.query == "vendor=NVIDIA&sort=-price"


def test_the_table_can_be_narrowed(client):
    big = make.gpu("Big", memory_gib=48, board_power_w=300)
    make.gpu("Red", vendor="AMD", memory_gib=24, board_power_w=600)
    make.gpu("Riddle", memory_gib=None, board_power_w=None)
    make.card(gpu=big, price=4000)
    assert names(client.get("/gpus/?memory=25")) == ["Big"]
    assert names(client.get("/gpus/?vendor=AMD")) == ["Red"]
    assert names(client.get("/gpus/?power=300")) == ["Big"]
    assert names(client.get("/gpus/?market=buy")) == ["Big"]
    assert names(client.get("/gpus/?market=rent")) == []
    assert names(client.get("/gpus/?price=3999")) == []
    assert names(client.get("/gpus/?price=4000")) == ["Big"]


def test_a_day_that_differs_from_most_stands_beside_its_figure(client):
    for number in range(3):
        make.cloud_offer(make.gpu(f"GPU {number}"), provider="Cloud")
    make.cloud_offer(make.gpu("Late"), observed_earliest=date.today(), observed_latest=None)  # noqa: DTZ011  # today
    response = client.get("/gpus/")
    assert cells(response, "GPU 1")["Rent, from"].notes == ("Cloud",)
    assert cells(response, "Late")["Rent, from"].notes[0].endswith("or later")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("vendor=Acme", "vendor"),
        ("memory=x", "memory"),
        ("memory=१", "memory"),
        ("sort=luck", "sort"),
        ("market=?", "market"),
        ("columns=memory,luck", "columns"),
        ("has=magic", "has"),
        ("format=pdf", "format"),
        ("x=luck", "x"),
        ("y=memory", "y"),
        ("capability=eight", "capability"),
        ("architecture=Voodoo", "architecture"),
        ("memory=24&memory_most=8", "memory_most"),
        ("price_least=2000&price=1000", "price"),
        ("q=" + "x" * 101, "q"),
    ],
)
def test_an_address_that_cannot_be_read_names_the_parameter(client, query, name):
    response = client.get(f"/gpus/?{query}")
    assert response.status_code == 400
    assert f"<code>{name}</code>" in text(response)


def test_an_unknown_column_is_refused_with_those_that_there_are(client):
    page = text(client.get("/gpus/?columns=luck"))
    assert "“luck” is not allowed here." in page
    assert "used-per-gb" in page


@pytest.mark.parametrize(
    ("query", "queries"),
    [
        ("", 4),
        ("?columns=" + ALL, 4),
        ("?x=memory", 4),
        ("?format=csv", 4),
        ("?memory=8", 5),
        ("?has=bf16&price=200", 6),
    ],
)
def test_the_table_takes_few_queries_however_long_it_is(client, django_assert_num_queries, query, queries):
    for number in range(10):
        gpu = make.gpu(f"GPU {number}", compute_capability="8.6")
        make.card(gpu=gpu, price=100)
        make.card(gpu=gpu, price=90)
        make.cloud_offer(gpu)
        make.gpu_price(gpu)
    with django_assert_num_queries(queries):
        assert client.get(f"/gpus/{query}").status_code == 200


def test_a_gpu_says_what_it_can_do_and_where_that_is_said(client):
    gpu = make.gpu("RTX 3090", compute_capability="8.6", tensor_cores=328)
    response = client.get(f"/gpus/{gpu.slug}/")
    found = {str(fact.label): fact for fact in response.context["page"].abilities}
    assert (found["bf16 in matrix units"].text, found["fp8 in matrix units"].text) == ("Yes", "No")
    assert (found["CUDA toolkits"].text, found["CUDA toolkits"].unchecked) == ("From 11.1 on", True)
    assert found["PyTorch wheels"].text == "Current"
    assert "ROCm on Linux" not in found
    assert "TransformerEngine" in text(response)


@pytest.mark.parametrize(
    ("fields", "label", "said"),
    [
        ({"vendor": "AMD", "chip": "Navi 31"}, "Target of ROCm", "gfx1100"),
        ({"vendor": "Intel", "architecture": "Xe-HPG"}, "XPU of PyTorch (oneAPI)", "In part"),
    ],
)
def test_other_makers_have_lines_of_their_own(client, fields, label, said):
    gpu = make.gpu("Card", **fields)
    found = {str(fact.label): fact.text for fact in client.get(f"/gpus/{gpu.slug}/").context["page"].abilities}
    assert found[label] == said
    assert "CUDA toolkits" not in found


def test_a_gpu_shows_what_used_ones_sold_for_with_month_and_source(client):
    gpu = make.gpu()
    make.gpu_price(gpu, 704, note="eBay")
    make.gpu_price(gpu, 2737, observed_on=date(2021, 10, 1))
    make.gpu_price(gpu, 1499, condition="launch", observed_on=date(2020, 9, 1),
                   source=make.source("general-knowledge", checked=False))  # fmt: skip
    response = client.get(f"/gpus/{gpu.slug}/")
    lines = [(each.when, each.condition, each.amount) for each in response.context["page"].sold]
    assert lines == [
        ("Oct 2023", "Used", "$704.00"), ("Oct 2021", "Used", "$2,737.00"), ("Sep 2020", "At launch", "$1,499.00"),
    ]  # fmt: skip
    assert text(response).count("General knowledge, unchecked") == 1
    assert response.context["page"].used.amount == "$704.00"


def test_a_gpu_shows_facts_sources_and_corrections(client):
    gpu = make.gpu(
        tensor_bf16_tflops=165.2, tensor_source="general knowledge (NOT looked up)", correction="tdp_w: 250 -> 300"
    )
    response = client.get(f"/gpus/{gpu.slug}/")
    facts = {str(fact.label): fact for fact in response.context["page"].facts}
    assert facts["Tensor, bf16"].text == "165.2 TFLOPS"
    assert facts["Tensor, bf16"].unchecked
    assert not facts["Memory"].unchecked
    assert "tdp_w: 250 -&gt; 300" in text(response)


def test_counters_that_only_one_maker_has_are_unknown_for_the_others(client):
    gpu = make.gpu("Red", vendor="AMD", tensor_cores=0, multiprocessors=0)
    facts = {str(fact.label): fact.text for fact in client.get(f"/gpus/{gpu.slug}/").context["page"].facts}
    assert "Not stated" in facts["Tensor cores"]


def test_cards_with_a_gpu_are_listed_cheapest_first(client):
    gpu = make.gpu()
    make.card("none", gpu=gpu)
    make.card("dear", gpu=gpu, price=900)
    make.card("cheap", gpu=gpu, price=100)
    page = client.get(f"/gpus/{gpu.slug}/").context["page"]
    assert [card.name for card in page.cards] == ["cheap", "dear", "none"]


def test_an_unknown_gpu_is_not_there_and_pages_only_show(client):
    gpu = make.gpu()
    assert client.get("/gpus/toaster/").status_code == 404
    assert client.post("/gpus/").status_code == 405
    assert client.delete(f"/gpus/{gpu.slug}/").status_code == 405


def test_the_page_of_a_gpu_takes_the_same_queries_however_much_there_is(client, django_assert_num_queries):
    gpu = make.gpu()
    for _ in range(6):
        make.card(gpu=gpu, price=100)
        make.cloud_offer(gpu)
    with django_assert_num_queries(7):
        client.get(f"/gpus/{gpu.slug}/")
