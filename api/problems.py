"""Errors as RFC 9457 problems: one shape for everything that can go wrong under /api/."""

from __future__ import annotations

from http import HTTPStatus
from math import ceil
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MEDIA_TYPE = "application/problem+json"
WHOLE_BODY = ""  # the field of an error that concerns the request as a whole


class TooLargeError(exceptions.APIException):
    """The body is larger than the site takes."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


def as_problem(exc: Exception, _context: Mapping[str, Any]) -> Response | None:
    """Turn what a view raised into a problem; None for a fault of the site itself, which must not be dressed up."""
    error = _as_api_error(exc)
    if error is None:
        return None
    errors = list(flat(error.detail)) if isinstance(error, exceptions.ValidationError) else []
    body = problem(error.status_code, _detail(error, errors), errors)
    return Response(body, status=error.status_code, headers=_headers(error), content_type=MEDIA_TYPE)


def problem(status: int, detail: str, errors: list[dict[str, str]]) -> dict[str, Any]:
    """Write a problem's body. No page describes single types, so the type is "about:blank" and the title its status."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "errors": errors,
    }


def flat(detail: object, path: str = WHOLE_BODY) -> Iterator[dict[str, str]]:
    """Name each wrong field by its path, such as `items[2].quantity`."""
    if isinstance(detail, dict):
        for name, below in detail.items():
            yield from flat(below, _joined(path, str(name)))
    elif isinstance(detail, list):
        for place, below in enumerate(detail):
            yield from flat(below, f"{path}[{place}]" if isinstance(below, (dict, list)) else path)
    else:
        yield {"field": path, "message": str(detail)}


def _joined(path: str, name: str) -> str:
    if name == api_settings.NON_FIELD_ERRORS_KEY:
        return path
    if name.isdigit():  # newer releases of the framework name the places of a list
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else name


def _as_api_error(exc: Exception) -> exceptions.APIException | None:
    if isinstance(exc, exceptions.APIException):
        return exc
    if isinstance(exc, Http404):
        return exceptions.NotFound()
    if isinstance(exc, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(exc, RequestDataTooBig):
        return TooLargeError(_("The body is too large."))
    if isinstance(exc, (SuspiciousOperation, UnreadablePostError)):
        return exceptions.ParseError(_("The request cannot be read."))
    return None


def _detail(error: exceptions.APIException, errors: list[dict[str, str]]) -> str:
    if not errors:
        return str(error.detail)
    first = errors[0]
    return f"{first['field']}: {first['message']}" if first["field"] else first["message"]


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]  # set by the view, if at all
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(max(1, ceil(wait)))
    return headers
