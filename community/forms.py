"""What people write when they publish a build."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from community.models import MAX_TITLE
from community.notes import MAX_NOTES
from community.publishing import PublishError, checked_notes, checked_title


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
