"""What is read out of a pasted list of parts, before anybody looks into the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal  # noqa: TC003  # dataclasses of this module are read by name
from typing import Literal

MAX_TEXT = 100_000  # characters of a paste
MAX_ROWS = 200  # lines of a paste that name something
MAX_NAME = 200  # characters, as many as an item of a build holds
MAX_LINE = 600  # characters of a line that are read

What = Literal["characters", "lines"]
Why = Literal["type", "empty", "none"]


class TooLargeError(ValueError):
    """A list has more in it than is read."""

    def __init__(self, most: int, what: What) -> None:
        """Say how much is read."""
        super().__init__(f"more than {most} {what}")
        self.what = what
        self.most = most


@dataclass(frozen=True, slots=True)
class Stated:
    """The price of one piece as the list states it."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that the list names. `kind` is empty where the list does not say.

    `slug` is known of our own lists; what was bought used, limited or answered, of our own JSON. Nobody has looked at
    limit and answers yet.
    """

    text: str
    name: str
    kind: str = ""
    quantity: int = 1
    price: Stated | None = None
    part_number: str = ""
    slug: str = ""
    owned: bool = False
    own_price: Decimal | None = None
    used: bool = False
    power_limit_w: int | None = None
    answers: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that is not looked for: of a type without a kind here, without a name, or that asks for none."""

    text: str
    why: Why
    stated_type: str = ""


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list as it was read; title and surroundings, not looked at yet, are known of our own JSON."""

    rows: list[Row] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    title: str = ""
    surroundings: dict[str, object] = field(default_factory=dict)
