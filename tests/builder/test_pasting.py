"""The page that reads a pasted list: two steps, no session, no JavaScript."""

from __future__ import annotations

import re
from decimal import Decimal

import list_samples as samples
import make
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from builder.models import MAX_ITEMS, Build

pytestmark = pytest.mark.django_db
URL = "/builds/paste/"


@pytest.fixture
def paste(client):
    def pasted(text, **choices):
        return client.post(URL, {"text": text, **choices})

    return pasted


def html(answer):
    return answer.content.decode()


def fields(page):
    """Give what a browser would send of the second form, as the page came."""
    form = re.search(r'<form method="post"[^>]*>(?:(?!</form>).)*name="text".*?</form>', html(page), re.DOTALL)[0]
    selected = dict(
        re.findall(r'<select[^>]* name="([^"]+)">(?:(?!</select>).)*?<option value="([^"]*)" selected', form, re.DOTALL)
    )
    written = dict(re.findall(r'<input id="[^"]+" name="([^"]+)"[^>]* value="([^"]*)"', form))
    ticked = dict(re.findall(r'type="checkbox" name="([^"]+)" value="([^"]*)" checked', form))
    return {**selected, **written, **ticked, "step": "make"}


def test_the_builder_leads_to_it(client):
    assert reverse("builder:paste") == URL
    assert f'href="{URL}"' in html(client.get(reverse("builder:new")))
    assert f'href="{URL}"' not in html(client.get(make.build().edit_url))


def test_it_asks_for_a_list(client):
    page = client.get(URL)
    assert page.status_code == 200
    assert "<textarea" in html(page)
    assert client.put(URL).status_code == 405


def test_a_list_is_shown_with_what_it_means_and_nothing_is_stored(paste):
    part = make.cpu("AMD Ryzen 9 7950X")
    page = html(paste("CPU: AMD Ryzen 9 7950X ($549.00 @ Shop)\nMonitor: A screen\nCase: Unheard of box - 80 €"))
    assert f'href="{part.get_absolute_url()}"' in page
    for expected in (
        "Certain",
        "$549.00",
        "Not found",
        "€80.00",
        "not USD: not taken",
        "“monitor” is not a kind of part",
    ):
        assert expected in page
    assert not Build.objects.exists()


def test_the_whole_way_without_javascript(client, paste):
    call_command("load_starter", verbosity=0)
    before = set(Build.objects.values_list("pk", flat=True))
    page = paste(samples.MARKDOWN)
    answer = paste(samples.MARKDOWN, **fields(page))
    build = Build.objects.exclude(pk__in=before).get()
    assert answer.url == build.edit_url
    assert {item.name: item.quantity for item in build.items.all()} == samples.MEANT
    assert build.edit_url in html(client.get(reverse("builder:saved")))


def test_the_choices_count_and_not_what_was_proposed(paste):
    make.case("NZXT H6 Flow Black")
    white = make.case("NZXT H6 Flow White")
    paste("NZXT H6 Flow", **{"step": "make", "take-1": white.slug, "quantity-1": "1"})
    assert Build.objects.get().items.get().part == white


def test_a_part_of_ones_own_keeps_a_price_in_usd_and_no_other(paste):
    choices = {
        "step": "make",
        "take-1": "own",
        "kind-1": "case",
        "quantity-1": "1",
        "take-2": "own",
        "kind-2": "storage",
        "quantity-2": "3",
    }
    paste("Strange box - $80\nStrange drive - 90 €", **choices)
    box, drive = Build.objects.get().items.all()
    assert (box.name, box.kind, box.own_price, box.part) == ("Strange box", "case", Decimal(80), None)
    assert (drive.quantity, drive.own_price) == (3, None)


