"""The API's twin of the suggestions."""

from __future__ import annotations

import make
import pytest

pytestmark = pytest.mark.django_db


def test_it_suggests_what_the_pages_suggest(get):
    gpu = make.gpu("GeForce RTX 4090")
    card = make.card("Anvil RTX 4090", gpu=gpu, price=1600)
    price = {"amount": "1600.00", "currency": "USD", "observed_at": "2025-07-23T00:00:00Z"}
    answer = get("suggestions/?q=rtx+4090").json()
    assert answer == {
        "total": 1,
        "suggestions": [
            {"type": "gpu", "kind": None, "slug": gpu.slug, "name": gpu.name, "price": price},
            {"type": "part", "kind": "graphics-card", "slug": card.slug, "name": card.name, "price": price},
        ],
    }


def test_a_kind_keeps_to_its_parts_and_an_unknown_price_is_null(get):
    make.card("Anvil card")
    board = make.board("Anvil board")
    answer = get("suggestions/?q=anvil&kind=motherboard").json()
    assert [(each["slug"], each["price"]) for each in answer["suggestions"]] == [(board.slug, None)]


@pytest.mark.parametrize("address", ["suggestions/", "suggestions/?q=a"])
def test_too_little_finds_nothing(get, address):
    assert get(address).json() == {"total": 0, "suggestions": []}


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("q=" + "a" * 10_000, "q", "at most 100 characters"),
        ("q=ab&kind=toaster", "kind", "Allowed: cpu, "),
        ("q=ab&limit=3", "limit", "Allowed: q, kind"),
    ],
)
def test_what_cannot_be_read_is_named(get, wrong, query, field, said):
    assert said in wrong(get(f"suggestions/?{query}"))[field]


def test_an_unchanged_answer_is_not_sent_again(get):
    make.card("Anvil")
    first = get("suggestions/?q=anvil")
    assert first["Cache-Control"] == "public, max-age=60"
    assert get("suggestions/?q=anvil", headers={"If-None-Match": first["ETag"]}).status_code == 304
