"""The page of one part."""

from datetime import UTC, date, datetime

import make
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from browse import in_case
from browse.labels import GPU_LABELS, LABELS
from catalog.models import SPECS, Gpu, Kind, ModelPreset, Part, Sourced
from catalog.revisions import PRICES, raise_number
from community.publishing import publish

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


def test_the_page_of_a_card_takes_six_queries_however_much_there_is(client, django_assert_max_num_queries):
    card = whole_card()
    client.get(make.card().get_absolute_url())  # the process reads the stock and the sources, for all pages
    with django_assert_max_num_queries(6):
        client.get(card.get_absolute_url())


def test_what_is_the_same_for_everyone_is_worked_out_once_a_minute(client, django_assert_num_queries):
    card = whole_card()
    client.get(card.get_absolute_url())
    with django_assert_num_queries(1):  # revisions
        client.get(card.get_absolute_url())


def test_a_price_that_changed_is_on_the_page_at_once(client):
    card = make.card(price=900)
    client.get(card.get_absolute_url())
    make.priced(card, 800, at=datetime(2025, 8, 1, tzinfo=UTC))
    raise_number(PRICES)  # as the refresh does
    assert "$800.00" in text(client.get(card.get_absolute_url()))


def test_a_fact_that_changed_is_on_the_page_at_once(client):
    card = make.card(length_mm=300)
    client.get(card.get_absolute_url())
    card.spec.length_mm = 299
    card.spec.save()
    assert "299 mm" in text(client.get(card.get_absolute_url()))


def whole_card():
    """Make a card with something in every section of its page."""
    gpu = Gpu.objects.first() or make.gpu(bandwidth_gbs=1008)
    ModelPreset.objects.exists() or make.preset()
    card = make.card("Storm RTX 4090 Black", gpu=gpu, price=2000)
    for number in range(6):
        make.priced(card, 2000 + number, at=datetime(2024, 1, 1 + number, tzinfo=UTC))
        make.cloud_offer(gpu)
        make.card(f"Rain RTX 4090 {number}", gpu=gpu, price=1500)
    make.card("Storm RTX 4090 White", gpu=gpu, price=1990)
    Part.objects.filter(slug=in_case.DRAWN_IN).exists() or usual_case()
    return card


def usual_case(slug=in_case.DRAWN_IN, **facts):
    return renamed(make.case("Usual", **facts), slug=slug)


