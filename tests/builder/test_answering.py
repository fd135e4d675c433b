"""Facts that the catalogue does not say, entered on the builder's page."""

from __future__ import annotations

import re
from dataclasses import replace

import make
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from builder import facts
from builder.models import Build, Item
from community.forking import fork
from engine.facts import asked
from engine.findings import note
from engine.registry import RULES

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def build():
    return make.build(make.cpu(), make.cooler("Tall", height_mm=None), make.case("Box", max_cooler_height_mm=150))


@pytest.fixture
def item(build):
    return build.items.get(kind="cpu-cooler")


@pytest.fixture
def answer(client, build, item):
    def answer(which=None, **given):
        url = reverse("builder:answer", args=[build.edit_code, (which or item).pk])
        return client.post(url, given)

    return answer


def kept(item):
    item.refresh_from_db()
    return item.answers


def test_a_missing_fact_is_asked_for_and_folded_away(client, build, item):
    page = client.get(build.edit_url).content.decode()
    assert "1 fact is missing: not judged" in page
    assert re.search(r'<details class="data missing" id="missing"><summary>', page)
    assert reverse("builder:answer", args=[build.edit_code, item.pk]) in page
    assert 'name="height_mm"' in page
    assert "1 to 1,000" in page


def test_an_answer_is_judged_and_marked_as_the_readers_word(client, build, answer):
    assert answer(height_mm="158").status_code == 302
    page = client.get(build.edit_url).content.decode()
    assert "You entered: height 158 mm" in page
    assert "Tall is 158 mm" in page
    assert "Counts what was entered for Tall." in page
    assert "fact is missing" not in page


def test_an_answer_comes_back_in_the_panel_through_htmx(client, build, item):
    url = reverse("builder:answer", args=[build.edit_code, item.pk])
    page = client.post(url, {"height_mm": "158"}, headers=HTMX).content.decode()
    assert page.lstrip().startswith('<div id="panel"')
    assert "You entered: height 158 mm" in page


def test_the_forms_work_without_javascript_behind_the_csrf_check(build, item):
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(build.edit_url).content.decode()
    [form] = re.findall(r'<form class="answer".*?</form>', page, re.DOTALL)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    url = re.search(r'action="([^"]+)"', form)[1]
    assert strict.post(url, {"height_mm": "140"}).status_code == 403
    assert strict.post(url, {"height_mm": "140", "csrfmiddlewaretoken": token}).status_code == 302
    assert kept(item) == {"height_mm": 140}


def test_an_answer_can_be_changed_and_taken_back(client, build, item, answer):
    answer(height_mm="158")
    answer(height_mm="140.5")
    assert kept(item) == {"height_mm": 140.5}
    client.post(reverse("builder:take-back", args=[build.edit_code, item.pk, "height_mm"]))
    assert kept(item) == {}
    assert "fact is missing" in client.get(build.edit_url).content.decode()


def test_an_answer_can_be_undone(client, build, answer):
    answer(height_mm="158")
    answer(height_mm="140")
    client.post(reverse("builder:undo", args=[build.edit_code]))
    assert build.items.get(kind="cpu-cooler").answers == {"height_mm": 158}


def test_undo_reads_what_was_kept_before_there_were_answers(build, item):
    build.changes.create(
        before=[{"kind": "case", "part_id": None, "name": "Old", "quantity": 1, "owned": False, "own_price": None,
                 "position": 1}]
    )  # fmt: skip
    assert build.undo()
    [old] = build.items.all()
    assert (old.name, old.answers, old.used, old.power_limit_w) == ("Old", {}, False, None)


def test_a_copy_keeps_answers(build, answer):
    answer(height_mm="158")
    assert fork(build).items.get(kind="cpu-cooler").answers == {"height_mm": 158}


@pytest.mark.parametrize("height", ["0", "-1", "1001", "NaN", "1e3", "१२", "158,5", "tall", "9" * 400])
def test_a_wrong_answer_is_named_with_what_is_allowed(item, answer, height):
    response = answer(height_mm=height)
    assert response.status_code == 422
    assert "height (mm): write a number from 1 to 1,000." in response.content.decode()
    assert kept(item) == {}


