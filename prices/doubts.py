"""What makes a price doubtful, so that it is held until it was seen twice or somebody took it.

A price that is suddenly more than three times what it was, or less than a third; one in another currency; one of a
marketplace seller instead of the shop; the lowest of several ("from"). The last is no price at which one can buy what
one looked at, however often it is seen: only an operator can take it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prices.sources.quote import PriceKind, Quote

if TYPE_CHECKING:
    from decimal import Decimal

    from prices.models import CurrentPrice, Offer, PricePoint

JUMP = 3  # times, up or down
LEAST_LETTERS = 4  # of a name that is looked for in another: "hp" is in "shop"
AGREEMENT_PERCENT = 1  # two looks at a price that changes a little all the time agree


def doubt(quote: Quote, offer: Offer, last: PricePoint | None, current: CurrentPrice | None) -> str:
    """Say why a price is doubtful; "" if it is not.

    `last` is the newest point of the offer that counts. Where there is none, it is compared with the `current` price
    of the part, since the offer may lead to something else altogether.
    """
    if quote.price_kind is not PriceKind.EXACT:
        return f"the page gives only the lowest of several prices, from {quote.amount} {quote.currency}"
    known = last or current
    if last is not None and last.currency != quote.currency:
        return f"the currency was {last.currency} and is {quote.currency}"
    if known is not None and known.currency == quote.currency and (jump := _jump(quote.amount, known.amount)):
        whose = "the price" if last else "the part's price elsewhere"
        return f"{whose} was {known.amount} {known.currency} and is {quote.amount}: {jump}"
    if _is_marketplace(quote.seller, offer) and not (last is not None and _alike(last.seller, quote.seller)):
        return f"sold by {quote.seller}, not by {offer.seller}"
    return ""


def _jump(amount: Decimal, before: Decimal) -> str:
    if amount > JUMP * before:
        return f"more than {JUMP} times as much"
    if amount * JUMP < before:
        return f"less than a {'third' if JUMP == 3 else JUMP}"  # noqa: PLR2004  # the word for it
    return ""


def _is_marketplace(seller: str, offer: Offer) -> bool:
    """Whether a page names a seller who is neither the offer's nor the site itself."""
    if not _letters(seller):
        return False
    site = _letters(offer.host.name.removeprefix("www.").partition(".")[0]) if offer.host else ""
    return not any(_letters_alike(_letters(seller), each) for each in (_letters(offer.seller), site))


def _alike(one: str, other: str) -> bool:
    return _letters_alike(_letters(one), _letters(other))


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())


def _letters_alike(one: str, other: str) -> bool:
    """Whether two names are of the same seller: one is the other with "Inc." or "Official" around it."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= LEAST_LETTERS and short in long)


def confirms(quote: Quote, held: PricePoint) -> bool:
    """Whether a second look agrees with a price that is held, so that it counts from now on."""
    if quote.price_kind is not PriceKind.EXACT or held.price_kind != PriceKind.EXACT or held.currency != quote.currency:
        return False
    return abs(quote.amount - held.amount) * 100 <= held.amount * AGREEMENT_PERCENT
