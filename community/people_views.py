"""The pages of people: profiles, what one saved and follows, and notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from catalog.models import Part
from community import digesting, guarding, keeping, noticing
from community.lines import lines_of
from community.models import Digest, Follow, Measurement, Post, Saved
from community.refusing import RefusedError
from community.talk_views import find_post

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.http import HttpRequest, HttpResponse

    from community.querysets import PostQuerySet

PER_PAGE = 20
LONGEST_NUMBER = 6  # digits of a page
MOST_MEASURED = 100  # shown on a profile


@require_safe
def profile(request: HttpRequest, name: str) -> HttpResponse:
    """Show who shared what, and what was measured on it."""
    person = get_object_or_404(User, username__iexact=name, is_active=True)
    if person.username != name:
        return redirect("community:profile", person.username)
    posts = Post.objects.shown().filter(author=person).order_by("-published_at", "-pk")
    page = _page(request, posts)
    measured = Measurement.objects.filter(by=person, post__hidden_at=None).select_related("post__build")
    context = {
        "person": person,
        "page": page,
        "lines": lines_of(cast("PostQuerySet", page.object_list), request.user, "new"),
        "measured": measured.defer("post__snapshot", "post__notes", "post__notes_html").order_by("-pk")[:MOST_MEASURED],
    }
    return TemplateResponse(request, "community/profile.html", context)


@never_cache
@require_safe
@login_required
def kept(request: HttpRequest) -> HttpResponse:
    """Show what one saved, and what one follows."""
    user = cast("User", request.user)
    saved = Post.objects.shown().filter(saves__by=user).order_by("-saves__at", "-pk")
    page = _page(request, saved)
    follows = Follow.objects.filter(by=user).select_related("post__build", "part").order_by("-pk")
    context = {
        "page": page,
        "lines": lines_of(cast("PostQuerySet", page.object_list), user, "new"),
        "follows": follows.defer("post__snapshot", "post__notes", "post__notes_html", "part__raw"),
    }
    return TemplateResponse(request, "community/kept.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """Ask whether to save or follow a build, and do it: `saved` and `followed` are 1 or 0."""
    post, user = find_post(request, code), cast("User", request.user)
    if request.method == "POST":
        wishes = {name: request.POST[name] == "1" for name in ("saved", "followed") if name in request.POST}
        try:
            guarding.look_at_person(user, timezone.now())
            if "saved" in wishes:
                keeping.save(post, by=user, wanted=wishes["saved"], at=timezone.now())
            if "followed" in wishes:
                keeping.follow(post, by=user, wanted=wishes["followed"], at=timezone.now())
        except RefusedError as error:
            messages.error(request, error.message)
        return redirect("community:keep", code)
    context = {
        "post": post,
        "saved": Saved.objects.filter(post=post, by=user).exists(),
        "followed": Follow.objects.filter(post=post, by=user).exists(),
    }
    return TemplateResponse(request, "community/keep.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def follow_part(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask whether to follow a part, and do it: `followed` is 1 or 0."""
    part, user = get_object_or_404(Part.objects.defer("raw"), slug=slug), cast("User", request.user)
    if request.method == "POST":
        try:
            keeping.follow(part, by=user, wanted=request.POST.get("followed") == "1", at=timezone.now())
        except RefusedError as error:
            messages.error(request, error.message)
        return redirect("community:follow-part", slug)
    followed = Follow.objects.filter(part=part, by=user).exists()
    return TemplateResponse(request, "community/follow_part.html", {"part": part, "followed": followed})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """Show what one was told; mark it as read, all or one (`number`), and choose mail (`mail` is 1 or 0)."""
    user = cast("User", request.user)
    if request.method == "POST":
        return _sent(request, user)
    context = {
        "notices": noticing.notices_of(user),
        "unread": noticing.unread_of(user),
        "mail": Digest.objects.filter(to=user).exists(),
    }
    return TemplateResponse(request, "community/notices.html", context)


def _sent(request: HttpRequest, user: User) -> HttpResponse:
    number, mail = request.POST.get("number", ""), request.POST.get("mail", "")
    if mail in {"0", "1"}:
        if mail == "1" and not user.email:
            messages.error(request, _("Mail: your account has no address."))
        else:
            digesting.want(user, wanted=mail == "1", at=timezone.now())
    elif number.isascii() and number.isdigit():
        noticing.read(user, [int(number[:15])])
    else:
        noticing.read(user)
    return redirect("community:notices")


@never_cache
@csrf_exempt  # mail programs send it without a page of ours; who has the token may end the mail, and nothing else
@require_http_methods(["GET", "HEAD", "POST"])
def end_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to end mail, and end it: opening an address changes nothing, since programs open what is in mails."""
    ended = request.method == "POST"
    if ended and not digesting.end_by(token):
        raise Http404
    return TemplateResponse(request, "community/digest_end.html", {"ended": ended})


def _page(request: HttpRequest, posts: PostQuerySet) -> Page[Post]:
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
        raise Http404
    pages = Paginator(posts, PER_PAGE)
    if int(number) not in pages.page_range:
        raise Http404
    return pages.page(int(number))
