"""Parts bought second-hand, and cards whose power is limited."""

from __future__ import annotations

import make
import pytest
from django.urls import reverse

from builder import facts
from community.forking import fork

pytestmark = pytest.mark.django_db


@pytest.fixture
def build():
    return make.build(make.card("RTX 3090", board_power_w=350), make.cpu("Chip"))


@pytest.fixture
def change(client, build):
    def change(kind="graphics-card", **given):
        item = build.items.get(kind=kind)
        return client.post(reverse("builder:change", args=[build.edit_code, item.pk]), given)

    return change


def card(build):
    return build.items.get(kind="graphics-card")


def test_a_limit_lowers_the_load_and_says_what_it_costs(client, build, change):
    before = text(client, build)
    change(power_limit_w="280")
    after = text(client, build)
    assert card(build).power_limit_w == 280
    assert "70 % to 100 % of its speed: an estimate" in after
    assert "GeForce RTX 3090 at 280 W of 350 W: 95 %, training in TensorFlow" in after
    assert "pugetsystems.com" in after
    assert "to 100 %" not in before


def text(client, build):
    return client.get(build.edit_url).content.decode()


def test_the_rules_see_a_used_and_limited_card(build, change):
    change(power_limit_w="280", used="true")
    [seen] = [line.part for line in facts.lines_of(build) if line.item.kind == "graphics-card"]
    assert (seen.used, seen.power_limit_w, seen.limited_w) == (True, 280, 280)


def test_an_empty_limit_is_none(build, change):
    change(power_limit_w="280")
    change(power_limit_w="")
    assert card(build).power_limit_w is None


@pytest.mark.parametrize("watts", ["0", "49", "351", "-1", "1e2", "१००", "100.5", "9" * 500])
def test_a_limit_beyond_the_card_is_refused_with_its_bounds(build, change, watts):
    answer = change(power_limit_w=watts)
    assert answer.status_code == 422
    assert "Power limit (W): write a whole number from 50 to 350" in answer.content.decode()
    assert card(build).power_limit_w is None


def test_only_cards_are_limited(client, build, change):
    answer = change("cpu", power_limit_w="100")
    assert answer.status_code == 422
    assert "only a graphics card can be limited; Chip is none" in answer.content.decode()
    assert text(client, build).count('name="power_limit_w"') == 1


def test_a_card_whose_board_power_nobody_states_is_not_limited(client):
    build = make.build(make.card("Mystery", board_power_w=None))
    assert 'name="power_limit_w"' not in text(client, build)
    url = reverse("builder:change", args=[build.edit_code, build.items.get().pk])
    answer = client.post(url, {"power_limit_w": "50"})
    assert answer.status_code == 422
    assert "the board power of Mystery is not known" in answer.content.decode()


@pytest.mark.parametrize("used", ["", "yes", "2"])
def test_second_hand_is_true_or_false(build, change, used):
    assert "Second-hand: send true or false" in change(used=used).content.decode()
    assert not card(build).used


def test_both_are_undone_and_copied(client, build, change):
    change(power_limit_w="280", used=["false", "true"])
    copied = card(fork(build))
    assert (copied.used, copied.power_limit_w) == (True, 280)
    change(power_limit_w="300")
    client.post(reverse("builder:undo", args=[build.edit_code]))
    assert (card(build).used, card(build).power_limit_w) == (True, 280)
