"""The first page: one question, three answers."""

from datetime import UTC, date, datetime, timedelta

import make
import pytest
from django.urls import reverse

from browse import home

pytestmark = pytest.mark.django_db
NEED = 18.6  # GiB of Llama-3.1-8B in bf16 with 8,192 tokens: docs/models.md, "Memory"


@pytest.fixture
def llama():
    make.country()
    return make.preset()


@pytest.fixture
def ask(client):
    def asked(**question):
        return client.get("/", {"precision": "bf16", "tokens": 8192, **question})

    return asked


def text(response):
    return " ".join(response.content.decode().split())


def answer(response):
    return response.context["answer"]


def test_a_worked_example_stands_there_before_anything_is_asked(client, llama):
    make.cloud_offer(per_hour="0.40")
    response = client.get("/")
    assert "This is an example" in text(response)
    assert "$0.40 an hour" in text(response)


def test_the_cheapest_offer_that_holds_the_model_is_the_answer_to_rent(ask, llama):
    make.cloud_offer(per_hour="0.10", memory_gib_each=16)
    make.cloud_offer(per_hour="0.50")
    make.cloud_offer(per_hour="0.30", provider="Cheaper")
    response = ask()
    assert answer(response).renting.rent.offer.provider == "Cheaper"
    assert answer(response).renting.offers == 2
    assert answer(response).estimate.total_gib == pytest.approx(NEED, abs=0.1)


def test_a_month_of_renting_is_its_hours_times_the_price(ask, llama):
    make.cloud_offer(per_hour="1.00")
    renting = answer(ask(hours=21)).renting
    assert renting.per_month == pytest.approx(21 * 730 / 168)
    assert renting.in_all == pytest.approx(24 * renting.per_month)


def test_an_offer_that_only_just_holds_it_is_not_offered(ask, llama):
    make.cloud_offer(memory_gib_each=NEED + 0.5)
    response = ask()
    assert answer(response).renting is None
    assert "No current offer of the catalogue holds it." in text(response)


def test_an_old_offer_is_history_and_no_answer(ask, llama):
    long_ago = date.today() - timedelta(days=600)  # noqa: DTZ011  # as the site's day
    make.cloud_offer(observed_earliest=long_ago, observed_latest=long_ago)
    assert answer(ask()).renting is None


def test_the_cheapest_cards_that_hold_it_are_the_answer_to_buy(ask, llama):
    make.card("Dear 24 GB", memory_gib=24, slots=2, price=1500)
    make.card("Two of 12 GB", memory_gib=12, slots=2, price=300)
    make.card("Too small", memory_gib=4, slots=2, price=50)
    buying = answer(ask()).buying
    assert (buying.part.name, buying.cards, buying.cost) == ("Two of 12 GB", 2, 600)


def test_cards_that_do_not_fit_beside_one_another_are_not_proposed(ask, llama):
    make.card("Wide 8 GB", memory_gib=8, slots=3, price=100)
    make.card("24 GB", memory_gib=24, slots=3, price=900)
    assert answer(ask()).buying.part.name == "24 GB"


def test_a_card_of_unknown_width_is_proposed_only_alone(ask, llama):
    make.card("12 GB", memory_gib=12, slots=None, price=100)
    assert answer(ask()).buying is None


def test_a_withdrawn_card_and_one_priced_in_another_currency_are_not_proposed(ask, llama):
    make.card(price=100, fields={"withdrawn_at": datetime(2026, 1, 1, tzinfo=UTC)})
    make.priced(make.card(), 100, currency="EUR")
    response = ask()
    assert answer(response).buying is None
    assert "No card with a known price holds it" in text(response)


def test_cards_beyond_the_budget_say_by_how_much(ask, llama):
    make.card(price=1500)
    assert "are $500 over your budget" in text(ask(budget=1000))
    assert "over your budget" not in text(ask(budget=1500))


def test_the_card_goes_into_a_new_build_with_one_press(client, ask, llama):
    card = make.card("Small 12 GB", memory_gib=12, slots=2, price=300)
    page = text(ask())
    assert f'action="{reverse("builder:new-put")}"' in page
    assert f'name="part" value="{card.slug}"' in page
    assert 'name="quantity" value="2"' in page
    response = client.post(reverse("builder:new-put"), {"part": card.slug, "quantity": 2}, follow=True)
    assert "Small 12 GB" in text(response)