def renamed(part, **columns):
    Part.objects.filter(pk=part.pk).update(**columns)
    part.refresh_from_db()
    return part


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def leads(page, element):
    """Whether there is a link in it whose target is on the page, or on another one."""
    targets = [link["href"] for link in element.find_all("a", href=True)]
    return any(
        page.find(id=target[1:]) is not None if target.startswith("#") else target.startswith(("/", "https://"))
        for target in targets
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_every_fact_leads_to_its_source_in_one_click(client, kind):
    page = soup(client.get(make.part(kind, price=99).get_absolute_url()))
    cells = page.select("dl.facts dd")
    assert cells
    for cell in cells:
        assert cell.select_one(".dash") or leads(page, cell), cell


def test_every_figure_of_a_card_leads_to_its_source_in_one_click(client):
    page = soup(client.get(whole_card().get_absolute_url()))
    of_others = ("Lowest price", "Per GB", "Rent, same GPU", "Maker")
    title_block = [term.find_next("dd") for term in page.select("dl.tb dt") if term.text in of_others]
    assert len(title_block) == len(of_others)
    figures = [*title_block, *page.select("dl.facts dd"), page.select_one(".lead"), *page.select(".also .fs")]
    figures += [figure.find("figcaption") for figure in page.select("figure:has(svg.draw)")]
    figures += page.select("tbody tr")
    assert len(page.select("tbody tr")) > 15  # prices, alternatives, models, rents
    for figure in figures:
        assert figure.select_one(".dash") or leads(page, figure), figure
    for link in page.select("a[href^='#src']"):
        assert page.find(id=link["href"][1:]) is not None


def test_a_fact_says_when_it_was_read_and_whether_anybody_checked_it(client):
    read = {"retrieved_on": date(2026, 8, 17)}
    page = soup(client.get(make.cpu(fields=read).get_absolute_url()))
    assert page.select_one("dl.facts .tip").text == "Nobody Read on 17 Aug 2026. Not checked by hand."
    page = soup(client.get(make.cpu(fields={**read, "verified": True}).get_absolute_url()))
    assert "Checked by hand against the maker's page." in page.select_one("dl.facts .tip").text
    assert "Checked by hand against the maker's page." in page.select_one("#src-a").text


def test_a_record_of_the_open_data_leads_to_its_file(client):
    opendb = make.source("opendb", url="https://github.com/buildcores/buildcores-open-db")
    part = renamed(make.psu(fields={"source": opendb}), source_ref="da1773b7")
    page = soup(client.get(part.get_absolute_url()))
    address = "https://github.com/buildcores/buildcores-open-db/blob/main/open-db/PSU/da1773b7.json"
    assert page.select_one("#src-a").find("a", href=address)


def test_a_source_that_is_named_with_a_place_in_it_is_found(client):
    make.source("board-page", credit="The board's page", url="https://example.org/board")
    part = make.board(fields={"fact_sources": {"socket": "board-page: the table of sockets"}})
    page = soup(client.get(part.get_absolute_url()))
    assert page.find("a", href="/data/#board-page").text == "The board's page (the table of sockets)"


def test_other_colours_are_named_with_their_prices(client):
    black = make.case("Torrent Black", price=200)
    white = make.case("Torrent White", price=210)
    make.case("Torrent Compact Black", price=150)
    also = soup(client.get(black.get_absolute_url())).select_one(".also")
    assert also.find("a", href=white.get_absolute_url()).text == "White"
    assert "$210.00" in also.text
    assert "Compact" not in also.text


def test_another_size_under_the_same_name_is_no_variant(client):
    kit = make.memory("Fury 32GB", module_gib=16)
    make.memory("Fury 32GB White", module_gib=24)
    assert soup(client.get(kit.get_absolute_url())).select_one(".also") is None


def test_a_cheaper_part_that_is_the_same_in_what_matters_is_named_with_the_reason(client):
    board = make.board("Dear", price=300)
    cheap = make.board("Cheap", price=260)
    make.board("Other socket", socket="LGA 1700", price=100)
    rows = soup(client.get(board.get_absolute_url())).select(
        "table:has(caption:-soup-contains('Alternatives')) tbody tr"
    )
    assert [row.th.a["href"] for row in rows] == [cheap.get_absolute_url()]
    assert "same socket AM5, ATX, DDR5" in rows[0].text
    assert "$40 less" in rows[0].text


def test_a_part_without_a_price_is_offered_alternatives_that_have_one(client):
    board = make.board()
    make.board("Priced", price=260)
    page = text(client.get(board.get_absolute_url()))
    assert "This part has no price. These have one" in page
    assert "Priced" in page


def test_a_card_is_drawn_in_a_usual_case_which_is_said(client):
    usual_case(max_card_length_mm=360)
    page = text(client.get(make.card(length_mm=304).get_absolute_url()))
    assert "A usual case, since no build with a case is open here." in page
    assert "56 mm to spare" in page


def test_a_card_is_drawn_in_the_case_of_ones_own_build(client):
    usual_case()
    build = make.build(make.case("My own box", max_card_length_mm=300))
    client.get(build.edit_url)  # from now on this browser holds its key
    page = text(client.get(make.card(length_mm=304).get_absolute_url()))
    assert "The case of your build." in page
    assert "My own box" in page
    assert "4 mm too long" in page


def test_a_card_is_drawn_in_the_case_of_the_address(client):
    other = make.case("Other box", max_card_length_mm=None)
    page = text(client.get(make.card().get_absolute_url(), {"case": other.slug}))
    assert "whether it fits is not known" in page
    assert "un0" in page


@pytest.mark.parametrize(("kind", "case", "status"), [
    (Kind.CARD, "no-such-case", 404), (Kind.CARD, "a b", 400), (Kind.CPU, "any", 400), (Kind.CASE, "any", 400),
])  # fmt: skip
def test_a_case_that_cannot_be_drawn_in_is_refused_by_name(client, kind, case, status):
    response = client.get(make.part(kind).get_absolute_url(), {"case": case})
    assert response.status_code == status
    assert "<code>case</code>" in text(response)


def test_a_case_shows_the_longest_card_that_goes_in(client):
    make.card("Too long", length_mm=361)
    make.card("Just right", length_mm=358)
    make.card("Short", length_mm=200)
    page = text(client.get(make.case(max_card_length_mm=360).get_absolute_url()))
    assert "What goes in" in page
    assert "Just right" in page
    assert "Too long" not in page


@pytest.mark.parametrize(
    ("part", "verdict"),
    [
        (lambda: make.cooler(height_mm=180), "10 mm too long"),
        (lambda: make.psu(length_mm=160), "60 mm to spare"),
        (lambda: make.cooler(height_mm=None), "whether it fits is not known"),
    ],
)
def test_coolers_and_supplies_are_drawn_too(client, part, verdict):
    usual_case()
    assert verdict in text(client.get(part().get_absolute_url()))


def test_liquid_coolers_are_not_drawn(client):
    usual_case()
    assert "In a case" not in text(client.get(make.cooler(water_cooled=True, height_mm=None).get_absolute_url()))


def test_shared_builds_with_the_part_are_listed_and_drafts_are_not(client, django_user_model):
    card = make.card()
    shared, draft = make.build(card, title="Shared box"), make.build(card, title="Somebody's draft")
    publish(
        shared, by=django_user_model.objects.create(username="ada"), title="Shared box", notes="", at=timezone.now()
    )
    page = soup(client.get(card.get_absolute_url()))
    assert page.find("a", href=f"/b/{shared.code}/").text == "Shared box"
    assert "1 shared build." in page.text
    assert draft.title not in page.text


def test_ones_own_drafts_with_the_part_are_listed(client):
    card = make.card()
    mine, other = make.build(card, title="Mine"), make.build(title="Without it")
    for build in (mine, other):
        client.get(build.edit_url)  # from now on this browser holds its key
    head = soup(client.get(card.get_absolute_url())).find("h2", string="Builds with it").parent
    assert head.find("a", href=mine.edit_url)
    assert not head.find("a", href=other.edit_url)
