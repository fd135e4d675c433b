"""Putting parts into a build through its page, with and without htmx."""

from __future__ import annotations

import make
import pytest
from django.urls import reverse
from django.utils import timezone

from builder.models import MAX_ITEMS, Build, Item
from builder.saying import said
from catalog.models import Kind

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def build():
    return make.build()


@pytest.fixture
def put(client, build):
    def put(part, headers=None, **fields):
        url = reverse("builder:put", args=[build.edit_code])
        return client.post(url, {"part": part.slug, "kind": part.kind, **fields}, headers=headers)

    return put


def names(build):
    return [item.name for item in build.items.all()]


def test_the_empty_builder_offers_every_slot_and_stores_nothing(client):
    page = client.get(reverse("builder:new"))
    assert "Choose a processor" in page.content.decode()
    assert not Build.objects.exists()


def test_the_first_part_makes_the_build(client):
    cpu = make.cpu("Ryzen 7 7700")
    answer = client.post(reverse("builder:new-put"), {"part": cpu.slug, "kind": "cpu"})
    build = Build.objects.get()
    assert names(build) == ["Ryzen 7 7700"]
    assert answer.url == build.edit_url


def test_the_first_part_through_htmx_moves_to_the_builds_own_address(client):
    cpu = make.cpu()
    answer = client.post(reverse("builder:new-put"), {"part": cpu.slug, "kind": "cpu"}, headers=HTMX)
    assert answer["HX-Push-Url"] == Build.objects.get().edit_url


def test_whoever_made_a_build_finds_it_again(client):
    client.post(reverse("builder:new-put"), {"part": make.cpu("Found again").slug, "kind": "cpu"})
    assert Build.objects.get().edit_url in client.get(reverse("builder:saved")).content.decode()


def test_a_wrong_socket_shows_in_the_answer(put):
    put(make.cpu("Ryzen 7 7700", socket="AM5"))
    answer = put(make.board("Z790 Hero", socket="LGA 1700", chipset="Z790"), HTMX).content.decode()
    assert "needs socket AM5, but Z790 Hero has LGA 1700" in answer


def test_a_second_processor_replaces_the_first(put, build):
    put(make.cpu("First"))
    put(make.cpu("Second"))
    assert names(build) == ["Second"]


def test_a_second_card_stands_beside_the_first(put, build):
    put(make.card("First"))
    put(make.card("Second"))
    assert names(build) == ["First", "Second"]


def test_a_card_takes_the_place_that_was_meant_and_keeps_its_number(put, build):
    put(make.card("First"), quantity=2)
    put(make.card("Other"), item=build.items.get().pk)
    assert [(item.name, item.quantity) for item in build.items.all()] == [("Other", 2)]


@pytest.mark.parametrize("quantity", ["0", "-1", "1000000000", "१२", "1.5", "two", "65", "99999999999999999999"])
def test_a_quantity_that_makes_no_sense_is_refused_by_name(put, build, quantity):
    answer = put(make.card(), HTMX, quantity=quantity)
    assert answer.status_code == 422
    assert "Quantity: write a whole number from 1 to 64" in answer.content.decode()
    assert not build.items.exists()


def test_an_unknown_part_is_refused_by_name(client, build):
    answer = client.post(reverse("builder:put", args=[build.edit_code]), {"part": "no-such-part"})
    assert answer.status_code == 422
    assert "Part: it is not in the catalogue" in answer.content.decode()


def test_a_withdrawn_part_is_refused_by_name(put, build, settings):
    part = make.cpu("Old one", fields={"withdrawn_at": timezone.now()})
    answer = put(part)
    assert answer.status_code == 422
    assert "Old one has been withdrawn" in answer.content.decode()
    assert not build.items.exists()


def test_a_part_does_not_go_into_anothers_slot(put, build):
    answer = put(make.card("Big card"), kind="cpu")
    assert answer.status_code == 422
    assert "Big card is no Processor" in answer.content.decode()
    assert not build.items.exists()


def test_a_slot_that_does_not_exist_is_refused(put, build):
    assert put(make.card(), kind="flux-capacitor").status_code == 422
    assert not build.items.exists()


def test_an_item_of_another_build_cannot_be_replaced(put, build):
    other = make.build(make.card("Theirs"))
    answer = put(make.card(), item=other.items.get().pk)
    assert answer.status_code == 422
    assert "not in this build" in answer.content.decode()
    assert names(other) == ["Theirs"]


