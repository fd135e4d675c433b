"""The page that weighs renting against buying."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import make
import pytest
import time_machine
from django.urls import reverse

from catalog.models import Country
from prices.models import CloudOffer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_a_day_in_2026", "_home")]
HTMX = {"HX-Request": "true"}
TYPED = {"price": "1200", "watts": "0", "rent": "1", "hours": "100", "months": "12", "interest": "0", "decline": "0",
         "drop": "99.99"}  # fmt: skip


@pytest.fixture
def _a_day_in_2026():
    with time_machine.travel("2026-02-01T12:00:00Z", tick=False):
        yield


@pytest.fixture
def _home():
    Country.objects.create(
        code="US", name="United States", usd_per_kwh=0.2, tariff_source="A survey", tariff_observed="2025-03",
        grid_g_co2_per_kwh=370,
    )  # fmt: skip
    Country.objects.create(code="DE", name="Germany", usd_per_kwh=0.4)


@pytest.fixture
def ask(client):
    def ask(headers=None, **fields):
        return client.get(reverse("browse:rent-or-buy"), fields, headers=headers)

    return ask


def offer(row, gpu=None, price="0.50", **fields):
    return CloudOffer.objects.create(
        **{
            "row": row, "provider": "Cloud", "instance": f"type-{row}", "gpu": gpu, "gpu_stated": "A GPU",
            "gpu_count": 1, "memory_gib_each": 24, "on_demand_per_hour": Decimal(price), "source": "A price list",
            "observed_earliest": date(2025, 12, 1), "observed_latest": date(2026, 1, 5), **fields,
        }
    )  # fmt: skip


@pytest.fixture
def build():
    gpu = make.gpu("GeForce RTX 4090")
    return make.build(
        make.card("A 4090", gpu=gpu, price=1800), make.cpu(price=200), make.psu(price=100, efficiency_rating="80+ Gold")
    )


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_without_a_question_it_asks_for_what_has_no_honest_default(ask):
    response = ask()
    assert response.status_code == 200
    assert "3 figures are needed" in words(response)
    assert "Price of the machine, Power under load, Price an hour" in words(response)
    assert response.context["answer"] is None


def test_typed_figures_are_answered_in_two_sentences(ask):
    page = words(ask(**{**TYPED, "price": "600"}))
    assert "Buy: at 100 hours a month the machine costs $600 less than renting over 12 months." in page
    assert "It is ahead from month 6, and buying is the cheaper way from 50 hours a month." in page


def test_renting_wins_for_light_use(ask):
    page = words(ask(**{**TYPED, "hours": "10"}))
    assert "Rent: at 10 hours a month renting costs $1,080 less than the machine over 12 months." in page
    assert "Buying is the cheaper way from 100 hours a month." in page


def test_a_cloud_cheaper_than_electricity_is_never_beaten(ask):
    page = words(ask(**{**TYPED, "watts": "1000", "rent": "0.1"}))
    assert "At $0.10 an hour no use is heavy enough for buying to be cheaper." in page
    assert "not in ten years" in page


def test_a_machine_that_costs_nothing_is_cheaper_however_little_it_is_used(ask):
    assert "However little it is used, the machine is the cheaper way." in words(ask(**{**TYPED, "price": "0"}))


def test_the_chart_is_drawn_twice_and_marks_where_the_lines_cross(ask):
    page = ask(**{**TYPED, "price": "600"}).content.decode()
    assert page.count('<svg class="wide"') == page.count('<svg class="nar"') == 3  # course, sensitivity, pieces
    assert page.count("even in month 6") == 2
    assert "Renting overtakes buying less resale in month 6." in page


def test_the_figures_behind_the_chart_are_in_a_table(ask):
    rows = [each for each, *_ in ask(**{**TYPED, "price": "600"}).context["answer"].rows]
    assert [(row.month, round(row.paid_out), round(row.rent)) for row in rows][::6] == [
        (0, 600, 0),
        (6, 600, 600),
        (12, 600, 1200),
    ]


def test_a_build_brings_price_watts_and_memory_and_is_compared_with_its_own_gpu(ask, build):
    offer("cheap", price="0.20")
    own = offer("own", build.items.get(kind="graphics-card").part.graphics_card.gpu, price="0.45")
    response = ask(build=build.code)
    form = response.context["form"]
    assert form.number("price") == 2100
    assert form.number("memory") == 24
    assert form.chosen_offer == own
    assert response.context["answer"].scenario.rent.hourly_price == 0.45
    assert "Rent or buy: 1 × RTX 4090" in words(response)
    assert "23 Jul 2025" in words(response)


def test_page_and_builder_name_the_same_break_even(ask, build):
    from builder.assess import assess  # noqa: PLC0415  # its import fills the registry of rules

    offer("own", build.items.get(kind="graphics-card").part.graphics_card.gpu, price="0.45")
    page = ask(build=build.code).context["answer"].comparison.break_even_hours_per_month
    assert page == pytest.approx(assess(build, date(2026, 2, 1)).break_even.hours, rel=0.002)  # whole watts here


def test_the_price_of_a_build_says_what_it_leaves_out(ask, build):
    build.put(make.memory("Unpriced kit"))
    offer("any")
    page = words(ask(build=build.code))
    assert "3 parts priced, 1 without a price." in page
    assert "1 part of the build has no price, so that buying costs more than this." in page


def test_other_gpus_count_as_equally_fast_only_while_nobody_says(ask, build):
    offer("other")
    assert "they count as equally fast" in words(ask(build=build.code))
    assert "they count as equally fast" not in words(ask(build=build.code, speed="2"))


@pytest.mark.parametrize("code", ["nosuch", "a\x00b", "x" * 500, "../etc"])
def test_an_unknown_build_is_not_found(ask, code):
    assert ask(build=code).status_code == 404


def test_an_offer_is_chosen_by_hand(ask):
    offer("cheap", price="0.10")
    offer("dear", price="3.00")
    response = ask(**{**TYPED, "rent": "", "memory": "24", "offer": "dear"})
    assert response.context["answer"].scenario.rent.hourly_price == 3
    chosen = [line.rent.offer.row for line in response.context["offers"] if line.chosen]
    assert chosen == ["dear"]


def test_ten_fitting_offers_are_listed_the_cheapest_first(ask):
    for number in range(12, 0, -1):
        offer(f"o{number}", price=f"{number}.00", gpu_count=2)
    offer("small", price="0.01", memory_gib_each=8)
    lines = ask(**TYPED, memory="48").context["offers"]
    assert [line.rent.offer.row for line in lines] == [f"o{number}" for number in range(1, 11)]
    assert lines[0].rent.per_gpu == Decimal("0.5")


def test_an_offer_says_when_its_price_was_seen(ask):
    offer("closed")
    offer("open", observed_latest=None)
    page = words(ask(**TYPED, memory="24"))
    assert "5 Jan 2026" in page
    assert "on or after 1 Dec 2025, latest day not stated" in page
    assert "A price list" in page


def test_dates_that_all_offers_share_are_said_once(ask):
    for row in ("one", "two", "three"):
        offer(row, observed_latest=None)
    page = words(ask(**TYPED, memory="24"))
    assert "Prices of all: on or after 1 Dec 2025, latest day not stated" in page
    assert "Price seen" not in page


def test_cents_are_written_out_and_what_is_below_them_where_it_counts(ask):
    offer("one", price="0.3", gpu_count=4)
    (line,) = ask(**TYPED, memory="24").context["offers"]
    assert (line.hour_text, line.gpu_hour_text) == ("0.30", "0.075")


def test_another_country_has_another_tariff_until_one_is_typed(ask):
    assert ask(**TYPED, country="DE").context["answer"].scenario.buy.electricity_price_per_kwh == 0.4
    typed = ask(**TYPED, country="DE", tariff="0.3")
    assert typed.context["answer"].scenario.buy.electricity_price_per_kwh == 0.3
    assert "Changed by you; else 0.4." in words(typed)


def test_spot_hours_cost_the_spot_price(ask):
    offer("spot", spot_per_hour=Decimal("0.20"))
    scenario = ask(**{**TYPED, "rent": ""}, offer="spot", spot="50").context["answer"].scenario
    assert (scenario.rent.spot.share, scenario.rent.spot.hourly_price) == (0.5, 0.2)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("hours", "731", "Hours under load must be a number from 0 to 730."),
        ("hours", "-1", "from 0 to 730"),
        ("hours", "many", "write a number such as 249.5"),
        ("hours", "१२", "write a number such as 249.5"),
        ("hours", "1e9", "write a number such as 249.5"),
        ("hours", "nan", "write a number such as 249.5"),
        ("hours", "9" * 400, "write a number such as 249.5"),
        ("months", "0", "Horizon must be a whole number from 1 to 240."),
        ("months", "12.5", "whole number from 1 to 240"),
        ("interest", "-50", "Interest must be more than -50 and at most 500."),
        ("decline", "100", "Value lost must be at least 0 and less than 100."),
        ("price", "-1", "Price of the machine must be a number from 0"),
        ("trend", "-100", "Price trend must be more than -100"),
        ("speed", "0", "Speed there must be more than 0"),
        ("spot", "101", "On spot must be a number from 0 to 100."),
        ("spot", "10", "the chosen offer states no spot price"),
        ("country", "XX", "“XX” is not in the list"),
        ("offer", "nosuch", "there is none called “nosuch”"),
        ("offer", "'\"><script>", "there is none called"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_worked_out(ask, field, value, says):
    response = ask(**{**TYPED, field: value})
    assert response.status_code == 422
    assert says in words(response).replace("&#x27;", "'")
    assert list(response.context["form"].errors) == [field]
    assert response.context["answer"] is None
    assert "<script>" not in response.content.decode().replace('<script src="', "")
    kept = {name: entered for name, entered in TYPED.items() if name != field}
    shown = {entry.name: entry.entered for _, rows in response.context["sections"] for row in rows for entry in row}
    assert kept.items() <= shown.items()


def test_an_offer_without_a_price_by_the_hour_cannot_be_compared(ask):
    offer("euro", currency="EUR")
    offer("sold-out", price="0.5", spot_per_hour=None).__class__.objects.filter(row="sold-out").update(
        on_demand_per_hour=None
    )
    for row in ("euro", "sold-out"):
        assert "has no price by the hour in USD" in words(ask(**TYPED, offer=row))


def test_htmx_gets_the_panel_and_the_short_address(ask):
    response = ask(HTMX, **TYPED, memory="", fee="")
    page = response.content.decode()
    assert page.lstrip().startswith('<div class="rig" id="rent-or-buy">')
    assert "<html" not in page
    assert "fee" not in response["HX-Push-Url"]
    assert "price=1200" in response["HX-Push-Url"]


def test_a_wrong_value_has_an_address_too(ask):
    response = ask(HTMX, **{**TYPED, "hours": "999"})
    assert response.status_code == 422
    assert "hours=999" in response["HX-Push-Url"]


def test_pages_and_panels_are_kept_apart_by_caches(ask):
    assert "HX-Request" in ask()["Vary"]
    assert "HX-Request" in ask(HTMX)["Vary"]


def test_history_gets_the_whole_page(ask):
    assert "<html" in ask({**HTMX, "HX-History-Restore-Request": "true"}).content.decode()


def test_the_page_only_shows(client):
    assert client.post(reverse("browse:rent-or-buy")).status_code == 405


def test_the_number_of_queries_does_not_grow_with_offers(ask, build, django_assert_max_num_queries):
    for number in range(30):
        offer(f"o{number}", price=f"{number + 1}.00")
    ask(build=build.code)
    with django_assert_max_num_queries(11):
        ask(build=build.code)