def test_an_answer_that_says_nothing_is_refused(item, answer):
    assert "height (mm): nothing was entered" in answer(height_mm="").content.decode()
    response = answer()
    assert response.status_code == 422
    assert "What can be answered of Tall: height_mm" in response.content.decode()


def test_a_fact_that_the_catalogue_says_is_not_answered(build, answer):
    case = build.items.get(kind="case")
    response = answer(case, max_cooler_height_mm="200")
    assert response.status_code == 422
    assert "max_cooler_height_mm: the catalogue says it of Box already." in response.content.decode()
    assert kept(case) == {}


@pytest.mark.parametrize("name", ["colour", "key", "answered", "power_limit_w", "__class__"])
def test_what_is_no_fact_is_not_answered(item, answer, name):
    response = answer(**{name: "1"})
    assert response.status_code == 422
    assert name in response.content.decode()
    assert kept(item) == {}


def test_a_fact_that_the_catalogue_says_by_now_is_not_counted_and_can_be_removed(client, build, item, answer):
    answer(height_mm="158")
    item.part.spec.__class__.objects.update(height_mm=140)
    page = client.get(build.edit_url).content.decode()
    assert "not counted: the catalogue says it by now" in page
    assert "Tall is 158 mm" not in page
    client.post(reverse("builder:take-back", args=[build.edit_code, item.pk, "height_mm"]))
    assert kept(item) == {}


def test_of_a_part_of_ones_own_every_fact_of_its_kind_can_be_answered(client, build):
    own = Item.objects.create(build=build, kind="motherboard", name="Mine", position=9)
    url = reverse("builder:answer", args=[build.edit_code, own.pk])
    client.post(url, {"socket": "AM5", "memory_slots": "4", "m2_sockets": "2", "above_4g_decoding": "true"})
    assert kept(own) == {"socket": "AM5", "memory_slots": 4, "m2_sockets": 2, "above_4g_decoding": True}
    [line] = [line for line in facts.lines_of(build) if line.item.pk == own.pk]
    assert (line.part.socket, len(line.part.m2_sockets)) == ("AM5", 2)
    assert "You entered: socket AM5" in client.get(build.edit_url).content.decode()


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("graphics-card", {"slots": "0"}, "width in slots: write a whole number from 1 to 6."),
        ("motherboard", {"memory_slots": "99"}, "number of memory slots: write a whole number from 1 to 48."),
        ("motherboard", {"socket": "AM99"}, "socket: choose one of"),
        ("motherboard", {"above_4g_decoding": "perhaps"}, "choose one of true, false"),
        ("case", {"psu_form_factors": ["ATX", "Brick"]}, "list of supply form factors: choose some of ATX"),
    ],
)
def test_facts_that_contradict_all_parts_there_are_are_refused(client, build, kind, given, said):
    own = Item.objects.create(build=build, kind=kind, name="Mine", position=9)
    response = client.post(reverse("builder:answer", args=[build.edit_code, own.pk]), given)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert kept(own) == {}


def test_power_sockets_are_asked_for_in_one_breath(client):
    unfed = make.card("Card", sockets_16pin=None, sockets_8pin=None, sockets_6pin=None)
    build = make.build(unfed, make.psu(leads_8pin=1, leads_16pin=0))
    page = client.get(build.edit_url).content.decode()
    assert all(f'name="sockets_{pins}pin"' in page for pins in (16, 8, 6))
    client.post(reverse("builder:answer", args=[build.edit_code, build.items.first().pk]), {"sockets_8pin": "3"})
    page = client.get(build.edit_url).content.decode()
    assert "You entered: power sockets 3 × 8-pin" in page
    assert "PSU_GPU_LEADS" in page or "problem" in page


