"""Comments, votes and reports: what the pages of a build do, with the same checks and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.response import Response
from rest_framework.views import APIView

from api.documents import READS_ONE, WRITES, documented
from api.examples import COMMENT_ASKED, FLAG_ASKED, THREAD_ANSWERED, VOTE_ANSWERED
from api.filtering import refuse_unknown
from api.paging import whole_number
from api.refusing import refusals
from api.serializers import talk as serializers
from api.throttling import WriteThrottle
from community import taking_part, talk
from community.models import Comment, Post, Vote
from community.talk_forms import new_key
from community.talk_views import MAX_PAGE
from community.thread import line_of, read_below, read_thread

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from rest_framework.request import Request

    from api.serializers.fields import StrictSerializer
    from community.thread import Line

WRITES_ONE = (*WRITES, 404)
PAGE = OpenApiParameter("page", int, description="The page of the thread, 500 comments each; 1 unless given.")
SAID = OpenApiExample("A comment", value=COMMENT_ASKED, request_only=True)
READ = OpenApiExample("A thread", value=THREAD_ANSWERED, response_only=True, status_codes=["200"])
VOTED = OpenApiExample("Voted", value=VOTE_ANSWERED, response_only=True, status_codes=["200"])
FLAGGED = OpenApiExample("Advertising", value=FLAG_ASKED, request_only=True)


def find_post(request: Request, code: str) -> Post:
    """Find a published build that the reader may see."""
    posts = Post.objects.readable_by(request.user).select_related("build", "author").defer("snapshot", "notes")
    return get_object_or_404(posts, build__code=code)


def find_comment(post: Post, number: int) -> Comment:
    """Find a comment of a build."""
    return get_object_or_404(post.comments.select_related("author"), pk=number)


def find_own(request: Request, post: Post, number: int) -> Comment:
    """Find a comment that one may change: another's is not found."""
    comment = find_comment(post, number)
    if not talk.may_change(comment, request.user):
        raise Http404
    return comment


def read(serializer: type[StrictSerializer], request: Request) -> dict[str, Any]:
    """Read the body, or refuse it field by field."""
    asked = serializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return cast("dict[str, Any]", asked.validated_data)


def written(line: Line, request: Request, code: str) -> dict[str, Any]:
    """Write a comment."""
    return dict(serializers.CommentSerializer(line, context={"request": request, "code": code}).data)


