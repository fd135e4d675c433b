"""Lists that are due: claimed once, stored whole or not at all, held back when they shrink."""

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

import make
import pytest
from cloud_answers import aws_list, lambda_answer, runpod_answer, shadeform_answer, vast_answer
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from django.urls import reverse

from prices import cloud_refresh, cloud_store, rental, tasks
from prices.cloud_refresh import LEASE, RUNS_KEPT, Outcome, claim_due, claim_now, ensure_feeds, refresh
from prices.clouds.feeds import FEEDS
from prices.clouds.fetch import BusyError
from prices.fetching import FetchError
from prices.models import CloudOffer, Feed, FeedRun

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.django_db
look = partial(refresh, chance=0.5)


def enabled(name="vast", **fields):
    ensure_feeds()
    Feed.objects.filter(name=name).update(**{"enabled": True, **fields})
    return Feed.objects.get(name=name)


def claimed(name="vast", at=NOW):
    feed = enabled(name)
    assert claim_now(feed, at)
    feed.refresh_from_db()
    return feed


def gives(text):
    return lambda _spec, _at: [text]


def run(text, at=NOW, name="vast", **options):
    """Look at a list that gives this text."""
    return look(claimed(name, at), at, fetch=gives(text), **options)


def spans(**which):
    rows = CloudOffer.objects.filter(**which).order_by("pk")
    return list(rows.values_list("on_demand_per_hour", "observed_earliest", "observed_latest", "retired"))


def test_every_list_has_a_row_that_is_off():
    ensure_feeds()
    ensure_feeds()
    assert set(Feed.objects.values_list("name", "enabled")) == {(name, False) for name in FEEDS}
    assert claim_due(NOW) == []


def test_what_is_enabled_is_claimed_once_until_its_lease_ends():
    feed = enabled()
    enabled("lambda", next_due=NOW + SECOND)
    assert claim_due(NOW) == [feed.pk]
    assert claim_due(NOW + LEASE - 2 * SECOND) == [Feed.objects.get(name="lambda").pk]
    assert not claim_now(feed, NOW + LEASE - SECOND)
    assert claim_now(feed, NOW + LEASE)
    feed.refresh_from_db()
    assert feed.attempt == 2


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="DATABASE_URL names no PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_two_who_claim_at_once_get_each_list_once():
    ensure_feeds()
    Feed.objects.update(enabled=True)
    barrier, got = threading.Barrier(2), []

    def claim():
        try:
            barrier.wait(5)
            got.extend(claim_due(NOW))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=claim) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == sorted(Feed.objects.values_list("pk", flat=True))


def test_without_a_claim_nothing_happens():
    feed = enabled()
    assert look(feed, NOW, fetch=None).outcome is Outcome.NOT_HELD
    late = claimed()
    assert look(late, NOW + LEASE, fetch=None).outcome is Outcome.NOT_HELD
    assert not FeedRun.objects.exists()


def test_a_claim_that_was_taken_over_writes_nothing():
    mine = claimed()
    claim_now(mine, NOW + LEASE)
    assert look(mine, NOW, fetch=gives(vast_answer({}))).outcome is Outcome.NOT_HELD
    assert not CloudOffer.objects.exists()


def test_an_offer_becomes_a_row_with_its_gpu():
    gpu = make.gpu("GeForce RTX 3090", memory_gib=24)
    assert run(vast_answer({})).outcome is Outcome.STORED
    row = CloudOffer.objects.get()
    assert (row.provider, row.instance, row.gpu, row.gpu_match) == ("Vast.ai", "4x RTX 3090", gpu, "stated")
    assert (row.gpu_count, row.memory_gib_each, row.ram_gib, row.region) == (4, 24, 64, "NO")
    assert (row.on_demand_per_hour, row.spot_per_hour, row.currency) == (Decimal("0.9"), Decimal("0.6"), "USD")
    assert (row.observed_earliest, row.observed_latest, row.retired) == (date(2026, 3, 1), date(2026, 3, 1), False)
    assert row.source.startswith("Vast.ai https://")
    feed = Feed.objects.get(name="vast")
    assert (feed.lease_until, feed.attempt, feed.last_count, feed.last_success_at) == (None, 0, 1, NOW)
    assert feed.next_due == NOW + FEEDS["vast"].every


