"""Pasted lists as rows: every format that people paste, damaged ones, hostile ones."""

from __future__ import annotations

import time
from decimal import Decimal

import list_samples as samples
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.lists import types
from builder.lists.reading import read
from builder.lists.rows import MAX_ROWS, MAX_TEXT, Stated, TooLargeError
from catalog.models import Kind


def one(text):
    (row,) = read(text).rows
    return row


def short(text):
    return [(row.kind, row.name, row.quantity) for row in read(text).rows]


def usd(amount):
    return Stated(Decimal(amount), "USD")


def test_the_kinds_are_those_of_the_catalogue():
    assert set(types.KINDS) == set(types.NAMES) == set(Kind.values)
    assert set(types.OF_WORD.values()) == set(Kind.values)


def test_markdown_of_pcpartpicker():
    found = read(samples.MARKDOWN)
    assert [row.kind for row in found.rows] == [
        "cpu", "cpu-cooler", "motherboard", "memory", "storage", "graphics-card", "case", "power-supply",
    ]  # fmt: skip
    assert found.rows[0].name == "AMD Ryzen 9 7950X 4.5 GHz 16-Core Processor"
    assert [row.price for row in found.rows[:4]] == [usd("549.00"), usd("0.00"), None, usd("199.99")]


def test_the_same_line_twice_adds_up():
    storage = next(row for row in read(samples.MARKDOWN).rows if row.kind == "storage")
    assert storage.quantity == 2


def test_a_type_that_no_build_has_is_left_out_and_says_so():
    (left,) = read(samples.MARKDOWN).left_out
    assert (left.why, left.stated_type) == ("type", "Monitor")


def test_bbcode_of_pcpartpicker():
    found = read(samples.BBCODE)
    assert [row.kind for row in found.rows] == ["cpu", "cpu-cooler", "memory", "power-supply"]
    assert found.rows[0].name == "AMD Ryzen 7 7800X3D 4.2 GHz 8-Core Processor"
    assert [row.price for row in found.rows] == [usd("299.00"), None, usd("249.00"), None]


def test_plain_text_of_pcpartpicker():
    found = read(samples.TEXT)
    assert [row.kind for row in found.rows] == ["cpu", "cpu-cooler", "case-fan"]
    assert found.rows[2].price == usd("25.00")
    assert [left.stated_type for left in found.left_out] == ["Operating System"]


def test_html_of_pcpartpicker():
    found = read(samples.HTML)
    assert [(row.kind, row.name) for row in found.rows] == [
        ("cpu", "AMD Ryzen 9 7950X 4.5 GHz 16-Core Processor"),
        ("storage", "Samsung 990 Pro 2 TB & heatsink"),
    ]
    assert [row.price for row in found.rows] == [usd("549.00"), usd("10.00")]


def test_lines_as_people_write_them():
    assert short(samples.PLAIN) == [
        ("graphics-card", "RTX 3090 Founders", 2),
        ("storage", "Samsung 990 PRO 2TB", 2),
        ("", "CMK64GX5M2B5600C40", 1),
        ("", "Noctua A14 (x4)", 2),
        ("", "be quiet! Dark Power Pro 13", 2),
        ("memory", "2x16GB DDR5 Corsair", 1),
        ("", "Samsung 990 EVO PCIe 5.0 X2", 1),
        ("graphics-card", "MSI GeForce RTX 3090 VENTUS 3X", 1),
        ("graphics-card", "EVGA 3090 XC3", 1),
        ("", "EVGA thing", 2),
        ("storage", "Seagate Exos X18 16TB", 4),
    ]


@pytest.mark.parametrize(
    ("line", "quantity"),
    [
        ("2x Thing A1", 2), ("2 x Thing A1", 2), ("2 × Thing A1", 2), ("Thing A1 x2", 2), ("Thing A1 (x2)", 2),
        ("Thing A1 × 2", 2), ("qty 2 Thing A1", 2), ("Thing A1, Qty: 2", 2), ("(2) Thing A1", 2), ("Thing A1 [x2]", 2),
        ("2 pcs Thing A1", 2), ("1. Thing A1", 1), ("- [x] Thing A1", 1), ("> Thing A1", 1), ("• Thing A1", 1),
    ],
)  # fmt: skip
def test_quantities(line, quantity):
    row = one(line)
    assert (row.name, row.quantity) == ("Thing A1", quantity)


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("$1,299.99", "1299.99", "USD"), ("USD 99", "99", "USD"), ("1.299,00 €", "1299.00", "EUR"),
        ("£45.50", "45.50", "GBP"), ("CA$20", "20", "CAD"), ("¥3999", "3999", "CNY"), ("$1,000", "1000", "USD"),
    ],
)  # fmt: skip
def test_prices(written, amount, currency):
    row = one(f"Thing A1 - {written}")
    assert (row.name, row.price) == ("Thing A1", Stated(Decimal(amount), currency))


