"""What a page of fifty rows costs at the least, with the site's middleware: in Django's own way, and by hand."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render

from catalog.models import Kind, Part

if TYPE_CHECKING:
    from django.http import HttpRequest

ROWS = 50
COLUMNS = ("name", "manufacturer", "series", "released_year", "slug")
QUERY = f"SELECT {', '.join(COLUMNS)} FROM catalog_part WHERE kind = %s ORDER BY name LIMIT {ROWS}"  # noqa: S608  # constants


def limit(request: HttpRequest) -> HttpResponse:
    """One indexed query through the ORM, and a small template."""
    rows = Part.objects.filter(kind=Kind.CARD).order_by("name").only(*COLUMNS)[:ROWS]
    return render(request, "limit.html", {"parts": rows})


def raw(_request: HttpRequest) -> HttpResponse:
    """Run the same query by cursor, and write the rows by f-string."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY, [Kind.CARD])
        rows = cursor.fetchall()
    lines = (f"<tr>{''.join(f'<td>{escape(str(value))}</td>' for value in row)}</tr>" for row in rows)
    return HttpResponse(f"<!doctype html><title>Parts</title><table>{''.join(lines)}</table>")
