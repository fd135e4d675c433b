"""The page of a build, published or draft, for reading."""

from __future__ import annotations

from datetime import UTC, datetime

import make
import pytest
from django.urls import reverse
from django.utils import timezone

from builder.models import Build, Item
from catalog.models import Country
from community.publishing import publish
from prices.models import CloudOffer

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    return lambda build: client.get(reverse("community:build", args=[build.code]))


@pytest.fixture
def rented():
    Country.objects.create(code="US", name="United States", usd_per_kwh=0.17)
    return CloudOffer.objects.create(
        row="r1",
        provider="Cloudy",
        gpu=make.gpu(),
        memory_gib_each=24,
        on_demand_per_hour="0.69",
        observed_latest=datetime(2026, 8, 1, tzinfo=UTC).date(),
        source="their page",
    )


def test_a_draft_is_read_by_whoever_has_its_code(read, machine):
    build, parts = machine(prices={"card": 1899}, title="Half a box")
    page = read(build).content.decode()
    for piece in (
        "Half a box",
        "A draft",
        parts["card"].name,
        "$1,899.00",
        "≥ $1,899.00",
        "7 without a price",
        "noindex",
    ):
        assert piece in page
    assert "When published" not in page


def test_an_empty_draft_says_so(read):
    response = read(make.build())
    assert response.status_code == 200
    assert "nothing in this build yet" in response.content.decode()


def test_a_published_build_shows_then_and_now(client, read, ann, machine, publish, rented):
    build, parts = machine(prices={"card": 1000, "cpu": 400, "case": 100})
    publish(ann, title="Two prices", build=build, notes="Quiet at **30 dB**.")
    make.priced(parts["card"], 1500, at=datetime(2026, 10, 1, tzinfo=UTC))
    make.priced(parts["cpu"], 300, at=datetime(2026, 10, 2, tzinfo=UTC))
    page = read(build).content.decode()
    for piece in (
        "By ann, published 1 Nov 2026", "≥ $1,500.00", "≥ $1,900.00", "+50 %", "−25 %", "+29 %", "1 Oct 2026",
        "23 Jul 2025", "<strong>30 dB</strong>", "Cloudy", "The same parts today:", f"?build={build.code}",
    ):  # fmt: skip
        assert piece in page, piece
    assert "noindex" not in page


def test_the_same_observation_is_no_change(read, ann, machine, publish):
    build, _ = machine(prices={"card": 1000})
    publish(ann, build=build)
    page = read(build).content.decode()
    assert "No price has been seen since" in page
    assert " %</td>" not in page


def test_findings_are_those_of_the_day_and_todays_are_counted_beside(read, ann, machine, publish):
    build, parts = machine()
    publish(ann, build=build)
    parts["board"].spec.socket = "LGA1700"
    parts["board"].spec.save()
    page = read(build).content.decode()
    of_the_day, today = page.split("The same parts today:")
    assert "CPU_SOCKET" not in of_the_day
    assert "problem" in today.split("</p>")[0]


@pytest.mark.parametrize("published", [False, True])
def test_the_key_is_on_the_page_for_its_holder_only(client, read, ann, bob, machine, publish, published):
    build, _ = machine(owner=ann)
    if published:
        publish(ann, build=build)
    assert build.edit_code not in read(build).content.decode()
    client.force_login(bob)
    assert build.edit_code not in read(build).content.decode()
    client.force_login(ann)
    assert build.edit_url in read(build).content.decode()


def test_a_browser_that_holds_the_key_sees_the_way_to_change(client, read, machine):
    build, _ = machine()
    assert build.edit_code not in read(build).content.decode()
    client.get(build.edit_url)
    assert build.edit_url in read(build).content.decode()


def test_a_page_with_a_key_is_kept_by_no_cache(client, read, machine):
    assert "no-store" in read(machine()[0])["Cache-Control"]


def test_a_build_is_copied_by_a_post(client, read, ann, publish):
    build = publish(ann, title="Original").build
    assert f'action="{reverse("community:fork", args=[build.code])}"' in read(build).content.decode()
    copy = client.post(reverse("community:fork", args=[build.code]))
    assert client.get(copy["Location"]).status_code == 200
    fork = build.forks.get()
    page = read(fork).content.decode()
    assert "After" in page
    assert build.get_absolute_url() in page


def test_own_and_owned_parts_are_shown_as_what_they_are(read, ann, machine, publish):
    build, parts = machine(prices={"card": 1000})
    Item.objects.create(build=build, kind="case-fan", name="Old fan", own_price="9.50")
    Item.objects.filter(build=build, part=parts["card"]).update(owned=True)
    publish(ann, build=build)
    page = read(build).content.decode()
    for piece in ("Owned", "Old fan", "$9.50", "author’s price", "Not in the catalogue", "1 owned"):
        assert piece in page, piece
    assert "$1,000.00" not in page


def test_a_price_in_another_currency_is_shown_and_not_added(read, ann, machine, publish):
    build, parts = machine(prices={"cpu": 100})
    make.priced(parts["card"], 1700, currency="EUR")
    publish(ann, build=build)
    page = read(build).content.decode()
    assert "€1,700.00" in page
    assert "≥ $100.00" in page


def test_what_people_write_is_shown_as_text(client, read, ann, machine, publish):
    build, _ = machine()
    ann.username = '"><script>alert(3)</script>'  # as an operator could make one
    ann.save()
    Item.objects.create(build=build, kind="case-fan", name="<script>alert(4)</script>")
    publish(ann, build=build, title="<script>alert(1)</script>", notes="<script>alert(2)</script>")
    for page in (read(build).content.decode(), client.get("/builds/").content.decode()):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("code", ["nonsense", "ABCDEFG", "९९", "a%00b", "x" * 500])
def test_an_unknown_code_is_not_found(client, code):
    assert client.get(f"/b/{code}/").status_code == 404


def test_the_key_does_not_open_the_reading_page(client, machine):
    assert client.get(f"/b/{machine()[0].edit_code}/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_page_for_reading_takes_nothing(client, machine, method):
    assert getattr(client, method)(reverse("community:build", args=[machine()[0].code])).status_code == 405


def test_a_published_page_takes_few_queries_however_many_parts(
    client, read, ann, machine, publish, rented, django_assert_max_num_queries
):
    build, _ = machine(prices={"card": 1000, "cpu": 400})
    for _ in range(20):
        fan = make.fan(price=10)
        Item.objects.create(build=build, kind=fan.kind, part=fan, name=fan.name)
    publish(ann, build=build)
    client.force_login(ann)
    # Session, reader, build, parts of today, measurements, thread, role, visit, and two for the total over time.
    with django_assert_max_num_queries(10):
        read(build)


def test_a_draft_takes_few_queries(client, ann, machine, read, rented, django_assert_max_num_queries):
    build, _ = machine(prices={"card": 1000}, owner=ann)
    client.force_login(ann)
    with django_assert_max_num_queries(12):
        read(build)


def test_a_fork_of_a_published_build_is_what_its_page_shows(client, ann):
    card = make.card("As published")
    build = make.build(card, owner=ann)
    publish(build, by=ann, title="Frozen", notes="", at=timezone.now())
    build.put(make.card("Put in later"))
    client.post(reverse("community:fork", args=[build.code]))
    copy = Build.objects.exclude(pk=build.pk).get()
    assert [item.name for item in copy.items.all()] == ["As published"]
