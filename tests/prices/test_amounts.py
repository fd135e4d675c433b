"""Prices as shops write them into machine-readable fields."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prices.sources.amount import LARGEST, read_amount
from prices.sources.mentions import price_of
from prices.sources.quote import NoOfferError


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("299.99", "299.99"),
        ("299.9", "299.90"),
        ("299.990000", "299.99"),
        (299, "299.00"),
        (Decimal("299.995"), "300.00"),
        ("1,299.00", "1299.00"),
        ("1.299,00", "1299.00"),
        ("1 299,00 €", "1299.00"),
        ("1\u202f299,00", "1299.00"),
        ("1'249.50", "1249.50"),
        ("1,64,999.00", "164999.00"),
        ("1.234.567", "1234567.00"),
        ("12,345,678", "12345678.00"),
        ("149800", "149800.00"),
        ("1,299", "1299.00"),
        ("0.999", "1.00"),
        ("$449.00", "449.00"),
        ("US$ 449", "449.00"),
        ("१२", "12.00"),
        ("1.299", "1.30"),
        ("CHF 449.00", "449.00"),
        ("449.00 EUR", "449.00"),
    ],
)
def test_the_price_is_read(written, amount):
    assert read_amount(written) == Decimal(amount)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "is not written as a price"),
        ("call us", "is not written as a price"),
        ("-1", "is not written as a price"),
        ("1e999", "is not written as a price"),
        ("12 – 15", "is not written as a price"),
        ("NaN", "is not written as a price"),
        ("9" * 41, "is not written as a price"),
        ("1.2.3", "separators in odd places"),
        ("1,2,3", "separators in odd places"),
        ("1.299,00,00", "separators in odd places"),
        ("12,34,56.00", "separators in odd places"),
        ("0", "is not a price above 0"),
        ("0,00", "is not a price above 0"),
        ("0.001", "rounds to 0.00"),
        (-5, "is not a price above 0"),
        (10**40, "is not a price above 0"),
        (Decimal("NaN"), "is not a price above 0"),
        (Decimal("Infinity"), "is not a price above 0"),
        (float("nan"), "the price is float"),
        (True, "the price is bool"),
        (None, "the price is NoneType"),
        ({"value": 3}, "the price is dict"),
    ],
)
def test_what_is_no_price_is_refused_with_a_reason(written, why):
    with pytest.raises(NoOfferError, match=why):
        read_amount(written)


@given(st.decimals(min_value=Decimal("0.01"), max_value=LARGEST, places=2))
def test_every_price_survives_being_written_in_three_ways(amount):
    plain = f"{amount:,.2f}"
    swapped = plain.translate(str.maketrans(",.", ".,"))
    spaced = plain.replace(",", "\u00a0")
    assert [read_amount(text) for text in (plain, swapped, spaced)] == [amount] * 3


@given(st.text(max_size=60) | st.text("0123456789.,' €$", max_size=20))
def test_any_text_is_a_possible_price_or_refused(text):
    try:
        amount = read_amount(text)
    except NoOfferError:
        return
    assert 0 < amount <= LARGEST
    assert amount == amount.quantize(Decimal("0.01"))


def test_a_visible_price_decides_what_a_separator_means():
    assert read_amount("1.299", {Decimal(1299)}) == 1299
    assert read_amount("1.299", {Decimal("1.30")}) == Decimal("1.30")


TEXTS = list(csv.DictReader((Path(__file__).parent / "price_texts.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", TEXTS, ids=[f"{number} {row['text']}" for number, row in enumerate(TEXTS)])
def test_a_price_text_is_read_as_shops_mean_it(row):
    found = price_of(row["text"])
    assert (found.amount if found else None) == (Decimal(row["amount"]) if row["amount"] else None)
