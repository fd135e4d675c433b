"""Builds through the API: made, read, changed, copied and published, all or nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import make
import pytest
from django.test import Client
from django.utils import timezone

from builder.models import MAX_ITEMS, Build
from catalog.models import Country, Part
from community.models import Post
from community.publishing import publish
from prices.models import CloudOffer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(django_user_model):
    return django_user_model.objects.create_user("ann", password="a long one")


@pytest.fixture
def bob(django_user_model):
    return django_user_model.objects.create_user("bob", password="a long one")


def published(author, *rows, title="A build", at=None):
    return publish(make.build(*rows), by=author, title=title, notes="", at=at or timezone.now())


def lines(build):
    return [(item.name, item.quantity, item.owned, item.own_price) for item in build.items.all()]


def codes(response):
    assert response.status_code == 200, response.content
    return [row["code"] for row in response.json()["results"]]


def test_a_build_is_made_with_all_its_lines(send):
    card, psu = make.card("RTX 3090", price=900), make.psu(price=200)
    response = send(
        "post",
        "builds/",
        {
            "title": "Two cards",
            "circuit": "EU-16A",
            "items": [
                {"part": card.slug, "quantity": 2},
                {"part": psu.slug, "owned": True},
                {"kind": "case", "name": "A wooden box", "own_price": "12.50"},
            ],
        },
    )
    assert response.status_code == 201, response.content
    body = response.json()
    build = Build.objects.get(code=body["code"])
    assert (build.title, build.circuit, build.os, build.owner) == ("Two cards", "EU-16A", "linux", None)
    assert lines(build) == [
        ("RTX 3090", 2, False, None),
        (psu.name, 1, True, None),
        ("A wooden box", 1, False, Decimal("12.50")),
    ]
    assert body["edit_code"] == build.edit_code
    assert body["assessment"]["cost"]["total"] == "1812.50"
    assert body["assessment"]["cost"]["currency"] == "USD"
    assert response["Location"] == body["urls"]["api"]


def test_the_addresses_in_the_answer_work(client, send):
    urls = send("post", "builds/", {"items": [{"part": make.cpu().slug}]}).json()["urls"]
    for name in ("api", "api_edit", "page_edit", "page"):
        assert client.get(urls[name]).status_code == 200, name


def test_a_build_made_without_an_account_is_nobodys_and_leaves_no_cookie(client, send):
    assert send("post", "builds/", {"items": []}).status_code == 201
    assert Build.objects.get().owner is None
    assert not client.cookies


def test_a_build_made_with_an_account_is_ones_own(client, send, ann):
    client.force_login(ann)
    send("post", "builds/", {"items": []})
    assert Build.objects.get().owner == ann


def test_a_session_needs_its_csrf_token_to_write(ann):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ann)
    response = strict.post("/api/v1/builds/", {"items": []}, content_type="application/json")
    assert response.status_code == 403
    assert "CSRF" in response.json()["detail"]
    assert not Build.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"items": None}, "items", "null"),
        ({"items": [{}]}, "items[0]", "part"),
        ({"items": [{"part": "nothing"}]}, "items[0].part", "nothing"),
        ({"items": [{"part": ""}]}, "items[0].part", "blank"),
        ({"items": [{"kind": "gpu", "name": "x"}]}, "items[0].kind", "graphics-card"),
        ({"items": [{"kind": "case"}]}, "items[0]", "name"),
        ({"items": [{"kind": "case", "name": " "}]}, "items[0].name", "blank"),
        ({"items": [{"kind": "case", "name": "x" * 201}]}, "items[0].name", "200"),
        ({"items": [{"part": "a", "name": "x"}]}, "items[0].name", "part"),
        ({"items": [{"kind": "case", "name": "x", "quantity": "१२"}]}, "items[0].quantity", "1 to 64"),
        ({"items": [{"kind": "case", "name": "x", "quantity": 65}]}, "items[0].quantity", "1 to 64"),
        ({"items": [{"kind": "case", "name": "x", "quantity": 1.5}]}, "items[0].quantity", "1 to 64"),
        ({"items": [{"kind": "case", "name": "x", "owned": "yes"}]}, "items[0].owned", "true or false"),
        ({"items": [{"kind": "case", "name": "x", "own_price": -1}]}, "items[0].own_price", "USD"),
        ({"items": [{"kind": "case", "name": "x", "own_price": "१२"}]}, "items[0].own_price", "USD"),
        ({"items": [{"kind": "case", "name": "x", "own_price": "1E+99999999"}]}, "items[0].own_price", "USD"),
        ({"items": [{"kind": "case", "name": "x", "own_price": "NaN"}]}, "items[0].own_price", "USD"),
        ({"items": [{"kind": "case", "name": "x", "own_price": True}]}, "items[0].own_price", "USD"),
        ({"items": [{"kind": "case", "name": "x", "own_price": 10**8}]}, "items[0].own_price", "USD"),
        ({"items": [{"kind": "case", "name": "x"}] * 2}, "items[1]", "second"),
        ({"items": [{"kind": "case-fan", "name": "x"}] * (MAX_ITEMS + 1)}, "items", str(MAX_ITEMS)),
        ({"title": "x" * 121}, "title", "120"),
        ({"title": 5}, "title", "string"),
        ({"circuit": "US-16A"}, "circuit", "US-15A"),
        ({"os": "dos"}, "os", "windows"),
        ({"edit_code": "mine"}, "edit_code", "Allowed"),
    ],
)
def test_one_wrong_field_and_nothing_is_made_or_changed(send, wrong, changed, field, said):
    assert said in wrong(send("post", "builds/", {"items": [], **changed}))[field]
    assert not Build.objects.exists()
    build = make.build(make.cpu("kept"), title="kept")
    assert said in wrong(send("put", f"builds/edit/{build.edit_code}/", {"items": [], **changed}))[field]
    build.refresh_from_db()
    assert build.title == "kept"
    assert lines(build) == [("kept", 1, False, None)]
    assert not build.changes.exists()


def test_a_wrong_line_among_good_ones_is_named_by_its_place(send, wrong):
    cpu = make.cpu()
    items = [{"part": cpu.slug}, {"part": make.fan().slug}, {"part": make.fan().slug, "quantity": 0}]
    assert list(wrong(send("post", "builds/", {"items": items}))) == ["items[2].quantity"]
    assert not Build.objects.exists()


def test_a_withdrawn_part_is_refused_unless_it_is_in_the_build_already(send, wrong):
    old, other = make.cpu("old"), make.fan("other")
    build = make.build(old)
    Part.objects.filter(pk__in=[old.pk, other.pk]).update(withdrawn_at=timezone.now())
    assert "withdrawn" in wrong(send("post", "builds/", {"items": [{"part": old.slug}]}))["items[0].part"]
    edit = f"builds/edit/{build.edit_code}/"
    assert send("put", edit, {"items": [{"part": old.slug, "quantity": 2}]}).status_code == 200
    errors = wrong(send("put", edit, {"items": [{"part": old.slug}, {"part": other.slug}]}))
    assert list(errors) == ["items[1].part"]
    assert lines(build) == [("old", 2, False, None)]


def test_a_build_is_read_by_its_code_without_its_key(get):
    build = make.build(make.cpu("Ryzen 7", socket="AM5"), make.board("Z790", socket="LGA 1700"), title="Odd")
    response = get(f"builds/{build.code}/")
    body = response.json()
    assert body["title"] == "Odd"
    assert [item["name"] for item in body["items"]] == ["Ryzen 7", "Z790"]
    socket = next(finding for finding in body["assessment"]["findings"] if finding["rule"] == "CPU_SOCKET")
    assert set(socket["parts"]) == {item["key"] for item in body["items"]}
    assert body["published"] is None
    assert build.edit_code not in response.content.decode()


def test_a_build_says_when_it_beats_renting(get):
    gpu = make.gpu("RTX 3090")
    Country.objects.create(code="US", name="United States", usd_per_kwh=0.17)
    CloudOffer.objects.create(
        row="7", provider="Cloud", gpu=gpu, memory_gib_each=24, on_demand_per_hour=Decimal("0.5"), source="a page",
        observed_latest=timezone.localdate(),
    )  # fmt: skip
    build = make.build(make.card(gpu=gpu, price=800), make.psu(price=150))
    found = get(f"builds/{build.code}/").json()["assessment"]["break_even"]
    assert found["offer"]["id"] == "7"
    assert found["offer"]["gpu"] == "rtx-3090"
    assert found["offer"]["on_demand_per_hour"] == "0.500000"
    assert found["country"] == "US"
    assert 0 < found["hours_per_month"] < 730


def test_unknown_codes_are_not_found(get, send, client, wrong, ann):
    for path in ("builds/nothing/", "builds/edit/nothing/"):
        wrong(get(path), 404)
    wrong(send("put", "builds/edit/nothing/", {"items": []}), 404)
    wrong(send("patch", "builds/edit/nothing/", {}), 404)
    wrong(send("post", "builds/nothing/fork/", {}), 404)
    client.force_login(ann)
    wrong(send("post", "builds/edit/nothing/publish/", {}), 404)


def test_the_reading_code_opens_nothing(send, wrong):
    build = make.build(make.cpu())
    wrong(send("put", f"builds/edit/{build.code}/", {"items": []}), 404)
    assert build.items.count() == 1


def test_somebody_elses_build_cannot_be_changed_even_with_its_key(client, send, wrong, ann, bob):
    build = make.build(make.cpu(), owner=ann, title="hers")
    for person in (None, bob):
        if person:
            client.force_login(person)
        path = f"builds/edit/{build.edit_code}/"
        wrong(send("put", path, {"items": []}), 404)
        wrong(send("patch", path, {"title": "mine"}), 404)
    build.refresh_from_db()
    assert (build.title, build.items.count()) == ("hers", 1)


def test_all_lines_are_replaced_and_the_rest_stays(send):
    build = make.build(make.cpu(), make.card(), title="A title", circuit="EU-16A")
    fan = make.fan("a fan")
    response = send("put", f"builds/edit/{build.edit_code}/", {"items": [{"part": fan.slug, "quantity": 3}]})
    assert response.status_code == 200
    assert [item["name"] for item in response.json()["items"]] == ["a fan"]
    build.refresh_from_db()
    assert lines(build) == [("a fan", 3, False, None)]
    assert (build.title, build.circuit) == ("A title", "EU-16A")


def test_a_replacement_can_be_undone_in_the_builder(send):
    build = make.build(make.cpu("before"))
    send("put", f"builds/edit/{build.edit_code}/", {"items": []})
    assert build.undo()
    assert lines(build) == [("before", 1, False, None)]


def test_what_was_read_can_be_sent_back(get, send):
    build = make.build((make.card("RTX 3090"), 2), make.cpu("Ryzen"))
    build.items.filter(name="Ryzen").update(own_price=Decimal("99.90"))
    before = lines(build)
    asked = [
        {name: item[name] for name in ("part", "quantity", "owned", "own_price")}
        for item in get(f"builds/{build.code}/").json()["items"]
    ]
    assert send("put", f"builds/edit/{build.edit_code}/", {"items": asked}).status_code == 200
    assert lines(build) == before


def test_title_and_surroundings_change_alone(send):
    build = make.build(make.cpu(), title="before")
    response = send("patch", f"builds/edit/{build.edit_code}/", {"circuit": "CN-16A", "nvlink": True, "os": "windows"})
    assert response.status_code == 200
    build.refresh_from_db()
    assert (build.title, build.circuit, build.nvlink, build.os) == ("before", "CN-16A", True, "windows")
    assert build.items.count() == 1


def test_lines_are_not_changed_by_halves(send, wrong):
    build = make.build(make.cpu())
    assert "items" in wrong(send("patch", f"builds/edit/{build.edit_code}/", {"items": []}))
    assert "items" in wrong(send("put", f"builds/edit/{build.edit_code}/", {"title": "x"}))
    assert build.items.count() == 1


def test_a_copy_is_ones_own(client, send, ann, bob):
    build = make.build(make.cpu("Ryzen"), owner=ann, title="hers")
    client.force_login(bob)
    body = send("post", f"builds/{build.code}/fork/", {}).json()
    copy = Build.objects.get(code=body["code"])
    assert (copy.owner, copy.title, copy.forked_from) == (bob, "hers", build)
    assert lines(copy) == lines(build)
    assert body["forked_from"] == build.code
    assert send("put", f"builds/edit/{body['edit_code']}/", {"items": []}).status_code == 200
    assert build.items.count() == 1


def test_a_copy_takes_no_body(client, send, wrong):
    build = make.build(make.cpu())
    assert client.generic("POST", f"/api/v1/builds/{build.code}/fork/").status_code == 201
    assert "title" in wrong(send("post", f"builds/{build.code}/fork/", {"title": "x"}))


def test_publishing_needs_an_account(send, wrong):
    build = make.build(make.cpu(), title="A title")
    wrong(send("post", f"builds/edit/{build.edit_code}/publish/", {}), 403)
    assert not Post.objects.exists()


def test_publishing_needs_the_csrf_token(ann):
    build = make.build(make.cpu(), title="A title")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ann)
    path = f"/api/v1/builds/edit/{build.edit_code}/publish/"
    assert strict.post(path, {}, content_type="application/json").status_code == 403
    strict.cookies["csrftoken"] = "a" * 32
    response = strict.post(path, {}, content_type="application/json", headers={"X-CSRFToken": "a" * 32})
    assert response.status_code == 201, response.content


def test_a_published_build_keeps_the_prices_of_its_day(client, send, get, ann):
    card = make.card("RTX 3090", price=900)
    build = make.build(card, title="Mine")
    client.force_login(ann)
    body = send("post", f"builds/edit/{build.edit_code}/publish/", {"notes": "It *runs*."}).json()
    assert body["published"]["author"] == "ann"
    make.priced(card, 500)
    body = get(f"builds/{build.code}/").json()
    assert body["assessment"]["cost"]["total"] == "500.00"
    assert body["published"]["snapshot"]["total"]["usd"] == "900.00"
    assert body["published"]["notes"] == "It *runs*."
    assert all(finding["text"] for finding in body["published"]["snapshot"]["findings"])


def test_a_build_is_published_once(client, send, wrong, ann):
    build = make.build(make.cpu(), title="Mine")
    client.force_login(ann)
    path = f"builds/edit/{build.edit_code}/publish/"
    assert send("post", path, {}).status_code == 201
    wrong(send("post", path, {}), 409)
    assert Post.objects.count() == 1


def test_what_cannot_be_published_says_why(client, send, wrong, ann):
    client.force_login(ann)
    untitled, empty = make.build(make.cpu()), make.build(title="Empty")
    assert "title" in wrong(send("post", f"builds/edit/{untitled.edit_code}/publish/", {}))
    assert "parts" in wrong(send("post", f"builds/edit/{empty.edit_code}/publish/", {}))
    errors = wrong(send("post", f"builds/edit/{untitled.edit_code}/publish/", {"title": "x", "notes": 5, "by": "bob"}))
    assert list(errors) == ["by"]
    assert not Post.objects.exists()
    assert not Build.objects.exclude(owner=None).exists()


def test_published_builds_are_listed_newest_first(get, ann):
    gpu = make.gpu("RTX 3090")
    old = published(ann, make.card(gpu=gpu, price=900), title="old", at=datetime(2026, 1, 1, tzinfo=UTC))
    new = published(ann, make.cpu(), title="new", at=datetime(2026, 2, 1, tzinfo=UTC))
    make.build(make.cpu(), title="a draft")
    response = get("builds/")
    assert codes(response) == [new.build.code, old.build.code]
    row = response.json()["results"][1]
    assert (row["author"], row["gpu"], row["total"], row["currency"]) == ("ann", "rtx-3090", "900.00", "USD")
    assert old.build.edit_code not in response.content.decode()


def test_published_builds_are_kept_by_gpu_total_and_memory(get, ann):
    gpu = make.gpu("RTX 3090")
    big = published(ann, (make.card(gpu=gpu, price=900), 2)).build.code
    small = published(ann, make.card(memory_gib=8, price=200)).build.code
    assert codes(get("builds/?gpu=rtx-3090")) == [big]
    assert codes(get("builds/?budget=200")) == [small]
    assert codes(get("builds/?vram=48")) == [big]


def test_the_cursor_leads_through_all_builds_while_new_ones_come(client, get, ann):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    cpu = make.cpu()
    wanted = [published(ann, cpu, at=start + timedelta(days=day // 2)).build.code for day in range(5)][::-1]
    response = get("builds/?limit=2")
    seen = codes(response)
    published(ann, cpu, at=start + timedelta(days=99))
    while following := response.json()["next"]:
        response = client.get(following)
        seen += codes(response)
    assert seen == wanted


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("cursor=nonsense", "cursor"),
        ("cursor=%C3%A9", "cursor"),
        ("cursor=cD1ub3RhZGF0ZQ%3D%3D", "cursor"),  # p=notadate
        ("cursor=cD0yMDI2LTEzLTAx", "cursor"),  # p=2026-13-01
        ("cursor=cD0yMDI2LTEzLTAxVDAwOjAw", "cursor"),  # p=2026-13-01T00:00
        ("cursor=cD0A", "cursor"),  # p= and NUL
        ("limit=0", "limit"),
        ("vram=१२", "vram"),
        ("budget=-5", "budget"),
        ("gpu=nothing", "gpu"),
        ("sort=new", "sort"),
        ("offset=1", "offset"),
    ],
)
def test_a_list_address_that_makes_no_sense_is_refused_by_name(get, wrong, query, field):
    assert field in wrong(get(f"builds/?{query}"))


def test_wrong_methods_are_refused(client, wrong):
    build = make.build(make.cpu())
    for method, path in (
        ("put", "builds/"),
        ("delete", "builds/"),
        ("post", f"builds/{build.code}/"),
        ("delete", f"builds/{build.code}/"),
        ("delete", f"builds/edit/{build.edit_code}/"),
        ("post", f"builds/edit/{build.edit_code}/"),
        ("get", f"builds/{build.code}/fork/"),
    ):
        wrong(getattr(client, method)(f"/api/v1/{path}"), 405)


def test_writing_takes_no_parameters(send, wrong):
    assert "limit" in wrong(send("post", "builds/?limit=5", {"items": []}))


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_takes_one_query_however_long_it_is(get, ann, django_assert_num_queries, count):
    card = make.card(gpu=make.gpu())
    for _ in range(count):
        published(ann, card)
    get("builds/")  # the GPUs to choose from are kept a minute
    with django_assert_num_queries(1):
        assert len(codes(get("builds/"))) == count


@pytest.mark.parametrize("count", [1, 12])
def test_a_build_takes_the_same_queries_however_many_lines_it_has(get, django_assert_num_queries, count):
    gpu = make.gpu()
    build = make.build(*(make.card(gpu=gpu, price=100) for _ in range(count)))
    with django_assert_num_queries(6):  # the build, its lines, models, country, offers of its GPU, any other offer
        get(f"builds/{build.code}/")


@pytest.mark.parametrize("count", [1, 12])
def test_making_a_build_takes_the_same_queries_however_many_lines_it_has(send, django_assert_max_num_queries, count):
    items = [{"part": make.fan().slug} for _ in range(count)]
    with django_assert_max_num_queries(8):
        assert send("post", "builds/", {"items": items}).status_code == 201
