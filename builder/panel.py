"""What the builder's page needs to know, put together for its template."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from builder import facts
from builder.addresses import Address
from builder.answering import AnswerForm, answers_of, asked_with
from builder.assess import level_count, unit_price
from builder.candidates import OF_CARDS, one_day
from builder.forms import SettingsForm
from builder.gaps import Missing
from builder.limits import highest_limit, limit_sources, speed_text
from builder.mending import SettingWay, ways_out
from builder.models import SINGLE_KINDS, SURROUNDINGS
from builder.slots_drawn import slots_of
from builder.summaries import summary
from builder.surroundings import SurroundingsForm
from catalog.models import Kind
from engine.platforms.power_limits import LEAST_LIMIT_W

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from django import forms
    from django.utils.functional import _StrPromise

    from builder.answering import Answer
    from builder.assess import Assessment
    from builder.candidates import Choices, Wish
    from builder.facts import Line
    from builder.forms import WishForm
    from builder.gaps import Gap
    from builder.mending import Way
    from builder.models import Build, Item
    from builder.slots_drawn import Slots
    from catalog.models import Country, Source
    from engine.findings import Level

CHOOSE: dict[Kind, _StrPromise] = {
    Kind.CPU: _("Choose a processor"),
    Kind.COOLER: _("Choose a CPU cooler"),
    Kind.BOARD: _("Choose a motherboard"),
    Kind.MEMORY: _("Choose memory"),
    Kind.CARD: _("Choose a graphics card"),
    Kind.STORAGE: _("Choose a drive"),
    Kind.PSU: _("Choose a power supply"),
    Kind.CASE: _("Choose a case"),
    Kind.FAN: _("Choose case fans"),
}
ANOTHER: dict[Kind, _StrPromise] = {
    Kind.MEMORY: _("Another memory kit"),
    Kind.CARD: _("Another graphics card"),
    Kind.STORAGE: _("Another drive"),
    Kind.PSU: _("Another power supply"),
    Kind.FAN: _("More fans"),
}


OTHER: dict[Kind, _StrPromise] = {
    Kind.CPU: _("Another processor"),
    Kind.COOLER: _("Another CPU cooler"),
    Kind.BOARD: _("Another motherboard"),
    Kind.MEMORY: _("Other memory"),
    Kind.CARD: _("Another graphics card"),
    Kind.STORAGE: _("Another drive"),
    Kind.PSU: _("Another power supply"),
    Kind.CASE: _("Another case"),
    Kind.FAN: _("Other fans"),
}
SORT_TEXTS: dict[str, _StrPromise] = {
    "fit": _("Fits first, then price"),
    "price": _("Price, lowest first"),
    "price-down": _("Price, highest first"),
    "name": _("Name"),
    "memory": _("Memory, largest first"),
}


def sources_of(line: Line) -> list[Source]:
    """Give the sources of a line's facts and of its price."""
    found = [line.item.part.source] if line.item.part else []
    return found + ([line.price.point.offer.source] if line.price else [])


@dataclass(frozen=True, slots=True)
class State:
    """How an item fares: the strongest level among the findings that name it, and how many there are of it."""

    level: Level | None
    count: int


@dataclass(slots=True)
class Row:
    """A line of the slot table: a filled place, or an empty one."""

    kind: Kind
    line: Line | None = None
    state: State = field(default_factory=lambda: State(None, 0))
    open: bool = False
    choose_url: str = ""
    first_empty: bool = False

    @property
    def countable(self) -> bool:
        """Whether several of it make sense: two processors do, two cases do not."""
        return self.kind is Kind.CPU or self.kind not in SINGLE_KINDS

    @property
    def state_text(self) -> str:
        """The state in words."""
        return level_count(self.state.level, self.state.count) if self.state.level else gettext("Fits")

    @property
    def observed_at(self) -> datetime | None:
        """When the line's price was seen; None if the reader entered it."""
        if self.line is None or self.line.item.own_price is not None or self.line.price is None:
            return None
        return self.line.price.observed_at

    @property
    def summary(self) -> str:
        """The part's facts in a line, as far as the catalogue says them."""
        return summary(self.line.stated) if self.line else ""

    @property
    def amount(self) -> Decimal | None:
        """What the line costs in USD."""
        unit = unit_price(self.line) if self.line else None
        return unit * self.line.item.quantity if self.line and unit is not None else None

    @property
    def answers(self) -> list[Answer]:
        """What the reader said of the part."""
        return answers_of(self.line.stated, self.line.item.answers) if self.line else []

    @property
    def highest_limit(self) -> int | None:
        """The highest power limit that makes sense, in watts; None where none does."""
        high = highest_limit(self.line.item) if self.line else None
        return high if high is not None and high > LEAST_LIMIT_W else None

    @property
    def speed_text(self) -> str:
        """What the power limit does to the speed."""
        return speed_text(self.line.part) if self.line else ""

    @property
    def choose_text(self) -> _StrPromise:
        """What the button that opens the list of choices says."""
        return CHOOSE[self.kind]


