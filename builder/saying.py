"""Form fields that say what is wrong by name, and what is allowed."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # Unicode's categories of what has no shape of its own
DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?", re.ASCII)
JOINERS = "\u200c\u200d"  # some scripts and emoji need them inside words


def on_one_line(text: str) -> str:
    """Give a text without control and direction characters, on one line, with single spaces."""
    seen = (" " if unicodedata.category(each) == "Cc" else each for each in text)
    kept = "".join(each for each in seen if each in JOINERS or unicodedata.category(each) not in UNSEEN)
    return " ".join(kept.split())


def said(sentence: Text, **values: object) -> Text:
    """Fill a sentence in when it is shown, in the language of the page, and not when the form is defined."""
    return lazy(lambda: str(sentence) % values, str)()


class LineField(forms.CharField):
    """A text on one line."""

    def __init__(self, *, label: Text, max_length: int, **options: Any) -> None:  # noqa: ANN401  # Django's own
        wrong = said(_("%(label)s: write 1 to %(max)s characters."), label=label, max=max_length)
        messages = dict.fromkeys(("required", "max_length", "null_characters_not_allowed"), wrong)
        super().__init__(label=label, max_length=max_length, error_messages=messages, **options)

    def to_python(self, value: object) -> str:
        """Read the text as people see it."""
        return on_one_line(super().to_python(value) or "")


class OneOfField(forms.ChoiceField):
    """One of a few names."""

    def __init__(self, names: Iterable[tuple[str, Text]], *, label: Text, **options: Any) -> None:  # noqa: ANN401
        choices = list(names)
        wrong = said(
            _("%(label)s: choose one of %(names)s."), label=label, names=", ".join(name for name, _text in choices)
        )
        messages = dict.fromkeys(("required", "invalid_choice"), wrong)
        super().__init__(choices=choices, label=label, error_messages=messages, **options)


class SeveralOfField(forms.MultipleChoiceField):
    """Some of a few names."""

    def __init__(self, names: Iterable[str], *, label: Text, **options: Any) -> None:  # noqa: ANN401  # Django's own
        choices = [(name, name) for name in names]
        sentence = _("%(label)s: choose some of %(names)s.")
        wrong = said(sentence, label=label, names=", ".join(name for name, _text in choices))
        messages = dict.fromkeys(("required", "invalid_choice", "invalid_list"), wrong)
        super().__init__(choices=choices, label=label, error_messages=messages, **options)


class YesOrNoField(forms.Field):
    """Yes or no, as a box or a program sends it; absent is `otherwise`, anything else is refused."""

    WORDS = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}

    def __init__(self, *, label: Text, otherwise: bool | None = False) -> None:
        self.otherwise = otherwise
        wrong = said(_("%(label)s: send true or false."), label=label)
        super().__init__(required=False, label=label, error_messages={"invalid": wrong}, widget=forms.TextInput)

    def to_python(self, value: object) -> bool | None:
        """Read the word."""
        if value is None:
            return self.otherwise
        answer = self.WORDS.get(str(value).lower())
        if answer is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return answer


class NumberField(forms.IntegerField):
    """A whole number between two limits, in the digits 0 to 9."""

    def __init__(self, *, label: Text, low: int, high: int, **options: Any) -> None:  # noqa: ANN401  # Django's own
        sentence = _("%(label)s: write a whole number from %(low)s to %(high)s.")
        wrong = said(sentence, label=label, low=f"{low:,}", high=f"{high:,}")
        messages = dict.fromkeys(("invalid", "min_value", "max_value", "required"), wrong)
        super().__init__(label=label, min_value=low, max_value=high, error_messages=messages, **options)
        self._longest = len(str(high)) + 1  # so that 65 is called too many, and a page of digits is not read

    def to_python(self, value: object) -> int | None:
        """Read the number; other digits than 0 to 9 are refused rather than read."""
        written = str(value if value is not None else "").strip()
        if written and not (written.isascii() and written.isdigit() and len(written) <= self._longest):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class MeasureField(forms.FloatField):
    """A number between two limits, in the digits 0 to 9, with a point if it is not whole."""

    widget = forms.TextInput

    def __init__(self, *, label: Text, low: float, high: float, **options: Any) -> None:  # noqa: ANN401  # Django's own
        sentence = _("%(label)s: write a number from %(low)s to %(high)s.")
        wrong = said(sentence, label=label, low=f"{low:,g}", high=f"{high:,g}")
        messages = dict.fromkeys(("invalid", "min_value", "max_value", "required"), wrong)
        super().__init__(label=label, min_value=low, max_value=high, error_messages=messages, **options)

    def to_python(self, value: object) -> float | None:  # type: ignore[override]  # as Django's FloatField does
        """Read the number; what other ways there are of writing one is refused rather than read."""
        written = str(value if value is not None else "").strip()
        if written and not DECIMAL.fullmatch(written):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)
