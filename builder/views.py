"""The builder's pages. Every state has an address: an open list of choices is a parameter of the build's own page."""

from __future__ import annotations

from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from builder import facts, mine
from builder.addresses import Address, WrongAddressError, heed, keep, start
from builder.answering import AnswerForm, not_open
from builder.assess import assess
from builder.candidates import choices, place_for
from builder.facts import item_key
from builder.forms import ChangeItemForm, OwnPartForm, PutPartForm, SettingsForm, WishForm
from builder.mending import rows_that_mend
from builder.models import MAX_ITEMS, Build, FullError, Item
from builder.panel import Panel
from builder.surroundings import listed_countries
from engine.answers import answerable

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse
    from django_htmx.middleware import HtmxDetails

    class HtmxRequest(HttpRequest):
        """A request as the middleware leaves it."""

        htmx: HtmxDetails
        address: Address  # what it says of the surroundings, once `editable` has read it
        build: Build  # as `editable` found it


View = TypeVar("View", bound="Callable[..., HttpResponse]")
CSRF = "csrfmiddlewaretoken"


def editable(request: HtmxRequest, code: str | None) -> Build:
    """Find the build of a key, or a new one that is not saved yet; a stranger gets 404.

    It is judged by what the address says of the surroundings. Raises WrongAddressError where that is nonsense.
    """
    if code is None:
        build = Build(**start(request))
    else:
        build = get_object_or_404(Build.objects.editable_by(request.user), edit_code=code)
    request.build, request.address = build, heed(request.GET, build)
    if request.address.errors:
        raise WrongAddressError
    return build


def heeding(view: View) -> View:
    """Answer nonsense in the address with the build as it is, and with what is wrong."""

    @wraps(view)
    def heeded(request: HtmxRequest, *args: Any, **options: Any) -> HttpResponse:  # noqa: ANN401  # any view's
        try:
            return view(request, *args, **options)
        except WrongAddressError:
            return show(request, request.build)

    return cast("View", heeded)


@never_cache
@require_safe
@vary_on_headers("HX-Request")
@heeding
def edit(request: HtmxRequest, code: str | None = None) -> HttpResponse:
    """Show a build to whoever may change it; `?choose=<kind>` opens the list of choices in its place."""
    build = editable(request, code)
    if build.pk:
        mine.opened(request, build)
    return show(request, build)


@require_POST
@heeding
def put(request: HtmxRequest, code: str | None = None) -> HttpResponse:
    """Put a part of the catalogue into a build, and make the build if there is none yet."""
    build = editable(request, code)
    form = PutPartForm(request.POST, build=build)
    if not form.is_valid():
        return show(request, build, form)
    given = form.cleaned_data
    quantity = given["quantity"] or (given["item"].quantity if given["item"] else 1)
    try:
        saved(request, build).put(given["part"], quantity, replacing=given["item"], owned=given["owned"])
    except FullError:
        return show_full(request, build, form)
    except Item.DoesNotExist:
        form.add_error("item", _("Item: it is not in this build any more."))
        return show(request, build, form)
    return done(request, build)


@require_POST
@heeding
def put_own(request: HtmxRequest, code: str | None = None) -> HttpResponse:
    """Put in a part that the catalogue does not have, with the reader's own name and price."""
    build = editable(request, code)
    form = OwnPartForm(request.POST, build=build)
    if not form.is_valid():
        return show(request, build, form)
    try:
        saved(request, build).place(Item(**form.cleaned_data))
    except FullError:
        return show_full(request, build, form)
    return done(request, build)


@require_POST
@heeding
def change(request: HtmxRequest, code: str, item: int) -> HttpResponse:
    """Change how many of a part there are, whether one owns it, or what one pays."""
    build = editable(request, code)
    changed = get_object_or_404(build.items.select_related("part__graphics_card"), pk=item)
    form = ChangeItemForm(request.POST, item=changed)
    if not form.is_valid():
        return show(request, build, form)
    try:
        build.change(changed, **form.changes())
    except Item.DoesNotExist:
        raise Http404 from None
    return done(request, build)


@require_POST
@heeding
def remove(request: HtmxRequest, code: str, item: int) -> HttpResponse:
    """Take a part out."""
    build = editable(request, code)
    try:
        build.take_out(get_object_or_404(build.items, pk=item))
    except Item.DoesNotExist:
        raise Http404 from None
    return done(request, build)


@require_POST
@heeding
def undo(request: HtmxRequest, code: str) -> HttpResponse:
    """Take the last change back."""
    build = editable(request, code)
    if not build.undo():
        messages.info(request, _("There is nothing left to undo."))
    return done(request, build)


@require_POST
@heeding
def settings(request: HtmxRequest, code: str) -> HttpResponse:
    """Change title and surroundings."""
    build = editable(request, code)
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return show(request, build, form)
    build.surround(**form.cleaned_data)
    keep(request, build.surroundings | request.address.stored | form.cleaned_data)
    request.address = Address()
    build.refresh_from_db()
    return done(request, build)