def test_an_unchanged_price_lengthens_the_span_and_the_rest_follows():
    run(vast_answer({}))
    look_again = run(vast_answer({"cpu_cores_effective": 8}), NOW + DAY)
    assert (look_again.tally.added, look_again.tally.unchanged, look_again.tally.ended) == (0, 1, 0)
    assert spans() == [(Decimal("0.9"), date(2026, 3, 1), date(2026, 3, 2), False)]
    assert CloudOffer.objects.get().vcpus == 8


def test_a_new_price_ends_the_row_and_begins_another():
    run(vast_answer({}))
    run(vast_answer({"dph_total": 1.0}), NOW + DAY)
    assert spans() == [
        (Decimal("0.9"), date(2026, 3, 1), date(2026, 3, 1), True),
        (Decimal(1), date(2026, 3, 2), date(2026, 3, 2), False),
    ]


def test_what_the_list_no_longer_has_is_ended_and_comes_back_as_a_new_row():
    two = vast_answer({}, {"gpu_name": "RTX 4090"})
    run(two)
    assert run(vast_answer({}), NOW + DAY).tally.ended == 1
    run(two, NOW + 2 * DAY)
    assert [span[1:] for span in spans(gpu_stated="RTX 4090")] == [
        (date(2026, 3, 1), date(2026, 3, 1), True),
        (date(2026, 3, 3), date(2026, 3, 3), False),
    ]


def test_the_same_list_any_number_of_times_changes_nothing():
    text = vast_answer({}, {"gpu_name": "RTX 4090"}, {"gpu_name": "A100 SXM4", "gpu_ram": 81920})
    run(text)
    before = list(CloudOffer.objects.order_by("pk").values())
    for minute in range(1, 4):
        run(text, NOW + timedelta(minutes=10 * minute))
    assert list(CloudOffer.objects.order_by("pk").values()) == before


def test_a_price_that_goes_and_comes_back_within_a_day_takes_up_its_row():
    for total, hour in ((0.9, 0), (1.0, 1), (0.9, 2), (1.0, 3)):
        run(vast_answer({"dph_total": total}), NOW + timedelta(hours=hour))
    assert [(span[0], span[3]) for span in spans()] == [(Decimal("0.9"), True), (Decimal(1), False)]


def test_offers_of_one_kind_become_the_cheapest():
    run(vast_answer({}, {"dph_total": 0.85, "dph_base": 0.8}, {"dph_total": 2}))
    assert CloudOffer.objects.get().on_demand_per_hour == Decimal("0.85")


def test_a_list_that_shrinks_to_less_than_half_is_held_back_until_it_is_accepted():
    full = vast_answer(*({"gpu_name": name} for name in ("RTX 3090", "RTX 4090", "RTX 5090", "L40S")))
    run(full)
    short = vast_answer({})
    held = run(short, NOW + DAY)
    assert held.outcome is Outcome.HELD_BACK
    assert "1 entries, and the last good run had 4" in held.reason
    assert CloudOffer.objects.filter(retired=False).count() == 4
    feed = Feed.objects.get(name="vast")
    assert (feed.last_count, feed.last_error, feed.lease_until) == (4, held.reason, None)
    assert FeedRun.objects.first().excerpt == short
    assert run(short, NOW + 2 * DAY, accept=True).outcome is Outcome.STORED
    assert CloudOffer.objects.filter(retired=False).count() == 1


def test_a_list_of_exactly_half_is_taken():
    run(vast_answer({}, {"gpu_name": "L40S"}))
    assert run(vast_answer({}), NOW + DAY).outcome is Outcome.STORED


@pytest.mark.parametrize(
    ("text", "why"),
    [("<html>", "a page or XML"), ('{"offers": []}', "no offers in the answer"), ('{"error": "no"}', "an error: no"),
     (vast_answer({"rented": True}), "no offers in the answer; 1 × cannot be rented now")],
)  # fmt: skip
def test_an_answer_that_is_none_leaves_the_offers_and_says_why(text, why):
    run(vast_answer({}))
    failed = run(text, NOW + DAY)
    assert failed.outcome is Outcome.FAILED
    assert why in failed.reason
    assert spans() == [(Decimal("0.9"), date(2026, 3, 1), date(2026, 3, 1), False)]
    log = FeedRun.objects.first()
    assert (log.outcome, log.excerpt) == ("failed", text)


