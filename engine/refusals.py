"""How a calculator refuses a value: by the name of its field, with what is allowed."""

from __future__ import annotations


class InputError(ValueError):
    """A value that is not allowed: which field, and what is. `message` is untranslated and takes `values`."""

    def __init__(self, field: str, message: str, **values: object) -> None:
        """Keep words and values apart, so that a page can translate and a form can place them."""
        self.field = field
        self.message = message
        self.values = {"field": field, **values}
        super().__init__(message % self.values)
