"""Hosts are asked one request at a time and none too soon, as robots.txt allows, and left alone while troubled."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import make
import pytest

from prices import fetching, hosts
from prices.fetching import Blame, Fetched, FetchError, Robots, failure, retry_after_s
from prices.models import Host, Offer, RefreshRun, host_of
from prices.refresh import Outcome, claim, refresh
from prices.sources.page import parse

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
OFFER = '{"@type": "Product", "offers": {"price": "300", "priceCurrency": "USD"}}'
PAGE = f'<script type="application/ld+json">{OFFER}</script>'
pytestmark = pytest.mark.django_db


def offers(count, *names):
    """Make due offers at each of some hosts, whose robots.txt is known."""
    part = make.card()
    for name in names:
        Host.objects.get_or_create(name=name, defaults={"robots_at": NOW + 365 * DAY})
        for number in range(count):
            url = f"https://{name}/{number}"
            Offer.objects.create(
                part=part, source=make.source(), seller=name, url=url, enabled=True, next_due=NOW - DAY
            )


def good(_url, **_):
    return Fetched(PAGE)


def failing(reason="the server answered with status 500", blame=Blame.HOST, wait_s=None):
    def fetch(_url, **_):
        error = failure(reason, blame)
        error.wait_s = wait_s
        raise error

    return fetch


def look(at, fetch=good):
    """Take a turn and look; None if there is no turn to take."""
    turn = claim(at)
    return None if turn is None else refresh(turn, lambda: at, chance=0.5, fetch=fetch, read=parse)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://Shop.Example/a", "shop.example"),
        ("http://shop.example:80/", "shop.example"),
        ("https://shop.example.:443/", "shop.example"),
        ("http://shop.example:8080/", "shop.example:8080"),
        ("http://[::1]:81/", "[::1]:81"),
        ("http://shop.example:x/", ""),
        ("/nowhere", ""),
    ],
)
def test_a_host_is_known_by_its_name_and_an_unusual_port(url, name):
    assert host_of(url) == name


def test_a_host_is_asked_by_one_at_a_time():
    offers(2, "a.example")
    assert claim(NOW) is not None
    assert claim(NOW + 10 * SECOND) is None, "the first look is not over"


def test_a_host_is_asked_again_two_seconds_later_at_the_earliest():
    offers(3, "a.example")
    assert look(NOW) is Outcome.CHANGED
    assert look(NOW + 1.9 * SECOND) is None
    assert look(NOW + 2 * SECOND) is Outcome.CHANGED


def test_another_host_is_asked_meanwhile():
    offers(2, "a.example", "b.example")
    names = {claim(NOW).host.name, claim(NOW).host.name}
    assert names == {"a.example", "b.example"}


def test_a_host_that_its_worker_never_let_go_of_is_free_after_the_lease():
    offers(2, "a.example")
    claim(NOW)
    assert claim(NOW + hosts.LEASE - SECOND) is None
    assert claim(NOW + hosts.LEASE) is not None


@pytest.mark.parametrize(("asked", "seconds"), [(0.5, 2), (10, 10), (3_600, 60)])
def test_a_crawl_delay_is_kept_up_to_a_minute(asked, seconds):
    offers(2, "a.example")
    Host.objects.update(crawl_delay_s=asked)
    look(NOW)
    assert look(NOW + (seconds - 0.1) * SECOND) is None
    assert look(NOW + seconds * SECOND) is Outcome.CHANGED


def test_the_wait_for_the_next_host_is_known():
    offers(2, "a.example")
    hosts.place(NOW)
    assert hosts.seconds_until_work(NOW) == 0
    look(NOW)
    assert hosts.seconds_until_work(NOW + SECOND) == 1
    look(NOW + 2 * SECOND)
    assert hosts.seconds_until_work(NOW + 2 * SECOND) is None


def test_due_offers_find_their_hosts_in_few_queries(django_assert_max_num_queries):
    offers(5, "a.example", "b.example")
    with django_assert_max_num_queries(6):
        hosts.place(NOW)
    assert not Offer.objects.filter(host=None).exists()


# robots.txt


def robots(monkeypatch, *answers):
    """Let hosts answer for robots.txt, and give what was asked."""
    asked, left = [], list(answers)

    def answer(origin, _left):
        asked.append(origin)
        found = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(hosts, "robots_of", answer)
    return asked


def unknown():
    """Make a due offer at a host that was never asked."""
    offers(1, "a.example")
    Host.objects.update(robots_at=None)


def test_robots_txt_is_asked_for_first_and_is_a_request_of_its_own(monkeypatch):
    unknown()
    asked = robots(monkeypatch, Robots("User-agent: *\nCrawl-delay: 5"))
    assert look(NOW) is Outcome.ROBOTS
    assert look(NOW + 4.9 * SECOND) is None
    assert look(NOW + 5 * SECOND) is Outcome.CHANGED
    assert asked == ["https://a.example"]
    assert Offer.objects.get().attempt == 0


def test_robots_txt_is_kept_for_a_day(monkeypatch):
    unknown()
    asked = robots(monkeypatch, Robots(""))
    for at in (NOW, NOW + 2 * SECOND, NOW + DAY - 10 * SECOND, NOW + DAY):
        Offer.objects.update(next_due=NOW)
        look(at)
    assert len(asked) == 2


def test_what_robots_txt_forbids_is_not_asked_for(monkeypatch):
    unknown()
    robots(monkeypatch, Robots("User-agent: *\nDisallow: /0"))
    look(NOW)

    def fetch(url, *, enter, known):
        enter(urlsplit(url), lambda: 15)
        pytest.fail("it was asked")

    assert look(NOW + 2 * SECOND, fetch) is Outcome.FAILED
    assert "does not allow /0" in Offer.objects.get().last_error
    assert Host.objects.get().failures == 0, "which is no fault of the host"


def test_a_host_that_cannot_say_what_it_allows_is_left_alone_for_a_while(monkeypatch):
    unknown()
    robots(monkeypatch, Robots(None, "robots.txt was answered with status 503"), Robots(""))
    assert look(NOW) is Outcome.ROBOTS
    host = Host.objects.get()
    assert (host.open_until, host.open_reason) == (NOW + hosts.TROUBLE_KEPT, "robots.txt was answered with status 503")
    assert RefreshRun.objects.get().reason == "robots.txt: robots.txt was answered with status 503"
    assert look(NOW + hosts.TROUBLE_KEPT - SECOND) is None
    at = NOW + hosts.TROUBLE_KEPT
    assert [look(at), look(at + 2 * SECOND)] == [Outcome.ROBOTS, Outcome.CHANGED]


def test_an_address_that_is_refused_is_the_offers_trouble(monkeypatch):
    unknown()
    robots(monkeypatch, FetchError("10.0.0.1 is not a public address"))
    assert look(NOW) is Outcome.ROBOTS
    assert Host.objects.get().open_until is None
    assert look(NOW + 2 * SECOND, fetching.fetch_page) is Outcome.FAILED
    assert "10.0.0.1 is not a public address" in Offer.objects.get().last_error


# Redirects


def visit(at=NOW):
    """Take a host, and give a visit whose clock goes on when it sleeps."""
    offers(1, "a.example")
    turn = claim(at)
    moment = [at]

    def sleep(seconds):
        moment[0] += timedelta(seconds=seconds)

    return hosts.Visit(turn.host, lambda: moment[0], sleep), moment


def enter(each, url, left=15.0):
    each.enter(urlsplit(url), lambda: left)


def test_a_redirect_within_a_host_waits_its_two_seconds():
    each, moment = visit()
    enter(each, "https://a.example/0")
    assert moment == [NOW]
    enter(each, "https://a.example/moved")
    assert moment == [NOW + 2 * SECOND]
    hosts.went_well(each.host, moment[0], gave_price=True)
    assert Host.objects.get().next_free_at == NOW + 4 * SECOND


def test_a_redirect_to_another_host_waits_until_that_one_is_free():
    each, moment = visit()
    Host.objects.create(name="b.example", robots_at=NOW, next_free_at=NOW + SECOND)
    enter(each, "https://a.example/0")
    enter(each, "https://b.example/0")
    assert NOW + SECOND <= moment[0] < NOW + 1.5 * SECOND
    other = Host.objects.get(name="b.example")
    assert other.busy_until is not None
    each.leave_others()
    other.refresh_from_db()
    assert other.busy_until is None
    assert other.next_free_at == moment[0] + 2 * SECOND


def test_a_redirect_to_another_host_keeps_to_its_robots_txt(monkeypatch):
    each, moment = visit()
    asked = robots(monkeypatch, Robots("User-agent: *\nDisallow: /"))
    enter(each, "https://a.example/0")
    with pytest.raises(FetchError, match=r"robots.txt of b\.example does not allow"):
        enter(each, "https://b.example/0")
    assert asked == ["https://b.example"]
    assert moment == [NOW + 2 * SECOND], "robots.txt was a request too"


def test_a_redirect_to_a_host_that_is_left_alone_says_so():
    each, _ = visit()
    Host.objects.create(name="b.example", open_until=NOW + DAY, open_reason="status 403")
    with pytest.raises(FetchError, match=r"b\.example, which is left alone: status 403"):
        enter(each, "https://b.example/0")


def test_without_time_to_wait_a_redirect_is_not_followed():
    each, _ = visit()
    enter(each, "https://a.example/0")
    with pytest.raises(FetchError, match="no time to wait"):
        enter(each, "https://a.example/moved", left=1.5)


# Breakers


def fail_until_open(count, at=NOW):
    for number in range(count):
        assert look(at + number * 2 * SECOND, failing()) is Outcome.FAILED


def test_five_failures_in_a_row_open_the_breaker_which_says_why():
    offers(9, "a.example")
    fail_until_open(5)
    host = Host.objects.get()
    assert host.open_until == NOW + 8 * SECOND + hosts.FIRST_PAUSE
    assert host.open_reason == "5 failures in a row, the last: the server answered with status 500"
    assert list(Host.objects.left_alone(NOW + 8 * SECOND)) == [host]
    assert look(NOW + 8 * SECOND + hosts.FIRST_PAUSE - SECOND) is None


def test_a_success_in_between_starts_the_count_again():
    offers(9, "a.example")
    fail_until_open(4)
    assert look(NOW + 10 * SECOND) is Outcome.CHANGED
    assert look(NOW + 12 * SECOND, failing()) is Outcome.FAILED
    assert Host.objects.get().open_until is None


def test_after_the_pause_one_request_tries_and_a_failure_opens_it_again_for_longer():
    offers(9, "a.example")
    fail_until_open(5)
    at = Host.objects.get().open_until
    assert look(at, failing()) is Outcome.FAILED
    host = Host.objects.get()
    assert host.open_until == at + 2 * hosts.FIRST_PAUSE
    assert look(host.open_until) is Outcome.CHANGED
    host.refresh_from_db()
    assert (host.open_until, host.open_reason, host.failures, host.openings) == (None, "", 0, 0)


def test_a_refusal_opens_the_breaker_at_once():
    offers(9, "a.example")
    look(NOW, failing("the server answered with status 403", Blame.REFUSED))
    host = Host.objects.get()
    assert (host.open_until, host.open_reason) == (NOW + hosts.FIRST_PAUSE, "the server answered with status 403")


def test_retry_after_is_kept_by_host_and_offer():
    offers(9, "a.example")
    look(NOW, failing("the server answered with status 429", Blame.REFUSED, wait_s=7_200))
    assert Host.objects.get().open_until == NOW + timedelta(hours=2)
    assert Offer.objects.exclude(last_error="").get().next_due == NOW + timedelta(hours=2)


def test_retry_after_of_a_server_in_trouble_is_kept_too():
    offers(9, "a.example")
    look(NOW, failing(wait_s=600))
    assert Host.objects.get().open_until == NOW + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120), ("Sun, 01 Mar 2026 12:00:30 GMT", 30), ("Sun, 01 Mar 2020 12:00:00 GMT", 0),
        ("9" * 400, 86_400), ("", None), ("soon", None), ("-5", None), ("١٢", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_in_seconds_or_as_a_date(header, seconds):
    assert retry_after_s(header, NOW) == seconds


def test_what_is_wrong_with_a_single_page_is_no_failure_of_the_host():
    offers(9, "a.example")
    for number in range(6):
        look(NOW + number * 2 * SECOND, failing("the server answered with status 404", Blame.PAGE))
    assert Host.objects.get().open_until is None


def test_an_operator_closes_a_breaker():
    offers(9, "a.example")
    fail_until_open(5)
    hosts.close_breaker(Host.objects.get())
    assert look(NOW + 20 * SECOND) is Outcome.CHANGED


@pytest.mark.parametrize(
    ("yields", "held"),
    [
        ("1" * 100, False),
        ("1" * 90 + "0" * 10, False),
        ("1" * 89 + "0" * 11, True),
        ("0" * 20, False),  # nothing to compare with
        ("10" * 50, False),
        ("10" * 40 + "0" * 16 + "1" * 4, True),
        ("0" * 100, False),
    ],
)
def test_a_host_that_suddenly_gives_far_fewer_prices_is_noticed(yields, held):
    assert bool(hosts.too_few(yields)) is held


def test_a_host_that_suddenly_gives_far_fewer_prices_is_held_back_and_reported():
    offers(2, "a.example")
    Host.objects.update(yields="1" * 89 + "0" * 10)
    nothing = failing("the page describes no product", Blame.PAGE)
    look(NOW, nothing)
    host = Host.objects.get()
    assert host.open_until == NOW + hosts.HELD_BACK
    assert host.open_reason == "9 of the last 20 looks gave a price, and 100% of those before"
    assert look(NOW + hosts.HELD_BACK - SECOND) is None
    look(NOW + hosts.HELD_BACK, nothing)
    assert Host.objects.get().open_until == NOW + 2 * hosts.HELD_BACK