def test_a_part_number_that_is_called_one():
    row = one("Corsair Vengeance (part number: CMK64GX5M2B5600C40) $99")
    assert (row.name, row.part_number) == ("Corsair Vengeance", "CMK64GX5M2B5600C40")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("**CPU** | [Ryzen 9 7950X](https://x", ["Ryzen 9 7950X"]),
        ("**CPU** | Ryzen 9 7950X", ["Ryzen 9 7950X"]),
        ("CPU|Ryzen 9 7950X|", ["Ryzen 9 7950X"]),
        ("Type|Item|Price\n**CPU** | [Ryzen 9", ["[Ryzen 9"]),
        ("| CPU | Ryzen &amp; 7950X | $1 |\n| Mem", ["Ryzen & 7950X", "Mem"]),
        ("[b]CPU:[/b] [url=https://x]Ryzen 9 7950X", ["Ryzen 9 7950X"]),
        ("<tr><td>CPU<td>Ryzen 9 7950X", ["Ryzen 9 7950X"]),
        ("<b>CPU:</b> <a href='x'>Ryzen 9 7950X</a> ($1.00 @ Shop)<br>", ["Ryzen 9 7950X"]),
    ],
)
def test_damaged_lists_give_what_they_can(text, names):
    assert [row.name for row in read(text).rows] == names


def test_what_cannot_be_seen_does_no_harm():
    row = one("\ufeffCPU:\t\u200eAMD\u00a0Ryzen\x00 9\u2028")
    assert (row.kind, row.name) == ("cpu", "AMD Ryzen 9")


def test_line_ends_of_every_kind():
    assert [row.name for row in read("Thing A\r\nThing B\rThing C\nThing D").rows] == [
        f"Thing {each}" for each in "ABCD"
    ]


def test_a_line_without_a_name_or_that_asks_for_none_is_left_out():
    assert [left.why for left in read("Type|Item|Price\nCPU||$3\n0x Thing A1").left_out] == ["empty", "none"]


def test_two_hundred_lines_are_read_and_one_more_is_not():
    assert len(read("\n".join(f"Thing {n}a" for n in range(MAX_ROWS))).rows) == MAX_ROWS
    with pytest.raises(TooLargeError, match="200 lines"):
        read("\n".join(f"Thing {n}a" for n in range(MAX_ROWS + 1)))


def test_a_megabyte_is_refused_at_once():
    with pytest.raises(TooLargeError, match="100000 characters"):
        read("a" * 1_000_000)


FULL = {
    "brackets": "[" * MAX_TEXT, "links": "[a](" * 25_000, "round": "(" * MAX_TEXT, "bold": "<b>" * 33_000,
    "divs": "<div>" * 20_000, "tables": "<table><tr><td>" * 6_600, "bullets": "- " * 50_000, "digits": "1" * MAX_TEXT,
    "times": "1x" * 50_000, "json": '{"items":' + "[" * 90_000, "pipes": "|" * MAX_TEXT, "blanks": " " * MAX_TEXT,
    "money": "$1 " * 33_000, "tags": "[b]" * 33_000, "entities": "&a" * 50_000,
    "quoted": 'kind,name,quantity\n"' + "a" * 90_000,
    "less": "<" * MAX_TEXT, "anchors": "<a " * 33_000, "lines": ("((((" * 150 + "\n") * 160,
    "mixed": ("1x (2 x $ ," * 54 + "\n") * 160, "entity": "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><p>" + "&a;" * 30_000,
    "quotes": ("a" * 300 + " " * 290 + "\n") * 160,
}  # fmt: skip


@pytest.mark.parametrize("name", FULL)
def test_nothing_takes_long(name):
    begun = time.perf_counter()
    read(FULL[name][:MAX_TEXT])
    assert time.perf_counter() - begun < 1


@given(st.text(max_size=400))
def test_any_text_is_read(text):
    for row in read(text).rows:
        assert row.name
        assert row.quantity >= 1


def test_json_that_is_no_build_is_read_as_text():
    assert [row.name for row in read('{"a": 1}').rows] == ['{"a": 1}']
    assert read('{"items": [1, null, "x"]}').rows == []
    assert read('{"items": [{"kind": 3, "name": "x", "quantity": -1, "own_price": "NaN"}]}').rows[0].quantity == 1
