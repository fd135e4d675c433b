"""Tables as CSV files."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.http import StreamingHttpResponse
from hypothesis import given
from hypothesis import strategies as st

from browse import sheets


def read(response):
    return list(csv.reader(io.StringIO(b"".join(response).decode(), newline="")))


def test_a_sheet_is_a_file_with_a_name_and_a_line_of_heads():
    response = sheets.sheet("gpus.csv", ["GPU", "Memory (GB)"], [["RTX 3090", 24.0]])
    assert response["Content-Type"].startswith("text/csv; charset=utf-8")
    assert response["Content-Disposition"] == 'attachment; filename="gpus.csv"'
    assert response.content == b"GPU,Memory (GB)\r\nRTX 3090,24\r\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (24.0, "24"),
        (936.2, "936.2"),
        (1e20, "100000000000000000000"),
        (float("nan"), ""),
        (-3, "-3"),
        (Decimal("0.440000"), "0.440000"),
        (Decimal("1E+3"), "1000"),
        (True, "yes"),
        (date(2023, 11, 1), "2023-11-01"),
        (datetime(2025, 7, 23, tzinfo=UTC), "2025-07-23T00:00:00+00:00"),
        ("Größe, “ab”", "Größe, “ab”"),
    ],
)
def test_cells_are_written_for_programs(value, written):
    assert sheets.cell(value) == written


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-cmd|' /C calc'!A0", "@SUM(A1)", " =1", "\t=1", "\r=1", "\0=1", "-inf", "+nan"]
)
def test_a_text_is_never_a_formula(text):
    assert sheets.cell(text).startswith("'")
    assert "\0" not in sheets.cell(text)


@pytest.mark.parametrize("text", ["-5", "+1.5", "-1e3"])
def test_a_number_in_a_text_stays_a_number(text):
    assert sheets.cell(text) == text


def test_heads_are_made_harmless_too():
    assert read(sheets.sheet("a.csv", ["=A1"], [])) == [["'=A1"]]


def test_a_long_table_is_streamed_and_nothing_is_lost():
    rows = ([number, "x"] for number in range(sheets.WHOLE_ROWS + 50))
    response = sheets.sheet("long.csv", ["n", "x"], rows)
    assert isinstance(response, StreamingHttpResponse)
    assert [row[0] for row in read(response)[1:]] == [str(number) for number in range(sheets.WHOLE_ROWS + 50)]


def test_a_row_of_another_length_is_an_error_of_ours():
    with pytest.raises(ValueError, match="1 cells below 2 heads"):
        sheets.sheet("a.csv", ["a", "b"], [["1"]])


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=5))
def test_what_is_read_back_is_what_was_written(rows):
    """But for the apostrophe, and the sign NUL, which no spreadsheet takes."""
    found = read(sheets.sheet("a.csv", ["a", "b"], rows))[1:]
    assert found == [[sheets.cell(text) for text in row] for row in rows]


@pytest.mark.parametrize("start", ["\x01", "\x7f", "\u200b", "\ufeff", "\u202e", " \t\x01"])
@pytest.mark.parametrize("sign", ["=", "+", "@", "＝"])
def test_signs_that_do_not_show_do_not_hide_a_formula(start, sign):
    assert sheets.cell(f"{start}{sign}1+1").startswith("'")
