"""Examples of a rule, worked out and not written: builds of which it speaks, at each of its levels, and one it passes.

It starts from builds that are known to work. They are put before the rule as they are; then with another part in one
place, out of all that there are (engine/sifting.py); then with what else it reads changed: the surroundings, how many
there are of a part, a kind left out, an answer of the reader; last with both. The least changed example is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from itertools import chain, islice, product
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.facts import CONTEXT_FACTS, FACTS
from engine.findings import Level
from engine.parts import ASKED, Build, Card, Context, Drive, Fan, MemoryKit, Part, Psu
from engine.platforms.contexts import FRAMEWORKS, OPERATING_SYSTEMS, PURPOSES, ROOMS
from engine.platforms.electrics import CIRCUITS
from engine.registry import ALWAYS, NAMES, ONE, PLURAL, slots_of
from engine.sifting import CANDIDATE, Sieve
from engine.trial import Place
from engine.watching import readings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from engine.facts import Fact
    from engine.registry import Rule
    from engine.shelf import Shelf
    from engine.watching import Reading

MOST_JUDGED = 3_000  # rows in one go: what is not found among so many is not worth a reader's wait
MOST_IN_PLACE = 150  # of them in one place of one build: another build may be nearer to what is looked for
MOST_VARIANTS = 150  # of one build
MOST_PASSING = 300  # builds as they are that are looked at for the one that passes
SEVERAL = (2, 4)
SHARES = (0.25, 0.1, 0.5, 0.02, 1)  # of the range of a number that a reader may answer
MANY = {MemoryKit, Card, Drive, Psu, Fan}
NO_LIMIT = {"card.power_limit_w"}  # nobody has set one, which is usual and settles it
ONLY_ASKED = {(kind, each.name) for kind in ONE.values() for each in fields(kind) if each.metadata.get(ASKED)}
SURROUNDINGS: Mapping[str, tuple[Any, ...]] = {
    "circuit": tuple(CIRCUITS),
    "os": OPERATING_SYSTEMS,
    "framework": FRAMEWORKS,
    "purpose": PURPOSES,
    "room": ROOMS,
    "bridge_slots": (2, 3, 4),
    "riser_generation": (5, 4, 3),
    "ups_va": (600, 1500, 3000),
    "needs_gib": (24.0, 96.0, 640.0),
    "driver": (580, 525, 470),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A build where it is used. `base` is its number among the builds that an example is made of."""

    base: int
    build: Build
    context: Context


class Row(NamedTuple):
    """A row of a shelf that is put into a build, so often."""

    kind: type[Part]
    row: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Example:
    """What a rule says of a scene, once the row is in its place; `level` is None where it passes."""

    level: Level | None
    scene: Scene
    place: Row | None = None

    def build(self, part: Part | None) -> Build:
        """Give the whole build; `part` is what stands in the row."""
        if self.place is None or part is None:
            return self.scene.build
        return Build(self.scene.build.parts + (part,) * self.place.quantity)


@dataclass
class Search:
    """The search for examples of one rule. `pick` chooses one of some rows of a kind's shelf."""

    rule: Rule
    bases: Sequence[Scene]
    shelves: Mapping[type[Part], Shelf]
    pick: Callable[[type[Part], int], int]
    firing: dict[Level, Example] = field(default_factory=dict)
    passing: Example | None = None
    _rank: tuple[bool, int] = (False, 0)
    _judged: int = 0
    _looked_at: int = 0

    def run(self) -> list[Example]:
        """Give an example for each level, the strongest first, and the one that passes last."""
        varied = list(islice(_variants(self.rule, self.bases), MOST_VARIANTS * len(self.bases)))
        for scenes, look in (
            (self.bases, self._as_it_is),
            (self.bases, self._with_another),
            (varied, self._as_it_is),
            (varied, self._with_another),
        ):
            self._judged = 0
            for scene in scenes:
                if self._enough():
                    break
                look(scene)
        found = [self.firing[level] for level in self.rule.levels if level in self.firing]
        return [*found, self.passing] if self.passing else found

    def _enough(self) -> bool:
        """Whether there is an example of everything, and the one that passes was judged as far as the others."""
        reached = max((self._rank_of(example)[1] for example in self.firing.values()), default=0)
        return len(self.firing) == len(self.rule.levels) and self._rank >= (True, reached)

    def _as_it_is(self, scene: Scene) -> None:
        slots = slots_of(scene.build, scene.context)
        if not all(slots[name] for name in self.rule.slots):
            return
        levels = {each.level for each in self.rule.run(slots)}
        for level in levels - {Level.UNKNOWN}:
            self.firing.setdefault(level, Example(level, scene))
        if not levels and self._looked_at < MOST_PASSING:
            self._looked_at += 1
            self._passes(Example(None, scene))

    def _with_another(self, scene: Scene) -> None:
        for kind in _kinds(self.rule):
            if kind in self.shelves:
                quantity = max(1, scene.build.count(kind)) if kind in MANY else 1
                self._in_place(replace(scene, build=_without(scene.build, kind)), kind, quantity)
                if kind in MANY and scene.build.count(kind):
                    self._in_place(scene, kind, 1)  # beside what is there

    def _in_place(self, rest: Scene, kind: type[Part], quantity: int) -> None:
        place = Place(rest.build, kind, rest.context, quantity=quantity, among=(self.rule,))
        if not place.rules:
            return
        shelf = self.shelves[kind]
        furthest = 0
        for group in islice(Sieve(place, shelf).alike(self.rule, shelf.everyone), MOST_IN_PLACE):
            if self._judged >= MOST_JUDGED:
                return
            self._judged += 1
            if group.level is None and self._rank[0]:
                if len(group.read) <= furthest:
                    continue  # one like it was looked at
                furthest = len(group.read)
            self._take(group.level, rest, Row(kind, 0, quantity), group.rows)

    def _take(self, level: Level | None, rest: Scene, place: Row, rows: int) -> None:
        """Take one of some rows as an example, if one is wanted."""
        if level is Level.UNKNOWN or level in self.firing:
            return
        example = Example(level, rest, place._replace(row=self.pick(place.kind, rows)))
        if level is None:
            self._passes(example)
        else:
            self.firing[level] = example

    def _passes(self, example: Example) -> None:
        """Keep the example that passes on known facts, and was judged furthest."""
        rank = self._rank_of(example)
        if rank > self._rank and (rank[0] or not self.rule.about.silent):
            self.passing, self._rank = example, rank

    def _rank_of(self, example: Example) -> tuple[bool, int]:
        read = self._read(example)
        known = all(each.value is not None for each in read if self._counts(each))
        return known, len({each.field for each in read})

    def _counts(self, reading: Reading) -> bool:
        """Whether a rule may have said nothing because a fact is missing."""
        if reading.field in NO_LIMIT:
            return False
        return bool(self.rule.about.silent) or not (reading.part is None or _is_asked(type(reading.part), reading.name))

    def _read(self, example: Example) -> tuple[Reading, ...]:
        part = None
        if example.place is not None:
            part = part_on(self.shelves[example.place.kind], example.place.kind, example.place.row)
        return readings(self.rule, example.build(part), example.scene.context)


