"""The pages of shared builds."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from builder import mine
from builder.addresses import heard, heed, read
from builder.assess import assess
from builder.models import Build
from community import limits, taking_part
from community.doors import signed_in_to_send
from community.exporting import FORMATS
from community.forking import fork
from community.forms import MeasurementForm, PublishForm
from community.freezing import freeze
from community.listing import listing
from community.measuring import MeasuringError, may_measure
from community.models import Vote
from community.publishing import AlreadyPublishedError, PublishError
from community.refusing import LimitedError, RefusedError
from community.roles import is_moderator
from community.sheet import read_draft, read_published
from community.talk_forms import CommentForm
from community.talk_views import limited
from community.thread import read_thread, saw

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest

    from community.models import Post


@require_safe
@limited
def builds(request: HttpRequest) -> HttpResponse:
    """List published builds; filters, order and page are in the address."""
    if request.GET.get("q"):
        limits.hold("search", limits.address_of(request))
    found = listing(request.GET, request.user, timezone.now())
    return TemplateResponse(request, "community/builds.html", {"listing": found}, status=found.status)


@never_cache
@require_safe
def build(request: HttpRequest, code: str) -> HttpResponse:
    """Show a build: as it was frozen, if it is published, else the draft as it is."""
    return show(request, find_for(request, code))


def find(request: HttpRequest, code: str) -> Build:
    """Find a build that the reader may see, with what was published of it."""
    builds = Build.objects.readable_by(request.user).select_related("post__author", "forked_from__post")
    return get_object_or_404(builds, code=code)


def find_for(request: HttpRequest, code: str) -> Build:
    """Find a build that the reader may see, with whether the reader voted for it."""
    user = request.user
    votes = Vote.objects.filter(post=OuterRef("post"), voter=user.pk if user.is_authenticated else None)
    builds = Build.objects.readable_by(user).select_related("post__author", "forked_from__post")
    return get_object_or_404(builds.annotate(voted=Exists(votes)), code=code)


def show(request: HttpRequest, shown: Build, measured: MeasurementForm | None = None) -> HttpResponse:
    """Show a build, with a measurement that could not be taken."""
    post = post_of(shown)
    if post:
        sheet = read_published(shown, post)
        sheet.heed(heard(request.GET, sheet.snapshot.surroundings))
    else:
        address = heed(request.GET, shown)
        sheet = read_draft(shown, timezone.localdate())
        sheet.address = address
    context = {"sheet": sheet, "holds": mine.holds(request, shown), "formats": FORMATS}
    if may_measure(post, request.user):
        context["measured"] = measured or MeasurementForm()
    if post:
        context |= {"thread": read_thread(post, request.user), "comment_form": CommentForm()}
        context["voted"] = getattr(shown, "voted", False)
        if request.user.is_authenticated:
            context["moderates"] = is_moderator(request.user)
            saw(post, request.user, timezone.now())
    status = 422 if measured else 400 if sheet.address.errors else 200
    return TemplateResponse(request, "community/build.html", context, status=status)


@require_POST
@signed_in_to_send
def add_measurement(request: HttpRequest, code: str) -> HttpResponse:
    """Take in what the author measured."""
    shown = find(request, code)
    post = post_of(shown)
    if post is None or not may_measure(post, request.user):
        raise Http404
    form = MeasurementForm(request.POST)
    if form.is_valid():
        try:
            taking_part.measure_on(post, by=cast("User", request.user), at=timezone.now(), **form.cleaned_data)
        except (MeasuringError, RefusedError) as error:
            form.add_error(error.field or None, error.message)
        else:
            messages.success(request, _("Kept. It is shown with your name and the day."))
            return redirect(f"{shown.get_absolute_url()}#measured")
    return show(request, shown, form)


@require_POST
@signed_in_to_send
def remove_measurement(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take a measurement back."""
    shown = find(request, code)
    post = post_of(shown)
    if post is None or not may_measure(post, request.user):
        raise Http404
    try:
        if not taking_part.take_measurement_back(post, number, by=cast("User", request.user), at=timezone.now()):
            raise Http404
    except RefusedError as error:
        messages.error(request, error.message)
    return redirect(f"{shown.get_absolute_url()}#measured")


@never_cache
@require_safe
def export_build(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """Give a build as it is now as a list to take along."""
    shown = find(request, code)
    if form not in FORMATS:
        raise Http404
    written = FORMATS[form]
    body = written.write(shown, request.build_absolute_uri(shown.get_absolute_url()))
    disposition = content_disposition_header(form in {"csv", "json"}, f"build-{code}.{written.ending}") or "inline"
    return HttpResponse(body, headers={"Content-Type": written.media_type, "Content-Disposition": disposition})


@require_POST
def fork_build(request: HttpRequest, code: str) -> HttpResponse:
    """Start a build of one's own from another's parts, in the surroundings that the address names."""
    original = get_object_or_404(Build.objects.readable_by(request.user).select_related("post"), code=code)
    address = read(request.GET)
    if address.errors:
        return HttpResponseBadRequest("\n".join(address.errors), content_type="text/plain; charset=utf-8")
    copy = fork(original)
    if address.read:
        copy.surround(**address.read)
    mine.made(request, copy)
    messages.success(request, _("A copy of “%(title)s” to change as you like.") % {"title": original})
    return redirect(copy.edit_url)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def publish_build(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for title and notes, and publish."""
    shown = get_object_or_404(Build.objects.editable_by(request.user).select_related("post"), edit_code=code)
    if post := post_of(shown):
        return _published_before(request, post)
    form = PublishForm(request.POST if request.method == "POST" else None, initial={"title": shown.title})
    wait = 0
    if form.is_valid():
        try:
            return _publish(request, shown, form)
        except AlreadyPublishedError as error:
            return _published_before(request, error.post)
        except LimitedError as error:
            wait = error.wait
            form.add_error(None, error.message)
        except (PublishError, RefusedError) as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    context = {"build": shown, "form": form, "snapshot": freeze(shown, assess(shown, timezone.localdate()))}
    status = 429 if wait else 422 if form.errors else 200
    headers = {"Retry-After": str(wait)} if wait else None
    return TemplateResponse(request, "community/publish.html", context, status=status, headers=headers)


def post_of(shown: Build) -> Post | None:
    """Give what was published of a build."""
    return getattr(shown, "post", None)


def _publish(request: HttpRequest, shown: Build, form: PublishForm) -> HttpResponse:
    author = cast("User", request.user)
    post = taking_part.publish_build(shown, by=author, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Published. Parts, prices and findings stay as they are today."))
    return redirect(post)


def _published_before(request: HttpRequest, post: Post) -> HttpResponse:
    """Lead to the post: whoever pressed the button twice finds what came of it."""
    messages.info(request, _("This build is published already."))
    return redirect(post)
