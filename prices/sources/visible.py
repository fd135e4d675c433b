"""The offer as the reader of a page sees it: known shops' markup first, then any text."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bs4.element import Tag

from prices.sources import marks, words
from prices.sources.currency import currency_of
from prices.sources.mentions import LONGEST_TEXT, Mention, Role, label_of, mentions, price_of, tail_of
from prices.sources.quote import Availability, Claim, Condition, PriceKind
from prices.sources.schema import condition_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from prices.sources.document import Line, Page

MOST_LEVELS = 12  # above a price that are looked at for a card of a list
LONGEST_SELLER = 80  # characters
LONGEST_LABEL = 40  # characters
MOST_NUMBERS = 6_000  # runs of digits of one page, the first ones from its heading on: about 2,000 prices, 0.2 s
MOST_CHARACTERS = 200_000  # of lines with numbers
MOST_STOCK_LINES = 1_000  # of one page that are looked at for words on stock
LONGEST_PRICE_LINE = 400  # characters; a longer line is a description
_DIGITS = re.compile(r"\d+")
_CARD = ["a", "img", "h2", "h3", "h4", "h5", "h6"]


@dataclass(frozen=True, slots=True)
class Seen:
    """A price that is visible, with how likely it is the product's."""

    mention: Mention
    line: Line
    number: int
    score: float


@dataclass(frozen=True, slots=True)
class Sight:
    """What is visible of prices on a page."""

    seen: tuple[Seen, ...]
    amounts: frozenset[Decimal]
    is_auction: bool
    has_cards: bool

    def best(self, *, known: bool) -> Seen | None:
        """Give the likeliest price, of known markup only if that is asked for."""
        usable = [each for each in self.seen if each.line.known or not known]
        return max(usable, key=lambda each: (each.score, -each.number), default=None)


def look(page: Page) -> Sight:
    """Find all visible prices."""
    heading = page.heading_line()
    found: list[Seen] = []
    amounts: set[Decimal] = set()
    for number, line in _numbered(page, heading):
        said = _said(page, number)
        amounts |= {each.amount for each in said}
        if len(line.text) <= LONGEST_PRICE_LINE:
            found += [
                Seen(each, line, number, _score(each, line, number - heading))
                for each in said
                if each.role and not each.is_bid
            ]
    found.sort(key=lambda each: each.number)
    cards = _cards(page, found)
    kept = tuple(each for each in found if each.number not in cards)
    is_auction = bool(
        words.AUCTION.search("\n".join(line.text for line in page.lines if len(line.text) < words.LONGEST_PHRASE))
    )
    return Sight(kept, frozenset(amounts), is_auction, bool(cards))


def _numbered(page: Page, heading: int) -> Iterator[tuple[int, Line]]:
    """Give the lines with numbers, from the heading on and then those before it, until there were enough numbers."""
    start, left, characters = max(heading, 0), MOST_NUMBERS, MOST_CHARACTERS
    for number, line in (*enumerate(page.lines[start:], start), *enumerate(page.lines[:start])):
        count = len(_DIGITS.findall(line.text, 0, LONGEST_TEXT))
        left -= count
        characters -= min(len(line.text), LONGEST_TEXT) if count else 0
        if left < 0 or characters < 0:
            return
        if count:
            yield number, line


def _said(page: Page, number: int) -> list[Mention]:
    """Give the prices of a line, with what a short line before or after it says of them."""
    line = page.lines[number]
    before = page.lines[number - 1].text if number else ""
    after = page.lines[number + 1].text if number + 1 < len(page.lines) else ""
    text = line.text
    if label_of(before) and len(before) <= LONGEST_LABEL:
        text = f"{before.rstrip(': ')}: {text}"
    if len(after) <= LONGEST_LABEL and tail_of(after):
        text = f"{text} {after}"
    said = mentions(text)
    if not said and line.priced and not line.stock and (only := price_of(text)) is not None:
        said = [only]
    return said


