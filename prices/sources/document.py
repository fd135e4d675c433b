"""A page as its reader sees it: lines of text in reading order, without what stands beside the product."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.element import CData, NavigableString, PreformattedString, Tag
from bs4.exceptions import ParserRejectedMarkup

from prices.sources import marks
from prices.sources.lenient import Mending
from prices.sources.quote import NoOfferError
from prices.sources.words import BESIDE_HEADING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CHARACTERS = 3_000_000
MAX_TAGS = 60_000  # counted before parsing: a parser's time grows with its tags, and not always in proportion
MAX_DEPTH = 400  # pages nest some dozens; what looks upwards from each element takes its square
MAX_ATTRIBUTES = 400_000  # signs of equality, likewise
MAX_LINES = 6_000  # a product page has some hundreds
LONGEST_LINE = 4_000  # characters

_HELD = "rigwright_metas"
_TAG = re.compile(r"<[a-zA-Z/!?]")
_OPENED = re.compile(
    r"<(?:!--.*?-->|script\b.*?</script|style\b.*?</style|(?:(/)(?!(?:p|li|dt|dd|tr|td|th|option|tbody|thead|"
    r"tfoot|colgroup|html|body|head)\b)[a-zA-Z]|([a-zA-Z][\w:-]*)))",
    re.DOTALL | re.IGNORECASE,
)
_UNCLOSED = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dt", "dd", "tr", "td", "th", "option",
    "tbody", "thead", "tfoot", "colgroup", "html", "body", "head", "path", "use", "circle", "rect", "line",
    "polygon", "g",
}  # fmt: skip
_SKIPPED = {
    "script",
    "style",
    "template",
    "noscript",
    "svg",
    "iframe",
    "select",
    "textarea",
    "dialog",
    "head",
    "footer",
    "nav",
    "aside",
    "object",
    "video",
    "math",
}
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "em", "font", "i", "ins", "label", "mark",
    "meta", "link", "q", "s", "small",
    "span", "strike", "strong", "sub", "sup", "time", "u", "var", "wbr", "img", "dd", "td", "th", "output", "tt",
    "nobr",
}  # fmt: skip
_CELLS = {"dd", "td", "th"}
_STRUCK = {"del", "s", "strike"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_NO_DISPLAY = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LINE_THROUGH = re.compile(r"line-through", re.IGNORECASE)
_TITLES = ("productTitle", "product-title", "product-name", "productName", "itemTitle")
_STARTS_WITH_SIGN = re.compile(r"\s*(?:[$€£¥￥₹₩]|[A-Z]{1,2}\$)")


@dataclass(slots=True)
class Line:
    """A line of visible text.

    `priced` and `strong`: an element around it is named like a price, or like the current one.
    """

    text: str
    element: Tag
    priced: bool = False
    known: bool = False
    strong: bool = False
    weak: bool = False
    stock: bool = False
    seller: bool = False
    condition: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    """What the elements around a text say about it."""

    old: bool = False
    priced: bool = False
    known: bool = False
    strong: bool = False
    weak: bool = False
    stock: bool = False
    seller: bool = False
    condition: bool = False
    heading: bool = False


@dataclass(slots=True)
class Page:
    """A parsed page."""

    soup: BeautifulSoup
    language: str
    heading: str  # of the product
    title: str
    address: str  # canonical
    heading_tag: Tag | None = None
    lines: list[Line] = field(default_factory=list)
    shown: list[Tag] = field(default_factory=list)  # the elements of the main part, in reading order
    protected: set[int] = field(default_factory=set)
    mending: Mending = field(default_factory=Mending)

    @property
    def text(self) -> str:
        """Give all visible text of the main part."""
        return "\n".join(line.text for line in self.lines)

    def heading_line(self) -> int:
        """Give the number of the line with the heading, or -1."""
        return next((number for number, line in enumerate(self.lines) if line.heading), -1)


_STATES = ("priced", "known", "strong", "weak", "stock", "seller", "condition", "heading")


def read(html: str, address: str = "") -> Page:
    """Parse a page of a reasonable size.

    Raises:
        NoOfferError: it is too large, or no page.
    """
    soup = _soup(html)
    heading = _main_heading(soup)
    page = Page(
        soup=soup,
        language=_language(soup),
        heading=" ".join(heading.get_text(" ").split()) if heading else "",
        title=_title(soup),
        address=_canonical(soup) or address,
        heading_tag=heading,
    )
    page.protected = {id(tag) for tag in heading.parents} | {id(heading)} if heading else set()
    _Walk(page, heading).run()
    return page


def _soup(html: str) -> BeautifulSoup:
    if len(html) > MAX_CHARACTERS:
        message = f"the page has {len(html)} characters; {MAX_CHARACTERS} are read"
        raise NoOfferError(message)
    tags = sum(1 for _ in _TAG.finditer(html))
    if tags > MAX_TAGS:
        message = f"the page has {tags} tags; {MAX_TAGS} are read"
        raise NoOfferError(message)
    if (depth := _depth(html)) > MAX_DEPTH:
        message = f"the page nests {depth} elements; {MAX_DEPTH} are read"
        raise NoOfferError(message)
    if html.count("=") > MAX_ATTRIBUTES:
        message = f"the page has {html.count('=')} signs of equality; {MAX_ATTRIBUTES} are read"
        raise NoOfferError(message)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)  # shops do write XHTML with a declaration
        try:
            return BeautifulSoup(html, "lxml")
        except (ParserRejectedMarkup, UnicodeError, AssertionError, RecursionError) as error:
            message = f"the page cannot be parsed: {error}"
            raise NoOfferError(message) from error


def _depth(html: str) -> int:
    """Give how many elements are open at most, without those whose end may be left out."""
    depth = deepest = 0
    for found in _OPENED.finditer(html):
        if found[1]:
            depth = max(0, depth - 1)
        elif found[2] and found[2].lower() not in _UNCLOSED:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _main_heading(soup: BeautifulSoup) -> Tag | None:
    """Give the product's heading: an h1, and of several the one that is named like a title or not a logo."""
    found: list[Tag] = [tag for tag in soup.find_all("h1") if not _is_hidden(tag) and not _in_dialog(tag)]
    titled = [
        tag for tag in found if "title" in marks.names_of(tag) or "name" in marks.names_of(tag) or tag.get("itemprop")
    ]
    full = [tag for tag in found if tag.get_text(strip=True)]
    for tags in (titled, [tag for tag in full if not tag.find_parent("header")], full):
        if tags:
            return tags[0]
    named = (tag for name in _TITLES for tag in (soup.find(id=name), soup.find(class_=name)))
    return next((tag for tag in named if isinstance(tag, Tag)), None)


