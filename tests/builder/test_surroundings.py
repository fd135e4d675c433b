"""Where and for what a build is used: stored in it, or named by the address for whoever has it."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from urllib.parse import urlencode

import make
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from builder.assess import assess
from builder.models import CONTEXT, SURROUNDINGS, Build
from builder.surroundings import DEFAULTS, GROUPS, LABELS
from catalog.models import Country
from engine.platforms.contexts import FRAMEWORKS, ROOMS
from engine.power import efficiency
from prices.models import CloudOffer

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ALL = {
    "circuit": "EU-16A", "os": "windows", "framework": "pytorch-2.14", "purpose": "dl-long", "nvlink": "true",
    "room": "desk", "bridge_slots": "3", "riser_generation": "4", "ups_va": "1500", "needs_gib": "40.5",
    "driver": "580", "shared_storage": "true", "country": "DE",
}  # fmt: skip
READ = {
    **ALL, "nvlink": True, "shared_storage": True, "bridge_slots": 3, "riser_generation": 4, "ups_va": 1500,
    "needs_gib": 40.5, "driver": 580,
}  # fmt: skip
WRONG = [
    ("circuit", "MOON-5A", "choose one of US-15A"),
    ("os", "beos", "choose one of linux, windows"),
    ("framework", "caffe", "choose one of pytorch-2.15"),
    ("purpose", "", "choose one of dl, dl-long, other"),
    ("room", "cellar", "choose one of desk, room, own, rack"),
    ("nvlink", "perhaps", "send true or false"),
    ("shared_storage", "2", "send true or false"),
    ("bridge_slots", "5", "write a whole number from 2 to 4"),
    ("riser_generation", "0", "write a whole number from 1 to 6"),
    ("ups_va", "१२००", "write a whole number from 100 to 100,000"),
    ("driver", "9" * 5000, "write a whole number from 300 to 999"),
    ("needs_gib", "NaN", "write a number from 0.1 to 100,000"),
    ("needs_gib", "1e9", "write a number from 0.1 to 100,000"),
    ("country", "XX", "choose one of US"),
    ("country", "\x00", "choose one of US"),
]


@pytest.fixture(autouse=True)
def _germany():
    make.country("DE", "Germany", 0.4)


@pytest.fixture
def build():
    return make.build(make.card("Card"), title="Box")


def read(client, build, **said):
    return client.get(f"{build.get_absolute_url()}?{urlencode(said)}")


def edit(client, build, **said):
    return client.get(f"{build.edit_url}?{urlencode(said)}")


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def test_every_surrounding_has_a_label_a_place_in_the_form_and_a_default():
    grouped = [name for _title, names in GROUPS for name in names]
    assert sorted(grouped) == sorted(SURROUNDINGS) == sorted(LABELS) == sorted(DEFAULTS)
    assert Build().surroundings == DEFAULTS


def test_frameworks_that_were_named_once_stay():
    assert {"pytorch-2.11", "pytorch-rocm", "jax", "tensorflow", "llama.cpp"} <= set(FRAMEWORKS)


def test_all_surroundings_are_stored(client, build):
    response = client.post(reverse("builder:settings", args=[build.edit_code]), {"title": "Mine", **ALL})
    assert response.url == build.edit_url
    build.refresh_from_db()
    assert (build.title, build.surroundings) == ("Mine", READ)
    page = text(client.get(build.edit_url))
    assert 'value="40.5"' in page
    assert '<option value="desk" selected>' in page


def test_a_number_can_be_taken_back(client, build):
    Build.objects.update(ups_va=1500)
    client.post(reverse("builder:settings", args=[build.edit_code]), {"ups_va": ""})
    build.refresh_from_db()
    assert (build.ups_va, build.title) == (None, "Box")


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_a_wrong_setting_is_named_and_changes_nothing(client, build, name, value, said):
    url = reverse("builder:settings", args=[build.edit_code])
    page = text(client.post(url, {"title": "Other", **ALL, name: value}), 422)
    assert f"{LABELS[name]}: {said}" in page
    build.refresh_from_db()
    assert (build.title, build.surroundings) == ("Box", DEFAULTS)


def test_a_country_is_chosen_for_its_electricity(machine_with_offer):
    build = machine_with_offer
    cheap = assess(build, date(2026, 11, 1)).break_even
    build.country = "DE"
    dear = assess(build, date(2026, 11, 1)).break_even
    kwh_a_month = assess(build, date(2026, 11, 1)).load.total_w / efficiency(None) / 1000 * cheap.hours_a_month
    assert dear.buy_a_month - cheap.buy_a_month == pytest.approx(
        kwh_a_month * (dear.country.usd_per_kwh - cheap.country.usd_per_kwh), rel=0.01
    )
    assert dear.rent_a_month == cheap.rent_a_month
    assert (cheap.country.code, dear.country.code) == ("US", "DE")
    assert dear.hours is None or cheap.hours < dear.hours


@pytest.fixture
def machine_with_offer():
    make.country("US", "United States", 0.1)
    gpu = make.gpu()
    CloudOffer.objects.create(
        row="r1", provider="Cloudy", gpu=gpu, memory_gib_each=24, on_demand_per_hour="0.69",
        observed_latest=date(2026, 8, 1), source="their page",
    )  # fmt: skip
    return make.build(make.card(gpu=gpu, price=1000))


def test_the_address_judges_for_whoever_has_it_and_stores_nothing(client, build):
    for page in (read(Client(), build, circuit="EU-16A"), edit(client, build, circuit="EU-16A")):
        assert "Judged for circuit EU-16A, as the address says; the build itself says circuit US-15A." in text(page)
    build.refresh_from_db()
    assert build.circuit == "US-15A"


def test_the_address_counts_for_the_rules(client):
    build = make.build(make.card(vendor="AMD", chipset="Radeon RX 7900 XTX", compute_capability=None))
    for see in (read, edit):
        assert "OS_ROCM_WINDOWS" not in text(see(client, build))
        assert "OS_ROCM_WINDOWS" in text(see(client, build, os="windows"))


def test_an_address_that_says_what_the_build_says_needs_no_line(client, build):
    page = text(edit(client, build, circuit="US-15A"))
    assert "as the address says" not in page
    assert f"{reverse('builder:put', args=[build.edit_code])}" in page


def test_links_and_forms_keep_what_the_address_says(client, build):
    page = text(edit(client, build, circuit="EU-16A", os="windows", choose="cpu"))
    item = build.items.get()
    query = "?circuit=EU-16A&amp;os=windows"
    for name in ("change", "remove"):
        assert f'action="{reverse(f"builder:{name}", args=[build.edit_code, item.pk])}{query}"' in page
    assert f'hx-post="{reverse("builder:put-own", args=[build.edit_code])}{query}"' in page
    assert "choose=graphics-card&amp;circuit=EU-16A&amp;os=windows" in page
    assert '<input type="hidden" name="circuit" value="EU-16A">' in page
    assert f'href="{build.get_absolute_url()}{query}"' in page


def test_a_change_leads_back_to_the_same_address(client, build):
    url = reverse("builder:change", args=[build.edit_code, build.items.get().pk])
    answer = client.post(f"{url}?circuit=EU-16A", {"quantity": "2"})
    assert answer.url == f"{build.edit_url}?circuit=EU-16A"
    panel = client.post(f"{url}?circuit=EU-16A", {"quantity": "3"}, headers=HTMX)
    assert panel["HX-Push-Url"] == f"{build.edit_url}?circuit=EU-16A"
    assert "as the address says" in text(panel)
    build.refresh_from_db()
    assert build.circuit == "US-15A"


def test_what_the_address_says_can_be_dropped_or_kept(client, build):
    page = text(edit(client, build, circuit="EU-16A", ups_va="1500"))
    assert f'<a class="btn s" href="{build.edit_url}">Leave it out</a>' in page
    assert "Keep it in the build" in page
    client.post(reverse("builder:settings", args=[build.edit_code]), {"circuit": "EU-16A", "ups_va": "1500"})
    build.refresh_from_db()
    assert (build.circuit, build.ups_va, build.title) == ("EU-16A", 1500, "Box")


def test_the_page_for_reading_offers_nothing_to_keep(client, build):
    page = text(read(client, build, circuit="EU-16A"))
    assert "Leave it out" in page
    assert "Keep it in the build" not in page


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_nonsense_in_an_address_is_answered_by_its_name(client, build, name, value, said):
    pages = (
        read(client, build, **{name: value}),
        edit(client, build, **{name: value}),
        client.get(f"{reverse('builder:new')}?{urlencode({name: value})}"),
    )
    for page in pages:
        assert f"{name}: {said}" in text(page, 400)


def test_settings_that_resolve_a_finding_are_addresses_that_judge_by_them(client):
    build = make.build(make.cpu(), (make.card(board_power_w=575), 4), make.psu(rated_w=2600))
    page = text(edit(client, build, os="windows", room="rack"))
    ways = {unescape(found) for found in re.findall(r'href="([^"]*\?[^"#]*)"', page) if "choose=" not in found}
    ways = {way for way in ways if way.startswith(build.edit_url)}
    assert any("circuit=US-240V-20A" in way for way in ways)
    for way in ways:
        assert way.count("?") == 1
        assert "room=rack" in way
        assert client.get(way).status_code == 200


def test_nonsense_in_the_address_of_a_change_changes_nothing(client, build):
    url = reverse("builder:change", args=[build.edit_code, build.items.get().pk])
    page = text(client.post(f"{url}?room=cellar", {"quantity": "2"}), 400)
    assert "room: choose one of desk" in page
    assert build.items.get().quantity == 1
    url = f"{reverse('builder:new-put')}?room=cellar"
    assert client.post(url, {"part": make.cpu().slug}).status_code == 400
    assert Build.objects.count() == 1


def test_a_new_build_starts_with_what_its_address_says(client):
    page = text(client.get(f"{reverse('builder:new')}?circuit=EU-16A&os=windows"))
    assert "Judged for circuit EU-16A, os windows, as the address says." in page
    assert f"{reverse('builder:new')}?choose=cpu&amp;circuit=EU-16A&amp;os=windows" in page
    answer = client.post(f"{reverse('builder:new-put')}?circuit=EU-16A&os=windows", {"part": make.cpu().slug})
    build = Build.objects.get()
    assert (build.circuit, build.os) == ("EU-16A", "windows")
    assert answer.url == build.edit_url


def test_the_last_stored_surroundings_are_the_next_builds(client, build):
    client.post(reverse("builder:settings", args=[build.edit_code]), {"title": "Box", **ALL})
    client.post(reverse("builder:new-put"), {"part": make.cpu().slug})
    assert Build.objects.exclude(pk=build.pk).get().surroundings == READ


def test_another_browser_starts_with_the_usual_ones(client, build):
    client.post(reverse("builder:settings", args=[build.edit_code]), ALL)
    Client().post(reverse("builder:new-put"), {"part": make.cpu().slug})
    assert Build.objects.exclude(pk=build.pk).get().surroundings == DEFAULTS


def test_only_storing_counts_as_last(client, build):
    edit(client, build, circuit="EU-16A")
    client.post(reverse("builder:new-put"), {"part": make.cpu().slug})
    assert Build.objects.exclude(pk=build.pk).get().circuit == "US-15A"


def test_a_copy_has_the_same_surroundings_and_what_the_address_says(client, build):
    Build.objects.update(**READ)
    client.post(f"{reverse('community:fork', args=[build.code])}?room={ROOMS[-1]}")
    assert Build.objects.get(forked_from=build).surroundings == {**READ, "room": ROOMS[-1]}
    wrong = client.post(f"{reverse('community:fork', args=[build.code])}?room=cellar")
    assert "room: choose one of" in text(wrong, 400)
    assert Build.objects.filter(forked_from=build).count() == 1


def test_the_settings_of_a_claimed_build_are_its_owners(client, build):
    Build.objects.update(owner=User.objects.create_user("ann"))
    assert client.post(reverse("builder:settings", args=[build.edit_code]), ALL).status_code == 404
    assert edit(client, build, circuit="EU-16A").status_code == 404


def test_the_rules_get_all_that_they_may_ask(build):
    assert set(CONTEXT) == set(SURROUNDINGS) - {"country"}


def test_countries_cost_no_more_queries(client, django_assert_max_num_queries):
    Country.objects.bulk_create(Country(code=f"{n}", name=f"Land {n}") for n in range(20))
    build = make.build(*make.whole().values())
    client.get(build.edit_url)
    with django_assert_max_num_queries(9):
        client.get(f"{build.edit_url}?circuit=EU-16A")
