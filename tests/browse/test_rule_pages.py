"""Every rule has a page, with examples out of the catalogue."""

from __future__ import annotations

import make
import pytest
from django.contrib.auth.models import User
from django.utils.html import escape

import engine.rules
from browse import rule_examples
from browse.platform_tables import TABLES, json_rows, platform_tables, tables_read
from browse.reference import Explained
from browse.rule_facts import grouped, label_of
from builder.models import REFERENCE_ACCOUNT
from engine.concerns import concerns
from engine.registry import RULES

pytestmark = pytest.mark.django_db
WARM = 2  # the revisions of the catalogue, and whether a reference build has changed


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def reference():
    """A reference build of parts that fit one another, with a reader who owns it."""
    owner = User.objects.create(username=REFERENCE_ACCOUNT)
    parts = make.whole(cpu={"name": "The <processor>", "socket": "AM5"}, board={"name": "The board", "socket": "AM5"})
    make.build(*parts.values(), owner=owner, title="Sound build")
    return parts


def codes(response):
    return [each.rule.code for _title, _more, rules in response.context["groups"] for each in rules]


def test_every_rule_is_named_once_and_old_links_lead_to_it(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/rules/")
    page = text(response)
    for code, rule in RULES.items():
        assert page.count(f'id="{code}"') == 1
        assert f'<a href="/rules/{code}/">{escape(rule.summary)}</a>' in page
    assert sorted(codes(response)) == sorted(RULES)


def test_rules_stand_below_their_concern():
    found = concerns()
    assert [rule.code for each in found for rule in each.rules] == sorted(
        RULES, key=lambda code: [each.name for each in found].index(RULES[code].judge.__module__.rpartition(".")[2])
    )
    by_name = {each.name: each for each in found}
    assert by_name["lanes"].title == "PCI Express slots and lanes"
    assert by_name["memory"].more.startswith("Type, shape")


def test_the_list_can_be_narrowed_by_level_kind_and_words(client):
    assert "CPU_SOCKET" in codes(client.get("/rules/?level=problem&kind=cpu&q=socket"))
    assert "PSU_WATTAGE" not in codes(client.get("/rules/?kind=case-fan"))
    assert all("note" in RULES[code].levels for code in codes(client.get("/rules/?level=note")))
    nothing = client.get("/rules/?q=xyzzy")
    assert codes(nothing) == []
    assert "No rule is what you asked for." in text(nothing)


@pytest.mark.parametrize("query", ["level=bad", "kind=abacus", "colour=red", "table=none"])
def test_an_address_that_cannot_be_read_names_the_parameter(client, query):
    response = client.get(f"/rules/?{query}")
    assert response.status_code == 400
    assert response.context["wrong"][0][0] == query.partition("=")[0]


def test_a_rules_page_says_all_that_is_known_of_it(client):
    page = text(client.get("/rules/CPU_CHIPSET/"))
    rule = Explained(RULES["CPU_CHIPSET"])
    for said in (rule.summary, rule.why, rule.source, *rule.more):
        assert escape(said) in page
    assert "Reads of: Processor" in page
    assert 'href="/rules/?table=chipset-support#table-chipset-support"' in page
    assert '<details class="data" id="table-chipset-support" open>' in text(client.get("/rules/?table=chipset-support"))


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_a_page_even_without_a_catalogue(client, code):
    response = client.get(f"/rules/{code}/")
    assert response.status_code == 200
    assert response.context["firing"] == []
    assert "No build was found that passes on known facts." in text(response)


def test_an_unknown_code_is_not_found_and_parameters_are_refused(client):
    assert client.get("/rules/NO_SUCH_RULE/").status_code == 404
    assert client.get("/rules/cpu_socket/").status_code == 404
    assert client.get("/rules/CPU_SOCKET/?page=2").status_code == 400


def test_examples_show_the_sentence_with_its_parts_and_what_was_read(client, reference):
    other = make.board("Other board", socket="LGA 1700", price=100)
    page = text(client.get("/rules/CPU_SOCKET/"))
    cpu = f'<a href="/parts/cpu/{reference["cpu"].slug}/">The &lt;processor&gt;</a>'
    board = f'<a href="/parts/motherboard/{other.slug}/">Other board</a>'
    assert f"{cpu} needs socket AM5, but {board} has LGA 1700." in page
    assert "Socket: LGA 1700" in page
    assert f'/parts/motherboard/{reference["board"].slug}/">The board</a>' in page
    assert "Passes" in page
    assert "Sound build</a>" in page


def test_a_part_that_people_can_buy_is_preferred(reference):
    make.board("A board", socket="LGA 1700")
    make.board("B board", socket="LGA 1700", price=100)
    make.board("C board", socket="LGA 1700")
    [shown] = rule_examples.examples_of(RULES["CPU_SOCKET"]).firing
    assert [line.part.name for line in shown.lines] == ["The <processor>", "B board"]


def test_what_only_a_reader_could_say_is_marked(client, reference):
    make.cooler(water_cooled=True, radiator_mm=360, height_mm=None, sockets=["AM5"], price=100)
    page = text(client.get("/rules/COOLER_RADIATOR/"))
    assert "Largest radiator that it takes: 251 mm (as somebody could answer)" in page


def test_where_nothing_leads_to_a_level_the_page_says_so(client, reference):
    page = text(client.get("/rules/CPU_SOCKET/"))
    assert "Problem: no example was found in the catalogue." in page
    assert "Passes" in page


def test_parts_that_are_only_counted_are_named_too(client, reference):
    page = text(client.get("/rules/OS_MULTI_GPU_WINDOWS/"))
    assert f'2 × <a href="/parts/graphics-card/{reference["card"].slug}/">' in page
    assert "Operating system: windows" in page


def test_a_missing_part_is_an_example_of_absence(client, reference):
    page = text(client.get("/rules/CPU_MISSING/"))
    assert "No processor has been chosen." in page


def test_examples_are_worked_out_once_until_the_catalogue_changes(client, reference, django_assert_num_queries):
    with django_assert_num_queries(2 + 1 + 2 * 2):  # revisions, builds; parts of builds; shelf and prices of two kinds
        client.get("/rules/CPU_SOCKET/")
    with django_assert_num_queries(WARM):
        client.get("/rules/CPU_SOCKET/")
    make.board("Other board", socket="LGA 1700", price=100)
    assert "Other board" in text(client.get("/rules/CPU_SOCKET/"))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_field_has_a_name(rule):
    for _owner, labels in grouped(rule.fields):
        assert all(label and "_" not in label for label in labels)


def test_a_field_without_a_label_is_named_by_its_words():
    assert label_of("context.shoe_size") == "Shoe size"
    assert label_of("board.second_slot_lanes") == "Lanes of the second long PCI Express slot"
    assert label_of("cpu.socket") == "Socket"


def test_a_table_is_known_by_what_a_rule_calls():
    assert tables_read(RULES["WALL_CIRCUIT"]) == {"wall-circuits", "supply-efficiency"}
    assert tables_read(RULES["CPU_SOCKET"]) == frozenset()


def test_every_table_names_a_source_for_each_row_and_has_an_address():
    tables = list(platform_tables())
    assert len(tables) == len(TABLES) == len({table.slug for table in tables})
    for table in tables:
        assert table.heads[-1] == "Source", table.title
        assert all(row[-1] for row in table.rows), table.title
        assert all(row["source"] for row in json_rows(table.slug)), table.title


def test_a_verdict_is_written_in_words(client):
    assert "Needs a BIOS update" in text(client.get("/rules/"))


def test_a_finding_leads_to_its_rule(client):
    build = make.build(make.cpu())
    assert 'href="/rules/COOLER_MISSING/"' in text(client.get(f"/b/{build.edit_code}/edit/"))


def test_what_a_docstring_adds_is_shown_as_paragraphs():
    assert engine.rules
    assert all(not text.startswith(" ") and "\n" not in text for text in Explained(RULES["COOLER_SOCKET"]).more)
