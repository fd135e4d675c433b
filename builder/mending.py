"""Ways out of the problems and warnings of a build: parts that are really there, and settings.

The engine finds them (engine/mending.py); here they get prices, names and addresses. Nothing is worked out twice while
neither the build nor the catalogue changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from catalog import convert
from catalog.models import Kind, Part
from catalog.revisions import PARTS, current
from catalog.templatetags.units import watts
from engine.mending import LIMIT, MENDED, Mender, PartFix, SettingFix
from engine.recent import Recent
from engine.shelf import among
from prices.stock import stock_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from engine.findings import Finding
    from engine.mending import Fix
    from engine.parts import Build, Context
    from engine.parts import Part as EnginePart
    from engine.shelf import Shelf

KINDS: dict[type[EnginePart], Kind] = {cls: Kind(kind) for kind, cls in convert.CLASSES.items()}

_found: Recent[dict[str, list[Fix]]] = Recent(64)  # of builds


@dataclass(frozen=True, slots=True)
class PartWay:
    """Parts of a kind that resolve a finding, in place of the one with the key `instead` or as one more."""

    kind: Kind
    instead: str  # the key of the part that goes; empty: none goes
    quantity: int
    count: int
    sure: bool  # False: a fact is missing that could make it not fit
    slug: str  # of the cheapest
    name: str
    amount: Decimal | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class SettingWay:
    """A setting that resolves a finding; `name` is a field of the surroundings, or the power limit of each card."""

    name: str
    value: str | bool | int

    @property
    def is_limit(self) -> bool:
        """Whether it is a limit for the cards."""
        return self.name == LIMIT

    @property
    def text(self) -> str:
        """What is to be set."""
        if self.is_limit:
            return _("Limit each card to %(watts)s (nvidia-smi -pl %(number)s)") % {
                "watts": watts(float(self.value)),
                "number": self.value,
            }
        if self.name == "nvlink":
            return _("Do without NVLink")
        if self.name == "os":
            return _("Use Linux")
        return _("Use circuit %s") % self.value


Way = PartWay | SettingWay


def ways_out(build: Build, context: Context, findings: Sequence[Finding]) -> dict[str, list[Way]]:
    """Give up to two ways out for each problem and warning, by its code.

    One query to see whether the catalogue has changed, and one for the names; more where a kind is read anew.
    """
    if not any(finding.level in MENDED for finding in findings):
        return {}
    revisions = current()
    fixes = found_fixes(build, context, findings, revisions)
    firsts = {id(fix): first_of(fix, revisions) for each in fixes.values() for fix in each if isinstance(fix, PartFix)}
    named = _named(key for key in firsts.values() if key is not None)
    return {
        code: [way for fix in each if (way := _way(fix, named.get(firsts.get(id(fix)) or 0)))]
        for code, each in fixes.items()
    }


def found_fixes(
    build: Build, context: Context, findings: Sequence[Finding], revisions: Mapping[str, int]
) -> dict[str, list[Fix]]:
    """Let the engine find what resolves each problem and warning among all findings of a build, by its code."""
    keys = tuple((part.key, part.product) for part in build)  # what is equal may be another line, or another product
    key = (build.parts, keys, context, revisions[PARTS])
    return _found.get(key, lambda: _find(build, context, findings, revisions))


def forget() -> None:
    """Keep nothing."""
    _found.clear()


def _find(
    build: Build, context: Context, findings: Sequence[Finding], revisions: Mapping[str, int]
) -> dict[str, list[Fix]]:
    def shelf_of(kind: type[EnginePart]) -> Shelf:
        return stock_of(KINDS[kind], revisions).shelf

    mender = Mender(build, context, shelf_of, findings)
    return {finding.code: mender.fixes(finding) for finding in findings if finding.level in MENDED}


def rows_that_mend(
    build: Build, context: Context, findings: Sequence[Finding], code: str, *, kind: Kind, instead: str = ""
) -> int | None:
    """Give the rows of a kind's shelf that resolve a finding; None where another part of the kind does not.

    `findings` are all of the build, of which one has the code; `instead` is the key of the part that goes; empty: none.
    """
    fixes = found_fixes(build, context, findings, current()).get(code, [])
    wanted = (fix for fix in fixes if isinstance(fix, PartFix) and KINDS[fix.kind] is kind)
    return next((fix.rows for fix in wanted if key_of(fix) == instead), None)


def key_of(fix: PartFix) -> str:
    """Give the key of the part that goes."""
    return fix.instead.key if fix.instead else ""


def first_of(fix: PartFix, revisions: Mapping[str, int]) -> int | None:
    """Give the primary key of the cheapest part that resolves a finding; what has no price comes last."""
    stock = stock_of(KINDS[fix.kind], revisions)
    row = next(among(stock.order(("price",)), fix.rows), None)
    return None if row is None else stock.shelf.keys[row]


def _named(keys: Iterable[int]) -> dict[int, tuple[str, str, Decimal | None, str | None]]:
    columns = ("pk", "slug", "name", "price__amount", "price__currency")
    wanted = set(keys)
    rows = Part.objects.filter(pk__in=wanted).values_list(*columns) if wanted else ()
    return {pk: tuple(each) for pk, *each in rows}


def _way(fix: Fix, first: tuple[str, str, Decimal | None, str | None] | None) -> Way | None:
    if isinstance(fix, SettingFix):
        return SettingWay(fix.name, fix.value)
    if first is None:  # deleted a moment ago
        return None
    return PartWay(KINDS[fix.kind], key_of(fix), fix.quantity, fix.rows.bit_count(), fix.sure, *first)
