"""The pages of price alerts. A link in a mail shows; only a button changes anything, so a reader of links does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from browse.alert_form import TARGETS, AlertForm, asker, watched_by
from browse.alert_watch import path_of
from browse.asking import RefusedError, refusal, refuse_unknown, shows
from browse.kinds import MANY
from browse.wanted import UnreadableError
from builder.models import Build
from catalog.models import Kind
from prices import alerts
from prices.alert_tokens import confirmed_by, list_token, listed_by, stopped_by
from prices.alerts import TooManyAsksError
from prices.models import Alert

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import User
    from django.http import HttpRequest, HttpResponse

MINUTE = 60  # seconds
SHOW_AND_DO = ["GET", "HEAD", "POST"]


class LinkForm(forms.Form):
    """Where to send the link to one's alerts."""

    email = forms.EmailField(
        label=_l("Mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


@dataclass(frozen=True, slots=True)
class Line:
    """An alert as a list shows it."""

    alert: Alert
    title: str
    path: str


@never_cache
@shows
def own(request: HttpRequest) -> HttpResponse:
    """List the alerts of the account, and offer the link to those of an address."""
    refuse_unknown(request.GET, ())
    mine = Alert.objects.none()
    if request.user.is_authenticated:
        mine = Alert.objects.filter(user=request.user, confirmed_at__isnull=False)
    return TemplateResponse(request, "alerts/own.html", {"lines": lines(mine), "form": LinkForm(auto_id="link_%s")})


def lines(rows: Iterable[Alert]) -> list[Line]:
    """Give alerts with what they watch. Two queries."""
    found = list(rows.select_related("part", "address") if isinstance(rows, QuerySet) else rows)
    builds = {build.code: build for build in Build.objects.filter(code__in=[row.build for row in found if row.build])}
    return [Line(row, title_of(row, builds.get(row.build)), path_of(row)) for row in found]


def title_of(alert: Alert, build: Build | None) -> str:
    """Call what an alert watches by its name."""
    if alert.part:
        return alert.part.name
    if alert.kind:
        said = MANY[Kind(alert.kind)]
        return f"{said}: {alert.query}" if alert.query else str(said)
    return str(build) if build else _("A build that is gone")


@never_cache
@require_http_methods(SHOW_AND_DO)
def new(request: HttpRequest) -> HttpResponse:
    """Ask for the price, and note an alert. The answer is the same whatever the address has already."""
    try:
        watched = _watched(request)
    except UnreadableError as error:
        return refusal(request, RefusedError(list(error.wrong.items())))
    form = AlertForm(request.POST if request.method == "POST" else None, _first(request, watched))
    if not form.is_valid():
        return _form(request, form, watched, 422 if form.is_bound else 200)
    try:
        started = alerts.ask(form.cleaned_data["email"], form.wanted(), asker(request), timezone.now())
    except TooManyAsksError as error:
        return _too_many(request, "alerts/new.html", {"form": form, "watched": watched}, error)
    if started:
        messages.success(request, _("Watching. A mail comes when the price is under your limit."))
        return redirect("browse:alerts")
    return TemplateResponse(request, "alerts/asked.html", {"link": False})


def _watched(request: HttpRequest) -> dict[str, object]:
    """Read what is to be watched out of the address of the form, or out of the form itself."""
    given = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and (unknown := [name for name in given if name not in TARGETS]):
        raise UnreadableError({unknown[0][:60]: _("Allowed: %(names)s.") % {"names": ", ".join(TARGETS)}})
    return {name: given.get(name, "") for name in TARGETS} | watched_by(given)


def _first(request: HttpRequest, watched: dict[str, object]) -> dict[str, object]:
    email = request.user.email if request.user.is_authenticated else ""
    part = watched.get("part")
    return {**{name: watched.get(name, "") for name in TARGETS}, "part": getattr(part, "slug", ""), "email": email}


def _form(request: HttpRequest, form: AlertForm, watched: dict[str, object], status: int) -> HttpResponse:
    return TemplateResponse(request, "alerts/new.html", {"form": form, "watched": watched}, status=status)


def _too_many(request: HttpRequest, template: str, context: dict[str, object], error: TooManyAsksError) -> HttpResponse:
    """Say when to come back."""
    said = {**context, "too_many": too_many(error)}
    return TemplateResponse(request, template, said, status=429, headers={"Retry-After": str(error.wait)})


def too_many(error: TooManyAsksError) -> str:
    """Put the limit into words."""
    minutes = -(-error.wait // MINUTE)
    wait = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    return _("You have asked as often as one may in an hour. Come back in %(wait)s.") % {"wait": wait}


@never_cache
@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """Send the link to the alerts of an address; the answer is the same if it has none."""
    form = LinkForm(request.POST, auto_id="link_%s")
    if not form.is_valid():
        return TemplateResponse(request, "alerts/own.html", {"lines": [], "form": form}, status=422)
    try:
        alerts.ask_for_link(form.cleaned_data["email"], asker(request), timezone.now())
    except TooManyAsksError as error:
        return _too_many(request, "alerts/own.html", {"lines": [], "form": form}, error)
    return TemplateResponse(request, "alerts/asked.html", {"link": True})


@never_cache
@require_POST
@login_required
def delete_own(request: HttpRequest, number: int) -> HttpResponse:
    """Delete an alert of the account."""
    get_object_or_404(Alert, pk=number, user=cast("User", request.user)).delete()
    messages.success(request, _("Deleted."))
    return redirect("browse:alerts")


@never_cache
@require_http_methods(SHOW_AND_DO)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a mail asks to confirm, with a button that does it."""
    alert = confirmed_by(token)
    if alert is None:
        return _no_longer(request)
    if request.method != "POST":
        return TemplateResponse(request, "alerts/confirm.html", {"line": lines([alert])[0]})
    alerts.confirm(alert, timezone.now())
    messages.success(request, _("Confirmed. A mail comes when the price is under your limit."))
    return redirect(reverse("browse:alerts-of", args=[list_token(alert.address)]))


@never_cache
@require_http_methods(SHOW_AND_DO)
def of_address(request: HttpRequest, token: str) -> HttpResponse:
    """List the alerts of an address, with a button to delete each."""
    email = listed_by(token)
    if email is None:
        return _no_longer(request)
    rows = Alert.objects.filter(address__email=email, confirmed_at__isnull=False)
    if request.method == "POST":
        number = request.POST.get("delete", "")
        if not (number.isascii() and number.isdigit() and len(number) < 19):  # noqa: PLR2004  # what a key can be
            return refusal(request, RefusedError([("delete", _("Write the number of an alert."))]))
        get_object_or_404(rows, pk=int(number)).delete()
        messages.success(request, _("Deleted."))
        return redirect(request.path)
    return TemplateResponse(request, "alerts/of.html", {"lines": lines(rows), "email": email})


@csrf_exempt  # RFC 8058: a mail program posts here, and the token says for whom
@never_cache
@require_http_methods(SHOW_AND_DO)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End all alerts of an address: by the button of the page, or by a mail program's one click."""
    email = stopped_by(token)
    if email is None:
        return _no_longer(request)
    if request.method != "POST":
        return TemplateResponse(request, "alerts/stop.html", {"email": email, "done": False})
    alerts.stop(email)
    return TemplateResponse(request, "alerts/stop.html", {"email": email, "done": True})


def _no_longer(request: HttpRequest) -> HttpResponse:
    said = _("This link is not good, or not any more. Ask for a new one on the page of alerts.")
    return refusal(request, RefusedError([(_("link"), said)], status=404, back=reverse("browse:alerts")))
