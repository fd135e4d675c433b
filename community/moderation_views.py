"""Reporting, and the pages of moderators; to everybody else those are not there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import limits, moderating, taking_part
from community.doors import moderators_only
from community.limits import LIMITS
from community.moderation_forms import DeedForm, FlagForm, UnwantedForm
from community.moderation_models import Action, Deed, Unwanted
from community.refusing import LimitedError, RefusedError
from community.talk_views import find_comment, find_post, limited

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest, HttpResponse

    from community.models import Comment, Post

PER_PAGE = 50
READS_AND_SENDS = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show what is welcome, what is not, the limits and what moderators can do."""
    shown = [{"most": each.most, "what": each.what, "span": limits.span(each.period)} for each in LIMITS.values()]
    return TemplateResponse(request, "community/rules.html", {"limits": shown})


@never_cache
@READS_AND_SENDS
@login_required
@limited
def report(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """Report a build, or a comment on it."""
    post = find_post(request, code)
    comment = find_comment(post, number) if number is not None else None
    form = FlagForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by, now = cast("User", request.user), timezone.now()
        try:
            first = taking_part.report(post, comment, by=by, at=now, **form.cleaned_data)
        except LimitedError:
            raise
        except RefusedError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Thank you: a moderator looks at it.") if first else _("You have reported it."))
            return redirect(comment or post)
    context = {"post": post, "comment": comment, "form": form}
    return TemplateResponse(request, "community/report.html", context, status=422 if form.errors else 200)


@moderators_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what is reported and not settled."""
    return TemplateResponse(request, "community/moderation/queue.html", {"rows": moderating.queue()})


@moderators_only
@READS_AND_SENDS
def moderate(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """Look at a build or a comment with its reports, and do something about it."""
    post = find_post(request, code)
    comment = find_comment(post, number) if number is not None else None
    form = DeedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _act(request, form.cleaned_data, post, comment)
        except RefusedError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Done and logged."))
            return redirect("community:moderation")
    flags = post.flags.filter(comment=comment).select_related("by")
    done = moderating.log().filter(post=post, comment=comment)
    context = {"post": post, "comment": comment, "form": form, "flags": flags, "actions": done}
    return TemplateResponse(request, "community/moderation/one.html", context, status=422 if form.errors else 200)


@moderators_only
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show what moderators did."""
    paginator = Paginator(moderating.log(), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    return TemplateResponse(request, "community/moderation/log.html", {"page": page})


@require_POST
@moderators_only
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Undo what a moderator did."""
    action = get_object_or_404(Action.objects.select_related("comment", "post"), pk=number)
    if moderating.undo(action, by=cast("User", request.user), at=timezone.now()):
        messages.success(request, _("Undone and logged."))
    else:
        messages.info(request, _("That is undone already."))
    return redirect("community:moderation-log")


@moderators_only
@READS_AND_SENDS
def unwanted(request: HttpRequest) -> HttpResponse:
    """Show the lists of words and domains, and add to them."""
    form = UnwantedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            moderating.put_on_list(**form.cleaned_data, by=cast("User", request.user), at=timezone.now())
        except RefusedError as error:
            form.add_error(error.field, error.message)
        else:
            return redirect("community:unwanted")
    entries = Unwanted.objects.filter(gone_at=None).select_related("by")
    context = {"form": form, "entries": entries}
    return TemplateResponse(request, "community/moderation/unwanted.html", context, status=422 if form.errors else 200)


@require_POST
@moderators_only
def wanted(_request: HttpRequest, number: int) -> HttpResponse:
    """Take an entry off the list."""
    moderating.take_off_list(get_object_or_404(Unwanted, pk=number), at=timezone.now())
    return redirect("community:unwanted")


def _act(request: HttpRequest, given: dict[str, Any], post: Post, comment: Comment | None) -> None:
    deed, by, now = Deed(given["deed"]), cast("User", request.user), timezone.now()
    said: dict[str, Any] = {"by": by, "reason": given["reason"], "at": now}
    if deed is Deed.BAN:
        person = comment.author if comment else post.author
        if person is None:
            raise RefusedError(_("Person: the account is gone."), "deed")
        until = now + timedelta(days=given["days"]) if given["days"] else None
        moderating.act(deed, person=person, until=until, **said)
    elif deed is Deed.LOCK:
        moderating.act(deed, post=post, **said)
    else:
        moderating.act(deed, post=post, comment=comment, **said)
