"""A build as a list to take along, and how it comes back through the importer."""

from __future__ import annotations

import json
from decimal import Decimal

import make
import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from builder.lists.reading import read
from builder.matching import forget, match
from builder.models import Build, Item
from builder.pasting import make as make_build
from builder.pasting import paste_of
from catalog.models import Kind, Part
from community.exporting import FORMATS

pytestmark = pytest.mark.django_db
URL = "https://example.org/b/abc/"
HOSTILE = [
    "a|b",
    "[x](http://y)",
    "back\\slash\\",
    "=1+1",
    "+cmd",
    "<b>bold</b> & co",
    "**x**",
    "x (×9; owned)",
    "a: b",
    "–",
]


def own(*names, **fields):
    build = Build.objects.create(title="A | title [with] signs")
    for place, name in enumerate(names, start=1):
        Item.objects.create(build=build, kind="storage", name=name, position=place, quantity=place, **fields)
    return build


def squeezed(name):
    return name.replace("[", "(").replace("]", ")")


@pytest.fixture
def build():
    cpu = make.cpu("Ryzen 9 7950X", price=549, fields={"part_numbers": ["100-100000514WOF"]})
    return make.build(cpu, (make.card("GeForce RTX 4090"), 2), title="Two cards")


@pytest.mark.parametrize("form", FORMATS)
def test_a_build_is_written_with_names_quantities_prices_and_part_numbers(client, build, form):
    answer = client.get(reverse("community:export", args=[build.code, form]))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Content-Type"] == FORMATS[form].media_type
    for expected in ("Ryzen 9 7950X", "GeForce RTX 4090", "549", "2025-07-23"):
        assert expected in text
    assert "100000514WOF" in text


def test_the_page_of_a_build_links_every_format(client, build):
    page = client.get(build.get_absolute_url()).content.decode()
    assert all(reverse("community:export", args=[build.code, form]) in page for form in FORMATS)


def test_a_format_or_a_build_that_there_is_not_is_not_found(client, build):
    assert client.get(reverse("community:export", args=[build.code, "pdf"])).status_code == 404
    assert client.get(reverse("community:export", args=["nosuch", "csv"])).status_code == 404
    assert client.post(reverse("community:export", args=[build.code, "csv"])).status_code == 405


@pytest.mark.parametrize("form", FORMATS)
def test_a_build_comes_back_with_the_same_parts_and_quantities(build, form):
    forget()
    paste = paste_of(FORMATS[form].write(build, URL))
    again = make_build(paste)
    assert [(item.part, item.quantity) for item in again.items.all()] == [
        (item.part, item.quantity) for item in build.items.all()
    ]


def test_json_loses_nothing():
    build = make.build(make.board("Z790"), title="Mine", circuit="EU-16A", os="windows")
    Item.objects.create(build=build, kind="case", name="A box", owned=True, position=2)
    Item.objects.create(build=build, kind="storage", name="A drive", own_price=Decimal("99.50"), position=3, quantity=4)
    again = make_build(
        paste_of(
            FORMATS["json"].write(build, URL),
            {"take-1": build.items.first().part.slug, "take-2": "own", "take-3": "own"},
        )
    )
    kept = ("kind", "part_id", "name", "quantity", "owned", "own_price", "position")
    assert list(again.items.values(*kept)) == list(build.items.values(*kept))
    assert (again.title, again.circuit, again.os) == ("Mine", "EU-16A", "windows")


def test_json_keeps_every_surrounding_and_what_was_said_of_parts():
    told = {
        "circuit": "EU-16A", "os": "windows", "framework": "jax", "purpose": "dl-long", "nvlink": True, "room": "rack",
        "bridge_slots": 3, "riser_generation": 4, "ups_va": 1500, "needs_gib": 70.5, "driver": 580,
        "shared_storage": True, "country": "US",
    }  # fmt: skip
    build = make.build(make.card(board_power_w=450, length_mm=None), **told)
    item = build.items.get()
    item.used, item.power_limit_w, item.answers = True, 300, {"length_mm": 310}
    item.save()
    again = make_build(paste_of(FORMATS["json"].write(build, URL)))
    assert again.surroundings == build.surroundings == told
    (line,) = again.items.all()
    assert (line.used, line.power_limit_w, line.answers) == (True, 300, {"length_mm": 310})


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ({"power_limit_w": 9999}, "power_limit_w"),
        ({"power_limit_w": "300"}, "power_limit_w"),
        ({"answers": {"length_mm": -1, "socket": "AM5", "nonsense": [[]]}}, "answers"),
        ({"answers": [1]}, "answers"),
        ({"used": "yes"}, "used"),
    ],
)
def test_what_makes_no_sense_in_json_is_not_taken(line, name):
    build = make.build(make.card(board_power_w=450, length_mm=None))
    body = json.loads(FORMATS["json"].write(build, URL))
    body["items"][0] |= line
    body |= {"ups_va": 10**12, "needs_gib": "NaN", "driver": True, "country": "XX", "room": "moon", "title": "Kept"}
    again = make_build(paste_of(json.dumps(body)))
    assert not getattr(again.items.get(), name)
    assert again.surroundings == Build().surroundings
    assert again.title == "Kept"


def test_what_was_said_of_a_part_is_not_said_of_another_that_is_taken_instead():
    build = make.build(make.card("One", board_power_w=450))
    build.items.update(power_limit_w=300)
    other = make.card("Other", board_power_w=450)
    again = make_build(paste_of(FORMATS["json"].write(build, URL), {"take-1": other.slug}))
    assert again.items.get().power_limit_w is None


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_names_come_back_as_they_were(form):
    build = own(*HOSTILE)
    rows = read(FORMATS[form].write(build, URL)).rows
    wanted = [(squeezed(name) if form == "bbcode" else name, place) for place, name in enumerate(HOSTILE, start=1)]
    assert [(row.name, row.quantity) for row in rows] == wanted


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    name=st.text(st.characters(exclude_categories=["C", "Z", "M"]), min_size=1, max_size=60),
    form=st.sampled_from(list(FORMATS)),
)
def test_any_name_comes_back(name, form):
    assume(any(each.isalnum() for each in name))  # signs alone are taken for the lines of a table
    rows = read(FORMATS[form].write(own(name), URL)).rows
    assert [(row.name, row.kind, row.quantity) for row in rows] == [
        (squeezed(name) if form == "bbcode" else name, "storage", 1)
    ]


def test_no_cell_of_the_csv_is_a_formula(client):
    text = FORMATS["csv"].write(own("=HYPERLINK(1)", "@x"), URL)
    assert ",'=HYPERLINK(1)," in text
    assert ",'@x," in text


def test_json_is_json():
    body = json.loads(FORMATS["json"].write(own('a "quoted" name'), URL))
    assert body["items"][0]["name"] == 'a "quoted" name'


def test_every_starter_part_comes_back_from_every_format():
    call_command("load_starter", verbosity=0)
    for kind in Kind:
        parts = list(Part.objects.of_kind(kind).order_by("pk"))
        for start in range(0, len(parts), 150):
            chunk = parts[start : start + 150]
            build = make.build(*((part, 1 + place % 5) for place, part in enumerate(chunk)))
            read_back = [read(FORMATS[form].write(build, URL)).rows for form in FORMATS]
            wanted = [(" ".join(part.name.split()), kind, 1 + place % 5) for place, part in enumerate(chunk)]
            for rows in read_back:
                assert [(row.name, row.kind, row.quantity) for row in rows] == wanted
            assert [each.best.part.name for each in match(read_back[0])] == [part.name for part in chunk]
