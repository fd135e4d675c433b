"""The prices of a part over time."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import make
import pytest
from hypothesis import given
from hypothesis import strategies as st

from browse import charts, kept
from browse.price_history import history_of
from prices.models import Offer, PricePoint

START = datetime(2026, 1, 1, tzinfo=UTC)


def offer(part, seller="Shop"):
    return Offer.objects.create(part=part, source=make.source(), seller=seller)


def seen(at_offer, amount, first, last=None, **fields):
    """Store a price that was seen from one day to another; days count from the start of 2026."""
    times = {
        "observed_at": START + timedelta(first),
        "last_seen_at": START + timedelta(first if last is None else last),
    }
    return PricePoint.objects.create(offer=at_offer, amount=Decimal(amount), **times, **fields)


def shown(client, part):
    response = client.get(part.get_absolute_url())
    return response.context["page"].history, " ".join(response.content.decode().split())


def chart(seen_by_name, frame=charts.WIDE, days=10):
    tracks = [charts.Track(name, rows, "h1", "x1") for name, rows in seen_by_name.items()]
    return charts.history_chart(tracks, frame, days=days, on_axis=str, at_end=str, date=str)


def test_a_price_is_a_solid_line_while_it_was_seen_and_a_dashed_step_until_the_next():
    drawn = chart(
        {"Shop": [charts.Seen(0, 2, 100), charts.Seen(6, 10, 50)]},
        charts.Frame(110, 110, 5, 5, 5, 5, 7, labels_beside=True),
    )
    gap, solid = drawn.paths
    assert gap.stroke == "h1 gap"
    assert gap.d == "M25.0 5.0H65.0V55.0"
    assert solid.d == "M5.0 5.0H25.0M65.0 55.0H105.0"
    assert [(dot.x, dot.y) for dot in drawn.dots] == [(5.0, 5.0), (25.0, 5.0), (65.0, 55.0), (105.0, 55.0)]


def test_a_single_sighting_is_a_dot_without_a_line():
    drawn = chart({"Shop": [charts.Seen(0, 0, 100)]})
    assert drawn.paths == ()
    assert len(drawn.dots) == 1


@given(st.floats(1, 20_000), st.integers(2, 9))
def test_days_on_the_axis_are_few_and_rise_within_the_chart(days, most):
    named = charts.even_days(days, most)
    assert named[0] == 0
    assert days - 1 < named[-1] <= days
    assert named == sorted(set(named))
    assert 2 <= len(named) <= most


@pytest.mark.django_db
def test_two_prices_are_drawn_wide_and_narrow_with_the_figures_behind_them(client):
    part = make.card()
    shop = offer(part)
    seen(shop, "500", 0, 9)
    seen(shop, "450.50", 30)
    history, page = shown(client, part)
    assert [name for name, _chart in history.drawings] == ["wide", "nar"]
    assert (history.lowest, history.highest) == (Decimal("450.50"), Decimal(500))
    assert "Prices from 1 Jan 2026 to 31 Jan 2026: lowest $450.50, highest $500.00." in page
    assert "<summary>The figures behind it</summary>" in page
    assert page.count('<td class="r n"><span class="fs">$') == 2


@pytest.mark.django_db
def test_one_price_stays_a_table(client):
    part = make.card(price=100)
    history, page = shown(client, part)
    assert history is None
    assert "The figures behind it" not in page
    assert '<td class="r n"><span class="fs">$100.00<a' in page


@pytest.mark.django_db
def test_prices_of_one_day_are_no_history(client):
    part = make.card()
    seen(offer(part, "One"), "500", 0)
    seen(offer(part, "Two"), "450", 0.5)
    history, page = shown(client, part)
    assert history is None
    assert page.count('<td class="r n"><span class="fs">$') == 2


@pytest.mark.django_db
def test_each_seller_and_condition_has_a_line_and_the_newest_are_drawn():
    part = make.card()
    for number in range(4):
        shop = offer(part, f"Shop {number}")
        seen(shop, "500", 0)
        seen(shop, "510", 10 + number)
    seen(shop, "300", 20, condition="used")
    history = history_of(PricePoint.objects.select_related("offer"))
    assert [(line[0].offer.seller, line[0].condition) for line in history.lines] == [
        ("Shop 3", "used"),
        ("Shop 3", "new"),
        ("Shop 2", "new"),
    ]
    assert history.left_out == 2
    assert history.drawings[0][1].names[0].words == "Shop 3, used"


@pytest.mark.django_db
def test_amounts_in_two_currencies_never_share_an_axis(client):
    part = make.card()
    dollars, euros = offer(part, "Dollars"), offer(part, "Euros")
    seen(dollars, "500", 0)
    seen(dollars, "510", 5)
    seen(euros, "9000", 9, currency="EUR")
    history, page = shown(client, part)
    assert (history.currency, history.left_out, history.highest) == ("USD", 1, 510)
    assert "One more price line is only in the table." in page
    assert "€9,000.00" in page


@pytest.mark.django_db
def test_the_names_of_the_outer_days_stay_within_a_narrow_drawing():
    shop = offer(make.card())
    seen(shop, "500", 0)
    seen(shop, "510", 100)
    wide, narrow = (drawing for _name, drawing in history_of(PricePoint.objects.select_related("offer")).drawings)
    assert [tick.anchor for tick in narrow.ticks][:: len(narrow.ticks) - 1] == ["start", "end"]
    assert {tick.anchor for tick in wide.ticks} == {"middle"}


@pytest.mark.django_db
def test_a_narrow_drawing_names_its_lines_above_the_plot():
    for number in range(3):
        shop = offer(make.card(), f"Shop {number}")
        seen(shop, "500", 0)
        seen(shop, "510", 100 - number)
    narrow = dict(history_of(PricePoint.objects.select_related("offer")).drawings)["nar"]
    assert [name.words for name in narrow.names] == [f"Shop {number}: $510.00" for number in range(3)]
    assert all(name.y < narrow.frame.top for name in narrow.names)


@pytest.mark.django_db
def test_a_chart_takes_no_more_queries_than_a_table(client, django_assert_num_queries):
    part = make.board()
    seen(offer(part), "500", 0)
    client.get(part.get_absolute_url())  # fills what all pages share
    kept.forget()
    with django_assert_num_queries(5):
        client.get(part.get_absolute_url())
    shop = offer(part, "Other")
    for day in range(20):
        seen(shop, "400", day)
    kept.forget()
    with django_assert_num_queries(5):
        client.get(part.get_absolute_url())
