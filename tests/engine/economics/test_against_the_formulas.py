"""The engine against the formulas written down once more, on questions that nobody would think of."""

from __future__ import annotations

import copy
import json
import math
from random import Random

import pytest
import straight_line

from benchmarks.random_scenarios import question
from benchmarks.rent_or_buy import differences
from engine import economics
from engine.economics.breakeven import _first_step, _stretches
from engine.economics.buying import Box
from engine.economics.discounting import Timeline
from engine.economics.renting import Lease

COMPARED = 120  # each takes the plain way some 50 ms
FINITE = 3_000


def test_both_agree_on_every_figure_of_random_questions():
    differing = []
    for seed in range(COMPARED):
        asked = question(Random(seed), uncertain=1)
        kept = copy.deepcopy(asked)
        found = economics.report(economics.parse(asked))
        assert asked == kept
        differing += differences(straight_line.figures(asked), found, str(seed))
    assert not differing


def test_the_plain_way_agrees_with_the_worked_cases(shared):
    cases = json.loads((shared / "cases/rent-or-buy/scenarios.json").read_text())
    for case in cases:
        assert not list(differences(case["expected"], straight_line.figures(case["input"]), case["id"]))


def numbers(value):
    if isinstance(value, dict):
        return [number for each in value.values() for number in numbers(each)]
    if isinstance(value, list):
        return [number for each in value for number in numbers(each)]
    return [value] if isinstance(value, float) else []


def test_every_figure_of_random_questions_is_finite():
    for seed in range(FINITE):
        found = economics.report(economics.parse(question(Random(seed), uncertain=0)))
        assert all(map(math.isfinite, numbers(found))), seed


@pytest.mark.parametrize("seed", range(400))
def test_the_quick_search_for_the_first_even_step_finds_the_one_of_the_slow(seed):
    asked = economics.parse(question(Random(seed), uncertain=0))
    timeline = Timeline(asked.discount_rate_annual, asked.horizon_months)
    box, lease = Box(asked.buy, timeline), Lease(asked.rent, timeline)

    def is_even(hours):
        return box.npv(hours) <= lease.npv(hours)

    slow = next((step for step in range(1, 1461) if is_even(step / 2)), None)
    assert _first_step(is_even, _stretches(box, asked.rent)) == slow
