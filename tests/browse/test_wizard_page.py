"""The wizard: from a task to the GPUs for it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import make
import pytest
import time_machine
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from browse.wizard import ON_PAGE, STARTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_a_day_in_2026")]
HTMX = {"HX-Request": "true"}
TUNE = {"model": "Llama-3.1-8B", "workload": "llm_qlora", "grad_ckpt": "1"}


@pytest.fixture
def _a_day_in_2026():
    with time_machine.travel("2026-02-01T12:00:00Z", tick=False):
        yield


@pytest.fixture(autouse=True)
def _rows():
    make.preset()
    make.country()
    make.country("DE", "Germany", 0.4)
    big = make.fast_gpu("Big", memory_gib=48)
    plain = make.fast_gpu("Plain", memory_gib=24, bandwidth_gbs=500.0)
    make.fast_gpu("Small", memory_gib=14)
    make.card(gpu=big, price=4000)
    make.card(gpu=plain, price=900)
    make.cloud_offer(big, per_hour="0.50")


@pytest.fixture
def ask(client):
    def ask(headers=None, **fields):
        return client.get(reverse("browse:wizard"), fields, headers=headers)

    return ask


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def choice(response, name):
    return next(each for each in response.context["choices"] if each.gpu.name == name)


def test_the_first_step_asks_for_the_work(ask):
    response = ask()
    assert response.context["page"].step == "work"
    assert "Fine-tune a language model" in words(response)


def test_every_start_leads_to_the_memory_that_it_needs(ask):
    for title, _text, values in STARTS:
        if values["model"] == "Llama-3.1-8B":
            response = ask(**values, step="memory")
            assert response.context["answer"].estimate.total_gib > 0, title


def test_the_steps_carry_all_answers_along(ask):
    response = ask(**TUNE, step="use", hours="10", country="DE")
    assert dict(response.context["kept"]) == TUNE
    last = parse_qs(urlsplit("?" + response.context["page"].steps[3].address).query)
    assert last == {
        **{name: [value] for name, value in TUNE.items()},
        "hours": ["10"],
        "country": ["DE"],
        "step": ["gpus"],
    }


def test_a_later_step_waits_until_the_work_is_known(ask):
    assert ask(step="gpus").context["page"].step == "work"
    assert ask(model="no such", step="gpus").context["page"].step == "work"


def test_gpus_that_hold_the_work_come_with_price_speed_watts_and_rent(ask):
    response = ask(**TUNE, step="gpus")
    assert [each.gpu.name for each in response.context["choices"]] == ["Plain", "Big"]
    shown = choice(response, "Big")
    assert (shown.price, shown.per_hour, shown.cards) == (4000, 0.5, 1)
    assert shown.best.unit == "tokens/s"
    assert shown.wall_w == pytest.approx(450 / 0.8)


def test_a_work_that_one_card_cannot_hold_is_offered_on_several(ask):
    response = ask(model="Llama-3.1-8B", workload="llm_infer", weights_quant="bf16", step="gpus")
    assert choice(response, "Small").cards == 2
    assert choice(response, "Plain").cards == 1
    alone = ask(model="Llama-3.1-8B", workload="llm_infer", weights_quant="bf16", step="gpus", cards="1")
    assert {each.gpu.name for each in alone.context["choices"]} == {"Plain", "Big"}


def test_electricity_and_the_cost_of_the_work_follow_hours_and_country(ask):
    here, there = (choice(ask(**TUNE, step="gpus", country=code), "Plain") for code in ("US", "DE"))
    assert there.electricity_a_month == pytest.approx(2 * here.electricity_a_month)
    assert here.own_in_all == pytest.approx(900 + 24 * here.electricity_a_month)
    more = choice(ask(**TUNE, step="gpus", hours="40"), "Plain")
    assert more.electricity_a_month == pytest.approx(2 * here.electricity_a_month)
    assert more.own_of_a_million < here.own_of_a_million


def test_buying_is_judged_against_the_same_work_where_renting_it_is_cheapest(ask):
    response = ask(**TUNE, step="gpus")
    plain, big = choice(response, "Plain"), choice(response, "Big")
    assert plain.against.gpu.name == big.against.gpu.name == "Big"
    ratio = big.best.speed / plain.best.speed
    assert plain.comparison.rent_billed_hours == pytest.approx(big.comparison.rent_billed_hours / ratio)


def test_buying_wins_exactly_from_the_hours_that_are_said(ask):
    pays_from = choice(ask(**TUNE, step="gpus"), "Plain").pays_from
    below = choice(ask(**TUNE, step="gpus", hours=f"{pays_from * 0.98:.3f}"), "Plain")
    above = choice(ask(**TUNE, step="gpus", hours=f"{pays_from * 1.02:.3f}"), "Plain")
    assert (below.buying_wins, above.buying_wins) == (False, True)


def test_the_verdict_names_the_cheaper_way_with_both_sides(ask):
    pays_from = choice(ask(**TUNE, step="gpus"), "Plain").pays_from
    little, much = (ask(**TUNE, step="gpus", hours=f"{hours:.3f}") for hours in (1, min(168, pays_from * 3)))
    assert "Renting is cheaper:" in words(little)
    assert "1 × Big at $0.50 an hour" in words(little)
    assert "Buying may be cheaper:" in words(much)
    assert "for the cards alone" in words(much)


def test_cards_above_the_budget_come_last_and_are_marked(ask):
    response = ask(**TUNE, step="gpus", budget="1000", sort="speed")
    assert [each.gpu.name for each in response.context["choices"]] == ["Plain", "Big"]
    assert "over the budget" in words(response)


def test_a_choice_opens_a_build_with_that_many_cards(client, ask):
    shown = choice(ask(model="Llama-3.1-8B", weights_quant="bf16", step="gpus"), "Plain")
    slug = shown.prices.slug
    response = client.post(reverse("builder:new-put"), {"part": slug, "quantity": shown.cards}, follow=True)
    assert response.status_code == 200
    assert slug in response.content.decode()


def test_where_nothing_holds_it_that_is_said_with_a_way_back(ask):
    response = ask(**TUNE, batch="10000", step="gpus")
    assert "No GPU of the catalogue holds" in words(response)
    assert "Make the task smaller" in words(response)


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"hours": "900"}, "hours", "at most 168"),
        ({"hours": "0"}, "hours", "more than 0"),
        ({"hours": "nan"}, "hours", "more than 0"),
        ({"budget": "-1"}, "budget", "from 0"),
        ({"cards": "9"}, "cards", "from 1 to 8"),
        ({"country": "XX"}, "country", "there is no country “XX” here"),
        ({"batch": "many"}, "batch", "must be a whole number"),
        ({"sort": "x"}, "sort", "must be one of"),
        ({"step": "x"}, "step", "must be one of"),
        ({"nothing": "x"}, "nothing", "there is no such field"),
    ],
)
def test_bad_input_is_named_with_what_is_allowed_and_kept(ask, fields, field, says):
    response = ask(**TUNE, **fields)
    assert response.status_code == 400
    assert says in response.context["said"][field]
    assert response.context["page"].entered == {**TUNE, **fields}
    assert ask(HTMX, **TUNE, **fields).status_code == 422


def test_htmx_gets_the_panel_and_the_address(ask):
    response = ask(HTMX, **TUNE, step="memory")
    assert response.content.decode().lstrip().startswith('<div class="wizard estimator" id="wizard">')
    assert response["HX-Push-Url"].startswith("/wizard/?model=Llama-3.1-8B&workload=llm_qlora")


def test_the_last_step_takes_the_same_queries_however_many_gpus_there_are(client, django_assert_num_queries):
    for number in range(6):
        gpu = make.fast_gpu(f"GPU {number}")
        make.card(gpu=gpu, price=1)
        make.cloud_offer(gpu)
    with django_assert_num_queries(6):  # presets, countries, GPUs, cards, offers, measured runs
        client.get("/wizard/", {**TUNE, "step": "gpus"})


TEXT = st.text(max_size=12) | st.sampled_from(["0", "-1", "nan", "1e999", "1", "gpus", "use", "memory", "Llama-3.1-8B"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(sorted(ON_PAGE)), TEXT, max_size=6))
def test_anything_at_all_gives_a_page(client, fields):
    assert client.get("/wizard/", fields).status_code in {200, 400}
