"""Why something that people do here is not done: by field, and in words."""

from __future__ import annotations


class RefusedError(Exception):
    """Something is not done. `field` names what is wrong, the message says it in words. Nothing has changed."""

    field = ""

    def __init__(self, message: str, field: str | None = None) -> None:
        """Keep the message for page and API."""
        super().__init__(message)
        self.message = message
        if field is not None:
            self.field = field


class TextError(RefusedError):
    """A text cannot be taken."""

    field = "text"


class NotAllowedError(RefusedError):
    """Not this person, or not here."""


class LimitedError(RefusedError):
    """Too often; `wait` is in how many seconds to come back."""

    def __init__(self, message: str, wait: int) -> None:
        """Keep how long to wait."""
        super().__init__(message)
        self.wait = wait