def test_what_is_left_out_is_not_in_the_build(paste):
    make.cpu("AMD Ryzen 9 7950X")
    case = make.case("NZXT H6 Flow")
    paste("AMD Ryzen 9 7950X\nNZXT H6 Flow", **{"step": "make", "take-1": "", "take-2": case.slug, "quantity-2": "1"})
    assert [item.part for item in Build.objects.get().items.all()] == [case]


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        ({}, "Choose at least one part."),
        ({"take-1": "own", "quantity-1": "1"}, "Kind: choose what this is."),
        ({"take-1": "own", "kind-1": "toaster", "quantity-1": "1"}, "Kind: choose what this is."),
        ({"take-1": "own", "kind-1": "case", "quantity-1": "65"}, "Quantity: write a whole number from 1 to 64."),
        ({"take-1": "own", "kind-1": "case", "quantity-1": "٣"}, "Quantity: write a whole number from 1 to 64."),
        ({"take-1": "own", "kind-1": "case", "quantity-1": "x"}, "Quantity: write a whole number from 1 to 64."),
        ({"take-1": "no-such-part", "quantity-1": "1"}, "Part: it is not in the catalogue any more."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_stored(paste, choices, says):
    page = paste("Strange thing A1", step="make", **choices)
    assert page.status_code == 422
    assert says in html(page)
    assert not Build.objects.exists()


def test_two_processors_lines_are_one_too_many(paste):
    choices = {
        f"{name}-{n}": value for n in (1, 2) for name, value in (("take", "own"), ("kind", "cpu"), ("quantity", "1"))
    }
    page = paste("Thing A1\nThing B2", step="make", **choices)
    assert page.status_code == 422
    assert "one line of the kind Processor; 2 are chosen" in html(page)
    assert not Build.objects.exists()


def test_more_lines_than_a_build_has_are_refused(paste):
    count = MAX_ITEMS + 1
    choices = {
        f"{name}-{n}": value
        for n in range(1, count + 1)
        for name, value in (("take", "own"), ("kind", "storage"), ("quantity", "1"))
    }
    page = paste("\n".join(f"Drive A{n}" for n in range(count)), step="make", **choices)
    assert page.status_code == 422
    assert f"at most {MAX_ITEMS} lines; {count} are chosen" in html(page)
    assert not Build.objects.exists()


def test_two_hundred_ticked_lines_are_answered(paste):
    choices = {
        f"{name}-{n}": value
        for n in range(1, 201)
        for name, value in (("take", "own"), ("kind", "storage"), ("quantity", "1"))
    }
    assert paste("\n".join(f"Drive A{n}" for n in range(200)), step="make", **choices).status_code == 422


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        ("", 422, "List: paste one first."),
        ("  \n ", 422, "List: paste one first."),
        ("a" * 100_001, 422, "List: write at most 100,000 characters."),
        ("a" * 1_000_001, 413, "List: write at most 100,000 characters."),
        ("\n".join(f"Thing A{n}" for n in range(201)), 422, "List: at most 200 lines that name a part are read."),
        ("Total: $5", 200, "No line of it names a part."),
        ("\x00\u202e<script>alert(1)</script>", 200, "Not found"),
    ],
)
def test_texts_that_cannot_be_used(paste, text, status, says):
    page = paste(text)
    assert page.status_code == status
    assert says in html(page)
    assert "<script>alert" not in html(page)


def test_markup_in_a_line_is_shown_as_text(paste):
    page = html(paste("Thing A1 &lt;script&gt;alert(1)&lt;/script&gt; | x"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_form_of_another_site_is_refused():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(URL, {"text": "CPU: x", "step": "make"}).status_code == 403
    assert strict.post(URL, {"text": "a" * 1_100_000}).status_code == 413


def test_a_build_belongs_to_who_is_signed_in(client, paste, django_user_model):
    user = django_user_model.objects.create_user("ada", password="x")
    client.force_login(user)
    paste("Strange box", **{"step": "make", "take-1": "own", "kind-1": "case", "quantity-1": "1"})
    assert Build.objects.get().owner == user


def test_reading_costs_the_same_for_one_line_and_for_twenty(paste, django_assert_max_num_queries):
    for number in range(20):
        make.cpu(f"AMD Ryzen {number}950X")
    text = "\n".join(f"CPU: AMD Ryzen {number}950X" for number in range(20))
    with django_assert_max_num_queries(3):  # revision, names of the kind, candidates
        paste(text)
