"""Answers, used parts, limits and surroundings through the API."""

from __future__ import annotations

import make
import pytest

from builder.models import Build

pytestmark = pytest.mark.django_db
SURROUNDED = {
    "circuit": "EU-16A", "os": "windows", "framework": "pytorch-2.14", "purpose": "dl-long", "nvlink": True,
    "room": "desk", "bridge_slots": 3, "riser_generation": 4, "ups_va": 1500, "needs_gib": 40.5, "driver": 580,
    "shared_storage": True,
}  # fmt: skip
WRONG = [
    ("room", "cellar", "desk, room, own, rack"),
    ("room", None, "null"),
    ("bridge_slots", 5, "2 to 4"),
    ("bridge_slots", "3", "2 to 4"),
    ("riser_generation", 0, "1 to 6"),
    ("ups_va", 1.5, "100 to 100,000"),
    ("needs_gib", "40", "0.1 to 100,000"),
    ("needs_gib", True, "0.1 to 100,000"),
    ("needs_gib", 0, "0.1 to 100,000"),
    ("driver", -1, "300 to 999"),
    ("shared_storage", 1, "true or false"),
]


@pytest.fixture
def parts():
    return {
        "cpu": make.cpu(),
        "cooler": make.cooler("Tall", height_mm=None),
        "case": make.case("Box", max_cooler_height_mm=150),
        "card": make.card("RTX 3090", board_power_w=350),
    }


def lines(parts, key="part", **more):
    return [{key: part.slug, **more.get(name, {})} for name, part in parts.items()]


ANSWERED = {"cooler": {"answers": {"height_mm": 158}}, "card": {"used": True, "power_limit_w": 280}}


def test_a_check_counts_answers_and_says_so(send, parts):
    unknown = send("post", "check/", {"parts": lines(parts, "slug")}).json()
    answered = send("post", "check/", {"parts": lines(parts, "slug", **ANSWERED)}).json()
    by_rule = {finding["rule"]: finding for finding in unknown["findings"]}
    assert by_rule["COOLER_HEIGHT"]["level"] == "unknown"
    assert by_rule["COOLER_HEIGHT"]["values"]["field"] == "height_mm"
    [found] = [finding for finding in answered["findings"] if finding["rule"] == "COOLER_HEIGHT"]
    assert (found["level"], found["answered"]) == ("problem", [parts["cooler"].slug])
    assert answered["load_w"] == unknown["load_w"] - 70


def test_a_check_takes_every_surrounding(send, parts):
    body = {"parts": lines(parts, "slug"), "context": SURROUNDED}
    assert send("post", "check/", body).status_code == 200


def test_a_build_keeps_and_gives_back_what_was_said(send, get, parts):
    make.country("DE", "Germany")
    asked = {**SURROUNDED, "country": "DE", "items": lines(parts, **ANSWERED)}
    made = send("post", "builds/", asked)
    assert made.status_code == 201, made.content
    body = get(f"builds/{made.json()['code']}/").json()
    assert {name: body[name] for name in SURROUNDED} == SURROUNDED
    assert body["country"] == "DE"
    cooler, card = body["items"][1], body["items"][3]
    assert cooler["answers"] == {"height_mm": 158}
    assert (card["used"], card["power_limit_w"], card["answers"]) == (True, 280, {})
    copy = send("post", f"builds/{body['code']}/fork/", {}).json()
    assert copy["items"][1]["answers"] == {"height_mm": 158}
    assert copy["room"] == "desk"


def test_surroundings_change_alone(send, parts):
    made = send("post", "builds/", {"items": lines(parts)}).json()
    path = f"builds/edit/{made['edit_code']}/"
    body = send("patch", path, {"room": "rack", "ups_va": 900}).json()
    assert (body["room"], body["ups_va"], body["circuit"]) == ("rack", 900, "US-15A")
    assert send("patch", path, {"ups_va": None}).json()["ups_va"] is None


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_a_wrong_surrounding_is_named(send, wrong, name, value, said):
    errors = wrong(send("post", "check/", {"parts": [], "context": {name: value}}))
    assert said in errors[f"context.{name}"]
    errors = wrong(send("post", "builds/", {"items": [], name: value}))
    assert said in errors[name]


