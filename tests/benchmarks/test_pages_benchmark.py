"""The benchmark of pages without what takes time: addresses, requests, figures, verdicts, and how parts multiply."""

from __future__ import annotations

import itertools
import math
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import make
import pytest

from benchmarks.page_speed import figures, plan, server, stock
from benchmarks.page_speed.databases import Sqlite
from benchmarks.page_speed.figures import FULL, LARGE, SMALL, Cost, Figures, Measured, percentile, table, verdicts
from benchmarks.page_speed.load import Slice, ask_for
from benchmarks.page_speed.page_list import (
    CARDS,
    LIMIT_PAGE,
    NEW_PAGES,
    NEW_PARTS,
    NEW_SEARCHES,
    ONCE,
    OTHERS,
    PAGES,
    SEARCHES,
    Page,
)
from catalog.models import Kind, Part

ROWS = {
    ONCE: [{"deep": "20", "maker": "ASUS", "build": "abcdefg", "key": "secret"}],
    SEARCHES: [{"kind": "cpu", "words": "7950x"}, {"kind": "case", "words": "define+7"}],
    CARDS: [{"kind": "graphics-card", "slug": "rtx-4090"}],
    OTHERS: [{"kind": "cpu", "slug": "ryzen"}],
    NEW_PAGES: [{"page": "7"}],
    NEW_PARTS: [{"kind": "cpu", "slug": "ryzen"}],
    NEW_SEARCHES: [{"kind": "cpu", "words": "amd+ryzen"}],
}


def page_figures(name="list, cards", group="list", *, ms=10, first=3, again=3, app_ms=8, limit_ms=4, beside=""):
    page = Page(name, "/", group, beside=beside)
    taken = {each: Slice([ms / 1000] * 10, wall=ms / 100) for each in figures.CONCURRENCIES}
    return Figures(page, name, first, again, taken, Cost(10, app_ms * 10), Cost(10, limit_ms * 10))


def measured(*pages, size=FULL, pss=200, database="SQLite"):
    return Measured(database, size, size, {each.page.name: each for each in pages}, pss)


def broken(*all_measured):
    return [each.text for each in verdicts(all_measured) if not each.passed]


# Pages


def test_every_place_of_every_address_can_be_filled():
    for page in PAGES:
        assert all(address.startswith("/") and "{" not in address for address in page.addresses(ROWS))


def test_a_page_takes_its_rows_in_turn():
    assert Page("search", "/parts/{kind}/?q={words}", rows=SEARCHES).addresses(ROWS) == [
        "/parts/cpu/?q=7950x",
        "/parts/case/?q=define+7",
    ]


def test_names_are_said_once_and_what_is_compared_is_there():
    names = [page.name for page in (LIMIT_PAGE, *PAGES)]
    assert len(names) == len(set(names))
    assert {page.beside for page in PAGES} - {""} <= set(names)


# Figures


@pytest.mark.parametrize(("percent", "expected"), [(50, 5), (95, 10), (99, 10), (1, 1)])
def test_a_percentile_is_a_value_that_was_measured(percent, expected):
    assert percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], percent) == expected


def test_nothing_measured_has_no_percentile():
    assert math.isnan(percentile([], 50))


def test_costs_add_up_and_an_unknown_database_stays_unknown():
    total = Cost()
    total.add(Cost(10, 50))
    total.add(Cost(10, 30))
    assert (total.app_each, total.database_each) == (4, None)
    total.add(Cost(20, 0, database_ms=20))
    assert total.database_each == 0.5


def test_time_of_a_process_that_ended_is_left_out_and_a_new_one_counts_whole():
    assert server.spent({1: 10, 2: 5}, {1: 25, 3: 7}) == 22


def test_the_table_has_a_line_for_each_page_with_its_figures():
    _title, _head, _units, line = table(measured(page_figures(ms=12.5, app_ms=9, limit_ms=4)))
    assert " ".join(line.split()) == "list, cards 3 12.5 12.5 12.5 80 12.5 12.5 12.5 80 9.00 2.25 –"


# Verdicts


def test_what_keeps_every_limit_breaks_none():
    pages = [page_figures(group, group) for group in ("list", "search", "filter", "detail")]
    fits = page_figures("fits", "fits", beside="list", ms=20)
    assert broken(measured(*pages, fits)) == []
    assert len(list(verdicts([measured(*pages, fits)]))) == 1 + 3 + 1 + 1  # queries, CPU, memory, the switch


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"again": 7}, "3 queries the first time, 7 again, limit 6"),
        ({"first": 7}, "7 queries the first time, 3 again, limit 6"),
        ({"app_ms": 9}, "app CPU 2.25 × the limit view's, limit 2"),
    ],
)
def test_a_page_over_a_limit_is_named_with_both_figures(changed, said):
    (text,) = broken(measured(page_figures("list, boards", **changed)))
    assert text == f"SQLite, 29,454 parts, list, boards: {said}"


def test_the_filter_is_not_compared_with_the_limit_view():
    assert broken(measured(page_figures("filter", "filter", app_ms=40))) == []


def test_the_limit_view_s_ratio_counts_with_the_full_import_only():
    assert broken(measured(page_figures(app_ms=40), size=LARGE)) == []


def test_too_much_memory_is_said():
    assert broken(measured(page_figures(), pss=251)) == [
        "SQLite, 29,454 parts: master and workers 251 MB PSS, limit 250"
    ]