def test_a_build_has_an_end(put, build):
    drive = make.drive()
    Item.objects.bulk_create(
        Item(build=build, kind=Kind.STORAGE, part=drive, name="d", position=n) for n in range(MAX_ITEMS)
    )
    answer = put(make.drive())
    assert answer.status_code == 422
    assert build.items.count() == MAX_ITEMS


def test_ones_own_part_counts_with_its_price(client, build):
    client.post(
        reverse("builder:put-own", args=[build.edit_code]),
        {"kind": "case", "name": "Plywood box", "own_price": "19.90", "quantity": "1"},
    )
    page = client.get(build.edit_url).content.decode()
    assert "Plywood box" in page
    assert "$19.90" in page


@pytest.mark.parametrize("price", ["-1", "1E+999999999", "NaN", "१२", "12345678.00", "1.234"])
def test_a_price_that_makes_no_sense_is_refused(client, build, price):
    answer = client.post(
        reverse("builder:put-own", args=[build.edit_code]),
        {"kind": "case", "name": "Box", "own_price": price, "quantity": "1"},
    )
    assert answer.status_code == 422
    assert not build.items.exists()


def test_an_owned_part_costs_nothing_and_is_still_checked(client):
    build = make.build(make.cpu(socket="AM5"), make.board("Z790", socket="LGA 1700", price=300))
    board = build.items.get(kind="motherboard")
    client.post(reverse("builder:change", args=[build.edit_code, board.pk]), {"owned": ["false", "true"]})
    page = client.get(build.edit_url).content.decode()
    assert "still checked" in page
    assert "$300" not in page
    assert "CPU_SOCKET" in page


def test_several_of_a_part_cost_and_count_as_several(client):
    build = make.build(make.card(price=1000, memory_gib=24))
    client.post(reverse("builder:change", args=[build.edit_code, build.items.get().pk]), {"quantity": "2"})
    page = client.get(build.edit_url).content.decode()
    assert "$2,000.00" in page
    assert "48 GB" in page


@pytest.mark.parametrize("quantity", ["0", "-1", "1000000000", "१२", ""])
def test_a_changed_quantity_that_makes_no_sense_changes_nothing(client, quantity):
    build = make.build((make.card(), 2))
    answer = client.post(
        reverse("builder:change", args=[build.edit_code, build.items.get().pk]), {"quantity": quantity}
    )
    assert answer.status_code == 422
    assert build.items.get().quantity == 2


def test_undo_goes_back_one_change_at_a_time(put, build, client):
    put(make.cpu("First"))
    put(make.cpu("Second"))
    undo = reverse("builder:undo", args=[build.edit_code])
    client.post(undo)
    assert names(build) == ["First"]
    client.post(undo)
    assert names(build) == []
    assert client.post(undo, follow=True).status_code == 200


def test_undo_brings_a_removed_part_back_with_all_that_stood_beside_it(client):
    build = make.build((make.card("Two of them"), 2))
    item = build.items.get()
    Item.objects.filter(pk=item.pk).update(owned=True, own_price="12.50")
    client.post(reverse("builder:remove", args=[build.edit_code, item.pk]))
    assert not build.items.exists()
    client.post(reverse("builder:undo", args=[build.edit_code]))
    back = build.items.get()
    assert (back.name, back.quantity, back.owned, str(back.own_price)) == ("Two of them", 2, True, "12.50")


def test_a_part_that_left_the_catalogue_stays_as_a_name(client):
    part = make.card("Gone card")
    build = make.build(part)
    part.delete()
    page = client.get(build.edit_url)
    assert page.status_code == 200
    assert "Gone card" in page.content.decode()
    assert "Not in the catalogue" in page.content.decode()


def test_undo_survives_a_part_that_left_the_catalogue(put, build, client):
    part = make.card("Gone card")
    put(part)
    client.post(reverse("builder:remove", args=[build.edit_code, build.items.get().pk]))
    part.delete()
    client.post(reverse("builder:undo", args=[build.edit_code]))
    assert names(build) == ["Gone card"]
    assert build.items.get().part is None


@pytest.mark.parametrize("name", ["put", "put-own", "undo", "settings"])
def test_changes_are_posted(client, build, name):
    assert client.get(reverse(f"builder:{name}", args=[build.edit_code])).status_code == 405