def test_a_country_must_be_in_the_catalogue(send, wrong):
    assert "US" in wrong(send("post", "builds/", {"items": [], "country": "XX"}))["country"]
    assert send("post", "builds/", {"items": [], "country": "US"}).status_code == 201


BAD = [
    ({"answers": {"height_mm": 0}}, "answers.height_mm", "1 to 1,000"),
    ({"answers": {"height_mm": "158"}}, "answers.height_mm", "1 to 1,000"),
    ({"answers": {"height_mm": True}}, "answers.height_mm", "1 to 1,000"),
    ({"answers": {"height_mm": 1e308}}, "answers.height_mm", "1 to 1,000"),
    ({"answers": {"height_mm": None}}, "answers.height_mm", ""),
    ({"answers": {"height_mm": {"a": 1}}}, "answers.height_mm", "1 to 1,000"),
    ({"answers": {"sockets": ["AM5"]}}, "answers.sockets", "says it of Tall already"),
    ({"answers": {"colour": "red"}}, "answers.colour", "height_mm"),
    ({"answers": []}, "answers", "dictionary"),
    ({"power_limit_w": 100}, "power_limit_w", "only a graphics card"),
    ({"power_limit_w": 49}, "power_limit_w", "50 to 2,000"),
    ({"power_limit_w": "100"}, "power_limit_w", "50 to 2,000"),
    ({"used": "yes"}, "used", "true or false"),
]


@pytest.mark.parametrize(("said", "field", "text"), BAD)
def test_what_is_wrong_of_a_part_is_named_by_its_path(send, wrong, parts, said, field, text):
    errors = wrong(send("post", "check/", {"parts": lines(parts, "slug", cooler=said)}))
    assert text in errors[f"parts[1].{field}"]
    errors = wrong(send("post", "builds/", {"items": lines(parts, cooler=said)}))
    assert text in errors[f"items[1].{field}"]
    assert not Build.objects.exists()


def test_a_limit_above_the_board_power_is_refused_with_both_ends(send, wrong, parts):
    errors = wrong(send("post", "check/", {"parts": lines(parts, "slug", card={"power_limit_w": 351})}))
    assert "50 to 350" in errors["parts[3].power_limit_w"]


@pytest.mark.parametrize(
    ("kind", "answers", "said"),
    [
        ("graphics-card", {"slots": 0}, "width in slots: write a whole number from 1 to 6."),
        ("motherboard", {"memory_slots": 99}, "number of memory slots: write a whole number from 1 to 48."),
        ("motherboard", {"memory_slots": 4.0}, "number of memory slots: write a whole number from 1 to 48."),
        ("case", {"psu_form_factors": ["Brick"]}, "choose some of ATX"),
    ],
)
def test_facts_that_no_part_can_have_are_refused_of_ones_own_too(send, wrong, kind, answers, said):
    asked = {"items": [{"kind": kind, "name": "Mine", "answers": answers}]}
    errors = wrong(send("post", "builds/", asked))
    assert said in errors[f"items[0].answers.{next(iter(answers))}"]


def test_all_that_is_wrong_is_named_at_once(send, wrong, parts):
    said = {"cooler": {"answers": {"height_mm": 0, "colour": 1}}, "card": {"power_limit_w": 900}}
    errors = wrong(send("post", "builds/", {"items": lines(parts, **said)}))
    assert sorted(errors) == ["items[1].answers.colour", "items[1].answers.height_mm", "items[3].power_limit_w"]


def test_answers_cost_no_queries(send, parts, django_assert_max_num_queries):
    send(
        "post", "check/", {"parts": lines(parts, "slug", **ANSWERED)}
    )  # all parts are read once: something may resolve it
    with django_assert_max_num_queries(4):
        assert send("post", "check/", {"parts": lines(parts, "slug", **ANSWERED)}).status_code == 200
