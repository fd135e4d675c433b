"""Names and passwords."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, BaseUserCreationForm
from django.contrib.auth.models import User
from django.core.validators import RegexValidator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from community.lookalikes import like_staff

SHORTEST, LONGEST = 3, 30
USERNAME = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z",
    _("Username: letters a to z, digits, and . _ - after the first character."),
)
# A name made of one of these words speaks for the site, or gets in the way of an address.
RESERVED = {
    "abuse", "account", "admin", "administrator", "anonymous", "api", "deleted", "help", "me", "mod", "moderation",
    "moderator", "mods", "nobody", "null", "official", "operator", "owner", "postmaster", "root", "security", "site",
    "staff", "support", "sysadmin", "system", "team", "undefined", "webmaster",
}  # fmt: skip
OWN_NAME = "rigwright"
RESERVED_TEXT = _("Username: this one is reserved, since it reads as if it spoke for the site.")
ALIKE_TEXT = _("Username: this one looks like the name of somebody who looks after the place.")
TAKEN_TEXT = _("Username: this one is taken. Upper and lower case make no difference.")


def reserved(username: str) -> bool:
    """Tell whether a name reads as if it spoke for the site, however it is spaced or numbered."""
    folded = username.lower()
    words = re.split(r"[._-]+", folded)
    joined = "".join(words)
    return OWN_NAME in joined or not RESERVED.isdisjoint({*words, joined, joined.rstrip("0123456789")})


def spelling_of(username: str) -> str:
    """Give a name as its account spells it, or as it is if there is none."""
    stored = User.objects.filter(username__iexact=username).values_list("username", flat=True).first()
    return stored or username


class SignUpForm(BaseUserCreationForm):  # type: ignore[type-arg]  # generic for the type checker only
    """A new account."""

    username = forms.CharField(
        label=_("Username"),
        min_length=SHORTEST,
        max_length=LONGEST,
        validators=[USERNAME],
        help_text=_("3 to 30 letters, digits or . _ -; it stands beside what you publish."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
        error_messages={
            "required": _("Username: choose a name."),
            "min_length": _("Username: at least 3 characters."),
            "max_length": _("Username: at most 30 characters."),
        },
    )
    email = forms.EmailField(
        label=_("Email, if you like"),
        required=False,
        help_text=_("Only for a new password. Without it, a forgotten password cannot be replaced."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    class Meta:
        model = User
        fields = ("username", "email")

    def clean_username(self) -> str:
        """Refuse names that are reserved or taken."""
        username: str = self.cleaned_data["username"]
        if reserved(username):
            raise forms.ValidationError(RESERVED_TEXT, code="reserved")
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(TAKEN_TEXT, code="unique")
        if like_staff(username):
            raise forms.ValidationError(ALIKE_TEXT, code="alike")
        return username

    def create(self) -> User | None:
        """Make the account; None, with an error beside the name, if somebody took it in the meantime."""
        try:
            with transaction.atomic():
                user: User = self.save()
        except IntegrityError:
            self.add_error("username", forms.ValidationError(TAKEN_TEXT, code="unique"))
            return None
        return user


class SignInForm(AuthenticationForm):
    """Name and password; upper and lower case of the name make no difference."""

    error_messages: dict[str, Any] = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("Username and password do not belong together. The password minds upper and lower case."),
    }

    def clean_username(self) -> str:
        """Find the name as its account spells it."""
        return spelling_of(self.cleaned_data["username"])
