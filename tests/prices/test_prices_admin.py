"""The operator's pages: lists without a query per row, and "refresh now"."""

import logging
import os
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import make
import pytest
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from prices import sending
from prices.models import CloudOffer, Offer
from prices.sending import Unsent, send
from prices.tasks import refresh_due, refresh_round

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """Give the messages that were sent."""
    found = []
    monkeypatch.setattr(refresh_due, "delay", lambda *arguments: found.append(("refresh_due", *arguments)))
    monkeypatch.setattr(refresh_round, "delay", lambda *arguments: found.append(("refresh_round", *arguments)))
    return found


def offer(**fields):
    number = Offer.objects.count()
    url = f"https://shop.example/{number}"
    return Offer.objects.create(
        part=make.fan(price=9), source=make.source(), seller=f"s{number}", url=url, **{"enabled": True, **fields}
    )


def refresh_now(admin_client, *offers):
    fields = {"action": "refresh_now", "_selected_action": [row.pk for row in offers]}
    return admin_client.post(reverse("admin:prices_offer_changelist"), fields, follow=True).content.decode()


@pytest.mark.parametrize("model", ["offer", "pricepoint", "currentprice", "cloudoffer"])
def test_a_list_asks_the_database_as_often_for_many_rows_as_for_few(admin_client, model, django_assert_max_num_queries):
    for number in range(12):
        offer()
        gpu = make.gpu(f"GPU {number}")
        CloudOffer.objects.create(row=f"r{number}", provider="p", gpu=gpu, source="test")
    with django_assert_max_num_queries(9):
        assert admin_client.get(reverse(f"admin:prices_{model}_changelist")).status_code == 200


def test_refresh_now_makes_the_row_due_and_tells_the_workers(admin_client, sent, django_capture_on_commit_callbacks):
    row = offer(next_due=timezone.now() + timedelta(days=1), attempt=7)
    with django_capture_on_commit_callbacks(execute=True):
        assert "1 offer is due now." in refresh_now(admin_client, row)
    row.refresh_from_db()
    assert row.next_due <= timezone.now()
    assert row.attempt == 0
    assert sent == [("refresh_due",)]


def test_refresh_now_leaves_what_is_not_enabled_alone_and_says_so(admin_client, sent):
    said = refresh_now(admin_client, offer(), offer(enabled=False))
    assert "1 offer is due now." in said
    assert "1 offer is not enabled, and was left alone." in said


def test_refresh_now_works_without_a_broker(admin_client, monkeypatch, caplog, django_capture_on_commit_callbacks):
    def no_broker():
        raise OperationalError

    counted = Unsent()
    monkeypatch.setattr(sending, "unsent", counted)
    monkeypatch.setattr(refresh_due, "delay", no_broker)
    row = offer()
    with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks(execute=True):
        assert "1 offer is due now." in refresh_now(admin_client, row)
    assert counted.count == 1
    assert "prices.tasks.refresh_due was not sent (1 so far)" in caplog.text
    assert Offer.objects.due(timezone.now()).get() == row


def test_a_stranger_is_not_let_in(client):
    response = client.post(reverse("admin:prices_offer_changelist"), {"action": "refresh_now"})
    assert response.status_code == 302
    assert "/login/" in response["Location"]


@pytest.mark.parametrize(("due", "rounds"), [(0, 0), (1, 1), (2, 2), (30, 2)])
def test_the_scan_sends_workers_for_what_is_due_and_none_for_nothing(
    sent, due, rounds, django_capture_on_commit_callbacks
):
    for _ in range(due):
        offer(next_due=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        refresh_due()
    assert sent == [("refresh_round",)] * rounds


SEND = """
import time, django
django.setup()
from prices.sending import send, unsent
from prices.tasks import refresh_due
started = time.monotonic()
send(refresh_due)
print(unsent.count, time.monotonic() - started)
"""


def test_a_broker_that_accepts_and_never_answers_holds_a_page_for_three_seconds_at_most(tmp_path):
    """In a process of its own, since the broker's address is read once, with the settings."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        redis = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        own = {"REDIS_URL": redis, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
        command = [sys.executable, "-c", SEND]
        said = subprocess.check_output(command, cwd=ROOT, env={**os.environ, **own}, text=True, timeout=60)
    count, seconds = said.split()
    assert count == "1"
    assert float(seconds) < 3


def test_nothing_is_sent_if_the_transaction_is_rolled_back(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting:
        send(refresh_due)
    assert sent == []
    assert len(waiting) == 1