def test_a_list_may_be_three_tenths_slower_with_300_000_parts_than_with_1_000():
    small = measured(page_figures(ms=10), size=SMALL)
    assert broken(small, measured(page_figures(ms=13), size=LARGE)) == []
    assert broken(small, measured(page_figures(ms=14), size=LARGE)) == [
        "SQLite, list, cards: p50 at 300,000 parts 1.40 × that at 1,000, limit 1.3"
    ]


def test_a_search_may_take_twice_the_time_of_the_full_import():
    full = measured(page_figures("search", "search", ms=10))
    assert broken(full, measured(page_figures("search", "search", ms=20), size=LARGE)) == []
    assert len(broken(full, measured(page_figures("search", "search", ms=21), size=LARGE))) == 1


def test_databases_are_not_compared_with_each_other():
    small = measured(page_figures(ms=1), size=SMALL, database="PostgreSQL")
    assert broken(small, measured(page_figures(ms=100), size=LARGE)) == []


def test_the_switch_may_double_the_page_beside_it():
    plain, fits = page_figures(ms=10), page_figures("fits, cards", "fits", beside="list, cards", ms=21)
    assert broken(measured(plain, fits)) == [
        "SQLite, 29,454 parts, fits, cards: p50 2.10 × that of list, cards, limit 2"
    ]


def test_a_page_whose_fellow_was_not_measured_has_no_verdict():
    fits = page_figures("fits, cards", "fits", beside="list, cards", ms=21)
    large = measured(page_figures("list, boards", ms=99), size=LARGE)
    assert broken(measured(fits), measured(size=SMALL), large) == []


# Requests


@pytest.fixture
def port():
    """A server that answers 200, but for /missing."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(404 if self.path == "/missing" else 200)
            self.end_headers()
            self.wfile.write(b"x" * 100_000)

        def log_message(self, *_args):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running.server_port
        running.shutdown()
        thread.join()


def test_each_reader_asks_at_least_once_and_what_is_not_200_is_counted(port):
    found = ask_for(0, port, itertools.cycle(["/", "/missing"]), 4)
    assert len(found.seconds) == 4
    assert found.refused == {"404 /missing": 2}
    assert 0 < max(found.seconds) <= found.wall


# Databases


def test_a_sqlite_file_is_copied_renamed_and_dropped_with_what_is_beside_it(tmp_path):
    store = Sqlite(tmp_path)
    (tmp_path / "base.sqlite3").write_text("rows")
    store.make("making", like="base")
    store.rename("making", "1000")
    (tmp_path / "1000.sqlite3-wal").write_text("more")
    assert store.exists("base")
    assert store.exists("1000")
    store.drop("1000")
    assert [file.name for file in tmp_path.iterdir()] == ["base.sqlite3"]


def test_kinds_take_turns_where_parts_are_left_out():
    assert stock.in_turn([("cpu", 1), ("cpu", 2), ("cpu", 3), ("case", 4), ("case", 5)]) == [1, 4, 2, 5, 3]


@pytest.mark.django_db
def test_multiplied_parts_have_their_facts_and_are_found_by_their_own_names_and_numbers():
    card = make.card("ASUS TUF RTX 4090", memory_gib=24)
    Part.objects.filter(pk=card.pk).update(part_numbers=["90YV0IE0"])
    make.board("MSI B650 Tomahawk")
    stock.resize(7)
    copies = Part.objects.of_kind(Kind.CARD).exclude(pk=card.pk).order_by("pk")
    assert Part.objects.count() == 7
    assert [copy.graphics_card.memory_gib for copy in copies] == [24, 24, 24]
    assert [copy.part_numbers for copy in copies] == [["90YV0IE0-1"], ["90YV0IE0-2"], ["90YV0IE0-3"]]
    assert set(Part.objects.matching("4090 copy 2")) == {copies[1]}
    assert Part.objects.matching("90yv0ie0-3").get() == copies[2]


@pytest.mark.django_db
def test_what_is_asked_for_once_is_asked_for_in_the_same_order_every_time():
    for number in range(5):
        make.cpu(f"AMD Ryzen 9 795{number}X Box")
    rows = plan.new_rows(3)
    assert rows == plan.new_rows(3)
    assert {row["slug"] for row in rows[NEW_PARTS]} == set(Part.objects.values_list("slug", flat=True))
    assert {row["words"] for row in rows[NEW_SEARCHES]} == {f"AMD+Ryzen+9+795{number}X" for number in range(5)}
    assert sorted(row["page"] for row in rows[NEW_PAGES]) == ["1", "2", "3"]


@pytest.mark.django_db
def test_left_out_are_parts_but_not_those_of_the_benchmark_s_build():
    parts = [make.cpu(f"CPU {number}") for number in range(10)]
    build = make.build(parts[9])
    build.title = "benchmark"
    build.save()
    stock.resize(3)
    assert list(Part.objects.order_by("pk")) == [parts[0], parts[1], parts[9]]


@pytest.mark.django_db
def test_every_part_without_a_price_is_given_one():
    priced, other = make.cpu("Ryzen 7 7700"), make.cpu("Ryzen 9 7950X")
    make.priced(priced, 210)
    stock.price()
    priced.refresh_from_db()
    assert priced.price.amount == 210
    assert other.price.amount > 0
    assert other.price.point.offer.seller == "made up"
