"""The benchmarks of shop pages and price texts, on a few of their own making."""

import json
import sys

import pytest

from benchmarks import __main__ as every
from benchmarks import numbers, price_pages

GOOD = '<h1>Thing</h1><p class="price">$10.00</p><p>In stock</p>'
RIGHT = {
    "price": "10.00",
    "currency": "USD",
    "availability": "in_stock",
    "condition": "unknown",
    "seller": None,
    "price_kind": "exact",
}


def run(monkeypatch, benchmark, *arguments):
    monkeypatch.setattr(sys, "argv", ["benchmark", *map(str, arguments)])
    return benchmark.main()


@pytest.fixture
def pages(tmp_path):
    (tmp_path / "good.html").write_text(GOOD, encoding="utf-8")
    return tmp_path


def expect(folder, **changed):
    (folder / "expected.json").write_text(json.dumps({"good": {**RIGHT, **changed}}), encoding="utf-8")


def test_pages_that_are_read_as_expected_pass(pages, monkeypatch, capsys):
    expect(pages)
    assert run(monkeypatch, price_pages, "--pages", pages) == 0
    assert "all six: 1 of 1" in capsys.readouterr().out


def test_a_field_that_is_read_otherwise_fails_and_is_named(pages, monkeypatch, capsys):
    expect(pages, availability="limited")
    assert run(monkeypatch, price_pages, "--pages", pages) == 1
    said = capsys.readouterr().out
    assert "good: availability 'in_stock' is 'limited'" in said
    assert "price and currency: 1 of 1" in said


def test_the_readings_are_written_by_page_name_without_expectations(pages, monkeypatch):
    out = pages / "read.json"
    assert run(monkeypatch, price_pages, "--pages", pages, "--out", out) == 0
    assert json.loads(out.read_text(encoding="utf-8")) == {"good": RIGHT}


def test_an_exception_on_a_spoilt_page_fails(pages, monkeypatch, capsys):
    assert run(monkeypatch, price_pages, "--pages", pages, "--torture") == 0
    whole = price_pages.read

    def breaks(content, address=""):
        if len(content) == 7:
            message = "seven"
            raise RuntimeError(message)
        return whole(content, address)

    monkeypatch.setattr(price_pages, "read", breaks)
    assert run(monkeypatch, price_pages, "--pages", pages, "--torture") == 1
    assert "good.html, 7 bytes: RuntimeError: seven" in capsys.readouterr().out


def cases(folder, *rows):
    path = folder / "numbers.csv"
    path.write_text("\n".join(["currency_hint,text,amount", *rows]), encoding="utf-8")
    return path


def test_price_texts_that_are_read_as_meant_pass(tmp_path, monkeypatch, capsys):
    path = cases(tmp_path, 'USD,"$1,299.00",1299', ",Call for price,")
    assert run(monkeypatch, numbers, "--cases", path) == 0
    assert "2 of 2 right (100.0%)" in capsys.readouterr().out


def test_a_price_text_that_is_read_otherwise_fails_and_is_printed(tmp_path, monkeypatch, capsys):
    assert run(monkeypatch, numbers, "--cases", cases(tmp_path, "USD,$10.00,11")) == 1
    assert "'$10.00': read 10.00, is 11" in capsys.readouterr().out


def test_an_amount_that_is_no_number_is_refused(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="amount 'ten': a number or nothing is allowed"):
        run(monkeypatch, numbers, "--cases", cases(tmp_path, "USD,$10.00,ten"))


def test_both_are_run_with_all_benchmarks():
    assert {"price_pages", "numbers"} <= {name for name, *_ in every.RUNS}