def _score(mention: Mention, line: Line, after_heading: int) -> float:
    score = 0.0
    score += 2.0 if line.priced else 0.0
    score += 1.5 if line.strong and line.priced else 0.0
    score -= 1.0 if line.weak else 0.0
    score += {Role.NAMED: 1.2, Role.DOUBTFUL: -2.5}.get(mention.role, 0.0)
    score += 3.0 if mention.is_direct else 0.0
    score -= 3.0 if after_heading < 0 else 0.0
    score -= 1.5 if line.stock and not line.priced else 0.0
    score -= 1.0 if len(line.text) > words.LONGEST_PHRASE else 0.0
    return score


def _first_class(tag: Tag) -> str:
    return next((each for each in tag.get_attribute_list("class") if each), "")


def _cards(page: Page, found: list[Seen]) -> set[int]:
    """Give the lines whose prices stand in one of several like elements, each with a link, a heading or a picture."""
    groups: dict[tuple[int, str, str], dict[int, tuple[Tag, list[int]]]] = defaultdict(dict)
    for each in found:
        tag: Tag | None = each.line.element
        for _ in range(MOST_LEVELS):
            if tag is None or tag.parent is None or tag.name == "body":
                break
            key = (id(tag.parent), tag.name, _first_class(tag))
            groups[key].setdefault(id(tag), (tag, []))[1].append(each.number)
            tag = tag.parent
    cards: set[int] = set()
    for members in groups.values():
        alike = [
            (tag, numbers)
            for tag, numbers in members.values()
            if id(tag) not in page.protected and (tag.name == "a" or tag.find(_CARD))
        ]
        if len(alike) > 1:
            cards |= {number for _, numbers in alike for number in numbers}
    return cards


# ---- claims


def known_markup(page: Page, sight: Sight) -> Claim | None:
    """Read what stands in the markup of shops that are known."""
    best = sight.best(known=True)
    stock, said = _stock([line for line in page.lines if line.known and (line.stock or not line.priced)])
    if best is None and stock is Availability.UNKNOWN:
        return None
    return _claim(page, best, "shop's markup", (stock, said))


def text(page: Page, sight: Sight) -> Claim:
    """Read what any text says."""
    lines = page.lines
    named = [line for line in lines if line.stock]
    stock, said = _stock(named)
    if stock is Availability.UNKNOWN:
        start = max(page.heading_line(), 0)
        others = lines[start : start + MOST_STOCK_LINES]
        stock, said = _stock(
            [line for line in others if not line.heading and not line.element.find_parent(["button", "option"])]
        )
    best = sight.best(known=False)
    claim = _claim(page, best, "text", (stock, said))
    condition, words_of_it = _condition(page)
    seller = _seller(page)
    return replace(
        claim,
        condition=condition,
        seller=seller,
        excerpts={**claim.excerpts, "condition": words_of_it, "seller": seller},
    )


def _claim(page: Page, best: Seen | None, place: str, in_stock: tuple[Availability, str]) -> Claim:
    stock, said = in_stock
    if best is None:
        return Claim(place=place, availability=stock, excerpts={"availability": said})
    mention = best.mention
    return Claim(
        place=place,
        amount=mention.amount,
        currency=currency_of(mention.mark, page.language, page.text if "¥" in mention.mark else ""),
        availability=stock,
        price_kind=PriceKind.FROM if mention.is_from else PriceKind.EXACT,
        excerpts={"price": mention.excerpt, "currency": mention.mark, "availability": said},
    )


def _stock(lines: list[Line]) -> tuple[Availability, str]:
    """Give the first word on stock."""
    for line in lines[:MOST_STOCK_LINES]:
        value, said = words.stock_of(line.text)
        if value is not Availability.UNKNOWN:
            return value, said[:120]
    return Availability.UNKNOWN, ""


_CONDITION_ALONE = re.compile(
    r"(?:item )?(?:condition|zustand|état|estado|condição|condizioni?|skick|状態|コンディション|成色)\s*[:：]?",
    re.IGNORECASE,
)