@require_POST
@heeding
def answer(request: HtmxRequest, code: str, item: int) -> HttpResponse:
    """Say what the catalogue does not say of a part: one fact, or a few that belong together."""
    build = editable(request, code)
    answered = get_object_or_404(facts.items_with_facts(build), pk=item)
    stated = facts.stated_part(answered)
    sent = [name for name in request.POST if name != CSRF]
    asked = answerable(stated)
    form = AnswerForm(stated, [name for name in sent if name in asked], request.POST)
    for name in sent or ["answer"]:
        if name not in asked:
            form.add_error(None, not_open(name, stated))
    if not form.is_valid():
        return show(request, build, form)
    try:
        build.answer(answered, form.answers())
    except Item.DoesNotExist:
        raise Http404 from None
    return done(request, build, answering=True)


@require_POST
@heeding
def take_back(request: HtmxRequest, code: str, item: int, name: str) -> HttpResponse:
    """Take an answer back: the fact is missing again."""
    build = editable(request, code)
    try:
        build.take_back(get_object_or_404(build.items, pk=item), name)
    except Item.DoesNotExist:
        raise Http404 from None
    return done(request, build)


@never_cache
@require_safe
def saved_builds(request: HttpRequest) -> HttpResponse:
    """List one's own builds."""
    page = Paginator(mine.builds_of(request).prefetch_related("items"), 20).get_page(request.GET.get("page"))
    return TemplateResponse(request, "builder/saved.html", {"page": page})


def saved(request: HtmxRequest, build: Build) -> Build:
    """Save a build that is new, with what its address says, and keep its key where its maker finds it again."""
    if build.pk is None:
        build.save()
        mine.made(request, build)
        if request.address.read:
            keep(request, build.surroundings)
            request.address = Address()
    return build


def done(request: HtmxRequest, build: Build, *, answering: bool = False) -> HttpResponse:
    """Answer a change: the changed panel, or the page to go to. Who is answering finds the next question open."""
    if not request.htmx:
        return redirect(build.edit_url + request.address.query + ("#missing" if answering else ""))
    panel = panel_of(request, build)
    panel.changed, panel.answering = not answering, answering
    response = TemplateResponse(request, "builder/partials/panel.html", {"panel": panel})
    if request.htmx.current_url_abs_path != panel.base_url:  # the build is new, or its list of choices is done with
        response["HX-Push-Url"] = panel.base_url
    return response


def show(request: HtmxRequest, build: Build, failed: forms.BaseForm | None = None) -> HttpResponse:
    """Show a build as it is, with what could not be done."""
    panel = panel_of(request, build, failed)
    fragment = request.htmx and not request.htmx.history_restore_request
    template = "builder/partials/panel.html" if fragment else "builder/edit.html"
    return TemplateResponse(request, template, {"panel": panel, "build": build}, status=status_of(panel))


def status_of(panel: Panel) -> int:
    """Say with the status what the page says in words."""
    if panel.failed:
        return 422
    if panel.address.errors:
        return 400
    if panel.wish_form and "item" in panel.wish_form.errors:
        return 404
    return 400 if panel.wish_form and panel.wish_form.errors else 200


def panel_of(request: HtmxRequest, build: Build, failed: forms.BaseForm | None = None) -> Panel:
    """Work out a build and, if the address asks for it, the list of choices."""
    countries = listed_countries()
    panel = Panel(
        build=build,
        assessment=assess(build, timezone.localdate(), countries),
        countries=countries,
        address=getattr(request, "address", Address()),
        failed=failed,
        can_undo=bool(build.pk) and build.changes.exists(),
    )
    if request.method == "GET" and "choose" in request.GET:
        _open_choices(request, panel)
    return panel


def _open_choices(request: HttpRequest, panel: Panel) -> None:
    panel.wish_form = form = WishForm(request.GET)
    if not form.is_valid():
        return
    panel.wish = form.wish()
    if form.cleaned_data["item"]:
        panel.replacing = panel.item(form.cleaned_data["item"])
        if panel.replacing is None or panel.replacing.kind != panel.wish.kind:
            panel.wish = None
            form.add_error("item", _("There is no such part in this build any more."))
            return
    trial = place_for(panel.build, panel.assessment.lines, panel.wish.kind, panel.replacing)
    panel.choices = choices(trial, panel.wish, _mending_rows(panel) if panel.wish.mends else None)


def _mending_rows(panel: Panel) -> int | None:
    """Give the rows that resolve the finding that the address names; None: it is gone, and all are shown."""
    assert panel.wish is not None  # noqa: S101  # asked for only where a list of choices is open
    known = panel.assessment
    instead = item_key(panel.replacing) if panel.replacing else ""
    wish = panel.wish
    rows = rows_that_mend(known.build, known.context, known.findings, wish.mends, kind=wish.kind, instead=instead)
    if rows is None:
        asked_fits = panel.wish_form.cleaned_data["fits"] if panel.wish_form else ""
        panel.wish = replace(panel.wish, mends="", fits=asked_fits != "off")
    return rows


def show_full(request: HtmxRequest, build: Build, form: forms.Form) -> HttpResponse:
    """Say that a build has as many lines as it may have."""
    form.add_error(None, _("A build has at most %(max)s lines.") % {"max": MAX_ITEMS})
    return show(request, build, form)
