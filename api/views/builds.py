"""Builds: published ones are listed, any is read by its code and changed by its edit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from api import writing
from api.build_filters import BuildFilterBackend
from api.documents import READS, READS_ONE, WRITES, documented
from api.filtering import refuse_unknown
from api.paging import BuildPagination
from api.refusing import refusals
from api.serializers import builds as serializers
from api.throttling import WriteThrottle
from builder.assess import assess
from builder.models import Build
from community import taking_part
from community.models import Post
from community.publishing import AlreadyPublishedError, PublishError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import User
    from rest_framework.request import Request

    from api.serializers.fields import StrictSerializer

WRITES_ONE = (*WRITES, 404)


class ConflictError(APIException):
    """What is asked has been done before, and can be done once."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = _("The build is published already.")
    default_code = "conflict"


class Builds(ListAPIView[Post]):
    """Published builds, and the door for new ones."""

    serializer_class = serializers.PostSerializer
    pagination_class = BuildPagination
    filter_backends = (BuildFilterBackend,)
    throttle_classes = (WriteThrottle,)
    queryset = (
        Post.objects.shown().for_list().select_related("main_gpu").defer("main_gpu__raw", "main_gpu__fact_sources")
    )

    @documented(
        "List published builds",
        "Published builds, the newest first unless `tab` says otherwise, with the figures of the day on which each was "
        "published and what the same parts cost lately. The filters are those of the page.",
        {200: serializers.PostSerializer(many=True)},
        READS,
        operation_id="builds_list",
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """List published builds."""
        return super().get(request, *args, **kwargs)

    @documented(
        "Make a build",
        "Makes a build with all its lines, or nothing if one of them is wrong. Without an account it belongs to "
        "nobody, and whoever has `edit_code` may change it; with one it is yours alone. It is not published.",
        {201: serializers.EditableBuildSerializer},
        WRITES,
        request=serializers.AskedBuildSerializer,
        filters=False,
        operation_id="builds_create",
    )
    def post(self, request: Request) -> Response:
        """Make a build."""
        refuse_unknown(request, [])
        build = writing.create(read(serializers.AskedBuildSerializer, request), request.user)
        return created(build, request)


@method_decorator(never_cache, name="dispatch")
class BuildDetail(APIView):
    """One build, by the code for reading."""

    @documented(
        "Read a build",
        "A build as it is today: its lines, what the rules find, cost, load, graphics memory, and from how many hours "
        "a month it beats renting. `parts` of a finding are keys of lines. If it is published, `published` has it as "
        "it was on that day.",
        {200: serializers.BuildSerializer},
        READS_ONE,
        operation_id="builds_read",
    )
    def get(self, request: Request, code: str) -> Response:
        """Read a build."""
        refuse_unknown(request, [])
        build = get_object_or_404(shown_builds().readable_by(request.user), code=code)
        return Response(shown(serializers.BuildSerializer, build, request))


@method_decorator(never_cache, name="dispatch")
class BuildEdit(APIView):
    """One build, by the code for changing."""

    throttle_classes = (WriteThrottle,)

    @documented(
        "Read a build that you may change",
        "The same as by its reading code, with the addresses at which it is changed.",
        {200: serializers.EditableBuildSerializer},
        READS_ONE,
        operation_id="builds_edit_read",
    )
    def get(self, request: Request, edit_code: str) -> Response:
        """Read a build that one may change."""
        refuse_unknown(request, [])
        return Response(shown(serializers.EditableBuildSerializer, editable(request, edit_code), request))

    @documented(
        "Change title and surroundings",
        "Changes the fields that are given; the lines stay.",
        {200: serializers.EditableBuildSerializer},
        WRITES_ONE,
        request=serializers.ChangedBuildSerializer,
        operation_id="builds_edit_change",
    )
    def patch(self, request: Request, edit_code: str) -> Response:
        """Change title and surroundings."""
        refuse_unknown(request, [])
        build = editable(request, edit_code)
        writing.change(build, read(serializers.ChangedBuildSerializer, request))
        return Response(shown(serializers.EditableBuildSerializer, build, request))

    @documented(
        "Replace all lines",
        "Puts the given lines in place of all that are there, or changes nothing if one of them is wrong. Title and "
        "surroundings stay unless they are given. In the builder the change can be undone.",
        {200: serializers.EditableBuildSerializer},
        WRITES_ONE,
        request=serializers.AskedBuildSerializer,
        operation_id="builds_edit_replace",
    )
    def put(self, request: Request, edit_code: str) -> Response:
        """Replace all lines."""
        refuse_unknown(request, [])
        build = editable(request, edit_code)
        writing.replace(build, read(serializers.AskedBuildSerializer, request))
        return Response(shown(serializers.EditableBuildSerializer, build, request))


class BuildFork(APIView):
    """Copies of a build."""

    throttle_classes = (WriteThrottle,)

    @documented(
        "Copy a build",
        "Makes a build of one's own with the same lines and surroundings. The body is an empty object, or none.",
        {201: serializers.EditableBuildSerializer},
        WRITES_ONE,
        request=serializers.NothingSerializer,
        operation_id="builds_fork",
    )
    def post(self, request: Request, code: str) -> Response:
        """Copy a build."""
        refuse_unknown(request, [])
        original = get_object_or_404(shown_builds().readable_by(request.user), code=code)
        read(serializers.NothingSerializer, request)
        return created(writing.fork(original, request.user), request)


class BuildPublish(APIView):
    """Publishing."""

    permission_classes = (IsAuthenticated,)
    throttle_classes = (WriteThrottle,)

    @documented(
        "Publish a build",
        "Freezes parts, prices and findings as they are today and lists the build. It takes a session and its CSRF "
        "token in the header `X-CSRFToken`. A build that was nobody's becomes yours. It can be done once.",
        {201: serializers.EditableBuildSerializer},
        (*WRITES_ONE, 409),
        request=serializers.PublishSerializer,
        operation_id="builds_publish",
    )
    def post(self, request: Request, edit_code: str) -> Response:
        """Publish a build."""
        refuse_unknown(request, [])
        build = editable(request, edit_code)
        asked = read(serializers.PublishSerializer, request)
        publish_asked(build, asked, cast("User", request.user))
        return created(editable(request, edit_code), request)


def publish_asked(build: Build, asked: Mapping[str, Any], by: User) -> Post:
    """Publish, and put what stands in the way into the API's terms."""
    title = asked.get("title", build.title)
    if hasattr(build, "post"):
        raise ConflictError
    try:
        with refusals():
            return taking_part.publish_build(
                build, by=by, title=title, notes=asked["notes"], at=timezone.now(), tags=asked["tags"]
            )
    except AlreadyPublishedError as error:
        raise ConflictError from error
    except PublishError as error:
        raise ValidationError({error.field: error.message}) from error


def shown_builds() -> Any:  # noqa: ANN401  # a queryset of builds with what is shown of them
    """Give builds with what is shown beside their lines."""
    return Build.objects.select_related("post__author", "forked_from")


def editable(request: Request, edit_code: str) -> Build:
    """Find the build of a key; a stranger gets 404."""
    builds = shown_builds().editable_by(request.user)
    return cast("Build", get_object_or_404(builds, edit_code=edit_code))


def read(serializer: type[StrictSerializer], request: Request) -> dict[str, Any]:
    """Read the body, or refuse it field by field."""
    asked = serializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return cast("dict[str, Any]", asked.validated_data)


def shown(serializer: type[serializers.BuildSerializer], build: Build, request: Request) -> dict[str, Any]:
    """Write a build with what it amounts to today."""
    assessment = assess(build, timezone.localdate())
    return dict(serializer(build, context={"request": request, "assessment": assessment}).data)


def created(build: Build, request: Request) -> Response:
    """Answer that a build was made, and say where."""
    body = shown(serializers.EditableBuildSerializer, build, request)
    return Response(body, status=status.HTTP_201_CREATED, headers={"Location": body["urls"]["api"]})
