"""JSON as it stands in pages: strictly read where it is JSON, else repaired, also from what JavaScript allows."""

from __future__ import annotations

import html
import json
import re
from decimal import Decimal
from typing import Any

LARGEST_REPAIRED = 400_000  # characters: mending goes piece by piece, which is slow
MOST_MENDED = 1_000_000  # characters of one page, about 0.7 s
DEEPEST = 200

_TOKEN = re.compile(
    r"""(?P<space>[\s\u00a0\ufeff]+|//[^\n\r]*|/\*.*?\*/|<!--|-->|<!\[CDATA\[|\]\]>)"""
    r"""|(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)"""
    r"""|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,4})?(?![\w$]))"""
    r"""|(?P<word>[A-Za-z_$@][\w$.\-]*)"""
    r"""|(?P<sign>[{}\[\]:,;])""",
    re.DOTALL,
)
_WORDS = {"true": True, "false": False, "!0": True, "!1": False}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": "", "0": ""}
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)


class Mending:
    """How much of one page may still be mended; every attempt counts, also one that fails."""

    def __init__(self) -> None:
        self.left = MOST_MENDED

    def mended(self, text: str) -> tuple[Any, int]:
        """Give the value that a text begins with, read with forgiveness, and where it ends.

        Raises:
            ValueError: there is none.
        """
        mender = _Mender(text)
        try:
            return mender.value(), mender.at
        except ArithmeticError as error:
            raise ValueError(str(error)) from error
        finally:
            self.left -= mender.at


def load(text: str, mending: Mending) -> Any:  # noqa: ANN401  # JSON can be anything
    """Give the value that a text writes.

    Raises:
        ValueError: it is no JSON, also after mending, or there is too much to mend.
    """
    try:
        return json.loads(text, strict=False, parse_float=Decimal, parse_constant=_nothing)
    except (ValueError, RecursionError):
        pass
    if len(text) > min(LARGEST_REPAIRED, mending.left):
        message = "broken, and too long to be mended"
        raise ValueError(message)
    try:
        return mending.mended(text)[0]
    except ValueError:
        if "&quot;" not in text:
            raise ValueError("no JSON") from None  # noqa: EM101, TRY003  # never shown
    return mending.mended(html.unescape(text))[0]


def load_prefix(text: str, start: int, mending: Mending) -> tuple[Any, int]:
    """Give the value that begins at a place of a script, and where it ends; one without an end "ends" where it begins.

    Raises:
        ValueError: there is none, or there is too much to mend.
    """
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        slice_ = text[start : start + min(LARGEST_REPAIRED, max(mending.left, 0))]
    value, length = mending.mended(slice_)
    return value, start + (length if length < len(slice_) else 0)


def _nothing(_: str) -> None:
    """Read NaN and Infinity as no value."""


_DECODER = json.JSONDecoder(strict=False, parse_float=Decimal, parse_constant=_nothing)


class _Mender:
    """A reader that forgives: comments, trailing commas, semicolons, other quotes, bare keys, a missing end."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def value(self) -> Any:  # noqa: ANN401  # JSON can be anything
        """Read the value at the beginning."""
        kind, piece = self._next()
        while kind == "sign" and piece in ";,":
            kind, piece = self._next()
        return self._value(kind, piece, 0)

    def _next(self) -> tuple[str, str]:
        while self.at < len(self.text):
            found = _TOKEN.match(self.text, self.at)
            if found is None:
                if self.text[self.at] in "\"'`":
                    message = "a text without an end"
                    raise ValueError(message)
                self.at += 1  # a sign that means nothing here
                continue
            self.at = found.end()
            if found.lastgroup != "space":
                return str(found.lastgroup), found[0]
        return "end", ""

    def _value(self, kind: str, piece: str, depth: int) -> Any:  # noqa: ANN401  # JSON can be anything
        if depth > DEEPEST or kind == "end":
            message = "nested too deeply, or cut off"
            raise ValueError(message)
        if piece == "{" and kind == "sign":
            return self._object(depth)
        if piece == "[" and kind == "sign":
            return self._list(depth)
        if kind == "text":
            return _unquoted(piece)
        if kind == "number":
            return Decimal(piece) if re.search(r"[.eE]", piece) else int(piece[:400])
        if kind == "word":
            return _WORDS.get(piece)
        message = f"{piece!r} in an odd place"
        raise ValueError(message)

    def _object(self, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        while True:
            kind, piece = self._next()
            if kind == "end" or piece == "}":
                return made
            if kind == "sign":
                continue
            key = _unquoted(piece) if kind == "text" else piece
            place = self.at
            if self._next() != ("sign", ":"):
                self.at = place
                continue
            place = self.at
            kind, piece = self._next()
            if kind == "sign" and piece in "},":
                self.at = place
                continue
            if kind == "end":
                return made
            made[key] = self._value(kind, piece, depth + 1)

    def _list(self, depth: int) -> list[Any]:
        made: list[Any] = []
        while True:
            kind, piece = self._next()
            if kind == "end" or piece == "]":
                return made
            if kind == "sign" and piece in ",;:}":
                continue
            made.append(self._value(kind, piece, depth + 1))


def _unquoted(piece: str) -> str:
    return _ESCAPED.sub(_character, piece[1:-1])


def _character(found: re.Match[str]) -> str:
    if code := found[1] or found[2]:
        return chr(int(code, 16))
    return _ESCAPES.get(found[3], found[3])