def test_renting_is_called_cheapest_where_even_the_cards_alone_cost_more(ask, llama):
    make.cloud_offer(per_hour="0.10")
    make.card(price=5000)
    assert answer(ask(hours=1)).best == "rent"


def test_nothing_is_called_cheapest_where_the_rest_of_the_machine_decides(ask, llama):
    make.cloud_offer(per_hour="5.00")
    make.card(price=500)
    response = ask(hours=100)
    assert answer(response).best == ""
    assert "Cheapest at" not in text(response)


def test_a_gpu_that_is_enough_wins(ask, llama):
    make.gpu("Big", memory_gib=48)
    make.cloud_offer(per_hour="0.10")
    response = ask(have="big")
    assert answer(response).best == "have"
    assert "there is nothing to rent or to buy" in text(response)


def test_a_gpu_that_is_too_small_says_what_is_short_and_what_runs_instead(ask, llama):
    make.gpu("Small", memory_gib=12)
    response = ask(have="small")
    short = answer(response).estimate.total_gib - 12
    assert f"{short:.1f} GiB short" in text(response)
    assert "Llama-3.1-8B Q8_0 needs" in text(response)


def test_a_gpu_without_headroom_is_tight(ask, llama):
    make.gpu("Tight", memory_gib=19)
    response = ask(have="tight")
    assert "Tight: likely to run" in text(response)
    assert answer(response).best != "have"


def test_electricity_is_reckoned_at_the_countrys_tariff(ask, llama):
    make.gpu("Big", memory_gib=48, board_power_w=400)
    having = answer(ask(have="big", hours=21)).having
    hours = 21 * 730 / 168 * 24
    assert having.electricity == pytest.approx(0.4 / 0.8 * hours * 0.2)  # 80 %: a supply that nobody described


def test_a_model_whose_shape_is_not_known_cannot_be_asked_about(ask, llama):
    make.preset("Riddle", parameters=None)
    assert "Riddle" not in text(ask())
    assert ask(model="riddle").status_code == 400


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("model", "gpt-9"),
        ("precision", "q0"),
        ("tokens", "0"),
        ("tokens", "१२"),
        ("tokens", "200000"),  # more than the model reads
        ("hours", "169"),
        ("budget", "-1"),
        ("budget", "1e9"),
        ("country", "ZZ"),
        ("have", "toaster"),
    ],
)
def test_a_question_that_cannot_be_read_is_answered_by_name(ask, llama, name, value):
    response = ask(**{name: value})
    assert response.status_code == 400
    assert f"<code>{name}</code>" in text(response)


def test_an_empty_catalogue_says_that_there_is_nothing_to_answer(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "knows no model yet" in text(response)


def test_freshness_tells_the_age_of_each_source_and_an_open_day(ask, llama):
    make.card(price=100)
    make.cloud_offer(observed_earliest=date.today(), observed_latest=None)  # noqa: DTZ011  # as above
    make.cloud_offer(retired=True, observed_earliest=date(2017, 11, 1), observed_latest=date(2017, 12, 31))
    rows = {row.what: row for row in ask().context["fresh"]}
    assert rows["Parts"].level == "warning"
    assert "months old" in rows["Parts"].text
    assert rows["Cloud hours, current"].text == "Day not stated"
    assert rows["Cloud hours, past"].newest == date(2017, 12, 31)


def test_a_higher_layer_can_bring_its_section_along(ask, llama, monkeypatch):
    section = home.Section("browse/refused.html", {"wrong": []})
    monkeypatch.setattr(home, "SECTIONS", [lambda: section])
    assert "Builds that others made" not in text(ask())


def test_changing_something_through_the_first_page_is_not_possible(client):
    assert client.post("/").status_code == 405


def test_the_first_page_takes_the_same_queries_however_much_there_is(ask, llama, django_assert_num_queries):
    for number in range(8):
        make.card(memory_gib=24, price=100 + number)
        make.cloud_offer(make.gpu(f"GPU {number}"))
    with django_assert_num_queries(10):
        ask()
