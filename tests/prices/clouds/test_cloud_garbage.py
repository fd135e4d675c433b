"""Answers that are none: each ends with one reason; half-good ones keep what is good."""

import json
import random
import time
from decimal import Decimal

import pytest
from cloud_answers import MAKERS, vast_answer

from prices.clouds import vast
from prices.clouds.quote import PayloadError
from prices.clouds.readers import READERS

JSON_SHAPES = sorted(READERS.keys() - {"gpuhunt", "skypilot"})
CSV_SHAPES = ("gpuhunt", "skypilot")


@pytest.mark.parametrize("shape", READERS)
@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("", "the answer is empty"),
        (" \n", "the answer is empty"),
        ("<!doctype html><title>Just a moment...</title>", "a page or XML, not"),
        ("\ufeff<?xml version='1.0'?><Error/>", "a page or XML, not"),
    ],
)
def test_no_answer_has_a_reason(shape, answer, why):
    with pytest.raises(PayloadError, match=why):
        READERS[shape]([answer])


@pytest.mark.parametrize("shape", JSON_SHAPES)
@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("null", "the answer is null, not an object"),
        ("[]", "the answer is a list, not an object"),
        ("{}", "it has nothing"),
        ('{"a": 1', "cut off"),
        ("[" * 100_000, "nested too deeply"),
        ('{"error": {"code": "429", "message": "Too many requests"}}', "an error: Too many requests"),
        ('{"errors": [{"message": "Something went wrong"}], "data": null}', "an error: Something went wrong"),
        ('{"message": "Internal server error"}', "an error: Internal server error"),
        ('{"detail": "Not authenticated\\ud800"}', "an error: Not authenticated"),
    ],
)
def test_json_of_another_kind_has_a_reason(shape, answer, why):
    if shape == "aws" and answer.startswith("null"):
        why = "no column"  # what does not begin like JSON is read as the CSV that AWS gives too
    with pytest.raises(PayloadError, match=why):
        READERS[shape]([answer])


@pytest.mark.parametrize("shape", CSV_SHAPES)
@pytest.mark.parametrize("answer", ["a,b\n1,2\n", '{"error": "no"}', "Too Many Requests", "a" * 30_000, "\0"])
def test_tables_of_another_kind_have_a_reason(shape, answer):
    with pytest.raises(PayloadError, match=r"no column|cannot be read|is empty"):
        READERS[shape]([answer])


@pytest.mark.parametrize("shape", READERS)
def test_five_megabytes_of_garbage_end_soon(shape):
    started = time.monotonic()
    for garbage in ("a" * 5_000_000, '{"a": ' + "9" * 5_000_000 + "}", '{"x": "' + "\\u0000" * 800_000):
        with pytest.raises(PayloadError):
            READERS[shape]([garbage])
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("shape", JSON_SHAPES)
def test_rows_that_are_no_objects_are_skipped_and_the_good_one_stays(shape):
    document = json.loads(MAKERS[shape]())
    wanted = len(READERS[shape]([json.dumps(document)]).quotes)
    for holder in (document, *(value for value in document.values() if isinstance(value, dict))):
        for rows in [value for value in holder.values() if isinstance(value, list)]:
            rows[:0] = [None, 3, "x", [], {}]
    if isinstance(document.get("data"), dict) and shape == "lambda":
        document["data"] |= {"a": None, "b": 3}
    if shape == "aws":
        document["products"] |= {"a": None, "b": {"attributes": None}}
    assert len(READERS[shape]([json.dumps(document)]).quotes) == wanted


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1, 1e300, 10**40, "1e999", "-0.5", "٣", True, [], {}])
def test_a_price_that_is_none_costs_only_its_row(value):
    reading = vast.read([vast_answer({"dph_total": value, "min_bid": None}, {})])
    assert [quote.listing for quote in reading.quotes] == ["8"]
    assert len(reading.skipped) == 1


def test_a_number_of_five_thousand_digits_costs_only_its_row():
    text = vast_answer({"dph_total": 123456}, {}).replace("123456", "9" * 5_000)
    assert [quote.listing for quote in vast.read([text]).quotes] == ["8"]


def quotes_of(shape, text):
    """Give the quotes; none where the answer is refused as a whole, with a reason that can be stored."""
    try:
        return READERS[shape]([text]).quotes
    except PayloadError as error:
        reason = str(error)
    assert 5 < len(reason.encode()) <= 2_000
    return []


@pytest.mark.parametrize("shape", READERS)
def test_answers_cut_or_changed_anywhere_never_raise_anything_else(shape):
    """Whatever comes out has prices above 0 that are finite, and counts above 0."""
    answer, chance = MAKERS[shape](), random.Random(shape)
    cuts = [answer[:at] for at in range(0, len(answer), max(len(answer) // 150, 1))]
    flips = []
    for _ in range(400):
        at = chance.randrange(len(answer))
        flips.append(answer[:at] + chance.choice("0-\"{}[],:eN'\0\ud800x") + answer[at + 1 :])
    for text in cuts + flips:
        for quote in quotes_of(shape, text):
            amounts = [each for each in (quote.on_demand, quote.spot, quote.reserved_1y) if each is not None]
            assert amounts
            assert all(isinstance(each, Decimal) and each.is_finite() and each > 0 for each in amounts)
            assert quote.count > 0
            f"{quote.instance}{quote.gpu}{quote.region}".encode()
