"""Where the data comes from, and what the rules are."""

from datetime import date

import make
import pytest

from browse import reference
from engine import registry

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
    assert [(row["source"], row["offers"]) for row in response.context["cloud"]] == [("list A", 2), ("list B", 1)]
    assert "1 Dec 2025 or later" in text(response)


def test_an_empty_catalogue_has_no_sources_and_says_so(client):
    assert "The catalogue is empty." in text(client.get("/data/"))


def test_sources_take_the_same_queries_however_many_there_are(client, django_assert_num_queries):
    for number in range(5):
        make.source(f"source-{number}")
        make.card(price=1)
    with django_assert_num_queries(5):
        client.get("/data/")


def test_every_rule_is_named_and_can_be_linked_to(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = text(client.get("/rules/"))
    for code, rule in registry.RULES.items():
        assert f'id="{code}"' in page
        assert rule.summary.replace("'", "&#x27;") in page


def test_what_a_rules_docstring_adds_is_shown_as_paragraphs():
    def judge():
        """It fits.

        Because of
        this.

        And of that.
        """

    explained = reference.explained(registry.Rule("X", judge, (), frozenset(), absence=False))
    assert explained.summary == "It fits."
    assert explained.more == ["Because of this.", "And of that."]


def test_every_table_of_the_rules_names_a_source_for_each_row():
    tables = list(reference.platform_tables())
    assert len(tables) == len(reference.TABLES)
    for table in tables:
        assert table.heads[-1] == "Source", table.title
        assert all(row[-1] for row in table.rows), table.title


def test_a_verdict_is_written_in_words(client):
    assert "Needs a BIOS update" in text(client.get("/rules/"))


@pytest.mark.parametrize("address", ["/data/", "/rules/"])
def test_reference_pages_only_show(client, address):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200
