"""What people write when they publish a build."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from builder.saying import LineField, NumberField, OneOfField, said
from community.measuring import MeasuringError, checked
from community.models import MAX_TITLE, Unit, Workload
from community.notes import MAX_NOTES
from community.publishing import PublishError, checked_notes, checked_title
from community.tags import MOST_TAGS, TAGS

if TYPE_CHECKING:
    from builder.saying import Text

MOST = {"speed": 1e9, "peak_gib": 4096, "wall_w": 100_000, "noise_db": 140}  # what is beyond is a slip


class FigureField(forms.FloatField):
    """A measured figure above 0, in the digits 0 to 9."""

    def __init__(self, *, label: Text, high: float, **options: Any) -> None:  # noqa: ANN401  # Django's own
        wrong = said(_("%(label)s: write a number above 0, up to %(high)s."), label=label, high=f"{high:,.0f}")
        self.wrong = wrong
        messages = dict.fromkeys(("invalid", "max_value"), wrong)
        options |= {"required": False, "widget": forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 12})}
        super().__init__(label=label, max_value=high, error_messages=messages, **options)

    def clean(self, value: Any) -> float | None:  # noqa: ANN401  # Django's own
        """Refuse zero, and other digits than 0 to 9."""
        if not str(value or "").isascii():
            raise forms.ValidationError(self.wrong, code="invalid")
        number = super().clean(value)
        if number is not None and number <= 0:
            raise forms.ValidationError(self.wrong, code="invalid")
        return number  # type: ignore[no-any-return]  # Django's field gives a float


class MeasurementForm(forms.Form):
    """What was measured, and how."""

    workload = OneOfField(Workload.choices, label=_("Work"))
    model_name = LineField(label=_("Model"), max_length=80)
    precision = LineField(label=_("Precision"), max_length=20, required=False)
    software = LineField(label=_("Software"), max_length=80, required=False)
    cards = NumberField(label=_("Cards"), low=1, high=64, initial=1)
    batch = NumberField(label=_("Batch"), low=1, high=1_000_000, required=False)
    context_tokens = NumberField(label=_("Tokens of context"), low=1, high=100_000_000, required=False)
    speed = FigureField(label=_("Speed"), high=MOST["speed"])
    unit = OneOfField([("", "—"), *Unit.choices], label=_("Unit"), required=False)
    peak_gib = FigureField(label=_("Peak memory, GiB"), high=MOST["peak_gib"])
    wall_w = FigureField(label=_("At the wall, W"), high=MOST["wall_w"])
    noise_db = FigureField(label=_("Noise, dB(A)"), high=MOST["noise_db"])
    measured_on = forms.DateField(
        label=_("Measured on"),
        initial=timezone.localdate,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("invalid", "required"), _("Measured on: write a day such as 2026-11-24.")),
    )

    def clean(self) -> dict[str, Any]:
        """Hold what belongs together to be together."""
        given = super().clean() or {}
        if not self.errors:
            try:
                checked(given, timezone.localdate())
            except MeasuringError as error:
                self.add_error(error.field, error.message)
        return given


class PublishForm(forms.Form):
    """Title and notes. The limits are those of `publish`, so the form and the verb cannot disagree."""

    title = forms.CharField(
        label=_("Title"),
        max_length=MAX_TITLE,
        help_text=_("What somebody who looks for a build like yours would read first."),
        error_messages={"required": _("Title: say in a few words what this build is.")},
    )
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "maxlength": MAX_NOTES}),
        help_text=_("Why these parts, what you measured, what you would do differently. Markdown; no images."),
    )

    tags = forms.MultipleChoiceField(
        label=_("Tags"),
        required=False,
        choices=list(TAGS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Tags: there is no tag “%(value)s”.")},
    )

    def clean_tags(self) -> list[str]:
        """Take a few: more say nothing."""
        tags: list[str] = self.cleaned_data["tags"]
        if len(tags) > MOST_TAGS:
            raise forms.ValidationError(_("Tags: at most %(most)s.") % {"most": MOST_TAGS}, code="most")
        return tags

    def clean_title(self) -> str:
        """Hold the title to the rules of publishing."""
        try:
            return checked_title(self.cleaned_data["title"])
        except PublishError as error:
            raise forms.ValidationError(error.message) from error

    def clean_notes(self) -> str:
        """Hold the notes to the rules of publishing. A line break, which is sent as two characters, counts once."""
        try:
            return checked_notes(self.cleaned_data["notes"].replace("\r\n", "\n"))
        except PublishError as error:
            raise forms.ValidationError(error.message) from error
