"""Pasted lists and exports over the API."""

from __future__ import annotations

import json

import make
import pytest

from builder.models import Build
from community.exporting import FORMATS

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(send):
    def sent(text):
        return send("post", "builds/read-list/", {"text": text})

    return sent


def test_a_line_comes_with_its_match_and_how_sure_it_is(read):
    part = make.cpu("AMD Ryzen 9 7950X", fields={"part_numbers": ["100-100000514WOF"]})
    answer = read("CPU: AMD Ryzen 9 7950X ($549.00)\n2x 100-100000514WOF\nMonitor: screen\nSomething else")
    assert answer.status_code == 200
    body = answer.json()
    first, second, third = body["lines"]
    assert (first["match"]["part"], first["match"]["level"], first["kind"]) == (part.slug, "certain", "cpu")
    assert first["price"] == {"amount": "549.00", "currency": "USD"}
    assert (second["match"]["by_part_number"], second["quantity"]) == (True, 2)
    assert (third["match"], third["alternatives"], third["kind"]) == (None, [], None)
    assert body["left_out"][0]["text"] == "Monitor: screen"
    assert not Build.objects.exists()


def test_what_was_read_makes_a_build(read, send):
    make.cpu("AMD Ryzen 9 7950X")
    lines = read("CPU: AMD Ryzen 9 7950X").json()["lines"]
    items = [{"part": line["match"]["part"], "quantity": line["quantity"]} for line in lines]
    assert send("post", "builds/", {"items": items}).status_code == 201


@pytest.mark.parametrize(
    ("body", "field", "says"),
    [
        ({}, "text", "required"),
        ({"text": ""}, "text", "blank"),
        ({"text": 3}, "text", ""),
        ({"text": "a" * 100_001}, "text", "at most 100000 characters"),
        ({"text": "\n".join(f"Thing A{n}" for n in range(201))}, "text", "at most 200 lines"),
        ({"text": "x", "make": True}, "make", "no such field"),
    ],
)
def test_a_wrong_body_is_a_problem_that_names_the_field(send, wrong, body, field, says):
    assert says in wrong(send("post", "builds/read-list/", body))[field]


def test_a_megabyte_is_too_large(send, wrong):
    wrong(send("post", "builds/read-list/", json.dumps({"text": "a" * 1_000_000}).encode()), status=413)


def test_nul_is_refused_as_everywhere(send, wrong):
    wrong(send("post", "builds/read-list/", b'{"text": "a\\u0000b"}'))


def test_reading_is_counted_with_the_checks(read, settings):
    settings.API_RATES = {**settings.API_RATES, "check-anonymous": "1/min"}
    assert read("x").status_code == 200
    answer = read("x")
    assert answer.status_code == 429
    assert answer["Retry-After"]


def test_only_post_reads_a_list(get):
    assert get("builds/read-list/").status_code == 405


@pytest.mark.parametrize("form", FORMATS)
def test_a_build_is_taken_along_and_read_back(get, read, form):
    part = make.cpu("AMD Ryzen 9 7950X")
    build = make.build((part, 3))
    answer = get(f"builds/{build.code}/export/?as={form}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == FORMATS[form].media_type
    (line,) = read(answer.content.decode()).json()["lines"]
    assert (line["match"]["part"], line["quantity"]) == (part.slug, 3)


def test_wrong_exports_are_problems(get, wrong):
    build = make.build()
    assert "markdown" in wrong(get(f"builds/{build.code}/export/?as=pdf"))["as"]
    assert wrong(get(f"builds/{build.code}/export/"))["as"]
    assert wrong(get(f"builds/{build.code}/export/?as=csv&x=1"))["x"]
    wrong(get("builds/nosuch/export/?as=csv"), status=404)
