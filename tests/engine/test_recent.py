"""A few results are kept, and no more than a few."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from engine.recent import Recent


def test_what_was_asked_for_lately_is_not_made_again():
    recent, made = Recent(2), []
    ask = lambda key: recent.get(key, lambda: made.append(key) or key)  # noqa: E731  # shorter so
    for key in "abab":
        ask(key)
    assert made == ["a", "b"]
    ask("c")  # "a" was asked for before "b"
    ask("b")
    ask("a")
    assert made == ["a", "b", "c", "a"]
    recent.clear()
    ask("a")
    assert made[-1] == "a"
    assert len(made) == 5


def test_threads_may_ask_at_once():
    recent = Recent(3)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: recent.get(number % 7, lambda: number % 7), range(2_000)))
    assert found == [number % 7 for number in range(2_000)]
