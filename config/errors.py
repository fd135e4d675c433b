"""What the site says when something of its own fails: 503 while the database is away, 500 for everything else."""

from __future__ import annotations

import json
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, connections
from django.http import HttpResponse
from django.template import loader
from django.views import defaults

if TYPE_CHECKING:
    from django.http import HttpRequest

RETRY_AFTER_S = 5
AWAY = (OperationalError, InterfaceError)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer in place of a view that raised; Django has logged the error."""
    if not isinstance(sys.exc_info()[1], AWAY):
        return defaults.server_error(request)
    connections.close_all()  # the next request gets new connections instead of broken ones
    answer = _problem() if request.path.startswith("/api/") else HttpResponse(loader.render_to_string("503.html"))
    answer.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    answer["Retry-After"] = str(RETRY_AFTER_S)
    answer["Cache-Control"] = "no-store"
    return answer


def _problem() -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": HTTPStatus.SERVICE_UNAVAILABLE.phrase,
        "status": int(HTTPStatus.SERVICE_UNAVAILABLE),
        "detail": "The database does not answer right now; try again in a few seconds.",
        "errors": [],
    }
    return HttpResponse(json.dumps(body), content_type="application/problem+json")