def test_the_shelves_know_the_answers_too(build, answer):
    answer(height_mm="158")
    build.refresh_from_db()
    lines = facts.judged_lines(build, {"parts": 1, "prices": 1})
    [cooler] = [line.part for line in lines if line.item.kind == "cpu-cooler"]
    assert (cooler.height_mm, cooler.answered) == (158, {"height_mm"})


def test_several_rules_that_miss_one_fact_ask_once(client):
    board = make.board("Bare", x16_slots=None, narrow_slots=None)
    build = make.build(board, make.card(), make.card(), make.cpu())
    page = client.get(build.edit_url).content.decode()
    assert page.count('name="x16_slots"') == 1


def test_answers_are_posted(client, build, item):
    for name, more in (("answer", []), ("take-back", ["height_mm"])):
        url = reverse(f"builder:{name}", args=[build.edit_code, item.pk, *more])
        assert client.get(url).status_code == 405


def test_answers_are_for_whoever_may_change_the_build(client, build, item):
    Build.objects.filter(pk=build.pk).update(owner=User.objects.create_user("ann"))
    for name, more in (("answer", []), ("take-back", ["height_mm"])):
        url = reverse(f"builder:{name}", args=[build.edit_code, item.pk, *more])
        assert client.post(url, {"height_mm": "158"}).status_code == 404
    assert kept(item) == {}


def test_an_item_of_another_build_is_not_answered(client, build, item):
    other = make.build(make.cpu())
    url = reverse("builder:answer", args=[other.edit_code, item.pk])
    assert client.post(url, {"height_mm": "158"}).status_code == 404
    assert kept(item) == {}


def test_what_was_not_answered_cannot_be_taken_back(client, build, item):
    url = reverse("builder:take-back", args=[build.edit_code, item.pk, "height_mm"])
    assert client.post(url).status_code == 404
    assert not build.changes.exists()


def test_answers_cost_no_queries(client, build, answer, django_assert_max_num_queries):
    answer(height_mm="158")
    client.get(build.edit_url)
    with django_assert_max_num_queries(9):
        client.get(build.edit_url)


def test_the_page_for_reading_folds_what_is_missing_and_has_no_forms(client, build):
    page = client.get(build.get_absolute_url()).content.decode()
    assert "1 fact is missing: not judged" in page
    assert 'class="answer"' not in page


def test_a_rating_that_was_entered_is_marked_in_the_summary(client):
    build = make.build(make.cpu(), make.psu(rated_w=None))
    psu = build.items.get(kind="power-supply")
    client.post(reverse("builder:answer", args=[build.edit_code, psu.pk]), {"rated_w": "650"})
    assert "Its rating is what you entered." in client.get(build.edit_url).content.decode()


def test_who_answers_finds_the_next_question_open(client, build, answer):
    own = Item.objects.create(build=build, kind="power-supply", name="Mine", position=9)
    assert answer(own, rated_w="650").url == f"{build.edit_url}#missing"
    url = reverse("builder:answer", args=[build.edit_code, own.pk])
    for given in ({"length_mm": "150"}, {"length_mm": "0"}):
        assert 'id="missing" open' in client.post(url, given, headers=HTMX).content.decode()
    assert 'id="missing" open' not in client.get(build.edit_url).content.decode()


def test_a_missing_surrounding_is_asked_for_too(client, build, monkeypatch):
    def judge(context):
        yield note("%(va)s", va=asked(context.ups_va, "ups_va"))

    monkeypatch.setitem(RULES, "UPS", replace(RULES["CPU_SOCKET"], code="UPS", judge=judge, slots=("context",)))
    page = client.get(build.edit_url).content.decode()
    assert "Nobody has said the rating of the uninterruptible supply." in page
    form = re.search(r'<form class="answer" method="post" action="[^"]+/settings/".*?</form>', page, re.DOTALL)[0]
    assert 'name="ups_va"' in form
    client.post(reverse("builder:settings", args=[build.edit_code]), {"ups_va": "1500"})
    assert "Nobody has said" not in client.get(build.edit_url).content.decode()