def _in_dialog(tag: Tag) -> bool:
    return tag.find_parent(["dialog", "footer", "template", "noscript"]) is not None


def _language(soup: BeautifulSoup) -> str:
    html = soup.find("html")
    stated = html.get("lang") or html.get("xml:lang") if isinstance(html, Tag) else ""
    if not stated:
        stated = meta(soup, "og:locale") or meta(soup, "content-language") or meta(soup, "language")
    return str(stated or "").strip().replace("_", "-")


def _title(soup: BeautifulSoup) -> str:
    tag = soup.find("title")
    return " ".join(tag.get_text(" ").split())[:300] if isinstance(tag, Tag) else ""


def _canonical(soup: BeautifulSoup) -> str:
    for link in soup.find_all("link", rel=True, href=True):
        if "canonical" in [str(word).lower() for word in link.get_attribute_list("rel")]:
            return str(link["href"]).strip()
    return meta(soup, "og:url")


def meta(soup: BeautifulSoup, name: str) -> str:
    """Give the content of the first meta element of a name."""
    return _metas(soup).get(name.lower(), "")


def _metas(soup: BeautifulSoup) -> dict[str, str]:
    """Give the contents of all meta elements by name, read once a page."""
    held: dict[str, str] | None = soup.__dict__.get(_HELD)
    if held is None:
        held = {}
        for attribute in ("property", "name", "http-equiv"):
            for tag in soup.find_all("meta", attrs={attribute: True}):
                if content := str(tag.get("content") or "").strip():
                    held.setdefault(str(tag[attribute]).strip().lower(), content)
        soup.__dict__[_HELD] = held
    return held


def _is_hidden(tag: Tag) -> bool:
    if tag.has_attr("hidden") or (tag.name == "input" and tag.get("type") == "hidden"):
        return True
    style = tag.get("style")
    return bool(style and _NO_DISPLAY.search(str(style))) or bool(marks.HIDDEN.search(marks.names_of(tag)))


def is_beside(tag: Tag) -> bool:
    """Whether an element stands in a part of the page that is about other products."""
    for each in [tag, *tag.parents]:
        if each.name in {"footer", "nav", "aside", "template", "dialog"} or marks.BESIDE.search(marks.names_of(each)):
            return True
    return False


