"""Pages of lists: limit and offset for the catalogue, a cursor for published builds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination, LimitOffsetPagination

if TYPE_CHECKING:
    from rest_framework.request import Request

MAX_LIMIT = 200
MAX_OFFSET = 1_000_000


def whole_number(request: Request, name: str, default: int, *, low: int, high: int) -> int:
    """Read a whole number from the address; anything else is refused, not replaced."""
    written = request.query_params.get(name)
    if written is None:
        return default
    if written.isascii() and written.isdigit() and len(written) <= len(str(high)) and low <= int(written) <= high:
        return int(written)
    message = _("Write a whole number from %(low)s to %(high)s.") % {"low": low, "high": high}
    raise ValidationError({name: message})


class CataloguePagination(LimitOffsetPagination):
    """`limit` and `offset`."""

    max_limit = MAX_LIMIT
    parameters = ("limit", "offset")

    def get_limit(self, request: Request) -> int:
        """Read `limit`."""
        return whole_number(request, "limit", self.default_limit or MAX_LIMIT, low=1, high=MAX_LIMIT)

    def get_offset(self, request: Request) -> int:
        """Read `offset`."""
        return whole_number(request, "offset", 0, low=0, high=MAX_OFFSET)


class BuildPagination(CursorPagination):
    """`limit` and `cursor`, in the order that is asked for.

    With the newest first, a build that is published meanwhile moves nothing.
    """

    ordering = ("-published_at", "-pk")
    page_size = 50
    page_size_query_param = "limit"
    parameters = ("limit", "cursor")

    def get_page_size(self, request: Request) -> int:
        """Read `limit`."""
        return whole_number(request, "limit", self.page_size, low=1, high=MAX_LIMIT)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Read `cursor`; one that this site did not make is refused."""
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            self._refuse()
        tab = request.query_params.get("tab") or "new"
        fits = POSITIONS.get(tab, _is_moment)
        if cursor is not None and cursor.position is not None and not fits(str(cursor.position)):
            self._refuse()
        return cursor

    def _refuse(self) -> Any:  # noqa: ANN401  # it never returns
        raise ValidationError({"cursor": _("Take the cursor from `next` or `previous` of a list.")})


def _is_moment(written: str) -> bool:
    try:
        return parse_datetime(written) is not None
    except ValueError:
        return False


def _is_count(written: str) -> bool:
    return re.fullmatch(r"[0-9]{1,9}", written, re.ASCII) is not None


def _is_number(written: str) -> bool:
    return re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,20})?(e-?[0-9]{1,2})?", written, re.ASCII) is not None


POSITIONS = {
    "hot": _is_number,
    "top": _is_count,
    "discussed": _is_count,
    "cheapest": _is_number,
}  # what a cursor holds, by order; of the newest first a moment
