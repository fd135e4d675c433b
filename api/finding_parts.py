"""From the names that a request uses for parts to rows of the catalogue: one query, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from catalog import convert
from catalog.models import Part

if TYPE_CHECKING:
    from collections.abc import Mapping

OPENDB = "opendb"
Name = tuple[str, str]  # ("slug", …) or ("opendb_id", …)


def find(named: Mapping[str, Name]) -> dict[str, Part]:
    """Give, for each field of a request, the part that it names, with its facts.

    `named` leads from the field's path to the name in it. `ValidationError` lists the fields that name nothing.
    """
    rows = _rows(set(named.values()))
    wrong = {path: unknown(name) for path, name in named.items() if name not in rows}
    if wrong:
        raise ValidationError(wrong)
    return {path: rows[name] for path, name in named.items()}


def unknown(name: Name) -> str:
    """Say that a name leads nowhere."""
    return _("“%(value)s” is not in the catalogue.") % {"value": name[1]}


def _rows(names: set[Name]) -> dict[Name, Part]:
    if not names:
        return {}
    slugs = [value for kind, value in names if kind == "slug"]
    opendb_ids = [value for kind, value in names if kind == "opendb_id"]
    meant = Q(slug__in=slugs) | Q(source__key=OPENDB, source_ref__in=opendb_ids)
    rows: dict[Name, Part] = {}
    for part in Part.objects.filter(meant).select_related("source", *convert.accessors()).defer("raw", "fact_sources"):
        rows["slug", part.slug] = part
        if part.source.key == OPENDB:
            rows["opendb_id", part.source_ref] = part
    return rows
