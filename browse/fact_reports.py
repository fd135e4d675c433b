"""What a reader may say of a wrong fact: the form, and who is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _l

from browse.labels import LABELS
from builder.saying import LineField, OneOfField
from catalog.reporting import Claim
from catalog.reports import LONGEST_CONTACT, LONGEST_EVIDENCE, LONGEST_VALUE

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict
    from django.utils.functional import _StrPromise

    from catalog.models import Part

OF_PART = {
    "name": _l("Name"),
    "manufacturer": _l("Maker"),
    "part_numbers": _l("Part numbers"),
    "released_year": _l("Year"),
}


def reportable(kind: str) -> dict[str, _StrPromise]:
    """Give what can be reported of a part: its columns and what they are called."""
    return {**{name: label.text for name, label in LABELS[kind].items()}, **OF_PART}


def shown(part: Part, fact: str) -> str:
    """Give a fact as the page has it, without marks; empty if it is not known."""
    if fact in OF_PART:
        value = getattr(part, fact)
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    label, value = LABELS[part.kind][fact], getattr(part.spec, fact)
    return strip_tags(label.shown(value)) if label.knows(value) else ""


class ReportForm(forms.Form):
    """A fact that is wrong, what it should be, and where that can be seen."""

    def __init__(self, part: Part, given: QueryDict | None = None) -> None:
        """Offer the facts of the part's kind."""
        super().__init__(given, auto_id="report_%s")
        self.part = part
        self.fields["fact"] = OneOfField(reportable(part.kind).items(), label=_l("Which fact"))
        self.fields["proposed"] = LineField(label=_l("What it should be"), max_length=LONGEST_VALUE)
        self.fields["evidence"] = LineField(
            label=_l("Where one can see that"),
            max_length=LONGEST_EVIDENCE,
            help_text=_l("The address of a page, or a document and its page."),
        )
        self.fields["contact"] = LineField(
            label=_l("How to reach you (optional)"), max_length=LONGEST_CONTACT, required=False
        )
        for field in self.fields.values():  # a form that nobody opened is not to be filled in by the browser
            field.widget.attrs["autocomplete"] = "off"

    def claim(self) -> Claim:
        """Give what was said, beside the fact as it is now."""
        return Claim(**{**self.cleaned_data, "shown": shown(self.part, self.cleaned_data["fact"])})


def asker_of(request: HttpRequest) -> str:
    """Give what stands for whoever asks when reports are counted: a digest, since addresses are nobody's business."""
    who = f"user-{request.user.pk}" if request.user.is_authenticated else _address(request)
    return salted_hmac("rigwright.report", who, algorithm="sha256").hexdigest()


def _address(request: HttpRequest) -> str:
    """Give the address; behind a proxy the one that the proxy has seen, which is the last it adds."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
