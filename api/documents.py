"""What the OpenAPI description says beyond what serializers show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers

from api.problems import MEDIA_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable

View = TypeVar("View", bound="Callable[..., Any]")

MEANINGS = {
    400: "Something in the request cannot be read or is not allowed; `errors` name the fields. Nothing has changed.",
    403: "Only somebody who is signed in may do this, with a CSRF token, not banned, in a thread that is open.",
    404: "There is nothing here, or not for you.",
    409: "The build's state does not allow it.",
    413: "The body is too large.",
    415: "The body is not application/json.",
    429: "Too many requests; `Retry-After` says after how many seconds to come back.",
}
READS = (400,)
READS_ONE = (400, 404)
WRITES = (400, 403, 413, 415, 429)


class ProblemErrorSerializer(serializers.Serializer[Any]):
    """A wrong field, by its path such as `items[2].quantity`; empty for the request as a whole."""

    field = serializers.CharField()
    message = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """A problem as in RFC 9457."""

    type = serializers.CharField(help_text="Always about:blank: the status says what kind of problem it is.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = ProblemErrorSerializer(many=True)  # type: ignore[assignment]  # the attribute is taken out again


def documented(
    summary: str,
    description: str,
    responses: dict[int, Any],
    problems: tuple[int, ...] = READS,
    **options: Any,  # noqa: ANN401  # drf-spectacular's own
) -> Callable[[View], View]:
    """Describe an operation, with the problems that it may answer."""
    failing = {
        (status, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, description=MEANINGS[status]) for status in problems
    }
    return extend_schema(summary=summary, description=description, responses={**responses, **failing}, **options)