@dataclass(frozen=True, slots=True)
class WayShown:
    """A way out of a finding, with where it leads. `way` has the cheapest part; `item` is the line that goes."""

    way: Way
    title: str
    url: str
    item: int | None = None


@dataclass(slots=True)
class Panel:
    """A build as its maker sees it."""

    build: Build
    assessment: Assessment
    countries: Mapping[str, Country] = field(default_factory=dict)
    address: Address = field(default_factory=Address)
    failed: forms.BaseForm | None = None
    can_undo: bool = False
    changed: bool = False  # just now: the focus goes to what is still to be chosen
    answering: bool = False  # just now: the list of what is missing stays open
    wish_form: WishForm | None = None
    wish: Wish | None = None
    choices: Choices | None = None
    replacing: Item | None = None

    @property
    def base_url(self) -> str:
        """Where this panel is, with the surroundings that its address names."""
        return self.path + self.address.query

    @property
    def path(self) -> str:
        """Where this panel is, judged with the build's own surroundings."""
        return self.build.edit_url if self.build.pk else reverse("builder:new")

    def action_url(self, name: str) -> str:
        """Where a form of the builder is sent."""
        if self.build.pk:
            return reverse(f"builder:{name}", args=[self.build.edit_code]) + self.address.query
        return reverse(f"builder:new-{name}") + self.address.query

    @property
    def put_url(self) -> str:
        """Where a part is put in."""
        return self.action_url("put")

    @property
    def put_own_url(self) -> str:
        """Where a part of one's own is put in."""
        return self.action_url("put-own")

    def item(self, pk: int) -> Item | None:
        """Find an item of this build."""
        return next((line.item for line in self.assessment.lines if line.item.pk == pk), None)

    @property
    def ways(self) -> dict[str, list[WayShown]]:
        """Ways out of the problems and warnings, by the code of the finding."""
        build, context, findings = self.assessment.build, self.assessment.context, self.assessment.findings
        found = ways_out(build, context, findings)
        return {code: [self._way(code, way) for way in each] for code, each in found.items()}

    def _way(self, code: str, way: Way) -> WayShown:
        if isinstance(way, SettingWay):
            return WayShown(way, way.text, "" if way.is_limit else self.judged_url(way.name, way.value))
        item = self._item_of(way.instead)
        title = OTHER[way.kind] if item else CHOOSE[way.kind]
        return WayShown(way, str(title), self.choose_url(way.kind, item, mends=code), item.pk if item else None)

    def judged_url(self, name: str, value: object) -> str:
        """Where the build is judged with one more of its surroundings."""
        written = str(value).lower() if isinstance(value, bool) else str(value)
        return f"{self.path}?{urlencode(self.address.written | {name: written})}"

    def _item_of(self, key: str) -> Item | None:
        return next((line.item for line in self.assessment.lines if line.part.key == key), None)

    @property
    def rows(self) -> list[Row]:
        """Every place of the build, filled or empty, in the order in which people choose."""
        states = self._states()
        rows: list[Row] = []
        for kind, lines in facts.by_slot(self.assessment.lines).items():
            rows += [self._row(kind, line, states) for line in lines] or self._empty(kind)
            if lines and self._opens(kind, None) and kind not in SINGLE_KINDS:
                rows.append(self._row(kind, None, states))
        if empty := [row for row in rows if row.line is None]:
            empty[0].first_empty = True
        return rows

    @property
    def observed_on(self) -> date | None:
        """The day of all prices in the build, if they share one: then it is said once."""
        return one_day(row.observed_at for row in self.rows if row.line and not row.line.item.owned)

    @property
    def cards_on_board(self) -> Slots | None:
        """The graphics cards in the slots of the board."""
        return slots_of(facts.engine_build(self.assessment.lines), facts.context_of(self.build))

    @property
    def choose_title(self) -> _StrPromise:
        """The heading of the list of choices."""
        return CHOOSE[self.wish.kind] if self.wish else _("Choose a part")

    @property
    def sorts(self) -> list[tuple[str, _StrPromise]]:
        """The orders that the list of choices can be put in."""
        kind = self.wish.kind if self.wish else None
        return [each for each in SORT_TEXTS.items() if kind is Kind.CARD or each[0] not in OF_CARDS]

    @property
    def settings_form(self) -> SettingsForm:
        """Title and surroundings, as they are or as they could not be saved."""
        if isinstance(self.failed, SettingsForm) and len(self.failed.fields) > len(SURROUNDINGS):
            return self.failed
        return SettingsForm(build=self.build, countries=self.countries)

    @property
    def settings_open(self) -> bool:
        """Whether the settings are what the reader is busy with."""
        return isinstance(self.failed, SettingsForm)

    @property
    def missing_open(self) -> bool:
        """Whether the facts that are missing are what the reader is busy with."""
        return self.answering or isinstance(self.failed, AnswerForm)

    @property
    def missing(self) -> list[Missing]:
        """What could not be judged, each fact with the form that asks for it."""
        return [self._missing(gap) for gap in self.assessment.gaps]

    def _missing(self, gap: Gap) -> Missing:
        if gap.part_key is None:
            if gap.field not in SURROUNDINGS or not self.build.pk:
                return Missing(gap)
            only = SurroundingsForm(build=self.build, countries=self.countries, only=[gap.field])
            only.auto_id = "missing-%s"
            return Missing(gap, only, reverse("builder:settings", args=[self.build.edit_code]))
        line = next((line for line in self.assessment.lines if facts.item_key(line.item) == gap.part_key), None)
        names = asked_with(gap.field, line.stated) if line else []
        if line is None or not names:
            return Missing(gap)
        form = AnswerForm(line.stated, names, auto_id=f"{gap.part_key}-%s")
        url = reverse("builder:answer", args=[self.build.edit_code, line.item.pk])
        return Missing(gap, form, url + self.address.query)

    @property
    def everything_url(self) -> str:
        """Where the list of choices shows also what does not fit."""
        return self._wish_url(fits="off", page=1)

    @property
    def unmended_url(self) -> str:
        """Where the list of choices shows also what does not resolve the finding."""
        return self._wish_url(mends="", page=1)

    @property
    def choice_pages(self) -> list[tuple[int | str, str | None]]:
        """Numbers of the pages of choices with their addresses; the current page and gaps have none."""
        if self.choices is None or self.choices.pages == 1:
            return []
        paginator = Paginator(range(self.choices.pages), 1)
        numbers = paginator.get_elided_page_range(self.choices.page, on_each_side=2, on_ends=1)
        return [
            (number, None if number in {self.choices.page, Paginator.ELLIPSIS} else self._wish_url(page=number))
            for number in numbers
        ]

    @property
    def sources(self) -> list[dict[str, str]]:
        """The sources of facts and prices on this page, with letters."""
        named: dict[str, str] = {}
        for line in self.assessment.lines:
            for source in sources_of(line):
                named[source.key] = source.credit or source.name
        entries = [{"text": text, "anchor": key} for key, text in named.items()]
        limits = (source for line in self.assessment.lines for source in limit_sources(line.part))
        entries += [{"text": source} for source in dict.fromkeys(limits)]
        return [{"letter": chr(ord("a") + place), **entry} for place, entry in enumerate(entries)]

    def _wish_url(self, **changed: object) -> str:
        assert self.wish is not None  # noqa: S101  # asked for only where a list of choices is open
        mends = {"mends": self.wish.mends} if self.wish.mends else {}
        wish = mends | {"q": self.wish.words, "sort": self.wish.sort, "fits": "on" if self.wish.fits else "off"}
        return self.choose_url(self.wish.kind, self.replacing, **(wish | changed))

    @property
    def another(self) -> list[tuple[_StrPromise, str]]:
        """Links to put in one more of what a build can have several of."""
        filled = facts.by_slot(self.assessment.lines)
        return [(text, self.choose_url(kind)) for kind, text in ANOTHER.items() if filled[kind] or kind is Kind.FAN]

    def choose_url(self, kind: Kind, item: Item | None = None, **more: object) -> str:
        """Give the address at which the list of choices for a place is open."""
        query: dict[str, object] = {"choose": kind.value}
        if item is not None:
            query["item"] = item.pk
        return f"{self.path}?{urlencode(query | more | self.address.written)}#choose"

    def _row(self, kind: Kind, line: Line | None, states: dict[str, State]) -> Row:
        item = line.item if line else None
        state = states.get(facts.item_key(item), State(None, 0)) if item else State(None, 0)
        return Row(kind, line, state, self._opens(kind, item), self.choose_url(kind, item))

    def _empty(self, kind: Kind) -> list[Row]:
        return [] if kind is Kind.FAN and not self._opens(kind, None) else [self._row(kind, None, {})]

    def _opens(self, kind: Kind, item: Item | None) -> bool:
        if self.wish is None or self.wish.kind != kind:
            return False
        if kind in SINGLE_KINDS:
            return True
        return (self.replacing.pk if self.replacing else None) == (item.pk if item else None)

    def _states(self) -> dict[str, State]:
        states: dict[str, State] = {}
        for finding in self.assessment.findings:  # the strongest come first
            for part in finding.parts:
                known = states.get(part.key)
                if known is None:
                    states[part.key] = State(finding.level, 1)
                elif known.level is finding.level:
                    states[part.key] = State(finding.level, known.count + 1)
        return states
