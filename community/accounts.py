"""Accounts: sign up, sign in and out, passwords. The pages are Django's own, in our dress."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth import views as auth
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from builder import mine
from community import limits
from community.account_forms import LONGEST, SignInForm, SignUpForm
from community.refusing import LimitedError
from community.talk_views import too_often

if TYPE_CHECKING:
    from django import forms
    from django.contrib.auth.models import User
    from django.http import HttpRequest, HttpResponse, HttpResponseBase


class Limiting:
    """Counts what is sent; what is too much is answered with 429, and nothing is looked at."""

    def tries(self, request: HttpRequest) -> list[tuple[str, list[str]]]:
        """Name the limits that sending concerns, each with whose tries are counted."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Count, then go on."""
        try:
            for name, who in self.tries(request):
                limits.hold(name, *who)
        except LimitedError as error:
            return too_often(request, error)
        return cast("HttpResponse", super().post(request, *args, **kwargs))  # type: ignore[misc]  # a FormView's


class Refusing:
    """Answers a form that cannot be accepted with 422, so that programs see it as well as people."""

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        """Show the form again, with what is wrong beside each field."""
        response = super().form_invalid(form)  # type: ignore[misc]  # a FormView's, beside which this stands
        response.status_code = 422
        return cast("HttpResponse", response)


def hand_over(request: HttpRequest, keys: list[str], user: User) -> None:
    """Give the builds of these keys to the account, and say how many came along."""
    if claimed := mine.claim(request, keys, user):
        text = ngettext(
            "%(n)s build of this browser is in your account now.",
            "%(n)s builds of this browser are in your account now.",
            claimed,
        )
        messages.success(request, text % {"n": claimed})


class SignIn(Limiting, Refusing, auth.LoginView):
    """Sign in; what was built before without an account comes along."""

    def tries(self, request: HttpRequest) -> list[tuple[str, list[str]]]:
        """Count by account and address together, so that nobody locks out somebody else; and by address."""
        address = limits.address_of(request)
        account = request.POST.get("username", "")[:LONGEST].casefold()
        return [("sign-in-anywhere", [address]), ("sign-in", [account, address])]

    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]  # the form that is named above
        """Sign in and claim this browser's builds."""
        keys = mine.keys_made(self.request)  # before signing in, which may empty the session
        response = super().form_valid(form)
        hand_over(self.request, keys, form.get_user())
        return response


@method_decorator([sensitive_post_parameters(), csrf_protect, never_cache], name="dispatch")
class SignUp(Limiting, Refusing, auth.RedirectURLMixin, FormView):  # type: ignore[type-arg]  # generic for the type checker only
    """Make an account and sign in; what was built before without one comes along."""

    form_class = SignUpForm
    template_name = "registration/signup.html"
    next_page = "builder:saved"

    def tries(self, request: HttpRequest) -> list[tuple[str, list[str]]]:
        """Count by address."""
        return [("sign-up", [limits.address_of(request)])]

    def dispatch(self, request: HttpRequest, *args: str, **kwargs: str) -> HttpResponseBase:
        """Whoever is signed in has an account."""
        if request.user.is_authenticated:
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Carry along where the reader wanted to go."""
        return super().get_context_data(**{self.redirect_field_name: self.get_redirect_url(), **kwargs})

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        """Make the account, sign in and claim this browser's builds."""
        user = form.create()
        if user is None:
            return self.form_invalid(form)
        keys = mine.keys_made(self.request)  # before signing in, which may empty the session
        login(self.request, user)
        messages.success(self.request, _("Welcome, %(name)s.") % {"name": user.username})
        hand_over(self.request, keys, user)
        return redirect(self.get_success_url())


class AskForNewPassword(Limiting, Refusing, auth.PasswordResetView):
    """Send a link for a new password."""

    def tries(self, request: HttpRequest) -> list[tuple[str, list[str]]]:
        """Count by the mail address that is written, and by the address that asks."""
        mail = request.POST.get("email", "")[:254].strip().casefold()
        return [("reset", ["mail", mail]), ("reset", ["from", limits.address_of(request)])]

    success_url = reverse_lazy("community:password-reset-done")
    subject_template_name = "registration/password_reset_subject.txt"
    email_template_name = "registration/password_reset_email.txt"


class NewPasswordAsked(auth.PasswordResetDoneView):
    """Say that the link is on its way, if there is such an account."""


class SetNewPassword(Refusing, auth.PasswordResetConfirmView):
    """Take the new password of whoever has the link."""

    success_url = reverse_lazy("community:password-reset-complete")


class NewPasswordSet(auth.PasswordResetCompleteView):
    """Say that the password has been replaced."""


class ChangePassword(Refusing, auth.PasswordChangeView):
    """Take a new password of whoever knows the old one."""

    success_url = reverse_lazy("builder:saved")

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        """Change it, and stay signed in here."""
        response = super().form_valid(form)  # type: ignore[arg-type]  # the view's own form
        messages.success(self.request, _("Your password has been changed."))
        return response