def _condition(page: Page) -> tuple[Condition, str]:
    """Give the condition that a label, an element named for it, or the product's name says."""
    lines = page.lines[max(page.heading_line(), 0) :]
    return _labelled_condition(lines) or _named_condition(page, lines) or (Condition.UNKNOWN, "")


def _labelled_condition(lines: list[Line]) -> tuple[Condition, str] | None:
    for number, line in enumerate(lines):
        if len(line.text) > words.LONGEST_PHRASE:
            continue
        if found := words.CONDITION_LABEL.search(line.text):
            return condition_of(found["said"]), line.text
        if line.condition and (value := condition_of(line.text)) is not Condition.UNKNOWN:
            return value, line.text
        if _CONDITION_ALONE.fullmatch(line.text) and number + 1 < len(lines):
            return condition_of(lines[number + 1].text), lines[number + 1].text
    return None


def _named_condition(page: Page, lines: list[Line]) -> tuple[Condition, str] | None:
    for named in [
        page.heading,
        *(line.text for line in lines if len(line.text) <= LONGEST_LABEL and not line.element.find_parent("a")),
    ]:
        if found_in := next((state for state, pattern in words.CONDITION_TEXT if pattern.search(named)), None):
            return found_in, named
        if words.CONDITION_WORDS.get(re.sub(r"[\W_]", "", named.lower())) is Condition.NEW:
            return Condition.NEW, named
    return None


_RATING = re.compile(r"rating|review|feedback|\d+%")


def _seller(page: Page) -> str:
    """Give who sells, as a line says it or an element named for it."""
    lines = page.lines
    for number, line in enumerate(lines):
        if len(line.text) > 2 * words.LONGEST_PHRASE:
            continue
        if found := words.SELLER.search(line.text):
            return _trimmed(found["name"])
        if words.SELLER.search(f"{line.text} x1") and number + 1 < len(lines):
            return _trimmed(lines[number + 1].text)
    named = next(
        (line for line in lines if line.seller and len(line.text) <= LONGEST_SELLER and not _RATING.search(line.text)),
        None,
    )
    return _trimmed(named.text) if named else ""


def _trimmed(name: str) -> str:
    usual = name.strip().removeprefix(":").strip()
    return words.SELLER_END.sub("", usual).strip(" .:-–|")[:LONGEST_SELLER]


def button(page: Page) -> tuple[Availability, str]:
    """Give what the product's buttons say: one that buys, and can be pressed, means that one can have it."""
    for tag in page.shown:
        said = _label(tag)
        if said is None or _is_off(tag):
            continue
        if words.PREORDER_BUTTON.match(said):
            return Availability.PREORDER, f"button: {said}"
        if words.BUTTON.match(said) or (
            marks.BUTTON_NAME.search(marks.names_of(tag)) and words.stock_of(said)[0] is Availability.UNKNOWN
        ):
            return Availability.IN_STOCK, f"button: {said}"
    return Availability.UNKNOWN, ""


def _label(tag: Tag) -> str | None:
    """Give the text of a button, or of what looks like one."""
    if tag.name == "input":
        return str(tag.get("value") or "") if tag.get("type") in {"submit", "button", "image"} else None
    if tag.name == "button" or tag.get("role") == "button" or (tag.name == "a" and len(tag.contents) < 6):  # noqa: PLR2004
        shown = " ".join(tag.get_text(" ").split())[:60]
        return shown or str(tag.get("aria-label") or tag.get("title") or "")[:60]
    return None


def _is_off(tag: Tag) -> bool:
    is_off = (
        tag.has_attr("disabled")
        or str(tag.get("aria-disabled")).lower() == "true"
        or bool(re.search(r"-disabled-", marks.names_of(tag)))
    )
    fieldset = tag.find_parent("fieldset")
    return is_off or (isinstance(fieldset, Tag) and fieldset.has_attr("disabled"))