def part_on(shelf: Shelf, kind: type[Part], row: int) -> Part:
    """Make the part that stands in a row: another product than those of the build, without a name of its own."""
    facts = shelf.facts(row, (each.name for each in fields(kind) if each.name in shelf.columns))
    return kind(**facts, product=CANDIDATE)


def _kinds(rule: Rule) -> list[type[Part]]:
    """Give the kinds that a rule reads, those first of which another one can mend what it finds."""
    mending = [kind for kind in rule.mends if kind in rule.reads]
    return mending + sorted(rule.reads - set(mending), key=lambda kind: NAMES[kind])


def _variants(rule: Rule, bases: Sequence[Scene]) -> Iterator[Scene]:
    """Give the builds with something changed that the rule reads, the least changed first."""
    changes = sorted(
        product(_surroundings(rule), _quantities(rule), _left_out(rule), _answers(rule)),
        key=lambda change: len(change[0]) + sum(map(bool, change[1:])),
    )
    for context, quantity, left_out, answer in changes[1 : MOST_VARIANTS + 1]:
        for scene in bases:
            build = scene.build
            if quantity:
                build = _so_many(build, *quantity)
            if left_out:
                build = _without(build, left_out)
            if answer:
                build = _answered(build, *answer)
            yield Scene(scene.base, build, replace(scene.context, **context))


def _surroundings(rule: Rule) -> list[dict[str, Any]]:
    names = [name for each, _dot, name in (text.partition(".") for text in rule.fields) if each == "context"]
    options = [[{}, *({name: value} for value in _options(name))] for name in names]
    combined = [dict(chain.from_iterable(each.items() for each in combination)) for combination in product(*options)]
    return sorted(combined, key=len)[:MOST_VARIANTS]


def _options(name: str) -> Iterable[Any]:
    """Give values of a field of the surroundings."""
    if name in SURROUNDINGS:
        return SURROUNDINGS[name]
    if name in CONTEXT_FACTS:
        return _values(CONTEXT_FACTS[name])
    usual = getattr(Context(), name)
    return (not usual,) if isinstance(usual, bool) else ()


def _quantities(rule: Rule) -> list[tuple[type[Part], int] | None]:
    several = {PLURAL[slot] for slot in rule.slots if slot in PLURAL} | (MANY & rule.reads)
    kinds = [kind for kind in _kinds(rule) if kind in several]
    return [None, *((kind, quantity) for kind in kinds for quantity in SEVERAL)]


def _left_out(rule: Rule) -> list[type[Part] | None]:
    return [None, *(rule.mends if rule.absence else ())]


def _answers(rule: Rule) -> list[tuple[type[Part], str, Any] | None]:
    asked = [
        (ONE[owner], name)
        for owner, _dot, name in (each.partition(".") for each in rule.fields)
        if owner not in ALWAYS and _is_asked(ONE[owner], name)
    ]
    return [None, *((kind, name, value) for kind, name in asked for value in _values(FACTS.get(kind, {}).get(name)))]


def _values(fact: Fact | None) -> Iterable[Any]:
    """Give some answers to a question; where nothing is known of it, it is one of yes or no."""
    if fact is None:
        return (True,)
    if fact.yes_or_no:
        return (True, False)
    if fact.choices:
        return [(each,) for each in fact.choices] if fact.several else fact.choices
    low, high = fact.low or 0, fact.high or 0
    return dict.fromkeys(max(low, round(low + share * (high - low))) for share in SHARES)


def _is_asked(kind: type[Part], name: str) -> bool:
    return (kind, name) in ONLY_ASKED


def _without(build: Build, kind: type[Part]) -> Build:
    return Build(tuple(part for part in build if not isinstance(part, kind)))


def _so_many(build: Build, kind: type[Part], quantity: int) -> Build:
    first = build.first(kind)
    return build if first is None else Build((*_without(build, kind), *(first,) * quantity))


def _answered(build: Build, kind: type[Part], name: str, value: Any) -> Build:  # noqa: ANN401  # whatever a fact is
    """Put a reader's answer into every part of a kind; pieces of one part stay one object."""
    told = {
        id(part): replace(part, **{name: value}, answered=part.answered | {name})
        for part in build
        if isinstance(part, kind)
    }
    return Build(tuple(told.get(id(part), part) for part in build))