def test_a_failure_is_tried_again_after_a_while_and_not_before_the_server_wants_it():
    def broken(*_):
        message = "status 500"
        raise FetchError(message)

    def busy(*_):
        message = "status 429"
        raise BusyError(message, 7_200)

    feed = claimed()
    look(feed, NOW, fetch=broken)
    feed.refresh_from_db()
    assert (feed.next_due, feed.last_error, feed.lease_until) == (NOW + timedelta(minutes=5), "status 500", None)
    assert claim_due(NOW + timedelta(minutes=4)) == []
    later = NOW + timedelta(minutes=5)
    assert claim_due(later) == [feed.pk]
    feed.refresh_from_db()
    look(feed, later, fetch=busy)
    feed.refresh_from_db()
    assert feed.next_due == later + timedelta(hours=2)


def test_nothing_is_half_written(monkeypatch):
    """A database that fails in the middle leaves rows and due time as they were."""
    run(vast_answer({}))

    def fails(*_args, **_options):
        message = "the disk is full"
        raise DatabaseError(message)

    monkeypatch.setattr(cloud_store, "_open", fails)
    with pytest.raises(DatabaseError):
        run(vast_answer({"dph_total": 1.5}), NOW + DAY)
    assert spans() == [(Decimal("0.9"), date(2026, 3, 1), date(2026, 3, 1), False)]
    feed = Feed.objects.get(name="vast")
    assert (feed.lease_until, feed.last_success_at) == (NOW + DAY + LEASE, NOW)


def test_the_same_offers_in_two_lists_stay_apart():
    run(vast_answer({}))
    run(runpod_answer({}), name="runpod")
    assert run(vast_answer({}), NOW + DAY).tally.ended == 0
    assert CloudOffer.objects.filter(retired=False).count() == 3


def test_offers_of_the_starter_catalogue_are_left_alone():
    own = make.cloud_offer(provider="Vast.ai")
    run(vast_answer({}))
    own.refresh_from_db()
    assert (own.retired, own.feed) == (False, None)


def test_a_resold_offer_says_whose_it_is_and_through_whom():
    run(shadeform_answer({}), name="shadeform")
    row = CloudOffer.objects.get()
    assert (row.provider, row.tier, row.region) == ("Nebius", "Shadeform", "eu")


def test_what_is_sold_out_is_stored_but_not_offered_for_rent():
    text = lambda_answer(a=("L4 (24 GB)", 50, 1, []), b=("L4 (24 GB)", 70, 1, ["us"]))
    run(text, name="lambda")
    assert CloudOffer.objects.count() == 2
    assert [row.instance for row in rental.fitting(24, NOW.date())] == ["b"]


def test_a_reservation_is_stored_with_its_term():
    year = {"priceDimensions": {"x": {"unit": "Hrs", "pricePerUnit": {"USD": "0.5"}}},
            "termAttributes": {"LeaseContractLength": "1yr"}}  # fmt: skip
    run(aws_list(({}, "0.8"), reserved=[year]), name="aws")
    row = CloudOffer.objects.get()
    assert (row.committed_per_hour, row.commitment_months) == (Decimal("0.5"), 12)


def test_many_offers_take_few_queries(django_assert_max_num_queries):
    text = vast_answer(*({"gpu_name": f"RTX {number}"} for number in range(1_200)))
    run(text)
    feed = claimed(at=NOW + DAY)
    with django_assert_max_num_queries(25):
        look(feed, NOW + DAY, fetch=gives(text))
    assert CloudOffer.objects.count() == 1_200


def test_the_log_keeps_the_last_runs(monkeypatch):
    monkeypatch.setattr(cloud_refresh, "RUNS_KEPT", 3)
    for hour in range(5):
        run(vast_answer({}), NOW + timedelta(hours=hour))
    assert [log.at.hour for log in FeedRun.objects.all()] == [16, 15, 14]
    assert RUNS_KEPT == 100


