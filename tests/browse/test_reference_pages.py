"""Where the data comes from, and what the rules are."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import make
import pytest
from django.core.management import get_commands

from browse import data_page, fill_rates
from browse.labels import GPU_LABELS, LABELS
from catalog.models import SPECS, Gpu, Kind, ModelPreset, Part

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(response.content.decode().split())


def test_every_source_is_named_with_its_licence_and_what_came_from_it(client):
    make.card(price=10, fields={"retrieved_on": date(2026, 8, 17)})
    make.gpu()
    make.source("from-memory", name="Memory", checked=False, licence="")
    response = client.get("/data/")
    rows = {row.source.key: row for row in response.context["counted"]}
    row = rows["test-source"]
    assert (row.parts, row.gpus, row.prices, row.read_on) == (1, 1, 1, date(2026, 8, 17))
    assert "CC0" in text(response)
    assert "General knowledge, unchecked" in text(response)
    assert "ODC-By" in text(response)


def test_cloud_prices_are_counted_by_where_they_were_read(client):
    make.cloud_offer(source="list A")
    make.cloud_offer(source="list A")
    make.cloud_offer(source="list B", observed_earliest=date(2025, 12, 1), observed_latest=None)
    response = client.get("/data/")
    said = dict(response.context["said"])["Cloud prices"]
    assert [(row.text, row.rows) for row in said] == [("list A", 2), ("list B", 1)]
    assert "1 Dec 2025 or later" in text(response)


def test_models_countries_and_tensor_rates_name_their_sources_in_words(client):
    make.preset(source="its config")
    make.gpu(tensor_source="general knowledge (NOT looked up)")
    make.gpu("Other")
    make.country(tariff_source="a list of tariffs", grid_source="an energy mix")
    page = client.get("/data/")
    said = {str(title): [(row.text, row.rows) for row in rows] for title, rows in page.context["said"]}
    assert said["Models"] == [("its config", 1)]
    assert said["Tensor rates of GPUs"] == [("general knowledge (NOT looked up)", 1)]
    assert said["Electricity prices"] == [("a list of tariffs", 1)]
    assert said["CO₂ of the grids"] == [("an energy mix", 1)]
    assert "General knowledge, unchecked" in text(page)


def test_a_source_says_how_it_is_brought_up_to_date_by_commands_that_exist(client):
    make.source("opendb")
    make.source("a-page")
    rows = {row.source.key: row.update for row in client.get("/data/").context["counted"]}
    assert "manage.py import_opendb" in rows["opendb"]
    assert "load_starter --update" in rows["a-page"]
    named = set(re.findall(r"manage\.py (\w+)", " ".join(map(str, [data_page.BY_HAND, *data_page.UPDATES.values()]))))
    assert named <= set(get_commands())


def test_a_source_at_the_foot_of_a_page_leads_to_its_row(client):
    make.source("maker-page", name="The maker's page", credit="Credit to the maker")
    part = make.cpu(tdp_w=105, fields={"fact_sources": {"tdp_w": "maker-page"}})
    foot = text(client.get(part.get_absolute_url()))
    rows = text(client.get("/data/"))
    for key, credit in (("test-source", "Nobody"), ("maker-page", "Credit to the maker")):
        assert f'<a href="/data/#{key}">{credit}</a>' in foot
        assert f'<tr id="{key}">' in rows


def test_an_empty_catalogue_has_no_sources_and_says_so(client):
    response = client.get("/data/")
    assert "The catalogue is empty." in text(response)
    assert [rates.total for rates in response.context["rates"]] == [0] * 11
    assert response.context["rates"][0].share == 0


def test_used_prices_count_as_prices_of_their_source(client):
    make.gpu_price(make.gpu(), source=make.source("sold"))
    make.card(price=1)
    counted = {each.source.key: each for each in client.get("/data/").context["counted"]}
    assert (counted["sold"].prices, counted["sold"].newest_price.year) == (1, 2023)
    assert counted["test-source"].prices == 1


def test_the_documents_of_measured_runs_are_named_with_their_rows(client):
    for _number in range(2):
        make.measured_run(source="a table of measurements")
    [row] = dict(client.get("/data/").context["said"])["Measured runs"]
    assert (row.text, row.rows) == ("a table of measurements", 2)


def test_sources_take_six_queries_however_many_there_are(client, django_assert_num_queries):
    for number in range(5):
        make.source(f"source-{number}")
        make.card(price=1)
        make.cloud_offer(make.gpu(f"GPU {number}"), source=f"list {number}")
    with django_assert_num_queries(6):
        client.get("/data/")


def some_of_everything():
    """Parts with facts and without, with empty texts and zeros, priced and not; one that is no longer offered."""
    for kind in Kind:
        make.part(kind, price=10, fields={"released_year": 2024})
        make.part(kind, fields={"manufacturer": ""})
        make.part(kind, fields={"withdrawn_at": datetime(2026, 1, 1, tzinfo=UTC)})
    make.cpu(socket=None, integrated_graphics="", memory_types=None, supports_ecc=False)
    make.cpu(socket="", memory_types=[], cores=0)
    make.memory(module_gib=0, speed_mts=0, ecc=True)
    make.board(m2_sockets=[], chipset="", bios_flashback=False)
    make.card(gpu=make.gpu(multiprocessors=0, tensor_cores=0, released_on=date(2022, 10, 12)), memory_gib=0)
    make.case(supply_text="", side_panel="Glass", back_connect=None)
    make.gpu("Bare", vendor="", memory_gib=None, compute_capability=Decimal("8.6"))
    make.preset()
    make.preset("Empty", parameters=None, gated_mlp=None, experts=0)


def recounted():
    """How many rows say each fact, row by row, as the pages judge it."""
    counts = {}
    for part in Part.objects.filter(withdrawn_at=None):
        general = {"manufacturer": part.manufacturer, "released_year": part.released_year}
        counts.setdefault(part.kind, Counter()).update(
            name for name, value in general.items() if fill_rates.PART_LABELS[f"part__{name}"].knows(value)
        )
        counts[part.kind]["price"] += hasattr(part, "price")
        known = [name for name, label in LABELS[part.kind].items() if label.knows(getattr(part.spec, name))]
        counts[part.kind].update(known)
    for kind, labels, rows in (
        ("gpu", GPU_LABELS, Gpu.objects.all()), ("model", fill_rates.MODEL_LABELS, ModelPreset.objects.all()),
    ):  # fmt: skip
        counts[kind] = Counter(
            name for row in rows for name, label in labels.items() if label.knows(getattr(row, name))
        )
    return counts


def test_fill_rates_are_those_that_a_recount_row_by_row_finds(django_assert_num_queries):
    some_of_everything()
    with django_assert_num_queries(1):
        rates = fill_rates.fill_rates()
    expected = recounted()
    assert {each.kind for each in rates} == set(expected)
    for each in rates:
        assert {fact.name: fact.known for fact in each.facts} == {
            fact.name: expected[each.kind][fact.name] for fact in each.facts
        }, each.kind


def test_fill_rates_know_every_fact_of_every_kind():
    rates = {each.kind: {fact.name for fact in each.facts} for each in fill_rates.fill_rates()}
    for kind, spec in SPECS.items():
        assert set(spec.fact_names()) <= rates[kind.value]
    columns = {field.name for field in ModelPreset._meta.fields}  # noqa: SLF001  # public in spite of its name
    assert columns - rates["model"] == {"id", "name", "slug", "family", "parameters_text", "extra", "source"}


def test_fill_rates_are_shown_with_counts_and_share(client):
    make.cpu(socket="AM5")
    make.cpu(socket=None)
    make.cpu(fields={"withdrawn_at": datetime(2026, 1, 1, tzinfo=UTC)})
    page = text(client.get("/data/"))
    assert '<code>socket</code></small></th><td class="r n">1 of 2</td><td class="r n">50 %' in page
    assert '<rect width="50.0" height="2"/>' in page


def test_a_fact_that_is_known_of_all_but_a_few_is_not_said_to_be_known_of_all():
    assert fill_rates.Filled("socket", "Socket", 3863, 3864).percent == 99.9
    assert fill_rates.Filled("socket", "Socket", 3864, 3864).percent == 100


@pytest.mark.parametrize("address", ["/data/", "/rules/", "/rules/CPU_SOCKET/"])
def test_reference_pages_only_show(client, address):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200
