"""What people send to moderators, and what moderators send."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from builder.saying import LineField, NumberField, OneOfField
from community.moderation_models import MAX_ENTRY, MAX_REASON, Deed, Unwanted, Why

MOST_DAYS = 3650


class FlagForm(forms.Form):
    """A report."""

    why = OneOfField(Why.choices, label=_("Why"))
    text = LineField(label=_("In your words"), max_length=MAX_REASON, required=False)


class DeedForm(forms.Form):
    """What is done to a comment, a build or its author."""

    deed = OneOfField(Deed.choices, label=_("What"))
    reason = LineField(label=_("Reason"), max_length=MAX_REASON)
    days = NumberField(label=_("Days, of a ban; empty: until it is lifted"), low=1, high=MOST_DAYS, required=False)


class UnwantedForm(forms.Form):
    """A word or a domain for the list."""

    kind = OneOfField(Unwanted.Kind.choices, label=_("What"))
    entry = LineField(label=_("Word or domain"), max_length=MAX_ENTRY)
