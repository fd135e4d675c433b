"""The pages of one's account: its data, signing out elsewhere, and leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django import forms
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from community import leaving, limits
from community.talk_views import limited

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest, HttpResponse

READS_AND_SENDS = require_http_methods(["GET", "HEAD", "POST"])
BUILDS = {
    "keep": gettext_lazy("Keep the builds that I shared, under “deleted”, with what was said of them"),
    "remove": gettext_lazy("Remove the builds that I shared, and what was said of them"),
}


class PasswordForm(forms.Form):
    """The password, once more: whoever finds an open browser cannot do everything."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Password: write your password.")},
    )

    def __init__(self, user: User, *args: object) -> None:
        """Take whose it is."""
        super().__init__(*args)  # type: ignore[arg-type]  # the form's data
        self.user = user

    def clean_password(self) -> str:
        """Hold it against the account's."""
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("Password: this is not your password."), code="wrong")
        return password


class LeaveForm(PasswordForm):
    """Also what becomes of shared builds."""

    builds = forms.ChoiceField(
        label=gettext_lazy("Shared builds"),
        choices=list(BUILDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Shared builds: keep or remove?")},
    )


@never_cache
@require_safe
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """Give all of one's own data as a file."""
    answer = JsonResponse(leaving.export(cast("User", request.user)), json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="rigwright-account.json"'
    return answer


@sensitive_post_parameters("password")
@never_cache
@READS_AND_SENDS
@login_required
@limited
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End all other sessions: the password stays, but is hashed anew, and sessions know its hash."""
    form = _form(request, PasswordForm)
    if not form.is_valid():
        return _asked(request, "community/elsewhere.html", form)
    user = form.user
    user.set_password(form.cleaned_data["password"])
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
    messages.success(request, _("You are signed out everywhere but here."))
    return redirect("community:elsewhere")


@sensitive_post_parameters("password")
@never_cache
@READS_AND_SENDS
@login_required
@limited
def leave(request: HttpRequest) -> HttpResponse:
    """Ask what becomes of shared builds, and delete the account."""
    form = _form(request, LeaveForm)
    if not form.is_valid() or not leaving.may_leave(form.user):
        return _asked(request, "community/leave.html", form)
    leaving.leave(form.user, keep_builds=form.cleaned_data["builds"] == "keep")
    logout(request)
    messages.success(request, _("Your account is deleted."))
    return redirect("browse:home")


def _form(request: HttpRequest, kind: type[PasswordForm]) -> PasswordForm:
    """Read the form; a password that is tried counts as a try to sign in."""
    user = cast("User", request.user)
    if request.method != "POST":
        return kind(user)
    limits.hold("sign-in", user.username.casefold(), limits.address_of(request), at=timezone.now())
    return kind(user, request.POST)


def _asked(request: HttpRequest, template: str, form: PasswordForm) -> HttpResponse:
    return TemplateResponse(request, template, {"form": form}, status=422 if form.is_bound else 200)
