"""The pages of threads and votes."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import taking_part, talk
from community.doors import signed_in_to_send
from community.models import Comment, Post
from community.querysets import readable
from community.refusing import LimitedError, RefusedError
from community.roles import is_moderator
from community.talk_forms import CommentForm, quoted
from community.thread import read_below, read_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import User
    from django.http import HttpRequest, HttpResponse

    from community.thread import Thread

    View = Callable[..., HttpResponse]

MAX_PAGE = 10_000
READS_AND_SENDS = require_http_methods(["GET", "HEAD", "POST"])


def limited(view: View) -> View:
    """Answer 429, with when to come back, where a limit is over and the page has no form to say it beside."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  # a view's
        try:
            return view(request, *args, **kwargs)
        except LimitedError as error:
            return too_often(request, error)

    return answer


def too_often(request: HttpRequest, error: LimitedError) -> HttpResponse:
    """Say that a limit is over."""
    response = TemplateResponse(request, "community/limited.html", {"error": error}, status=429)
    response["Retry-After"] = str(error.wait)
    return response


def find_post(request: HttpRequest, code: str) -> Post:
    """Find a published build by its code; a hidden one is found by its author and moderators."""
    posts = Post.objects.readable_by(request.user).select_related("build", "author").defer("snapshot", "notes")
    return get_object_or_404(posts, build__code=code)


def find_comment(post: Post, number: int) -> Comment:
    """Find a comment of a build."""
    return get_object_or_404(post.comments.select_related("author"), pk=number)


def find_with_post(request: HttpRequest, code: str, number: int) -> Comment:
    """Find a comment and its build, which the reader may see, in one query."""
    comments = Comment.objects.filter(readable("post__", request.user), post__build__code=code)
    joined = comments.select_related("author", "post__build", "post__author")
    return get_object_or_404(joined.defer("post__snapshot", "post__notes"), pk=number)


@never_cache
@READS_AND_SENDS
def thread(request: HttpRequest, code: str) -> HttpResponse:
    """Show a build's comments; take one more."""
    post = find_post(request, code)
    if request.method == "POST":
        return _say(request, post, None)
    page = request.GET.get("page") or "1"
    if not (page.isascii() and page.isdigit() and 1 <= int(page[:6]) <= MAX_PAGE and len(page) <= len(str(MAX_PAGE))):
        raise Http404
    found = read_thread(post, request.user, int(page))
    if not found.lines and int(page) > 1:
        raise Http404
    return _show(request, found, CommentForm())


@never_cache
@READS_AND_SENDS
def comment(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one comment with its answers, to link to; take an answer."""
    shown = find_with_post(request, code, number)
    post = shown.post
    if request.method == "POST":
        return _say(request, post, shown)
    text = quoted(shown.text) if "quote" in request.GET and not shown.gone else ""
    return _show(request, read_below(post, request.user, shown), CommentForm(initial={"text": text}), shown)


@never_cache
@READS_AND_SENDS
@login_required
def edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Change one's comment."""
    post = find_post(request, code)
    shown = _mine(request, post, number)
    form = CommentForm(request.POST if request.method == "POST" else None, initial={"text": shown.text})
    status, wait = 200, 0
    if form.is_bound:
        status = 422
    if form.is_valid():
        by = cast("User", request.user)
        try:
            taking_part.amend_comment(shown, by=by, text=form.cleaned_data["text"], at=timezone.now())
        except RefusedError as error:
            status, wait = _refused(form, error)
        else:
            return redirect(_place(shown))
    context = {"post": post, "comment": shown, "form": form}
    return _waiting(TemplateResponse(request, "community/comment_edit.html", context, status=status), wait)


@require_POST
@signed_in_to_send
def delete(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take one's comment back."""
    shown = _mine(request, find_post(request, code), number)
    talk.withdraw(shown, at=timezone.now())
    messages.success(request, _("Taken back. Its place in the thread stays, without your words."))
    return redirect("community:thread", code)


@never_cache
@require_safe
def history(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show what a comment said before it was changed."""
    post = find_post(request, code)
    shown = find_comment(post, number)
    if shown.gone:
        raise Http404
    context = {"post": post, "comment": shown, "edits": list(shown.edits.all())}
    return TemplateResponse(request, "community/comment_history.html", context)


@require_POST
@limited
def vote(request: HttpRequest, code: str) -> HttpResponse:
    """Vote for a build, or take the vote back: `vote` is 1 or 0, so that a double click is one vote."""
    post = find_post(request, code)
    if not request.user.is_authenticated:
        return redirect_to_login(post.get_absolute_url())
    wanted, back = request.POST.get("vote"), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = post.get_absolute_url()
    if wanted not in {"0", "1"}:
        messages.error(request, _("Vote: send 1 to vote, 0 to take it back."))
        return redirect(back)
    try:
        taking_part.cast_vote(post, by=request.user, wanted=wanted == "1", at=timezone.now())
    except LimitedError:
        raise
    except RefusedError as error:
        messages.error(request, error.message)
    return redirect(back)


def _mine(request: HttpRequest, post: Post, number: int) -> Comment:
    shown = find_comment(post, number)
    if not talk.may_change(shown, request.user):
        raise Http404
    return shown


def _say(request: HttpRequest, post: Post, parent: Comment | None) -> HttpResponse:
    form, status, wait = CommentForm(request.POST), 422, 0
    if not request.user.is_authenticated:
        form.add_error(None, _("You are not signed in (any more). Sign in in another tab, come back and send again."))
        status = 403
    elif form.is_valid():
        given, by = form.cleaned_data, request.user
        try:
            said = taking_part.comment_on(
                post, by=by, text=given["text"], key=given["key"], at=timezone.now(), parent=parent
            )
        except RefusedError as error:
            status, wait = _refused(form, error)
        else:
            return redirect(_place(said))
    found = read_below(post, request.user, parent) if parent else read_thread(post, request.user)
    return _show(request, found, form, parent, status=status, wait=wait)


def _place(said: Comment) -> str:
    """Lead to a comment: on its own page, where it is found however long the thread is."""
    return f"{said.get_absolute_url()}#c{said.pk}"


def _refused(form: CommentForm, error: RefusedError) -> tuple[int, int]:
    """Say beside the form why not; give the status and how long to wait."""
    form.add_error("text" if error.field == "text" else None, error.message)
    return (429, error.wait) if isinstance(error, LimitedError) else (422, 0)


def _show(  # a page's parts
    request: HttpRequest,
    found: Thread,
    form: CommentForm,
    top: Comment | None = None,
    *,
    status: int = 200,
    wait: int = 0,
) -> HttpResponse:
    context = {"thread": found, "post": found.post, "form": form, "top": top, "moderates": is_moderator(request.user)}
    return _waiting(TemplateResponse(request, "community/thread.html", context, status=status), wait)


def _waiting(response: HttpResponse, wait: int) -> HttpResponse:
    if wait:
        response["Retry-After"] = str(wait)
    return response
