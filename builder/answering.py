"""What readers say where the catalogue says nothing: forms that ask for it, and what is said of a wrong answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from builder.saying import MeasureField, NumberField, OneOfField, SeveralOfField
from catalog.templatetags.units import number
from engine.answers import RefusedAnswerError, answerable, taken
from engine.facts import FACTS, TOGETHER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.facts import Fact
    from engine.parts import Part

MANY = 12  # words; more of them are a list rather than boxes
YES_NO = (("true", _l("yes")), ("false", _l("no")))


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as the page of a build shows it."""

    field: str
    label: str
    value: str
    counts: bool  # False: the catalogue says it by now


def fact_label(fact: Fact) -> str:
    """Name a fact, with its unit."""
    label = _(fact.label)
    return f"{label} ({_(fact.unit)})" if fact.unit else label


def value_text(fact: Fact, value: Any) -> str:  # noqa: ANN401  # whatever an answer is
    """Write an answer as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, str):
        return value
    return f"{number(value, 0 if value == int(value) else 1)} {_(fact.unit)}".strip()


def answers_of(stated: Part, answers: Mapping[str, Any]) -> list[Answer]:
    """Give the answers on a part, each as it is shown."""
    facts, open_facts = FACTS.get(type(stated), {}), answerable(stated)
    return [
        Answer(name, _(facts[name].label), value_text(facts[name], value), name in open_facts)
        for name, value in answers.items()
        if name in facts
    ]


def wrong_answer(fact: Fact) -> str:
    """Say which answers a fact takes."""
    label = fact_label(fact)
    if fact.yes_or_no:
        return _("%(label)s: answer yes or no.") % {"label": label}
    if fact.choices:
        sentence = (
            _("%(label)s: choose some of %(names)s.") if fact.several else _("%(label)s: choose one of %(names)s.")
        )
        return sentence % {"label": label, "names": ", ".join(fact.choices)}
    sentence = (
        _("%(label)s: write a whole number from %(low)s to %(high)s.")
        if fact.whole
        else _("%(label)s: write a number from %(low)s to %(high)s.")
    )
    return sentence % {"label": label, "low": f"{fact.low:,g}", "high": f"{fact.high:,g}"}


def not_open(name: str, stated: Part) -> str:
    """Say that a fact cannot be answered, and which can."""
    if hasattr(stated, name) and name in FACTS.get(type(stated), {}):
        return _("%(field)s: the catalogue says it of %(part)s already.") % {"field": name, "part": stated.name}
    names = ", ".join(answerable(stated)) or _("none")
    return _("%(field)s: nothing that is missing here. What can be answered of %(part)s: %(names)s.") % {
        "field": name,
        "part": stated.name,
        "names": names,
    }


def checked(stated: Part, given: Mapping[str, object]) -> tuple[dict[str, Any], dict[str, str]]:
    """Look at answers on a part: those that are right, and what is wrong with the others, by fact."""
    open_facts = answerable(stated)
    right, wrong = {}, {}
    for name, value in given.items():
        if name not in open_facts:
            wrong[name] = not_open(name, stated)
            continue
        try:
            right[name] = taken(open_facts[name], value)
        except RefusedAnswerError:
            wrong[name] = wrong_answer(open_facts[name])
    return right, wrong


def asked_with(name: str, stated: Part) -> list[str]:
    """Give the facts that are asked for in one form with a fact."""
    return [each for each in TOGETHER.get(name, (name,)) if each in answerable(stated)]


class AnswerForm(forms.Form):
    """Asks for facts of a part, one or a few that belong together; what is left empty is not answered."""

    def __init__(self, stated: Part, names: Iterable[str], *args: Any, **options: Any) -> None:  # noqa: ANN401  # Django's
        """Take the part as the catalogue has it, and the facts to ask for."""
        super().__init__(*args, **options)
        self.stated = stated
        open_facts = answerable(stated)
        for name in names:
            self.fields[name] = answer_field(open_facts[name])

    def clean(self) -> dict[str, Any]:
        """Something must be said."""
        cleaned = super().clean() or {}
        if not self.errors and not self.answers():
            labels = ", ".join(str(field.label) for field in self.fields.values())
            raise forms.ValidationError(_("%(names)s: nothing was entered.") % {"names": labels})
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Give what was said."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}


class TruthChoiceField(OneOfField):
    """Yes, no, or not said."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401  # Django's own
        """Read the word."""
        word = super().clean(value)
        return None if word == "" else word == "true"


def answer_field(fact: Fact) -> forms.Field:
    """Make the field that asks for a fact."""
    label = fact_label(fact)
    if fact.yes_or_no:
        field: forms.Field = TruthChoiceField(YES_NO, label=label, required=False)
        field.widget.choices = [("", "—"), *YES_NO]
    elif fact.several:
        widget = forms.CheckboxSelectMultiple if len(fact.choices) <= MANY else forms.SelectMultiple
        field = SeveralOfField(fact.choices, label=label, required=False, widget=widget)
    elif fact.choices:
        field = OneOfField([(name, name) for name in fact.choices], label=label, required=False)
        field.widget.choices = [("", "—"), *[(name, name) for name in fact.choices]]
    elif fact.whole:
        low, high = int(fact.low or 0), int(fact.high or 0)
        field = NumberField(label=label, low=low, high=high, required=False, widget=forms.TextInput)
    else:
        field = MeasureField(label=label, low=fact.low or 0, high=fact.high or 0, required=False)
    field.help_text = _range_text(fact)
    return field


def _range_text(fact: Fact) -> str:
    if fact.yes_or_no or fact.choices:
        return ""
    return _("%(low)s to %(high)s") % {"low": f"{fact.low:,g}", "high": f"{fact.high:,g}"}
