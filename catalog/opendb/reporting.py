"""What an import changed, as it is kept in a row and as it is read."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Kind
from catalog.templatetags.units import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from catalog.opendb.importing import Report


def as_kept(report: Report) -> dict[str, Any]:
    """Give what a row keeps of a report: counts by kind, with a few names each."""
    return {
        "read": report.read,
        "changed": report.changed,
        "gpus_created": report.gpus_created,
        "refused": len(report.refusals),
        "kinds": {kind: asdict(change) for kind, change in report.changes.items()},
    }


def lines(kept: dict[str, Any]) -> Iterator[str]:
    """Write for a person what was kept of a report; nothing if nothing was."""
    if not kept:
        return
    for kind in Kind:
        if change := kept["kinds"].get(kind.value):
            yield from (f"{kind.label}, {told}" for told in _told(change))
    if gpus := kept["gpus_created"]:
        yield ngettext("%(n)s GPU added", "%(n)s GPUs added", gpus) % {"n": number(gpus)}
    if refused := kept["refused"]:
        yield ngettext("%(n)s record refused", "%(n)s records refused", refused) % {"n": number(refused)}
    read = ngettext("%(n)s record read", "%(n)s records read", kept["read"]) % {"n": number(kept["read"])}
    written = ngettext("%(n)s row changed", "%(n)s rows changed", kept["changed"]) % {"n": number(kept["changed"])}
    yield f"{read}, {written}"


def printable(name: str) -> str:
    """Give a name out of an archive such that it cannot steer a terminal."""
    return name if name.isprintable() else ascii(name)


def _told(change: dict[str, Any]) -> Iterator[str]:
    added, changed, gone = (change[name] for name in ("added", "changed", "gone"))
    if n := added["count"]:
        yield _with_names(ngettext("%(n)s added", "%(n)s added", n), added)
    if n := changed["count"]:
        yield _with_names(ngettext("%(n)s changed", "%(n)s changed", n), changed)
    if n := gone["count"]:
        yield _with_names(ngettext("%(n)s no longer in the source", "%(n)s no longer in the source", n), gone)


def _with_names(said: str, few: dict[str, Any]) -> str:
    names = [printable(name) for name in few["names"]]  # they have commas in them
    if more := few["count"] - len(names):
        names.append(_("and %(more)s more") % {"more": number(more)})
    return f"{said % {'n': number(few['count'])}}: {'; '.join(names)}"