@pytest.mark.parametrize("name", ["edit", "put", "put-own", "undo", "settings"])
def test_the_reading_code_does_not_open_the_builder(client, build, name):
    url = reverse(f"builder:{name}", args=[build.code])
    assert (client.get(url) if name == "edit" else client.post(url)).status_code == 404


def test_the_circuit_is_kept_and_nonsense_refused(client, build):
    url = reverse("builder:settings", args=[build.edit_code])
    client.post(url, {"title": "Mine", "circuit": "EU-16A", "os": "linux"})
    build.refresh_from_db()
    assert (build.title, build.circuit) == ("Mine", "EU-16A")
    answer = client.post(url, {"title": "Other", "circuit": "MOON-5A", "os": "linux"})
    assert answer.status_code == 422
    build.refresh_from_db()
    assert (build.title, build.circuit) == ("Mine", "EU-16A")


def test_a_title_is_shown_as_text(client, build):
    Build.objects.filter(pk=build.pk).update(title="<script>alert(1)</script>")
    assert "<script>alert" not in client.get(build.edit_url).content.decode()


def test_a_fork_has_the_same_parts_and_another_key(client):
    build = make.build((make.card("Card"), 2), title="Original")
    client.post(reverse("community:fork", args=[build.code]))
    copy = Build.objects.exclude(pk=build.pk).get()
    assert [(item.name, item.quantity) for item in copy.items.all()] == [("Card", 2)]
    assert copy.edit_code != build.edit_code
    assert copy.forked_from == build


def test_a_fork_of_nothing_is_not_found(client):
    assert client.post(reverse("community:fork", args=["zzzzzzz"])).status_code == 404


def test_the_builders_page_takes_few_queries(client, django_assert_max_num_queries):
    parts = make.whole()
    build = make.build(*parts.values(), make.fan(), make.drive(), make.drive())
    client.get(build.edit_url)  # the session is made
    with django_assert_max_num_queries(9):
        client.get(build.edit_url)


@pytest.mark.parametrize("owned", ["x", "", "-1", "NaN", "é", "2"])
def test_owned_is_true_or_false_and_nothing_else(client, owned):
    build = make.build(make.card())
    for url, more in (
        (reverse("builder:change", args=[build.edit_code, build.items.get().pk]), {}),
        (reverse("builder:put-own", args=[build.edit_code]), {"kind": "case", "name": "Box", "quantity": "1"}),
    ):
        answer = client.post(url, {"owned": owned, **more})
        assert answer.status_code == 422
        assert "Owned: send true or false" in answer.content.decode()
    assert build.items.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("circuit", "MOON", "Wall circuit: choose one of US-15A"),
        ("os", "beos", "Operating system: choose one of linux, windows"),
        ("title", "x" * 121, "Title: write 1 to 120 characters"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(client, build, field, value, said):
    given = {"title": "Mine", "circuit": "US-15A", "os": "linux", field: value}
    answer = client.post(reverse("builder:settings", args=[build.edit_code]), given)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_characters_that_nobody_sees_do_not_get_into_titles(client, build):
    url = reverse("builder:settings", args=[build.edit_code])
    client.post(url, {"title": " two\n\u202elines\u200b ", "circuit": "US-15A", "os": "linux"})
    build.refresh_from_db()
    assert build.title == "two lines"


def test_an_item_that_is_gone_by_now_is_neither_changed_nor_brought_back(build):
    build.put(make.card())
    before = build.items.get()
    build.take_out(build.items.get())
    for change in (
        lambda: build.change(before, quantity=2),
        lambda: build.take_out(before),
        lambda: build.put(make.card(), replacing=before),
    ):
        with pytest.raises(Item.DoesNotExist):
            change()
    assert not build.items.exists()


def test_taking_a_part_leads_the_focus_to_what_is_still_to_be_chosen(put):
    answer = put(make.cpu(), HTMX).content.decode()
    assert "data-focus" in answer


def test_what_is_wrong_is_said_in_the_language_of_the_page_and_not_of_the_start():
    spoken = ["first"]

    class Changing:
        def __str__(self):
            return spoken[0] + " %(n)s"

    sentence = said(Changing(), n=3)
    assert str(sentence) == "first 3"
    spoken[0] = "second"
    assert str(sentence) == "second 3"
