"""Currency rates: the bank's file read, stored by day, and amounts converted. All rates here are made up."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from prices import ecb
from prices.cloud_refresh import Outcome, claim_now, ensure_feeds, refresh
from prices.ecb import RatesError
from prices.models import CurrencyRate, Feed
from prices.rates import MissingRateError, convert

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
MADE_UP = {"USD": "1.25", "GBP": "0.8", "JPY": "160", "CHF": "0.95", "SEK": "11.5"}


def file(rates=None, day="2026-03-02", **replaced):
    """Write a file as the bank does."""
    cubes = "".join(f"<Cube currency='{code}' rate='{rate}'/>\n" for code, rate in (rates or MADE_UP).items())
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject>
<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
<Cube><Cube time='{day}'>{cubes}</Cube></Cube></gesmes:Envelope>"""
    for old, new in replaced.items():
        text = text.replace(old, new)
    return text


def stored(day=date(2026, 3, 2), **rates):
    for code, rate in (rates or MADE_UP).items():
        CurrencyRate.objects.create(currency=code, on=day, per_eur=Decimal(rate))


def test_the_days_rates_are_read():
    rates = ecb.read(file())
    assert rates.on == date(2026, 3, 2)
    assert rates.per_eur == {code: Decimal(rate) for code, rate in MADE_UP.items()}


BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;</x>"""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the file is empty"),
        ("<html><body>Not here", "0 days|no XML"),
        ("{}", "no XML"),
        ("<a/>", "0 days"),
        (file()[:400], "no XML, or was cut off"),
        (BOMB, "declares entities"),
        (file(day="03/02/2026"), "the day is '03/02/2026'"),
        (file(day=""), "the day is ''"),
        (file({**MADE_UP, "USD": "NaN"}), "the rate of USD is 'NaN'"),
        (file({**MADE_UP, "USD": "-1"}), "the rate of USD is '-1'"),
        (file({**MADE_UP, "USD": "0"}), "the rate of USD is '0'"),
        (file({**MADE_UP, "USD": "1,25"}), "the rate of USD is '1,25'"),
        (file({**MADE_UP, "USD": ""}), "the rate of USD is ''"),
        (file({**MADE_UP, "usd": "1"}), "currency 'usd' is no code"),
        (file({"USD": "1.25"}), "1 currencies"),
        (file(JPY="USD"), "currency 'USD' is no code, or stands twice"),
        (file() + " " * 1_000_000, "longer than"),
    ],
)
def test_a_file_of_another_shape_is_refused_with_a_reason(text, why):
    with pytest.raises(RatesError, match=why):
        ecb.read(text)


def test_several_days_are_refused():
    text = file().replace("</Cube></Cube></gesmes", "</Cube><Cube time='2026-03-01'/></Cube></gesmes")
    with pytest.raises(RatesError, match="2 days"):
        ecb.read(text)


def look(text, at=NOW):
    ensure_feeds()
    feed = Feed.objects.get(name="ecb")
    assert claim_now(feed, at)
    feed.refresh_from_db()
    return refresh(feed, at, chance=0.5, fetch=lambda *_: [text])


@pytest.mark.django_db
def test_rates_are_stored_once_a_day_and_corrected_in_place():
    assert look(file()).outcome is Outcome.STORED
    look(file({**MADE_UP, "USD": "1.3"}), NOW + timedelta(hours=1))
    look(file(day="2026-03-03"), NOW + timedelta(days=1))
    assert CurrencyRate.objects.count() == 10
    assert CurrencyRate.objects.get(currency="USD", on=date(2026, 3, 2)).per_eur == Decimal("1.3")


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["<html>", file(day="2027-03-02"), file({**MADE_UP, "USD": "0"})])
def test_rates_that_are_none_leave_the_old_ones(text):
    look(file())
    assert look(text, NOW + timedelta(days=1)).outcome is Outcome.FAILED
    assert CurrencyRate.objects.count() == 5
    assert Feed.objects.get(name="ecb").last_error


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("amount", "source", "target", "result"),
    [
        ("10", "EUR", "USD", "12.5"),
        ("12.5", "USD", "EUR", "10"),
        ("1", "GBP", "JPY", "200"),
        ("1", "gbp", "usd", "1.5625"),
        ("7", "USD", "USD", "7"),
    ],
)
def test_an_amount_is_converted_with_the_rate_and_its_day(amount, source, target, result):
    stored()
    made = convert(Decimal(amount), source, target, date(2026, 3, 2))
    assert (made.amount, made.on) == (Decimal(result), date(2026, 3, 2))
    assert made.amount == Decimal(amount) * made.rate


@pytest.mark.django_db
def test_the_newest_day_that_has_both_rates_counts(django_assert_num_queries):
    stored(USD="1.25", GBP="0.8")
    stored(date(2026, 3, 3), USD="2")
    with django_assert_num_queries(1):
        assert convert(Decimal(1), "GBP", "USD", date(2026, 3, 9)).on == date(2026, 3, 2)
    assert convert(Decimal(1), "EUR", "USD", date(2026, 3, 9)).rate == 2
    assert convert(Decimal(1), "EUR", "USD", date(2026, 3, 2)).rate == Decimal("1.25")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("source", "target", "on", "named"),
    [
        ("USD", "XYZ", date(2026, 3, 2), "no rate for XYZ on 2026-03-02"),
        ("EUR", "USD", date(2026, 3, 1), "no rate for USD on 2026-03-01"),
        ("EUR", "USD", date(2026, 3, 17), "no rate for USD on 2026-03-17 or in the 14 days before"),
        ("ABC", "XYZ", date(2026, 3, 2), "no rate for ABC, XYZ"),
    ],
)
def test_a_missing_rate_names_the_currency(source, target, on, named):
    stored()
    with pytest.raises(MissingRateError, match=named):
        convert(Decimal(1), source, target, on)
