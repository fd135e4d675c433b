"""An example of a rule in words: its sentence with the parts linked, and what the rule read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from browse.rule_examples import KINDS
from browse.rule_facts import label_of, shown
from catalog.templatetags.units import advice, level_word, spoken
from engine.findings import Together
from engine.parts import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from browse.rule_examples import Shown
    from engine.watching import Reading


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that was read."""

    label: str
    value: str
    answered: bool  # as a reader would: no data records it


@dataclass(frozen=True, slots=True)
class Told:
    """An example in the language of the page."""

    example: Shown

    @property
    def level(self) -> str:
        """The level at which the rule speaks; "ok" where it passes."""
        return self.example.level or "ok"

    @property
    def word(self) -> str:
        """The level in words."""
        return level_word(self.example.level) if self.example.level else _("Passes")

    @property
    def sentence(self) -> SafeString:
        """What the rule says, each part leading to its page."""
        finding = self.example.finding
        if finding is None:
            return mark_safe("")
        values = {name: conditional_escape(value) for name, value in spoken(finding.values).items()}
        values |= {
            name: _linked(value) for name, value in finding.values.items() if isinstance(value, (Part, Together))
        }
        return mark_safe(conditional_escape(_(finding.message)) % values)  # noqa: S308  # every piece is escaped

    @property
    def advice(self) -> str:
        """What to do about it."""
        return advice(self.example.finding) if self.example.finding else ""

    @property
    def lines(self) -> list[tuple[int, SafeString, list[Fact]]]:
        """The parts that matter, how many of each, and what was read of them."""
        return [(line.quantity, link(line.part), facts(line.read)) for line in self.example.lines]

    @property
    def surroundings(self) -> list[Fact]:
        """What was read of where the build is used."""
        return facts(self.example.surroundings)


def facts(read: Sequence[Reading]) -> list[Fact]:
    """Write what was read."""
    return [
        Fact(label_of(each.field), shown(each), each.part is not None and each.name in each.part.answered)
        for each in read
    ]


def link(part: Part) -> SafeString:
    """Lead to a part's page."""
    if not part.key:
        return format_html("{}", part.name)
    return format_html('<a href="{}">{}</a>', reverse("browse:part", args=[KINDS[type(part)], part.key]), part.name)


def _linked(value: Part | Together) -> SafeString:
    """Lead to the pages of one or several parts, each named once with how many there are."""
    parts = value.parts if isinstance(value, Together) else (value,)
    counts = Counter(map(id, parts))
    once = {id(part): part for part in parts}
    pieces = [
        format_html("{} × {}", counts[each], link(part)) if counts[each] > 1 else link(part)
        for each, part in once.items()
    ]
    return mark_safe(" + ".join(pieces))  # noqa: S308  # every piece is escaped
