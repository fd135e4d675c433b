"""Fields that read JSON as it is: a number is a number, a text is a text, and an unknown name is an error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.settings import api_settings

from builder.models import MAX_QUANTITY
from builder.saying import on_one_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

PRICE = re.compile(r"[0-9]{1,7}(\.[0-9]{1,2})?", re.ASCII)


class StrictSerializer(serializers.Serializer[Any]):
    """An object of which every name is known."""

    default_error_messages = {
        "unknown_field": _("There is no such field here. Allowed: {names}."),
        "invalid": _("Write an object with the fields {names}."),
    }

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401  # any JSON
        """Read the object after looking at its names."""
        names = ", ".join(name for name, field in self.fields.items() if not field.read_only)
        if not isinstance(data, dict):
            message = str(self.error_messages["invalid"]).format(names=names)
            raise serializers.ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [message]}, code="invalid")
        if unknown := [name for name in data if name not in self.fields]:
            message = str(self.error_messages["unknown_field"]).format(names=names)
            raise serializers.ValidationError({name: [message] for name in unknown}, code="unknown_field")
        return super().to_internal_value(data)


class WholeNumberField(serializers.IntegerField):
    """A whole number of JSON. Texts, fractions, true and false are refused."""

    default_error_messages = {"invalid": _("Write a whole number.")}

    def to_internal_value(self, data: Any) -> int:  # noqa: ANN401  # any JSON
        """Take the number."""
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class QuantityField(WholeNumberField):
    """How many of a part: 1 to 64."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # the framework's own
        message = _("Write a whole number from 1 to %(max)s.") % {"max": MAX_QUANTITY}
        messages: dict[str, Any] = {"invalid": message, "min_value": message, "max_value": message}
        super().__init__(min_value=1, max_value=MAX_QUANTITY, error_messages=messages, **options)


class RangeField(WholeNumberField):
    """A whole number between two limits; an error names them."""

    def __init__(self, low: int, high: int, **options: Any) -> None:  # noqa: ANN401  # the framework's own
        message = _("Write a whole number from %(low)s to %(high)s.") % {"low": f"{low:,}", "high": f"{high:,}"}
        messages: dict[str, Any] = {"invalid": message, "min_value": message, "max_value": message}
        super().__init__(min_value=low, max_value=high, error_messages=messages, **options)


class MeasureField(serializers.FloatField):
    """A number of JSON between two limits. Texts, true and false are refused."""

    def __init__(self, low: float, high: float, **options: Any) -> None:  # noqa: ANN401  # the framework's own
        message = _("Write a number from %(low)s to %(high)s.") % {"low": f"{low:,g}", "high": f"{high:,g}"}
        messages: dict[str, Any] = {"invalid": message, "min_value": message, "max_value": message}
        super().__init__(min_value=low, max_value=high, error_messages=messages, **options)

    def to_internal_value(self, data: Any) -> float:  # noqa: ANN401  # any JSON
        """Take the number."""
        if not isinstance(data, (int, float)) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class AnswersField(serializers.DictField):
    """What the asker says where the catalogue says nothing: facts by name. Whether they fit is looked at by part."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # the framework's own
        options["help_text"] = (
            "Facts that the catalogue does not state of this part, by name: a number, a word, a list of words, true or "
            "false. An error names what is allowed."
        )
        super().__init__(**options)


class TruthField(serializers.BooleanField):
    """true or false. Texts and numbers that read like one are refused."""

    default_error_messages = {"invalid": _("Write true or false.")}

    def to_internal_value(self, data: Any) -> bool:  # noqa: ANN401  # any JSON
        """Take the value."""
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class TextField(serializers.CharField):
    """A text. Numbers are not taken for one."""

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401  # any JSON
        """Take the text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class LineField(TextField):
    """A text on one line, without characters that cannot be seen."""

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401  # any JSON
        """Take the text as people see it."""
        return on_one_line(super().to_internal_value(data))


class OneOfField(serializers.ChoiceField):
    """One of a few names; an error lists them."""

    def __init__(self, choices: Iterable[str], **options: Any) -> None:  # noqa: ANN401  # the framework's own
        choices = list(choices)
        message = _("Allowed here: {names}.")
        super().__init__(
            choices=choices,
            error_messages={"invalid_choice": str(message).format(names=", ".join(choices))},
            **options,
        )

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401  # any JSON
        """Take the name."""
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return str(super().to_internal_value(data))


class PriceField(serializers.DecimalField):
    """An amount in USD of at least 0: a text such as "249.99", or a number."""

    default_error_messages = {"invalid": _('Write an amount in USD from 0 to 9999999.99, such as "249.99", or null.')}

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # the framework's own
        super().__init__(max_digits=9, decimal_places=2, **options)

    def to_internal_value(self, data: Any) -> Decimal:  # noqa: ANN401  # any JSON
        """Read the amount after looking at how it is written."""
        if isinstance(data, bool) or not isinstance(data, (str, int, float)) or not PRICE.fullmatch(str(data)):
            self.fail("invalid")
        return super().to_internal_value(data)
