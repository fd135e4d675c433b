"""The pages that are measured, as rows of a table: what is added here is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Row = dict[str, str]  # values for the places of an address

LIMIT, RAW = "/limit/", "/raw/"
ALL, EVERYWHERE = "all", "everywhere"  # which pages are measured
NEW_PAGES, NEW_PARTS, NEW_SEARCHES = "new-pages", "new-parts", "new-searches"
ONCE, SEARCHES, CARDS, OTHERS = "once", "searches", "cards", "others"


@dataclass(frozen=True, slots=True)
class Page:
    """A page. Its address has places, filled by each of its rows in turn.

    `group`: what the limits speak of (list, deep, filter, search, detail, new, fits); others are printed only. `rows`:
    once, searches, details of cards or of other kinds, or rows that hardly come twice. `everywhere`: with every
    number of parts, else with the full import only. `beside`: the page that it is compared with.
    """

    name: str
    address: str
    group: str = ""
    rows: str = ONCE
    everywhere: bool = True
    beside: str = ""

    def addresses(self, rows: Mapping[str, Sequence[Row]]) -> list[str]:
        """Fill the places."""
        return [self.address.format_map(row) for row in rows[self.rows]]


LIMIT_PAGE = Page("limit view", LIMIT, "limit")
# Places: {deep} the 20th page of cards, or the last; {maker} the maker with the most cards; {build} and {key} the codes
# to read and to change a build of seven parts without a card; {kind} and {words} of a search; {kind} and {slug} of one.
# A page stands next to the one that it is compared with, since they are measured in this order.
PAGES = (
    Page("list, cards", "/parts/graphics-card/", "list"),
    Page("fits, cards", "/parts/graphics-card/?build={build}", "fits", beside="list, cards"),
    Page("list, boards", "/parts/motherboard/", "list"),
    Page("fits, boards", "/parts/motherboard/?build={build}", "fits", beside="list, boards"),
    Page("list, page {deep}", "/parts/graphics-card/?page={deep}", "deep"),
    Page("filter, cards", "/parts/graphics-card/?maker={maker}&price_known=true&ordering=-memory_gib,price", "filter"),
    Page("filter, boards", "/parts/motherboard/?socket=AM5&memory_type=DDR5&ordering=-price", "filter"),
    Page("search, one kind", "/parts/{kind}/?q={words}", "search", SEARCHES),
    Page("search, all kinds", "/parts/?q={words}", "search", SEARCHES),
    Page("search, all (API)", "/api/v1/parts/?q={words}", "", SEARCHES),
    Page("detail, cards", "/parts/graphics-card/{slug}/", "detail", CARDS),
    Page("detail, others", "/parts/{kind}/{slug}/", "detail", OTHERS),
    Page("list, new pages", "/parts/graphics-card/?page={page}", "new", NEW_PAGES),
    Page("search, new words", "/parts/{kind}/?q={words}", "new", NEW_SEARCHES),
    Page("detail, new parts", "/parts/{kind}/{slug}/", "new", NEW_PARTS),
    Page("list (API)", "/api/v1/parts/?kind=graphics-card", everywhere=False),
    Page("GPUs", "/gpus/", everywhere=False),
    Page("cloud", "/cloud/", everywhere=False),
    Page("rent or buy", "/rent-or-buy/?gpu=geforce-rtx-4090&task=llm_qlora&hours=100", everywhere=False),
    Page("raw SQL", RAW),
)

# What people type: part numbers, names, words in another order, glued, unfinished, mistyped; and nothing that is found.
WORDS = (
    ("storage", "MZ-V9P2T0B/AM"),
    ("storage", "ct4000bx500"),
    ("storage", "990pro 4tb"),
    ("storage", "samsumg 990 pro 2tb"),
    ("cpu", "100-100000514WOF"),
    ("cpu", "ryzen 9 7950x"),
    ("cpu", "7950x3d"),
    ("cpu", "threadriper 7980x"),
    ("memory", "CMK96GX5M2B5200C38"),
    ("memory", "ddr5 6000 64gb"),
    ("power-supply", "1600w corsair"),
    ("case", "define 7"),
    ("cpu-cooler", "nh-u14s"),
    ("motherboard", "tomahawk z790"),
    ("motherboard", "x870 pro rs"),
    ("motherboard", "tomah"),
    ("graphics-card", "rtx4090 suprim"),
    ("graphics-card", "rtx 4090"),
    ("graphics-card", "hellhond 7900 xtx"),
    ("graphics-card", "no such card"),
)
