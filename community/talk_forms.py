"""What people write in a thread."""

from __future__ import annotations

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from community.talk_models import MAX_KEY
from community.wording import MAX_TEXT


def new_key() -> str:
    """Make a key for a form: sent twice, it is one comment."""
    return uuid.uuid4().hex


class CommentForm(forms.Form):
    """A comment. What is wrong with the text is said by the verb, so that page and API cannot disagree."""

    text = forms.CharField(
        label=_("Your comment"),
        widget=forms.Textarea(attrs={"rows": 6}),
        strip=False,
        help_text=_("Markdown: **bold**, `code`, > quote, [text](https://…). Up to %(max)s characters.")
        % {"max": f"{MAX_TEXT:,}"},
        error_messages={
            "required": _("Comment: write something that can be seen."),
            "null_characters_not_allowed": _("Comment: a character of it cannot be kept (NUL)."),
        },
    )
    key = forms.CharField(max_length=MAX_KEY, widget=forms.HiddenInput, initial=new_key, required=False)

    def clean_key(self) -> str:
        """A form without a key is a form of its own."""
        return self.cleaned_data["key"] or new_key()


def quoted(text: str) -> str:
    """Give a text as a quote to answer below."""
    return "".join(f"> {line}\n" for line in text.splitlines()) + "\n"
