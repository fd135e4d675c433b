"""The state of the site: ages, work, failures, and what it stands on."""

from datetime import timedelta

import make
import pytest
from django.db import OperationalError
from django.utils import timezone

from prices import broker, status
from prices.models import Feed, FeedRun, Host, Offer, PricePoint
from prices.sending import unsent

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def offer(seller="Shop", *ages, **fields):
    """Make an offer with a price for each age."""
    row = Offer.objects.create(part=make.fan(), source=make.source(), seller=seller, **fields)
    for age in ages:
        at = timezone.now() - age
        PricePoint.objects.create(offer=row, amount=10, observed_at=at, last_seen_at=at)
    return row


def refreshed(**fields):
    return offer(url=f"https://shop.example/{Offer.objects.count()}", enabled=True, **fields)


def shown(client):
    response = client.get("/status/")
    assert response.status_code == 200
    return response.context["status"], " ".join(response.content.decode().split())


def test_the_newest_price_of_each_offer_counts_by_its_age(client):
    offer("Shop", HOUR, 500 * HOUR)
    offer("Shop", 47.9 * HOUR)
    offer("Shop", 48.1 * HOUR)
    offer("Shop", 14.1 * 24 * HOUR)
    offer("Shop")
    age = shown(client)[0].ages[0]
    assert (age.offers, age.priced, age.fresh, age.stale, age.old) == (5, 4, 2, 1, 1)
    assert age.newest - age.oldest > 13 * 24 * HOUR


def test_sellers_are_told_apart_those_with_most_offers_first(client):
    offer("Small", HOUR)
    offer("Large", HOUR)
    offer("Large", HOUR)
    assert [age.seller for age in shown(client)[0].ages] == ["Large", "Small"]


def test_what_is_due_leased_and_failing_is_counted_with_the_reason(client):
    now = timezone.now()
    refreshed(next_due=now - HOUR, last_error="the server answered with status 500")
    refreshed(next_due=now - 2 * HOUR, last_error="the server answered with status 500", last_success_at=now)
    refreshed(next_due=now - HOUR, lease_until=now + HOUR)
    refreshed(next_due=now + HOUR)
    offer(last_error="off, so it does not count")
    found, page = shown(client)
    queue = found.offers
    assert (queue.enabled, queue.due, queue.leased, queue.failing, queue.never) == (4, 2, 1, 2, 3)
    assert queue.overdue_since == now - 2 * HOUR
    assert [(reason.text, reason.rows) for reason in found.reasons] == [("the server answered with status 500", 2)]
    assert "the server answered with status 500" in page


def test_lists_show_their_last_runs(client):
    feed = Feed.objects.create(name="vast", enabled=True, last_error="HTML instead of JSON")
    Feed.objects.create(name="never-on")
    FeedRun.objects.create(feed=feed, at=timezone.now(), outcome="failed", reason="HTML instead of JSON")
    found, page = shown(client)
    assert [row.name for row in found.feeds] == ["vast"]
    assert found.runs[0].outcome == "failed"
    assert "HTML instead of JSON" in page


def test_a_hook_names_the_hosts_that_are_left_alone(client, monkeypatch):
    Host.objects.create(name="slow.example", open_until=timezone.now() + HOUR, open_reason="no answer")
    assert "slow.example" in shown(client)[1]
    open_ones = [lambda at: [status.Breaker("shop.example", "5 failures in a row", at + HOUR)]]
    monkeypatch.setattr(status, "BREAKERS", open_ones)
    assert "shop.example" in shown(client)[1]


def test_more_offers_cost_no_more_queries(client, django_assert_num_queries):
    with django_assert_num_queries(9):
        client.get("/status/")
    for number in range(5):
        offer(f"Shop {number}", HOUR, 2 * HOUR, last_success_at=timezone.now())
        feed = Feed.objects.create(name=f"feed-{number}")
        FeedRun.objects.create(feed=feed, at=timezone.now(), outcome="done")
    with django_assert_num_queries(9):
        client.get("/status/")


def test_a_broker_that_accepts_and_never_answers_does_not_hold_the_page(client, settings):
    import socket  # noqa: PLC0415

    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://:secret@127.0.0.1:{silent.getsockname()[1]}/0"
        broker.forget()
        started = timezone.now()
        found, page = shown(client)
        assert (timezone.now() - started).total_seconds() < 2
    assert not found.broker.answers
    assert "Does not answer" in page
    assert "secret" not in page


def test_the_broker_is_asked_once_for_many_pages(settings, monkeypatch):
    asked = []
    monkeypatch.setattr(broker, "_redis_trouble", lambda url: asked.append(url) or "TimeoutError")
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    for _ in range(3):
        assert broker.broker_state().reason == "TimeoutError"
    assert len(asked) == 1


def test_messages_that_could_not_be_sent_are_counted(monkeypatch):
    broker.broker_state()
    monkeypatch.setattr(unsent, "count", 3)
    assert broker.broker_state().unsent == 3


def test_a_database_that_is_down_is_said_with_503(client, monkeypatch):
    def down(_at):
        message = "could not connect to secret-host"
        raise OperationalError(message)

    monkeypatch.setattr(status, "ages", down)
    response = client.get("/status/")
    assert response.status_code == 503
    assert "OperationalError" in response.content.decode()
    assert "secret-host" not in response.content.decode()


def test_a_parameter_or_another_method_is_refused(client):
    assert client.get("/status/?x=1").status_code == 400
    assert client.post("/status/").status_code == 405


def test_the_api_says_the_same(client):
    offer("Shop", HOUR)
    refreshed(last_error="no price on the page")
    answer = client.get("/api/v1/status/")
    assert answer.status_code == 200
    body = answer.json()
    assert body["ages"][0]["offers"] == 2
    assert body["reasons"] == [{"text": "no price on the page", "rows": 1}]
    assert body["database"]["kind"]
    assert client.get("/api/v1/status/?x=1").status_code == 400
