"""Reading JSON bodies: UTF-8 as RFC 8259 says, and nothing in them that a database or a later step would choke on."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from api.problems import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # NUL, which PostgreSQL refuses, and halves of UTF-16 pairs


class StrictJsonParser(JSONParser):
    """JSON as it is written down: no NaN, no name twice, no NUL, no half characters, no bottomless nesting."""

    def parse(
        self,
        stream: Any,  # noqa: ANN401  # the request, or a buffer of what was read of it
        _media_type: str | None = None,
        _context: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401  # any JSON
        """Read the body; `ParseError` (400) or `TooLargeError` (413) if it cannot be had."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLargeError(_("The body is larger than %(limit)s bytes.") % {"limit": limit})
        return read(body)


def read(body: bytes) -> Any:  # noqa: ANN401  # any JSON
    """Read JSON from bytes."""
    try:
        return json.loads(
            body.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_object, parse_int=_whole_number
        )
    except UnicodeDecodeError as exc:
        raise ParseError(_("The body is not UTF-8: byte %(place)s.") % {"place": exc.start}) from exc
    except RecursionError as exc:
        raise ParseError(_("The body is nested too deeply.")) from exc
    except ValueError as exc:
        raise ParseError(_("The body is not JSON: %(error)s") % {"error": exc}) from exc


MAX_DIGITS = 18  # what a database's whole numbers hold; reading longer ones costs time that grows with their square


def _whole_number(written: str) -> int:
    if len(written) > MAX_DIGITS:
        message = f"a number of {len(written)} digits"
        raise ValueError(message)
    return int(written)


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is not a number in JSON"
    raise ValueError(message)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object, and look at each text in it on the way."""
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            message = f"{name!r} stands twice in one object"
            raise ValueError(message)
        _look_at(name)
        _look_at(value)
        made[name] = value
    return made


def _look_at(value: object) -> None:
    if isinstance(value, list):
        for each in value:
            _look_at(each)
    elif isinstance(value, str) and UNSTORABLE.search(value):
        message = "a text contains NUL or half a character"
        raise ValueError(message)
