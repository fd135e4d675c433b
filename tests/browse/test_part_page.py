"""The page of one part."""

from datetime import UTC, datetime

import make
import pytest
from django.urls import reverse

from browse.labels import GPU_LABELS, LABELS
from catalog.models import SPECS, Gpu, Kind, Sourced

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(response.content.decode().split())


def test_a_part_of_another_kind_is_not_there(client):
    assert client.get(f"/parts/cpu/{make.card().slug}/").status_code == 404


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_shows_its_facts_with_their_units(client, kind):
    response = client.get(make.part(kind).get_absolute_url())
    assert response.status_code == 200
    shown = response.context["page"].facts
    assert len(shown) == len(SPECS[kind].fact_names())


def test_every_column_of_every_facts_table_has_a_label():
    for kind, spec in SPECS.items():
        assert set(LABELS[kind]) == set(spec.fact_names()), kind


def test_every_fact_of_a_gpu_has_a_label():
    about_the_row = {field.name for field in Sourced._meta.get_fields()} | {"id", "name", "slug"}  # noqa: SLF001  # public in spite of its name
    remarks = {"tensor_source", "correction"}
    columns = {field.name for field in Gpu._meta.fields} - about_the_row - remarks  # noqa: SLF001  # as above
    assert set(GPU_LABELS) == columns


def test_facts_have_units_and_unknown_ones_are_dashed(client):
    case = make.case(max_card_length_mm=331.5, max_cooler_height_mm=None)
    facts = {str(fact.label): fact for fact in client.get(case.get_absolute_url()).context["page"].facts}
    assert facts["Graphics card, at most"].text == "331.5 mm"
    assert facts["CPU cooler, at most"].text == '<span class="dash">Not stated</span>'
    assert facts["CPU cooler, at most"].letter == ""


def test_a_zero_that_means_unknown_is_not_shown_as_a_number(client):
    kit = make.memory(module_gib=0, speed_mts=0)
    facts = {str(fact.label): fact.text for fact in client.get(kit.get_absolute_url()).context["page"].facts}
    assert "Not stated" in facts["One module"]
    assert "Not stated" in facts["Speed"]
    assert facts["Registered"] == "No"


def test_alike_m2_sockets_are_counted_together(client):
    facts = {str(fact.label): fact.text for fact in client.get(make.board().get_absolute_url()).context["page"].facts}
    assert facts["M.2 sockets"] == "2 × to 80 mm, PCIe"


def test_each_fact_names_its_own_source(client):
    make.source("maker-page", name="Maker", credit="The maker's data sheet")
    card = make.card(fields={"fact_sources": {"length_mm": "maker-page", "slots": "general knowledge, unchecked"}})
    response = client.get(card.get_absolute_url())
    facts = {str(fact.label): fact for fact in response.context["page"].facts}
    listed = {source["letter"]: source["text"] for source in response.context["page"].letters.sources}
    assert listed[facts["Length"].letter] == "The maker's data sheet"
    assert listed[facts["Memory"].letter] == "Nobody"
    assert facts["Takes up"].unchecked
    assert not facts["Length"].unchecked
    assert "General knowledge, unchecked" in text(response)
    assert "The maker&#x27;s data sheet" in text(response)


def test_a_part_from_an_unchecked_source_says_so_at_every_fact(client):
    cpu = make.cpu(fields={"source": make.source("from-memory", checked=False)})
    facts = client.get(cpu.get_absolute_url()).context["page"].facts
    assert all(fact.unchecked for fact in facts if fact.letter)


def test_the_price_stands_first_with_its_seller_and_day(client):
    card = make.card(price=1200, memory_gib=24)
    page = text(client.get(card.get_absolute_url()))
    assert "$1,200.00" in page
    assert "23 Jul 2025" in page
    assert "$50" in page  # for a GB
    assert page.index("$1,200.00") < page.index("<h2>Facts")


def test_a_part_without_a_price_says_so(client):
    page = text(client.get(make.psu().get_absolute_url()))
    assert "No price" in page
    assert "No price of this part has been seen." in page


def test_every_price_seen_is_listed_newest_first(client):
    card = make.card(price=900)
    make.priced(card, 800, at=datetime(2024, 1, 2, tzinfo=UTC))
    points = client.get(card.get_absolute_url()).context["page"].points
    assert [int(point.amount) for point in points] == [900, 800]


def test_a_card_shows_its_gpu_what_runs_on_it_and_what_renting_it_costs(client):
    gpu = make.gpu(bandwidth_gbs=1008)
    make.preset()
    make.cloud_offer(gpu, per_hour="0.80", gpu_count=2)
    response = client.get(make.card(gpu=gpu, memory_gib=24).get_absolute_url())
    page = text(response)
    assert "1,008 GB/s" in page
    assert "$0.40 an hour" in page
    assert "Llama-3.1-8B" in page
    assert f'href="/gpus/{gpu.slug}/"' in page


def test_a_model_that_is_too_large_says_what_is_short(client):
    make.preset("Llama-3.1-405B", parameters=405_853_388_800, layers=126, hidden=16384, heads=128, ffn=53248)
    page = text(client.get(make.card(memory_gib=24).get_absolute_url()))
    assert "GiB short" in page


def test_a_part_goes_into_a_new_build_or_into_one_of_mine(client):
    build = make.build(title="My box")
    card = make.card("Shiny card")
    client.get(build.edit_url)  # from now on this browser holds its key
    page = text(client.get(card.get_absolute_url()))
    assert f'action="{reverse("builder:new-put")}"' in page
    put = reverse("builder:put", args=[build.edit_code])
    assert f'formaction="{put}"' in page
    client.post(put, {"part": card.slug})
    assert build.items.get().part == card


def test_somebody_elses_build_is_not_offered(client):
    make.build(title="Not mine")
    assert "Not mine" not in text(client.get(make.card().get_absolute_url()))


def test_the_page_of_a_card_takes_the_same_queries_however_much_there_is(client, django_assert_num_queries):
    gpu = make.gpu()
    card = make.card(gpu=gpu, price=100)
    for number in range(6):
        make.priced(card, 100 + number, at=datetime(2024, 1, 1 + number, tzinfo=UTC))
        make.cloud_offer(gpu)
    with django_assert_num_queries(4):
        client.get(card.get_absolute_url())