@method_decorator(never_cache, name="dispatch")
class Comments(APIView):
    """The comments of a build."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    throttle_classes = (WriteThrottle,)

    @documented(
        "Read the comments on a build",
        "A page of the thread, a flat list in its order with how deep each stands. What was taken back or hidden keeps "
        "its place without its words.",
        {200: serializers.ThreadSerializer},
        READS_ONE,
        parameters=[PAGE],
        examples=[READ],
        operation_id="builds_comments",
    )
    def get(self, request: Request, code: str) -> Response:
        """Read them."""
        refuse_unknown(request, ["page"])
        page = whole_number(request, "page", 1, low=1, high=MAX_PAGE)
        found = read_thread(find_post(request, code), request.user, page, also=("text",))
        if not found.lines and page > 1:
            raise Http404
        lines = [written(line, request, code) for line in found.lines]
        body = {"count": found.post.comment_count, "open": found.open, "more": found.more, "results": lines}
        return Response(body)

    @documented(
        "Comment on a build",
        "Keeps a comment, or gives the one that was sent under the same key before. The checks and limits are those of "
        "the pages. It takes a session and its CSRF token in the header `X-CSRFToken`.",
        {201: serializers.CommentSerializer},
        WRITES_ONE,
        request=serializers.AskedCommentSerializer,
        examples=[SAID],
        operation_id="builds_comment",
    )
    def post(self, request: Request, code: str) -> Response:
        """Keep one."""
        refuse_unknown(request, [])
        post = find_post(request, code)
        asked = read(serializers.AskedCommentSerializer, request)
        by, key = cast("User", request.user), asked.get("key") or new_key()
        parent = self._parent(post, asked["parent"])
        with refusals():
            said = taking_part.comment_on(post, by=by, text=asked["text"], key=key, at=timezone.now(), parent=parent)
        return Response(written(line_of(said, post, by), request, code), status=status.HTTP_201_CREATED)

    def _parent(self, post: Post, number: int | None) -> Comment | None:
        if number is None:
            return None
        try:
            return find_comment(post, number)
        except Http404 as error:
            raise ValidationError({"parent": talk.gone_text()}) from error


@method_decorator(never_cache, name="dispatch")
class OneComment(APIView):
    """A comment."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    throttle_classes = (WriteThrottle,)

    @documented(
        "Read a comment",
        "A comment with what it said before it was changed, and what was answered.",
        {200: serializers.OneCommentSerializer},
        READS_ONE,
        operation_id="builds_comment_read",
    )
    def get(self, request: Request, code: str, number: int) -> Response:
        """Read it."""
        refuse_unknown(request, [])
        post = find_post(request, code)
        comment = find_comment(post, number)
        found = read_below(post, request.user, comment, also=("text",))
        lines = [written(line, request, code) for line in found.lines]
        edits = [] if comment.gone else list(comment.edits.all())
        before = serializers.BeforeSerializer(edits, many=True).data
        return Response({"comment": lines[0], "before": before, "answers": lines[1:]})

    @documented(
        "Change your comment",
        "Puts another text in its place; what it said before stays readable.",
        {200: serializers.CommentSerializer},
        WRITES_ONE,
        request=serializers.ChangedCommentSerializer,
        operation_id="builds_comment_change",
    )
    def patch(self, request: Request, code: str, number: int) -> Response:
        """Change it."""
        refuse_unknown(request, [])
        post = find_post(request, code)
        comment = find_own(request, post, number)
        asked = read(serializers.ChangedCommentSerializer, request)
        by = cast("User", request.user)
        with refusals():
            taking_part.amend_comment(comment, by=by, text=asked["text"], at=timezone.now())
        comment.refresh_from_db()
        return Response(written(line_of(comment, post, by), request, code))

    @documented(
        "Take your comment back",
        "Its words go, also those of before; its place and what was answered stay.",
        {204: None},
        WRITES_ONE,
        operation_id="builds_comment_withdraw",
    )
    def delete(self, request: Request, code: str, number: int) -> Response:
        """Take it back."""
        refuse_unknown(request, [])
        talk.withdraw(find_own(request, find_post(request, code), number), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


@method_decorator(never_cache, name="dispatch")
class BuildVote(APIView):
    """Your vote for a build."""

    permission_classes = (IsAuthenticated,)
    throttle_classes = (WriteThrottle,)

    @documented(
        "Read your vote",
        "Whether you voted for the build, and how many did.",
        {200: serializers.VoteSerializer},
        (*READS_ONE, 403),
        examples=[VOTED],
        operation_id="builds_vote_read",
    )
    def get(self, request: Request, code: str) -> Response:
        """Read it."""
        refuse_unknown(request, [])
        return self._state(request, code)

    @documented(
        "Vote for a build",
        "Done once or often, it is one vote. Not for your own build.",
        {200: serializers.VoteSerializer},
        WRITES_ONE,
        request=None,
        examples=[VOTED],
        operation_id="builds_vote",
    )
    def put(self, request: Request, code: str) -> Response:
        """Vote."""
        return self._cast(request, code, wanted=True)

    @documented(
        "Take your vote back",
        "Done once or often, there is none.",
        {200: serializers.VoteSerializer},
        WRITES_ONE,
        operation_id="builds_unvote",
    )
    def delete(self, request: Request, code: str) -> Response:
        """Take it back."""
        return self._cast(request, code, wanted=False)

    def _cast(self, request: Request, code: str, *, wanted: bool) -> Response:
        refuse_unknown(request, [])
        with refusals():
            by = cast("User", request.user)
            taking_part.cast_vote(find_post(request, code), by=by, wanted=wanted, at=timezone.now())
        return self._state(request, code)

    def _state(self, request: Request, code: str) -> Response:
        post = find_post(request, code)
        voted = Vote.objects.filter(post=post, voter=cast("User", request.user)).exists()
        return Response({"voted": voted, "vote_count": post.vote_count})


class BuildFlag(APIView):
    """Reports of a build."""

    permission_classes = (IsAuthenticated,)
    throttle_classes = (WriteThrottle,)

    @documented(
        "Report a build",
        "Tells the moderators about a build; once for each person.",
        {201: serializers.FlaggedSerializer},
        WRITES_ONE,
        request=serializers.FlagSerializer,
        examples=[FLAGGED],
        operation_id="builds_flag",
    )
    def post(self, request: Request, code: str) -> Response:
        """Report it."""
        return flagged(request, find_post(request, code), None)


class CommentFlag(APIView):
    """Reports of a comment."""

    permission_classes = (IsAuthenticated,)
    throttle_classes = (WriteThrottle,)

    @documented(
        "Report a comment",
        "Tells the moderators about a comment; once for each person.",
        {201: serializers.FlaggedSerializer},
        WRITES_ONE,
        request=serializers.FlagSerializer,
        examples=[FLAGGED],
        operation_id="builds_comment_flag",
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        """Report it."""
        post = find_post(request, code)
        return flagged(request, post, find_comment(post, number))


def flagged(request: Request, post: Post, comment: Comment | None) -> Response:
    """Report a build or a comment on it."""
    refuse_unknown(request, [])
    asked = read(serializers.FlagSerializer, request)
    with refusals():
        by = cast("User", request.user)
        first = taking_part.report(post, comment, by=by, why=asked["why"], text=asked["text"], at=timezone.now())
    return Response({"first": first}, status=status.HTTP_201_CREATED)
