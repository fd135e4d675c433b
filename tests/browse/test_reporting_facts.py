"""A reader says that a fact is wrong."""

from datetime import timedelta

import make
import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import FactReport
from catalog.reporting import MOST_AN_HOUR, MOST_OPEN

pytestmark = pytest.mark.django_db
GIVEN = {"fact": "length_mm", "proposed": "336 mm", "evidence": "https://example.org/card"}


def address(part):
    return f"{part.get_absolute_url()}reports/"


def text(response):
    return " ".join(response.content.decode().split())


def test_the_page_of_a_part_leads_to_the_form(client):
    card = make.card()
    assert f'href="{address(card)}"' in text(client.get(card.get_absolute_url()))
    page = text(client.get(address(card)))
    assert '<option value="length_mm">Length</option>' in page
    assert '<option value="name">Name</option>' in page


def test_a_report_is_stored_beside_what_the_page_shows(client):
    card = make.card(length_mm=304)
    response = client.post(address(card), {**GIVEN, "contact": "me@example.org"}, follow=True)
    assert response.redirect_chain == [(card.get_absolute_url(), 302)]
    assert "Thank you." in text(response)
    stored = FactReport.objects.get()
    assert (stored.part, stored.fact, stored.shown, stored.proposed) == (card, "length_mm", "304 mm", "336 mm")
    assert (stored.evidence, stored.contact) == ("https://example.org/card", "me@example.org")
    assert (stored.status, stored.reporter) == ("open", None)
    card.spec.refresh_from_db()
    assert card.spec.length_mm == 304  # nothing changes before somebody has looked


def test_what_is_not_known_is_shown_as_nothing(client):
    client.post(address(make.case(max_cooler_height_mm=None)), {**GIVEN, "fact": "max_cooler_height_mm"})
    assert FactReport.objects.get().shown == ""


def test_who_is_signed_in_is_noted(client, django_user_model):
    user = django_user_model.objects.create(username="ada")
    client.force_login(user)
    client.post(address(make.card()), GIVEN)
    assert FactReport.objects.get().reporter == user


def test_no_address_of_a_reader_is_stored(client):
    client.post(address(make.card()), GIVEN, REMOTE_ADDR="203.0.113.9")
    assert "203.0.113.9" not in str(FactReport.objects.values().get())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("fact", ""),
        ("fact", "raw"),
        ("proposed", ""),
        ("proposed", "x" * 201),
        ("evidence", "   "),
        ("evidence", "x" * 501),
        ("contact", "x" * 121),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_stored(client, field, value):
    response = client.post(address(make.card()), {**GIVEN, field: value})
    assert response.status_code == 422
    assert f'id="report_{field}_error"' in text(response)
    assert not FactReport.objects.exists()


def test_markup_in_a_report_stays_text(client):
    response = client.post(address(make.card()), {**GIVEN, "proposed": "<script>alert(1)</script>" * 20})
    assert response.status_code == 422
    assert "<script>alert" not in text(response)


def test_one_address_may_send_so_many_an_hour(client):
    cards = [make.card() for _number in range(MOST_AN_HOUR + 1)]
    for card in cards[:-1]:
        assert client.post(address(card), GIVEN).status_code == 302
    response = client.post(address(cards[-1]), GIVEN)
    assert response.status_code == 429
    assert 3500 < int(response["Retry-After"]) <= 3600
    assert "Come back in 60 minutes." in text(response)
    assert client.post(address(cards[-1]), GIVEN, REMOTE_ADDR="203.0.113.9").status_code == 302
    FactReport.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert client.post(address(cards[-1]), GIVEN).status_code == 302


def test_an_account_is_counted_wherever_it_asks_from(client, django_user_model):
    client.force_login(django_user_model.objects.create(username="ada"))
    for number in range(MOST_AN_HOUR):
        client.post(address(make.card()), GIVEN, REMOTE_ADDR=f"203.0.113.{number}")
    assert client.post(address(make.card()), GIVEN, REMOTE_ADDR="203.0.113.99").status_code == 429


def test_a_header_that_anyone_can_write_makes_nobody_another(client):
    for number in range(MOST_AN_HOUR):
        client.post(address(make.card()), GIVEN, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert client.post(address(make.card()), GIVEN, HTTP_X_FORWARDED_FOR="203.0.113.99").status_code == 429


def test_behind_a_proxy_the_address_that_it_saw_counts(client, settings):
    settings.BEHIND_PROXY = True
    for number in range(MOST_AN_HOUR):
        client.post(address(make.card()), GIVEN, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 203.0.113.1")
    assert client.post(address(make.card()), GIVEN, HTTP_X_FORWARDED_FOR="203.0.113.1").status_code == 429
    assert client.post(address(make.card()), GIVEN, HTTP_X_FORWARDED_FOR="203.0.113.2").status_code == 302


def test_a_fact_that_many_have_reported_waits_for_somebody_to_look(client):
    card = make.card()
    for number in range(MOST_OPEN):
        client.post(address(card), GIVEN, REMOTE_ADDR=f"203.0.113.{number}")
    response = client.post(address(card), GIVEN, REMOTE_ADDR="203.0.113.99")
    assert response.status_code == 429
    assert response["Retry-After"] == "86400"
    assert client.post(address(card), {**GIVEN, "fact": "slots"}, REMOTE_ADDR="203.0.113.99").status_code == 302
    FactReport.objects.update(status=FactReport.Status.REFUSED)
    assert client.post(address(card), GIVEN, REMOTE_ADDR="203.0.113.99").status_code == 302


def test_a_report_needs_the_pages_own_form():
    assert Client(enforce_csrf_checks=True).post(address(make.card()), GIVEN).status_code == 403


@pytest.mark.parametrize("path", ["/parts/toaster/x/reports/", "/parts/cpu/no-such-part/reports/"])
def test_there_is_nothing_to_report_of_what_is_not_there(client, path):
    assert client.get(path).status_code == 404
    assert client.post(path, GIVEN).status_code == 404


def test_reports_are_neither_put_nor_deleted(client):
    path = address(make.card())
    assert client.put(path).status_code == 405
    assert client.delete(path).status_code == 405


def test_an_operator_reads_reports_and_decides(admin_client, client):
    client.post(address(make.card("Storm")), GIVEN)
    stored = FactReport.objects.get()
    listed = text(admin_client.get("/admin/catalog/factreport/?status__exact=open"))
    assert "Storm" in listed
    assert "https://example.org/card" in listed
    for action, status in (("accept", "accepted"), ("refuse", "refused")):
        admin_client.post("/admin/catalog/factreport/", {"action": action, "_selected_action": [stored.pk]})
        stored.refresh_from_db()
        assert stored.status == status
    assert admin_client.get("/admin/catalog/factreport/add/").status_code == 403
    assert admin_client.get(f"/admin/catalog/factreport/{stored.pk}/change/").status_code == 200
