"""The table of GPUs and the page of one."""

from datetime import date

import make
import pytest

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
    assert (shown["Card, from"].text, shown["Card, from"].note) == ("$1,800", "2 cards")
    assert shown["Per GB"].text == "$75"
    assert shown["Rent, from"].text == "$0.75"


def test_what_is_not_known_is_dashed_and_what_is_not_there_is_called_none(client):
    make.gpu("Old", tensor_cores=0, compute_capability="6.1")
    make.gpu("Middle", tensor_cores=512, compute_capability="8.6")
    make.gpu("New", tensor_cores=512, compute_capability="8.9")
    make.gpu("Other", vendor="AMD", tensor_cores=0)
    response = client.get("/gpus/")
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


def test_every_measure_can_be_sorted_by(client):
    make.card(gpu=make.gpu("A"), price=10)
    make.cloud_offer(make.gpu("B"))
    for head in client.get("/gpus/").context["table"].heads:
        assert client.get(f"/gpus/?{head.query}").status_code == 200
        assert "sort=" in head.query


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
    assert cells(response, "GPU 1")["Rent, from"].note == "Cloud"
    assert cells(response, "Late")["Rent, from"].note.endswith("or later")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("vendor=Acme", "vendor"),
        ("memory=x", "memory"),
        ("memory=१", "memory"),
        ("sort=luck", "sort"),
        ("market=?", "market"),
    ],
)
def test_an_address_that_cannot_be_read_names_the_parameter(client, query, name):
    response = client.get(f"/gpus/?{query}")
    assert response.status_code == 400
    assert f"<code>{name}</code>" in text(response)


def test_the_table_takes_three_queries_however_long_it_is(client, django_assert_num_queries):
    for number in range(10):
        gpu = make.gpu(f"GPU {number}")
        make.card(gpu=gpu, price=100)
        make.cloud_offer(gpu)
    with django_assert_num_queries(3):
        client.get("/gpus/")


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
    with django_assert_num_queries(5):
        client.get(f"/gpus/{gpu.slug}/")
