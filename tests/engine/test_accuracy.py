"""Figures of estimates beside what was measured."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.accuracy import Run, figures, rank_correlation, ranks, spearman

POSITIVE = st.floats(1e-3, 1e9)


def run(measured=100.0, predicted=100.0, **fields):
    return Run(measured, predicted, **{"low": predicted * 0.8, "high": predicted * 1.25, **fields})


def test_figures_count_size_sign_shortage_and_range():
    found = figures([run(100, 80), run(100, 100), run(100, 103), run(100, 150)])
    assert found.rows == 4
    assert found.median == pytest.approx(0.115)
    assert found.ninth == pytest.approx(0.5)
    assert found.bias == pytest.approx(0.015)
    assert found.under == 0.25
    assert found.within == 0.75


def test_a_tenth_below_is_not_yet_too_low():
    assert figures([run(100, 90.1)]).under == 0
    assert figures([run(100, 89.9)]).under == 1


def test_peers_are_judged_on_the_runs_that_they_cover_and_the_estimate_on_the_same():
    found = figures([run(100, 110, peers={"ratio": 150}), run(100, 190)]).peers["ratio"]
    assert (found.rows, found.theirs, found.ours) == (1, pytest.approx(0.5), pytest.approx(0.1))
    assert found.better


def test_ranks_are_compared_within_runs_alike_only():
    """Two works on their own scales, each in the right order: mixed, they would look in order whatever is said."""
    slow = [run(n, 5 - n, alike="slow") for n in range(1, 5)]
    fast = [run(100 * n, 100 * n, alike="fast") for n in range(1, 5)]
    assert rank_correlation(slow) == pytest.approx(-1)
    assert rank_correlation([*slow, *fast]) == pytest.approx(0)
    assert rank_correlation(fast[:3]) is None


def test_equal_values_share_the_middle_of_their_places():
    assert ranks([10, 30, 20, 20]) == [0, 3, 1.5, 1.5]
    assert spearman([1, 1, 1], [1, 2, 3]) is None


def test_no_run_has_no_figures():
    assert figures([]) is None


@given(st.lists(st.tuples(POSITIVE, POSITIVE), min_size=1, max_size=30))
def test_shares_are_shares_and_the_ninth_is_not_below_the_median(pairs):
    found = figures([run(measured, predicted) for measured, predicted in pairs])
    assert 0 <= found.under <= 1
    assert 0 <= found.within <= 1
    assert found.rows < 3 or found.ninth >= found.median
    assert found.rank is None or -1.000001 <= found.rank <= 1.000001