def test_two_scans_at_once_send_each_list_once(monkeypatch):
    feed, sent = enabled(), []
    monkeypatch.setattr(tasks.refresh_feed, "delay", sent.append)
    monkeypatch.setattr("prices.tasks.send", lambda task, *arguments: task.delay(*arguments))
    tasks.refresh_due_feeds()
    tasks.refresh_due_feeds()
    assert sent == [feed.pk]


def test_the_command_reads_a_file_and_reports(tmp_path, capsys):
    path = tmp_path / "answer.json"
    path.write_text(vast_answer({}, {"rented": True}))
    call_command("refresh_clouds", "vast", "--file", str(path))
    printed = capsys.readouterr().out
    assert "vast: 1 read, 1 new or at a new price, 0 as before, 0 ended" in printed
    assert "skipped 1 × cannot be rented now: row 1" in printed


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["nowhere"], "There is no list nowhere"),
        (["--file", "x"], "name it"),
        (["vast", "lambda", "--file", "x"], "name it"),
        (["vast", "--file", "/no/such/file"], "cannot be read"),
    ],
)
def test_the_command_says_what_is_wrong(arguments, why):
    with pytest.raises(CommandError, match=why):
        call_command("refresh_clouds", *arguments)


def test_the_command_ends_with_what_went_wrong(tmp_path, capsys):
    path = tmp_path / "answer.json"
    path.write_text("<html>")
    with pytest.raises(CommandError, match="still there"):
        call_command("refresh_clouds", "vast", "--file", str(path))
    assert "vast: failed: the answer is a page" in capsys.readouterr().out
    feed = Feed.objects.get(name="vast")
    claim_now(feed, datetime.now(UTC))
    with pytest.raises(CommandError) as caught:
        call_command("refresh_clouds", "vast", "--file", str(path))
    assert caught.value.returncode == 75


def test_the_command_without_names_takes_what_is_enabled(capsys):
    call_command("refresh_clouds")
    assert "No list is enabled" in capsys.readouterr().out


def test_a_server_of_our_own_is_read_stored_and_waited_for(cloud, monkeypatch, settings):
    spec = FEEDS["runpod"].__class__(**{**{name: getattr(FEEDS["runpod"], name) for name in FEEDS["runpod"].__slots__},
                                        "address": f"{cloud.url}/graphql"})  # fmt: skip
    monkeypatch.setitem(FEEDS, "runpod", spec)
    cloud.answers["/graphql"] = (200, {}, runpod_answer({}).encode())
    assert look(claimed("runpod"), NOW).outcome is Outcome.STORED
    assert CloudOffer.objects.count() == 2
    for answer, why in (
        ((429, {"Retry-After": "86000"}, b""), "status 429"),
        ((500, {}, b""), "status 500"),
        ((200, {}, b"<html>"), "a page or XML"),
    ):
        cloud.answers["/graphql"] = answer
        later = Feed.objects.get(name="runpod").next_due
        assert why in look(claimed("runpod", later), later).reason
        feed = Feed.objects.get(name="runpod")
        assert feed.next_due >= later + timedelta(seconds=86_000 if "429" in why else 60)
    assert CloudOffer.objects.filter(retired=False).count() == 2


def test_the_admin_lists_feeds_runs_and_rates(admin_client, monkeypatch):
    run(vast_answer({}))
    monkeypatch.setattr("prices.tasks.refresh_due_feeds.delay", lambda: None)
    for name in ("feed", "feedrun", "currencyrate", "cloudoffer"):
        assert admin_client.get(reverse(f"admin:prices_{name}_changelist")).status_code == 200
    feed = Feed.objects.get(name="vast")
    response = admin_client.post(
        reverse("admin:prices_feed_changelist"), {"action": "refresh_now", "_selected_action": [feed.pk]}, follow=True
    )
    assert "1 list is due now" in response.content.decode()
    assert admin_client.get(reverse("admin:prices_feedrun_change", args=[FeedRun.objects.get().pk])).status_code == 200
