"""Reports of wrong facts, and what stands beside a part, for programs."""

from __future__ import annotations

import make
import pytest

from catalog.models import FactReport
from catalog.reporting import MOST_AN_HOUR

pytestmark = pytest.mark.django_db
GIVEN = {"fact": "length_mm", "proposed": "336 mm", "evidence": "https://example.org/card"}


def path(part):
    return f"parts/{part.slug}/reports/"


def test_a_report_is_stored_and_given_back(send):
    card = make.card(length_mm=304)
    response = send("post", path(card), GIVEN)
    assert response.status_code == 201
    body = response.json()
    assert (body["part"], body["fact"], body["shown"], body["status"]) == (card.slug, "length_mm", "304 mm", "open")
    assert FactReport.objects.get().pk == body["id"]
    assert "contact" not in body
    assert "asker" not in body


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fact": "raw"}, "fact"),
        ({"fact": 3}, "fact"),
        ({"proposed": ""}, "proposed"),
        ({"proposed": "x" * 201}, "proposed"),
        ({"evidence": None}, "evidence"),
        ({"evidence": "x" * 501}, "evidence"),
        ({"contact": "x" * 121}, "contact"),
        ({"status": "accepted"}, "status"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(send, wrong, changes, field):
    assert field in wrong(send("post", path(make.card()), {**GIVEN, **changes}))
    assert not FactReport.objects.exists()


def test_a_fact_of_another_kind_is_refused_with_those_that_there_are(send, wrong):
    message = wrong(send("post", path(make.cpu()), GIVEN))["fact"]
    assert "socket" in message
    assert "length_mm" not in message


def test_too_many_reports_say_when_to_come_back(send, wrong):
    for _number in range(MOST_AN_HOUR):
        send("post", path(make.card()), GIVEN)
    response = send("post", path(make.card()), GIVEN)
    wrong(response, 429)
    assert 3500 < int(response["Retry-After"]) <= 3600
    assert response.json()["detail"] == "You have sent as many reports as one may in an hour. Come back in 60 minutes."


def test_pages_and_programs_are_counted_together(client, send):
    for _number in range(MOST_AN_HOUR):
        client.post(f"{make.card().get_absolute_url()}reports/", GIVEN)
    assert send("post", path(make.card()), GIVEN).status_code == 429


def test_there_is_nothing_to_report_of_what_is_not_there(send, get, wrong):
    wrong(send("post", "parts/no-such-part/reports/", GIVEN), 404)
    wrong(get(path(make.card())), 405)


def test_a_part_names_its_variants_and_alternatives(get):
    black = make.case("Torrent Black", price=200)
    white = make.case("Torrent White", price=210)
    cheap = make.case("Cheap", price=150)
    body = get(f"parts/{black.slug}/").json()
    assert [(each["slug"], each["dress"], each["price"]["amount"]) for each in body["variants"]] == [
        (white.slug, "White", "210.00")
    ]
    assert [(each["slug"], each["price"]["amount"]) for each in body["alternatives"]] == [(cheap.slug, "150.00")]
    assert body["alternatives"][0]["reason"] == "takes the same boards, cards to 360 mm; $50 less"
    assert body["reports"].endswith(f"/api/v1/parts/{black.slug}/reports/")
    assert {each["price"]["source"] for each in body["alternatives"]} <= {source["key"] for source in body["sources"]}