class _Walk:
    """One pass over the elements, with a stack of our own: pages can be nested deeper than Python calls."""

    def __init__(self, page: Page, heading: Tag | None) -> None:
        self.page, self.heading = page, heading
        self.pieces: list[str] = []
        self.states: list[_State] = []
        self.first: Tag | None = None
        self.cut_below: dict[int, int] = {}  # parent → level of a heading that begins a part about other products

    def run(self) -> None:
        """Fill the page's lines and elements."""
        root = self.page.soup.body or self.page.soup
        stack: list[tuple[Tag, Iterator[object], _State]] = [(root, iter(root.contents), _State())]
        while stack and len(self.page.lines) < MAX_LINES:
            tag, children, state = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._leave(tag)
            elif isinstance(child, Tag):
                if (inner := self._enter(child, tag, state)) is not None:
                    stack.append((child, iter(child.contents), inner))
            elif isinstance(child, CData) or not isinstance(child, PreformattedString):
                self._add(str(child), tag, state)
        self._end()

    def _enter(self, tag: Tag, parent: Tag, state: _State) -> _State | None:
        """Give the state inside an element, or None if what it holds does not count."""
        names = marks.names_of(tag)
        if tag.name not in _INLINE:
            self._end()
        if id(tag) not in self.page.protected and self._is_left_out(tag, parent, names):
            return None
        if tag.name in _CELLS or tag.name == "br":
            self.pieces.append(" ")
        self.page.shown.append(tag)
        return _inside(tag, names, state, is_heading=tag is self.heading, is_protected=id(tag) in self.page.protected)

    def _is_left_out(self, tag: Tag, parent: Tag, names: str) -> bool:
        if tag.name in _SKIPPED or tag.name == "header" or _is_hidden(tag) or marks.BESIDE.search(names):
            return True
        if tag.get("aria-hidden") == "true" and any(
            marks.OFFSCREEN.search(marks.names_of(each)) for each in parent.find_all(recursive=False)
        ):
            return True
        return self._is_under_other_heading(tag, parent)

    def _is_under_other_heading(self, tag: Tag, parent: Tag) -> bool:
        """Whether a heading before says that other products follow, until one of its level or higher."""
        level = int(tag.name[1]) if tag.name in _HEADINGS else 0
        begun = self.cut_below.get(id(parent))
        if begun is not None and level and level <= begun:
            del self.cut_below[id(parent)]
            begun = None
        if begun is None and (level or tag.name in {"p", "strong", "div", "span", "summary"}):
            said = _own_text(tag)
            if said and BESIDE_HEADING.match(said):
                self.cut_below[id(parent)] = level or 6
                return True
        return begun is not None

    def _leave(self, tag: Tag) -> None:
        if tag.name not in _INLINE:
            self._end()
        elif tag.name in _CELLS:
            self.pieces.append(" ")

    def _add(self, text: str, tag: Tag, state: _State) -> None:
        if state.old:
            self.pieces.append(" | ")
            return
        if not text.strip():
            self.pieces.append(" ")
            return
        before = self.pieces[-1][-1:] if self.pieces else ""
        is_cents = (
            before.isdigit()
            and re.fullmatch(r"\s*\d\d\s*", text)
            and (tag.name == "sup" or marks.CENTS.search(marks.names_of(tag)))
        )
        if is_cents:
            text = f"^{text.strip()}"
        elif before.isdigit() and tag.name != "sup" and _STARTS_WITH_SIGN.match(text) and re.search(r"\d", text):
            text = f" {text}"
        self.pieces.append(text)
        self.states.append(state)
        self.first = self.first or tag

    def _end(self) -> None:
        """End the line that was begun."""
        text = " ".join("".join(self.pieces).split())[:LONGEST_LINE]
        if text and text.strip("| ") and self.first is not None:
            said = {name: any(getattr(each, name) for each in self.states) for name in _STATES}
            self.page.lines.append(Line(text=text, element=self.first, **said))
        self.pieces, self.states, self.first = [], [], None


def _own_text(tag: Tag) -> str:
    """Give an element's text if it is short: a heading, perhaps."""
    if len(tag.contents) > 3:  # noqa: PLR2004  # a heading is a text, perhaps with a mark or two
        return ""
    text = " ".join(
        str(each) if isinstance(each, NavigableString) else each.get_text(" ")[:200] for each in tag.contents
    )
    return " ".join(text.split())[:100]


def _inside(tag: Tag, names: str, state: _State, *, is_heading: bool, is_protected: bool) -> _State:
    """Add to a state what an element's name says."""
    old = state.old or _is_old(tag, names, is_protected=is_protected)
    if not names and not is_heading:
        return state if old == state.old else _State(old=True)
    return _State(
        old=old,
        priced=state.priced or bool(marks.PRICE.search(names)),
        known=state.known or bool(marks.KNOWN.search(names)),
        strong=state.strong or bool(marks.STRONG.search(names)) or tag.name == "ins",
        weak=state.weak or bool(marks.WEAK.search(names)),
        stock=state.stock or bool(marks.STOCK.search(names)),
        seller=state.seller or bool(marks.SELLER.search(names)),
        condition=state.condition or bool(marks.CONDITION.search(names)),
        heading=state.heading or is_heading,
    )


def _is_old(tag: Tag, names: str, *, is_protected: bool) -> bool:
    """Whether a price in this element is not the one to pay."""
    if tag.name in _STRUCK or tag.get("data-a-strike") == "true":
        return True
    style = tag.get("style")
    if style and _LINE_THROUGH.search(str(style)):
        return True
    if not names or is_protected:
        return False
    is_other = marks.OTHER.search(names) and not marks.NOT_OTHER.search(names) and not marks.STOCK.search(names)
    return bool(marks.OLD.search(names) or is_other) and re.search(r"\d", tag.get_text()) is not None
